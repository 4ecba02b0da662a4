"""What there is to do for those who keep the archive, and whom it concerns: what waits, what is awaited,
what is late and what must be reported.

All of it is told elsewhere already: by `publisher.survey`, the schedule, the checks and the cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter

from minutes import clock
from minutes.cases.dossier import Task
from minutes.cases.follow_up import CaseState
from minutes.publication import schedule
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import PO_TIERS, Correction
from minutes.records.model import Meeting
from pipeline.publishing import publisher
from pipeline.publishing.publisher import Pending
from pipeline.trails import case as cases
from webapp.pages.desk import findings
from webapp.pages.desk.findings import RecordWithFindings, ShownFinding
from webapp.serving.visit import Visit

RECENT = 60
"""Days for which a correction counts as one that came in lately."""
NOBODY = "-"
"""In the place of an agency: what names none."""
EVERYBODY = "*"
"""In the place of an agency: all of them together."""


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A record that is not public: what it waits for, and what the check says of it today."""

    entry: Pending
    why: str
    findings: tuple[ShownFinding, ...]
    edit: str

    @property
    def meeting(self) -> Meeting:
        return self.entry.meeting


@dataclass(frozen=True, slots=True)
class NotedCorrection:
    """A correction that the head of a record tells of."""

    meeting: Meeting
    row: Correction


Row = WaitingDraft | Scheduled | Task | CaseState | RecordWithFindings | NotedCorrection


@dataclass(frozen=True, slots=True)
class Concern:
    """A row of the desk, and the agencies that it concerns: ids, or names of those that the registry does
    not know; `NOBODY` where none is named."""

    what: Row
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Desk:
    """The lists of the page by name, each empty where there is nothing to do, and the next meeting at
    which cases are reported."""

    lists: Mapping[str, tuple[Concern, ...]]
    next: Scheduled | None

    @property
    def agencies(self) -> frozenset[str]:
        """Whom anything concerns."""
        return frozenset(chain.from_iterable(c.agencies for c in chain(*self.lists.values())))

    def of(self, agency: str) -> Desk:
        """The same with the rows of one agency alone."""

        def mine(rows: Iterable[Concern]) -> tuple[Concern, ...]:
            return tuple(c for c in rows if agency in c.agencies)

        return Desk({name: mine(rows) for name, rows in self.lists.items()}, self.next)


def survey(visit: Visit) -> list[Pending]:
    """All records that are not public and not withdrawn, each checked as it is today."""
    found = publisher.survey(visit.site.settings, clock.now(), thorough=True)
    return [entry for entry in found if entry.state != "withdrawn"]


def gathered(visit: Visit, entries: Sequence[Pending]) -> Desk:
    """What there is to do, with all agencies."""
    follow = cases.followed(visit.view, visit.today)
    meetings = [*visit.view.public.meetings, *(e.meeting for e in entries)]
    rows: dict[str, Iterable[Row]] = {
        "waiting": map(partial(_waiting, visit), entries),
        "awaited": _awaited(visit, meetings),
        # Who keeps the records must act when the day has passed, whatever was recorded since.
        "overdue": [task for task in follow.tasks if task.overdue(visit.today)],
        "cases": follow.cases,
        "faulty": findings.public(visit),
        "corrected": _corrected(visit.today, meetings),
    }
    concern = partial(_concern, visit)
    return Desk({name: tuple(map(concern, each)) for name, each in rows.items()}, _next(visit))


def _concern(visit: Visit, row: Row) -> Concern:
    return Concern(row, _agencies(visit, row) or frozenset({NOBODY}))


def _agencies(visit: Visit, row: Row) -> frozenset[str]:
    """Whom a row concerns; of a record the hosts that its head names, else those of its cases."""
    match row:
        case Task():
            return frozenset(row.agencies)
        case CaseState():
            return frozenset(row.hosts)
        case Scheduled():
            return _known(visit, row.host, row.date)
    front, day = row.meeting.front, row.meeting.date
    named = (*front.host_agency, *front.co_agencies)
    return _known(visit, named or _case_hosts(visit, row.meeting), day)


def _case_hosts(visit: Visit, meeting: Meeting) -> list[str]:
    """The hosts of a record's cases as far as they are known, declared or found."""
    known = filter(None, map(partial(cases.case, visit.view), meeting.front.case))
    return [claim.word for case in known for claim in case.claims.hosts]


def _known(visit: Visit, words: Iterable[str], day: dt.date | None) -> frozenset[str]:
    """The agencies that words name: ids where the registry knows them."""
    found = ((word, visit.agency(word, day)) for word in words)
    return frozenset(agency.id if agency else word for word, agency in found)


def _waiting(visit: Visit, entry: Pending) -> WaitingDraft:
    home = visit.site.drafts_repository if entry.draft else visit.site.repository
    return WaitingDraft(
        entry,
        visit.said(publisher.why(entry)),
        findings.in_words(visit, entry.id, entry.problems),
        home.edit(entry.path) if home else "",
    )


def _awaited(visit: Visit, meetings: Sequence[Meeting]) -> Iterable[Scheduled]:
    """The past meetings of which there is neither a record nor a draft."""
    gone = {row.meeting for row in visit.view.snapshot.catalogue.withdrawn_records}
    return schedule.awaited(visit.site.schedule(), meetings, visit.today, gone)


def _next(visit: Visit) -> Scheduled | None:
    """The next meeting at which cases are reported: one of the network's own, and not called off."""
    soon = schedule.to_come(visit.site.schedule(), visit.today)
    series = PO_TIERS - {"collaborative"}
    return next((s for s in soon if s.tier in series and not s.is_called_off), None)


def _corrected(today: dt.date, meetings: Iterable[Meeting]) -> list[NotedCorrection]:
    """The corrections of the last weeks that heads of records tell of, latest first."""
    since = today - dt.timedelta(days=RECENT)
    rows = (NotedCorrection(m, c) for m in meetings for c in m.front.corrections if c.date >= since)
    return sorted(rows, key=attrgetter("row.date"), reverse=True)
