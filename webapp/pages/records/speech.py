"""One speech by itself, with its surroundings and its citation."""

from __future__ import annotations

from collections.abc import Collection

from minutes.addresses.redirects import read_rows
from minutes.addresses.references import split_reference
from minutes.publication.gate import conceal
from minutes.records.document import Item
from minutes.records.model import Meeting
from webapp.formats import page_metadata
from webapp.lookup import targets
from webapp.lookup.targets import Former, Gone, Outcome, SpeechTarget, Vanished
from webapp.pages import errors
from webapp.pages.history import former
from webapp.pages.records import transcript, twins
from webapp.serving.visit import Moved, Page, Reply, Visit

OLD_IDS_FILE = "old-ids.tsv"
MAX_ID = 40


def speech(visit: Visit, ident: str) -> Reply:
    """The speech with this id. Where several records hold it, `in` chooses; without it the newest."""
    if ident.isascii() and ident.isdigit():
        return _numbered(visit, ident)
    holders = visit.view.find_speech(ident) if len(ident) <= MAX_ID else []
    wanted = visit.args.get("in", "")
    chosen = next((h for h in holders if h[0].id == wanted), None) if wanted else None
    if chosen is None and wanted and holders:
        target = visit.view.public.resolve(wanted)
        chosen = next((h for h in holders if h[0].id == target), None)
    if chosen is None and not wanted and holders:
        chosen = holders[0]
    if chosen is None:
        return _elsewhere(visit, ident, holders)
    return _page(visit, chosen[0], chosen[1], [m for m, _ in holders if m is not chosen[0]])


def _page(visit: Visit, meeting: Meeting, item: Item, others: list[Meeting]) -> Reply:
    items = visit.view.document(meeting).items
    at = next(n for n, i in enumerate(items) if i.id == item.id)
    before, after = transcript.surroundings(items, at)
    section = next(
        (i for i in reversed(items[:at]) if i.type in {"section", "heading"} and i.level > 1), None
    )
    speeches = [i for i in items if i.type == "speech" and i.text]
    place = next((n for n, i in enumerate(speeches) if i.id == item.id), None)
    language = visit.language
    who = item.speaker or language.text("No speaker")
    context = {
        "meeting": meeting,
        "item": item,
        "before": before,
        "after": after,
        "others": others,
        "section": section,
        "previous": speeches[place - 1] if place else None,
        "following": speeches[place + 1]
        if place is not None and place + 1 < len(speeches)
        else None,
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
    address = (
        visit.links.speech_in(meeting.id, item.id)
        if others
        else visit.links.speech(meeting.id, item.id)
    )
    title = f"{who}: {meeting.title}" if visit.lang == "en" else f"{who}：{meeting.title}"
    return Page("speech", title, context, canonical=address)


def _numbered(visit: Visit, number: str) -> Reply:
    """An id of the older archive: only a table that the archive supplies can tell what it meant."""
    for _, old, new in read_rows(visit.site.settings.transcripts, OLD_IDS_FILE):
        if old == number:
            meeting, ident = split_reference(new)
            found = visit.view.find_speech(ident)
            target = visit.view.public.resolve(meeting) if meeting else None
            if found and (target is None or any(m.id == target for m, _ in found)):
                at = visit.at
                return Moved(at.speech_in(target, ident) if target else at.speech("", ident))
    return errors.missing(visit, "")


def _elsewhere(visit: Visit, ident: str, holders: list[tuple[Meeting, Item]]) -> Reply:
    """Where an id leads that names no speech here: its tombstone, its new id, or nowhere."""
    wanted = visit.args.get("in", "")
    led = targets.formerly(visit.view, ident, wanted) if wanted and holders else None
    if led is not None:
        return outcome(visit, led, ident)
    if not holders:
        withdrawals = visit.view.snapshot.catalogue.gate.withdrawals
        gone = {w.speech: w for w in withdrawals if w.speech and wanted in {"", w.meeting}}
        if conceal(ident) in gone:
            return errors.gone(visit, gone[conceal(ident)])
        redirects = visit.view.public.catalogue.redirects
        for address in (f"speech/{ident}", ident):
            target = redirects.find(address, lambda a: _existing(visit, a))
            if target:
                return Moved(visit.at.speech("", target))
            mark = redirects.find(address, lambda a: _withdrawn(a, gone))
            if mark:
                return errors.gone(visit, gone[mark])
        return outcome(visit, targets.formerly(visit.view, ident, wanted), ident)
    return errors.missing(visit, "")


def outcome(visit: Visit, found: Outcome, ident: str) -> Reply:
    """The answer to an id that a speech had once."""
    match found:
        case SpeechTarget():
            return Moved(place_of(visit, found))
        case Former():
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


def _withdrawn(address: str, gone: Collection[str]) -> str | None:
    """The mark of the withdrawn speech that an address named before."""
    mark = conceal(split_reference(address)[1])
    return mark if mark in gone else None


def _existing(visit: Visit, address: str) -> str | None:
    _, ident = split_reference(address)
    return ident if visit.view.find_speech(ident) else None
