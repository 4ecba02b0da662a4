"""Pieces of the archive on other sites: oEmbed (JSON, XML) and cards for iframes. No script at all."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from flask import g, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from minutes.clock import iso_text
from minutes.text import numerals
from minutes.text.shortening import one_line, paragraphs, shorten
from pipeline.archive.snapshot import View
from webapp.formats.page_metadata import bibliography
from webapp.i18n.language import LANGUAGES
from webapp.i18n.stages import STAGES
from webapp.links.building import Lang
from webapp.lookup import own_addresses
from webapp.lookup.grounds import Ground, Grounds
from webapp.lookup.own_addresses import short_of
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import (
    Announced,
    Awaited,
    CaseTarget,
    FormerId,
    Gone,
    Outcome,
    Record,
    SpeechTarget,
    Subject,
    Vanished,
)
from webapp.pages.cases.case_page import numbered
from webapp.pages.records import transcript
from webapp.pages.sharing.link_this import title_of
from webapp.pages.sharing.short import due_of
from webapp.serving import responses
from webapp.serving.visit import FileAnswer, Visit, language_of

DISCOVERABLE = frozenset({"meeting", "speech", "issue", "case"})
WIDTH = 600
CACHE_AGE = 3600
MAX_DIGITS = 20
_LINE, _CHAR = 26, 16  # pixels: a line of text, and a full-width character
_MOST_WORDS = 1200
_LINES_AROUND = 4  # what stands above and below the words
_FEWEST_IN_A_LINE = 8  # characters, however narrow the frame
_ROWS = 12
_QUOTED_ROWS = 3
# Its own page in a frame of anybody's: no script, nothing from elsewhere.
CARD_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line of a trail: when, what, where; `ground` where it was found automatically."""

    day: str
    stage: str
    title: str
    address: str
    lang: str
    ground: Ground | None = None


def discovery(visit: Visit) -> list[tuple[str, str]]:
    """(media type, address) of the oEmbed forms of the present page; for `<link>` and `Link:`."""
    if "://" not in visit.base:
        return []
    query = request.query_string.decode("ascii", "replace")
    page = f"{visit.base}{visit.path}{'?' if query else ''}{query}"
    target = f"{visit.base}/oembed?url={quote(page, safe='', errors='replace')}"
    return [("application/json+oembed", target), ("text/xml+oembed", f"{target}&format=xml")]


def oembed(visit: Visit) -> Response:
    """The oEmbed answer for one of our addresses: a quotation in plain HTML, as wide as is wished."""
    form = request.args.get("format", "json")
    if form not in _FORMS:
        return _open(_plain("This format is not offered: json, xml.", 501))
    sizes = [_size(request.args.get(name)) for name in ("maxwidth", "maxheight")]
    address = request.args.get("url", "")
    if not address or -1 in sizes:
        return _open(_plain("url, maxwidth or maxheight is missing or wrong.", 400))
    found = own_addresses.locate(visit, address)
    if found is None:
        return _open(_plain("There is nothing to embed at this address.", 404))
    answer = _FORMS[form](rich(_in_language_of(visit, address), found, *sizes))
    return _open(responses.respond(responses.render(visit, answer)))


def _plain(words: str, status: int) -> Response:
    return Response(words, status, mimetype="text/plain")


def _in_language_of(visit: Visit, address: str) -> Visit:
    """The visit in the language of the page that is to be embedded."""
    english = address.partition("#")[0].removeprefix(visit.base).startswith("/en/")
    if not english:
        return visit
    return Visit(visit.site, "en", visit.root, visit.base, visit.path, visit.args)


def _size(wished: str | None) -> int | None:
    """A wished size in pixels; None where none is wished, -1 for what is no size."""
    if not wished:
        return None
    return numerals.of_digits(wished, MAX_DIGITS) or -1


