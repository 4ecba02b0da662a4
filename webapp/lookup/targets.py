"""What an address of ours is about: a record, a speech, a case; or why nothing is shown of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import request

from minutes.addresses.fates import Kind, is_speech_id
from minutes.addresses.redirects import fold_address
from minutes.addresses.references import split_reference
from minutes.addresses.short_ids import code, read
from minutes.cases.trail import Trail
from minutes.publication.gate import Withdrawal, conceal
from minutes.records.document import Item
from minutes.records.model import Issue, Meeting
from pipeline.archive.snapshot import View
from pipeline.trails import case, known_cases
from pipeline.trails.case import Case
from webapp.lookup import short_links, targets
from webapp.lookup.short_links import Shorts
from webapp.serving.visit import Visit

MAX_ADDRESS = 4000
MAX_DIGITS = 5
_ISSUE = "issue/"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Record:
    """A visible record."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Spoken:
    """A speech (or other item) of a visible record. `was` is the id that it had before it was revised
    where that was asked for, `since` the day of the revision."""

    meeting: Meeting
    item: Item
    was: str = ""
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """An id that no piece of a visible record has any more and that does not lead to one alone: it was
    split, merged, cannot be told from others (`unclear`), or is gone; then `items` stand around its
    place."""

    meeting: Meeting
    was: str
    kind: Kind
    items: tuple[Item, ...]
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class Vanished:
    """Something of a record that is no longer in the archive, and left no tombstone."""

    since: dt.date


