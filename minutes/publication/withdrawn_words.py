"""What is kept of withdrawn words: enough to know them again with a letter changed, too little to read
them. The key, and the marks that are made with it, never leave the archive's private data folder."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from urllib.parse import unquote

from minutes.addresses.likeness import likeness
from minutes.text.folding import compose, fold, is_han, is_word
from minutes.text.han import only_han

# Letters of a mark. Two are shared by chance in any long speech of the same subject; with four, one
# changed letter takes so many marks away that short sentences are not known again.
SHINGLE = 3
# One letter in so many may be another one: 0.95 of the words are the same.
ONE_IN = 20
# So much of what only a speech said, in its record without it: of pieces of ten letters eight marks in ten are left, of
# six letters four in six. With fewer marks of its own it gives nobody away.
STREWN = 0.6
FEWEST_OWN = 12
# With less of its marks another speech stands in the place of one.
ANOTHER = 0.2
# Shorter words, such as 「我沒有意見」, are said by many and give nobody away.
SHORTEST = 6
# Of 5,614 speeches of so many Han letters, and fewer than twenty letters in all, in every third record of 2015 to
# 2020 nine stand within another speech of their record. Shorter ones (of six Han letters one in twenty) and those in
# Latin letters ("Thank you very much.", one in ten) are somebody's own only where nobody else in the record says them.
OWN_HAN = 10
_MARK_BYTES = 8
_SPEECH = attrgetter("speech")


@dataclass(frozen=True, slots=True)
class Trace:
    """One withdrawn speech: its record when it was first known (as `likeness` gives it), what its tombstone
    calls it, how many letters it had, and a keyed mark for each three of them that follow each other.
    `is_own`: it says much, or nobody else in its record says it. `own` are those of its marks that nothing else in its
    record had; None where an older version kept it."""

    meeting: str
    speech: str
    length: int
    marks: frozenset[int]
    is_own: bool = False
    own: frozenset[int] | None = None

    def is_in(self, marks: frozenset[int], length: int) -> bool:
        """Whether a speech of these marks has the withdrawn words in it, but for one letter in twenty.
        What is too short for one letter to differ must be all there, and where others may say it by
        chance the same speech, and nothing more."""
        spare = self.length // ONE_IN
        return self.may_be_in(length) and len(self.marks - marks) <= spare * SHINGLE

    def may_be_in(self, length: int) -> bool:
        """Whether a speech of so many letters is long enough for it, or as long as it has to be."""
        spare = self.length // ONE_IN
        is_enough = length >= self.length - spare
        return is_enough if spare or self.is_own else length == self.length

    def is_strewn(self, marks: frozenset[int]) -> bool:
        """Whether most of what only it said stands in what has these marks, in pieces or in whatever order."""
        own = self.own or frozenset()
        return len(own) >= FEWEST_OWN and len(own & marks) >= STREWN * len(own)

    def share_in(self, marks: frozenset[int]) -> float:
        """How much of it has these marks: from 0 to 1."""
        return len(self.marks & marks) / max(len(self.marks), 1)


@dataclass(frozen=True)
class Traces:
    """The traces of an archive, and the key that they were made with. `lost`: there were some, and they cannot be
    read any more."""

    key: bytes = b""
    kept: tuple[Trace, ...] = ()
    lost: bool = False

    @cached_property
    def speeches(self) -> frozenset[str]:
        """The speeches of which there is a trace."""
        return frozenset(trace.speech for trace in self.kept)

    def find(self, words: str, among: Collection[str]) -> str:
        """Which of the speeches `among` which those of a record are that are withdrawn, as their tombstones
        call them, `words` repeat; "" where they repeat none. The record may have another name by now."""
        traces = list(filter(lambda trace: trace.speech in among, self.kept))
        if not traces:
            return ""
        found = (self._found(letters, traces) for letters in _readings(words))
        return next(filter(None, found), "")

    def _found(self, letters: str, traces: Iterable[Trace]) -> str:
        """Which of the speeches some letters repeat; "" where they repeat none."""
        marks = lru_cache(partial(_marks, self.key, letters=letters))
        # Marks are dear, and of most words and traces the lengths tell that they cannot be the same.
        for trace in filter(lambda trace: trace.may_be_in(len(letters)), traces):
            if trace.is_in(marks(trace.meeting), len(letters)):
                return trace.speech
        return ""

    def strewn(self, words: str, among: Collection[str]) -> str:
        """Which of the speeches `among` which those of a record are that are withdrawn has most of what only it said in
        all the `words` of that record; "" where none has."""
        traces = filter(lambda trace: trace.speech in among, self.kept)
        marks = lru_cache(partial(_marks, self.key, letters=_letters(words)))
        found = filter(lambda trace: trace.is_strewn(marks(trace.meeting)), traces)
        return next(map(_SPEECH, found), "")

    def is_another(self, speech: str, words: str) -> bool:
        """Whether some words have next to nothing of the withdrawn speech that its tombstone calls so; not where
        nothing is kept of it."""
        known = [trace for trace in self.kept if trace.speech == speech]
        letters = _letters(words)
        shares = [trace.share_in(_marks(self.key, trace.meeting, letters)) for trace in known]
        return bool(shares) and max(shares) < ANOTHER

    def trace(
        self, meeting: str, speech: str, words: str, others: Iterable[str] = ()
    ) -> Trace | None:
        """What to keep of a withdrawn speech; None where it says too little to be known again. `others` are all that
        its record says without it."""
        letters, name = _letters(words), likeness(meeting)
        if len(letters) < SHORTEST:
            return None
        marked, said = _marks(self.key, name, letters), list(map(_letters, others))
        own = marked - _marks(self.key, name, "".join(said))
        return Trace(name, speech, len(letters), marked, _is_own(letters, said), own)


NO_TRACES = Traces()
"""Of an archive of which nothing was withdrawn."""


def _is_own(letters: str, others: Iterable[str]) -> bool:
    """Whether who has these letters in a speech repeats it: they say much, or nothing else in the record had them."""
    says_much = sum(map(is_han, letters)) >= OWN_HAN
    return says_much or not any(letters in other for other in others)


def _readings(words: str) -> Collection[str]:
    """The letters of some words in each way in which somebody may read them: as they stand, as a browser shows those of
    an address that is written in percent signs, and without what stands between Han letters."""
    letters = {_letters(words), _letters(unquote(words))}
    return letters | set(map(only_han, letters))


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
