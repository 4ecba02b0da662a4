"""Whether a revision took something out to protect somebody: then nothing older is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from minutes.records.front_matter import Correction
from minutes.text import personal_data
from minutes.text.word_tables import table
from pipeline.history.wordings.alignment import Alignment
from pipeline.history.wordings.rereading import Piece


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The words of `minutes/data/protection.toml`, which says where they come from."""
    return tuple(word.casefold() for word in table("protection")[kind])


@dataclass(frozen=True, slots=True)
class _Side:
    """What only one of two versions holds: the words of its pieces, and the labels of its speakers."""

    words: str
    labels: frozenset[str | None]

    @classmethod
    def of(cls, own: Sequence[Piece], other: Sequence[Piece]) -> _Side:
        known = {piece.text for piece in other}
        words = (piece.text for piece in own if piece.text not in known)
        labels = _labels(own) - _labels(other)
        return cls("\n".join(words), labels)

    @property
    def marks(self) -> int:
        """How many marks of a redaction stand in its words."""
        return _count("marks", self.words)

    @property
    def personal_data(self) -> frozenset[str]:
        """The numbers and addresses in its words, however their digits are set apart."""
        found = (self.words[data.start : data.end] for data in personal_data.find(self.words))
        return frozenset("".join(filter(str.isalnum, data)) for data in found)

    @property
    def names_nobody(self) -> bool:
        """Whether one of its labels says that a speaker is not named."""
        return _count("labels", "\n".join(filter(None, self.labels))) > 0


def protects(old: Sequence[Piece], new: Sequence[Piece], notes: Iterable[Correction] = ()) -> bool:
    """Whether a revision from `old` to `new`, with the notes that came with it, plainly took out what
    must not be read again: its note says so, marks of a redaction came in, personal data went, or a
    speaker is named no more."""
    went, came = _Side.of(old, new), _Side.of(new, old)
    noted = "\n".join(note.what for note in notes)
    return (
        _count("notes", noted) > 0
        or came.marks > went.marks
        or not went.personal_data <= came.personal_data
        or (bool(went.labels) and came.names_nobody)
    )


def _labels(pieces: Sequence[Piece]) -> frozenset[str | None]:
    return frozenset({piece.speaker for piece in pieces})


def _count(kind: str, text: str) -> int:
    """How often words of a kind stand in a text."""
    folded = text.casefold()
    return sum(folded.count(word) for word in _words(kind))


def changes_words(found: Alignment, old: Sequence[Piece], new: Sequence[Piece]) -> bool:
    """Whether a speech is not what it was; a title that goes with another name of the file may be."""
    spoken = {piece.id for piece in (*old, *new) if piece.type != "heading"}
    ids = {fate.old for fate in found.fates} | set(found.added)
    return bool(ids & spoken)
