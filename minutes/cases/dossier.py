"""What records' front matter says was decided, promised, asked for and reported; and of what case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from minutes.cases.trail import is_about
from minutes.records.front_matter import Action, Decision, Link, Report, Request
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies
from minutes.text.folding import fold


@dataclass(frozen=True, slots=True)
class DatedDecision:
    """A decision with the record that took it."""

    meeting: str
    date: dt.date | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class Task:
    """An action with its latest state, and the record that says so. `agencies` are ids where the
    registry knows them, else names. `since` is the day on which it was taken on."""

    meeting: str
    date: dt.date | None
    action: Action
    agencies: tuple[str, ...]
    since: dt.date | None

    @property
    def is_open(self) -> bool:
        return self.action.status == "open"

    @property
    def order(self) -> tuple[dt.date, str]:
        """The sort key: the most pressing first, those without a last day at the end."""
        return self.action.due or dt.date.max, self.meeting

    def overdue(self, until: dt.date) -> bool:
        """Whether it is open and its last day has passed by `until`, the day of the newest record: one
        that ends later may have been done without a record that could say so."""
        return self.is_open and self.action.due is not None and self.action.due < until


@dataclass(frozen=True, slots=True)
class AskedHelp:
    """A request for help with the record it stands in; `sender` and `to` as agency ids or names."""

    meeting: str
    date: dt.date | None
    request: Request
    sender: tuple[str, ...]
    to: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.request.status == "open"

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who asks, and who is asked."""
        return *self.sender, *self.to


@dataclass(frozen=True, slots=True)
class ReportOnCase:
    """A report on a case with the record it was made in."""

    meeting: str
    date: dt.date | None
    tier: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All of it for one case or for all, oldest first."""

    decisions: tuple[DatedDecision, ...] = ()
    tasks: tuple[Task, ...] = ()
    asks: tuple[AskedHelp, ...] = ()
    reports: tuple[ReportOnCase, ...] = ()
    links: tuple[tuple[str, Link], ...] = ()


def dossier(
    meetings: Iterable[Meeting],
    agencies: Agencies,
    cases: frozenset[int] | None = None,
    slug: str | None = None,
    title: str = "",
) -> Dossier:
    """What these records say of one case (by its numbers or its issue), or of everything.

    A line without a case belongs to the record's own case or issue where it has only that one, or
    where its words hold the issue's `title`. An
    action that a later record repeats in the same words is one action; the later record counts.
    """
    wanted = _Wanted() if cases is None and slug is None else _WantedOf(cases, slug, title)
    gathered = _Gathered(wanted, agencies)
    for meeting in sorted(meetings, key=attrgetter("oldest_first")):
        gathered.read(meeting)
    return Dossier(
        decisions=tuple(gathered.decisions),
        tasks=tuple(gathered.tasks.values()),
        asks=_latest(gathered.asks),
        reports=tuple(gathered.reports),
        links=tuple(dict.fromkeys(gathered.links)),
    )


class _Wanted:
    """Which lines are asked for: here all."""

    def line(self, meeting: Meeting, cases: Sequence[int], words: str) -> bool:
        """A decision, an action or a request: with its cases, and in its words."""
        return True

    def report(self, report: Report) -> bool:
        return True

    def record(self, meeting: Meeting) -> bool:
        """Whether all of a record is asked for."""
        return True


class _WantedOf(_Wanted):
    """Which lines are asked for: those of one case."""

    def __init__(self, cases: frozenset[int] | None, slug: str | None, title: str) -> None:
        self.cases = cases or frozenset()
        self.slug = slug
        # Three characters stand in words that are about something else.
        self.title = fold(title) if len(title) > 3 else None

    def line(self, meeting: Meeting, cases: Sequence[int], words: str) -> bool:
        if cases:
            return not self.cases.isdisjoint(cases)
        return self.record(meeting) or self._is_named_in(words)

    def report(self, report: Report) -> bool:
        return is_about(report.case, report.issue, self.cases, self.slug)

    def record(self, meeting: Meeting) -> bool:
        """Whether a record is about this one case and no other."""
        front = meeting.front
        if front.case:
            return set(front.case) <= self.cases
        is_own = self.slug is not None and front.issue == (self.slug,)
        return is_own and meeting.tier in {"collaborative", "other"}

    def _is_named_in(self, words: str) -> bool:
        return self.title is not None and self.title in fold(words)


class _Gathered:
    """What is wanted of the records, while these are read from the oldest to the newest."""

    def __init__(self, wanted: _Wanted, agencies: Agencies) -> None:
        self.wanted, self.agencies = wanted, agencies
        self.decisions: list[DatedDecision] = []
        self.tasks: dict[tuple[tuple[str, ...], str], Task] = {}
        self.asks: list[AskedHelp] = []
        self.reports: list[ReportOnCase] = []
        self.links: list[tuple[str, Link]] = []

    def read(self, meeting: Meeting) -> None:
        front = meeting.front
        for decision in front.decisions:
            if self.wanted.line(meeting, decision.case, decision.text):
                self.decisions.append(DatedDecision(meeting.id, meeting.date, decision))
        for action in front.actions:
            if self.wanted.line(meeting, action.case, action.task):
                self._enter_task(meeting, action)
        for request in front.requests:
            if self.wanted.line(meeting, request.case, request.what):
                self.asks.append(self._ask(meeting, request))
        for report in filter(self.wanted.report, front.reports):
            self.reports.append(ReportOnCase(meeting.id, meeting.date, meeting.tier, report))
        if self.wanted.record(meeting):
            self.links += [(meeting.id, link) for link in front.links]

    def _enter_task(self, meeting: Meeting, action: Action) -> None:
        bodies = resolve(self.agencies, action.agency, meeting.date)
        mark = (bodies, fold(action.task))
        since = self.tasks[mark].since if mark in self.tasks else meeting.date
        self.tasks[mark] = Task(meeting.id, meeting.date, action, bodies, since)

    def _ask(self, meeting: Meeting, request: Request) -> AskedHelp:
        sender = resolve(self.agencies, request.sender, meeting.date)
        to = resolve(self.agencies, request.to, meeting.date)
        return AskedHelp(meeting.id, request.date or meeting.date, request, sender, to)


def _latest(asks: Sequence[AskedHelp]) -> tuple[AskedHelp, ...]:
    """Each request once: a later record that repeats it tells its state."""
    kept: dict[tuple[tuple[str, ...], str], AskedHelp] = {}
    for ask in asks:
        mark = (ask.sender, fold(ask.request.what))
        first = kept.get(mark)
        kept[mark] = replace(ask, date=first.date) if first else ask
    return tuple(kept.values())


def resolve(agencies: Agencies, words: Iterable[str], on: dt.date | None) -> tuple[str, ...]:
    """Agencies by id where the registry knows them as of that day, else as written."""
    return tuple(agencies.id_of(word, on) for word in words)
