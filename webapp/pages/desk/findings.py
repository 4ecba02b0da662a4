"""What the check says of records as they are today, in words: of drafts, of the newest public ones, and of those with
a masked name that an issue file still has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from minutes import clock, plain_files
from minutes.findings.problem import Problem
from minutes.findings.rules import RULES
from minutes.records.model import Meeting
from minutes.text.lists import by_key
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.checks import masked_names
from pipeline.checks.validation import context_for, validate
from webapp.pages.desk import drafts
from webapp.pages.desk.drafts import ReadDraft
from webapp.serving.visit import Visit

LOOKED_AT = 100
"""Public records whose findings are told, the newest: a year of a busy archive, two seconds of work."""
_SERIOUS = ("error", "warning")
"""The severities that are told of public records, the worst first."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in the reader's language; `line` 0 where the file as a whole is meant."""

    severity: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class RecordWithFindings:
    """A public record with findings that are not mere notes, the worst of them first."""

    meeting: Meeting
    findings: tuple[ShownFinding, ...]
    edit: str


def in_words(visit: Visit, ident: str, problems: Iterable[Problem]) -> tuple[ShownFinding, ...]:
    """Findings of a record. Where speeches of it are withdrawn, no message repeats its words."""
    mute = visit.view.snapshot.catalogue.gate.hides_speeches(ident)
    return tuple(map(partial(_shown, visit, mute), problems))


def _shown(visit: Visit, mute: bool, found: Problem) -> ShownFinding:
    words = "" if mute else RULES[found.code].what.fill(visit.lang, dict(found.values))
    return ShownFinding(found.severity, found.line if found.line > 1 else 0, words or found.code)


def public(visit: Visit) -> tuple[RecordWithFindings, ...]:
    """The public records that have errors or warnings, of the newest and of those with masked names; worked out once
    for each state of the archive and day."""
    name = f"_faulty_{visit.lang}_{visit.today}"
    return once_per_view(visit.view, name, partial(_look, visit))


def _look(visit: Visit, view: View) -> tuple[RecordWithFindings, ...]:
    settings = visit.site.settings
    context = context_for(settings.transcripts, clock.now())
    names = masked_names.taken_out(settings, context.people)
    masked = by_key(masked_names.stand_in_issues(settings.transcripts, names), masked_names.record)

    def check(record: ReadDraft) -> list[Problem]:
        beside = masked.get(record.parsed.meeting.id, ())
        return worst_first((*validate(record.parsed, context), *beside))

    meetings = view.public.meetings
    looked_at = (*meetings[:LOOKED_AT], *filter(lambda m: m.id in masked, meetings[LOOKED_AT:]))
    return tuple(filter(None, map(partial(_of_record, visit, check), looked_at)))


def _of_record(
    visit: Visit, check: Callable[[ReadDraft], list[Problem]], meeting: Meeting
) -> RecordWithFindings | None:
    gate = visit.view.snapshot.catalogue.gate
    try:
        raw = plain_files.read(visit.site.settings.home(draft=meeting.draft), meeting.path)
    except OSError:
        return None  # it went away since the index was made
    problems = check(drafts.read(raw, meeting.path, meeting.draft, gate))
    if not problems:
        return None
    kept = visit.record_kept_at(meeting)
    return RecordWithFindings(
        meeting, in_words(visit, meeting.id, problems), kept.edit if kept else ""
    )


def worst_first(problems: Collection[Problem]) -> list[Problem]:
    """The errors, then the warnings; no notes."""
    listed: Iterator[Problem] = filter(lambda p: p.severity in _SERIOUS, problems)
    return sorted(listed, key=lambda p: _SERIOUS.index(p.severity))
