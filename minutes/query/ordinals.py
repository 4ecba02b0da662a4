"""Numbers in a row, 第42次 or case 46: where a text says one, and in which spellings others write it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from minutes.query.tree import ORDINAL, Word
from minutes.records import terms
from minutes.text import numerals
from minutes.text.folding import fold, tokens

# 次 and 案 count the same thing (domain: 序號); each other counter counts its own.
_COUNTERS = {fold(c): "案次" if c in "案次" else c for c in "案次季屆場期"}
_LATIN_CASE = re.compile(
    r"(?<![^\W_])(?:cases?\s?(?:no\.?\s?|#)?|no\.\s?)([1-9][0-9]{0,3})(?![^\W_])"
)

# A case as it is called beside 第46案. Digits alone before 案 are one where a word begins: 46案, but not 這3案.
_CALLED = re.compile(
    rf"(?:(?:{fold('序號')}|{fold('案號')}|\#)\s?({numerals.NUMBER})(?:{fold('號')}?案)?"
    rf"|第\s?({numerals.NUMBER})\s?{fold('號')}案|(?<!\w)([0-9]{{1,4}})\s?{fold('號')}?案)"
    r"(?![例件子由底])"
)

_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number in a row: its place in a text, and all its spellings, the one that it is counted under
    first."""

    start: int
    end: int
    forms: tuple[str, ...]


def at(folded: str, place: int) -> Ordinal | None:
    """The number in a row, or the case by its number in English, that begins at a place."""
    return _row(ORDINAL.match(folded, place) or _LATIN_CASE.match(folded, place))


def bare_at(folded: str, place: int) -> Ordinal | None:
    """The number in a row that begins at a place before a tier's name, typed without its 第: 31次月會,
    but not 下一次月會; the month of no year that is said there: 10月月會; or a case by another name: 序號46."""
    row = _row(_before_a_tier(r"\s?(次)").match(folded, place))
    return row or _month(folded, place) or _called(folded, place)


def _called(folded: str, place: int) -> Ordinal | None:
    found = _CALLED.match(folded, place)
    number = numerals.number(found[found.lastindex or 0]) if found else 0
    if found is None or not number:
        return None
    return Ordinal(*found.span(), (*_counted_with(number, "案次"), found[0]))


def _month(folded: str, place: int) -> Ordinal | None:
    found = _before_a_tier(r"\s?月份?的?").match(folded, place)
    if found is None:
        return None
    number = numerals.number(found[1])
    if number not in _MONTHS:
        return None
    spelled = dict.fromkeys((str(number), f"{number:02}", *numerals.spellings(number)))
    return Ordinal(*found.span(), tuple(f"{month}月" for month in spelled))


@lru_cache(maxsize=2)
def _before_a_tier(counter: str) -> re.Pattern[str]:
    """A number with what it counts, before the name of a tier."""
    tiers = itertools.chain.from_iterable(terms.meeting_names(tier, "main") for tier in terms.TIER)
    names = "|".join(sorted(map(re.escape, map(fold, tiers)), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({numerals.NUMBER}){counter}(?=\s?(?:{names}))")


def _row(found: re.Match[str] | None) -> Ordinal | None:
    if found is None:
        return None
    forms = _forms(found)
    return Ordinal(*found.span(), forms) if forms else None


def counted(folded: str) -> Iterator[str]:
    """What is counted of a text, with repeats: its tokens, and the numbers in a row that it says."""
    return itertools.chain(tokens(folded), ordinals_in(folded))


def ordinals_in(folded: str) -> Iterator[str]:
    """The numbers in a row that a text says, each as it is counted."""
    found = itertools.chain(ORDINAL.finditer(folded), _latin_cases(folded))
    spelled = filter(None, map(_forms, found))
    return (forms[0] for forms in spelled)


def _latin_cases(folded: str) -> Iterator[re.Match[str]]:
    """Most texts name none, which is told sooner without the pattern."""
    if "case" not in folded and "no" not in folded:
        return iter(())
    return _LATIN_CASE.finditer(folded)


def counted_as(part: Word) -> str | None:
    """Under what a number in a row is counted, whichever of its spellings stands in a text."""
    return part.forms[0] if not part.quoted and ORDINAL.fullmatch(part.forms[0]) else None


def _forms(found: re.Match[str]) -> tuple[str, ...]:
    """All spellings of a number in a row; none where it is no number."""
    number = numerals.number(found[1])
    if not 0 < number <= numerals.LARGEST:
        return ()
    if found.re is _LATIN_CASE:
        return (*_counted_with(number, "案次"), f"case {number}", f"no. {number}")
    return _counted_with(number, _COUNTERS[found[2]])


@lru_cache(maxsize=4096)
def _counted_with(number: int, counters: str) -> tuple[str, ...]:
    """「第42次」 in its many spellings."""
    return tuple(
        fold(f"第{left}{spelled}{right}{counter}")
        for left, right in (("", ""), (" ", " "), (" ", ""), ("", " "))
        for counter in counters
        for spelled in numerals.spellings(number)
    )
