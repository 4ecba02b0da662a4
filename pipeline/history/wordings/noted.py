"""Versions that a note of a correction hides: one that cannot be read hides what is older, and one that
tells of protection also holds for words that go after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from minutes.publication.correction_notes import Notes
from minutes.records.front_matter import Correction
from pipeline.history.ledger import Version
from pipeline.source import parser

Read = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
COVERED = 14 * 24 * 60 * 60
"""Seconds: who takes words out in several commits does so within two weeks of the note."""


def new_notes(before: bytes | None, now: bytes | None) -> list[Correction]:
    """The notes that can be read and came with a version of a file."""
    old, new = (parser.outline(data or b"", "x.md").front.corrections for data in (before, now))
    return list((Counter(new) - Counter(old)).elements())


def last(versions: Sequence[Version], read: Read) -> bytes | None:
    """The file as it was there last."""
    blob = next((version.blob for version in reversed(versions) if version.blob), "")
    return read(blob) if blob else None


def hides(before: Sequence[Version], now: Version, data: bytes | None, read: Read) -> bool:
    """Whether nothing older than `now` may be shown for the sake of a note: one came with it that cannot
    be read, or its words went after one that tells of protection came. `data` are its bytes, None where
    its head is as it was."""
    unread = Notes.of(data).unread
    if unread and unread - _notes(before, read).unread:
        return True
    return bool(now.ended) and _is_covered(before, now, read)


def _is_covered(before: Sequence[Version], now: Version, read: Read) -> bool:
    """Whether a note that tells of protection came since words went last, or in the two weeks before `now`."""
    numbers = range(len(before))
    went = max(filter(lambda number: before[number].ended, numbers), default=0)
    since = now.at - COVERED
    recent = next(filter(lambda number: before[number].at >= since, numbers), went + 1)
    for number in range(max(min(went + 1, recent), 1), len(before)):
        if _came_with(before, number, read):
            return True
    return False


def _came_with(before: Sequence[Version], number: int, read: Read) -> bool:
    """Whether a note that tells of protection came with a version."""
    if not before[number].head:
        return False
    told = _notes(before[: number + 1], read).protective
    known = _notes(before[:number], read).protective
    return bool(told - known)


def _notes(versions: Sequence[Version], read: Read) -> Notes:
    """The notes that stood there last."""
    return Notes.of(last(versions, read))
