"""Whether a stretch of Han characters is a word of its own: told by what stands beside it in the archive."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain, filterfalse

from minutes.query import vocabulary
from minutes.text.folding import is_han, tokens
from pipeline.engines.protocol import Searcher, Weights
from pipeline.search.measures import Measures
from pipeline.search.words.stretches import are_han, pairs_of

PLACES, MEETINGS = 6, 8  # of a word that are looked at in a meeting, and the meetings that are
LEAST = 2  # places: by a single one nothing can be told
FIRM = 0.6  # of a word's places that one neighbour may take
# Of a word's places on either side, those at least where it ends: beside no Han character, or one that is seldom
# part of a word. Of 41 words that stand alone in real records the least is 0.14; 8 of 18 that do not have none.
ENDS = 0.05
# Of a word's places on either side, those at least where what stands beside it holds to it less firmly than its
# own characters hold together: 個漁 never, where 漁 belongs to 漁港 or 漁民.
LOOSE = 0.5
# How firmly the characters of a word hold together at least; and those of a word that is seen at few places
# (not 交易量價), or begins or ends with a character that is seldom part of one (為主, but not 有拍).
LEAST_FIRM, FIRMER, FEW = 0.5, 2.2, 8


class WordEdges:
    """The edges of words, by the speeches of an archive that are shown."""

    def __init__(self, searchers: Sequence[Searcher], measures: Measures) -> None:
        self.searchers, self.measures = searchers, measures

    def stand_alone(self, text: str) -> bool:
        """Whether a folded text is said, and no mere piece of one longer word."""
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        for left, right in self._places(text):
            before[left[-1:]] += 1
            after[right[:1]] += 1
        places = before.total()
        least = LEAST_FIRM if places >= FEW else FIRMER
        return places >= LEAST and self.are_those_of(text, before, after, least)

    def are_those_of(
        self, text: str, before: Counter[str], after: Counter[str], least: float = LEAST_FIRM
    ) -> bool:
        """Whether a text is a word by what stands before and after it, each as often as it does, and holds
        together with a firmness of `least`."""
        sided = all(_many_sided(side) and _ends(side) for side in (before, after))
        if not _is_part(text[0]) or not _is_part(text[-1]):
            least = FIRMER
        return sided and self._firmness(text, before, after) >= least

    def _places(self, text: str) -> Iterator[tuple[str, str]]:
        """What stands before and after a word, in the meetings that are likeliest to say it."""
        parts = tuple(dict.fromkeys(tokens(text)))
        public = self.measures.meetings
        for searcher in self.searchers:
            for name in likeliest(searcher.holding(parts), public.keys(), MEETINGS):
                yield from searcher.surroundings(text, name, PLACES)

    def _firmness(self, text: str, before: Counter[str], after: Counter[str]) -> float:
        """How firmly the characters of a text hold together; not at all where most of what stands beside it on
        one side holds to it more firmly."""
        inside = list(filter(are_han, pairs_of(text)))
        sides = (
            Counter({char + text[0]: before[char] for char in filter(_is_part, before)}),
            Counter({text[-1] + char: after[char] for char in filter(_is_part, after)}),
        )
        firm = self.measures.firmness(chain(inside, *sides))
        weakest = min(map(firm.__getitem__, inside), default=math.inf)
        firmer = (sum(side[pair] for pair in side if firm[pair] >= weakest) for side in sides)
        return weakest if max(firmer) <= (1 - LOOSE) * before.total() else -math.inf


def _is_part(char: str) -> bool:
    """Whether a character is often a part of a word."""
    return is_han(char) and char not in vocabulary.beside_words()


def likeliest(held: Weights, shown: Iterable[str], most: int) -> list[str]:
    """Those of the meetings shown that say a word most, of those that hold its parts: so many at most."""
    public = held.keys() & set(shown)
    return nsmallest(most, public, key=lambda name: (-held[name], name))


def _ends(beside: Counter[str]) -> bool:
    """Whether a word ends often enough where these characters stand beside it."""
    return sum(map(beside.__getitem__, filterfalse(_is_part, beside))) >= ENDS * beside.total()


def _many_sided(beside: Counter[str]) -> bool:
    """Whether no single Han character takes most of the places beside a word."""
    han = map(beside.__getitem__, filter(is_han, beside))
    return max(han, default=0) <= FIRM * beside.total()
