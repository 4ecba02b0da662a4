"""Versions that a note of a correction hides: one that cannot be read hides what is older, and any that is
not plain where words went with it, or go after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from minutes.publication.correction_notes import Notes
from minutes.records.front_matter import Correction
from pipeline.history.ledger import Version
from pipeline.history.wordings.turns import Alteration
from pipeline.source import parser

Read = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
COVERED = 14 * 24 * 60 * 60
"""Seconds: who takes words out in several commits does so within two weeks of the note."""


@dataclass(frozen=True, slots=True)
class NewNotes:
    """Whether a note that cannot be read, and one that is not plain, came with a version."""

    unread: bool = False
    protective: bool = False

    @classmethod
    def of(cls, before: bytes | None, now: bytes | None) -> NewNotes:
        """Those that `now` has and the file as it was before has not."""
        old, new = Notes.of(before), Notes.of(now)
        return cls(bool(new.unread - old.unread), bool(new.protective - old.protective))


def new_notes(before: bytes | None, now: bytes | None) -> list[Correction]:
    """The notes that can be read and came with a version of a file."""
    old, new = (parser.outline(data or b"", "x.md").front.corrections for data in (before, now))
    return list((Counter(new) - Counter(old)).elements())


def last(versions: Sequence[Version], read: Read) -> bytes | None:
    """The file as it was there last."""
    blobs = filter(None, map(attrgetter("blob"), reversed(versions)))
    return next(map(read, blobs), None)


def hides(
    before: Sequence[Version], now: Version, notes: NewNotes, changed: Iterable[Alteration]
) -> bool:
    """Whether nothing older than `now` may be shown for the sake of a note: one came with it that cannot
    be read, or that is not plain where words went, or its words went after such a note came."""
    if notes.unread or tells_of_loss(notes, changed):
        return True
    return bool(now.ended) and _is_covered(before, now)


def tells_of_loss(notes: NewNotes, changed: Iterable[Alteration]) -> bool:
    """Whether a note came that is not plain, and words went."""
    return notes.protective and any(map(_loses_words, changed))


def _loses_words(turn: Alteration) -> bool:
    """Whether letters or digits went, or a label did."""
    went = any(any(map(str.isalnum, change.old)) for change in turn.changes)
    return went or bool(turn.voice and turn.voice != turn.voice_now)


def _is_covered(before: Sequence[Version], now: Version) -> bool:
    """Whether a note that is not plain came since words went last, or in the two weeks before `now`;
    what stood there from the first is no news."""
    since = now.at - COVERED
    lately = takewhile(lambda v: not v.ended or v.at >= since, reversed(before[1:]))
    return any(version.noted for version in lately)
