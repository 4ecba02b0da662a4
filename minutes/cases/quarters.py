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


@dataclass(frozen=True, slots=True)
class _Standings:
    """Where all cases stand at the end of a quarter that began on the day `first`."""

    cases: Sequence[CaseState]
    first: dt.date

    def of(self, *statuses: IssueStatus) -> Iterator[CaseState]:
        """The cases that stand so."""
        return (case for case in self.cases if case.status in statuses)

    def heard_of(self, status: IssueStatus) -> Iterator[CaseState]:
        """Those of which anything was heard in the quarter."""
        return (case for case in self.of(status) if case.is_heard_of_since(self.first))

    def changed_to(self, status: IssueStatus) -> Iterator[CaseState]:
        """Those that came to stand so in the quarter."""
        return (case for case in self.of(status) if case.is_changed_since(self.first))


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
    cases = _Standings(follow_up.states(records, issues, agencies, end, found), first)
    commitments = dossier(records, agencies)
    return QuarterReport(
        year=year,
        quarter=number,
        first=first,
        last=last,
        end=end,
        until=reached,
        ongoing=tuple(cases.of(*(OPEN - {"paused"}))),
        completed=tuple(cases.changed_to("released")),
        paused=tuple(cases.of("paused")),
        not_held=tuple(cases.heard_of("not_held")),
        self_run=tuple(cases.heard_of("self_run")),
        votes=tuple(chain.from_iterable(map(ballots, within))),
        overdue=tuple(task for task in commitments.tasks if task.overdue(reached)),
        asks=tuple(ask for ask in commitments.asks if so_far.covers(ask.date)),
        meetings=tuple(m.id for m in within),
    )
