"""How proposals did in a vote: the shares that are told, in digits (「67%」, 「67趴」) or in words (「百分之六十七」,
「六成七」, invented), and the votes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from minutes.recognition.word_lists import any_of, folded_pattern, words
from minutes.text.folding import fold
from minutes.text.numerals import parse

_HAN = "[一二三四五六七八九十]"
SHARE = rf"(?:[0-9]{{1,3}}(?:\.[0-9]+)?\s?(?:%|趴)|百分之{_HAN}{{1,4}}(?:點{_HAN}{{1,2}})?|{_HAN}成{_HAN}?)"
"""A share as it is told; `percent` reads it."""
_SHARE = folded_pattern(SHARE)
LISTED_UNDER = f"(?:(?:{any_of(words('ballot', 'kinds')).pattern})[-─:])?"
"""What stands before a name in a result and is no part of it: 「自提—寵物登記 45 票」 (invented)."""
# 「同意37，不同意3」 (invented): how many were for a proposal, and how many against it.
FOR_AND_AGAINST = (
    r"(?:要|同意|贊成|支持)\s?[有:]?\s?(?P<yes>[0-9]{1,3})\s?票?[,、;]\s?"
    r"(?:不要|不同意|不贊成|不支持|反對)\s?[有:]?\s?(?P<no>[0-9]{1,3})"
)
# 「自行車是67%」, 「租金補貼，得票率七成一」, 「文化幣，三十一票」 (invented): how a proposal did, in the words for it.
_IN_TENTHS = "[一二三四五六七八九]成[一二三四五六七八九]?"
_VOTES = "(?:[0-9]{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?)票"
_SCORE = folded_pattern(
    rf"(?:^|[,、。;:(/])\s?(?:[1-9][.、]\s?|[1-9][0-9]{{1,2}}(?=[^0-9,、。.:%票 ]))?{LISTED_UNDER}(?P<name>(?:(?![都均皆][是為有]|百分之)[^,、。;:%()0-9]){{2,40}}?)[,:]?(?:得票率?|支持度|的?有|是|為)*\s?"
    rf"(?P<share>{SHARE}|{_IN_TENTHS}|{_VOTES})"
)
_TENTHS = folded_pattern(f"({_HAN})成({_HAN})?")
_DIGITS, _BALLOTS = re.compile(r"[0-9]+(?:\.[0-9]+)?"), fold("票")
_WORDS = folded_pattern(rf"百分之(?P<whole>{_HAN}{{1,4}})(?:點(?P<part>{_HAN}{{1,2}}))?")


def percent(told: str) -> str:
    """A share in digits, without its sign: 「67」, 「3.6」; other words as they are."""
    return _TENTHS.sub(_of_tenths, _WORDS.sub(_spelled, told)).rstrip("%趴 ")


def in_digits(told: str) -> str:
    """A share in digits, with its sign; other words for how a proposal did as they are."""
    return f"{percent(told)}%" if _SHARE.fullmatch(told) else told


def scores(texts: Iterable[str]) -> list[re.Match[str]]:
    """How proposals did, as some folded texts tell: each with the `name` of what did so and its `share` as it is
    told."""
    return list(chain.from_iterable(map(_SCORE.finditer, texts)))


def amount(told: str) -> float:
    """The number of a share or of votes; 0 where it is told in words that give none."""
    digits = _DIGITS.match(percent(told).removesuffix(_BALLOTS))
    return float(digits[0]) if digits else 0.0


def _spelled(words: re.Match[str]) -> str:
    parts = map(parse, filter(None, words.groups()))
    return ".".join(map(str, parts))


def _of_tenths(words: re.Match[str]) -> str:
    return "".join(f"{parse(digit)}" for digit in words.groups("零"))
