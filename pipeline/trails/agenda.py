"""The next monthly meeting's paper as data: the open cases by number, each with what was said of it
last, what was promised and what is asked for; proposals to be voted on; records that are awaited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, filterfalse, repeat
from operator import attrgetter

from minutes.cases import follow_up
from minutes.cases.claims import Found
from minutes.cases.dossier import AskedHelp, Task
from minutes.cases.follow_up import CaseState, Key
from minutes.publication import schedule
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import Vote
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.trails import case as cases
from pipeline.trails import stations
from pipeline.trails.case import Case


@dataclass(frozen=True, slots=True)
class LastWord:
    """What was said of a case last: on which day, in which record and speech ("" where only the record
    is known), the words, and whether people or words say that it is about the case."""

    date: dt.date
    meeting: str
    speech: str
    words: str
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One case on the agenda. `is_state_found` and `is_host_found`: only words of records tell."""

    case: Case
    state: CaseState
    is_state_found: bool
    is_host_found: bool
    last: LastWord | None
    tasks: tuple[Task, ...]
    asks: tuple[AskedHelp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the next meeting has before it on `today`; the newest record of the network is of `until`.
    `tasks` and `asks` belong to no open case; `votes` are ballots whose result is not known."""

    today: dt.date
    until: dt.date
    points: tuple[Point, ...]
    proposals: tuple[Point, ...]
    votes: tuple[tuple[Meeting, Vote], ...]
    tasks: tuple[Task, ...]
    asks: tuple[AskedHelp, ...]
    awaited: tuple[Scheduled, ...]


def agenda(view: View, today: dt.date, scheduled: Iterable[Scheduled]) -> Agenda:
    """The paper for the meeting after `today`; cases by number, those without one last."""
    found = cases.followed(view, today)
    told = cases.declared_states(view, today)
    words = cases.by_words(told, (*found.cases, *found.waiting))
    maker = _Points(view=view, hosted=cases.hosted(told), words=words)
    points = maker.of(found.cases)
    placed = list(chain.from_iterable(map(_TASKS, points)))
    asked = list(chain.from_iterable(map(_ASKS, points)))
    return Agenda(
        today=today,
        until=found.until,
        points=points,
        proposals=maker.of(found.waiting),
        votes=tuple(_due_votes(view.public.meetings)),
        tasks=tuple(filterfalse(placed.__contains__, found.tasks)),
        asks=tuple(filterfalse(asked.__contains__, found.asks)),
        awaited=_awaited(view, today, scheduled),
    )


_TASKS, _ASKS = attrgetter("tasks"), attrgetter("asks")


def _awaited(view: View, today: dt.date, scheduled: Iterable[Scheduled]) -> tuple[Scheduled, ...]:
    """The announced meetings that were held and have no record; of one that was withdrawn nobody
    need wait."""
    withdrawn = [row.meeting for row in view.snapshot.catalogue.withdrawn_records]
    return schedule.awaited(scheduled, view.public.meetings, today, withdrawn)


def _due_votes(meetings: Iterable[Meeting]) -> Iterator[tuple[Meeting, Vote]]:
    """The ballots that are announced and of which nothing tells how they ended."""
    for meeting in meetings:
        due = filterfalse(_is_counted, meeting.front.votes)
        yield from zip(repeat(meeting), due, strict=False)


def _is_counted(vote: Vote) -> bool:
    results = ((o.result, o.votes is not None, o.percent is not None) for o in vote.options)
    return any(chain.from_iterable(results))


def _place(state: CaseState) -> tuple[bool, int, str]:
    """The place of a case: by number, those without one last."""
    return state.case is None, state.case or 0, state.issue or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Points:
    """Makes points; `hosted` and `words` are the cases whose hosts people declare, and whose state
    words alone tell."""

    view: View
    hosted: frozenset[Key]
    words: frozenset[Key]

    def of(self, states: Iterable[CaseState]) -> tuple[Point, ...]:
        """The points of some cases in their order."""
        ordered = sorted(states, key=_place)
        return tuple(map(self._point, ordered))

    def _point(self, state: CaseState) -> Point:
        whole = cases.of_state(self.view, state)
        assert whole is not None  # noqa: S101 (its state is known)
        key = (state.case, state.issue)
        untold = key not in self.hosted
        told = whole.dossier
        return Point(
            case=whole,
            state=state,
            is_state_found=key in self.words,
            is_host_found=untold and whole.are_hosts_inferred,
            last=_last_word(self.view, whole, state),
            tasks=tuple(t for t in told.tasks if t.action.status == "open"),
            asks=tuple(a for a in told.asks if a.request.status == "open"),
        )


def _last_word(view: View, whole: Case, state: CaseState) -> LastWord | None:
    """The last record that speaks of a case, with its most telling words there."""
    meeting = view.meeting(state.meeting)
    if meeting is None or state.last is None:
        return None
    entry = whole.entry(meeting.id)
    found: Found = entry.found if entry else "declared"
    telling = whole.claims.status.evidence
    if telling is not None and telling.meeting == meeting.id:
        return LastWord(state.last, meeting.id, telling.speech, telling.words, found)
    spoken = entry.speeches if entry else ()
    speech = state.speech or "".join(spoken[-1:])
    quoted = stations.quotes(view, meeting, [speech])
    noted = state.note if state.note in follow_up.notes(meeting) else ""
    words = "".join(quote.text for quote in quoted) or noted
    return LastWord(state.last, meeting.id, speech if quoted else "", words, found)
