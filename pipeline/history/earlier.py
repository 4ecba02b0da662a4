"""Earlier versions of a record read from its repository: those alone that may be shown."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from minutes.publication.gate import Withdrawal, conceal
from minutes.records import document
from minutes.records.document import Document
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.history import ledger, revisions
from pipeline.history.ledger import Ledger, Life, Version
from pipeline.history.revisions import Blobs
from pipeline.history.versions import Revision, Revisions, versions_since_cut
from pipeline.source import parser
from pipeline.source.git import GitFailed

_log = logging.getLogger("minutes.history")
_KEPT = 8  # versions in memory, for somebody who turns the pages of a history


@dataclass(frozen=True)
class Earlier:
    """A version as the repository has it: its bytes, and what they say."""

    data: bytes
    path: str

    @cached_property
    def document(self) -> Document:
        return document.parse(self.data.decode("utf-8", "replace"))

    @property
    def title(self) -> str:
        """What its head or heading called it."""
        return parser.outline(self.data, self.path).title


def read(folder: Path, meeting: Meeting, revision: Revision) -> Earlier | None:
    """A revision of a record; None where its repository does not have it (any more)."""
    return _read(folder, revision.version.blob, meeting.path)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, blob: str, path: str) -> Earlier | None:
    try:
        with Blobs(folder) as blobs:
            data = blobs.read(blob)
    except GitFailed:
        return None
    return None if data is None else Earlier(data, path)


def last_with(life: Life, known: Revisions, ident: str) -> Revision | None:
    """The last revision that may be shown in which an id stood that ended later."""
    ends = [number for number, version in enumerate(life.versions) if ident in version.ended_ids]
    wanted = max(ends, default=len(life.versions)) - 1
    return next((revision for revision in known.shown if revision.number == wanted), None)


def texts(folder: Path, blobs: Iterable[str]) -> Iterator[bytes]:
    """The bytes of these blobs, as far as the repository has them."""
    try:
        with Blobs(folder) as store:
            for blob in blobs:
                if (data := store.read(blob)) is not None:
                    yield data
    except GitFailed as error:
        _log.warning("earlier versions are not looked for: %s", error)


class FileBelow(NamedTuple):
    """A form of a file by the first folder that it lay in, its blob, and the number of the commit that brought it."""

    folder: str
    blob: str
    number: int


def files_below(folder: Path, below: str) -> Sequence[FileBelow]:
    """Every form of the files in folders below a folder, as they were published; none where git tells nothing."""
    with contextlib.suppress(GitFailed):
        if repo := revisions.repository(folder):
            forms = revisions.forms_below(repo, below)
            top = len(PurePosixPath(repo.prefix, below).parts)
            return [FileBelow(PurePosixPath(path).parts[top], blob, n) for n, path, blob in forms]
    return []


def records_with(folder: Path, book: Ledger, tells: Callable[[str], bool]) -> frozenset[str]:
    """The records, by the names that they have now, of which a version `tells` something, under whatever
    name it was committed; none that is shown no more anyhow, since something was taken out to protect
    somebody. Raises `GitFailed` where the repository cannot be read."""
    with Blobs(folder) as store:

        def is_told(version: Version) -> bool:
            data = store.read(version.blob) if version.blob else None
            return data is not None and tells(data.decode("utf-8", "replace"))

        there = (life for life in book.lives if not life.gone)
        return frozenset(
            life.stems[-1] for life in there if any(map(is_told, versions_since_cut(life)))
        )


def before_withdrawal(
    settings: Settings, tombstones: Iterable[Withdrawal]
) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the versions of records after which a withdrawn speech was no longer there: for
    whoever has to know the words that must not come back. Nothing where git cannot be read."""
    try:
        repository = revisions.repository(settings.transcripts)
        if repository is None:
            return
        book = ledger.load(settings.data)
        with Blobs(repository.folder) as blobs:
            for tombstone in tombstones:
                for blob in _blobs_before(book, tombstone):
                    if (data := blobs.read(blob)) is not None:
                        yield f"{tombstone.meeting}.md", data
    except GitFailed as error:
        _log.warning("withdrawn words are not looked for in the history: %s", error)


def _blobs_before(book: Ledger, tombstone: Withdrawal) -> Iterator[str]:
    for life in book.lives_of(tombstone.meeting):
        for before, version in pairwise(life.versions):
            if tombstone.speech in map(conceal, version.ended_ids):
                yield before.blob
