"""What is kept of withdrawn words: enough to know them again with a letter changed, too little to read
them. The key, and the marks that are made with it, never leave the archive's private data folder."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from minutes.addresses.likeness import likeness
from minutes.text.folding import compose, fold, is_han, is_word

# Letters of a mark. Two are shared by chance in any long speech of the same subject; with four, one
# changed letter takes so many marks away that short sentences are not known again.
SHINGLE = 3
# One letter in so many may be another one: 0.95 of the words are the same.
ONE_IN = 20
# Shorter words, such as 「我沒有意見」, are said by many and give nobody away.
SHORTEST = 6
_MARK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Trace:
    """One withdrawn speech: its record (as `likeness` gives it), what its tombstone calls it, how many
    letters it had, and a keyed mark for each three of them that follow each other."""

    meeting: str
    speech: str
    length: int
    marks: frozenset[int]

    def is_in(self, marks: frozenset[int], length: int) -> bool:
        """Whether a speech of these marks has the withdrawn words in it, but for one letter in twenty.
        What is too short for one letter to differ must be the same speech, and nothing more."""
        spare = self.length // ONE_IN
        if length < self.length - spare or (not spare and length != self.length):
            return False
        return len(self.marks - marks) <= spare * SHINGLE


@dataclass(frozen=True)
class Traces:
    """The traces of an archive, and the key that they were made with."""

    key: bytes = b""
    kept: tuple[Trace, ...] = ()

    @cached_property
    def _by_meeting(self) -> dict[str, tuple[Trace, ...]]:
        found: dict[str, tuple[Trace, ...]] = {}
        for trace in self.kept:
            found[trace.meeting] = (*found.get(trace.meeting, ()), trace)
        return found

    @cached_property
    def speeches(self) -> frozenset[tuple[str, str]]:
        """(record, speech) of every trace."""
        return frozenset((trace.meeting, trace.speech) for trace in self.kept)

    def of(self, meeting: str) -> tuple[Trace, ...]:
        """Those of a record, or of one whose name looks like its name."""
        return self._by_meeting.get(likeness(meeting), ())

    def find(self, meeting: str, words: str) -> str:
        """What the tombstone calls the withdrawn speech of this record that `words` repeat; "" where
        they repeat none."""
        traces = self.of(meeting)
        if not traces:
            return ""
        letters = _letters(words)
        marks = _marks(self.key, likeness(meeting), letters)
        return next((t.speech for t in traces if t.is_in(marks, len(letters))), "")

    def trace(self, meeting: str, speech: str, words: str) -> Trace | None:
        """What to keep of a withdrawn speech; None where it says too little to be known again."""
        letters, name = _letters(words), likeness(meeting)
        if len(letters) < SHORTEST:
            return None
        return Trace(name, speech, len(letters), _marks(self.key, name, letters))


NO_TRACES = Traces()
"""Of an archive of which nothing was withdrawn."""


def _letters(words: str) -> str:
    """The words without signs and spaces, folded: a changed comma changes nothing."""
    return "".join(c for c in fold(compose(words)) if is_han(c) or is_word(c))


def _marks(key: bytes, meeting: str, letters: str) -> frozenset[int]:
    """The marks of some letters. The same letters in another record have other marks, and those that
    come again in the speech have one for each time."""
    return frozenset(_marked(key, meeting, letters))


def _marked(key: bytes, meeting: str, letters: str) -> Iterator[int]:
    times: Counter[str] = Counter()
    for at in range(len(letters) - SHINGLE + 1):
        shingle = letters[at : at + SHINGLE]
        text = f"{meeting}\0{times[shingle]}\0{shingle}".encode("utf-8", "surrogatepass")
        times[shingle] += 1
        made = hashlib.blake2b(text, digest_size=_MARK_BYTES, key=key).digest()
        yield int.from_bytes(made, "big")
