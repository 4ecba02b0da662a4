"""The one definition of the transcript format: a file's text ⇄ front matter and items.

Every character of the body belongs to exactly one item: the `source` of all items, joined, is the
body. Lines end at `\\n` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any, NamedTuple, TypeGuard

from minutes.addresses import speech_ids
from minutes.records import odd_heads, vocabulary
from minutes.records.slicer import (
    ItemType,
    Slice,
    Slicer,
    heading_text,
    keep_ends,
    label_name,
    without_mark,
)
from minutes.text import markup
from minutes.yaml_text import nested, reading, slips
from minutes.yaml_text.errors import UnreadableYaml

_DELIMITER = re.compile(r"^---[ \t]*\r?$")
_KEY = re.compile(r"^\s*[\"']?[A-Za-z_][\w .-]*[\"']?\s*:|^\s*[{?]")
# What may be the first top heading; and what may reach beyond it, so that all has to be read.
_MAYBE_TOP = re.compile(r"^\ufeff? {0,3}#(?!#)[^\n]*\n?", re.M)
_REACHES_FAR = re.compile(r"```|~~~|<!--")
_BLANK_LINES = re.compile(r"\ufeff?(?:[ \t\r]*\n)*")


class Item(NamedTuple):
    """A piece of a transcript in its place.

    `source` is its part of the file, label and blank lines before it included; `markdown` is the
    block alone; `text` its plain words; `line` (1-based, in the file) is where the block begins.
    `label_line` is the line of the label that names its speaker, 0 if it has none. `named_by` are the
    words of which its id is made, where these are not its `text` (`markup.words_of`).
    """

    type: ItemType
    id: str
    speaker: str | None
    text: str
    source: str
    markdown: str
    line: int
    label_line: int = 0
    level: int = 0
    named_by: str = ""

    @property
    def is_speech(self) -> bool:
        """Whether somebody says it, or it is a label without words."""
        return self.type == "speech"

    @property
    def is_spoken(self) -> bool:
        """Whether it is a speech that has words."""
        return self.is_speech and bool(self.text)

    @property
    def is_titling(self) -> bool:
        """Whether it stands above words, as a section or another heading."""
        return self.type in {"section", "heading"}

    @property
    def label(self) -> str:
        """Who says it, as the label has it; "" where nobody is named."""
        return self.speaker or ""

    def html(self) -> str:
        """Safe HTML of the block; a section's or heading's words as inline HTML without a tag."""
        if self.is_titling:
            return markup.to_html(heading_text(self.markdown))
        return markup.to_html(self.markdown)


@dataclass(frozen=True, slots=True)
class FrontText:
    """The YAML head as found: its data, or why it cannot be read. `line` is where its text begins."""

    data: dict[str, Any]
    places: reading.Loaded | None
    error: UnreadableYaml | None
    line: int = 2

    @classmethod
    def unreadable(cls, why: UnreadableYaml, line: int = 2) -> FrontText:
        """A head of which nothing can be read, and why."""
        return cls({}, None, why, line)

    @property
    def error_line(self) -> int:
        """The line of the file at which a head cannot be read."""
        return self.line + (self.error.line - 1 if self.error else 0)

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line (in the file) and column of a value."""
        if self.places is None:
            return 1, 1
        line, column = self.places.place(path)
        return line + self.line - 1, column


@dataclass(frozen=True, slots=True)
class Document:
    """A transcript file in parts: `head` + `body` is the file's text."""

    head: str
    body: str
    front: FrontText | None
    items: tuple[Item, ...]

    @property
    def data(self) -> Mapping[str, Any]:
        """What the head says; nothing where there is none, or it cannot be read."""
        return self.front.data if self.front else {}

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column of a value of the head; the beginning of the file where there is none."""
        return self.front.place(*path) if self.front else (1, 1)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all items."""
        return frozenset(item.id for item in self.items)

    @property
    def by_id(self) -> dict[str, Item]:
        """The items that have an id, by it."""
        return {item.id: item for item in self.items if item.id}

    @property
    def speeches(self) -> tuple[Item, ...]:
        """The items that somebody says, labels without words among them."""
        return tuple(item for item in self.items if item.is_speech)

    def item(self, ident: str) -> Item | None:
        """The first item with an id."""
        return next((item for item in self.items if item.id == ident), None)

    @property
    def body_line(self) -> int:
        """The line of the file in which the body begins."""
        return self.head.count("\n") + 1

    @property
    def title(self) -> Item | None:
        """The first top heading (`# …`), the title of the record."""
        return next((item for item in self.items if item.level == 1), None)

    @property
    def heading(self) -> str | None:
        """The words of that heading."""
        return self.title.text if self.title else None


def parse(text: str) -> Document:
    """The document in `text`. Never raises: what is not understood stays as words."""
    head, front = split_front(text)
    body = text[len(head) :]
    return Document(head, body, front, _items(body, head.count("\n") + 1))


def readable(front: FrontText | None) -> FrontText | None:
    """The head, where there is one that can be read."""
    return front if front is not None and front.error is None else None


def is_unreadable(front: FrontText | None) -> TypeGuard[FrontText]:
    """Whether there is a head, and it cannot be read."""
    return front is not None and front.error is not None


def head_data(text: str) -> Mapping[str, Any]:
    """What the head of a file says; nothing where there is none, or it cannot be read."""
    front = split_front(text)[1]
    return front.data if front else {}


