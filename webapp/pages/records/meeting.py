"""A meeting: its page, its Markdown, its attachments, and the old addresses that lead to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from minutes import plain_files
from minutes.publication.gate import Withdrawal
from minutes.records.document import Document
from minutes.records.front_matter import Attendee
from minutes.records.model import Meeting
from minutes.text.lists import without_none
from minutes.text.markup import MARKUP_VERSION, to_html
from pipeline.source.attachments import MAX_ATTACHMENT, type_of, withdrawn_of
from webapp.formats import page_metadata
from webapp.formats.citation import Style
from webapp.links.building import Scope
from webapp.lookup import case_subjects, targets
from webapp.lookup.linked_pages import issues_of
from webapp.lookup.short_links import Shorts
from webapp.pages import errors
from webapp.pages.cases import quarter
from webapp.pages.history import former
from webapp.pages.history.relations import relations
from webapp.pages.records import transcript, twins
from webapp.serving import responses
from webapp.serving.visit import FileAnswer, HtmlPage, Moved, Reply, Visit

# The citations that stand on a record's page; the others are files beside it.
SHOWN: tuple[Style, ...] = ("text", "markdown")


@dataclass(frozen=True, slots=True)
class Party:
    """The people of one agency or organisation at a meeting."""

    name: str
    agency: str  # its id, "" where the registry does not know it
    people: tuple[Attendee, ...]


def meeting(visit: Visit, address: str) -> Reply:
    """The record with this id; its tombstone; or where an old address leads."""
    found = visit.view.meeting(address)
    if found is None:
        return elsewhere(visit, address, visit.at.meeting)
    document = visit.view.document(found)
    neighbours = visit.derived.series.beside(found)
    sections = transcript.contents(document)
    twin = visit.view.public.twin(found)
    works = page_metadata.bibliography(visit)
    context = {
        "meeting": found,
        "body": body(visit, found, document),
        "sections": sections,
        "parties": parties(visit, found),
        "speakers": sorted(found.speakers, key=lambda s: -s.speeches),
        "silent": silent(found),
        # Where words were withdrawn, nobody can be said not to have spoken.
        "whole": not visit.view.snapshot.catalogue.gate.hides_speeches(found.id),
        "before": neighbours.before,
        "after": neighbours.after,
        "row": neighbours.case,
        "quarter": quarter.block(visit, found),
        "related": visit.derived.series.related(found),
        "twin": twin,
        "beside": twins.turns(visit, found, twin),
        "issues": issues_of(visit.view, found),
        "html": to_html,
        "head": page_metadata.for_meeting(visit, found),
        "citations": page_metadata.citations(visit, found, styles=SHOWN),
        "licence": works.licence(found),
        "days": works.days(found),
        "report": page_metadata.report_link(visit, found),
        "feeds": [Scope("tier", found.tier)],
        "heading": next((i.id for i in document.items if i.level == 1), ""),
        "positions": document.ids,
        "paper": paper(visit, found),
    }
    shown = visit.view.revisions(found).shown
    context["revisions"] = len(shown)
    headers = relations(visit, found) if shown else ()
    canonical = visit.links.meeting(found.id)
    return HtmlPage(
        "meeting", case_subjects.titled(visit, found), context, canonical=canonical, headers=headers
    )


def paper(visit: Visit, meeting: Meeting) -> tuple[str, str]:
    """For the first printed sheet: the short address of a record, and where that address is drawn as
    a QR code; empty where the archive's own address is not known."""
    if "://" not in visit.base:
        return "", ""
    return Shorts.of(visit).meeting(
        meeting.id
    ), f"{Shorts.within(visit).meeting(meeting.id)}/qr.svg"


def in_its_language(visit: Visit, address: str) -> Moved | None:
    """An English record opened by a reader who asks for English is shown in the English interface,
    whose address says so."""
    if not responses.wants_english(visit):
        return None
    found = visit.view.meeting(address)
    if found is None or not found.lang.startswith("en"):
        return None
    return Moved(visit.at.in_language("en").meeting(found.id), permanent=False)


