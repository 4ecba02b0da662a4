"""Earlier versions of a record read from its repository: those alone that may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from minutes.records.model import Meeting
from pipeline.history.ledger import Life
from pipeline.history.revisions import Blobs
from pipeline.history.versions import Revision, Revisions
from pipeline.source import parser
from pipeline.source.git import GitFailed
from pipeline.source.parser import Parsed

_KEPT = 8  # versions in memory, for somebody who turns the pages of a history


@dataclass(frozen=True, slots=True)
class Earlier:
    """A revision that was read: its bytes and what they say."""

    revision: Revision
    data: bytes
    parsed: Parsed


def read(folder: Path, meeting: Meeting, revision: Revision) -> Earlier | None:
    """A revision of a record; None where its repository does not have it (any more)."""
    found = _read(folder, revision.version.blob, meeting.path)
    return None if found is None else Earlier(revision, *found)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, blob: str, path: str) -> tuple[bytes, Parsed] | None:
    try:
        with Blobs(folder) as blobs:
            data = blobs.read(blob)
    except GitFailed:
        return None
    if data is None:
        return None
    return data, parser.parse(data, path)


def last_with(life: Life, revisions: Revisions, ident: str) -> Revision | None:
    """The last revision that may be shown in which an id stood that ended later."""
    numbers = [n - 1 for n, v in enumerate(life.versions) if any(f.old == ident for f in v.ended)]
    wanted = numbers[-1] if numbers else len(life.versions) - 1
    return next((r for r in revisions.shown if r.number == wanted), None)
