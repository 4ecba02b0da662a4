"""Which meetings that do not hold every word are shown all the same. Never for a quoted phrase, a
field, an excluded word or alternatives: those must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, filterfalse

from minutes.query.tree import (
    And,
    Node,
    Or,
    Query,
    Word,
    positive,
    required,
    restrictions_among,
    words_among,
)

MOST = 50


@dataclass(frozen=True, slots=True)
class Near:
    """What is asked of near results: some of `parts`, and all of `must`. `whole` are those parts that
    stood as a word of their own in the query, and are no piece of a longer one."""

    parts: tuple[Word, ...] = ()
    must: tuple[Node, ...] = ()
    whole: frozenset[Word] = frozenset()

    @property
    def query(self) -> Query:
        """A query for any of the parts, with what must hold: its best speeches show the parts."""
        return Query("", And((Or(self.parts), *self.must)))

    @property
    def strict_query(self) -> Query | None:
        """A query for what must hold alone; None where nothing must."""
        return Query("", And(self.must)) if self.must else None


NOTHING = Near()


def loosen(query: Query) -> Near:
    """The parts of a query's unquoted words; nothing where it has no more than one, or asks for
    alternatives, or for one speech."""
    nodes = required(query.root)
    loose = list(filterfalse(_is_quoted, words_among(nodes)))
    must = tuple(filterfalse(loose.__contains__, nodes))
    if query.in_speech or any(map(_is_choice, must)):
        return NOTHING
    parts = _parts(query, [*loose, *query.weighed])
    if len(parts) < 2:
        return NOTHING
    whole = _parts(query, filter(_is_whole, loose))
    return Near(parts, must, frozenset(whole))


def _is_quoted(word: Word) -> bool:
    return word.quoted


def _is_whole(word: Word) -> bool:
    """Whether a word is one part, and more than a single character."""
    return len(word.parts) < 2 and len(word.forms[0]) > 1


def _is_choice(node: Node) -> bool:
    """Whether a node asks for one of several words; one of several hosts is a restriction like another, also
    where a name that nobody is known to host by is among them, and searched as a word."""
    if not isinstance(node, Or | And):
        return False
    asked = list(positive(node))
    return any(words_among(asked)) and not any(restrictions_among(asked))


def _parts(query: Query, words: Iterable[Word]) -> tuple[Word, ...]:
    """The parts of a query that some of its words are made of, in the query's order."""
    loose = set(chain.from_iterable(word.ranked_by for word in words))
    return tuple(filter(loose.__contains__, query.parts))
