"""Brings the ledger up to date when the index is made: what was committed since, and what is
published now."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from minutes.addresses.fates import DatedFate, Fate
from minutes.addresses.redirects import Redirects
from minutes.publication.gate import WITHDRAWALS_FILE, Gate, Withdrawal
from minutes.settings import Settings
from pipeline.history import ledger, revisions
from pipeline.history.condition import is_lost
from pipeline.history.guards import guarded
from pipeline.history.guards.sides import Sides
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import RULES, Ledger, Life, Present
from pipeline.history.lives.following import GrowingLives
from pipeline.history.lives.materials import Materials
from pipeline.history.lives.writing import LifeWriter
from pipeline.history.presently import Comparison, dated
from pipeline.history.revisions import Blobs, Repository
from pipeline.history.taken_back import Rows, RowTimes, all_closed, cut, rows_in
from pipeline.history.tree import Tree, events, joined
from pipeline.history.versions import public_rows
from pipeline.history.withheld.earlier_records import look
from pipeline.history.withheld.found import Elsewhere
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import LyingFile, PublishedRecord
from pipeline.history.withheld.taken_away import Folder
from pipeline.history.wordings.alignment import align
from pipeline.source import files, git, seal
from pipeline.source.git import GitFailed

_log = logging.getLogger("minutes.history")


def refresh(
    settings: Settings,
    gate: Gate,
    redirects: Redirects,
    published: Sequence[PublishedRecord],
    rows: Sequence[Withdrawal] | None = None,
    now: dt.datetime | None = None,
    lying: Sequence[LyingFile] = (),
    registered: Collection[str] = (),
    *,
    begun: bool = False,
) -> Ledger:
    """The ledger as of now, kept in the data folder. Where git cannot be read the one that was known stays, and
    says why. `rows` are the tombstones as they are in the folder, `lying` the files that are not public, or not all
    of which is, `registered` the people whom the archive lists. Where it was indexed before (`begun`) and the
    ledger is lost, only what is published is shown of all that was committed."""
    old = ledger.load(settings.data)
    try:
        repo = revisions.repository(settings.transcripts)
        if repo is None and not old.head:
            if old is ledger.NOTHING and not begun:
                ledger.save(settings.data, old)  # to be told from one that was lost
            return old
        if repo is None:
            raise GitFailed("there is no commit any more", zh="讀不到任何提交")
        with Blobs(repo.folder) as blobs:
            names = KnownNames(published, registered)
            materials = Materials(repo, blobs, gate, redirects, names, _seconds(now))
            words = GuardedWords(seal.make_key(settings.data), tuple(old.traces))
            run = _Run(materials, _Former.of(old, repo), words)
            book = run.write(published, rows, lying)
            before = run.former.elsewhere
            book = look(book, before, gate, published, lying, blobs, materials.now)
            book = all_closed(book, materials.now) if is_lost(old, begun=begun) else book
    except GitFailed as error:
        _log.warning("history: %s", error)
        book = replace(old, trouble=str(error))
    if book != old:
        ledger.save(settings.data, book)
    return book


def of_records(
    folder: Path,
    gate: Gate,
    redirects: Redirects,
    records: Sequence[PublishedRecord],
    names: Iterable[str],
    known: KnownNames | None = None,
    at: str = "",
) -> Ledger:
    """The ledger of these records alone, and of those that were meant by one of the names once, for whoever has no
    data folder; it is kept nowhere. `known` are the names of all, `at` the commit up to which it goes. An empty one
    where there is no git that can be read."""
    try:
        repo = revisions.repository(folder)
        if repo is None:
            return ledger.NOTHING
        repo = replace(repo, head=git.text(folder, "rev-parse", at)) if at else repo
        wanted = frozenset((*names, *(record.meeting for record in records)))
        with Blobs(repo.folder) as blobs:
            all_names = known or KnownNames(records)
            materials = Materials(repo, blobs, gate, redirects, all_names, _seconds(None), wanted)
            former = _Former.of(ledger.NOTHING, repo)
            return _Run(materials, former, GuardedWords()).write(records)
    except (GitFailed, OSError) as error:
        _log.warning("history: %s", error)
        return ledger.NOTHING


def _seconds(now: dt.datetime | None) -> int:
    return int((now or dt.datetime.now(dt.UTC)).timestamp())


@dataclass(frozen=True, slots=True)
class _Former:
    """What of the ledger before still holds. `goes_on`: what it knew is the beginning of the history that is there
    now; where it is not, `lost` are its lives of which a version is no longer in the history."""

    ledger: Ledger
    goes_on: bool
    lost: Sequence[Life] = ()

    @classmethod
    def of(cls, old: Ledger, repo: Repository) -> _Former:
        """Raises `GitFailed`."""
        if _goes_on(old, repo):
            return cls(old, goes_on=True)
        kept = revisions.first_parents(repo)
        lost = [a for a in old.lives if any(v.commit not in kept for v in a.versions)]
        return cls(old, goes_on=False, lost=lost)

    @property
    def has_our_rules(self) -> bool:
        """Whether it was made by the rules of today."""
        return self.ledger.rules == RULES

    @property
    def is_continued(self) -> bool:
        """Whether only what is new is read: else all is followed from the first commit on."""
        return self.goes_on and self.has_our_rules

    @property
    def since(self) -> str:
        """The commit up to which all is known; "" where nothing is."""
        return self.ledger.head if self.is_continued else ""

    @property
    def count(self) -> int:
        """How many commits are known."""
        return self.ledger.count if self.is_continued else 0

    @property
    def present(self) -> Mapping[str, Present]:
        """What was compared with what is published."""
        return self.ledger.present if self.has_our_rules else {}

    @property
    def elsewhere(self) -> Elsewhere:
        """What versions were found to tell that is withheld elsewhere."""
        return self.ledger.elsewhere if self.has_our_rules and not self.lost else Elsewhere()


def _goes_on(old: Ledger, repo: Repository) -> bool:
    """Whether what was known is the beginning of the history that is there now."""
    if not old.count or (old.prefix, old.shallow) != (repo.prefix, repo.shallow):
        return False
    if old.head == repo.head:
        return True
    with contextlib.suppress(GitFailed):
        return old.head in revisions.first_parents(repo)
    return False


@dataclass(frozen=True, slots=True)
class _Followed:
    """What is known when all commits were followed: the `count` of them, the `numbers` of the new ones, the ids of
    what was `taken_out` beside the published line, and the `words` that are guarded."""

    lives: tuple[Life, ...]
    count: int
    words: GuardedWords
    numbers: Mapping[str, int] = field(default_factory=dict)
    taken_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Run:
    """One run over a repository."""

    materials: Materials
    former: _Former
    words: GuardedWords

    @property
    def old(self) -> Ledger:
        """The ledger as it was."""
        return self.former.ledger

    @property
    def repo(self) -> Repository:
        """The repository as it is now."""
        return self.materials.repo

    def write(
        self,
        published: Sequence[PublishedRecord],
        rows: Sequence[Withdrawal] | None = None,
        lying: Sequence[LyingFile] = (),
    ) -> Ledger:
        """The ledger of what is committed, and `published` now. Without `rows` nothing is closed for them."""
        times = self._times()
        followed = self._followed(times)
        # A row that nobody committed yet came before whatever is new.
        came = self.former.count if self.former.is_continued else followed.count
        times.note([row.meeting for row in rows or ()], came)
        book = self._with_lost(self._of_commits(followed, times))
        book = self._with_present(book, followed.words, published)
        book = guarded.heed(book, self.old.guarded | followed.taken_out)
        return book if rows is None else self._closed(book, times, published, rows, lying)

    # --- what was committed

    def _times(self) -> RowTimes:
        """When each row of tombstones came, as far as that is known."""
        times = RowTimes(dict(self.old.rows) if self.former.goes_on else {})
        if not self.former.goes_on:
            times.begin_anew(self.former.lost, self.old.elsewhere.until)
        return times

    def _followed(self, times: RowTimes) -> _Followed:
        """The lives with what happened since; when rows came since then is told to the `times`."""
        former, repo, read = self.former, self.repo, self.materials.blobs.read
        if former.since == repo.head:
            return _Followed(self.old.lives, self.old.count, self.words)
        tree, tombstones = self._known_tree()
        commits = revisions.commits(repo, former.since)
        forms = revisions.beside(repo, f"{repo.prefix}{WITHDRAWALS_FILE}", former.since)
        times.follow(commits, former.count, repo.prefix, tombstones, read, forms)
        times.learn_addresses(repo, self.materials.redirects, read)
        sides = Sides.of(revisions.edges_beside(repo, former.since))
        taken_out = frozenset(sides.taken_out(read, self.words, self.materials.names))
        words = self.words.with_found()
        growing = GrowingLives(self.materials, self.old.lives if former.since else ())
        for event in events(commits, repo.prefix, tree, growing.is_same):
            growing.happen(event)
        numbers = {commit.id: n for n, commit in enumerate(commits, former.count)}
        writer = LifeWriter(
            self.materials, self.old.lives, numbers, words, sides, taken_out, growing.named
        )
        wanted = (life for life in growing.all if self.materials.is_wanted(life.stems))
        lives = (cut(writer.life(w), times.back, times.redirects_ever) for w in wanted)
        return _Followed(tuple(lives), former.count + len(commits), words, numbers, taken_out)

    def _known_tree(self) -> tuple[Tree, str]:
        """The records' files as they were at the last commit that is known, and the blob of the tombstones."""
        tree, tombstones = Tree(), ""
        since = self.former.since
        for path, blob in revisions.files_at(self.repo, since) if since else ():
            if files.is_meeting(path):
                tree.put(path, blob)
            elif path == WITHDRAWALS_FILE:
                tombstones = blob
        return tree, tombstones

    def _of_commits(self, followed: _Followed, times: RowTimes) -> Ledger:
        """What the commits tell."""
        old, materials = self.old, self.materials
        lives = joined(followed.lives, materials.redirects, materials.reading)
        return Ledger(
            self.repo.prefix,
            self.repo.head,
            self.repo.shallow,
            rewritten=old.rewritten,
            lives=tuple(lives),
            carried=old.carried,
            renamed={**old.renamed, **old.renames(self.former.lost)},
            count=followed.count,
            rows=times.came,
            known_anew=old.known_anew
            if self.former.goes_on
            else self._known_anew(followed.numbers),
            lost=old.lost,
        )

    # --- what the history before knew

    def _known_anew(self, numbers: Mapping[str, int]) -> Mapping[str, int]:
        """The rows that were known before the history was written anew, not only told from further back."""
        if not self.old.rows or self.old.head in numbers:
            return {}
        fork = numbers.get(revisions.common(self.repo, self.old.head), -1) + 1
        return {row: min(fork, self.old.known_anew.get(row, fork)) for row in self.old.rows}

    def _with_lost(self, book: Ledger) -> Ledger:
        """The ledger with what is carried on from a history that is another one now."""
        if not self.former.lost:
            return book
        days = (*book.rewritten, self.materials.moment.date().isoformat())
        return replace(book, carried=self._carried(book), rewritten=days)

    def _carried(self, book: Ledger) -> dict[str, tuple[DatedFate, ...]]:
        """What was known of ids in versions that are no longer in the history, under the names that
        the records have now."""
        carried, zone = dict(self.old.carried), self.materials.gate.zone
        today = self.materials.moment.astimezone(zone).date()
        for life in self.former.lost:
            heirs = book.lives_of(life.stems[-1])
            there = heirs[0].versions[-1].blob if heirs else ""
            fates = self._fates(life.versions[-1].blob, there)
            rows = (*public_rows(life, zone), *(DatedFate(fate, today) for fate in fates))
            stem = heirs[0].stems[-1] if heirs else life.stems[-1]
            carried[stem] = tuple(dict.fromkeys((*carried.get(stem, ()), *rows)))
        return carried

    def _fates(self, old: str, new: str) -> tuple[Fate, ...]:
        before, now = map(self.materials.reading, (old, new))
        return align(before.pieces, now.pieces if now else ()).fates if before else ()

    # --- what is there beside the commits

    def _with_present(
        self, book: Ledger, words: GuardedWords, published: Sequence[PublishedRecord]
    ) -> Ledger:
        """The ledger with what is published now beside what was committed last."""
        materials = self.materials
        beside = Comparison(
            self.former.present, materials.latest, materials.now, materials.names, words
        )
        present = dict(beside.all(book, published))
        traces = self.old.traces.union(words.found)
        return dated(replace(book, present=present, traces=traces), materials.with_due)

    def _closed(
        self,
        book: Ledger,
        times: RowTimes,
        published: Sequence[PublishedRecord],
        rows: Sequence[Withdrawal],
        lying: Sequence[LyingFile],
    ) -> Ledger:
        """The ledger in which nothing is shown of what was taken away, or is named by a row no commit took out."""
        redirects, gate = self.materials.redirects, self.materials.gate
        folder = Folder(published, lying, redirects, gate, self.materials.moment)
        book = folder.heed(book, self.old, self.materials.with_due)
        return times.heed(book, self.old.open_rows, rows, self._committed_rows(), redirects)

    def _committed_rows(self) -> Rows:
        path = f"{self.repo.prefix}{WITHDRAWALS_FILE}"
        return rows_in(revisions.blob_at(self.repo, path), self.materials.blobs.read) or frozenset()
