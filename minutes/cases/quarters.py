"""What a quarter brought the network: for its heads, who meet once in each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from minutes import clock
from minutes.cases import follow_up
from minutes.cases.ballots import Ballot, ballots
from minutes.cases.dossier import AskedHelp, Task, dossier
from minutes.cases.follow_up import OPEN, CaseState, CaseStep
from minutes.records.front_matter import IssueStatus
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import Agencies


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterReport:
    """What a quarter brought, for the heads: cases by what became of them, votes, what is overdue at
    its end, help asked for and its answers. `end` is its last day, or today while it runs, `until`
    the day of the newest record then, or `end` where there is none; `meetings` are its records."""

    year: int
    quarter: int
    first: dt.date
    last: dt.date
    end: dt.date
    until: dt.date
    ongoing: tuple[CaseState, ...] = ()
    completed: tuple[CaseState, ...] = ()
    paused: tuple[CaseState, ...] = ()
    not_held: tuple[CaseState, ...] = ()
    self_run: tuple[CaseState, ...] = ()
    votes: tuple[Ballot, ...] = ()
    overdue: tuple[Task, ...] = ()
    asks: tuple[AskedHelp, ...] = ()
    meetings: tuple[str, ...] = ()


def quarter_of(meeting: Meeting) -> clock.Quarter | None:
    """The Western year and the quarter that a seasonal meeting is for: as its term says, or that
    of its day."""
    term = meeting.front.term
    if term and term.roc_year and term.quarter:
        return clock.Quarter(clock.western_year(term.roc_year), term.quarter)
    return clock.Quarter.of(meeting.date) if meeting.date else None


def quarter(
    meetings: Sequence[Meeting],
    issues: Sequence[Issue],
    agencies: Agencies,
    year: int,
    number: int,
    today: dt.date,
    found: Mapping[int, Sequence[CaseStep]] | None = None,
) -> QuarterReport:
    """One quarter (1 to 4) of a Western year, up to `today` while it runs."""
    span = clock.Quarter(year, number)
    first, last = span.first, span.last
    end = min(last, max(today, first))
    records = follow_up.until(meetings, end)
    so_far = clock.DaySpan(first, end)
    within = [meeting for meeting in records if so_far.covers(meeting.date)]
    within.sort(key=attrgetter("oldest_first"))
    reached = follow_up.newest(records, end) or end
    every = follow_up.states(records, issues, agencies, end, found)
    commitments = dossier(records, agencies)

    def standing(*statuses: IssueStatus) -> Iterator[CaseState]:
        return (state for state in every if state.status in statuses)

    def heard_of(status: IssueStatus) -> Iterator[CaseState]:
        return (state for state in standing(status) if state.is_heard_of_since(first))

    return QuarterReport(
        year=year,
        quarter=number,
        first=first,
        last=last,
        end=end,
        until=reached,
        ongoing=tuple(standing(*(OPEN - {"paused"}))),
        completed=tuple(s for s in standing("released") if s.is_changed_since(first)),
        paused=tuple(standing("paused")),
        not_held=tuple(heard_of("not_held")),
        self_run=tuple(heard_of("self_run")),
        votes=tuple(chain.from_iterable(map(ballots, within))),
        overdue=tuple(task for task in commitments.tasks if task.overdue(reached)),
        asks=tuple(ask for ask in commitments.asks if so_far.covers(ask.date)),
        meetings=tuple(m.id for m in within),
    )
