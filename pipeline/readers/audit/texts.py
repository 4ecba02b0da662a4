"""The words of plain text, notes, captions, pages of the web and Akoma Ntoso, as they stand in the file."""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial, reduce
from itertools import chain, count, repeat
from operator import itemgetter
from typing import Any

from pipeline.readers.audit.passages import CountedPassage, letters
from pipeline.readers.forgiving_pages import ForgivingParser

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("utf-8", "cp950", "big5hkscs")
_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_TIMING = re.compile(
    r"^\s*[\d:]+[.,]\d+\s*-->\s*[\d:]+[.,]\d+(?:\s+[A-Za-z]\w*:[\w.,%-]+(?=\s|$))*"
)
_BEFORE_WORDS = re.compile(rf"{_TIMING.pattern}|^\ufeff?WEBVTT\b")
_BLOCK = re.compile(r"WEBVTT|NOTE|STYLE|REGION")
_NO_WORDS = re.compile(
    r"\{\\[^{}\n]*\}|</?(?:[cibu]|ruby|lang|font)(?:[.\s][^<>]*)?>|</v>|<[\d:.,]+>|<br ?/?>|\\[Nnh]",
    re.I,
)
# Tags that notes have in the place of stars and line ends.
_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|br|details|summary|span|font|mark)(?:\s[^<>]{0,80})?/?>", re.I
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>")