def rich(
    visit: Visit, found: Subject, maxwidth: int | None, maxheight: int | None
) -> dict[str, Any]:
    """The fields of an oEmbed answer of type `rich`."""
    width = min(WIDTH, maxwidth or WIDTH)
    to = Shorts.of(visit)
    address, title = short_of(found, to), title_of(visit, found)
    limit = _MOST_WORDS
    if maxheight is not None:
        rows = max(maxheight // _LINE - _LINES_AROUND, 1)
        limit = min(limit, rows * max(width // _CHAR, _FEWEST_IN_A_LINE))
    lines, source = _quoted(visit, found, limit)
    markup = _blockquote(visit, lines, source, address, _notes(visit, found))
    height = _LINE * (
        _LINES_AROUND + sum(1 + len(line) * _CHAR // max(width, _CHAR) for line in lines)
    )
    answer: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": one_line(visit.said(visit.archive.name)),
        "provider_url": visit.links.home(),
        "cache_age": CACHE_AGE,
        "width": width,
        "height": min(height, maxheight) if maxheight else height,
        "html": markup,
    }
    if isinstance(found, SpeechTarget) and found.item.speaker:
        answer["author_name"] = one_line(found.item.speaker, 200)
        answer["author_url"] = visit.links.speaker(found.item.speaker)
    return answer


def _quoted(visit: Visit, found: Subject, limit: int) -> tuple[list[str], str]:
    """The words of a subject, line by line, and what is written below them."""
    match found:
        case SpeechTarget():
            who = one_line(found.item.label, 200)
            below = one_line(found.meeting.title, 300)
            comma = {"zh": "，", "en": ", "}[visit.lang]
            return _cut(found.item.text, limit), comma.join(filter(None, (who, below)))
        case Record():
            words = bibliography(visit).description(
                found.meeting, visit.view.document(found.meeting).items
            )
            return _cut(words, limit), one_line(found.meeting.title, 300)
    rows = stations(visit, found)[-_QUOTED_ROWS:]
    lines = [one_line(f"{s.day} {s.stage} {s.title}", 200) for s in rows]
    return _cut("\n".join(lines), limit), _called(visit, found)


def _cut(text: str, limit: int) -> list[str]:
    return list(filter(None, shorten(paragraphs(text, _MOST_WORDS), limit).split("\n")))


def _notes(visit: Visit, found: Subject) -> tuple[list[Markup], Markup]:
    """What stands beside the lines of a trail and beside its title where they were found
    automatically."""
    if not isinstance(found, CaseTarget):
        return [], Markup("")
    rows = stations(visit, found)[-_QUOTED_ROWS:]
    return [_shown(row.ground) for row in rows], _shown(_title_ground(visit, found))


def _shown(ground: Ground | None) -> Markup:
    return Markup(" ") + ground.html(elsewhere=True) if ground else Markup("")


def _called(visit: Visit, found: Subject) -> str:
    """How a subject is called on its card: a case without an issue file as its ground bears out."""
    if isinstance(found, CaseTarget) and not found.issue:
        return numbered(visit, found.number, found.case.name)
    return title_of(visit, found)


def _title_ground(visit: Visit, found: CaseTarget) -> Ground | None:
    """What stands beside the title of a case that no issue file names."""
    grounds = Grounds(visit, is_row=True, absolute=True)
    return grounds.of(found.case.claims.title, found.case, visit.language.text("Title"))


def _blockquote(
    visit: Visit,
    lines: list[str],
    source: str,
    address: str,
    notes: tuple[list[Markup], Markup],
) -> str:
    href = html.escape(address)
    words = "".join(
        f'<p lang="{html.escape(language_of(line, visit.language.tag))}">{html.escape(line)}{note}</p>'
        for line, note in zip_longest(lines, notes[0][: len(lines)], fillvalue="")
    )
    return f'<blockquote cite="{href}">{words}<footer>— <a href="{href}">{html.escape(source)}</a>{notes[1]}</footer></blockquote>'


def _as_json(body: dict[str, Any]) -> FileAnswer:
    return FileAnswer(json.dumps(body, ensure_ascii=False), "application/json")


def _as_xml(body: dict[str, Any]) -> FileAnswer:
    root = ET.Element("oembed")
    for name, value in body.items():
        ET.SubElement(root, name).text = str(value)
    return FileAnswer(ET.tostring(root, encoding="utf-8", xml_declaration=True), "text/xml")


_FORMS = {"json": _as_json, "xml": _as_xml}


def _open(response: Response) -> Response:
    """Any page may ask for this."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def card(visit: Visit, found: Outcome, _: str) -> Response:
    """A small page for an iframe; what is withdrawn or unknown is told in it, with its status. `lang` (zh, en) and `theme` (light, dark) as the host wishes."""
    lang: Lang = "en" if request.args.get("lang") == "en" else "zh"
    visit = g.minutes_visit = Visit(
        visit.site, lang, visit.root, visit.base, visit.path, visit.args
    )
    theme = request.args.get("theme", "")
    status, shown = _content(visit, found)
    body = render_template(
        "minutes/embed_card.html",
        theme=theme if theme in {"light", "dark"} else "",
        **(_NOTHING_MORE | shown),
    )
    card = FileAnswer(body, "text/html", status=status)
    response = responses.respond(responses.render(visit, card))
    response.headers["Content-Security-Policy"] = CARD_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# What the card's template asks for, and not every card tells.
_NOTHING_MORE: dict[str, Any] = {
    "state": "",
    "rows": (),
    "is_case": False,
    "ground": None,
    "day": None,
    "corrected": "",
}


def _content(visit: Visit, found: Outcome) -> tuple[int, dict[str, Any]]:
    """The status of a card, and what it tells."""
    match found:
        case Record() | SpeechTarget() | CaseTarget():
            return 200, _of_subject(visit, found)
        case Awaited():
            due = found.due.astimezone(visit.archive.zone).date()
            return 200, {"state": "awaited", "due": due, "meeting": None}
        case Announced():
            return 200, {"state": "awaited", "due": due_of(visit, found), "meeting": found.day}
        case Gone():
            return 410, {"state": "gone", "day": found.tombstone.date}
        case Vanished():
            return 410, {"state": "former", "day": found.since, "gone": True}
        case FormerId():
            gone = found.kind == "gone"
            address = f"{visit.base}/speech/{found.was}"
            shown = {"state": "former", "day": found.since, "gone": gone, "address": address}
            return 410 if gone else 300, shown
    return 404, {"state": "missing"}


def _of_subject(visit: Visit, found: Subject) -> dict[str, Any]:
    lines, source = _quoted(visit, found, _MOST_WORDS // 2)
    shown: dict[str, Any] = {
        "lines": [(line, language_of(line, visit.language.tag)) for line in lines],
        "source": source,
        "title": _called(visit, found),
        "address": short_of(found, Shorts.of(visit)),
    }
    match found:
        case CaseTarget():
            rows = stations(visit, found)[-_ROWS:]
            return shown | {"is_case": True, "rows": rows, "ground": _title_ground(visit, found)}
        case SpeechTarget():
            corrected = transcript.corrected(visit.language, found.days) if found.days else ""
            return shown | {"day": found.meeting.date, "corrected": corrected}
        case Record():
            return shown | {"day": found.meeting.date}


def stations(visit: Visit, found: CaseTarget) -> list[TrailLine]:
    """A trail as lines, oldest first."""
    to = Shorts.of(visit)
    grounds = Grounds(visit, is_row=True, absolute=True)
    view: View = visit.view
    shown = []
    for entry in found.trail.records:
        if entry.meeting not in view.public.by_id:
            continue
        stage = STAGES[entry.stage].get(visit.lang)
        lang = language_of(entry.title, LANGUAGES[visit.lang].tag)
        day = iso_text(entry.date)
        ground = grounds.of(entry, found.case, stage)
        address = to.meeting(entry.meeting)
        shown.append(TrailLine(day, stage, one_line(entry.title, 300), address, lang, ground))
    return shown
