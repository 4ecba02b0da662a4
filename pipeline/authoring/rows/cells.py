"""The words of a cell and the value that they mean. What cannot be read stays as it is written, so that
the check can say so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minutes.records import vocabulary
from minutes.text import days, lists
from pipeline.authoring.rows.kinds import FormCell

LONGEST = 4000
"""Characters of one cell; a longer value is not shown, and kept."""
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?")
_LISTED = frozenset({"agencies", "cases"})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _number(text: str) -> Any:
    """A count as people write it: `18 票`, `36人`, `69%`."""
    found = str(lists.as_count(text))
    if not _DECIMAL.fullmatch(found):
        return text
    return json.loads(found)


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


_READ: Mapping[str, Callable[[str], Any]] = {
    "words": str,
    "choice": str,
    "agencies": lambda text: _single(lists.words(text)),
    "cases": lambda text: _single(lists.cases(text)),
    "case": lists.as_case,
    "day": lambda text: days.day(text) or text,
    "number": _number,
    "percent": _number,
}


_OWN_WORDS = _READ.keys() - {"words"}  # what has a way of its own to be written in a file


def value_of(cell: FormCell, words: str) -> Any:
    """What the words of a cell mean; "" where it is empty."""
    plain = words.strip()
    return _READ.get(cell.form, _one_line)(plain) if plain else ""


def words_of(cell: FormCell, value: Any) -> str:
    """A value as its cell shows it."""
    return "、".join(_words(cell, each) for each in lists.as_tuple(value))


def _words(cell: FormCell, value: Any) -> str:
    said = _SAID.get(type(value), str)(value)
    return vocabulary.value_of(cell.of, said) or said if cell.of else said


_SAID: Mapping[type, Callable[[Any], str]] = {float: "{:g}".format}


def can_show(cell: FormCell, value: Any) -> bool:
    """Whether a cell can hold a value, and give it back."""
    each = lists.as_tuple(value)
    if cell.cells:
        return all(shows(cell.cells, entry) for entry in each)
    return all(map(_is_short, each)) and (len(each) < 2 or cell.form in _LISTED)


def shows(cells: Sequence[FormCell], entry: Any) -> bool:
    """Whether an entry is made of what the cells can hold; further fields are kept beside."""
    return isinstance(entry, dict) and all(can_show(cell, entry.get(cell.name)) for cell in cells)


def _is_short(value: Any) -> bool:
    return type(value) in (str, int, float) and len(str(value)) <= LONGEST


def kept_or_new(cell: FormCell, raw: Any, words: str) -> Any:
    """The value for a cell that held `raw`: `raw` itself where the words still say it, and it is
    written as the schema has it."""
    value = value_of(cell, words)
    is_said = _one_line(words) == _one_line(words_of(cell, raw))
    is_standard = cell.form not in _OWN_WORDS or bare(value) == bare(raw)
    return raw if is_said and is_standard else value


def bare(value: Any) -> str:
    """A value without what YAML makes no difference between: a list of one, a day and its digits,
    nothing and no words."""
    return str(_single(list(filter(None, lists.as_tuple(value)))))
