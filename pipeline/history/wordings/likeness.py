"""How alike two wordings are, within bounds of time however long they are."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Indel

from minutes.text.folding import fold

# Characters of one wording times those of the other: above it nothing is compared (about 50 ms).
MOST_WORK = 300_000_000
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def essence(text: str) -> str:
    """The letters and digits of a text in folded form: neither punctuation nor white space, case or
    the form of a character makes two wordings differ. A text without any is itself."""
    folded = fold(text)
    return _NEITHER_LETTER_NOR_DIGIT.sub("", folded) or folded.strip()


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """From 0 to 1: twice the characters that both have in the same order, by those of both together
    (indel similarity). 0 where that is below `least`, or the two are too long to be compared."""
    if one == other:
        return 1.0
    total = len(one) + len(other)
    if 2 * min(len(one), len(other)) < least * total:
        return 0.0
    start = common(one, other)
    one, other = one[start:], other[start:]
    end = common(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    equal = start + end
    if len(one) * len(other) > MOST_WORK:
        sure = 2 * equal / total
        return sure if sure >= least else 0.0
    inside = len(one) + len(other)
    found = (2 * equal + inside * Indel.normalized_similarity(one, other)) / total
    return found if found >= least else 0.0


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
