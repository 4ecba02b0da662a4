"""The share of the votes that is told, in digits (「67%」, 「67趴」) or in words (「百分之六十七」, 「六成七」, invented)."""

from __future__ import annotations

import re

from minutes.recognition.word_lists import folded_pattern
from minutes.text.numerals import parse

_HAN = "[一二三四五六七八九十]"
SHARE = rf"(?:[0-9]{{1,3}}(?:\.[0-9]+)?\s?(?:%|趴)|百分之{_HAN}{{1,4}}(?:點{_HAN}{{1,2}})?|{_HAN}成{_HAN}?)"
"""A share as it is told; `percent` reads it."""
_SHARE = folded_pattern(SHARE)
_TENTHS = folded_pattern(f"({_HAN})成({_HAN})?")
_WORDS = folded_pattern(rf"百分之(?P<whole>{_HAN}{{1,4}})(?:點(?P<part>{_HAN}{{1,2}}))?")


def percent(told: str) -> str:
    """A share in digits, without its sign: 「67」, 「3.6」; other words as they are."""
    return _TENTHS.sub(_of_tenths, _WORDS.sub(_spelled, told)).rstrip("%趴 ")


def in_digits(told: str) -> str:
    """A share in digits, with its sign; other words for how a proposal did as they are."""
    return f"{percent(told)}%" if _SHARE.fullmatch(told) else told


def _spelled(words: re.Match[str]) -> str:
    parts = map(parse, filter(None, words.groups()))
    return ".".join(map(str, parts))


def _of_tenths(words: re.Match[str]) -> str:
    return "".join(f"{parse(digit)}" for digit in words.groups("零"))
