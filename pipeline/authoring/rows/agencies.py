"""An agency by another name, wherever the head of a record names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from minutes.records import document, front_matter_edit
from minutes.text import lists
from minutes.text.lists import as_tuple, as_words
from minutes.yaml_text import nested, writing
from pipeline.authoring.rows import splices
from pipeline.authoring.rows.kinds import Kind, kinds

_FORMS = frozenset({"agency", "agencies"})


def renamed(text: str, old: str, new: str) -> str:
    """The file with `new` in the place of the agency `old`, in its fields and rows; all else stays byte
    for byte. Raises `UneditableHead`."""
    name = AgencyRenaming(old, new)
    for field in ("host_agency", "co_agencies"):
        text = _with_field(text, field, name)
    for kind in kinds("record").values():
        text = _with_rows(text, kind, name)
    return text


@dataclass(frozen=True, slots=True)
class AgencyRenaming:
    """What an agency is called, and what it is to be called: one name, or several with commas."""

    old: str
    new: str

    def in_value(self, value: Any) -> Any:
        """An agency or a list of them with the new name; the value itself where it lacks the old."""
        words = list(as_words(value))
        if self.old not in words:
            return value
        names = {self.old: lists.words(self.new)}
        renamed = list(chain.from_iterable(names.get(word, [word]) for word in words))
        is_list = isinstance(value, list) or len(renamed) > 1
        return renamed if is_list else renamed[0]

    def in_entry(self, entry: Any, cells: Iterable[str]) -> Any:
        """An entry of rows with the new name in those of its cells."""
        fields = nested.fields(entry)
        changed = {cell: self.in_value(fields[cell]) for cell in cells if cell in fields}
        return fields | changed if changed else entry


def _with_field(text: str, field: str, name: AgencyRenaming) -> str:
    value = document.head_data(text).get(field)
    changed = name.in_value(value)
    if changed == value:
        return text
    return front_matter_edit.replace_fields(text, {field: writing.field(field, changed)})


def _with_rows(text: str, kind: Kind, name: AgencyRenaming) -> str:
    cells = [cell.name for cell in kind.cells if cell.form in _FORMS]
    entries = as_tuple(document.head_data(text).get(kind.name))
    changed = [name.in_entry(entry, cells) for entry in entries]
    return splices.put(text, kind, list(enumerate(changed)))
