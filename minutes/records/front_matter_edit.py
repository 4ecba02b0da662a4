"""Changes single fields in the text of a front matter; all other lines, comments too, stay."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import TypeGuard

from minutes.errors import MinutesError
from minutes.records import document
from minutes.records.document import FrontText
from minutes.text.lists import omit
from minutes.yaml_text import reading, writing
from minutes.yaml_text.errors import UnreadableYaml


class UneditableHead(MinutesError):
    """The front matter cannot be read, or is not written one field a line."""


def _not_one_a_line() -> UneditableHead:
    return UneditableHead(
        "the front matter must have one field a line", zh="檔頭的每個欄位要自成一行"
    )


def replace_fields(text: str, fields: Mapping[str, str]) -> str:
    """The file `text` with these top fields in its head: name → YAML lines, "" to take one out.

    The body stays byte for byte. A file without a head gets one. Raises `UneditableHead`.
    """
    head, found = document.split_front(text)
    front = editable(found)
    if front is None:
        body = text.removeprefix("\ufeff")
        return f"---\n{''.join(fields.values())}---\n{body}"
    here = _Head.of(head, front)
    pieces: list[str] = []
    at = 0
    for name in filter(fields.__contains__, here.names):
        start, end = here.extent(name)
        pieces += [*here.lines[at:start], *here.ended(fields[name])]
        at = end
    pieces += here.lines[at : here.close]
    for name in filter(lambda name: name not in here.starts, fields):
        pieces += here.ended(fields[name])
    pieces += here.lines[here.close :]
    return "\n".join(pieces) + text[len(head) :]


def editable(front: FrontText | None) -> FrontText | None:
    """The same head; None where there is none. Raises `UneditableHead`, with the line in the file and
    the reason, for one that cannot be read."""
    if front is not None and front.error is not None:
        line, why = front.error_line, front.error
        raise UneditableHead(f"line {line}: {why.en}", zh=f"第 {line} 行：{why.zh}")
    return front


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines of a head that can be read, with the line where each of its top fields begins (from
    0) and that of the `---` which closes it."""

    lines: list[str]
    starts: dict[str, int]
    close: int

    @classmethod
    def of(cls, head: str, front: FrontText) -> _Head:
        """Raises `UneditableHead` where a field has no line of its own."""
        lines = head.split("\n")
        starts = {}
        for name in front.data:
            line, column = front.place(name)
            if column != 1 or line > len(lines):
                raise _not_one_a_line()
            starts[name] = line - 1
        if len(set(starts.values())) != len(starts):
            raise _not_one_a_line()
        return cls(lines, starts, closing_line(lines))

    @property
    def names(self) -> list[str]:
        """The fields in their order."""
        return sorted(self.starts, key=self.starts.__getitem__)

    @property
    def ending(self) -> str:
        return "\r" if self.lines[0].endswith("\r") else ""

    def ended(self, field: str) -> list[str]:
        """The lines of a field that is written with `\\n`, with the ends that the file has."""
        return [line + self.ending for line in field.split("\n")[:-1]]

    def extent(self, name: str) -> tuple[int, int]:
        """The lines of a field: blank ones and comments at its end belong to the next."""
        return _extent(self.lines, self.starts[name], (*self.starts.values(), self.close))


def closing_line(lines: Sequence[str]) -> int:
    """Where in the lines of a head the `---` stands that closes it, counted from 0."""
    return max(number for number, line in enumerate(lines) if line.rstrip() == "---")


def _extent(
    lines: Sequence[str], start: int, edges: Iterable[int], indent: str = ""
) -> tuple[int, int]:
    """What begins at a line and ends before the next of some edges, but for the blank lines and
    comments at its end; a `#` that stands further in than `indent` is none."""
    end = min(edge for edge in edges if edge > start)
    own = lines[start + 1 : end]
    left = dropwhile(lambda line: _belongs_to_next(line, indent), reversed(own))
    return start, start + 1 + len(list(left))


def _belongs_to_next(line: str, indent: str) -> bool:
    return not line.strip() or line.startswith((f"{indent}#", "#"))


def add_to_block(text: str, name: str, entry: str, value: writing.Scalar) -> str:
    """The file `text` with `entry: value` in the block `name` of its head, which is there already,
    perhaps empty. The block's other lines stay. Raises `UneditableHead`."""
    block = _Block.of(text, name)
    wanted = block.entries | {entry: value}
    edited = block.rewritten(wanted)
    if block.plain:
        line = f"{block.indent}{entry}: {writing.scalar(value)}"
        if entry in block.entries:
            start, end = block.extent(entry)
            tried = block.spliced(start, end, [line + block.comment(start, end, entry)])
        else:
            tried = block.spliced(block.start + 1, block.start + 1, [line])
        edited = tried if _says(tried, name, wanted) else edited
    return _checked(edited, name, wanted)


