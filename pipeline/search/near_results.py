"""Which meetings that do not hold every word are shown all the same. Never for a quoted phrase, a
field, an excluded word or alternatives: those must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, filterfalse

from minutes.query.tree import And, Node, Or, Query, Word

MOST = 50


@dataclass(frozen=True, slots=True)
class Near:
    """What is asked of near results: some of `parts`, and all of `must`."""

    parts: tuple[Word, ...]
    must: tuple[Node, ...]

    @property
    def query(self) -> Query:
        """A query for any of the parts, with what must hold: its best speeches show the parts."""
        return Query("", And((Or(self.parts), *self.must)))

    @property
    def held(self) -> Query | None:
        """A query for what must hold alone; None where nothing must."""
        return Query("", And(self.must)) if self.must else None


def loosen(query: Query) -> Near | None:
    """The parts of a query's unquoted words; None where it has no more than one, or asks for
    alternatives, or for one speech."""
    nodes = _required(query.root)
    words = [node for node in nodes if isinstance(node, Word)]
    loose = list(filterfalse(_is_quoted, words))
    must = tuple(filterfalse(loose.__contains__, nodes))
    if query.in_speech or any(map(_is_choice, must)):
        return None
    parts = _parts(query, [*loose, *query.weighed])
    return Near(parts, must) if len(parts) > 1 else None


def _required(root: Node | None) -> tuple[Node, ...]:
    """What a query asks for, each thing by itself."""
    if root is None:
        return ()
    return root.nodes if isinstance(root, And) else (root,)


def _is_quoted(word: Word) -> bool:
    return word.quoted


def _is_choice(node: Node) -> bool:
    return isinstance(node, Or | And)


def _parts(query: Query, words: Iterable[Word]) -> tuple[Word, ...]:
    """The parts of a query that some of its words are made of, in the query's order."""
    loose = set(chain.from_iterable(word.parts or (word,) for word in words))
    return tuple(filter(loose.__contains__, query.parts))
