"""Which wordings of two versions it is worth comparing, and how alike those are: work that grows with
the length of the record, not with its square.

A gap that is small is compared in full. In a larger one a wording is compared with those that share its
rarest strings of letters, and a short one with what stands about as far into the gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter

from pipeline.history.wordings.likeness import STEP, Effort

MOST_NAMED = 12
"""So many candidates are named at most: more than that nobody looks through."""
# Wordings of fewer letters are found by two letters in a row, others by four: of a speech of which three
# letters in ten are others, a quarter of those stay.
SHORT = 40
FEW, MANY = 2, 4
# Strings of one wording that are looked for, and places that are looked at for all of them.
MOST_STRINGS = 64
MOST_PLACES = 512
MOST_HOLDERS = 32
# One string in so many may be shared by chance; who shares a third of what the best does is a rival.
BY_CHANCE = 32
RIVAL = 3
MOST_PROPOSED = 6
BAND = 8
# What is compared in full may cost so much of what is left.
FULL_SHARE = 4


@dataclass(frozen=True, slots=True)
class Proposed:
    """The wordings with which one is to be compared: `akin` share rare strings with it, most first;
    `near` are the others."""

    akin: Sequence[int] = ()
    near: Iterable[int] = ()

    def __iter__(self) -> Iterator[int]:
        return iter(dict.fromkeys(chain(self.akin, self.near)))


@dataclass(slots=True)
class Likenesses:
    """How alike the wordings are that were compared, by their numbers on either side. `unsure` are
    those of the first side for which there was no time, with what they may be: such a pair counts as
    equal, so that nothing is preferred to it."""

    pairs: dict[tuple[int, int], float] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    unsure: dict[int, Sequence[int]] = field(default_factory=dict)

    def put(self, one: int, other: int, score: float) -> None:
        self.pairs[one, other] = score
        self.rows[one].append(other)
        self.columns[other].append(one)

    def within(self, ones: Collection[int], others: Collection[int]) -> Likenesses:
        """Those of the pairs with both sides among these."""
        found = Likenesses()
        for (one, other), score in self.pairs.items():
            if one in ones and other in others:
                found.put(one, other, score)
        return found

    def best_first(self, least: float) -> list[tuple[int, int]]:
        """The pairs that are so much alike, nearest first."""
        alike = [(-score, pair) for pair, score in self.pairs.items() if score >= least]
        return [pair for _, pair in sorted(alike)]

    def beside(self, one: int, other: int) -> Iterator[tuple[int, int]]:
        """The other pairs of either wording."""
        yield from ((one, n) for n in self.rows[one] if n != other)
        yield from ((n, other) for n in self.columns[other] if n != one)


def compare(
    before: Mapping[int, str],
    after: Mapping[int, str],
    proposed: Mapping[int, Proposed],
    least: float,
    effort: Effort,
) -> Likenesses:
    """Those of the proposed pairs that are at least so alike."""
    found = Likenesses()
    for one, words in before.items():
        akin = [n for n in proposed[one].akin if n in after]
        if effort.spent and akin:
            found.unsure[one] = akin
            scores = dict.fromkeys(akin, 1.0)
        else:
            others = (n for n in proposed[one] if n in after)
            scores = {n: effort.likeness(words, after[n], least) for n in others}
        for other in filter(scores.get, scores):
            found.put(one, other, scores[other])
    return found


def turned(proposed: Mapping[int, Proposed]) -> dict[int, list[int]]:
    """The same pairs, by the other side."""
    found: dict[int, list[int]] = defaultdict(list)
    for one, others in proposed.items():
        for other in others:
            found[other].append(one)
    return found


def propose(
    before: Mapping[int, str], after: Mapping[int, str], effort: Effort
) -> dict[int, Proposed]:
    """For each wording on one side those on the other with which it is worth being compared."""
    work = _letters(before) * _letters(after) + STEP * len(before) * len(after)
    if work <= effort.left // FULL_SHARE:
        return dict.fromkeys(before, Proposed(near=after))
    holders = _holders(before, after)
    numbers = sorted(after)
    return {
        one: _proposed(words, place * len(numbers) // len(before), holders, numbers)
        for place, (one, words) in enumerate(before.items())
    }


def nearest(places: Sequence[int], at: int, most: int) -> Sequence[int]:
    """So many of these numbers, which rise: those around `at`."""
    middle = bisect_left(places, at)
    first = max(0, min(middle - most // 2, len(places) - most))
    return places[first : first + most]


def _letters(words: Mapping[int, str]) -> int:
    return sum(map(len, words.values()))


def _strings(words: str) -> list[str]:
    """Strings of a wording by which it is looked for, evenly from all of it."""
    size = FEW if len(words) < SHORT else MANY
    last = max(len(words) - size + 1, 1)
    step = -(-last // MOST_STRINGS)
    return [words[at : at + size] for at in range(0, last, step)]


def _holders(before: Mapping[int, str], after: Mapping[int, str]) -> dict[str, list[int]]:
    """The wordings of one side that hold a string for which those of the other are looked for."""
    wanted = set(chain.from_iterable(map(_strings, before.values())))
    sizes = set(map(len, wanted)) - {0}
    found: dict[str, list[int]] = defaultdict(list)
    for number in sorted(after):
        words = after[number]
        strings = {words[at : at + n] for n in sizes for at in range(len(words) - n + 1)}
        for string in wanted.intersection(strings):
            found[string].append(number)
    return found


def _proposed(
    words: str, place: int, holders: Mapping[str, Sequence[int]], numbers: Sequence[int]
) -> Proposed:
    """`place` is how far into the other side it stands, as a place among `numbers`."""
    at = numbers[min(place, len(numbers) - 1)] if numbers else 0
    strings = set(_strings(words))
    counts = _shared(strings, at, holders)
    least = max(len(strings) / BY_CHANCE, max(counts.values(), default=0) / RIVAL)
    alike = (n for n, count in counts.items() if count >= least)
    akin = sorted(alike, key=lambda n: (-counts[n], abs(n - at), n))
    near = nearest(numbers, at, 2 * BAND) if len(words) < SHORT else ()
    return Proposed(akin[:MOST_PROPOSED], near)


def _shared(strings: Iterable[str], at: int, holders: Mapping[str, Sequence[int]]) -> Counter[int]:
    """How many of the strings others hold; the rarest are looked at first, and not all the others."""
    rarest = sorted(((len(holders[s]), s) for s in strings if s in holders), key=itemgetter(0, 1))
    counts: Counter[int] = Counter()
    looked = 0
    for number, string in rarest:
        if looked >= MOST_PLACES:
            break
        places = nearest(holders[string], at, MOST_HOLDERS)
        counts.update(places)
        looked += min(number, MOST_HOLDERS)
    return counts