def take_from_block(text: str, name: str, entry: str) -> str:
    """The file `text` without `entry` in the block `name` of its head; the block stays, perhaps
    empty, for an empty one may have its own meaning. Raises `UneditableHead`."""
    block = _Block.of(text, name)
    if entry not in block.entries:
        return text
    wanted = omit(block.entries, {entry})
    edited = block.rewritten(wanted)
    if block.plain:
        tried = block.spliced(*block.extent(entry), [])
        edited = tried if _says(tried, name, wanted) else edited
    return _checked(edited, name, wanted)


def holds_anything(text: str, name: str) -> bool:
    """Whether the block `name` of the head has an entry, or a comment of somebody's."""
    block = _Block.of(text, name)
    return bool(block.entries) or any("#" in line for line in block.lines[block.start : block.end])


@dataclass(frozen=True, slots=True)
class _Block:
    """A mapping of the head, `start` to `end` among the head's lines; `at` tells the line of each
    entry. `rest` is the file below the head."""

    name: str
    lines: list[str]
    ending: str
    rest: str
    start: int
    end: int
    entries: dict[str, object]
    at: dict[str, int]

    @classmethod
    def of(cls, text: str, name: str) -> _Block:
        head, front = document.split_front(text)
        if not _has_field(front, name):
            raise UneditableHead(f"there is no readable block {name}", zh=f"沒有可以讀取的 {name}")
        here = _Head.of(head, front)
        inner = front.data[name]
        if inner is not None and not isinstance(inner, dict):
            raise UneditableHead(
                f"{name} is not a block of `field: value` lines", zh=f"{name} 底下不是「欄位: 值」"
            )
        entries = dict(inner or {})
        at = {key: front.place(name, key)[0] - 1 for key in entries}
        rest = text[len(head) :]
        return cls(name, here.lines, here.ending, rest, *here.extent(name), entries, at)

    @property
    def plain(self) -> bool:
        """Whether it is written one entry a line below its name, so that single lines of it can be
        changed."""
        lines = set(self.at.values())
        is_one_a_line = 0 < len(lines) == len(self.at)
        return is_one_a_line and lines.issubset(range(self.start + 1, self.end))

    @property
    def indent(self) -> str:
        line = self.lines[min(self.at.values())]
        return line[: len(line) - len(line.lstrip(" "))]

    def extent(self, entry: str) -> tuple[int, int]:
        """The lines of an entry; comments and blank lines at its end belong to the next, but not a
        `#` that stands further in, which may be part of a text of several lines."""
        return _extent(self.lines, self.at[entry], (*self.at.values(), self.end), self.indent)

    def comment(self, start: int, end: int, entry: str) -> str:
        """The comment at the end of an entry of one line, "" where the mark is part of its value."""
        if end > start + 1:
            return ""
        line = self.lines[start].rstrip("\r")
        for mark in re.finditer(r" (?=#)", line):
            if self._is_entry(line[: mark.start()], entry):
                return "  " + line[mark.start() :].strip()
        return ""

    def _is_entry(self, line: str, entry: str) -> bool:
        try:
            return bool(reading.load(line).value == {entry: self.entries[entry]})
        except UnreadableYaml:
            return False

    def spliced(self, start: int, end: int, new: Sequence[str]) -> str:
        lines = [*self.lines[:start], *(line + self.ending for line in new), *self.lines[end:]]
        return "\n".join(lines) + self.rest

    def rewritten(self, entries: Mapping[str, object]) -> str:
        """The file with the whole block written anew; of its lines the comments stay."""
        body = self.lines[self.start + 1 : self.end]
        comments = [line.rstrip("\r") for line in body if line.lstrip().startswith("#")]
        new = [
            f"{self.name}:",
            *(f"  {k}: {writing.flow(_as_day(v))}" for k, v in entries.items()),
        ]
        return self.spliced(self.start, self.end, [*new, *comments])


def _as_day(value: object) -> object:
    """A date as a date, so that it is written without quotation marks."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _says(text: str, name: str, entries: Mapping[str, object]) -> bool:
    """Whether the head of `text` has exactly these entries in its block."""
    _, front = document.split_front(text)
    if not _has_field(front, name):
        return False
    plain = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in entries.items()}
    return bool((front.data[name] or {}) == plain)


def _has_field(front: FrontText | None, name: str) -> TypeGuard[FrontText]:
    """Whether there is a head that can be read and has the field."""
    return front is not None and name in front.data


def _checked(text: str, name: str, entries: Mapping[str, object]) -> str:
    if not _says(text, name, entries):
        raise UneditableHead(f"{name} cannot be changed here", zh=f"無法改寫 {name}")
    return text
