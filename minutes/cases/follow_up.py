"""Following up: which cases are open, since when and with whom; what is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import attrgetter

from minutes import clock
from minutes.cases.dossier import AskedHelp, Dossier, Task, dossier, resolve
from minutes.cases.trail import is_about
from minutes.records.front_matter import IssueStatus, Response, Vote
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import Agencies

OPEN: frozenset[IssueStatus] = frozenset({"preparing", "met", "tracked", "paused"})
WAITING = frozenset({"proposed"})
IN_PRINCIPLE = 2  # collaborative meetings a month


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """Where a case stands on a day, and what says so.

    `since` is the day from which it is open (chosen, or first heard of), `last` the latest record
    that says something of it: what came after that day is not known. `speech` is the id there, where
    it is known; `note` is what people noted of where it stands.
    """

    case: int | None
    issue: str | None
    title: str
    hosts: tuple[str, ...]
    status: IssueStatus
    since: dt.date | None
    changed: dt.date | None
    meeting: str = ""
    last: dt.date | None = None
    speech: str = ""
    note: str = ""
    response: Response | None = None

    @property
    def open(self) -> bool:
        """Whether nothing tells its end: it may be followed up (列管), or have ended unnoticed."""
        return self.status in OPEN

    @property
    def days(self) -> int | None:
        """For how many days it is known to have been open: until the last record that speaks of it."""
        return (self.last - self.since).days if self.since and self.last else None

    def is_heard_of_since(self, day: dt.date) -> bool:
        """Whether a record of that day or later speaks of it."""
        return self.last is not None and self.last >= day

    def is_changed_since(self, day: dt.date) -> bool:
        """Whether it came to stand where it stands on that day or later."""
        return self.changed is not None and self.changed >= day


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Everything that is not finished on a day, as far as records reach: `until` is the day of the
    network's newest record until then, or today where there is none. `pace` counts collaborative meetings by month, `waiting` are
    proposals that wait for a vote or a host."""

    today: dt.date
    until: dt.date
    cases: tuple[CaseState, ...]
    waiting: tuple[CaseState, ...]
    tasks: tuple[Task, ...]
    asks: tuple[AskedHelp, ...]
    pace: tuple[tuple[str, int], ...]

    @property
    def overdue(self) -> tuple[Task, ...]:
        return tuple(t for t in self.tasks if t.overdue(self.until))

    @property
    def agencies(self) -> tuple[str, ...]:
        """Every agency (id or name) that has something open, most first."""
        counts: Counter[str] = Counter()
        for case in self.cases:
            counts.update(case.hosts)
        concerns: tuple[Task | AskedHelp, ...] = (*self.tasks, *self.asks)
        for concern in concerns:
            counts.update(concern.agencies)
        return tuple(sorted(counts, key=lambda a: (-counts[a], a)))

    def of(self, agency: str) -> FollowUp:
        """The same for one agency: the cases it hosts, its tasks, the help it asks for or owes."""

        def hosts(case: CaseState) -> bool:
            return agency in case.hosts

        def is_concerned(each: Task | AskedHelp) -> bool:
            return agency in each.agencies

        return replace(
            self,
            cases=tuple(filter(hosts, self.cases)),
            waiting=tuple(filter(hosts, self.waiting)),
            tasks=tuple(filter(is_concerned, self.tasks)),
            asks=tuple(filter(is_concerned, self.asks)),
        )


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Something that tells a case's state: a report, a vote, a collaborative meeting, a line of the
    issue file, or a trail."""

    status: IssueStatus
    date: dt.date
    meeting: str = ""
    speech: str = ""
    note: str = ""


Key = tuple[int | None, str | None]
"""A case number and an issue's slug; at least one is known."""


def states(
    meetings: Sequence[Meeting],
    issues: Sequence[Issue],
    agencies: Agencies,
    today: dt.date,
    found: Mapping[int, Sequence[CaseStep]] | None = None,
    *,
    declared: bool = False,
) -> tuple[CaseState, ...]:
    """Where every case and issue stands on `today`, as far as records and issue files of that day
    say; by case number, unnumbered issues last. `found` adds steps that trails tell, by case. As far as
    people have `declared` it, nothing is told by a number that a program read from a record's title."""
    ledger = _Ledger(issues, agencies, today, declared)
    for meeting in sorted(meetings, key=attrgetter("oldest_first")):
        ledger.enter(meeting)
    for case, steps in (found or {}).items():
        ledger.add(ledger.key(case), *steps)
    return tuple(sorted(ledger.states(), key=_by_number))


