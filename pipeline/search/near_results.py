"""Meetings that hold what is rare in a query, for readers whose first words are not yet the right
ones. Never for a quoted phrase: what stands in quotes must be there."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from minutes.query.tree import ORDINAL, And, Field, Node, Or, Query, Word
from minutes.text.folding import runs
from pipeline.engines.protocol import Searcher

ENOUGH = 10  # with as many exact results there is no need for near ones
MOST = 50
MAX_PARTS = 24
# Chosen on twenty questions of readers to the real archive.
PASS = 33  # of a hundred
OFTEN, HALF = 3000, 8  # what many speeches add at most, and how many add half of it
TITLE = 1000
RARER = 3


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
    """Meetings that hold at least two parts and `PASS` per cent of what the parts are worth → score,
    a whole number.

    A part is worth the more, the fewer meetings hold it: what nearly everybody says tells little of
    what is asked. One that no meeting holds, or that is far rarer than the parts on both sides, is
    mostly the end of one word with the beginning of the next, and does not count. More speeches
    that hold a part add less and less; in the title it counts more.
    """
    among = _allowed(near, searchers, shown)
    found = [
        {n: m for s in searchers for n, m in s.find(Query("", part), among).items()}
        for part in near.parts
    ]
    counts = [sum(match.speeches for match in matches.values()) for matches in found]
    held: dict[str, int] = {}
    mass: dict[str, int] = {}
    score: dict[str, int] = {}
    whole = 0
    for index, matches in enumerate(found):
        if not matches or _between(near.parts, counts, index):
            continue
        worth = round(1000 * math.log2(1 + len(among) / len(matches)))
        whole += worth
        for name, match in matches.items():
            held[name] = held.get(name, 0) + 1
            mass[name] = mass.get(name, 0) + worth
            often = OFTEN * match.speeches // (match.speeches + HALF)
            score[name] = score.get(name, 0) + worth * (1000 + often + TITLE * bool(match.title))
    enough = {n: score[n] for n, m in mass.items() if held[n] > 1 and 100 * m > PASS * whole}
    if any(isinstance(n, Field) and n.name == "speaker" for n in near.must):
        best = sorted(enough, key=lambda n: (-enough[n], n))[: 2 * MOST]
        said = {n for searcher in searchers for n in searcher.find(near.query, set(best))}
        return {name: number for name, number in enough.items() if name in said}
    return enough


def _allowed(near: Near, searchers: Sequence[Searcher], shown: Collection[str]) -> Collection[str]:
    """The meetings in which all that must hold holds."""
    if not near.must:
        return shown
    query = Query("", And(near.must))
    return {name for searcher in searchers for name in searcher.find(query, shown)}


def _between(parts: Sequence[Word], counts: Sequence[int], index: int) -> bool:
    """Whether a pair of Han characters is far rarer than the overlapping pairs on both its sides."""
    if not 0 < index < len(parts) - 1:
        return False
    before, this, after = (part.forms[0] for part in parts[index - 1 : index + 2])
    return (
        before[-1] == this[0]
        and this[-1] == after[0]
        and len(this) == 2
        and RARER * counts[index] < min(counts[index - 1], counts[index + 1])
    )
