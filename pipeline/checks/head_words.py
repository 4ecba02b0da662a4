"""A head in people's own words: where it says something in another way than the schema, and the same
head in the schema's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from minutes.records import document, vocabulary
from minutes.records.document import FrontText, readable
from minutes.records.front_matter import FRONT_MATTER, FrontMatter
from minutes.text.lists import without_none
from minutes.yaml_text import nested, slips, writing
from minutes.yaml_text.reading import Loc
from pipeline.source.parser import read_front

_NAME = re.compile(r"[\"']?\w{1,30}[\"']?[ \t]{0,9}:[ \t]+")
_FOREIGN_NAME = re.compile(r"[\"']?([^\s\"':,{}\[\]]{1,30})[\"']?(?=[ \t]{0,9}:)")


@dataclass(frozen=True, slots=True)
class Wording:
    """A value that is written otherwise than the schema has it, and the one that it is read as."""

    path: Loc
    written: str | int | float
    meant: Any

    @property
    def field(self) -> str:
        """The field's name, entries counted from 1: `actions.1.due`."""
        return nested.dotted(self.path)

    @property
    def line(self) -> str:
        """The field and its value as one line of YAML."""
        name = nested.names(self.path)[-1]
        return f"{name}: {_plain(self.meant)}"


def wordings(front: FrontText | None) -> list[Wording]:
    """The values of a head that are in people's own words, in the order in which they stand there."""
    head = readable(front)
    if head is None:
        return []
    read, _, _ = read_front(head, "")
    meant = FRONT_MATTER.dump_python(read, mode="json", by_alias=True)
    return list(_differences(head.data, meant, ()))


def _differences(raw: Any, meant: Any, path: Loc) -> Iterator[Wording]:
    match raw, meant:
        case dict(), dict():
            for name in raw:
                yield from _differences(raw[name], meant.get(name), (*path, name))
        case list(), list():
            if len(raw) == len(meant):
                for index, (one, other) in enumerate(zip(raw, meant, strict=True)):
                    yield from _differences(one, other, (*path, index))
        case _, [only]:
            yield from _differences(raw, only, path)
        case str() | int() | float(), _:
            if _is_other(raw, meant, path):
                yield Wording(path, raw, _given(meant))


def _is_other(raw: str | int | float, meant: Any, path: Loc) -> bool:
    if isinstance(meant, dict):
        # Words in one language are the Chinese ones; a term is told in words.
        return path == ("term",) and isinstance(raw, str)
    if isinstance(meant, list):
        return isinstance(raw, str) and len(meant) > 1
    return meant not in (None, "") and raw != meant and str(raw) != str(meant)


def _given(meant: Any) -> Any:
    if isinstance(meant, dict):
        return without_none(meant)
    return meant


def _plain(value: Any) -> str:
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return str(value) if is_day else writing.flow(value)


def standardize(text: str) -> str:
    """The file with the fields and values of its head as the schema writes them; the words of the
    record, comments and everything else stay. Where anything would then be read otherwise, the file
    stays as it is."""
    head, found = document.split_front(text)
    body = text[len(head) :]
    if document.is_unreadable(found):
        head = slips.narrowed(head, vocabulary.field_names())
    front = readable(document.split_front(head + body)[1])
    if front is None:
        return text
    known = _read(head + body)
    for rewrite in (_with_schema_names, _with_schema_values):
        made = rewrite(head, front)
        if _read(made + body) == known:
            head, front = made, document.split_front(made + body)[1] or front
    return head + body


def _read(text: str) -> tuple[FrontMatter, tuple[str, ...]] | None:
    front = readable(document.split_front(text)[1])
    return read_front(front, "")[:2] if front else None


@dataclass(frozen=True, slots=True)
class OwnName:
    """A field that is written in Chinese: where its words begin and end in the file, its path and name
    as the schema has them."""

    line: int
    start: int
    end: int
    written: str
    path: Loc

    @property
    def name(self) -> str:
        """The schema's name."""
        return str(self.path[-1])


def own_names(head: str, front: FrontText | None) -> list[OwnName]:
    """The fields of a head that bear another name than the schema's, in the order in which they stand
    there."""
    if front is None or front.places is None:
        return []
    lines = head.split("\n")
    places = {front.place(*path): path for path in front.places.places if path}
    found = [_own_name(lines[place[0] - 1], place, path) for place, path in sorted(places.items())]
    return list(filter(None, found))


def _own_name(line: str, place: tuple[int, int], path: Loc) -> OwnName | None:
    number, column = place
    written = _FOREIGN_NAME.match(line, column - 1)
    if written is None or written[1].isascii():
        return None
    is_renamed = isinstance(path[-1], str) and path[-1] != written[1]
    return OwnName(number, column - 1, written.end(), written[1], path) if is_renamed else None


def with_schema_names(text: str) -> str:
    """The file with the fields of its head under the schema's names; as it is where that would be read
    otherwise, or cannot be read."""
    head, front = document.split_front(text)
    if front is None:
        return text
    made = _with_schema_names(head, front) + text[len(head) :]
    return made if _read(made) == _read(text) else text


def _with_schema_names(head: str, front: FrontText) -> str:
    lines = head.split("\n")
    for own in reversed(own_names(head, front)):
        line = lines[own.line - 1]
        lines[own.line - 1] = line[: own.start] + own.name + line[own.end :]
    return "\n".join(lines)


def _with_schema_values(head: str, front: FrontText) -> str:
    lines = head.split("\n")
    found = [(front.place(*wording.path), wording) for wording in wordings(front)]
    for (number, column), wording in sorted(found, key=lambda pair: pair[0], reverse=True):
        line, at = lines[number - 1], column - 1
        name = _NAME.match(line, at)
        if name and isinstance(wording.path[-1], str):
            at = name.end()
        token = _token(line, at, str(wording.written))
        if token:
            lines[number - 1] = line[:at] + _plain(wording.meant) + line[at + len(token) :]
    return "\n".join(lines)


def _token(line: str, at: int, words: str) -> str:
    """Words as they stand in a line, with quotation marks or without; "" where they do not."""
    for token in (words, f'"{words}"', f"'{words}'"):
        if line.startswith(token, at):
            return token
    return ""