def _by_number(state: CaseState) -> tuple[bool, int, str]:
    return state.case is None, state.case or 0, state.issue or ""


class _Ledger:
    """The steps, titles and hosts of all cases while they are gathered."""

    def __init__(
        self, issues: Sequence[Issue], agencies: Agencies, today: dt.date, declared: bool
    ) -> None:
        self.agencies, self.today, self.declared = agencies, today, declared
        self.steps: dict[Key, list[CaseStep]] = {}
        self.titles: dict[Key, str] = {}
        self.hosts: dict[Key, tuple[str, ...]] = {}
        self.by_case = {c: i for i in issues for c in i.front.case}
        self.by_slug = {i.slug: i for i in issues}
        for issue in issues:
            self._open(issue)

    def _open(self, issue: Issue) -> None:
        """What an issue file says of its cases."""
        front = issue.front
        steps = [CaseStep(s.status, s.date, "", s.speech, s.note) for s in front.status if s.date]
        for case in front.case or (None,):
            key = (case, issue.slug)
            self.titles[key] = front.title.get("zh") or issue.slug
            self.hosts[key] = resolve(self.agencies, front.host_agency, self.today)
            self.add(key, *steps)

    def key(self, case: int | None, slug: str = "") -> Key | None:
        """The one key under which a case is kept, however a line names it."""
        if case is not None:
            issue = self.by_case.get(case)
            return case, issue.slug if issue else None
        issue = self.by_slug.get(slug)
        if issue is None:
            return None
        only = issue.front.case if len(issue.front.case) == 1 else (None,)
        return only[0], issue.slug

    def add(self, key: Key | None, *steps: CaseStep) -> None:
        if key is not None:
            self.steps.setdefault(key, []).extend(steps)

    def enter(self, meeting: Meeting) -> None:
        """What one record tells."""
        for case, slug, step in _steps(meeting, declared=self.declared):
            self.add(self.key(case, slug), step)
        for vote in meeting.front.votes:
            self._enter_titles(vote)
        if meeting.tier in {"collaborative", "other"}:
            for case in meeting.front.case:
                self._enter_own(meeting, case)

    def _enter_titles(self, vote: Vote) -> None:
        """What a ballot calls its cases."""
        for option in vote.options:
            key = self.key(option.case, option.issue)
            if key is not None and option.title:
                self.titles.setdefault(key, option.title)

    def _enter_own(self, meeting: Meeting, case: int) -> None:
        """What a case's own meeting is called, and who hosts it, unless somebody said so before."""
        key = self.key(case)
        if key is None:
            return
        self.titles.setdefault(key, meeting.title)
        if meeting.front.host_agency and not self.hosts.get(key):
            self.hosts[key] = resolve(self.agencies, meeting.front.host_agency, meeting.date)

    def states(self) -> Iterator[CaseState]:
        for key, steps in self.steps.items():
            past = [s for s in steps if s.date <= self.today]
            if past:
                yield self._state(key, past)

    def _state(self, key: Key, steps: list[CaseStep]) -> CaseState:
        course = _Course.of(steps)
        case, slug = key
        issue = self.by_slug.get(slug or "")
        return CaseState(
            case=case,
            issue=slug,
            title=self.titles.get(key, ""),
            hosts=self.hosts.get(key, ()),
            status=course.now.status,
            since=course.opened.date,
            changed=course.changed.date,
            meeting=course.spoken.meeting,
            last=course.spoken.date,
            speech=course.spoken.speech,
            note=course.now.note or course.spoken.note,
            response=issue.front.response if issue else None,
        )


# What a vote makes of an option.
_VOTED: dict[str | None, IssueStatus] = {"selected": "preparing", "not_selected": "not_selected"}


ToldStep = tuple[int | None, str, CaseStep]
"""Case and issue as a record names them, and the step that it tells."""


def _steps(meeting: Meeting, *, declared: bool = False) -> Iterator[ToldStep]:
    """What one record tells, or what of it people have declared; nothing where nobody knows its day."""
    if meeting.date is None:
        return
    yield from _reported(meeting, meeting.date)
    yield from _voted(meeting, meeting.date)
    if _is_collaborative(meeting) and not (declared and "case" in meeting.inferred):
        for case in meeting.front.case:
            yield case, "", CaseStep("met", meeting.date, meeting.id)


