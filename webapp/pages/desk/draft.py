"""A draft for those who were there: by a signed link that expires, or on its keeper's own machine.

They correct their words here. The list of what they wish travels in the form and goes out as text, to
be sent by mail or copied: it is stored nowhere.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from minutes import clock
from minutes.publication import preview_links
from minutes.publication.preview_links import Ticket
from minutes.records.document import Item
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from minutes.text.shortening import one_line, shorten
from pipeline.publishing import corrections, publisher
from pipeline.publishing.corrections import WishedCorrection
from webapp.pages import errors
from webapp.pages.desk import access, drafts
from webapp.pages.desk.drafts import ReadDraft
from webapp.pages.desk.since_asked import since_asked
from webapp.pages.records import transcript
from webapp.serving.visit import HtmlPage, Visit

_MOST_MAIL = 1800
"""Characters of a mail's address with its text: longer ones are cut or refused by mail programs and by
Windows (2,048); the list is then copied."""
_MAX_BODY = 2 * corrections.MAX_TEXT


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item as the page shows it: its HTML, and whose words they are where that changes."""

    item: Item
    html: str
    speaker: str


@dataclass(frozen=True, slots=True)
class TypedWish:
    """What stands in the form of a speech; without new words, those that the speech has."""

    new: str = ""
    reason: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wishes so far, as the form brought it; `editing` is the speech whose form is open,
    `typed` what stands in that form, `missing` whether its new words were left out or are the old ones."""

    changes: tuple[WishedCorrection, ...] = ()
    editing: Item | None = None
    missing: bool = False
    typed: TypedWish = TypedWish()


def preview(visit: Visit, token: str, local: bool) -> HtmlPage:
    """The draft that a link opens; with `local`, also one that is named by its id."""
    now = clock.now()
    secret = os.environ.get(preview_links.KEY_VARIABLE, "").strip()
    ticket = preview_links.read(secret, token, now)
    if ticket is None and not local:
        return _no_draft(visit, preview_links.read_expired(secret, token))
    found = drafts.waiting(visit, ticket.meeting if ticket else token, now)
    if found is None:
        return _no_draft(visit, None)
    try:
        wishes = _wishes(found) if request.method == "POST" else Wishes()
    except RequestEntityTooLarge:
        return _no_draft(visit, None)
    return _page(visit, found, ticket, wishes, token)


def overview(visit: Visit, local: bool) -> HtmlPage:
    """All that is not public yet, with what it waits for; on its keeper's own machine alone."""
    if not local:
        return errors.missing(visit)
    entries = publisher.survey(visit.site.settings, clock.now())
    rows = [
        (entry, visit.said(publisher.why(entry))) for entry in entries if entry.state != "withdrawn"
    ]
    title = visit.said(Bilingual("草稿", "Drafts"))
    return HtmlPage("previews", title, {"rows": rows}, index=False)


def _no_draft(visit: Visit, expired: Ticket | None) -> HtmlPage:
    """What a link that opens nothing says: that it is over, or no link of ours, and whom to ask."""
    until = expired.expires.astimezone(visit.archive.zone) if expired else None
    title = visit.said(Bilingual("這個連結打不開草稿", "This link opens no draft"))
    context = {"until": until, "contact": _mail(visit), "place": visit.archive.contact.strip()}
    return HtmlPage("preview_over", title, context, 404, index=False)


def _page(
    visit: Visit, found: ReadDraft, ticket: Ticket | None, wishes: Wishes, token: str
) -> HtmlPage:
    meeting = found.parsed.meeting
    gate = visit.view.snapshot.catalogue.gate
    text = corrections.written(wishes.changes, visit.lang)
    voices = Counter(speech.speaker for speech in found.parsed.document.speeches if speech.speaker)
    by = visit.args.get("by", "")
    by = by if by in voices else ""
    action = visit.at.preview(token) if ticket else visit.at.desk("draft", token)
    context = {
        "meeting": meeting,
        "blocks": _blocks(found, by),
        "voices": voices,
        "by": by,
        "due": gate.due(meeting),
        "expires": ticket.expires.astimezone(visit.archive.zone) if ticket else None,
        "since": since_asked(visit.site.settings, gate, ticket, found) if ticket else None,
        "correct": _letter(visit, meeting, ""),
        "address": action,
        "action": f"{action}?by={quote(by)}" if by else action,
        "wishes": wishes,
        "compared": corrections.compared(wishes.changes),
        "text": text,
        "letter": _letter(visit, meeting, text) if text else "",
        "contact": _mail(visit),
        "longest": corrections.LONGEST,
    }
    return HtmlPage("preview", meeting.title, context, index=False)


