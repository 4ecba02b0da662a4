"""Meetings that hold most of a query's parts, for readers whose first words are not yet the right
ones. Never for a quoted phrase: what stands in quotes must be there."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from minutes.fold import runs
from minutes.query import ORDINAL, And, Node, Or, Query, Word
from pipeline.engines import Searcher

ENOUGH = 10  # with as many exact results there is no need for near ones
MOST = 50
MAX_PARTS = 24


@dataclass(frozen=True, slots=True)
class Near:
    """What is asked of near results: any of `parts`, and all of `must`."""

    parts: tuple[Word, ...]
    must: tuple[Node, ...]

    @property
    def query(self) -> Query:
        """A query for any of the parts, with what must hold: its best speeches show the parts."""
        anything: Node = Or(self.parts) if len(self.parts) > 1 else self.parts[0]
        return Query("", And((anything, *self.must)) if self.must else anything)

    def only(self, part: Word) -> Query:
        """A query for one part alone."""
        return Query("", And((part, *self.must)) if self.must else part)


def loosen(query: Query) -> Near | None:
    """The parts of a query: Han bigrams, words and case numbers of its unquoted words; None where
    it has no more than one, or asks for alternatives."""
    root = query.root
    nodes = root.nodes if isinstance(root, And) else (root,)
    words = [n for n in nodes if isinstance(n, Word) and not n.quoted]
    must = tuple(n for n in nodes if n is not None and n not in words)
    if query.in_speech or any(isinstance(n, Or | And) for n in must):
        return None
    parts = dict.fromkeys(part for word in words for part in _parts(word))
    chosen = tuple(parts)[:MAX_PARTS]
    return Near(chosen, must) if len(chosen) > 1 else None


def _parts(word: Word) -> list[Word]:
    form = word.forms[0]
    found: list[Word] = []
    at = 0
    for ordinal in ORDINAL.finditer(form):
        found += _pieces(form[at : ordinal.start()])
        spelled = {m.group() for f in word.forms for m in ORDINAL.finditer(f)}
        found.append(Word(ordinal.group(), (ordinal.group(), *sorted(spelled - {ordinal.group()}))))
        at = ordinal.end()
    return found + _pieces(form[at:])


def _pieces(text: str) -> list[Word]:
    found = []
    for start, end, kind in runs(text):
        piece = text[start:end]
        if kind == "han" and len(piece) > 2:
            found += [Word(piece[i : i + 2], (piece[i : i + 2],)) for i in range(len(piece) - 1)]
        elif kind == "han" or (kind == "word" and not (len(piece) == 1 and piece.isalpha())):
            found.append(Word(piece, (piece,)))
    return found


def rank(near: Near, searchers: Sequence[Searcher], shown: Collection[str]) -> dict[str, int]:
    """Meetings that hold more than half of the parts, at least two → score, a whole number.

    A part that no meeting holds does not count: it is mostly the end of one word with the
    beginning of the next. A part counts the more, the fewer meetings hold it; a second speech that
    holds it adds little; in the title it counts double.
    """
    held: dict[str, int] = {}
    score: dict[str, int] = {}
    known = 0
    for part in near.parts:
        matches = {
            name: match
            for searcher in searchers
            for name, match in searcher.find(near.only(part), shown).items()
        }
        known += bool(matches)
        worth = round(1000 * math.log2(1 + len(shown) / max(1, len(matches))))
        for name, match in matches.items():
            held[name] = held.get(name, 0) + 1
            often = 1000 * match.speeches // (match.speeches + 2)
            score[name] = score.get(name, 0) + worth * (1000 + often + 1000 * bool(match.title))
    return {name: score[name] for name, number in held.items() if number >= max(2, known // 2 + 1)}