def _reported(meeting: Meeting, day: dt.date) -> Iterator[ToldStep]:
    for report in meeting.front.reports:
        if report.status:
            step = CaseStep(report.status, day, meeting.id, report.speech, report.note)
            yield report.case, report.issue, step


def _voted(meeting: Meeting, day: dt.date) -> Iterator[ToldStep]:
    for vote in meeting.front.votes:
        for option in vote.options:
            status = _VOTED.get(option.result)
            if status is not None:
                step = CaseStep(status, day, meeting.id, vote.speech, vote.ballot)
                yield option.case, option.issue, step


def told_in(meeting: Meeting, cases: frozenset[int], slug: str | None) -> IssueStatus | None:
    """Where front matter of a record says that a case stands; None where it says nothing of that."""
    mine = (step for case, issue, step in _steps(meeting) if is_about(case, issue, cases, slug))
    return max(map(attrgetter("status"), mine), key=_RANK.__getitem__, default=None)


def notes(meeting: Meeting) -> frozenset[str]:
    """What front matter of a record notes of cases."""
    return frozenset(step.note for _, _, step in _steps(meeting))


def _is_collaborative(meeting: Meeting) -> bool:
    """Whether the network met for a case, and not to prepare it."""
    return meeting.tier == "collaborative" and meeting.kind in {"main", "hearing"}


# A meeting that is reported on in the same breath does not undo what was reported.
_RANK = {
    "proposed": 0,
    "not_selected": 1,
    "preparing": 2,
    "met": 3,
    "tracked": 4,
    "paused": 5,
    "self_run": 6,
    "not_held": 6,
    "released": 7,
}


@dataclass(frozen=True, slots=True)
class _Course:
    """The steps of a case that matter: the one `now`, the first of those that say the same without a
    break (`changed`), the first that opened it (else the first), and the last that a record tells."""

    now: CaseStep
    changed: CaseStep
    opened: CaseStep
    spoken: CaseStep

    @classmethod
    def of(cls, steps: Iterable[CaseStep]) -> _Course:
        ordered = sorted(steps, key=lambda s: (s.date, _RANK[s.status], bool(s.meeting)))
        newest_first = ordered[::-1]
        now = newest_first[0]
        unchanged = list(takewhile(lambda s: s.status == now.status, newest_first))
        opened = next((s for s in ordered if s.status in OPEN), ordered[0])
        spoken = next((s for s in newest_first if s.meeting), now)
        return cls(now, unchanged[-1], opened, spoken)


def followup(
    meetings: Sequence[Meeting],
    issues: Sequence[Issue],
    agencies: Agencies,
    today: dt.date,
    found: Mapping[int, Sequence[CaseStep]] | None = None,
) -> FollowUp:
    """What is open on `today` in these records."""
    records = until(meetings, today)
    every = states(records, issues, agencies, today, found)
    commitments: Dossier = dossier(records, agencies)
    cases = [state for state in every if state.open]
    tasks = [task for task in commitments.tasks if task.is_open]
    return FollowUp(
        today=today,
        until=newest(records, today) or today,
        cases=tuple(sorted(cases, key=lambda s: (s.since or today, s.case or 0))),
        waiting=tuple(s for s in every if s.status in WAITING),
        tasks=tuple(sorted(tasks, key=attrgetter("order"))),
        asks=tuple(ask for ask in commitments.asks if ask.is_open),
        pace=pace(records),
    )


def until(meetings: Iterable[Meeting], day: dt.date) -> list[Meeting]:
    """The records of a day and those before it, in the order given; those without a day are
    left out."""
    span = clock.DaySpan(until=day)
    return [meeting for meeting in meetings if span.covers(meeting.date)]


def newest(meetings: Iterable[Meeting], day: dt.date) -> dt.date | None:
    """The day of the network's newest record until a day: what became of anything after it, nobody
    tells. None where there is no record."""
    days = (meeting.date for meeting in meetings if _is_of_network(meeting))
    return max(clock.DaySpan(until=day).among(*days), default=None)


def _is_of_network(meeting: Meeting) -> bool:
    return meeting.tier != "other"


def pace(meetings: Iterable[Meeting]) -> tuple[tuple[str, int], ...]:
    """Collaborative meetings by month (`2017-05`), from the first to the last, empty ones too."""
    held = filter(_is_collaborative, meetings)
    counts = Counter(clock.month_number(meeting.date) for meeting in held if meeting.date)
    if not counts:
        return ()
    months = range(min(counts), max(counts) + 1)
    return tuple((clock.first_of_month(n).isoformat()[:7], counts[n]) for n in months)
