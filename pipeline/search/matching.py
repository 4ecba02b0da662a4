"""Which meetings, and which speeches by themselves, fulfil the tree of a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, filterfalse
from typing import Any

from minutes.query.restrictions import Facts, matches
from minutes.query.tree import And, Field, Node, Not, Or, Word, is_speaker, required, words_among
from minutes.text.lists import without_empty
from pipeline.engines.protocol import NOWHERE
from pipeline.search.occurrences import Occurrences, SoughtWord
from pipeline.search.sought_speakers import Speakers

_DEAREST = 1 << 30  # more than any word costs
_COSTS: Mapping[type[Node], int] = {Field: -1}
Scoped = tuple[Word | None, Speakers]


class Matching:
    """The nodes of one query among the meetings and speeches of an archive."""

    def __init__(self, occurrences: Occurrences, facts: Mapping[str, Facts]) -> None:
        self.occurrences, self.facts = occurrences, facts
        self._leaf = occurrences.leaf

    # --- meetings

    def meetings(self, node: Node, speakers: Speakers, among: set[str]) -> set[str]:
        """The meetings among some in which a node holds, its words said by `speakers`."""
        return _MEETINGS[type(node)](self, node, speakers, among) if among else among

    def any_of(self, node: Or, speakers: Speakers, among: set[str]) -> set[str]:
        """Those in which one part holds."""
        return set().union(*(self.meetings(part, speakers, among) for part in node.nodes))

    def none_of(self, node: Not, _: Speakers, among: set[str]) -> set[str]:
        """Those in which what must not hold does not, whoever speaks."""
        return among - self.meetings(node.node, (), among)

    def all_of(self, node: And, speakers: Speakers, among: set[str]) -> set[str]:
        """Those in which all parts hold."""
        own, others = parted(node)
        inner = (*speakers, *own)
        if own:
            among = self._speaking(inner, others, among)
        for part in _cheapest_first(others, lambda word: len(self._leaf(word, inner).weights)):
            among = self.meetings(part, inner, among)
        return among

    def _speaking(self, speakers: Speakers, others: Iterable[Node], among: set[str]) -> set[str]:
        """Those in which some people speak at all, and which may hold the words beside their names:
        before any text is read."""
        leaves = (self._leaf(part, speakers) for part in words_among(others))
        likely = among.intersection(*(leaf.where for leaf in leaves))
        return self.occurrences.speaker(speakers).speaking(likely)

    def fitting(self, node: Field, speakers: Speakers, among: set[str]) -> set[str]:
        """Those that a restriction fits."""
        if is_speaker(node):
            return self.occurrences.speaker((*speakers, node)).speaking(among)
        return {name for name in among if matches(node, self.facts[name])}

    def holding(self, word: Word, speakers: Speakers, among: set[str]) -> set[str]:
        """Those in which a word stands, or that were held in its days, whoever speaks."""
        leaf = self._leaf(word, speakers)
        found = self._standing(leaf, leaf.where.keys() & among)
        return found if speakers else found | self.occurrences.dated(word, among)

    def _standing(self, leaf: SoughtWord, among: set[str]) -> set[str]:
        sure = self.occurrences.exactly_in(leaf, among)
        standing = set(self.occurrences.standing(leaf, among - sure))
        return leaf.counting(sure) | standing

    # --- speeches that fulfil all of it by themselves

    def in_one(self, node: Node, shown: set[str]) -> dict[str, Sequence[int]]:
        """The meetings with a speech that fulfils a node by itself, and these speeches."""
        everybody = self.occurrences.speaker(())
        perhaps = self._perhaps(node, shown)
        self.occurrences.store.expect(perhaps)
        alone = {n: self.speeches(node, n, everybody.speeches(n)) for n in perhaps}
        return without_empty(alone)

    def _perhaps(self, node: Node, among: set[str]) -> set[str]:
        """A superset of the meetings in which one speech can hold all that a node asks for."""
        for word in words_among(required(node)):
            weights = self._leaf(word).weights
            among = {name for name in among if weights.get(name, NOWHERE).speeches}
        return among

    def speeches(self, node: Node, name: str, among: Sequence[int]) -> Sequence[int]:
        """Those of some speeches of a meeting that fulfil a node by themselves."""
        return _SPEECHES[type(node)](self, node, name, among) if among else among

    def any_in_one(self, node: Or, name: str, among: Sequence[int]) -> Sequence[int]:
        """Those that fulfil one part."""
        found = set(chain.from_iterable(self.speeches(part, name, among) for part in node.nodes))
        return sorted(found)

    def all_in_one(self, node: And, name: str, among: Sequence[int]) -> Sequence[int]:
        """Those that fulfil all parts."""
        for part in _cheapest_first(
            node.nodes, lambda word: self._leaf(word).weights.get(name, NOWHERE)
        ):
            among = self.speeches(part, name, among)
        return among

    def none_in_one(self, node: Not, name: str, among: Sequence[int]) -> Sequence[int]:
        """All, where what must not hold stands nowhere in the meeting."""
        return () if self.meetings(node.node, (), {name}) else among

    def fitting_in_one(self, node: Field, name: str, among: Sequence[int]) -> Sequence[int]:
        """Those said by whom a restriction names; all, where it fits the meeting."""
        if is_speaker(node):
            return self.occurrences.speaker((node,)).among(name, among)
        return among if matches(node, self.facts[name]) else ()

    def holding_in_one(self, word: Word, name: str, among: Sequence[int]) -> Sequence[int]:
        """Those that hold a word."""
        leaf = self._leaf(word)
        stands = leaf.weights.get(name, NOWHERE).speeches
        return self.occurrences.of(leaf, name, among) if stands else ()


_MEETINGS: Mapping[type[Node], Callable[[Matching, Any, Speakers, set[str]], set[str]]] = {
    Or: Matching.any_of,
    And: Matching.all_of,
    Not: Matching.none_of,
    Field: Matching.fitting,
    Word: Matching.holding,
}
_SPEECHES: Mapping[type[Node], Callable[[Matching, Any, str, Sequence[int]], Sequence[int]]] = {
    Or: Matching.any_in_one,
    And: Matching.all_in_one,
    Not: Matching.none_in_one,
    Field: Matching.fitting_in_one,
    Word: Matching.holding_in_one,
}


def _cheapest_first(nodes: Iterable[Node], price: Callable[[Word], int]) -> list[Node]:
    """Restrictions first, they cost little; then words by their price, the rarest first."""

    def cost(node: Node) -> int:
        return price(node) if isinstance(node, Word) else _COSTS.get(type(node), _DEAREST)

    return sorted(nodes, key=cost)


def parted(node: And) -> tuple[Speakers, list[Node]]:
    """The speakers that an AND names for its other parts, and those parts."""
    return tuple(filter(is_speaker, node.nodes)), list(filterfalse(is_speaker, node.nodes))


def scoped(node: Node, speakers: Speakers = ()) -> list[Scoped]:
    """Every word that may match, with the speakers it is restricted to; (None, speakers) where
    speakers are named without words: then all they said matches."""
    match node:
        case Word():
            return [(node, speakers)]
        case Field(name="speaker"):
            return [(None, (*speakers, node))]
        case Or(nodes):
            return _scoped_in(nodes, speakers)
        case And():
            own, others = parted(node)
            inner = (*speakers, *own)
            return _scoped_in(others, inner) or ([(None, inner)] if own else [])
    return []


def _scoped_in(nodes: Iterable[Node], speakers: Speakers) -> list[Scoped]:
    return list(chain.from_iterable(scoped(part, speakers) for part in nodes))