def split_front(text: str) -> tuple[str, FrontText | None]:
    """The YAML head with its two `---` lines, and what it says; ("", None) where there is none.

    A file may begin with `---` and have none (a rule above the text). What was plainly meant as front
    matter and is no mapping, or has a second one below it, is unreadable: it may hold something back.
    """
    start = next(_BLANK_LINES.finditer(text)).end()  # of none: it matches the empty text
    opening, line_end, below = text[start:].partition("\n")
    if not _DELIMITER.match(opening) or not line_end:
        return "", _overlooked(text[start:])
    fenced = _FencedHead.of(below)
    line = text.count("\n", 0, start) + 2
    if not fenced.is_closed or _has_label(fenced.lines):
        if not fenced.is_meant:
            return "", _overlooked(text[start:])
        why = UnreadableYaml("the closing --- line is missing")
        return "", FrontText.unreadable(why, line)
    size = start + len(opening) + 1 + fenced.size
    front = _read_head(fenced, text[size:], line)
    return ("", _overlooked(text[start:])) if front is None else (text[:size], front)


@dataclass(frozen=True, slots=True)
class _FencedHead:
    """What stands below a first line of `---`: the lines down to the next one, or to the end, and the
    characters that they take with it. `is_meant`: plainly meant as front matter."""

    lines: list[str]
    size: int
    is_closed: bool
    is_meant: bool

    @classmethod
    def of(cls, below: str) -> _FencedHead:
        lines = keep_ends(below)
        inner = list(takewhile(_is_no_delimiter, lines))
        closing = lines[len(inner) :][:1]
        size = sum(map(len, [*inner, *closing]))
        first = next(dropwhile(says_nothing, inner), "")
        is_meant = _KEY.match(first) is not None and not _has_label(takewhile(says_nothing, inner))
        return cls(inner, size, bool(closing), is_meant)


def _is_no_delimiter(line: str) -> bool:
    return _DELIMITER.match(line.removesuffix("\n")) is None


def says_nothing(line: str) -> bool:
    """Whether a line of YAML is blank or a comment."""
    return line.lstrip()[:1] in {"", "#"}


def _read_head(found: _FencedHead, body: str, line: int) -> FrontText | None:
    """What a closed head says, or why it cannot be read; None where it is none."""
    yaml_text = "".join(found.lines)
    try:
        loaded = vocabulary.with_schema_names(reading.load(yaml_text))
    except UnreadableYaml as error:
        explained = slips.explained(error, yaml_text, vocabulary.field_names())
        return FrontText.unreadable(explained, line)
    if isinstance(loaded.value, dict) or not yaml_text.strip():
        slip = _second_head(body, len(found.lines) + 2) or _hidden_field(loaded, yaml_text)
        if slip:
            return FrontText.unreadable(UnreadableYaml(*slip), line)
        return FrontText(nested.fields(loaded.value), loaded, None, line)
    why = slips.wide_colon(found.lines, vocabulary.field_names())
    if why is None and found.is_meant:
        why = UnreadableYaml("not a list of `field: value` lines")
    return FrontText.unreadable(why, line) if why else None


def _second_head(body: str, line: int) -> tuple[str, int] | None:
    """Why a head is not all of it, and where: fields stand below its end, or another head does. `line`
    is that of the body's beginning."""
    rest = body.lstrip()
    if rest.startswith("---") and odd_heads.is_odd_head(rest):
        return "the head needs one line of --- above it and one below", line
    stray = odd_heads.stray_field(body)
    return (f"the head ends before '{stray[1]}'", stray[0] + line) if stray else None


def _hidden_field(loaded: reading.Loaded, yaml_text: str) -> tuple[str, int] | None:
    """A field of the correction window that stands within the words of another field."""
    lines = {place[0] for path, place in loaded.places.items() if path}
    for line, name in odd_heads.window_lines(yaml_text):
        if line not in lines:
            return f"'{name}' stands within the words of another field", line
    return None


def _overlooked(text: str) -> FrontText | None:
    why = UnreadableYaml("the head needs one line of --- above it and one below")
    return FrontText.unreadable(why) if odd_heads.is_odd_head(text) else None


def first_heading(body: str) -> str | None:
    """The words of the first top heading of a body, found without reading what follows it."""
    maybe = _MAYBE_TOP.search(body)
    if maybe is None:
        return None
    above = body[: maybe.end()]
    title = None if _REACHES_FAR.search(above) else _first_heading(above)
    return title or _first_heading(body)


def _first_heading(body: str) -> str | None:
    slicer = Slicer(without_mark(keep_ends(body)))
    heading = next((cut for cut in slicer.read() if cut.level == 1), None)
    return markup.to_text(heading_text(slicer.lines[heading.block])) if heading else None


def _has_label(lines: Iterable[str]) -> bool:
    return any(line.startswith("##") and label_name(line) for line in lines)


def _items(body: str, first_line: int) -> tuple[Item, ...]:
    lines = keep_ends(body)
    slicer = Slicer(without_mark(lines))
    slices = slicer.run()
    blocks = [_block(slicer.lines, cut) for cut in slices]
    plain = [heading_text(b) if d.is_title else b for d, b in zip(slices, blocks, strict=True)]
    words = list(map(markup.words_of, plain))
    ids = speech_ids.identify([(d.type, w) for d, (_, w) in zip(slices, words, strict=True)])
    return tuple(
        Item(
            d.type,
            ident,
            d.speaker,
            text,
            "".join(lines[d.start : d.end]),
            block,
            first_line + d.block,
            first_line + d.label if d.label >= 0 else 0,
            d.level,
            "" if lasting == text else lasting,
        )
        for d, ident, (text, lasting), block in zip(slices, ids, words, blocks, strict=True)
    )


def _block(lines: list[str], cut: Slice) -> str:
    """The block alone, "" where only a label stands."""
    if cut.is_wordless:
        return ""
    block = "".join(lines[cut.block : cut.end]).strip("\n")
    return block if block.strip() else ""
