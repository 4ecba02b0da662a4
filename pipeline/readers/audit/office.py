"""The words of a Word file or an OpenDocument text, as they stand in the XML of its package."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.readers.audit.passages import CountedPassage

_MOST_BYTES = 32 * 1024 * 1024  # unpacked; a reader refuses less
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_NEVER = "never shown, or shown a second time"
# Which note of a report tells of the words of such elements and parts.
_TOLD = {
    f"{_W}del": "deletions",
    f"{_W}moveFrom": "deletions",
    f"{_W}rt": "ruby",
    f"{_TEXT}tracked-changes": "deletions",
    f"{_TEXT}ruby-text": "ruby",
    f"{_TEXT}table-of-content": "contents",
    f"{_OFFICE}annotation": "comments",
    **dict.fromkeys(
        [f"{_TEXT}note-citation", f"{_SVG}desc", f"{_SVG}title", f"{_OFFICE}forms", _FALLBACK],
        _NEVER,
    ),
}
_WORD_PARTS = {
    "document": "",
    "footnotes": "",
    "endnotes": "",
    "comments": "comments",
    "header": "headers",
    "footer": "headers",
}
_PAGE_HEADS = (
    f"{_STYLE}header",
    f"{_STYLE}footer",
    f"{_STYLE}header-first",
    f"{_STYLE}footer-first",
)
_WORD_TEXT = (f"{_W}t", f"{_W}delText")
_PARAGRAPHS = (f"{_W}p", f"{_TEXT}p", f"{_TEXT}h")
_TABLES = (f"{_W}tbl", f"{_TABLE}table")
_CELLS = (f"{_W}tc", f"{_TABLE}table-cell")


def word_passages(data: bytes) -> Iterator[CountedPassage]:
    """The paragraphs of a Word file in the order of its parts; those of a table have the place of the table."""
    parts = _parts(data, re.compile(r"word/(?P<kind>[a-z]+)\d*\.xml"))
    for kind, told in _WORD_PARTS.items():
        for root in parts.get(kind, ()):
            yield from _Collector(_WORD_TEXT).collected(root, told)


def odt_passages(data: bytes) -> Iterator[CountedPassage]:
    """The paragraphs of an OpenDocument text, then the heads and feet of its pages."""
    parts = _parts(data, re.compile(r"(?P<kind>content|styles)\.xml"))
    for body in parts["content"][0].iter(f"{_OFFICE}text"):
        yield from _Collector().collected(body, "")
    for root in parts.get("styles", ()):
        for head in root.iter(*_PAGE_HEADS):
            yield from _Collector().collected(head, "headers")


def _parts(data: bytes, wanted: re.Pattern[str]) -> Mapping[str, list[Any]]:
    """The roots of the parts with wanted names, by their kind; nothing where they are too large."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    roots: dict[str, list[Any]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = [
            (info, kind) for info in package.infolist() if (kind := wanted.fullmatch(info.filename))
        ]
        if sum(info.file_size for info, _ in found) <= _MOST_BYTES:
            for info, kind in found:
                roots.setdefault(kind["kind"], []).append(
                    etree.fromstring(package.read(info), parser)
                )
    return roots


@dataclass(slots=True)
class _Collector:
    """Collects the words below an element: of the named elements, or of all of them."""

    worded: tuple[str, ...] = ()
    place: int = 0
    passages: list[CountedPassage] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)  # by what tells of them

    def collected(self, root: Any, told: str) -> Iterator[CountedPassage]:
        self._below(root, told, in_cell=False)
        self._end()
        return iter(self.passages)

    def _below(self, element: Any, told: str, *, in_cell: bool) -> None:
        tag = element.tag
        told = _TOLD.get(tag, told)
        self._begin(tag, in_cell=in_cell)
        if not self.worded or tag in self.worded:
            self._take(element.text, told)
        for child in element:
            self._below(child, told, in_cell=in_cell or tag in _CELLS)
            if not self.worded:
                self._take(child.tail, told)

    def _begin(self, tag: str, *, in_cell: bool) -> None:
        paragraph = tag in _PARAGRAPHS
        if paragraph:
            self._end()
        self.place += (paragraph or tag in _TABLES) and not in_cell

    def _take(self, text: str | None, told: str) -> None:
        if text and told != _NEVER:
            self.words.setdefault(told, []).append(text)

    def _end(self) -> None:
        for told, texts in self.words.items():
            self.passages.append(CountedPassage(self.place, "paragraph", "".join(texts), told))
        self.words.clear()
