"""Brings the ledger up to date when the index is made: what was committed since, and what is
published now."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from minutes.addresses.fates import DatedFate, Fate
from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import Redirects, fold_address
from minutes.publication.gate import WITHDRAWALS_FILE, Gate, Withdrawal, is_barred
from minutes.settings import Settings
from pipeline.history import ledger, revisions
from pipeline.history.condition import is_lost
from pipeline.history.guards import guarded
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.lately import EarlierVersions
from pipeline.history.guards.sides import Sides
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import NEVER, RULES, Ledger, Life, Version
from pipeline.history.presently import Comparison, dated
from pipeline.history.revisions import Blobs, Latest, Repository
from pipeline.history.taken_back import Rows, RowTimes, all_closed, cut, rows_in
from pipeline.history.tree import Event, GrowingLife, Tree, events, joined
from pipeline.history.versions import public_rows
from pipeline.history.withheld.earlier_records import look
from pipeline.history.withheld.found import Elsewhere
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import LyingFile, PublishedRecord
from pipeline.history.withheld.taken_away import Folder
from pipeline.history.wordings import noted
from pipeline.history.wordings.alignment import align, goes_on
from pipeline.history.wordings.naming import Knows
from pipeline.history.wordings.protection import changes_words
from pipeline.history.wordings.rereading import Reading, read
from pipeline.history.wordings.turns import told
from pipeline.source import files, git, parser, seal
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
            raise GitFailed("there is no commit any more 讀不到任何提交")
        with Blobs(repo.folder) as blobs:
            known = KnownNames(published, registered)
            words = GuardedWords(seal.make_key(settings.data), tuple(old.traces))
            book = _Book(repo, gate, redirects, blobs, old, known, words, now=now)
            made = book.write(published, rows, lying)
            is_known = old.rules == RULES and made.rewritten == old.rewritten
            before = old.elsewhere if is_known else Elsewhere()
            made = look(made, before, gate, published, lying, blobs, book.now)
            made = all_closed(made, book.now) if is_lost(old, begun=begun) else made
    except GitFailed as error:
        _log.warning("history: %s", error)
        made = replace(old, trouble=str(error))
    if made != old:
        ledger.save(settings.data, made)
    return made


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
            of_all = ledger.NOTHING, known or KnownNames(records), GuardedWords()
            return _Book(repo, gate, redirects, blobs, *of_all, only=wanted).write(records)
    except (GitFailed, OSError) as error:
        _log.warning("history: %s", error)
        return ledger.NOTHING


class _Book:
    """One run over a repository."""

    def __init__(
        self,
        repo: Repository,
        gate: Gate,
        redirects: Redirects,
        blobs: Blobs,
        old: Ledger,
        names: KnownNames,
        words: GuardedWords,
        only: frozenset[str] = frozenset(),
        now: dt.datetime | None = None,
    ) -> None:
        """`only`: the records that are wanted, by any name; all where it is empty."""
        self.now = int((now or dt.datetime.now(dt.UTC)).timestamp())
        self.repo, self.gate, self.redirects = repo, gate, redirects
        self.only, self.blobs, self.old, self.names = only, blobs, old, names
        self.lives: list[GrowingLife] = []
        self.named: dict[str, GrowingLife] = {}
        self._latest = Latest(blobs)
        self._words, self._beside, self._sides = words, frozenset[str](), Sides()
        self._times, self._numbers = RowTimes(), dict[str, int]()
        self._first = self._count = 0  # the number of the first commit that is new, and of all
        known = [v for life in old.lives for v in life.versions]
        self._seen = {v.commit: v.seen for v in known}
        self._closed = {(v.commit, v.blob) for v in known if v.closed}

    def write(
        self,
        published: Sequence[PublishedRecord],
        rows: Sequence[Withdrawal] | None = None,
        lying: Sequence[LyingFile] = (),
    ) -> Ledger:
        is_same = self._goes_on()
        known = is_same and self.old.rules == RULES
        self._times.came |= self.old.rows if is_same else {}
        if known:
            self._first = self._count = self.old.count
        lost = [] if is_same else self._lost()
        if not is_same:
            self._times.begin_anew(lost, self.old.elsewhere.until)
        if known and self.repo.head == self.old.head:
            lives = self.old.lives
        else:
            self._follow(self.old.head if known else "")
            lives = tuple(map(self._written, filter(self._is_wanted, self.lives)))
        # A row that nobody committed yet came before whatever is new.
        names = [row.meeting for row in rows or ()]
        self._times.note(names, self._first if known else self._count)
        made = Ledger(
            self.repo.prefix,
            self.repo.head,
            self.repo.shallow,
            "",
            self.old.rewritten,
            tuple(joined(lives, self.redirects, self._read)),
            carried=self.old.carried,
            renamed={**self.old.renamed, **self.old.renames(lost)},
            count=self._count,
            rows=self._times.came,
            known_anew=self.old.known_anew if is_same else self._known_anew(),
            lost=self.old.lost,
        )
        if lost:
            days = (*made.rewritten, self._moment.date().isoformat())
            made = replace(made, carried=self._carried(lost, made), rewritten=days)
        compared = self.old.present if self.old.rules == RULES else {}
        beside = Comparison(compared, self._latest, self.now, self.names, self._words)
        there = dict(beside.all(made, published))
        made = replace(made, present=there, traces=self.old.traces.union(self._words.found))
        made = dated(made, self._with_due)
        made = guarded.heed(made, self.old.guarded | self._beside)
        if rows is None:
            return made
        folder = Folder(published, lying, self.redirects, self.gate, self._moment)
        made = folder.heed(made, self.old, self._with_due)
        told = rows, self._committed_rows(), self.redirects
        return self._times.heed(made, self.old.open_rows, *told)

    @property
    def _moment(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.now, dt.UTC)

    def _committed_rows(self) -> Rows:
        path = f"{self.repo.prefix}{WITHDRAWALS_FILE}"
        return rows_in(revisions.blob_at(self.repo, path), self.blobs.read) or frozenset()

    # --- whether the history is the one that was known

    def _goes_on(self) -> bool:
        """Whether what was known is the beginning of the history that is there now."""
        old, repo = self.old, self.repo
        if not old.count or (old.prefix, old.shallow) != (repo.prefix, repo.shallow):
            return False
        if old.head == repo.head:
            return True
        with contextlib.suppress(GitFailed):
            return old.head in revisions.first_parents(repo)
        return False

    def _known_anew(self) -> Mapping[str, int]:
        """The rows that were known before the history was written anew, not only told from further back."""
        if not self.old.rows or self.old.head in self._numbers:
            return {}
        fork = self._numbers.get(revisions.common(self.repo, self.old.head), -1) + 1
        return {row: min(fork, self.old.known_anew.get(row, fork)) for row in self.old.rows}

    def _lost(self) -> list[Life]:
        """The lives of which a version is no longer in the history."""
        kept = revisions.first_parents(self.repo)
        return [a for a in self.old.lives if any(v.commit not in kept for v in a.versions)]

    def _carried(self, lost: Iterable[Life], made: Ledger) -> dict[str, tuple[DatedFate, ...]]:
        """What was known of ids in versions that are no longer in the history, under the names that
        the records have now."""
        carried = dict(self.old.carried)
        today = self._moment.astimezone(self.gate.zone).date()
        for life in lost:
            heirs = made.lives_of(life.stems[-1])
            there = heirs[0].versions[-1].blob if heirs else ""
            fates = self._fates(life.versions[-1].blob, there)
            rows = (*public_rows(life, self.gate.zone), *(DatedFate(fate, today) for fate in fates))
            stem = heirs[0].stems[-1] if heirs else life.stems[-1]
            carried[stem] = tuple(dict.fromkeys((*carried.get(stem, ()), *rows)))
        return carried

    def _fates(self, old: str, new: str) -> tuple[Fate, ...]:
        before, now = self._read(old, None), self._read(new, None)
        return align(before.pieces, now.pieces if now else ()).fates if before else ()

    # --- what happened to which record

    def _follow(self, since: str) -> None:
        tree = Tree()
        tombstones = ""
        if since:
            for life in self.old.lives:
                self._begin(list(life.stems), list(life.versions), life.into, life.at)
            for path, blob in revisions.files_at(self.repo, since):
                if files.is_meeting(path):
                    tree.put(path, blob)
                elif path == WITHDRAWALS_FILE:
                    tombstones = blob
        commits, read = revisions.commits(self.repo, since), self.blobs.read
        self._count = self._first + len(commits)
        forms = revisions.beside(self.repo, f"{self.repo.prefix}{WITHDRAWALS_FILE}", since)
        self._times.follow(commits, self._first, self.repo.prefix, tombstones, read, forms)
        self._times.learn_addresses(self.repo, self.redirects, read)
        self._numbers = {commit.id: n for n, commit in enumerate(commits, self._first)}
        self._sides = Sides.of(revisions.edges_beside(self.repo, since))
        self._beside = frozenset(self._sides.taken_out(read, self._words, self.names))
        self._words = self._words.with_found()
        for event in events(commits, self.repo.prefix, tree, self._is_same):
            self._happen(event)

    def _begin(
        self, stems: list[str], known: list[Version] | None = None, into: str = "", at: int = 0
    ) -> GrowingLife:
        life = GrowingLife(stems, known or [], into=into, at=at)
        self.lives.append(life)
        self.named[stems[-1]] = life
        return life

    def _happen(self, event: Event) -> None:
        if event.renamed_from in self.named and event.renamed_from:
            life = self.named.pop(event.renamed_from)
            life.stems.append(event.stem)
            self.named[event.stem] = life
        else:
            life = self.named.get(event.stem) or self._begin([event.stem])
        life.into = ""
        life.since.append(event)

    def _is_same(self, old: str, old_blob: str, new: str, new_blob: str) -> bool:
        """Whether a file under another name is the same record: the table of old addresses says so,
        or half of what was said stands in it still."""
        if old_blob == new_blob or self._leads(old) == fold_address(new):
            return True
        before, after = self._read(old_blob, None), self._read(new_blob, None)
        return before is not None and after is not None and goes_on(before.pieces, after.pieces)

    def _leads(self, stem: str) -> str:
        """Where the table of old addresses leads from a name that no file has."""
        known = {fold_address(name) for name in self.named if self.named[name].blob}
        return self.redirects.find(stem, lambda a: a if a in known else None) or ""

    def _is_wanted(self, life: GrowingLife) -> bool:
        names = RecordNames(tuple(life.stems), self.redirects)
        return not self.only or any(map(names.meant, self.only))

    # --- what became of ids

    def _written(self, growing: GrowingLife) -> Life:
        life = self._life(growing)
        return cut(life, self._times.back, self._times.redirects_ever)

    def _life(self, growing: GrowingLife) -> Life:
        versions = list(growing.known)
        reading = self._last_read(versions) if growing.since else None
        words = self._words.anew()
        for number, event in enumerate(growing.since):
            if not versions and len(growing.since) == 1:
                versions.append(self._version(event))
                break
            now = self._read(event.blob, reading)
            if number == 1 or (number == 0 and len(versions) == 1):
                versions[0] = self._with_due(versions[0], event.stem)
            knows = self.names.elsewhere(growing.stems[-1])
            known = knows, words.with_found()
            versions.append(self._next(event, versions, reading, now, *known))
            reading = now or reading
        self._words.found.extend(words.found)
        return Life(tuple(growing.stems), tuple(versions), growing.into, growing.at)

    def _last_read(self, versions: Sequence[Version]) -> Reading | None:
        """The last version that can be read, also where the file went since: it may come back."""
        readings = (self._read(v.blob, None) for v in reversed(versions) if v.blob)
        return next(filter(None, readings), None)

    def _read(self, blob: str, before: Reading | None = None) -> Reading | None:
        text = self._latest.text(blob) if blob else None
        return read(text, before) if text is not None else None

    def _with_due(self, version: Version, stem: str) -> Version:
        return replace(version, due=self._due(version.blob, stem)) if version.blob else version

    def _due(self, blob: str, stem: str) -> str:
        """From when on the head of a version let it be read."""
        data = self._latest.data(blob)
        if data is None:
            return NEVER
        meeting = parser.outline(data, f"{stem}.md")
        if is_barred(meeting):
            return NEVER
        due = self.gate.due(meeting)
        return NEVER if due.withheld else due.moment.isoformat() if due.moment else ""

    def _next(
        self,
        event: Event,
        versions: list[Version],
        before: Reading | None,
        now: Reading | None,
        knows: Knows,
        words: GuardedWords,
    ) -> Version:
        made = self._version(event)
        if now is None and event.blob:  # nobody could read it, and what stood there is not gone
            return replace(made, due=NEVER)
        if now is None:
            ended = tuple(Fate(p.id, "gone") for p in before.pieces) if before else ()
            return replace(made, ended=ended, removed=len(ended))
        made = replace(made, due=self._due(event.blob, event.stem))
        if before is None:
            return made
        last = noted.last(versions, self._latest.data)
        edit = FileEdit(last, self._latest.data(event.blob), before, now)
        moved = event.renamed_from and changes_words(edit.found, before.pieces, now.pieces)
        hidden = not versions[-1].blob or (bool(moved) and not edit.notes)
        made = replace(
            made,
            ended=edit.found.fates,
            begun=edit.found.added,
            revised=edit.found.revised,
            removed=edit.found.removed,
            head=edit.is_of_head,
            changes=told(edit.changed),
        )
        is_noted = noted.hides(versions, made, edit.came, edit.changed)
        known = knows, self._beside.union(guarded.of_record(versions))
        beside = self._sides.brought(made.number, {event.stem, event.renamed_from}, self.named)
        past = EarlierVersions(versions, made.at, self._latest, beside)
        cut, guard = past.judged(edit, words, *known, hides=hidden or is_noted)
        return replace(made, cut=cut, guard=guard, noted=edit.came.protective)

    def _version(self, event: Event) -> Version:
        made, number = event.commit, self._numbers[event.commit.id]
        at = (made.id, made.at, made.authored, event.blob)
        seen = self._seen.get(made.id, self.now)
        closed = (made.id, event.blob) in self._closed
        return Version(*at, reverts=made.reverts, number=number, seen=seen, closed=closed)