def decoded(data: bytes) -> str:
    """The bytes as text; what is none of the encodings has signs that stand for what cannot be read."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data:
        return data.decode(
            "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be", "replace"
        )
    return next(filter(None, (_in(data, encoding) for encoding in _ENCODINGS)), "")


def _in(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def text_passages(text: str) -> Iterator[CountedPassage]:
    """Each line."""
    for number, line in enumerate(_LINE_END.split(text), 1):
        yield CountedPassage(number, "line", html.unescape(_TAG.sub(" ", line)))


_WHO = re.compile(r"speaker\w*|spk|name|發言[者人]|講者|姓名")
_WORDS = re.compile(
    r"text|transcript|sentence|utterance|content|display|value|word|(?:發言)?內容|文字|逐字稿"
)
_DEEPEST = 8
_Told = tuple[str, str]  # who speaks, and the words


def json_passages(text: str) -> Iterator[CountedPassage]:
    """The words that a programme wrote as JSON, with who speaks before them; the lines of what only begins as that does."""
    found = list(filter(itemgetter(1), _told(_json(text), _DEEPEST)))
    if not found:
        return text_passages(text)
    return (CountedPassage(number, "caption", one) for number, one in enumerate(_named(found), 1))


def _json(text: str) -> Any:
    """What is read of a text, or of its lines, each by itself."""
    whole = _loaded(text)
    return list(map(_loaded, text.split("\n"))) if whole is None else whole


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _told(value: Any, deep: int) -> list[_Told]:
    """The words within a value; those of a whole recording or of a piece once, where their parts stand inside too."""
    values = _values(value) if deep else ()
    held = map(_told, values, repeat(deep - 1))
    inner = list(chain.from_iterable(_once(held) if isinstance(value, dict) else held))
    own, parts = _held(value, _WORDS), [letters(words) for _, words in inner]
    whole = letters(own)
    if "".join(parts) == whole and len(whole) >= _LONGEST_WORD * len(parts):
        return inner
    return [(_held(value, _WHO), own), *inner[len(inner) * _stand_in(parts, whole) :]]


def _once(held: Iterable[list[_Told]]) -> Iterable[list[_Told]]:
    """What the fields of an object hold; the words of a field that are those of another one, cut otherwise, once."""
    by_letters: dict[str, list[_Told]] = {}
    for told in held:
        by_letters.setdefault("".join(letters(words) for _, words in told), told)
    return by_letters.values()


def _values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


_LONGEST_WORD = 8  # characters, on the average, of pieces that are single words


def _held(value: Any, keys: re.Pattern[str]) -> str:
    """What stands under the first of some keys of an object; "" where it has none."""
    fields = value.items() if isinstance(value, dict) else ()
    found = (held for key, held in fields if keys.fullmatch(key) and isinstance(held, str | int))
    return str(next(found, ""))


def _stand_in(parts: Iterable[str], whole: str) -> bool:
    """Whether parts stand in some words one after the other."""
    return reduce(partial(_behind, whole), parts, 0) <= len(whole)


def _behind(whole: str, at: int, part: str) -> int:
    """Where a part ends that stands in some words from a place on; behind their end where it does not."""
    found = whole.find(part, at)
    return len(whole) + 1 if found < 0 else found + len(part)


def _named(found: Iterable[_Told]) -> Iterator[str]:
    """The words, each with who speaks where that is another than before."""
    before = ""
    for who, words in found:
        yield words if who == before else f"{who} {words}"
        before = who or before


def caption_passages(text: str) -> Iterator[CountedPassage]:
    """Each line of the captions, with the names of the voices; remarks and names of captions apart."""
    lines = _LINE_END.split(text)
    block = False
    for number, line, below in zip(count(1), lines, [*lines[1:], ""]):
        begins = number == 1 or not lines[number - 2].strip()
        block = bool(line.strip()) and (block or (begins and _BLOCK.match(line) is not None))
        is_name = begins and _TIMING.match(below) is not None
        if not (is_name and line.strip().isdigit()):
            told = "caption-block" if block else "identifier" if is_name else ""
            yield CountedPassage(number, "line", _caption(line), told)


def sbv_passages(text: str) -> Iterator[CountedPassage]:
    """Each line of captions in which a comma stands between two times."""
    return caption_passages(_SBV_TIMES.sub(" --> ", text))


_SBV_TIMES = re.compile(r"(?<=\.\d\d\d),(?=\d+:\d\d:\d\d\.\d\d\d\s*$)", re.M)


def ass_passages(text: str) -> Iterator[CountedPassage]:
    """What is said in each event of a script, and by whom, as its columns tell; its title and remarks apart."""
    columns: list[str] = []
    for number, line in enumerate(_LINE_END.split(text), 1):
        kind, _, values = line.strip().partition(":")
        columns = re.split(r"\s*,\s*", values.strip().lower()) if kind == "Format" else columns
        cells = values.split(",", max(0, len(columns) - 1))
        held = dict(zip(columns, cells, strict=False))
        if kind in ("Dialogue", "Comment"):
            words = f"{held.get('name', held.get('actor', ''))} {held.get('text', '')}"
            told = "caption-block" if kind == "Comment" else ""
            yield CountedPassage(number, "line", _caption(words), told)


def _caption(line: str) -> str:
    """A line without times, positions and marks of style; the name of a voice stands in its place."""
    words = _VOICE.sub(r"\1 ", _BEFORE_WORDS.sub("", line))
    return html.unescape(_NO_WORDS.sub(" ", words))


def page_passages(text: str) -> Iterator[CountedPassage]:
    """The words of a page between two tags that begin a block."""
    page = _Page()
    page.feed(text)
    page.close()
    for number, words in enumerate(page.blocks, 1):
        yield CountedPassage(number, "paragraph", words)


class _Page(ForgivingParser):
    _INLINE = re.compile(
        r"a|abbr|b|bdi|bdo|cite|code|data|em|font|i|ins|kbd|mark|q|ruby|s|samp|small|span|strike|strong|sub|sup|time|u|var|wbr"
    )
    _SILENT = ("script", "style", "title", "template", "noscript")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [""]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self._SILENT
        if not self._INLINE.fullmatch(tag):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.blocks[-1] += data


# Which note of a report tells of the words of such elements; of lists of people and places nothing is shown.
_TOLD = {
    **{name: name for name in ("docNumber", "legislature", "session", "docProponent")},
    **dict.fromkeys(
        ("script", "style", "object", "iframe", "embed", "form", "applet", "audio", "video"),
        "active-content",
    ),
}


def element_passages(data: bytes) -> Iterator[CountedPassage]:
    """The words of Akoma Ntoso, those of each element."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    yield from _below(etree.fromstring(data, parser), "")


def _below(element: Any, told: str) -> Iterator[CountedPassage]:
    name = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "meta"
    told = _TOLD.get(name, told)
    if name != "meta":
        yield CountedPassage(element.sourceline or 0, "line", element.text or "", told)
        for child in element:
            yield from _below(child, told)
            yield CountedPassage(child.sourceline or 0, "line", child.tail or "", told)
