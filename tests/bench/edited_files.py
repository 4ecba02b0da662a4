"""Files whose paragraphs can be edited while all else in them stays: plain text as lines, a Word file or an OpenDocument
text in its XML."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Protocol

from lxml import etree

from tests.bench.layouts import unpacked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TYPE = frozenset(
    f"{_W}{name}"
    for name in ("b", "bCs", "i", "color", "u", "highlight", "shd", "rStyle", "sz", "rFonts")
)


class Edited(Protocol):
    """A file that is being edited: its paragraphs by their indexes."""

    def texts(self) -> list[str]:
        """The words of each paragraph."""

    def replace(self, at: int, start: int, end: int, words: str) -> None:
        """Put words in the place of some characters of a paragraph."""

    def join(self, at: int, to: int, between: str) -> bool:
        """Put a paragraph behind another; whether that is possible."""

    def make_plain(self, at: int, start: int, end: int) -> bool:
        """Take the type from some characters; whether they had one of their own."""

    def data(self) -> bytes:
        """The file as it is now."""


@dataclass(slots=True)
class TextLines:
    """A file of plain text: each line is a paragraph."""

    encoding: str
    lines: list[str]

    @classmethod
    def of(cls, data: bytes) -> TextLines:
        """The lines of a file in one of three encodings."""
        marked = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
        for encoding in ("utf-16",) * data.startswith(
            (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        ) + (marked, "big5"):
            try:
                return cls(encoding, data.decode(encoding).split("\n"))
            except UnicodeDecodeError:
                continue
        return cls("utf-8", [])

    def texts(self) -> list[str]:
        return list(self.lines)

    def replace(self, at: int, start: int, end: int, words: str) -> None:
        self.lines[at] = self.lines[at][:start] + words + self.lines[at][end:]

    def join(self, at: int, to: int, between: str) -> bool:
        self.lines[to] = self.lines[to].rstrip() + between + self.lines[at].lstrip()
        del self.lines[to + 1 : at + 1]
        return True

    def make_plain(self, at: int, start: int, end: int) -> bool:
        before = self.lines[at]
        self.lines[at] = re.sub(r"\*\*|__|^#+ |</?b>", "", before[: end + 4]) + before[end + 4 :]
        return self.lines[at] != before

    def data(self) -> bytes:
        return "\n".join(self.lines).encode(self.encoding)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A string of an XML tree: the text of an element, or what stands behind it."""

    element: Any
    attribute: str  # "text", "tail", or "" where the element is a tab

    @property
    def words(self) -> str:
        return getattr(self.element, self.attribute) or "" if self.attribute else "\t"

    def put(self, words: str) -> None:
        if self.attribute:
            setattr(self.element, self.attribute, words)
        elif words != "\t" and self.element.getparent() is not None:
            self.element.getparent().remove(self.element)


@dataclass(slots=True)
class Package:
    """A Word file or an OpenDocument text; `paragraph` and the others are the names of its elements."""

    parts: dict[str, bytes]
    part: str
    paragraphs: tuple[str, ...]
    root: Any = field(init=False)

    def __post_init__(self) -> None:
        self.root = etree.fromstring(self.parts[self.part])

    def elements(self) -> list[Any]:
        """The elements that are paragraphs."""
        return list(self.root.iter(*self.paragraphs))

    def texts(self) -> list[str]:
        return ["".join(piece.words for piece in _pieces(p)) for p in self.elements()]

    def replace(self, at: int, start: int, end: int, words: str) -> None:
        pieces = _pieces(self.elements()[at])
        ends = list(accumulate(len(piece.words) for piece in pieces))
        for piece, behind in zip(pieces, ends, strict=True):
            first = behind - len(piece.words)
            if (first < end and behind > start) or first == behind == start == end:
                own = piece.words
                piece.put(own[: max(0, start - first)] + words + own[max(0, end - first) :])
                words = ""

    def join(self, at: int, to: int, between: str) -> bool:
        moved, target = self.elements()[at], self.elements()[to]
        if moved.getparent() is not target.getparent():
            return False
        last = _pieces(target)[-1]
        last.put(last.words + between)
        for child in [child for child in moved if not str(child.tag).endswith("}pPr")]:
            target.append(child)
        if moved.text and moved.text.strip():
            holder = etree.SubElement(target, f"{_TEXT}span")
            holder.text = moved.text
            target.remove(holder)
            target.insert(len(target) - len(moved), holder)
        moved.getparent().remove(moved)
        return True

    def make_plain(self, at: int, start: int, end: int) -> bool:
        paragraph = self.elements()[at]
        found = self._runs(paragraph, start, end)
        styled = list(_styled(paragraph, found))
        for element, name in styled:
            if name:
                element.attrib.pop(name)
            else:
                element.getparent().remove(element)
        return bool(styled)

    def _runs(self, paragraph: Any, start: int, end: int) -> list[Any]:
        pieces = _pieces(paragraph)
        ends = accumulate(len(piece.words) for piece in pieces)
        return [
            piece.element
            for piece, behind in zip(pieces, ends, strict=True)
            if behind > start and behind - len(piece.words) < end
        ]

    def data(self) -> bytes:
        parts = self.parts | {
            self.part: etree.tostring(self.root, encoding="utf-8", xml_declaration=True)
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return out.getvalue()


def _pieces(paragraph: Any) -> list[_Piece]:
    """The strings of a paragraph in order."""
    return list(
        _pieces_of_word(paragraph) if paragraph.tag == f"{_W}p" else _pieces_of_open(paragraph)
    )


def _pieces_of_word(paragraph: Any) -> Iterator[_Piece]:
    for element in paragraph.iter(f"{_W}t", f"{_W}tab"):
        if element.tag == f"{_W}t":
            yield _Piece(element, "text")
        elif element.getparent().tag == f"{_W}r":
            yield _Piece(element, "")


def _pieces_of_open(element: Any) -> Iterator[_Piece]:
    if element.tag == f"{_TEXT}tab":
        yield _Piece(element, "")
    elif element.text is not None:
        yield _Piece(element, "text")
    for child in element:
        yield from _pieces_of_open(child)
        if child.tail is not None:
            yield _Piece(child, "tail")


def _styled(paragraph: Any, elements: list[Any]) -> Iterator[tuple[Any, str]]:
    """What gives some elements of a paragraph their type: elements of Word, and attributes of OpenDocument."""
    for element in elements:
        for properties in element.itersiblings(f"{_W}rPr", preceding=True):
            yield from ((each, "") for each in properties if each.tag in _TYPE)
        if element is not paragraph and f"{_TEXT}style-name" in element.attrib:
            yield element, f"{_TEXT}style-name"


_PACKAGES = {
    ".docx": ("word/document.xml", (f"{_W}p",)),
    ".odt": ("content.xml", (f"{_TEXT}p", f"{_TEXT}h")),
}


def opened(data: bytes, suffix: str) -> Edited:
    """The file, ready to be edited."""
    if suffix in _PACKAGES:
        return Package(unpacked(data), *_PACKAGES[suffix])
    return TextLines.of(data)
