"""What an id or a number names: a record, a speech, a case; or why nothing is shown of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import PurePosixPath
from typing import TypeGuard

from minutes.addresses.fates import Kind, is_speech_id
from minutes.addresses.redirects import fold_address
from minutes.addresses.references import reference, split_reference
from minutes.addresses.short_ids import code, read
from minutes.cases.trail import Trail
from minutes.publication.gate import Withdrawal, conceal
from minutes.records.document import Item
from minutes.records.model import Issue, Meeting
from minutes.text.lists import only
from pipeline.archive.snapshot import View
from pipeline.trails import case, known_cases
from pipeline.trails.case import Case
from webapp.lookup import short_links
from webapp.serving.visit import Visit

MAX_ID = 40  # characters: an id of a speech has twelve, and a number behind a hyphen at times
_LONGEST_NUMBER = 40  # characters of a case number as people write it
_NUMBER = re.compile(r"[0-9]{1,5}")
_ISSUE = "issue/"


@dataclass(frozen=True, slots=True)
class Record:
    """A record that the public may see."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class SpeechTarget:
    """A speech (or other item) of a visible record. `was` is the id that it had before it was revised
    where that was asked for, `days` those on which its words were revised since, None for each that
    nobody wrote down: none where only its id is another."""

    meeting: Meeting
    item: Item
    was: str = ""
    days: tuple[dt.date | None, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerId:
    """An id that no piece of a visible record has any more and that does not lead to one alone: it was
    split, merged, cannot be told from others (`unclear`), or is gone; then `items` stand around its
    place. `since` is the day on which that came about, `passed` are the ids that it had in between."""

    meeting: Meeting
    was: str
    kind: Kind
    items: tuple[Item, ...]
    since: dt.date | None
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vanished:
    """Something of a record that is no longer in the archive, and left no tombstone."""

    since: dt.date | None


@dataclass(frozen=True, slots=True)
class CaseTarget:
    """A case or issue; `number` is None where the archive has not numbered it."""

    case: Case
    number: int | None

    @property
    def trail(self) -> Trail:
        return self.case.trail

    @property
    def issue(self) -> Issue | None:
        return self.case.issue


@dataclass(frozen=True, slots=True)
class Awaited:
    """A record that is not public yet: of it, only when it is due may be said."""

    due: dt.datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """A case without a public record, on which a meeting is announced: the day of the meeting, and the
    first day on which its record may be read. Both follow from the schedule, which is public, alone."""

    day: dt.date
    due: dt.date | None

    @property
    def order(self) -> tuple[dt.date, dt.date]:
        """The sort key: what may be read first."""
        return self.due or dt.date.max, self.day


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was withdrawn, with the row that says so."""

    tombstone: Withdrawal


@dataclass(frozen=True, slots=True)
class SeveralRecords:
    """A short id that two records share."""

    records: tuple[Meeting, ...]


Subject = Record | SpeechTarget | CaseTarget
SpeechOutcome = SpeechTarget | Gone | FormerId
"""What an id of a speech leads to in a record."""
Outcome = Subject | Awaited | Announced | Gone | FormerId | Vanished | SeveralRecords | None


def by_short(view: View, typed: str) -> Record | Awaited | Gone | SeveralRecords | None:
    """The record that a short id (or a record's own id) names."""
    whole = view.meeting(typed)
    if whole is not None:
        return Record(whole)
    named = short_links.table(view).find(typed)
    visible = dict.fromkeys(chain.from_iterable(map(partial(_leads, view), named)))
    records = tuple(view.public.by_id[ident] for ident in visible)
    if len(records) > 1:
        return SeveralRecords(records)
    if records:
        return Record(records[0])
    gone = map(_gone, map(partial(tombstone, view), named))
    awaited = map(partial(_awaited, view), named)
    outcomes: Iterator[Gone | Awaited] = filter(None, chain(gone, awaited))
    return next(outcomes, None)


def _gone(withdrawn: Withdrawal | None) -> Gone | None:
    return Gone(withdrawn) if withdrawn else None


def _leads(view: View, address: str) -> list[str]:
    """The visible records that an address means: the one that bears it and, where that is a later
    one, the one that the table of old addresses says was renamed from it."""
    public, own = view.public, fold_address(address)
    renamed = [new for old, new in public.catalogue.redirects.pairs if old == own]
    return list(filter(None, map(public.resolve, (address, *renamed))))


def tombstone(view: View, address: str) -> Withdrawal | None:
    """The tombstone of the record that an address names, or that it named before."""
    public = view.public
    redirects = public.catalogue.redirects
    return public.tombstone(address) or redirects.find(address, public.tombstone)


def _awaited(view: View, address: str) -> Awaited | None:
    """When the held record that an address leads to is due."""
    moments = dict(_due(view))

    def due(named: str) -> dt.datetime | None:
        return moments.get(code(named))

    moment = view.public.catalogue.redirects.resolve(address, due)
    return Awaited(moment) if moment else None


def _due(view: View) -> Iterator[tuple[str, dt.datetime]]:
    """The code of each record that is held back until a day, and the moment at which it is due."""
    gate, now = view.snapshot.catalogue.gate, view.public.now
    for meeting in view.snapshot.catalogue.meetings:
        moment = gate.due(meeting).moment
        if moment and gate.state(meeting, now) == "held":
            yield code(meeting.id), moment
    for held in view.snapshot.held:
        if held.due is not None and held.due > now:
            yield code(PurePosixPath(held.path).stem), held.due


def speech_of(view: View, meeting: Meeting, ident: str) -> SpeechOutcome | None:
    """The item of a record with this id, under its present or an earlier id."""
    items = view.document(meeting).by_id
    if ident in items:
        return SpeechTarget(meeting, items[ident])
    gone = _gone(view.public.hidden(meeting, ident))
    return gone or _led_to(view, meeting, ident, items) or _once(view, meeting, ident, items)


def _led_to(
    view: View, meeting: Meeting, ident: str, items: dict[str, Item]
) -> SpeechTarget | Gone | None:
    """What the table of old addresses makes of an id."""
    redirects = view.public.catalogue.redirects

    def shown(address: str) -> SpeechTarget | None:
        item = items.get(split_reference(address)[1])
        return SpeechTarget(meeting, item) if item else None

    for old in (f"speech/{ident}", reference(meeting.id, ident), ident):
        target = redirects.find(old, shown) or redirects.find(old, partial(_hidden, view, meeting))
        if target:
            return target
    return None


def _once(view: View, meeting: Meeting, ident: str, items: dict[str, Item]) -> SpeechOutcome | None:
    """What an id of an earlier version leads to."""
    resolved = view.resolve(meeting, ident) if is_speech_id(ident) else None
    if resolved is None:
        return None
    withdrawn = view.public.hidden(meeting, resolved.hidden) if resolved.hidden else None
    if withdrawn is not None:
        return Gone(withdrawn)
    if resolved.successor is not None:
        return SpeechTarget(meeting, items[resolved.successor], ident, resolved.days)
    now = tuple(map(items.__getitem__, resolved.ids))
    since = next(reversed(resolved.days), None)
    return FormerId(meeting, ident, resolved.kind, now, since, resolved.passed)


def formerly(view: View, ident: str, wanted: str = "") -> SpeechOutcome | Vanished | None:
    """What an id leads to that no record has any more; `wanted` is the record that is meant."""
    known_ids = view.snapshot.known_ids
    holders = [wanted] if wanted else dict.fromkeys(known_ids.holders(ident))
    outcomes = (_held_by(view, name, ident) for name in holders)
    found: Iterator[SpeechOutcome] = filter(None, outcomes)
    best = max(found, key=_is_speech, default=None)
    if best is not None:
        return _followed(view, best)
    gone = known_ids.vanished(ident)
    if gone is None or view.public.resolve(gone[0]) or _awaited(view, gone[0]):
        return None
    return Vanished(gone[1])


def _followed(view: View, found: SpeechOutcome | None) -> SpeechOutcome | None:
    """The same; of a speech that went from its record (the file was cut in two, say) those of another
    one that may be it: there, an id leads to them under which it stood before it went."""
    if not is_gone(found):
        return found
    ids = (*reversed(found.passed), found.was)
    speeches = chain.from_iterable(map(partial(_speeches, view), ids))
    meeting, items = next(speeches, (None, ()))
    return FormerId(meeting, found.was, "unclear", items, found.since) if meeting else found


def is_gone(found: Outcome) -> TypeGuard[FormerId]:
    """Whether an id leads to a speech that is no longer there."""
    return isinstance(found, FormerId) and found.kind == "gone"


def _speeches(view: View, ident: str) -> Iterator[tuple[Meeting, tuple[Item, ...]]]:
    """The visible records in which an id leads to speeches, and those."""
    yield from ((meeting, (item,)) for meeting, item in view.find_speech(ident))
    for name in view.snapshot.known_ids.holders(ident):
        outcome = _held_by(view, name, ident)
        if isinstance(outcome, SpeechTarget):
            yield outcome.meeting, (outcome.item,)
        elif isinstance(outcome, FormerId) and outcome.items and not is_gone(outcome):
            yield outcome.meeting, outcome.items


def _is_speech(found: Outcome) -> TypeGuard[SpeechTarget]:
    return isinstance(found, SpeechTarget)


def _held_by(view: View, name: str, ident: str) -> SpeechOutcome | None:
    """What an id leads to in the record with this name."""
    target = view.public.resolve(name)
    if target is not None:
        return speech_of(view, view.public.by_id[target], ident)
    return _gone(tombstone(view, name))


def _hidden(view: View, meeting: Meeting, address: str) -> Gone | None:
    return _gone(view.public.hidden(meeting, split_reference(address)[1]))


def by_speech(view: View, typed: str) -> Outcome:
    """What `<short id>.<speech id>` names."""
    start, found, ident = typed.partition(".")
    record = by_short(view, start) if found else None
    match record:
        case Record(meeting):
            return _followed(view, speech_of(view, meeting, ident))
        case SeveralRecords(meetings):
            outcomes = (speech_of(view, meeting, ident) for meeting in meetings)
            return only(filter(_is_speech, outcomes))
    return record or _left_the_archive(view, ident)


def _left_the_archive(view: View, ident: str) -> Vanished | None:
    """What to say of a speech whose record is not there under any name."""
    outcome = formerly(view, ident)
    return outcome if isinstance(outcome, Vanished) else None


def speech_anywhere(view: View, ident: str, wanted: str = "") -> SpeechOutcome | Vanished | None:
    """A speech by its id alone: in the record that is wanted, or in the newest that has it."""
    if len(ident) > MAX_ID:
        return None
    holders = view.find_speech(ident)
    if wanted:
        target = view.public.resolve(wanted)
        holders = [h for h in holders if h[0].id == target]
    if holders:
        return SpeechTarget(*holders[0])
    return _gone(_speech_tombstone(view, ident, wanted)) or formerly(view, ident, wanted)


def _speech_tombstone(view: View, ident: str, wanted: str) -> Withdrawal | None:
    """The tombstone of a speech: of the record that is wanted, or of any."""
    mark = conceal(ident)
    rows = (row for row in view.snapshot.catalogue.gate.withdrawals if row.speech == mark)
    return next((row for row in rows if wanted in {"", row.meeting}), None)


def by_case(view: View, typed: str) -> CaseTarget | None:
    """The case with a number, as people write it."""
    if len(typed) > _LONGEST_NUMBER:
        return None
    if view.snapshot.catalogue.issue(typed):
        return None  # a slug is no number
    meant = known_cases.resolve(view, typed)
    numbers = meant[0] if meant else ()
    if not numbers:
        return None
    whole = case.case(view, numbers[0])
    return CaseTarget(whole, numbers[0]) if whole else None


def case_or_announced(visit: Visit, typed: str) -> CaseTarget | Announced | None:
    """The case with a number; before its first record is public, what the schedule says of it."""
    target = by_case(visit.view, typed)
    if target is not None or not _NUMBER.fullmatch(typed):
        return target
    announced = (
        Announced(meeting.date, visit.readable_from(meeting))
        for meeting in visit.site.schedule()
        if int(typed) in meeting.case and not meeting.is_called_off
    )
    return min(announced, key=attrgetter("order"), default=None)


def by_issue(view: View, typed: str) -> CaseTarget | None:
    """The issue with a slug, an old slug, or the code that stands for a long slug, old ones too."""
    issues = {i.slug: i for i in view.snapshot.catalogue.issues}
    issue = issues.get(typed) or _once_called(view, typed, issues)
    whole = case.case(view, issue.slug) if issue else None
    return CaseTarget(whole, whole.number) if whole else None


def _once_called(view: View, typed: str, issues: dict[str, Issue]) -> Issue | None:
    """The only issue that has or had a name like this."""
    redirects = view.public.catalogue.redirects
    own = {fold_address(f"{_ISSUE}{slug}"): slug for slug in issues}
    addresses = {*own, *chain.from_iterable(redirects.pairs)}
    names = [f"{_ISSUE}{typed}", *_with_code(typed, addresses)]
    slugs = {redirects.resolve(name, own.get) for name in names}
    slug = only(filter(None, slugs))
    return issues[slug] if slug else None


def _with_code(typed: str, addresses: Iterable[str]) -> Iterator[str]:
    """The addresses of issues for which a code stands; none where it is no code."""
    short_id = read(typed)
    if short_id is None:
        return
    for address in addresses:
        if address.startswith(_ISSUE) and code(address).startswith(short_id):
            yield address
