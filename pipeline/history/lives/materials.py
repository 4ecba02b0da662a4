"""What a ledger is written from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import Redirects
from minutes.publication.gate import Gate, is_barred
from pipeline.history.ledger import NEVER, Version
from pipeline.history.revisions import Blobs, Latest, Repository
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.wordings.rereading import Reading, read
from pipeline.source import parser


@dataclass(frozen=True)
class Materials:
    """A repository with what reads its files, and what the archive knows beside it. `now` is in seconds since
    1970; `only` are the records that are wanted, by any name: all where it is empty."""

    repo: Repository
    blobs: Blobs
    gate: Gate
    redirects: Redirects
    names: KnownNames
    now: int
    only: frozenset[str] = frozenset()

    @property
    def moment(self) -> dt.datetime:
        """When it is written."""
        return dt.datetime.fromtimestamp(self.now, dt.UTC)

    @cached_property
    def latest(self) -> Latest:
        """The files that are committed, of which the latest few are kept."""
        return Latest(self.blobs)

    def reading(self, blob: str, before: Reading | None = None) -> Reading | None:
        """What a version of a record says; None where nobody could read it, and where there is none."""
        text = self.latest.text(blob) if blob else None
        return read(text, before) if text is not None else None

    def is_wanted(self, stems: Iterable[str]) -> bool:
        """Whether a record that had these names is one of those that are asked for."""
        names = RecordNames(tuple(stems), self.redirects)
        return not self.only or any(map(names.meant, self.only))

    def with_due(self, version: Version, stem: str) -> Version:
        """The version with the day from which on its head let it be read."""
        return replace(version, due=self.due(version.blob, stem)) if version.blob else version

    def due(self, blob: str, stem: str) -> str:
        """From when on the head of a version let it be read."""
        data = self.latest.data(blob)
        if data is None:
            return NEVER
        meeting = parser.outline(data, f"{stem}.md")
        if is_barred(meeting):
            return NEVER
        due = self.gate.due(meeting)
        return NEVER if due.withheld else due.moment.isoformat() if due.moment else ""
