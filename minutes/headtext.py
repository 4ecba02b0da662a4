"""Changes single fields in the text of a front matter; all other lines, comments too, stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from minutes import document, yamltext
from minutes.document import FrontText
from minutes.errors import MinutesError


class UneditableHead(MinutesError):
    """The front matter cannot be read, or is not written one field a line."""


def replace_fields(text: str, fields: Mapping[str, str]) -> str:
    """The file `text` with these top fields in its head: name → YAML lines, "" to take one out.

    The body stays byte for byte. A file without a head gets one. Raises `UneditableHead`.
    """
    head, front = document.split_front(text)
    if front is None:
        body = text.removeprefix("\ufeff")
        return f"---\n{''.join(fields.values())}---\n{body}"
    if front.error is not None:
        raise UneditableHead(f"line {front.error.line + front.line - 1}: {front.error.reason}")
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


def _starts(front: FrontText, lines: list[str]) -> dict[str, int]:
    """Where each top field begins, by its index among the lines of the head."""
    starts = {}
    for name in front.data:
        line, column = front.place(name)
        if column != 1 or line > len(lines):
            raise UneditableHead("the front matter must have one field a line 每個欄位要自成一行")
        starts[name] = line - 1
    if len(set(starts.values())) != len(starts):
        raise UneditableHead("the front matter must have one field a line 每個欄位要自成一行")
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


def add_to_block(text: str, name: str, entry: str, value: yamltext.Scalar) -> str:
    """The file `text` with `entry: value` in the block `name` of its head, which is there already,
    perhaps empty. The block's other lines stay. Raises `UneditableHead`."""
    head, front = document.split_front(text)
    if front is None or front.error is not None or name not in front.data:
        raise UneditableHead(f"there is no readable block {name}")
    lines = head.split("\n")
    starts = _starts(front, lines)
    start = starts[name]
    close = max(n for n, line in enumerate(lines) if line.rstrip() == "---")
    end = _end(lines, start, min(s for s in (*starts.values(), close) if s > start))
    ending = "\r" if lines[0].endswith("\r") else ""
    inner = front.data[name]
    if inner is not None and not isinstance(inner, dict):
        raise UneditableHead(f"{name} is not a block of `field: value` lines")
    known = dict(inner or {})
    written = f"{entry}: {yamltext.scalar(value)}"
    flow = lines[start].partition(":")[2].strip().startswith("{")
    if flow or not known:
        comments = [line for line in lines[start + 1 : end] if line.lstrip().startswith("#")]
        known = {k: _as_day(v) for k, v in known.items()} | {entry: value}
        block = [f"{name}:{ending}"]
        block += [f"  {k}: {yamltext.flow(v)}{ending}" for k, v in known.items()] + comments
        return "\n".join([*lines[:start], *block, *lines[end:]]) + text[len(head) :]
    child = front.place(name, next(iter(known)))
    indent = " " * _indent(lines, start, end, child[0] - 1)
    if entry in known:
        line = _entry_line(lines, start, end, entry)
        comment = "  #" + lines[line].partition(" #")[2].rstrip("\r") if " #" in lines[line] else ""
        lines[line] = f"{indent}{written}{comment}{ending}"
    else:
        lines.insert(start + 1, f"{indent}{written}{ending}")
    return "\n".join(lines) + text[len(head) :]


def _as_day(value: object) -> object:
    """A date as a date, so that it is written without quotation marks."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _indent(lines: list[str], start: int, end: int, child: int) -> int:
    line = lines[child] if start < child < end else "  x"
    return len(line) - len(line.lstrip(" ")) or 2


def _entry_line(lines: list[str], start: int, end: int, entry: str) -> int:
    for number in range(start + 1, end):
        if lines[number].strip().partition(":")[0].strip("\"'") == entry:
            return number
    raise UneditableHead(f"the line of {entry} cannot be found")
