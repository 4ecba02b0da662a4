"""How alike two wordings are, within bounds of time however long they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from minutes.text.folding import fold, runs

# Characters of one wording times those of the other: above it nothing is compared (about 50 ms).
MOST_WORK = 300_000_000
# Up to so many nobody looks whether the wordings begin and end alike before they are compared.
LITTLE_WORK = 1_000_000
# What a comparison costs beside its characters, with what is made of it: about 3 µs.
STEP = 20_000
# Of fractions that binary digits do not hold.
_ROUNDING = 1e-9
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def essence(text: str) -> str:
    """The letters and digits of a text in folded form: neither punctuation nor white space, case or
    the form of a character makes two wordings differ. A text without any is itself."""
    folded = fold(text)
    return _NEITHER_LETTER_NOR_DIGIT.sub("", folded) or folded.strip()


def in_letters(words: str) -> bool:
    """Whether most of some words is written in letters, which recur: unrelated sentences are more alike."""
    han = sum(end - start for start, end, kind in runs(words) if kind == "han")
    return 2 * han < len(words)


@dataclass(slots=True)
class Effort:
    """How much may still be compared: characters times characters, some six million a millisecond."""

    left: int

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def take(self, work: int) -> bool:
        """Take so much off, if it is there."""
        enough = work <= self.left
        self.left -= work * enough
        return enough

    def likeness(self, one: str, other: str, least: float = 0.0) -> float:
        """As `likeness`, and what that cost is taken off."""
        most = _most(len(one) + len(other), least)
        self.left -= STEP + max(len(one), len(other)) * min(len(one), len(other), most)
        return likeness(one, other, least)


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """From 0 to 1: twice the characters that both have in the same order, by those of both together
    (indel similarity). 0 where that is below `least`; of two that are too long to be compared only
    what they begin and end with counts."""
    if one == other:
        return 1.0
    total = len(one) + len(other)
    most = _most(total, least)
    if abs(len(one) - len(other)) > most:
        return 0.0
    if len(one) * len(other) > LITTLE_WORK:
        one, other = _between_ends(one, other)
    far = len(one) + len(other)
    if len(one) * len(other) <= MOST_WORK:
        far = Indel.distance(one, other, score_cutoff=most)
    return 1 - far / total if far <= most else 0.0


def _most(total: int, least: float) -> int:
    """By how many characters two wordings may differ."""
    return int((1 - least) * total + _ROUNDING)


def _between_ends(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end with."""
    start = common(one, other)
    one, other = one[start:], other[start:]
    end = common(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def common(one: str, other: str) -> int:
    """How many characters both begin with; by halves, for a loop over megabytes would take seconds."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low
