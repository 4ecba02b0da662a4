"""What there is to do for those who keep the archive, and whom it concerns: what waits, what is awaited,
what is late and what must be reported.

All of it is told elsewhere already: by `publisher.survey`, the schedule, the checks and the cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from minutes import clock, plain_files
from minutes.cases.dossier import Task
from minutes.cases.follow_up import CaseState
from minutes.findings.problem import Problem
from minutes.findings.rules import RULES
from minutes.publication import schedule
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import PO_TIERS, Correction
from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.checks.validation import context_for, validate
from pipeline.publishing import publisher
from pipeline.publishing.publisher import Pending
from pipeline.trails import case as cases
from webapp.pages.desk import drafts
from webapp.serving.visit import Visit

LOOKED_AT = 100
"""Public records whose findings are told, the newest: a year of a busy archive, two seconds of work."""
RECENT = 60
"""Days for which a correction counts as one that came in lately."""
NOBODY = "-"
"""In the place of an agency: what names none."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language; `line` 0 where the file as a whole is meant."""

    severity: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A record that is not public: what it waits for, and what the check says of it today."""

    entry: Pending
    why: str
    findings: tuple[ShownFinding, ...]
    edit: str


@dataclass(frozen=True, slots=True)
class RecordWithFindings:
    """A public record with findings that are not mere notes, the worst of them first."""

    meeting: Meeting
    findings: tuple[ShownFinding, ...]
    edit: str


@dataclass(frozen=True, slots=True)
class NotedCorrection:
    """A correction that the head of a record tells of."""

    meeting: Meeting
    row: Correction


@dataclass(frozen=True, slots=True)
class Concern:
    """A row of the desk, and the agencies that it concerns: ids, or names of those that the registry does
    not know; `NOBODY` where none is named."""

    what: WaitingDraft | Scheduled | Task | CaseState | RecordWithFindings | NotedCorrection
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
        mine = {
            name: tuple(c for c in rows if agency in c.agencies)
            for name, rows in self.lists.items()
        }
        return Desk(mine, self.next)


def survey(visit: Visit) -> list[Pending]:
    """All records that are not public and not withdrawn, each checked as it is today."""
    found = publisher.survey(visit.site.settings, clock.now(), thorough=True)
    return [entry for entry in found if entry.state != "withdrawn"]


def gathered(visit: Visit, entries: Sequence[Pending]) -> Desk:
    """What there is to do, with all agencies."""
    follow = cases.followed(visit.view, visit.today)
    lists: dict[str, Iterable[Concern]] = {
        "waiting": (_about(visit, e.meeting, _waiting(visit, e)) for e in entries),
        "awaited": (_concern(s, hosts(visit, s.host, s.date)) for s in _awaited(visit, entries)),
        # Who keeps the records must act when the day has passed, whatever was recorded since.
        "overdue": (_concern(t, t.agencies) for t in follow.tasks if t.overdue(visit.today)),
        "cases": (_concern(c, c.hosts) for c in follow.cases),
        "faulty": (_about(visit, f.meeting, f) for f in _faulty(visit)),
        "corrected": (_about(visit, c.meeting, c) for c in _corrected(visit, entries)),
    }
    return Desk({name: tuple(rows) for name, rows in lists.items()}, next_meeting(visit))


def hosts(visit: Visit, words: Iterable[str], day: dt.date | None) -> frozenset[str]:
    """The agencies that words of a head name: ids where the registry knows them."""
    known = ((word, visit.agency(word, day)) for word in words)
    return frozenset(agency.id if agency else word for word, agency in known)


def _concern(what: Scheduled | Task | CaseState, agencies: Iterable[str]) -> Concern:
    return Concern(what, frozenset(agencies) or frozenset({NOBODY}))


def _about(
    visit: Visit, meeting: Meeting, what: WaitingDraft | RecordWithFindings | NotedCorrection
) -> Concern:
    """A row on a record: it concerns the hosts that its head names, else those of its cases."""
    front = meeting.front
    named = hosts(visit, (*front.host_agency, *front.co_agencies), meeting.date)
    return Concern(what, named or _case_hosts(visit, meeting) or frozenset({NOBODY}))


def _case_hosts(visit: Visit, meeting: Meeting) -> frozenset[str]:
    """The hosts of a record's cases as far as they are known, declared or found."""
    told = (cases.case(visit.view, number) for number in meeting.front.case)
    words = (claim.word for case in told if case for claim in case.claims.hosts)
    return hosts(visit, words, meeting.date)


