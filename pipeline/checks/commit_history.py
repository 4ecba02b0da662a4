"""What an edit does to the history of a record: how many versions are not shown any more once it is published, and how
many are shown again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from minutes.addresses.redirects import load_redirects
from minutes.addresses.references import record_name
from minutes.findings.problem import Problem, problem
from minutes.records.model import Meeting
from pipeline.checks import commit_changes
from pipeline.checks.commit_changes import ChangedPaths
from pipeline.checks.rules.table import Context
from pipeline.history import bookkeeping
from pipeline.history.ledger import Ledger, Life, Present
from pipeline.history.versions import revisions
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.source import parser
from pipeline.source.files import is_meeting

_NOTHING = frozenset[str]()


def history_problems(
    folder: Path, changed: ChangedPaths, context: Context, known: KnownNames
) -> Iterator[Problem]:
    """For each record that changed and could be read: how many of its versions the edit hides, or shows; `known` are
    the names in the archive. What other records withhold is known only when the archive is indexed."""
    paths = tuple(filter(is_meeting, changed.edited))
    histories = _Histories(folder, changed.base, paths, context, known)
    for path in paths:
        was, now = histories.before(path), histories.after(path)
        for code, commits in (("versions-hidden", was - now), ("versions-shown", now - was)):
            affected = commits & histories.known(path)
            if affected:
                yield problem(path, code, count=len(affected))


@dataclass(frozen=True)
class _Histories:
    """The versions of some records that are shown up to a commit (`base`), and with what lies in the folder now."""

    folder: Path
    base: str
    paths: tuple[str, ...]
    context: Context
    names: KnownNames

    def before(self, path: str) -> frozenset[str]:
        """The commits of the versions that were shown."""
        data = commit_changes.bytes_before(self.folder, self.base, path)
        return self._shown(self._life_before(path), None, parser.outline(data, path))

    def after(self, path: str) -> frozenset[str]:
        """The commits of those that are shown once what lies there is published."""
        name = record_name(path)
        meeting = parser.outline(self._record(path).read(), path)
        return self._shown(self._now.life(name), self._now.present.get(name), meeting)

    def known(self, path: str) -> frozenset[str]:
        """The commits of all versions that there were."""
        life = self._life_before(path)
        return frozenset(version.commit for version in life.versions) if life else _NOTHING

    def _life_before(self, path: str) -> Life | None:
        return self._before.life(record_name(path))

    def _shown(
        self, life: Life | None, present: Present | None, meeting: Meeting
    ) -> frozenset[str]:
        if self.context.gate.state(meeting, self.context.now) != "public":
            return _NOTHING
        shown = revisions(life, present, meeting, self.context.gate).shown
        return frozenset(revision.version.commit for revision in shown)

    @cached_property
    def _before(self) -> Ledger:
        return self._now if self.base == "HEAD" else self._ledger((), self.base)

    @cached_property
    def _now(self) -> Ledger:
        return self._ledger(tuple(map(self._record, self.paths)))

    def _ledger(self, records: tuple[PublishedRecord, ...], at: str = "") -> Ledger:
        rows = load_redirects(self.folder)
        names = map(record_name, self.paths)
        return bookkeeping.of_records(
            self.folder, self.context.gate, rows, records, names, self.names, at
        )

    def _record(self, path: str) -> PublishedRecord:
        return PublishedRecord.in_folder(self.folder, path)
