"""A draft for those who were there: by a signed link that expires, or on its keeper's own machine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from dataclasses import dataclass
from urllib.parse import quote

from minutes import clock, plain_files
from minutes.publication import preview_links
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.text.shortening import one_line, shorten
from pipeline.publishing import publisher
from pipeline.source import files, parser, withdrawn_speeches
from pipeline.source.parser import Parsed
from webapp.pages import errors
from webapp.pages.records import transcript
from webapp.serving.visit import Page, Visit

_QUOTED = 300


@dataclass(frozen=True, slots=True)
class Block:
    """One item as the page shows it: its HTML, whose words they are, where to have them put right."""

    item: Item
    html: str
    speaker: str
    correct: str


def preview(visit: Visit, token: str, local: bool) -> Page:
    """The draft that a link opens; with `local`, also one that is named by its id."""
    now = clock.now()
    ticket = preview_links.read(os.environ.get(preview_links.KEY_VARIABLE, "").strip(), token, now)
    if ticket is None and not local:
        return _missing(visit)
    found = _held(visit, ticket.meeting if ticket else token, now)
    if found is None:
        return _missing(visit)
    meeting = found.meeting
    due = visit.view.snapshot.catalogue.gate.due(meeting)
    context = {
        "meeting": meeting,
        "blocks": list(_blocks(visit, found)),
        "due": due,
        "expires": ticket.expires.astimezone(visit.archive.zone) if ticket else None,
        "correct": _correction(visit, meeting, None),
    }
    return Page("preview", meeting.title, context, index=False)


def overview(visit: Visit, local: bool) -> Page:
    """All that is not public yet, with what it waits for; on its keeper's own machine alone."""
    if not local:
        return _missing(visit)
    entries = publisher.survey(visit.site.settings, clock.now())
    lang = 1 if visit.lang == "en" else 0
    rows = [(entry, publisher.why(entry)[lang]) for entry in entries if entry.state != "withdrawn"]
    return Page("previews", "Drafts" if lang else "草稿", {"rows": rows}, index=False)


def _missing(visit: Visit) -> Page:
    page = errors.missing(visit, "")
    assert isinstance(page, Page)  # noqa: S101 (it is one)
    return page


def _held(visit: Visit, ident: str, now: dt.datetime) -> Parsed | None:
    """The record with this id, read from its file, if it waits for its day."""
    settings = visit.site.settings
    gate = visit.view.snapshot.catalogue.gate
    folders = [(settings.drafts, True), (settings.transcripts, False)]
    for folder, draft in folders:
        for file in files.find(folder, draft=draft) if folder else ():
            if file.id != ident or folder is None:
                continue
            data = plain_files.read(folder, file.path)
            parsed = withdrawn_speeches.remove(data, parser.parse(data, file.path), gate)[1]
            meeting = dataclasses.replace(parsed.meeting, draft=draft)
            state = gate.state(meeting, now)
            # A draft that is due stays one until it is moved.
            if state == "held" or (draft and state == "public"):
                return dataclasses.replace(parsed, meeting=meeting)
    return None


def _blocks(visit: Visit, found: Parsed) -> list[Block]:
    document, meeting = found.document, found.meeting
    title = transcript.heading_item(document)
    blocks: list[Block] = []
    speaker: str | None = None
    for item in document.items:
        if item is title:
            continue
        said = item.type == "speech"
        shown = item.speaker if said and item.speaker != speaker else None
        if item.type != "narrative":
            speaker = item.speaker if said else None
        html = (
            item.html()
            if item.type in {"section", "heading"}
            else transcript.piece(
                item, meeting.lang, "n" if item.type == "narrative" else "", linked=False
            )
        )
        correct = _correction(visit, meeting, item) if said else ""
        blocks.append(Block(item, html, shown or "", correct))
    return blocks


def _correction(visit: Visit, meeting: Meeting, item: Item | None) -> str:
    """Where to have words put right: by mail with the words, or else at the archive's public desk,
    which is told nothing of the draft but the speech's id; "" where the archive names no place."""
    places = [p.strip() for p in (visit.archive.contact, visit.archive.report) if p.strip()]
    mail = next((p for p in places if "://" not in p), "")
    english = visit.lang == "en"
    if mail:
        lines = [meeting.title]
        if item:
            lines += [
                f"{'Speech' if english else '發言'} {item.id}",
                "",
                f"> {shorten(one_line(item.text), _QUOTED)}",
            ]
        lines += ["", "I meant to say:" if english else "請改為：", ""]
        subject = ("Correction of a draft: " if english else "訂正草稿：") + shorten(
            one_line(meeting.title), 80
        )
        address = quote(mail.removeprefix("mailto:"), safe="@.+-_")
        body = quote("\n".join(lines), safe="", errors="replace")
        return f"mailto:{address}?subject={quote(subject, safe='', errors='replace')}&body={body}"
    desk = next((p for p in places if p.startswith(("https://", "http://"))), "")
    if not desk:
        return ""
    subject = ("Correction " if english else "訂正 ") + (item.id if item else "")
    return f"{desk}{'&' if '?' in desk else '?'}title={quote(subject, safe='')}"