def _wishes(found: ReadDraft) -> Wishes:
    """What the form brought, with the wish that was just written."""
    if access.is_elsewhere():
        return Wishes()
    request.max_content_length = request.max_form_memory_size = _MAX_BODY
    form = request.form
    ident = found.parsed.meeting.id
    changes = tuple(c for c in corrections.read(form.get("list", "")) if c.meeting == ident)
    speeches = {speech.id: speech for speech in found.parsed.document.speeches}
    dropped = form.get("drop", "")
    if dropped.isdecimal():
        return Wishes(tuple(c for n, c in enumerate(changes, 1) if n != int(dropped[:4])))
    typed = TypedWish(
        form.get("new", "").replace("\r\n", "\n"),
        " ".join(form.get("reason", "").split())[:500],
        form.get("capacity", ""),
    )
    next_one = speeches.get(form.get("speech", ""))
    item = speeches.get(form.get("of", ""))
    if item is None:
        return _opened(changes, next_one, typed)
    added = _added(changes, item, ident, typed)
    if next_one in {None, item}:
        return added
    # What was typed before is in the list, where it says anything; the next speech begins anew.
    return _opened(added.changes, next_one, TypedWish(capacity=typed.capacity))


def _opened(changes: tuple[WishedCorrection, ...], item: Item | None, typed: TypedWish) -> Wishes:
    """The wishes with the form of a speech open, in the capacity that was told last."""
    capacity = next((c.capacity for c in reversed(changes)), "")
    return Wishes(changes, item, typed=replace(typed, capacity=typed.capacity or capacity))


def _added(
    changes: tuple[WishedCorrection, ...], item: Item, ident: str, typed: TypedWish
) -> Wishes:
    """The wishes with the one that the form of a speech brought; one for the same speech is replaced."""
    wish = WishedCorrection(ident, item.id, item.markdown, typed.new, typed.reason, typed.capacity)
    wished = corrections.read(corrections.written([wish], "zh"))
    if not wished or wished[0].new == item.markdown.strip():
        return Wishes(changes, item, missing=True, typed=typed)
    others = tuple(c for c in changes if c.speech != item.id)
    return Wishes((*others, *wished)[-corrections.MOST :])


def _blocks(found: ReadDraft, by: str) -> list[ShownItem]:
    """All pieces in their order, or those that one person said."""
    document, meeting = found.parsed.document, found.parsed.meeting
    title = document.title
    blocks: list[ShownItem] = []
    speaker: str | None = None
    for item in document.items:
        if item is title or (by and item.speaker != by):
            continue
        shown = item.speaker if item.speaker != speaker else None
        if item.type != "narrative":
            speaker = item.speaker
        html = (
            item.html()
            if item.type in {"section", "heading"}
            else transcript.piece(
                item, meeting.lang, "n" if item.type == "narrative" else "", linked=False
            )
        )
        blocks.append(ShownItem(item, html, shown or ""))
    return blocks


def _mail(visit: Visit) -> str:
    """The mail address of the archive's keepers, "" where it names none. A public tracker is no place
    for words of a draft."""
    places = (p.strip() for p in (visit.archive.contact, visit.archive.report))
    found = next((p for p in places if p and "://" not in p), "")
    return found.removeprefix("mailto:")


def _letter(visit: Visit, meeting: Meeting, text: str) -> str:
    """The address of a mail that asks for corrections; "" where nobody is named, or the list is too
    long for an address and has to be copied."""
    mail = _mail(visit)
    about = visit.said(Bilingual("訂正草稿：", "Correction of a draft: "))
    subject = about + shorten(one_line(meeting.title), 80)
    wish = visit.said(Bilingual("請改為：", "I meant to say:"))
    body = text or "\n".join([meeting.title, "", wish, ""])
    address = (
        f"mailto:{quote(mail, safe='@.+-_')}?subject={quote(subject, safe='', errors='replace')}"
        f"&body={quote(body, safe='', errors='replace')}"
    )
    return address if mail and len(address) <= _MOST_MAIL else ""
