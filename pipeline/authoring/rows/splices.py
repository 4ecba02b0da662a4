"""Puts entries into a head: the lines of those that nobody changed stay byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any

from minutes.records import document, front_matter_edit
from minutes.records.document import FrontText
from minutes.text.lists import as_tuple
from minutes.yaml_text import reading, writing
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.authoring.rows.entries import Wanted
from pipeline.authoring.rows.kinds import Kind


def put(text: str, kind: Kind, entries: Wanted) -> str:
    """The file with these entries in the field of its head, in their order; the same text where it has
    them already. Raises `UneditableHead`."""
    front_matter_edit.editable(document.split_front(text)[1])
    raw = document.head_data(text).get(kind.name)
    before, after = as_tuple(raw), list(map(itemgetter(1), entries))
    if _plain(before) == _plain(after):
        return text
    if not after:
        return front_matter_edit.replace_fields(text, {kind.name: ""})
    if kind.alone:
        return _single(text, kind.name, raw, after[0])
    made = _spliced(text, kind.name, entries)
    if made is not None and _says(made, kind.name, after):
        return made
    return front_matter_edit.replace_fields(text, {kind.name: _field(kind.name, after)})


def _plain(value: Any) -> Any:
    """A value as a head that is read again holds it: days as words, no tuples."""
    return json.loads(json.dumps(value, default=str))


def _says(text: str, name: str, entries: Sequence[Any]) -> bool:
    found = as_tuple(document.head_data(text).get(name))
    return bool(_plain(found) == _plain(entries))


def _single(text: str, name: str, raw: Any, entry: Mapping[str, Any]) -> str:
    """The file with a field that holds one mapping: only the lines of what changed are others."""
    if not isinstance(raw, dict):
        return front_matter_edit.replace_fields(text, {name: f"{name}: {writing.flow(entry)}\n"})
    for gone in raw.keys() - entry.keys():
        text = front_matter_edit.take_from_block(text, name, gone)
    for new, value in entry.items():
        if _plain(value) != _plain(raw.get(new)):
            text = front_matter_edit.add_to_block(text, name, new, value)
    return text


def _field(name: str, entries: Sequence[Any]) -> str:
    return f"{name}:\n" + "".join("\n".join(_lines(entry, "  ")) + "\n" for entry in entries)


def _lines(entry: Any, indent: str) -> list[str]:
    """An entry as lines of a list; one that holds entries itself takes a line for each of those."""
    if not isinstance(entry, Mapping) or not any(map(_holds_entries, entry.values())):
        return [f"{indent}- {writing.flow(entry)}"]
    lines = [line for name, value in entry.items() for line in _named(name, value, indent)]
    return [f"{indent}- {lines[0][len(indent) + 2 :]}", *lines[1:]]


def _named(name: str, value: Any, indent: str) -> list[str]:
    if not _holds_entries(value):
        return [f"{indent}  {name}: {writing.flow(value)}"]
    return [f"{indent}  {name}:", *(f"{indent}    - {writing.flow(each)}" for each in value)]


def _holds_entries(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _spliced(text: str, name: str, entries: Wanted) -> str | None:
    """The file with changed lines only; None where there is no list yet, or it is not written an entry
    a line."""
    head, front = document.split_front(text)
    if front is None or not front.data.get(name):
        return None
    lines = head.split("\n")
    values = as_tuple(front.data[name])
    starts = [front.place(name, at)[0] - 1 for at in range(len(values))]
    if not _is_listed(lines, [front.place(name)[0] - 1, *starts]):
        return None
    ends = [_own_end(lines, *pair) for pair in pairwise([*starts, _limit(front, lines, name)])]
    begins = [starts[0], *ends[:-1]]
    leads = [lines[slice(*pair)] for pair in zip(begins, starts, strict=True)]
    own = [lines[slice(*pair)] for pair in zip(starts, ends, strict=True)]
    known = dict(enumerate(zip(values, leads, own, strict=True)))
    made: list[str] = []
    for at, entry in entries:
        old, lead, said = known.get(at, (None, [], []))
        made += [
            *lead,
            *(said if _plain(old) == _plain(entry) else _anew(said, entry, lines, starts)),
        ]
    return "\n".join([*lines[: starts[0]], *made, *lines[ends[-1] :]]) + text[len(head) :]


def _anew(
    old: Sequence[str], entry: Any, lines: Sequence[str], starts: Sequence[int]
) -> Iterator[str]:
    """An entry's lines as the list is written, with the comments of the old ones."""
    ending = lines[0].removeprefix("---").strip(" \t")  # a carriage return, where lines end so
    first = lines[starts[0]]
    indent = first[: len(first) - len(first.lstrip(" "))]
    return (line + ending for line in (*_comments(old, indent), *_lines(entry, indent)))


def _is_listed(lines: Sequence[str], starts: Sequence[int]) -> bool:
    """Whether each entry begins on a line of its own, with a hyphen."""
    below = all(one < other for one, other in pairwise(starts))
    return below and all(lines[start].lstrip().startswith("- ") for start in starts[1:])


def _limit(front: FrontText, lines: Sequence[str], name: str) -> int:
    """The line at which the next field, or the end of the head, stands."""
    here = front.place(name)[0] - 1
    fields = (front.place(other)[0] - 1 for other in front.data)
    edges = chain(fields, [front_matter_edit.closing_line(lines)])
    return min(edge for edge in edges if edge > here)


def _own_end(lines: Sequence[str], start: int, limit: int) -> int:
    """The line after an entry: blank lines and comments at its end belong to what follows."""
    end = limit
    while end > start + 1 and document.says_nothing(lines[end - 1]):
        end -= 1
    return end


def _comments(known: Sequence[str], indent: str) -> Iterator[str]:
    """The comments in an entry's lines, each as a line of its own."""
    meant = _loaded(known)
    for number, line in enumerate(known):
        at = line.find("#")
        while at >= 0:
            cut = [*known[:number], line[:at].rstrip(), *known[number + 1 :]]
            if meant is not None and _loaded(cut) == meant:
                yield indent + line[at:].strip()
                break
            at = line.find("#", at + 1)


def _loaded(lines: Sequence[str]) -> Any:
    try:
        return reading.load("\n".join(lines)).value
    except UnreadableYaml:
        return None
