"""What is kept of words that were taken out to protect somebody: keyed marks of strings of their letters, by which
they are known again where they come back a little reworded, and too little to read them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from heapq import nsmallest
from itertools import chain

from pipeline.history.wordings.likeness import essence, in_letters
from pipeline.history.wordings.rereading import Piece, Reading
from pipeline.history.wordings.turns import HEAD

_MARK_BYTES = 5
_MOST_MARKS = 256
"""Of a text: the smallest, which are as good as drawn."""
_SHORT = 40
"""So many strings of few letters, or fewer, are told by these; others by longer strings, which recur less."""
_SIZES = {(False, False): 4, (False, True): 2, (True, False): 8, (True, True): 4}
"""Letters of a string, by whether most words are in Latin letters, and whether they are few."""
_ENOUGH = 0.35
"""Of the fewer strings of two texts so many are shared where up to one letter in five is another one."""
_FEWEST = {2: 2, 4: 4, 8: 8}


@dataclass(frozen=True, slots=True)
class WordTrace:
    """Words that went: how many letters their strings have, how many there were, and marks of some of them."""

    size: int
    count: int
    marks: frozenset[int]

    def is_in(self, marks: Collection[int]) -> bool:
        """Whether words with these marks say plainly the same, or a part of it."""
        shared = len(self.marks.intersection(marks)) * self.count / len(self.marks)
        return shared >= max(_FEWEST[self.size], _ENOUGH * min(self.count, len(marks)))


@dataclass(frozen=True)
class GuardedWords:
    """The traces that are `known` of an archive, the key that they are made with, and those that are `found`
    as its history is read."""

    key: bytes = b""
    known: tuple[WordTrace, ...] = ()
    found: list[WordTrace] = field(default_factory=list)

    def note(self, before: Reading, now: Reading, guard: Collection[str]) -> None:
        """Keep traces of what went, or came, with a version of a record, where its id is among these."""
        for one, other in ((before, now), (now, before)):
            self.found.extend(map(self._trace, _changed(one, other, guard)))

    def are_lost(self, before: Reading, now: Reading) -> bool:
        """Whether a version lost words that are plainly guarded ones, or a part of them."""
        return bool(self.known) and any(map(self._is_known, _changed(before, now)))

    def anew(self) -> GuardedWords:
        """The same, of which nothing was found yet."""
        return GuardedWords(self.key, self.known)

    def with_found(self) -> GuardedWords:
        """The same, where what was found is known."""
        return GuardedWords(self.key, (*self.known, *self.found), self.found)

    @cached_property
    def _sizes(self) -> frozenset[int]:
        return frozenset(trace.size for trace in self.known)

    def _is_known(self, lost: _Lost) -> bool:
        marks = {size: self._marks(lost.strings(size)) for size in self._sizes}
        return any(trace.is_in(marks[trace.size]) for trace in self.known)

    def _trace(self, lost: _Lost) -> WordTrace:
        strings = lost.strings(lost.size)
        return WordTrace(
            lost.size, len(strings), frozenset(nsmallest(_MOST_MARKS, self._marks(strings)))
        )

    def _marks(self, strings: Iterable[str]) -> frozenset[int]:
        return frozenset(map(partial(_mark, self.key), strings))


@dataclass(frozen=True)
class _Lost:
    """Words that are in one version, beside all that is in the other."""

    words: str
    others: _Said

    @cached_property
    def size(self) -> int:
        """By how long strings they are told."""
        is_latin = in_letters(self.words)
        few = _SIZES[is_latin, True]
        return _SIZES[is_latin, len(self.strings(few)) <= _SHORT]

    def strings(self, size: int) -> frozenset[str]:
        """Those that stand nowhere in the other version."""
        return _strings(self.words, size) - self.others.strings(size)


@dataclass(frozen=True)
class _Said:
    """All that a version says."""

    words: Collection[str]
    _known: dict[int, frozenset[str]] = field(default_factory=dict)

    def strings(self, size: int) -> frozenset[str]:
        if size not in self._known:
            of_each_word = map(partial(_strings, size=size), self.words)
            self._known[size] = frozenset(chain.from_iterable(of_each_word))
        return self._known[size]


def _changed(one: Reading, other: Reading, ids: Collection[str] | None = None) -> Iterator[_Lost]:
    """What only one of two versions says: all, or what has one of these ids."""
    there = frozenset(map(_words, _pieces(other)))
    others = _Said(there)
    for piece in _pieces(one):
        words = _words(piece)
        if words not in there and (ids is None or piece.id in ids):
            lost = _Lost(words, others)
            if lost.strings(lost.size):
                yield lost


def _pieces(reading: Reading) -> tuple[Piece, ...]:
    return (Piece(HEAD, "head", None, reading.head), *reading.pieces)


def _words(piece: Piece) -> str:
    """Whose words they are, and the words."""
    return essence(f"{piece.label} {piece.text}")


def _strings(words: str, size: int) -> frozenset[str]:
    return frozenset(words[n : n + size] for n in range(len(words) - size + 1))


def _mark(key: bytes, string: str) -> int:
    digest = hashlib.blake2b(
        string.encode("utf-8", "surrogatepass"), digest_size=_MARK_BYTES, key=key
    )
    return int.from_bytes(digest.digest(), "big")