@dataclass(frozen=True, slots=True)
class Course:
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


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was withdrawn."""

    tombstone: Withdrawal


@dataclass(frozen=True, slots=True)
class Several:
    """A short id that two records share."""

    records: tuple[Meeting, ...]


Subject = Record | Spoken | Course
Outcome = Subject | Awaited | Announced | Gone | Former | Vanished | Several | None


def by_short(view: View, typed: str) -> Record | Awaited | Gone | Several | None:
    """The record that a short id (or a record's own id) names."""
    whole = view.meeting(typed)
    if whole is not None:
        return Record(whole)
    found: dict[str, Meeting] = {}
    rest: list[Awaited | Gone] = []
    for address in short_links.table(view).find(typed):
        targets = _leads(view, address)
        if targets:
            found |= {target: view.public.by_id[target] for target in targets}
            continue
        tombstone = _tombstone(view, address)
        awaited = None if tombstone else _awaited(view, address)
        rest += [Gone(tombstone)] if tombstone else [awaited] if awaited else []
    if len(found) > 1:
        return Several(tuple(found.values()))
    if found:
        return Record(next(iter(found.values())))
    return next((r for r in rest if isinstance(r, Gone)), rest[0] if rest else None)


def _leads(view: View, address: str) -> list[str]:
    """The visible records that an address means: the one that bears it and, where that is a later
    one, the one that the table of old addresses says was renamed from it."""
    public, own = view.public, fold_address(address)
    renamed = [new for old, new in public.catalogue.redirects.pairs if old == own]
    return [m for m in map(public.resolve, (address, *renamed)) if m is not None]


def _tombstone(view: View, address: str) -> Withdrawal | None:
    public = view.public
    found = public.tombstone(address)
    if found is None:
        old = public.catalogue.redirects.find(address, lambda a: _folded_tombstone(view, a))
        found = public.tombstone(old) if old else None
    return found


def _folded_tombstone(view: View, address: str) -> str | None:
    """The withdrawn meeting that an old address in folded form names."""
    wanted = code(address)
    gone = (w.meeting for w in view.snapshot.catalogue.gate.withdrawals if not w.speech)
    return next((m for m in gone if code(m) == wanted), None)


def _awaited(view: View, address: str) -> Awaited | None:
    """When the held record that an address leads to is due."""
    gate, now = view.snapshot.catalogue.gate, view.public.now
    days: dict[str, dt.datetime] = {}
    for meeting in view.snapshot.catalogue.meetings:
        if gate.state(meeting, now) == "held" and (moment := gate.due(meeting).moment):
            days[code(meeting.id)] = moment
    for held in view.snapshot.held:
        if held.due is not None and held.due > now:
            days[code(PurePosixPath(held.path).stem)] = held.due
    here = days.get(code(address))
    if here is None:
        old = view.public.catalogue.redirects.find(
            address, lambda a: a if code(a) in days else None
        )
        here = days.get(code(old)) if old else None
    return Awaited(here) if here else None


def speech_of(view: View, meeting: Meeting, ident: str) -> Spoken | Gone | Former | None:
    """The item of a record with this id, under its present or an earlier id."""
    items = {i.id: i for i in view.document(meeting).items if i.id}
    if ident in items:
        return Spoken(meeting, items[ident])
    tombstone = view.public.hidden(meeting, ident)
    if tombstone is not None:
        return Gone(tombstone)
    redirects = view.public.catalogue.redirects
    for old in (f"speech/{ident}", f"{meeting.id}#s{ident}", ident):
        target = redirects.find(old, lambda a: _item_id(a, items))
        if target:
            return Spoken(meeting, items[target])
        gone = redirects.find(old, lambda a: a if _hidden(view, meeting, a) else None)
        if gone and (tombstone := _hidden(view, meeting, gone)):
            return Gone(tombstone)
    return _once(view, meeting, ident, items)


def _once(
    view: View, meeting: Meeting, ident: str, items: dict[str, Item]
) -> Spoken | Gone | Former | None:
    """What an id of an earlier version leads to."""
    found = view.resolve(meeting, ident) if is_speech_id(ident) else None
    if found is None:
        return None
    tombstone = view.public.hidden(meeting, found.hidden) if found.hidden else None
    if tombstone is not None:
        return Gone(tombstone)
    now = tuple(items[i] for i in found.ids)
    if found.kind == "revised" and len(now) == 1:
        return Spoken(meeting, now[0], ident, found.day)
    return Former(meeting, ident, found.kind, now, found.day)


def formerly(view: View, ident: str, wanted: str = "") -> Spoken | Gone | Former | Vanished | None:
    """What an id leads to that no record has any more; `wanted` is the record that is meant."""
    known = view.snapshot.known_ids
    names = [wanted] if wanted else dict.fromkeys(known.holders(ident))
    found = []
    for name in names:
        target = view.public.resolve(name)
        tombstone = None if target else _tombstone(view, name)
        if target is not None:
            found.append(speech_of(view, view.public.by_id[target], ident))
        elif tombstone is not None:
            found.append(Gone(tombstone))
    told = [outcome for outcome in found if outcome is not None]
    if told:
        return next((o for o in told if isinstance(o, Spoken)), told[0])
    gone = known.vanished(ident)
    if gone is None or view.public.resolve(gone[0]) or _awaited(view, gone[0]):
        return None
    return Vanished(gone[1])


def _hidden(view: View, meeting: Meeting, address: str) -> Withdrawal | None:
    return view.public.hidden(meeting, split_reference(address)[1])


def _item_id(address: str, items: dict[str, Item]) -> str | None:
    _, ident = split_reference(address)
    return ident if ident in items else None


def by_speech(view: View, typed: str) -> Outcome:
    """What `<short id>.<speech id>` names."""
    start, found, ident = typed.partition(".")
    record = by_short(view, start) if found else None
    if isinstance(record, Record):
        return speech_of(view, record.meeting, ident)
    if isinstance(record, Several):
        spoken = [s for m in record.records if isinstance(s := speech_of(view, m, ident), Spoken)]
        return spoken[0] if len(spoken) == 1 else None
    return record


def anywhere(view: View, ident: str, wanted: str = "") -> Spoken | Gone | Former | Vanished | None:
    """A speech by its id alone: in the record that is wanted, or in the newest that has it."""
    if len(ident) > 40:
        return None
    holders = view.find_speech(ident)
    if wanted:
        target = view.public.resolve(wanted)
        holders = [h for h in holders if h[0].id == target]
    if holders:
        return Spoken(*holders[0])
    mark = conceal(ident)
    for tombstone in view.snapshot.catalogue.gate.withdrawals:
        if tombstone.speech == mark and wanted in {"", tombstone.meeting}:
            return Gone(tombstone)
    return formerly(view, ident, wanted)


def by_case(view: View, typed: str) -> Course | None:
    """The case with a number, as people write it."""
    if len(typed) > 40:
        return None
    issues = view.snapshot.catalogue.issues
    if any(i.slug == typed for i in issues):
        return None  # a slug is no number
    found = known_cases.resolve(view, typed)
    whole = case.case(view, found[0][0]) if found and found[0] else None
    return Course(whole, found[0][0]) if found and whole else None


def case_or_announced(visit: Visit, typed: str) -> Course | Announced | None:
    """The case with a number; before its first record is public, what the schedule says of it."""
    found = by_case(visit.view, typed)
    if found is not None or not (typed.isascii() and typed.isdigit() and len(typed) <= MAX_DIGITS):
        return found
    meetings = [s for s in visit.site.schedule() if int(typed) in s.case and not s.is_called_off]
    made = [Announced(s.date, visit.readable_from(s)) for s in meetings]
    return min(made, key=lambda a: (a.due or dt.date.max, a.day), default=None)


def by_issue(view: View, typed: str) -> Course | None:
    """The issue with a slug, an old slug, or the code that stands for a long slug, old ones too."""
    issues = {i.slug: i for i in view.snapshot.catalogue.issues}
    issue = issues.get(typed) or _once_called(view, typed, issues)
    whole = case.case(view, issue.slug) if issue else None
    return Course(whole, whole.number) if whole else None


def _once_called(view: View, typed: str, issues: dict[str, Issue]) -> Issue | None:
    """The only issue that has or had a name like this."""
    redirects, told = view.public.catalogue.redirects, read(typed)
    own = {fold_address(f"{_ISSUE}{slug}"): slug for slug in issues}
    names = [f"{_ISSUE}{typed}"]
    if told is not None:
        known = {*own, *(side for pair in redirects.pairs for side in pair)}
        names += [a for a in known if a.startswith(_ISSUE) and code(a).startswith(told)]
    found = {own.get(fold_address(a)) or redirects.find(a, own.get) for a in names} - {None}
    return issues[str(found.pop())] if len(found) == 1 else None


def locate(visit: Visit, address: str) -> Subject | None:
    """What one of this archive's own addresses shows; None for any other address."""
    if len(address) > MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(address.strip())
        own = urlsplit(visit.base)
        here = own if own.netloc else urlsplit(request.host_url)
        if parts.scheme not in _PORTS or _server(parts) != _server(here):
            return None
        path = parts.path
        query = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if not path.startswith(f"{own.path.rstrip('/')}/"):
        return None
    segments = [unquote(s) for s in path.removeprefix(own.path.rstrip("/")).strip("/").split("/")]
    if segments[0] == "en":
        segments = segments[1:]
    found = _at(visit.view, segments, parts.fragment, query.get("in", [""])[0])
    if isinstance(found, Former):
        return Record(found.meeting)  # nothing is quoted of which it is not sure that it is meant
    return found if isinstance(found, Record | Spoken | Course) else None


def _server(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port of an address; the usual ports of http and https are one, `None`."""
    return parts.hostname, None if parts.port in _PORTS.values() else parts.port


def _at(view: View, segments: list[str], fragment: str, wanted: str) -> Outcome:
    match segments:
        case ["m", short]:
            return _with_fragment(view, by_short(view, short), fragment)
        case ["s", short]:
            return by_speech(view, short)
        case ["c" | "case", number]:
            return by_case(view, number)
        case ["i" | "issue", slug]:
            return by_issue(view, slug)
        case ["speech", ident]:
            return anywhere(view, ident, wanted)
        case [meeting] if meeting:
            target = view.public.resolve(meeting.removesuffix(".md"))
            record = Record(view.public.by_id[target]) if target else None
            return _with_fragment(view, record, fragment)
    return None


def _with_fragment(view: View, found: Outcome, fragment: str) -> Outcome:
    """The speech that the end of an address names, the whole record where it names none."""
    ident = unquote(fragment).partition(":~:")[0]
    if not isinstance(found, Record) or not ident.startswith("s"):
        return found
    spoken = speech_of(view, found.meeting, ident[1:])
    return spoken if isinstance(spoken, Spoken) else found


def short_of(found: targets.Subject, to: Shorts) -> str:
    """The short address to give out for a subject."""
    match found:
        case Record():
            return to.meeting(found.meeting.id)
        case Spoken():
            return to.speech(found.meeting.id, found.item.id)
    if found.issue and (found.number is None or len(found.trail.cases) != 1):
        return to.issue(found.issue.slug)
    return to.case(found.number or 0)


def card_of(found: targets.Subject, to: Shorts) -> str:
    """The address of a subject's card, for an iframe."""
    path = short_of(found, to).removeprefix(to.base)
    return f"{to.base}/embed{path}"
