"""Short turns that ask an agency, or several, for a case by a short name: 「示範署，遮陽棚，好了嗎？」,
「還有示範署的遮陽棚。」, 「示範署跟公園處，遮陽棚。」, 「遮陽棚呢，示範署？」 (invented)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern

_NO_NAME = pattern("head", "no_short_name")
_LEAD = folded_pattern("(?:那|好|先|再來|接著|接下來|最後|還有|是|請|,)*").pattern
_NAME = folded_pattern("[^,。;:?!的了是有]{2,10}").pattern
_CLAUSE = re.compile("[^,。;:?!、]+")
_LEAST = 3  # characters by which a case is surely named
_CALLED = folded_pattern(
    "(?:那|好|先|再來|再下來|接著|接下來|最後|還有|下一[個案]|往下|第[一二三四五六七八九][則個項件案]|是|看|請|到)*"
    "(?P<name>[^,。;:?!]{2,12}?)(?:的部分|的案子|案子|[那這]一?個?案|案|的|呢)?"
)
# The agency and the name, by what is matched last.
_PARTS = {"name": ("body", "name"), "asked": ("asked", "first")}
_AND = folded_pattern("[、跟和與及]").pattern
_BEHIND = folded_pattern("呢?,").pattern


def asked(text: str, bodies: re.Pattern[str]) -> Iterator[str]:
    """The agencies that a short folded turn asks so, if it asks any."""
    found = _turn(bodies).match(text)
    if found is None:
        return
    row, name = found.group(*_PARTS[found.lastgroup or ""])
    if _NO_NAME.search(name) is None:
        yield from (body[0] for body in bodies.finditer(row))


def calling(text: str) -> Iterator[str]:
    """The short names by which a folded heading may call a case up: 「再來是遮陽棚，示範署請。」 (invented)."""
    for clause in _CLAUSE.findall(text[: WEIGHTS.head]):
        name = _CALLED.fullmatch(clause)
        if name is not None and len(name["name"]) >= _LEAST:
            yield name["name"]


@cache
def _turn(bodies: re.Pattern[str]) -> re.Pattern[str]:
    """How such a turn begins."""
    row = rf"(?:{bodies.pattern})(?:{_AND}(?:{bodies.pattern}))*"
    behind = rf"(?P<body>{row})[,的]?(?P<name>{_NAME})(?:[,;?的]|。?$)"
    before = rf"(?P<first>{_NAME}?){_BEHIND}(?P<asked>{bodies.pattern})"
    return re.compile(rf"(?=.{{0,{WEIGHTS.head}}}$){_LEAD}(?:{behind}|{before})")
