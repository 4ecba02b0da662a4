"""`/desk`: what waits, what is awaited, what is late and what must be reported, of one agency or of all.

All of it is told elsewhere already: by `publisher.survey`, the schedule, the checks and the cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

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
from webapp.pages.cases import case_page
from webapp.pages.desk import drafts
from webapp.serving.visit import HtmlPage, Visit

LOOKED_AT = 100
"""Public records whose findings are told, the newest: a year of a busy archive, two seconds of work."""
RECENT = 60
"""Days for which a correction counts as one that came in lately."""
LISTED = 60
"""Rows of each list; the page says how many there are."""


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
class Desk:
    """The lists of the page, each empty where there is nothing to do."""

    waiting: tuple[WaitingDraft, ...]
    awaited: tuple[Scheduled, ...]
    faulty: tuple[RecordWithFindings, ...]
    overdue: tuple[Task, ...]
    cases: tuple[CaseState, ...]
    next: Scheduled | None
    corrected: tuple[tuple[Meeting, Correction], ...]


def desk(visit: Visit) -> HtmlPage:
    """All lists, or with `?agency=` what concerns one agency (its id, or the name of one that the
    registry does not know)."""
    agency = visit.args.get("agency", "")[:100]
    entries = [e for e in survey(visit) if e.state != "withdrawn"]
    shown = gathered(visit, entries, agency)
    context = {
        "desk": shown,
        "agency": agency,
        "agencies": _agencies(visit, entries),
        "looked_at": LOOKED_AT,
        "listed": LISTED,
        "recent": RECENT,
        **case_page.tools_for(visit, shown.cases, visit.today),
    }
    title = "The desk" if visit.lang == "en" else "工作桌"
    return HtmlPage("desk", title, context, index=False)


def survey(visit: Visit) -> list[Pending]:
    """All records that are not public, each checked as it is today."""
    return publisher.survey(visit.site.settings, clock.now(), thorough=True)


def gathered(visit: Visit, entries: Iterable[Pending], agency: str = "") -> Desk:
    """What there is to do, with one agency or with all."""
    view, today = visit.view, visit.today
    waiting = [e for e in entries if _concerns(visit, e.meeting, agency)]
    follow = cases.followed(view, today)
    open_ = follow.of(agency) if agency else follow
    corrected = [
        (m, c)
        for m, c in _corrected(visit, [e.meeting for e in entries])
        if _concerns(visit, m, agency)
    ]
    return Desk(
        waiting=tuple(_waiting(visit, e) for e in waiting),
        awaited=tuple(_awaited(visit, entries, agency)),
        faulty=tuple(f for f in _faulty(visit) if _concerns(visit, f.meeting, agency)),
        # Who keeps the records must act when the day has passed, whatever was recorded since.
        overdue=tuple(task for task in open_.tasks if task.overdue(visit.today)),
        cases=open_.cases,
        next=next_meeting(visit),
        corrected=tuple(corrected),
    )


def hosts(visit: Visit, words: Iterable[str], day: dt.date | None) -> frozenset[str]:
    """The agencies that words of a head name: ids where the registry knows them."""
    known = ((word, visit.agency(word, day)) for word in words)
    return frozenset(agency.id if agency else word for word, agency in known)


def _concerns(visit: Visit, meeting: Meeting, agency: str) -> bool:
    front = meeting.front
    return not agency or agency in hosts(
        visit, (*front.host_agency, *front.co_agencies), meeting.date
    )


def _agencies(visit: Visit, entries: Iterable[Pending]) -> list[tuple[str, str]]:
    """The agencies that something open concerns, as (id or name, name)."""
    found = set(cases.followed(visit.view, visit.today).agencies)
    for meeting in [e.meeting for e in entries] + [f.meeting for f in _faulty(visit)]:
        front = meeting.front
        found |= hosts(visit, (*front.host_agency, *front.co_agencies), meeting.date)
    known = visit.view.snapshot.catalogue.agencies
    named = ((ident, known.get(ident)) for ident in found)
    return sorted(
        ((ident, visit.said(a.name) if a else ident) for ident, a in named), key=lambda p: p[1]
    )


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


def _awaited(visit: Visit, entries: Iterable[Pending], agency: str) -> Iterator[Scheduled]:
    """The past meetings of which there is neither a record nor a draft."""
    gate = visit.view.snapshot.catalogue.gate
    gone = {w.meeting for w in gate.withdrawals if not w.speech}
    meetings = [*visit.view.public.meetings, *(e.meeting for e in entries)]
    for planned in schedule.awaited(visit.site.schedule(), meetings, visit.today, gone):
        if not agency or agency in hosts(visit, planned.host, planned.date):
            yield planned


def next_meeting(visit: Visit) -> Scheduled | None:
    """The next meeting at which cases are reported: one of the network's own, and not called off."""
    soon = schedule.to_come(visit.site.schedule(), visit.today)
    series = PO_TIERS - {"collaborative"}
    return next((s for s in soon if s.tier in series and not s.is_called_off), None)


def _corrected(visit: Visit, waiting: Iterable[Meeting]) -> list[tuple[Meeting, Correction]]:
    """The corrections of the last weeks that heads of records tell of, latest first."""
    since = visit.today - dt.timedelta(days=RECENT)
    meetings = [*visit.view.public.meetings, *waiting]
    rows = [(m, c) for m in meetings for c in m.front.corrections if c.date >= since]
    return sorted(rows, key=lambda row: row[1].date, reverse=True)


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
