"""The kinds of rows and their cells, as `minutes/data/rows.toml` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from minutes.text.word_tables import table

Of = Literal["record", "issue", "issue_head"]


@dataclass(frozen=True, slots=True)
class FormCell:
    """One field of an entry: the schema's name, its labels, how its words are read (`form`), the
    vocabulary of a choice (`of`), and its own cells where it holds rows itself."""

    name: str
    zh: str
    en: str
    form: str = "line"
    of: str = ""
    one: tuple[str, str] = ("", "")
    cells: tuple[FormCell, ...] = ()

    def called(self, lang: str) -> str:
        """What it is called in Chinese (`zh`) or English."""
        return str(getattr(self, lang))


@dataclass(frozen=True, slots=True)
class Kind:
    """A field of the head that is filled in as rows. `one` is what a single row is called, in Chinese
    and English; `alone`: there is one entry, no list; `plain`: an entry is one value, no mapping."""

    name: str
    zh: str
    en: str
    one: tuple[str, str]
    cells: tuple[FormCell, ...]
    alone: bool = False
    plain: bool = False

    def called(self, lang: str) -> str:
        """What it is called in Chinese (`zh`) or English."""
        return str(getattr(self, lang))


@cache
def kinds(of: Of) -> Mapping[str, Kind]:
    """The kinds of rows of a record or an issue file, by the name of their field, in order."""
    rows = table("rows")[of]
    return {name: Kind(name, **_with_cells(entry)) for name, entry in rows.items()}


def _with_cells(entry: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(entry)
    made["cells"] = tuple(FormCell(**_with_cells(cell)) for cell in entry.get("cells", ()))
    made["one"] = tuple(entry.get("one", ("", "")))
    return made
