"""The fields of a question (`tier:`, 日期：): their names, and how the value of each is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Literal

from minutes.query import periods
from minutes.query.tree import Days, FieldName
from minutes.records import terms
from minutes.text import numerals
from minutes.text.folding import fold

_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")
_FIELDS: dict[str, FieldName | Literal["in"]] = {
    "speaker": "speaker",
    "講者": "speaker",
    "發言人": "speaker",
    "agency": "agency",
    "機關": "agency",
    "tier": "tier",
    "層級": "tier",
    "kind": "kind",
    "類型": "kind",
    "case": "case",
    "案號": "case",
    "序號": "case",
    "issue": "issue",
    "議題": "issue",
    "title": "title",
    "標題": "title",
    "date": "date",
    "日期": "date",
    "lang": "lang",
    "語言": "lang",
    "in": "in",
    "範圍": "in",
}
NAMES = {fold(name): field for name, field in _FIELDS.items()}
"""The fields by their names in both languages, folded; `in` says where words must stand together."""


def _case(value: str) -> int | None:
    return numerals.parse(value.removeprefix("第").rstrip("案次").strip())


def _language(value: str) -> str | None:
    tag = fold(value)
    return tag if _LANGUAGE.fullmatch(tag) else None


READERS: Mapping[str, Callable[[str, dt.date], str | int | Days | None]] = {
    "tier": lambda value, _: terms.tier_of(value),
    "kind": lambda value, _: terms.kind_of(value),
    "case": lambda value, _: _case(value),
    "date": lambda value, today: periods.span(fold(value), today),
    "lang": lambda value, _: _language(value),
}
"""How the value of a field is read that may not be any words, on a day; None where it is not understood."""