def body(visit: Visit, meeting: Meeting, document: Document) -> str:
    """The transcript as HTML, kept by the words that are to be shown: the file's own mark stays the
    same when a tombstone takes words out of it."""
    gone = withdrawn_items(visit, meeting)
    marks = tuple((n, w.date, w.reason) for n, w in gone.items())
    words = hashlib.blake2b(document.body.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    anchors = former.anchors(visit.view, meeting)
    led = tuple((place, *found) for place, found in anchors.items())
    key = (meeting.id, words, marks, led, meeting.lang, visit.lang, MARKUP_VERSION)
    html = visit.site.bodies.get(key)
    if html is None:
        html = transcript.render(document, meeting.lang, visit.language, gone, anchors)
        visit.site.bodies.put(key, html)
    return html


def withdrawn_items(visit: Visit, meeting: Meeting) -> dict[int, Withdrawal]:
    """The tombstones of a meeting's withdrawn speeches by their number among the items."""
    if not visit.view.snapshot.catalogue.gate.hides_speeches(meeting.id):
        return {}
    whole: Document = visit.view.snapshot.document(meeting.id)
    found = {n: visit.view.public.hidden(meeting, i.id) for n, i in enumerate(whole.items)}
    return without_none(found)


def parties(visit: Visit, meeting: Meeting) -> list[Party]:
    """The attendees that the record names, by agency, in the order of the record; hosts first."""
    if "attendees" in meeting.inferred:
        return []
    hosts = [
        visit.agency_name(w, meeting.date)
        for w in (*meeting.front.host_agency, *meeting.front.co_agencies)
    ]
    groups: dict[tuple[str, str], list[Attendee]] = {}
    for attendee in meeting.front.attendees:
        agency = visit.agency(attendee.agency, meeting.date)
        name = agency.name.get(visit.lang) if agency else (attendee.agency or attendee.organisation)
        groups.setdefault((name, agency.id if agency else ""), []).append(attendee)
    found = [Party(name, ident, tuple(people)) for (name, ident), people in groups.items()]
    # Whoever hosts nothing comes behind all hosts.
    return sorted(found, key=lambda p: (not p.name, [*hosts, p.name].index(p.name)))


def silent(meeting: Meeting) -> set[str]:
    """The attendees under whose name nothing is said."""
    speaking = {s.name for s in meeting.speakers}
    return {
        a.name
        for a in meeting.front.attendees
        if not any(label.startswith(a.name) for label in speaking)
    }


def elsewhere(visit: Visit, address: str, build: Callable[[str], str]) -> Reply:
    """What an address that names no visible record leads to: a record, a tombstone, or nothing."""
    target = visit.view.public.resolve(address)
    if target is not None and target != address:
        return Moved(build(target))
    tombstone = targets.tombstone(visit.view, address)
    return errors.gone(visit, tombstone) if tombstone else errors.missing(visit, address)


def markdown(visit: Visit, address: str) -> Reply:
    """The record's file, byte for byte."""
    found = visit.view.meeting(address)
    if found is None:
        return elsewhere(visit, address, visit.at.markdown)
    return FileAnswer(visit.view.source(found), "text/markdown")


def attachment(visit: Visit, address: str, file: str) -> Reply:
    """A file that a visible record names as its attachment."""
    found = visit.view.meeting(address)
    kind = type_of(file)
    if found is None or kind is None or not _is_attached(found, file):
        return errors.missing(visit, file)
    path = f"attachments/{found.id}/{file}"
    try:
        data = plain_files.read(visit.site.settings.transcripts, path, MAX_ATTACHMENT + 1)
    except OSError:
        return errors.missing(visit, file)
    records = visit.view.snapshot.catalogue.gate.records
    if len(data) > MAX_ATTACHMENT or withdrawn_of(records, data):
        return errors.missing(visit, file)
    return FileAnswer(data, kind.mimetype, file)


def _is_attached(meeting: Meeting, file: str) -> bool:
    """Whether a record names a file as its attachment, by a plain name."""
    is_plain = "/" not in file and not file.startswith(".")
    return is_plain and any(each.file == file for each in meeting.front.attachments)
