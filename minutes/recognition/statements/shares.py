"""The share of the votes that is told, in digits (「67%」, 「67趴」) or in words (「百分之六十七」, invented)."""

from __future__ import annotations

import re

from minutes.recognition.word_lists import folded_pattern
from minutes.text.numerals import parse

_HAN = "[一二三四五六七八九十]"
SHARE = rf"(?:[0-9]{{1,3}}(?:\.[0-9]+)?\s?(?:%|趴)|百分之{_HAN}{{1,4}}(?:點{_HAN}{{1,2}})?)"
"""A share as it is told; `percent` reads it."""
_WORDS = folded_pattern(rf"百分之(?P<whole>{_HAN}{{1,4}})(?:點(?P<part>{_HAN}{{1,2}}))?")


def percent(told: str) -> str:
    """A share in digits, without its sign: 「67」, 「3.6」."""
    words = _WORDS.match(told)
    return _spelled(words) if words else told.rstrip("%趴 ")


def _spelled(words: re.Match[str]) -> str:
    parts = map(parse, filter(None, words.groups()))
    return ".".join(map(str, parts))
