"""The next monthly meeting's paper as data: the open cases by number, each with what was said of it
last, what was promised and what is asked for; proposals to be voted on; records that are awaited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from minutes.cases.claims import Evidence, Found
from minutes.cases.dossier import Ask, Task
from minutes.cases.follow_up import CaseState, Key
from minutes.publication import schedule
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import Vote
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from pipeline.archive.snapshot import View
from pipeline.trails import case as cases
from pipeline.trails.case import Case

_QUOTED = 160  # characters of what was said last


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
    asks: tuple[Ask, ...]


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
    asks: tuple[Ask, ...]
    awaited: tuple[Scheduled, ...]


def agenda(view: View, today: dt.date, scheduled: Iterable[Scheduled]) -> Agenda:
    """The paper for the meeting after `today`; cases by number, those without one last."""
    found = cases.followed(view, today)
    told = cases.declared_states(view, today)
    words = cases.by_words(told, (*found.cases, *found.waiting))
    hosted = cases.hosted(told)

    def points(states: Iterable[CaseState]) -> tuple[Point, ...]:
        ordered = sorted(states, key=lambda s: (s.case is None, s.case or 0, s.issue or ""))
        return tuple(_point(view, s, hosted=hosted, words=words) for s in ordered)

    open_cases = points(found.cases)
    placed = {id(line.action) for p in open_cases for line in p.tasks}
    asked = {id(line.request) for p in open_cases for line in p.asks}
    gone = [w.meeting for w in view.snapshot.catalogue.gate.withdrawals if not w.speech]
    return Agenda(
        today=today,
        until=found.until,
        points=open_cases,
        proposals=points(found.waiting),
        votes=tuple((m, v) for m in view.public.meetings for v in m.front.votes if _is_due(v)),
        tasks=tuple(t for t in found.tasks if id(t.action) not in placed),
        asks=tuple(q for q in found.asks if id(q.request) not in asked),
        awaited=schedule.awaited(scheduled, view.public.meetings, today, gone),
    )


def _is_due(vote: Vote) -> bool:
    """Whether a ballot is announced and nothing tells how it ended."""
    return not any(o.result or o.votes is not None or o.percent is not None for o in vote.options)


def _point(view: View, state: CaseState, *, hosted: frozenset[Key], words: frozenset[Key]) -> Point:
    whole = cases.of_state(view, state)
    assert whole is not None  # noqa: S101 (its state is known)
    key = (state.case, state.issue)
    told = whole.dossier
    return Point(
        case=whole,
        state=state,
        is_state_found=key in words and whole.claims.status.is_automatic,
        is_host_found=key not in hosted and whole.are_hosts_inferred,
        last=_last_word(view, whole, state),
        tasks=tuple(t for t in told.tasks if t.action.status == "open"),
        asks=tuple(a for a in told.asks if a.request.status == "open"),
    )


def _last_word(view: View, whole: Case, state: CaseState) -> LastWord | None:
    """The last record that speaks of a case, with its most telling words there."""
    meeting = view.meeting(state.meeting) if state.meeting else None
    if meeting is None or state.last is None:
        return None
    entry = next((e for e in whole.trail.records if e.meeting == meeting.id), None)
    found: Found = entry.found if entry else "declared"
    evidence = _telling(whole, meeting.id)
    if evidence is not None:
        return LastWord(state.last, meeting.id, evidence.speech, evidence.words, found)
    speech = state.speech or (entry.speeches[-1] if entry and entry.speeches else "")
    said = next((i for i in view.document(meeting).items if i.id and i.id == speech), None)
    words = one_line(said.text, _QUOTED) if said else ""
    return LastWord(state.last, meeting.id, speech if said else "", words or state.note, found)


def _telling(whole: Case, meeting: str) -> Evidence | None:
    """The words of a record that tell where a case stands."""
    words = whole.claims.status.evidence
    return words if words is not None and words.meeting == meeting else None
