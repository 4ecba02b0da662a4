"""Tombstones that were taken back: what was withdrawn may have been mended before it came back, so
that no version from before is shown again."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from minutes.addresses.redirects import Redirects, fold_address
from minutes.addresses.references import SHORT
from minutes.addresses.short_ids import Shortlinks
from minutes.publication import gate
from minutes.publication.gate import WITHDRAWALS_FILE
from pipeline.history.ledger import Life
from pipeline.history.revisions import Commit

Read = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
_Rows = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The number of a commit, and a record, as the tombstone named it, of which it took one away."""

    commit: int
    record: str


def taken_back(
    commits: Sequence[Commit], prefix: str, before: str, read: Read
) -> Iterator[TakenBack]:
    """The tombstones that commits took away. `before` is the blob of the list before the first of them,
    "" where there was none.

    A list that is gone or cannot be read takes nothing away: the site goes on with the one before.
    """
    rows = _rows(before, read) or frozenset()
    for number, commit in enumerate(commits):
        now = _rows(_listed(commit, prefix), read)
        if now is None:
            continue
        gone = {record for record, _ in rows - now}
        yield from (TakenBack(number, record) for record in sorted(gone))
        rows = now


def cut(
    life: Life, back: Sequence[TakenBack], numbers: Mapping[str, int], redirects: Redirects
) -> Life:
    """A life in which nothing is shown from before a tombstone of it was taken back. `numbers` are those
    of the commits in their order; a version of any other commit is older."""
    versions = list(life.versions)
    at = [numbers.get(version.commit, -1) for version in versions]
    for one in back:
        now = bisect_right(at, one.commit) - 1
        if now < 0 or not _is_of(one.record, life, redirects):
            continue
        versions[now] = dataclasses.replace(versions[now], cut=True)
    return dataclasses.replace(life, versions=tuple(versions))


def _is_of(record: str, life: Life, redirects: Redirects) -> bool:
    """Whether a tombstone that calls a record so means this one."""
    stems = {fold_address(stem): stem for stem in life.stems}
    if record.startswith(SHORT):
        return bool(Shortlinks.of(stems).find(record.removeprefix(SHORT)))
    if fold_address(record) in stems:
        return True
    return redirects.find(record, stems.get) is not None


def _listed(commit: Commit, prefix: str) -> str:
    """The blob of the list where a commit changed it."""
    name = f"{prefix}{WITHDRAWALS_FILE}"
    return next((change.blob for change in commit.changes if change.after == name), "")


def _rows(blob: str, read: Read) -> _Rows | None:
    data = read(blob) if blob else None
    if data is None:
        return None
    found = gate.read_withdrawals(data)
    if found is None:
        return None
    return frozenset((w.meeting, w.speech) for w in found)
