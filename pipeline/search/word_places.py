"""Where the parts of one query stand, by the postings where they tell it and by the text elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from minutes.query.tree import Word
from pipeline.search.occurrences import Occurrences


class WordPlaces:
    """The `Places` of some words in an index."""

    def __init__(
        self, occurrences: Occurrences, parts: Sequence[Word], known: Collection[str]
    ) -> None:
        self.occurrences, self.parts = occurrences, parts
        self.known = known
        self._held: Sequence[Mapping[str, int]] = [{} for _ in parts]

    def speeches_holding(self, among: Collection[str]) -> Sequence[Mapping[str, int]]:
        """See `Places.speeches_holding`."""
        known = set(among).intersection(self.known)
        self._held = [self._of(part, known) for part in self.parts]
        return self._held

    def _of(self, part: Word, among: set[str]) -> dict[str, int]:
        places = self.occurrences
        leaf = places.leaf(part)
        there = leaf.weights.keys() & among
        sure = places.exactly_in(leaf, there)
        found = {name: leaf.weights[name].speeches for name in leaf.counting(sure)}
        others = set(places.standing(leaf, there - sure))
        others |= places.dated(part, among) - found.keys()
        return found | {name: len(places.hits(leaf, name)) for name in others}

    def together(self, meeting: str, shares: Sequence[float]) -> float:
        """See `Places.together`. The part that most speeches hold is not looked up in all of them:
        its number is known, and only the speeches that hold another part are asked for it."""
        if meeting not in self.known:
            return 0.0
        there = [
            (held[meeting], share, part)
            for held, share, part in zip(self._held, shares, self.parts, strict=True)
            if held.get(meeting)
        ]
        if not there:
            return 0.0
        *others, (number, most, common) = sorted(there, key=lambda one: one[0])
        worth: dict[int, float] = {}
        for _, share, part in others:
            for n in self.occurrences.hits(self.occurrences.leaf(part), meeting):
                worth[n] = worth.get(n, 0.0) + share
        both = self.occurrences.of(self.occurrences.leaf(common), meeting, sorted(worth))
        for n in both:
            worth[n] += most
        return sum(share**2 for share in worth.values()) + (number - len(both)) * most**2
