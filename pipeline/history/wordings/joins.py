"""Speeches that were cut into several, and several that were made one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from pipeline.history.wordings.likeness import Effort

WHOLE = 0.90
"""How much of a speech its parts must hold, or a speech of what was joined in it."""
# A single part that is nearly as like the whole is the speech itself.
ALONE = 0.02
MOST_PARTS = 24
"""A record that is imported anew may have in one paragraph all that somebody said in a row."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a piece, and whose they are: of two that are the same, one voice."""

    words: str
    voice: Hashable


@dataclass(frozen=True)
class _Row:
    """What one voice says: the pieces' numbers and their words, in order."""

    numbers: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @cached_property
    def places(self) -> dict[int, int]:
        return {number: place for place, number in enumerate(self.numbers)}

    @cached_property
    def letters(self) -> list[int]:
        """How many letters stand before each piece, and in all of them."""
        return list(accumulate(map(len, self.words), initial=0))


def joins(
    wholes: Mapping[int, Spoken],
    parts: Mapping[int, Spoken],
    proposed: Mapping[int, Iterable[int]],
    effort: Effort,
) -> list[tuple[int, Sequence[int]]]:
    """The wholes that two or more of the parts in a row make up, nearest first. `proposed` are the
    parts of which one at least has to be in such a row."""
    found = sorted(_found(wholes, parts, proposed, effort), key=lambda row: (-row[0], len(row[2])))
    chosen: dict[int, Sequence[int]] = {}
    used: set[int] = set()
    for _, one, run in found:
        if one not in chosen and used.isdisjoint(run):
            chosen[one] = run
            used.update(run)
    return list(chosen.items())


def _found(
    wholes: Mapping[int, Spoken],
    parts: Mapping[int, Spoken],
    proposed: Mapping[int, Iterable[int]],
    effort: Effort,
) -> Iterator[tuple[float, int, Sequence[int]]]:
    """Likeness, whole and parts."""
    rows = _rows(parts)
    for one, whole in wholes.items():
        row = rows.get(whole.voice, _Row())
        places = sorted(row.places[n] for n in proposed.get(one, ()) if n in row.places)
        for score, run in _runs(whole.words, row, places, effort):
            yield score, one, run


def _rows(parts: Mapping[int, Spoken]) -> dict[Hashable, _Row]:
    rows: dict[Hashable, _Row] = defaultdict(_Row)
    for number, part in parts.items():
        if part.words:
            rows[part.voice].numbers.append(number)
            rows[part.voice].words.append(part.words)
    return rows


def _runs(
    whole: str, row: _Row, places: Sequence[int], effort: Effort
) -> Iterator[tuple[float, Sequence[int]]]:
    """The runs that make up a whole, with at least one piece that stands at one of these places."""
    alone: float | None = None
    for first, last in _windows(row.letters, places, len(whole)):
        if effort.spent:
            return
        score = effort.likeness(whole, "".join(row.words[first:last]), WHOLE)
        if not score:
            continue
        if alone is None:
            single = (effort.likeness(whole, row.words[p], WHOLE - ALONE) for p in places)
            alone = max(single, default=0.0)
        if score > alone + ALONE:
            yield score, row.numbers[first:last]


def _windows(letters: Sequence[int], places: Iterable[int], size: int) -> Iterator[tuple[int, int]]:
    """First and last (not in it) of the runs of pieces that may be as long as the whole."""
    pieces = len(letters) - 1
    firsts = {first for p in places for first in range(max(0, p - MOST_PARTS + 1), p + 1)}
    shortest, longest = size * WHOLE / (2 - WHOLE), size * (2 - WHOLE) / WHOLE
    for first in sorted(firsts):
        for last in range(first + 2, min(first + MOST_PARTS, pieces) + 1):
            if shortest - 1 <= letters[last] - letters[first] <= longest + 1:
                yield first, last