def _waiting(visit: Visit, entry: Pending) -> WaitingDraft:
    home = visit.site.drafts_repository if entry.draft else visit.site.repository
    return WaitingDraft(
        entry,
        publisher.why(entry)[visit.lang == "en"],
        tuple(_said(visit, entry.id, entry.problems)),
        home.edit(entry.path) if home else "",
    )


def _said(visit: Visit, ident: str, problems: Iterable[Problem]) -> Iterator[ShownFinding]:
    """Findings in words. Where speeches of a record are withdrawn, no message repeats its words."""
    mute = visit.view.snapshot.catalogue.gate.hides_speeches(ident)
    for found in problems:
        words = "" if mute else RULES[found.code].what.fill(visit.lang, dict(found.values))
        yield ShownFinding(found.severity, found.line if found.line > 1 else 0, words or found.code)


def _awaited(visit: Visit, entries: Sequence[Pending]) -> Iterable[Scheduled]:
    """The past meetings of which there is neither a record nor a draft."""
    gate = visit.view.snapshot.catalogue.gate
    gone = {w.meeting for w in gate.withdrawals if not w.speech}
    meetings = [*visit.view.public.meetings, *(e.meeting for e in entries)]
    return schedule.awaited(visit.site.schedule(), meetings, visit.today, gone)


def next_meeting(visit: Visit) -> Scheduled | None:
    """The next meeting at which cases are reported: one of the network's own, and not called off."""
    soon = schedule.to_come(visit.site.schedule(), visit.today)
    series = PO_TIERS - {"collaborative"}
    return next((s for s in soon if s.tier in series and not s.is_called_off), None)


def _corrected(visit: Visit, entries: Sequence[Pending]) -> list[NotedCorrection]:
    """The corrections of the last weeks that heads of records tell of, latest first."""
    since = visit.today - dt.timedelta(days=RECENT)
    meetings = [*visit.view.public.meetings, *(e.meeting for e in entries)]
    rows = (NotedCorrection(m, c) for m in meetings for c in m.front.corrections)
    return sorted((r for r in rows if r.row.date >= since), key=lambda r: r.row.date, reverse=True)


def _faulty(visit: Visit) -> tuple[RecordWithFindings, ...]:
    """The newest public records that have errors or warnings, worked out once for each state of the
    archive and day."""
    name = f"_faulty_{visit.lang}_{visit.today}"
    return once_per_view(visit.view, name, partial(_look, visit))


def _look(visit: Visit, view: View) -> tuple[RecordWithFindings, ...]:
    settings = visit.site.settings
    gate = view.snapshot.catalogue.gate
    context = context_for(settings.transcripts, clock.now())
    found = []
    for meeting in view.public.meetings[:LOOKED_AT]:
        try:
            raw = plain_files.read(settings.home(draft=meeting.draft), meeting.path)
        except OSError:
            continue  # it went away since the index was made
        parsed = drafts.read(raw, meeting.path, meeting.draft, gate).parsed
        told = worst_first(validate(parsed, context))
        if told:
            kept = visit.record_kept_at(meeting)
            said = tuple(_said(visit, meeting.id, told))
            found.append(RecordWithFindings(meeting, said, kept.edit if kept else ""))
    return tuple(found)


def worst_first(problems: Collection[Problem]) -> list[Problem]:
    """The errors, then the warnings; no notes."""
    return [p for s in ("error", "warning") for p in problems if p.severity == s]
