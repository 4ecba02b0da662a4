"""Whether a stretch of Han characters is a word of its own: told by what stands beside it in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

from minutes.query import vocabulary
from minutes.text.folding import is_han, tokens
from pipeline.engines.protocol import Searcher, Weights
from pipeline.search.measures import Measures

PLACES, MEETINGS = 6, 8  # of a word that are looked at in a meeting, and the meetings that are
LEAST = 2  # places: by a single one nothing can be told
FIRM = 0.6  # of a word's places that one neighbour may take
# Of a word's places on either side, those at least where it ends: beside no Han character, or one that is seldom
# part of a word. Of 41 words that stand alone in real records the least is 0.14; 8 of 18 that do not have none.
ENDS = 0.05


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
        enough = before.total() >= LEAST
        return enough and all(_many_sided(side) and _ends(side) for side in (before, after))

    def _places(self, text: str) -> Iterator[tuple[str, str]]:
        """What stands before and after a word, in the meetings that are likeliest to say it."""
        parts = tuple(dict.fromkeys(tokens(text)))
        public = self.measures.meetings
        for searcher in self.searchers:
            for name in _likeliest(searcher.holding(parts), public.keys()):
                yield from searcher.surroundings(text, name, PLACES)


def _likeliest(held: Weights, shown: Iterable[str]) -> list[str]:
    public = held.keys() & set(shown)
    return nsmallest(MEETINGS, public, key=lambda name: (-held[name], name))


def _ends(beside: Counter[str]) -> bool:
    """Whether a word ends often enough where these characters stand beside it."""
    seldom_part = vocabulary.beside_words()
    outside = (char for char in beside if char in seldom_part or not is_han(char))
    return sum(map(beside.__getitem__, outside)) >= ENDS * beside.total()


def _many_sided(beside: Counter[str]) -> bool:
    """Whether no single Han character takes most of the places beside a word."""
    han = map(beside.__getitem__, filter(is_han, beside))
    return max(han, default=0) <= FIRM * beside.total()
