"""The rows of tombstones over time: when each came, and which were taken back. What was withdrawn may have
been mended before its row went, so that no version from before is shown again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import (
    REDIRECTS_FILE,
    Redirects,
    fold_address,
    redirects_of,
    rows_of,
)
from minutes.publication import gate
from minutes.publication.gate import WITHDRAWALS_FILE, Withdrawal
from pipeline.history import revisions
from pipeline.history.ledger import Ledger, Life, Present
from pipeline.history.revisions import Beside, Commit, Repository
from pipeline.history.versions import hides_some

Read = Callable[[str], bytes | None]
"""Gives the bytes of a blob."""
Rows = frozenset[tuple[str, str]]
"""Of tombstones: the record and, where one is meant, the speech."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The number of a commit, and a record, as the tombstone named it, of which it took one away."""

    commit: int
    record: str


@dataclass(slots=True)
class RowTimes:
    """The number of the commit with which the first row of a record came (by the folded name in it), what
    was taken back, the records whose history begins `anew` (None where it goes on), and the old addresses that
    may have been meant."""

    came: dict[str, int] = field(default_factory=dict)
    back: list[TakenBack] = field(default_factory=list)
    anew: frozenset[str] | None = None
    redirects_ever: Redirects = field(default_factory=Redirects)

    def follow(
        self,
        commits: Sequence[Commit],
        first: int,
        prefix: str,
        before: str,
        read: Read,
        beside: Sequence[Beside] = (),
    ) -> None:
        """Go on with these commits, of which the first has this number. `before` is the blob of the list
        before it, "" where there was none; `beside` are the forms of it that merges brought.

        A list that is gone or cannot be read takes nothing away: the site goes on with the one before.
        """
        rows = rows_in(before, read) or frozenset()
        merged = self._merged(beside, read)
        for number, commit in enumerate(commits, first):
            listed = rows_in(_listed(commit, prefix), read)
            now = rows if listed is None else listed
            gone = (rows | merged.get(number, frozenset())) - now
            self.back += [TakenBack(number, record) for record in _records(gone)]
            self.note(_records(now - rows), number)
            rows = now

    def learn_addresses(self, repo: Repository, redirects: Redirects, read: Read) -> None:
        """Where something was taken back, the table of old addresses with all rows that it had in any
        commit: who takes a tombstone back may take the address by which it named the record out of the
        table before, or in the same breath. Raises `GitFailed`."""
        if self.back:
            texts = map(read, revisions.forms(repo, f"{repo.prefix}{REDIRECTS_FILE}"))
            rows = chain.from_iterable(rows_of(text) for text in texts if text)
            pairs = dict.fromkeys((*redirects.pairs, *redirects_of(rows).pairs))
            self.redirects_ever = Redirects(tuple(pairs))

    def begin_anew(self, lost: Iterable[Life], telling: Iterable[str]) -> None:
        """A history that was written anew, or that goes over another side of a merge, may not tell any more
        why something was not shown: the history of such a record begins after the last of all commits, and so
        does that of the records that were `telling` what is withheld in another one."""
        self.anew = frozenset(chain((a.stems[-1] for a in filter(hides_some, lost)), telling))

    def heed(
        self,
        book: Ledger,
        before: frozenset[str],
        now: Iterable[Withdrawal],
        committed: Rows,
        redirects: Redirects,
    ) -> Ledger:
        """The ledger after rows that no commit took out of the list: those that were there `before`, and
        those that are still committed, but not there `now`."""
        rows = frozenset((row.meeting, row.speech) for row in now)
        self.redirects_ever = Redirects(
            tuple(dict.fromkeys((*self.redirects_ever.pairs, *redirects.pairs)))
        )
        open_rows = frozenset(map(_line, rows | committed))
        ended = frozenset(row.partition("\t")[0] for row in before - open_rows)
        if self.anew is None:
            ended -= {taken.record for taken in self.back}
        waiting = frozenset(_records(committed - rows))
        lives = tuple(self._closed(life, ended.union(self.anew or ())) for life in book.lives)
        present = {
            name: self._waits(book.life(name), there, waiting)
            for name, there in book.present.items()
        }
        return dataclasses.replace(book, lives=lives, present=present, open_rows=open_rows)

    def _closed(self, life: Life, records: frozenset[str]) -> Life:
        return life if life.gone or not self._is_meant(life, records) else closed(life)

    def _waits(self, life: Life | None, present: Present, waiting: frozenset[str]) -> Present:
        if life is None or not self._is_meant(life, waiting):
            return present
        mark = f"{present.fingerprint} {WITHDRAWALS_FILE}"  # looked at anew when the row is back
        return dataclasses.replace(present, fingerprint=mark, cut=True)

    def _is_meant(self, life: Life, records: frozenset[str]) -> bool:
        names = RecordNames(life.stems, self.redirects_ever)
        return any(map(names.meant, records))

    def _merged(self, beside: Sequence[Beside], read: Read) -> Mapping[int, Rows]:
        """The rows that ever stood in what a merge brought, by its number. They came when nobody who
        wrote them knew of anything on the line since."""
        merged: dict[int, Rows] = {}
        for form in beside:
            rows = rows_in(form.blob, read) or frozenset()
            self.note(_records(rows), form.fork + 1)
            merged[form.joined] = merged.get(form.joined, frozenset()) | rows
        return merged

    def note(self, records: Sequence[str], number: int) -> None:
        """Rows of these records are there since a commit at the latest."""
        for record in map(fold_address, records):
            self.came[record] = min(number, self.came.get(record, number))


def closed(life: Life) -> Life:
    """A life of which nothing that was committed so far is shown once it is not what is published."""
    last = dataclasses.replace(life.versions[-1], closed=True)
    return dataclasses.replace(life, versions=(*life.versions[:-1], last))


def all_closed(book: Ledger, now: int) -> Ledger:
    """A ledger in which nothing that was committed so far (`now`, in seconds since 1970) is shown but what is
    published: what the one before it knew was lost."""
    day = dt.datetime.fromtimestamp(now, dt.UTC).date().isoformat()
    return dataclasses.replace(book, lives=tuple(map(closed, book.lives)), lost=(*book.lost, day))


def cut(life: Life, back: Sequence[TakenBack], redirects: Redirects) -> Life:
    """A life in which nothing is shown from before a tombstone of it was taken back."""
    versions = list(life.versions)
    at = [version.number for version in versions]
    names = RecordNames(life.stems, redirects)
    for taken in back:
        now = bisect_right(at, taken.commit) - 1
        if now >= 0 and names.meant(taken.record):
            versions[now] = dataclasses.replace(versions[now], cut=True)
    return dataclasses.replace(life, versions=tuple(versions))


def _line(row: tuple[str, str]) -> str:
    return "\t".join(row)


def _records(rows: Rows) -> list[str]:
    return sorted({record for record, _ in rows})


def _listed(commit: Commit, prefix: str) -> str:
    """The blob of the list where a commit changed it."""
    name = f"{prefix}{WITHDRAWALS_FILE}"
    return next((change.blob for change in commit.changes if change.after == name), "")


def rows_in(blob: str, read: Read) -> Rows | None:
    """The rows of a list as it was committed; None where there is none that can be read."""
    data = read(blob) if blob else None
    if data is None:
        return None
    found = gate.read_withdrawals(data)
    if found is None:
        return None
    return frozenset((w.meeting, w.speech) for w in found)
