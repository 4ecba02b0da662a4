"""The words of a record in preparation as HTML: piece by piece, each with its findings and its editor.

Written where the record is worked on, not in the site: a long record has thousands of pieces, and who
reads the site must not wait for them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape
from itertools import accumulate
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from minutes.findings.rules import Lang
from minutes.records.document import Document, Item
from pipeline.authoring.words.speeches import block
from webapp.i18n.language import LANGUAGES
from webapp.pages.editing.findings import Finding
from webapp.pages.records import transcript
from webapp.serving.responses import foreign

_MOST_SHOWN = 400_000  # characters of a record that the page shows
_QUOTE = 48  # characters of a speech in the list of speeches
_TEMPLATES = Path(__file__).parents[2] / "templates"
_MARKS = {"speech": "", "narrative": "n"}


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece of the record in its place: its number (from 1), what it is, its HTML, and where its
    block lies among the lines of the file (from 0). `name` is its speaker's where it has to be shown;
    an open one has its words in `words`."""

    number: int
    type: str
    html: str
    start: int
    end: int
    speaker: str = ""
    name: str = ""
    hue: int = -1
    level: int = 0
    first: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ShownWords:
    """HTML of the pieces, and of the list of speeches that a row may name; `more`: there are pieces
    beyond those that a page shows."""

    pieces: str = ""
    speeches: str = ""
    more: bool = False


def write(
    document: Document,
    own: str,
    lang: Lang,
    opened: int,
    changed: str,
    beside: Mapping[str, Sequence[Finding]],
) -> ShownWords:
    """The words of a record in the language `own`, on a page in `lang`; the piece `opened` (its number)
    as a form, the way back beside the one that was `changed` last, and each finding in `beside` at its
    piece (`s` and the number)."""
    sizes = list(accumulate(len(item.source) for item in document.items))
    items = document.items[: bisect_right(sizes, _MOST_SHOWN) + 1]
    title = document.title
    pieces = [
        piece
        for piece, item in zip(_pieces(items, own, lang, opened), items, strict=True)
        if item is not title
    ]
    context = {
        "pieces": pieces,
        "beside": beside,
        "changed": changed,
        "lang": lang,
        "language": LANGUAGES[lang],
        "foreign": partial(foreign, LANGUAGES[lang].tag),
        "action": "",  # of the page itself
    }
    module = _template().make_module(context)
    return ShownWords(
        pieces=str(module.written()),  # type: ignore[attr-defined]  # a macro of the template
        speeches=str(module.speeches()),  # type: ignore[attr-defined]  # a macro of the template
        more=len(items) < len(document.items),
    )


@cache
def _template() -> Template:
    """The template of the pieces, without the site: it knows no request."""
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    return environment.get_template("minutes/_pieces.html")


def _pieces(items: Sequence[Item], own: str, lang: Lang, opened: int) -> list[ShownPiece]:
    hues: dict[str | None, int] = {None: -1}
    made: list[ShownPiece] = []
    last: str | None = ""
    for number, item in enumerate(items, 1):
        is_new = item.type == "speech" and item.speaker != last
        last = {"speech": item.speaker, "narrative": last}.get(item.type, "")
        hue = hues.setdefault(item.speaker, (len(hues) - 1) % transcript.HUES)
        name = (item.speaker or LANGUAGES[lang].text("No speaker")) * is_new
        made.append(_piece(number, item, own, name, hue, is_open=number == opened))
    return made


def _piece(number: int, item: Item, own: str, name: str, hue: int, *, is_open: bool) -> ShownPiece:
    start, end = block(item)
    is_words = item.type in _MARKS
    html = (
        transcript.piece(item, own, _MARKS[item.type], linked=False)
        if is_words
        else escape(item.text)
    )
    return ShownPiece(
        number=number,
        type=item.type,
        html=html,
        start=start,
        end=end,
        speaker=item.label,
        name=name,
        hue=hue,
        level=item.level,
        first=" ".join(item.text.split())[:_QUOTE],
        words=item.markdown if is_open else None,
    )
