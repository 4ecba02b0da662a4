"""The page "link this": everything that a person may want to copy in order to link a record."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from minutes.text.shortening import one_line, shorten
from webapp.drawings.qr_code import qr_code
from webapp.links.building import text_fragment
from webapp.lookup import targets
from webapp.lookup.own_addresses import card_of, short_of
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import CaseTarget, Outcome, Record, SpeechTarget
from webapp.pages.cases.case_page import titled
from webapp.pages.sharing.short import refusal
from webapp.serving.visit import FileAnswer, HtmlPage, Reply, Visit

_TITLE = 300
_WORDS = 60


@dataclass(frozen=True, slots=True)
class Copyable:
    """One thing to copy: its key, what it is, the text, and whether it needs several lines."""

    key: str
    label: str
    text: str
    long: bool = False


def title_of(visit: Visit, found: targets.Subject) -> str:
    """How a link to a subject is worded."""
    match found:
        case Record():
            return one_line(found.meeting.title, _TITLE)
        case SpeechTarget():
            words = shorten(one_line(found.item.text), _WORDS)
            who = one_line(found.item.label, 100)
            said = f"{who}{visit.language.colon}{words}" if who else words
            return said or one_line(found.meeting.title, _TITLE)
    return titled(visit, found.case, found.number)


def page(visit: Visit, found: Outcome, asked: str) -> Reply:
    """The page with all that can be copied to lead to something; else a page says why not: 404, or 410 where it was
    withdrawn."""
    if not isinstance(found, Record | SpeechTarget | CaseTarget):
        return refusal(visit, found, asked)
    to, near = Shorts.of(visit), Shorts.within(visit)
    context = {
        "title": title_of(visit, found),
        "offers": offers(visit, found, to),
        "target": short_of(found, near),
        "picture": f"{short_of(found, Shorts.within(visit))}/qr.svg",
        "absolute": "://" in visit.base,
    }
    title = visit.language.text("Link this: %(title)s", title=context["title"])
    return HtmlPage("linkthis", title, context, index=False)


def offers(visit: Visit, found: targets.Subject, to: Shorts) -> list[Copyable]:
    """Everything to copy: link, passage, Markdown, HTML, card, component."""
    address, title = short_of(found, to), title_of(visit, found)
    language, escaped = visit.language, html.escape(title)
    shown = [Copyable("short", language.text("Short address"), address)]
    if isinstance(found, SpeechTarget):
        passage = text_fragment(
            visit.links.passage(found.meeting.id, found.item.id), found.item.text
        )
        shown.append(Copyable("passage", language.text("A link that marks these words"), passage))
    markup = f'<a href="{html.escape(address)}">{escaped}</a>'
    card, piece = frame(found, to, title, visit.lang), component(found, to, title)
    return [
        *shown,
        Copyable("markdown", "Markdown", f"[{_markdown(title)}]({address})"),
        Copyable("html", "HTML", markup),
        Copyable("frame", language.text("Card to embed (iframe)"), card, long=True),
        Copyable(
            "component", language.text("Component to embed (web component)"), piece, long=True
        ),
    ]


def frame(found: targets.Subject, to: Shorts, title: str, lang: str) -> str:
    """The HTML of an iframe with a subject's card, without a style, which hosts' policies forbid."""
    tall = 420 if isinstance(found, CaseTarget) else 260
    source = html.escape(card_of(found, to) + ("?lang=en" if lang == "en" else ""))
    return (
        f'<iframe src="{source}" title="{html.escape(title)}" width="100%" height="{tall}" '
        'frameborder="0" loading="lazy"></iframe>'
    )


def component(found: targets.Subject, to: Shorts, title: str) -> str:
    """The HTML of a web component, with the link inside that stands until it has loaded."""
    address = html.escape(short_of(found, to))
    tag = "minutes-trail" if isinstance(found, CaseTarget) else "minutes-record"
    return (
        f'<script src="{html.escape(to.base)}/static/minutes-embed.js" async></script>\n'
        f'<{tag} src="{address}"><a href="{address}">{html.escape(title)}</a></{tag}>'
    )


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&])", r"\\\1", text)


def qr_picture(visit: Visit, found: Outcome, asked: str) -> Reply:
    """Its short address as a QR code (SVG); refusals as for the page."""
    if not isinstance(found, Record | SpeechTarget | CaseTarget):
        return refusal(visit, found, asked)
    return FileAnswer(qr_code(short_of(found, Shorts.of(visit))), "image/svg+xml")
