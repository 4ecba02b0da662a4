"""Where a long word of a query may be cut in two when no record holds it whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from minutes.query import periods
from minutes.text.folding import fold, is_han, units

SHORTEST = 2  # characters of a part: one alone stands in nearly every record


def halves(text: str, number: Callable[[str], int]) -> tuple[str, ...]:
    """The two parts of a word on either side of its weakest joint: the one that least of the records
    say as one word. Of joints alike the one nearest the middle, then the first. Nothing where a part
    would be shorter than two characters, a word of letters cut, or a time. `number` tells in how many
    meetings one or two folded Han characters stand."""
    folded = fold(text)
    usable = _joints(folded)
    if not usable:
        return ()
    firm = {at: _firmness(folded[at - 1], folded[at], number) for at in usable}
    at = min(usable, key=lambda at: (firm[at], abs(2 * at - len(text)), at))
    return text[:at], text[at:]


def _joints(folded: str) -> list[int]:
    """The places at which a word may be cut: none of a time."""
    last = len(folded) - SHORTEST
    ends = accumulate(map(len, units(folded)))
    usable = [at for at in ends if SHORTEST <= at <= last]
    return [] if periods.read(folded) else usable


def _firmness(one: str, other: str, number: Callable[[str], int]) -> float:
    """From 0 to 1: of the meetings that hold the rarer of two characters, the share that hold both side
    by side. 塊 is hardly ever said without 鏈, while 鏈 and 投 meet by chance. A number stays with what
    it counts: 10月, 45天."""
    if one.isdigit() and is_han(other):
        return 1.0
    if not (is_han(one) and is_han(other)):
        return 0.0
    return number(one + other) / max(1, min(number(one), number(other)))
