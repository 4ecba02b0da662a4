"""What a page tells machines of its record, and what it offers people to copy or to report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from minutes.publication.schedule import records
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.text.shortening import one_line, shorten
from pipeline.archive.snapshot import View
from webapp.formats import json_ld
from webapp.formats.bibliography import Bibliography, said
from webapp.formats.citation import STYLES, Style, cite
from webapp.links.building import text_fragment
from webapp.links.reporting import report_address
from webapp.lookup import case_subjects
from webapp.lookup.short_links import Shorts
from webapp.serving.visit import Visit

STYLE_NAMES = {
    "text": "Text",
    "apa": "APA",
    "chicago": "Chicago",
    "markdown": "Markdown",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL-JSON",
}
_REPORTED = 300  # characters of a speech that a report repeats


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """For a page's `<head>`: description, meta pairs, Open Graph pairs, and JSON-LD as an element."""

    description: str = ""
    names: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    script: str = ""

    @property
    def metas(self) -> list[tuple[str, str, str]]:
        """(name, property, content): a value that several vocabularies ask for stands once where a
        name and a property can share it."""
        left = list(self.properties)
        rows = []
        named = (("description", self.description),) if self.description else ()
        for name, value in (*named, *self.names):
            shared = next((p for p in left if p[1] == value), None)
            if shared:
                left.remove(shared)
            rows.append((name, shared[0] if shared else "", value))
        return rows + [("", name, value) for name, value in left]


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style: of the piece in its context, and of the piece alone."""

    style: str
    name: str
    in_context: str
    alone: str


def bibliography(visit: Visit) -> Bibliography:
    """The visible records as works, with what history, short addresses and the day tell of them."""
    return Bibliography(
        visit.view.public,
        visit.archive,
        visit.links,
        revision_of=partial(revision_of, visit.view),
        observed=visit.view.published,
        quoted=Shorts.of(visit).speech,
        accessed=visit.today,
    )


def revision_of(view: View, meeting: Meeting) -> str:
    """The name of the revision that is shown of a record, as its address has it; "" where what is shown
    is no revision that anybody could look up later."""
    revisions = view.revisions(meeting)
    return revisions.shown[-1].name if revisions.current and revisions.shown else ""


def for_home(visit: Visit) -> PageMetadata:
    """What the head of the first page tells machines of the archive as a whole."""
    works = bibliography(visit)
    about = one_line(visit.said(visit.archive.description))
    graph = json_ld.open_graph(works, visit.links.home(), works.archive_name, about)
    return PageMetadata(about, (), tuple(graph), json_ld.script(json_ld.website(works)))


def for_case(visit: Visit, address: str, title: str, description: str) -> PageMetadata:
    """What is shown of a case where a link to its page is shared."""
    graph = json_ld.open_graph(bibliography(visit), address, title, description)
    return PageMetadata(description, (), tuple(graph))


def for_meeting(visit: Visit, meeting: Meeting) -> PageMetadata:
    """A record: what it is, in every form that a library or a search engine reads."""
    works = bibliography(visit)
    description = works.description(meeting, visit.view.document(meeting).items)
    shown = meeting
    if "attendees" in meeting.inferred:  # labels are no list of who was there
        shown = replace(meeting, front=replace(meeting.front, attendees=()))
    names = [
        *json_ld.highwire(works, shown),
        *json_ld.dublin_core(works, shown, None, description),
    ]
    title = case_subjects.titled(visit, meeting)
    graph = json_ld.open_graph(works, visit.links.meeting(meeting.id), title, description, shown)
    plan = records(visit.view.snapshot.schedule, [meeting])  # tells place and time
    graph_data = json_ld.record(works, shown, (), next(iter(plan), None))
    for node in graph_data["@graph"]:
        if node.get("url") == node.get("@id"):
            node.pop("url", None)  # the same words twice in every page
    script = json_ld.script(graph_data)
    return PageMetadata(description, _once(names), tuple(graph), script)


def for_speech(visit: Visit, meeting: Meeting, item: Item) -> PageMetadata:
    """One speech, as a quotation from its record."""
    works = bibliography(visit)
    words = said(item.speaker, item.text) if item.speaker else item.text
    description = shorten(one_line(words), 200)
    names = [
        *json_ld.highwire(works, meeting, item),
        *json_ld.dublin_core(works, meeting, item, description),
    ]
    address = visit.links.speech(meeting.id, item.id)
    title = case_subjects.titled(visit, meeting)
    graph = json_ld.open_graph(works, address, title, description, meeting)
    return PageMetadata(
        description,
        _once(names),
        tuple(graph),
        json_ld.script(json_ld.quotation(works, meeting, item)),
    )


def _once(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(pairs))


def coins(visit: Visit, meeting: Meeting) -> str:
    """The record as the `title` of a `<span class="Z3988">`, from which Zotero takes it."""
    return json_ld.coins(bibliography(visit), meeting)


def citations(
    visit: Visit, meeting: Meeting, item: Item | None = None, styles: tuple[Style, ...] = STYLES
) -> list[Citation]:
    """Citations of a record or a speech, in all styles or in these."""
    works = bibliography(visit)
    return [
        Citation(
            style,
            visit.language.text(STYLE_NAMES[style]) if style == "text" else STYLE_NAMES[style],
            cite(works, meeting, item, style, in_context=True),
            cite(works, meeting, item, style),
        )
        for style in styles
    ]


def passage_link(visit: Visit, meeting: Meeting, item: Item) -> str:
    """A link to a speech in its place that has the browser mark its words."""
    return text_fragment(visit.links.passage(meeting.id, item.id), item.text)


def report_link(visit: Visit, meeting: Meeting, item: Item | None = None) -> str:
    """Where to report an error or ask for removal, with address, id and words filled in; "" where
    the archive names no place."""
    _ = visit.language.text
    address = visit.links.speech(meeting.id, item.id) if item else visit.links.meeting(meeting.id)
    lines = [
        _("Record: %(title)s", title=one_line(meeting.title)),
        _("Address: %(address)s", address=address),
    ]
    if item:
        lines += [
            _("Speech: %(id)s", id=item.id),
            "",
            f"> {shorten(one_line(item.text), _REPORTED)}",
        ]
    lines += ["", _("What should be changed, and why:"), ""]
    subject = _("Correction or removal: %(title)s", title=shorten(one_line(meeting.title), 80))
    return report_address(visit.archive.report or visit.archive.contact, subject, lines)
