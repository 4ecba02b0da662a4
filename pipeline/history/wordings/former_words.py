"""What records said once: the words that one revision has and the next one has not, looked through for a
quotation. They are read from the repository and written down nowhere."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, cached

from minutes.records import document
from minutes.records.model import Meeting
from minutes.text.folding import fold
from pipeline.history.revisions import Blobs
from pipeline.history.versions import Revision, Revisions
from pipeline.history.wordings.rereading import replaced
from pipeline.source.git import GitFailed

LONGEST = 3_000_000
"""Bytes of a version that is looked through: the longest real record that was seen has 0.23 MB."""
_MOST_KEPT = 20_000_000  # characters in memory; 425 steps of 632 real records took out 3 million


@dataclass(frozen=True, slots=True)
class Step:
    """From a revision of a record to the one that the public could read after it; `after` is None where
    what is published now is not what was committed."""

    meeting: Meeting
    before: Revision
    after: Revision | None

    @property
    def blobs(self) -> tuple[str, str]:
        return self.before.version.blob, self.after.version.blob if self.after else ""


def steps(meeting: Meeting, known: Revisions) -> Iterator[Step]:
    """The steps from each revision that may be shown to the next, the latest first."""
    pairs = list(zip_longest(known.shown, known.shown[1:]))
    done = pairs[:-1] if known.current else pairs
    return (Step(meeting, before, after) for before, after in reversed(done))


@dataclass(frozen=True, slots=True)
class Looked:
    """The steps that took such words out of a record, and whether all steps could be looked at."""

    found: tuple[Step, ...]
    is_whole: bool


def look(folder: Path, known: Iterable[Step], words: re.Pattern[str], seconds: float) -> Looked:
    """Look for folded words in what these steps took out; after so many seconds no further one is read."""
    until = time.monotonic() + seconds
    found, is_whole = [], True
    with Blobs(folder) as store:
        for step in known:
            try:
                taken_out = _taken_out(store, step, until)
            except (LookupError, GitFailed):
                is_whole = False
            else:
                found += [step] if words.search(taken_out) else []
    return Looked(tuple(found), is_whole)


@cached(LRUCache(_MOST_KEPT, getsizeof=len), key=lambda _, step, __: step.blobs, lock=Lock())
def _taken_out(store: Blobs, step: Step, until: float) -> str:
    """What a step took out, folded, with some that stands around it. Raises `LookupError` where that
    cannot be told, or not until then."""
    if time.monotonic() > until:
        raise LookupError
    before, after = (_text(store, blob) for blob in step.blobs)
    stretch = document.parse(replaced(before, after))
    return "\n".join(fold(item.text) for item in stretch.items)


def _text(store: Blobs, blob: str) -> str:
    """The text of a version, "" of none. Raises `LookupError` where the repository does not have it."""
    data = store.read(blob) if blob else b""
    if data is None or len(data) > LONGEST:
        raise LookupError(blob)
    return data.decode("utf-8", "replace")
