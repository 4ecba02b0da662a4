"""Lists and numbers as people write them on one line: words between commas, cases, what is counted;
and what is taken of lists and entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar

from minutes.text import numerals
from minutes.text.han import HAN
from minutes.text.numerals import ANY_NUMBER

_SEPARATORS = re.compile(r"[、,，;；\n]+")
# In a name in Latin letters a comma may be part of it (“Sample, Ministry of”).
_HAN_SEPARATORS = re.compile(rf"[、，；]+|(?<=[{HAN}])\s*[,;]\s*(?=[{HAN}])")
_LINKS = re.compile(r"[、,，;；\n]+|及|和|與|&|\band\b|\s+", re.I)

_CASE = re.compile(
    rf"(?:第|案號|序號|case|no\.?|#|[:：\s]){{0,9}}(?P<number>{ANY_NUMBER})\s?(?:案|次|號)?(?:協作會議)?",
    re.I,
)
_COUNTED = re.compile(
    r"\s*(?:(?P<figures>\d{1,6}(?:\.\d{1,4})?)|(?P<words>[零〇一二兩三四五六七八九十百千]{1,9}))"
    r"\s*(?:[票人項案席]|%)?\s*"
)
Thing = TypeVar("Thing")
Key = TypeVar("Key")
LONGEST_CASE = 5  # digits: the API takes cases up to 99999, and no archive counts so many
_LONGEST = 400  # characters of a line that names cases


def cases(text: str) -> list[int | str]:
    """The case numbers in a field: `904`, `第904案`, `九百零四`, `案號 904、905`. A word that is no number
    comes back as it is written."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    linked = list(map(_case, filter(None, _LINKS.split(plain))))
    if linked and all(isinstance(number, int) for number in linked):
        return list(dict.fromkeys(linked))
    return list(map(_case, words(text)))


def _case(word: str) -> int | str:
    plain = unicodedata.normalize("NFKC", word).strip()
    match = _CASE.fullmatch(plain)
    number = numerals.of_digits(plain, LONGEST_CASE)
    if number is None and match:
        number = numerals.parse(match["number"])
    return number if number is not None else word


def words(text: str) -> list[str]:
    """The entries of a list that is written with commas of any kind."""
    return _stripped(_SEPARATORS.split(text))


def han_words(text: str) -> list[str]:
    """The entries of a list whose commas can be nothing else: those of Chinese, and others between
    Chinese words. What has none is one entry."""
    return _stripped(_HAN_SEPARATORS.split(text))


def only(found: Iterable[Thing]) -> Thing | None:
    """The one thing that there is; None where there is none, and where there are several."""
    match list(found):
        case [one]:
            return one
    return None


def divided(
    things: Iterable[Thing], fits: Callable[[Thing], object]
) -> tuple[list[Thing], list[Thing]]:
    """The things that fit and those that do not, each in their order."""
    fitting: list[Thing] = []
    others: list[Thing] = []
    for thing in things:
        (fitting if fits(thing) else others).append(thing)
    return fitting, others


def by_key(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """The things under each key, in their order."""
    found: dict[Key, list[Thing]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


def first_of_each(entries: Iterable[tuple[Key, Thing]]) -> dict[Key, Thing]:
    """Each key with the first thing that stands beside it, in their order."""
    found: dict[Key, Thing] = {}
    for key, thing in entries:
        found.setdefault(key, thing)
    return found


def without_empty(entries: Mapping[Key, Thing | None]) -> dict[Key, Thing]:
    """Those of some entries that say something."""
    return {name: value for name, value in entries.items() if value}


def without_none(entries: Mapping[Key, Thing | None]) -> dict[Key, Thing]:
    """Those of some entries that have a value, be it an empty one."""
    return {name: value for name, value in entries.items() if value is not None}


def pick(entries: Mapping[Key, Thing], names: Container[Key]) -> dict[Key, Thing]:
    """The entries with these names, in their order."""
    return {name: value for name, value in entries.items() if name in names}


def omit(entries: Mapping[Key, Thing], names: Container[Key]) -> dict[Key, Thing]:
    """The entries with other names than these, in their order."""
    return {name: value for name, value in entries.items() if name not in names}


def _stripped(entries: Iterable[str]) -> list[str]:
    return list(filter(None, map(str.strip, entries)))


def as_tuple(value: Any) -> Any:
    """A list may be given as one value."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def as_words(value: Any) -> Any:
    """A list of words on one line, between Chinese commas (`交通部、勞動部`), or as a list."""
    return _each(value, han_words)


def as_cases(value: Any) -> Any:
    """Case numbers as they are written where they are spoken of: `第904案`, `904、905`."""
    return _each(value, cases)


def _each(value: Any, entries: Callable[[str], Iterable[Any]]) -> tuple[Any, ...]:
    """The entries of each text in a list; what is no text stays for the schema to refuse."""
    parts = [entries(v) if isinstance(v, str) else [v] for v in as_tuple(value)]
    return tuple(chain.from_iterable(parts))


def as_case(value: Any) -> Any:
    """The one case number in a text, as `cases` reads it; any other value as it is."""
    found = cases(value) if isinstance(value, str) else []
    return found[0] if len(found) == 1 else value


def as_count(value: Any) -> Any:
    """A number with what it counts: `18 票`, `36人`, `69%`, `十二票`."""
    if not isinstance(value, str):
        return value
    match = _COUNTED.fullmatch(unicodedata.normalize("NFKC", value))
    if match is None:
        return value
    return match["figures"] or numerals.parse(match["words"]) or value
