"""Records that are public as they are committed, and that somebody took away without a commit: with a hold, a
day to come, an edit that protects somebody, or the file itself. The next commit may not tell why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import filterfalse
from operator import attrgetter

from minutes.addresses.redirects import Redirects, fold_address
from minutes.publication.gate import Gate
from pipeline.history.ledger import UNKNOWN, Ledger, Life, Present, Version
from pipeline.history.withheld.sources import NO_FILE, LyingFile, PublishedRecord
from pipeline.source import parser

WithDue = Callable[[Version, str], Version]
"""Adds to a version from when on its head lets it be read, under the name of a record."""
_Committed = tuple[str, str]  # a record, and the blob of its last version


@dataclass(frozen=True)
class _Missing:
    """A record that nobody can read, and the file that lies there in its place."""

    life: Life
    file: LyingFile

    @property
    def committed(self) -> _Committed:
        return _committed(self.life)

    @cached_property
    def data(self) -> bytes | None:
        return self.file.read()

    def is_slip(self) -> bool:
        """Whether the file may only be mislaid, or broken."""
        return self.data is None or parser.outline(self.data, f"{self.committed[0]}.md").broken

    def is_unchanged(self) -> bool:
        """Whether it lies there as it is committed: then it waits for something else."""
        return self.file.is_blob(self.committed[1])


@dataclass(frozen=True)
class Folder:
    """What lies in an archive's folder beside what is committed, at one moment: the `published` records, and
    the `lying` files of others."""

    published: Sequence[PublishedRecord]
    lying: Iterable[LyingFile]
    redirects: Redirects
    gate: Gate
    now: dt.datetime

    def heed(self, book: Ledger, before: Ledger, with_due: WithDue) -> Ledger:
        """The ledger in which nothing that was committed so far will be shown of what was taken away. A file
        that is gone, or has a head that cannot be read, may be so by a slip: where it is again as it was
        committed before anything else happened, nothing was."""
        lying = {file.record: file for file in self.lying}
        away = self._away(book, before.present)
        due = self._due(away, with_due)
        missing = [_Missing(life, lying.get(life.stems[-1], NO_FILE)) for life in due]
        slips = _those(filter(_Missing.is_slip, missing))
        held = _those(filterfalse(_Missing.is_unchanged, missing)) - slips
        ended = before.away.items() - slips - _published(book, attrgetter("same"))
        taken = held | ended | _published(book, attrgetter("cut"))
        lives = tuple(_closed(life, taken) for life in book.lives)
        return replace(book, lives=lives, away=dict(slips))

    def _away(self, book: Ledger, known: Mapping[str, Present]) -> Iterator[Life]:
        """The records that stand under no name among those that are published."""
        texts = {fold_address(record.meeting): record.fingerprint for record in self.published}
        fingerprints = set(texts.values())
        for life in filterfalse(attrgetter("gone"), book.lives):
            name = life.stems[-1]
            is_moved = _text(known.get(name)) in fingerprints
            is_there = is_moved or self.redirects.find(name, texts.get) is not None
            if fold_address(name) not in texts and not is_there and not self.gate.withdrawn(name):
                yield life

    def _due(self, lives: Iterable[Life], with_due: WithDue) -> Iterator[Life]:
        """Those whose last version could be read by its own head."""
        for life in lives:
            version, name = life.versions[-1], life.stems[-1]
            if version.due == UNKNOWN:
                version = with_due(version, name)
            if not version.was_barred and version.let_go <= self.now:
                yield life


def _committed(life: Life) -> _Committed:
    return life.stems[-1], life.versions[-1].blob


def _those(missing: Iterable[_Missing]) -> set[_Committed]:
    return {one.committed for one in missing}


def _published(book: Ledger, is_meant: Callable[[Present], bool]) -> set[_Committed]:
    """The published records of which something is so."""
    names = (name for name, there in book.present.items() if is_meant(there))
    return set(map(_committed, filter(None, map(book.life, names))))


def _text(present: Present | None) -> str:
    """What tells the text that was published."""
    return present.fingerprint.partition(" ")[2] if present else ""


def _closed(life: Life, taken: Collection[_Committed]) -> Life:
    """A life of which nothing is shown from before what was taken, nor that once it is not what is published."""
    blobs = {blob for name, blob in taken if name in life.stems}
    if not blobs:
        return life
    versions = (replace(v, closed=v.closed or v.blob in blobs) for v in life.versions)
    return replace(life, versions=tuple(versions))
