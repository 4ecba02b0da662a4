"""Automatic numbers of a Word file, counted as Word counts them, so that 照第二點辦理 points at the right one."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.readers.drafting.list_numbers import written
from pipeline.readers.formats.word.styles import W, attribute, is_on

_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    style: str = ""
    plain: bool = False  # all places of its number are written in digits


def _level(element: Any) -> _Level:
    start = attribute(element.find(W + "start"))
    return _Level(
        attribute(element.find(W + "numFmt")) or "decimal",
        attribute(element.find(W + "lvlText")),
        int(start) if start.isdecimal() and len(start) < 6 else 1,
        attribute(element.find(W + "pStyle")),
        bool(is_on(element, "isLgl")),
    )


class Numbering:
    """The lists of a file, and how far each has counted."""

    def __init__(self, root: Any) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        if root is None:
            return
        for one in root.iter(W + "abstractNum"):
            levels = {_index(lvl): _level(lvl) for lvl in one.iter(W + "lvl")}
            self._lists[attribute(one, "abstractNumId")] = levels
        for one in root.iter(W + "num"):
            name = attribute(one, "numId")
            self._abstract[name] = attribute(one.find(W + "abstractNumId"))
            self._starts[name] = _overrides(one)

    def level_of_style(self, name: str, style: str) -> int:
        """The level that a list keeps for a paragraph style; 0 where it keeps none."""
        levels = self._lists.get(self._abstract.get(name, ""), {})
        return next((number for number, level in levels.items() if level.style == style), 0)

    def next_mark(self, name: str, level: int) -> str:
        """The number that the next paragraph of the list bears: `一、`, `(5)`, `1.1`; `-` for a bullet,
        "" for a list that is not known."""
        key = self._abstract.get(name, "")
        levels = self._lists.get(key, {})
        level = min(level, _DEEPEST)
        mine = levels.get(level)
        if mine is None:
            return ""
        if mine.form == "bullet":
            return "-"
        counts = self._counts[key]
        if name not in self._begun:
            self._begun.add(name)
            for place, start in self._starts.get(name, {}).items():
                counts[place] = start - 1
        counts[level] = counts.get(level, mine.start - 1) + 1
        for deeper in [place for place in counts if place > level]:
            del counts[deeper]
        text = mine.text or f"%{level + 1}."
        return _PLACE.sub(lambda place: self._written(key, levels, int(place[1]) - 1, mine), text)

    def _written(self, key: str, levels: dict[int, _Level], place: int, mine: _Level) -> str:
        level = levels.get(place, _Level())
        count = self._counts[key].setdefault(place, level.start)
        return written(count, "decimal" if mine.plain else level.form)


def _index(element: Any) -> int:
    number = attribute(element, "ilvl")
    return int(number) if number.isdecimal() and len(number) < 3 else 0


def _overrides(number: Any) -> dict[int, int]:
    """The levels that a list begins anew, each with its first number."""
    out = {}
    for one in number.iter(W + "lvlOverride"):
        start = attribute(one.find(W + "startOverride"))
        if start.isdecimal() and len(start) < 6:
            out[_index(one)] = int(start)
    return out
