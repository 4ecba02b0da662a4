"""Which meetings that do not hold every word are shown all the same. Never for a quoted phrase, a
field, an excluded word or alternatives: those must hold."""

from __future__ import annotations

from dataclasses import dataclass

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
        anything: Node = Or(self.parts) if len(self.parts) > 1 else self.parts[0]
        return Query("", And((anything, *self.must)) if self.must else anything)

    @property
    def held(self) -> Query | None:
        """A query for what must hold alone; None where nothing must."""
        return Query("", And(self.must)) if self.must else None


def loosen(query: Query) -> Near | None:
    """The parts of a query's unquoted words; None where it has no more than one, or asks for
    alternatives, or for one speech."""
    root = query.root
    nodes = root.nodes if isinstance(root, And) else (root,)
    words = [n for n in nodes if isinstance(n, Word) and not n.quoted]
    must = tuple(n for n in nodes if n is not None and n not in words)
    if query.in_speech or any(isinstance(n, Or | And) for n in must):
        return None
    loose = {part for word in (*words, *query.weighed) for part in word.parts or (word,)}
    parts = tuple(part for part in query.parts if part in loose)
    return Near(parts, must) if len(parts) > 1 else None
