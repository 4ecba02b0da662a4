"""A version of a record beside the one before it: which paragraphs went with it, and which came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.history.withheld.losses import PastForm, lost_paragraphs
from pipeline.history.withheld.sayings import all_said, letters
from pipeline.history.wordings.rereading import Piece, read, replaced

Bytes = Callable[[], bytes | None]


@dataclass(frozen=True)
class Transition:
    """A version of a record and the one before it (no bytes where there is none): its number among those of
    the record, and the number and the moment (in seconds since 1970) of its commit among all."""

    record: str
    number: int
    commit: int
    moment: int
    before: Bytes
    now: Bytes

    @property
    def texts(self) -> tuple[str, str]:
        """Both."""
        return _text(self.before()), _text(self.now())

    @cached_property
    def changed(self) -> tuple[Sequence[str], Sequence[str]]:
        """The paragraphs that went, and those that came."""
        before, now = (PastForm("", text).blocks for text in self.texts)
        return lost_paragraphs(before, now), lost_paragraphs(now, before)

    @cached_property
    def _said(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """What is said where the versions differ, before and now."""
        before, now = self.texts
        return all_said(read(replaced(before, now))), all_said(read(replaced(now, before)))

    def gone(self, words: str) -> Piece:
        """A paragraph that went, with the voice that it had."""
        return _spoken(self._said[0], words)

    def come(self, words: str) -> Iterator[Piece]:
        """A paragraph that came, with the voice that it has; none where the same voice said it before."""
        piece = _spoken(self._said[1], words)
        if _spoken(self._said[0], words) != piece or not any(_holding(self._said[0], words)):
            yield piece


def _spoken(pieces: Iterable[Piece], words: str) -> Piece:
    """Some words in the voice of the piece that holds them."""
    speakers = (piece.speaker for piece in _holding(pieces, words))
    return Piece("", "speech", next(speakers, None), words)


def _holding(pieces: Iterable[Piece], words: str) -> Iterator[Piece]:
    wanted = letters(words)
    return (piece for piece in pieces if wanted in letters(piece.text))


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
