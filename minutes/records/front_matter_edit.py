"""Changes single fields in the text of a front matter; all other lines, comments too, stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minutes.errors import MinutesError
from minutes.records import document
from minutes.records.document import FrontText
from minutes.yaml_text import reading, writing
from minutes.yaml_text.errors import UnreadableYaml


class UneditableHead(MinutesError):
    """The front matter cannot be read, or is not written one field a line; why, in both languages."""

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(f"{en} {zh}".rstrip())
        self.en = en
        self.zh = zh or en


_ONE_A_LINE = ("the front matter must have one field a line", "檔頭的每個欄位要自成一行")


def replace_fields(text: str, fields: Mapping[str, str]) -> str:
    """The file `text` with these top fields in its head: name → YAML lines, "" to take one out.

    The body stays byte for byte. A file without a head gets one. Raises `UneditableHead`.
    """
    head, front = document.split_front(text)
    if front is None:
        body = text.removeprefix("\ufeff")
        return f"---\n{''.join(fields.values())}---\n{body}"
    if front.error is not None:
        raise unreadable(front)
    lines = head.split("\n")
    close = max(n for n, line in enumerate(lines) if line.rstrip() == "---")
    starts = _starts(front, lines)
    pieces: list[str] = []
    at = 0
    done = set()
    for name, start in sorted(starts.items(), key=lambda pair: pair[1]):
        if name not in fields:
            continue
        end = _end(lines, start, min(s for s in (*starts.values(), close) if s > start))
        pieces += [*lines[at:start], *_lines(fields[name], lines[0])]
        at = end
        done.add(name)
    pieces += lines[at:close]
    for name, field in fields.items():
        if name not in done:
            pieces += _lines(field, lines[0])
    pieces += lines[close:]
    return "\n".join(pieces) + text[len(head) :]


def unreadable(front: FrontText) -> UneditableHead:
    """The error for a head that cannot be read: the line in the file, and why."""
    assert front.error is not None  # noqa: S101 (the caller has looked)
    line, zh, en = front.error.line + front.line - 1, front.error.zh, front.error.en
    return UneditableHead(f"line {line}: {en}", f"第 {line} 行：{zh}")


def _starts(front: FrontText, lines: list[str]) -> dict[str, int]:
    """Where each top field begins, by its index among the lines of the head."""
    starts = {}
    for name in front.data:
        line, column = front.place(name)
        if column != 1 or line > len(lines):
            raise UneditableHead(*_ONE_A_LINE)
        starts[name] = line - 1
    if len(set(starts.values())) != len(starts):
        raise UneditableHead(*_ONE_A_LINE)
    return starts


def _end(lines: list[str], start: int, limit: int) -> int:
    """The line after a field's value: blank lines and comments at its end belong to the next."""
    end = limit
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _lines(field: str, like: str) -> list[str]:
    ending = "\r" if like.endswith("\r") else ""
    return [line + ending for line in field.split("\n")[:-1]]


def add_to_block(text: str, name: str, entry: str, value: writing.Scalar) -> str:
    """The file `text` with `entry: value` in the block `name` of its head, which is there already,
    perhaps empty. The block's other lines stay. Raises `UneditableHead`."""
    block = _Block.of(text, name)
    wanted = block.entries | {entry: value}
    made = block.rewritten(wanted)
    if block.plain:
        line = f"{block.indent}{entry}: {writing.scalar(value)}"
        if entry in block.entries:
            start, end = block.extent(entry)
            tried = block.spliced(start, end, [line + block.comment(start, end, entry)])
        else:
            tried = block.spliced(block.start + 1, block.start + 1, [line])
        made = tried if _says(tried, name, wanted) else made
    return _checked(made, name, wanted)


def take_from_block(text: str, name: str, entry: str) -> str:
    """The file `text` without `entry` in the block `name` of its head; the block stays, perhaps
    empty, for an empty one may have its own meaning. Raises `UneditableHead`."""
    block = _Block.of(text, name)
    if entry not in block.entries:
        return text
    wanted = {key: value for key, value in block.entries.items() if key != entry}
    made = block.rewritten(wanted)
    if block.plain:
        tried = block.spliced(*block.extent(entry), [])
        made = tried if _says(tried, name, wanted) else made
    return _checked(made, name, wanted)


def holds_anything(text: str, name: str) -> bool:
    """Whether the block `name` of the head has an entry, or a comment of somebody's."""
    block = _Block.of(text, name)
    return bool(block.entries) or any("#" in line for line in block.lines[block.start : block.end])


@dataclass(frozen=True, slots=True)
class _Block:
    """A mapping of the head, `start` to `end` among the head's lines. `plain`: written one entry a
    line below its name, so that single lines of it can be changed; `at` tells their lines."""

    text: str
    name: str
    lines: list[str]
    rest: str
    start: int
    end: int
    entries: dict[str, object]
    at: dict[str, int]
    plain: bool

    @classmethod
    def of(cls, text: str, name: str) -> _Block:
        head, front = document.split_front(text)
        if front is None or front.error is not None or name not in front.data:
            raise UneditableHead(f"there is no readable block {name}", f"沒有可以讀取的 {name}")
        lines = head.split("\n")
        starts = _starts(front, lines)
        start = starts[name]
        close = max(n for n, line in enumerate(lines) if line.rstrip() == "---")
        end = _end(lines, start, min(s for s in (*starts.values(), close) if s > start))
        inner = front.data[name]
        if inner is not None and not isinstance(inner, dict):
            raise UneditableHead(
                f"{name} is not a block of `field: value` lines", f"{name} 底下不是「欄位: 值」"
            )
        entries = dict(inner or {})
        at = {key: front.place(name, key)[0] - 1 for key in entries}
        below = all(start < line < end for line in at.values()) and len(set(at.values())) == len(at)
        return cls(
            text, name, lines, text[len(head) :], start, end, entries, at, bool(at) and below
        )

    @property
    def indent(self) -> str:
        line = self.lines[min(self.at.values())]
        return line[: len(line) - len(line.lstrip(" "))]

    @property
    def ending(self) -> str:
        return "\r" if self.lines[0].endswith("\r") else ""

    def extent(self, entry: str) -> tuple[int, int]:
        """The lines of an entry; comments and blank lines at its end belong to the next, but not a
        `#` that stands further in, which may be part of a text of several lines."""
        start = self.at[entry]
        end = min([line for line in self.at.values() if line > start], default=self.end)
        marks = (f"{self.indent}#", "#")
        while end > start + 1:
            last = self.lines[end - 1]
            if last.strip() and not last.startswith(marks):
                break
            end -= 1
        return start, end

    def comment(self, start: int, end: int, entry: str) -> str:
        """The comment at the end of an entry of one line, "" where the mark is part of its value."""
        line = self.lines[start].rstrip("\r")
        at = line.find(" #") if end == start + 1 else -1
        while at >= 0:
            try:
                if reading.load(line[:at]).value == {entry: self.entries[entry]}:
                    return "  " + line[at:].strip()
            except UnreadableYaml:
                pass
            at = line.find(" #", at + 1)
        return ""

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
    if front is None or front.error is not None or name not in front.data:
        return False
    plain = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in entries.items()}
    return bool((front.data[name] or {}) == plain)


def _checked(text: str, name: str, entries: Mapping[str, object]) -> str:
    if not _says(text, name, entries):
        raise UneditableHead(f"{name} cannot be changed here", f"無法改寫 {name}")
    return text
