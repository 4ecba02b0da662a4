"""One speech by itself, with its surroundings and its citation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from minutes.addresses.redirects import read_rows
from minutes.addresses.references import split_reference
from minutes.publication.gate import conceal
from minutes.records.document import Item
from minutes.records.model import Meeting
from webapp.formats import page_metadata
from webapp.lookup import case_subjects, targets
from webapp.lookup.targets import MAX_ID, FormerId, Gone, Outcome, SpeechTarget, Vanished
from webapp.pages import errors
from webapp.pages.history import former
from webapp.pages.records import transcript, twins
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit

OLD_IDS_FILE = "old-ids.tsv"
Holder = tuple[Meeting, Item]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a piece of a record: the section that it belongs to, and the speeches before and
    after it, which only a speech has."""

    section: Item | None
    previous: Item | None = None
    following: Item | None = None

    @classmethod
    def of(cls, items: Sequence[Item], at: int) -> _Beside:
        earlier, later = items[:at], items[at + 1 :]
        section = next(filter(_is_section, reversed(earlier)), None)
        if not _has_words(items[at]):
            return cls(section)
        previous = next(filter(_has_words, reversed(earlier)), None)
        return cls(section, previous, next(filter(_has_words, later), None))


def _is_section(item: Item) -> bool:
    return item.type in {"section", "heading"} and item.level > 1


_has_words = attrgetter("is_spoken")


def speech(visit: Visit, ident: str) -> Reply:
    """The speech with this id. Where several records hold it, `in` chooses; without it the newest."""
    if ident.isascii() and ident.isdigit():
        return _numbered(visit, ident)
    holders = visit.view.find_speech(ident) if len(ident) <= MAX_ID else []
    chosen = _chosen(visit, holders)
    if chosen is None:
        return _elsewhere(visit, ident, is_held=bool(holders))
    return _page(visit, *chosen, [meeting for meeting, _ in holders if meeting is not chosen[0]])


def _chosen(visit: Visit, holders: Sequence[Holder]) -> Holder | None:
    """The record that is asked for, under its own name or one that leads to it; else the newest."""
    wanted = visit.args.get("in", "")
    if not wanted:
        return next(iter(holders), None)
    by_id = {meeting.id: (meeting, item) for meeting, item in holders}
    return by_id.get(wanted) or by_id.get(visit.view.public.resolve(wanted) or "")


def _page(visit: Visit, meeting: Meeting, item: Item, others: list[Meeting]) -> Reply:
    items = visit.view.document(meeting).items
    at = next(n for n, i in enumerate(items) if i.id == item.id)
    before, after = transcript.surroundings(items, at)
    beside = _Beside.of(items, at)
    context = {
        "meeting": meeting,
        "item": item,
        "before": before,
        "after": after,
        "others": others,
        "section": beside.section,
        "previous": beside.previous,
        "following": beside.following,
        "piece": lambda i: transcript.piece(i, meeting.lang, linked=False),
        "head": page_metadata.for_speech(visit, meeting, item),
        "citations": page_metadata.citations(visit, meeting, item),
        "counterpart": twins.counterpart(visit, meeting, item),
        "quoted": page_metadata.bibliography(visit).passage(meeting, item),
        "report": page_metadata.report_link(visit, meeting, item),
        "passage": page_metadata.passage_link(visit, meeting, item),
        "revised": former.revised(visit, meeting, item, visit.args.get("was", "")),
        "asked": visit.args.get("was", ""),
    }
    address = visit.links.speech_in if others else visit.links.speech
    who = item.speaker or visit.language.text("No speaker")
    title = case_subjects.titled(visit, meeting)
    return HtmlPage(
        "speech",
        f"{who}{visit.language.colon}{title}",
        context,
        canonical=address(meeting.id, item.id),
    )


def _numbered(visit: Visit, number: str) -> Reply:
    """An id of the older archive: only a table that the archive supplies can tell what it meant."""
    rows = read_rows(visit.site.settings.transcripts, OLD_IDS_FILE)
    led = (_led_to(visit, new) for _, old, new in rows if old == number)
    return next(filter(None, led), None) or errors.missing(visit, "")


def _led_to(visit: Visit, reference: str) -> Moved | None:
    """The page of the speech that a row of the table names, if it is there, in the record that it names."""
    named, ident = split_reference(reference)
    meeting = visit.view.public.resolve(named) if named else None
    holders = {held.id for held, _ in visit.view.find_speech(ident)}
    if not holders or (meeting is not None and meeting not in holders):
        return None
    return Moved(visit.at.speech_in(meeting, ident) if meeting else visit.at.speech("", ident))


def _elsewhere(visit: Visit, ident: str, *, is_held: bool) -> Reply:
    """Where an id leads that names no speech here: its tombstone, its new id, or nowhere. Where other
    records hold a speech with it, only what it was in the record that is asked for counts."""
    wanted = visit.args.get("in", "")
    if is_held:
        led = targets.formerly(visit.view, ident, wanted) if wanted else None
        return outcome(visit, led, ident)
    return _by_table(visit, ident, wanted) or outcome(
        visit, targets.formerly(visit.view, ident, wanted), ident
    )


def _by_table(visit: Visit, ident: str, wanted: str) -> Reply | None:
    """Where the list of what is withdrawn, or the table of old addresses, says that an id leads."""
    withdrawals = visit.view.snapshot.catalogue.gate.withdrawals
    gone = {w.speech: w for w in withdrawals if w.speech and wanted in {"", w.meeting}}
    if conceal(ident) in gone:
        return errors.gone(visit, gone[conceal(ident)])
    redirects = visit.view.public.catalogue.redirects
    for address in (f"speech/{ident}", ident):
        target = redirects.find(address, partial(_existing, visit))
        if target:
            return Moved(visit.at.speech("", target))
        mark = redirects.find(address, partial(_withdrawn, gone))
        if mark:
            return errors.gone(visit, gone[mark])
    return None


def outcome(visit: Visit, found: Outcome, ident: str) -> Reply:
    """The answer to an id that a speech had once."""
    match found:
        case SpeechTarget():
            return Moved(place_of(visit, found))
        case FormerId():
            return former.former(visit, found)
        case Vanished():
            return former.vanished(visit, found)
        case Gone():
            return errors.gone(visit, found.tombstone)
    return errors.missing(visit, "")


def place_of(visit: Visit, found: SpeechTarget) -> str:
    """A speech's own page; with its record where other records hold the same words, and with the id
    that led to it where it was revised since."""
    holders = visit.view.find_speech(found.item.id)
    meeting = found.meeting.id if len(holders) > 1 else ""
    return visit.at.speech_now(found.item.id, meeting, found.was)


def _withdrawn(gone: Collection[str], address: str) -> str | None:
    """The mark of the withdrawn speech that an address named before."""
    mark = conceal(split_reference(address)[1])
    return mark if mark in gone else None


def _existing(visit: Visit, address: str) -> str | None:
    _, ident = split_reference(address)
    return ident if visit.view.find_speech(ident) else None
