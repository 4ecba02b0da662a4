"""The words of some texts that these say far more often than the archive does, told from what was cut out of words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from minutes.query import vocabulary
from pipeline.search.words.edges import WordEdges
from pipeline.search.words.stretches import pairs_of

LOOKED_AT = 40  # stretches that are looked at in the texts, the worthiest first
ASKED = 8  # of which so many are looked for in the archive


class SaidWords:
    """The words among the stretches that some texts say, each with how often they do."""

    def __init__(self, said: Mapping[str, int], texts: Iterable[str], edges: WordEdges) -> None:
        self.said, self.edges = said, edges
        self._joined = "\n".join(("", *texts, ""))

    def likely(self) -> Iterator[str]:
        """What may be a word by these texts alone, the worthiest first: said by several meetings, begun and
        ended where words are."""
        return filter(self._has_edges, islice(filter(_is_bare, self.stretches), LOOKED_AT))

    @cached_property
    def stretches(self) -> Sequence[str]:
        """What these texts say, cut anyhow, the worthiest first."""
        worth = self._worth()
        return sorted(worth, key=lambda text: (-worth[text], text))

    def words(self, likely: Iterable[str]) -> Iterator[str]:
        """Those that stand for themselves in the archive, too; none shares two characters with one before."""
        taken: set[str] = set()
        for text in islice(likely, ASKED):
            pairs = set(pairs_of(text))
            if pairs.isdisjoint(taken) and self.edges.stand_alone(text):
                taken |= pairs
                yield text

    def _worth(self) -> dict[str, float]:
        """What each stretch is worth: the more, the oftener these texts say it and the fewer meetings of the
        archive do."""
        everything, numbers = len(self.edges.measures.meetings), self.edges.measures.numbers
        pairs = {text: pairs_of(text) for text in self.said}
        fewest = {text: min(map(numbers.__getitem__, each)) for text, each in pairs.items()}
        return {
            text: math.log1p(number) * math.log(everything / fewest[text])
            for text, number in self.said.items()
        }

    def _has_edges(self, text: str) -> bool:
        """Whether a stretch begins and ends in these texts as words do."""
        pieces = self._joined.split(text)  # between two that touch there is nothing
        before = Counter([piece[-1:] or text[-1] for piece in pieces[:-1]])
        after = Counter([piece[:1] or text[0] for piece in pieces[1:]])
        return self.edges.are_those_of(text, before, after)


def _is_bare(text: str) -> bool:
    """Whether a stretch neither begins nor ends with a character with which no term does."""
    return vocabulary.outside_words().isdisjoint((text[0], text[-1]))
