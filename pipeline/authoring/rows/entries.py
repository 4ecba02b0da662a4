"""The entries of a head as rows for a form, and back: what is not touched keeps its value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from minutes.text.lists import as_tuple
from minutes.yaml_text import writing
from pipeline.authoring.rows import cells as shown
from pipeline.authoring.rows.fields import Fields
from pipeline.authoring.rows.kinds import FormCell, Kind

Speech = Callable[[str], str]
"""A reference to a speech in other words: its number for its id, or its id for its number."""
_EMPTY: tuple[object, ...] = ("", [], None)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One entry as a form shows it: `at` is its place in the file ("" for a new one), `parts` the rows
    within it. An entry that cannot be shown has its text in `odd`."""

    at: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Sequence[FormRow]] = field(default_factory=dict)
    odd: str = ""


def rows_of(kind: Kind, value: Any, speech: Speech) -> list[FormRow]:
    """The rows of a field's value, in the order of the file."""
    return [_row(kind, str(at), entry, speech) for at, entry in enumerate(as_tuple(value))]


def _row(kind: Kind, at: str, entry: Any, speech: Speech) -> FormRow:
    entry = _mapping(kind, entry)
    if not shown.shows(kind.cells, entry):
        return FormRow(at, odd=writing.flow(entry))
    return _filled(kind.cells, at, entry, speech)


def _mapping(kind: Kind, entry: Any) -> Any:
    is_value = kind.plain and not isinstance(entry, dict | list)
    return {kind.cells[0].name: entry} if is_value else entry


def _filled(
    cells: Sequence[FormCell], at: str, entry: Mapping[str, Any], speech: Speech
) -> FormRow:
    words, parts = {}, {}
    for cell in cells:
        value = entry.get(cell.name)
        if cell.cells:
            inner = enumerate(as_tuple(value))
            parts[cell.name] = [_filled(cell.cells, str(n), each, speech) for n, each in inner]
        else:
            words[cell.name] = _referred(cell, shown.words_of(cell, value), speech)
    return FormRow(at, words, parts)


Wanted = list[tuple[int, Any]]
"""The entries that a field is to have, each with its place in the file now, or one behind the last."""


def wanted(kind: Kind, value: Any, fields: Fields, speech: Speech) -> Wanted:
    """The entries of a field after a form was filled in; those that it left empty are gone."""
    raws = [_mapping(kind, entry) for entry in as_tuple(value)]
    made = _entries(kind.cells, raws, fields, kind.name, speech)
    kept = [(at, _alone(kind, entry)) for at, entry in made if entry]
    return sorted(kept, key=itemgetter(0))


def _alone(kind: Kind, entry: Any) -> Any:
    """An entry, or the one value that it is."""
    is_value = kind.plain and isinstance(entry, dict)
    return entry[kind.cells[0].name] if is_value else entry


def _entries(
    cells: Sequence[FormCell], raws: Sequence[Any], fields: Fields, name: str, speech: Speech
) -> Iterator[tuple[int, Any]]:
    """The rows below a name: one that could not be shown as it is in the file, the others filled in."""
    places = {str(at): at for at in range(len(raws))}
    known = dict(enumerate(raws))
    for path in fields.rows(name):
        at = places.get(fields.get(path, "at"), len(raws))
        raw = known.get(at, {})
        is_shown = shown.shows(cells, raw)
        yield at, _filled_in(cells, raw, fields, path, speech) if is_shown else raw


def _filled_in(
    cells: Sequence[FormCell], raw: Mapping[str, Any], fields: Fields, path: str, speech: Speech
) -> dict[str, Any]:
    """An entry with the words of its cells; fields that have no cell stay, and are nothing alone."""
    new = {c.name: _value(c, raw.get(c.name), fields, f"{path}.{c.name}", speech) for c in cells}
    if all(value in _EMPTY for value in new.values()):
        return {}
    made = {**raw, **new}
    return {n: v for n, v in made.items() if v not in _EMPTY or raw.get(n, raw) is v}


def _value(cell: FormCell, raw: Any, fields: Fields, path: str, speech: Speech) -> Any:
    if cell.cells:
        inner = _entries(cell.cells, as_tuple(raw), fields, path, speech)
        return [entry for _, entry in inner if entry]
    words = fields.values.get(path)
    if words is None:
        return raw
    return shown.kept_or_new(cell, raw, _referred(cell, words, speech))


def _referred(cell: FormCell, words: str, speech: Speech) -> str:
    """The words of a cell; those that refer to a speech in the other way."""
    return speech(words.strip()) if cell.form == "speech" else words
