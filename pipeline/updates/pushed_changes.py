"""Which records wait for the rows of a push until it is taken over. A row withdraws words, whatever their file is called,
and a push may put any words anywhere: unless each commit of it leaves what a row means as it is here, or only takes words
from it, all records wait that any of them changes. The same where the record it means has not been indexed as it is: what
is shown may have its words elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import chain, filterfalse

from minutes.addresses.record_names import RecordNames
from minutes.errors import MinutesError
from minutes.publication.gate import Withdrawal, conceal
from minutes.records import document, redaction
from minutes.settings import Settings
from minutes.text.lists import by_key
from pipeline.source import git
from pipeline.source.traces import KeptPush
from pipeline.updates.pushed_files import PushedFiles
from pipeline.updates.records_in_use import RecordsInUse

SECONDS = 30
MOST_PUSHED = 400
"""Commits of a push that are looked at for the records that they change."""
_TRIES = 2  # for git may be killed on a machine that has no memory left
_NONE = frozenset[str]()


@dataclass(frozen=True)
class HeldForPush:
    """The records in use that wait: those that may hold what a row means, each with what that calls it, and by their names all
    where that cannot be told. `changed` are those that a push changes, whether they wait or not."""

    meant: frozenset[tuple[str, str]] = frozenset()
    changed: frozenset[str] = frozenset()
    untold: Mapping[str, str] = field(default_factory=dict)


def waiting(
    where: Settings, push: KeptPush, rows: Sequence[Withdrawal], *, line: bool = False
) -> HeldForPush:
    """The records in use that wait for the sake of rows that came with what was pushed; all where git gives no answer, too
    much was pushed, or anything else keeps that from being told. In a `line` merges are changes of their own, and what they
    joined is not looked at: so the history is read when it is indexed."""
    in_use = RecordsInUse(where)
    for _ in range(_TRIES if rows else 0):
        try:
            return _asked(in_use, push, rows, line)
        except git.TooMuch:
            break
        except (MinutesError, OSError, ValueError, RecursionError):
            continue
    return HeldForPush(untold={name: row.meeting for row in rows[:1] for name in in_use.names})


def _asked(
    in_use: RecordsInUse, push: KeptPush, rows: Iterable[Withdrawal], line: bool
) -> HeldForPush:
    folder = in_use.where.transcripts
    with git.Objects(folder, SECONDS) as objects:
        files = PushedFiles(folder, objects, time.monotonic() + SECONDS)
        return _Push(in_use, files, push, line).waiting(rows)


@dataclass(frozen=True)
class _Push:
    """What was pushed, beside the records in use."""

    in_use: RecordsInUse
    files: PushedFiles
    push: KeptPush
    line: bool

    def waiting(self, rows: Iterable[Withdrawal]) -> HeldForPush:
        """The records in use that wait for rows. Raises `GitFailed`."""
        unclear = [*filterfalse(self._is_clear, rows)]
        changed = self.in_use.names & self._changed.keys()
        named = chain.from_iterable(map(self._named, unclear))
        waiting = chain(((name, row.meeting) for row in unclear for name in changed), named)
        return HeldForPush(frozenset(waiting), changed)

    def _is_clear(self, row: Withdrawal) -> bool:
        """Whether a row means records in use and no other ones, and all its words are known here."""
        self.files.refuse_late()
        here = self._here(row)
        is_known = bool(here) and self._elsewhere(row) <= here
        return is_known and all(map(partial(self._is_known, row), here))

    def _here(self, row: Withdrawal) -> frozenset[str]:
        return frozenset(self.in_use.meant.meant(row.meeting))

    def _elsewhere(self, row: Withdrawal) -> frozenset[str]:
        """The records that a row means by the names, and the old addresses, that any commit of the push has."""
        found = (names.meant(row.meeting) for names in self._names)
        return frozenset(chain.from_iterable(found))

    def _is_known(self, row: Withdrawal, name: str) -> bool:
        """Whether a record in use was indexed as it is, has the very speech that a row withdraws, and the push adds no words
        to it."""
        try:
            is_shown = self.in_use.is_as_indexed(name) and self._has_speech(row, name)
            return is_shown and self._only_loses_words(row, name)
        except (MinutesError, OSError, ValueError, RecursionError):  # nobody can tell what it says
            return False

    def _has_speech(self, row: Withdrawal, name: str) -> bool:
        return not row.speech or row.speech in self._speeches(name)

    @cached_property
    def _speeches(self) -> Callable[[str], frozenset[str]]:
        """The speeches of a record in use, as rows write them."""

        def speeches(name: str) -> frozenset[str]:
            return _speeches(self.in_use.texts(name))

        return cache(speeches)

    def _only_loses_words(self, row: Withdrawal, name: str) -> bool:
        """Whether each line that the push has of a record stands here, or marks what the row withdraws."""
        words = (redaction.mark_words(lang, row.date, row.reason) for lang in ("zh", "en"))
        return self._new_lines(name).issubset(map(redaction.mark_line, words))

    @cached_property
    def _new_lines(self) -> Callable[[str], frozenset[str]]:
        """The lines that the push has of a record in use, and that do not stand here."""

        def new_lines(name: str) -> frozenset[str]:
            blobs = self._changed.get(name, _NONE)
            there = (self.files.read(blob).decode("utf-8", "replace") for blob in blobs)
            return _lines(there).difference(_lines(self.in_use.texts(name)))

        return cache(new_lines)

    def _named(self, row: Withdrawal) -> Iterator[tuple[str, str]]:
        """The records in use that a row means by the names of the push, that have not the speech of it, or that are the very
        file which it means there."""
        here, there = self._here(row), self._elsewhere(row)
        blobs = _NONE.union(*(self._changed.get(name, _NONE) for name in {*here, *there}))
        copies = (name for name, found in self._before.items() if found & blobs)
        unsaid = (name for name in here if not self._is_known(row, name))
        for name in chain(there & self.in_use.names - here, copies, unsaid):
            yield name, row.meeting

    # --- what the push changes

    @cached_property
    def _names(self) -> Sequence[RecordNames]:
        """What somebody means who knows the names of the push, with each table of old addresses that it ever has."""
        tables = dict.fromkeys(self.files.records(commit).redirects for commit, *_ in self._commits)
        known = (tuple(self._changed), (*self.in_use.names, *self._changed))
        return [RecordNames(names, table) for table in tables for names in known]

    @cached_property
    def _changed(self) -> Mapping[str, frozenset[str]]:
        """The records that any commit of the push changes, each with the blobs that it has there: a merge those of which no
        side has what it leaves, and all in all those that are another file than here."""
        since = [*filter(None, [self.push.since])]
        all_in_all = [[commit, *since] for commit in self.push.commits]
        found = by_key(
            chain.from_iterable(map(self._changed_by, (*all_in_all, *self._commits))),
            lambda change: change[0],
        )
        return {name: _NONE.union(*(blobs for _, blobs in some)) for name, some in found.items()}

    def _changed_by(self, commits: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """The records that the first of some commits changes, of which the others are its parents."""
        now, *before = (self.files.records(commit).blobs for commit in commits)
        for name in now.keys() | _NONE.union(*before):
            if all(side.get(name) != now.get(name) for side in before):
                yield name, now.get(name, _NONE)

    @cached_property
    def _commits(self) -> Sequence[Sequence[str]]:
        """The commits that were pushed, each with its parents."""
        span = [*self.push.commits, *(f"^{commit}" for commit in filter(None, [self.push.since]))]
        first = ("--first-parent",) if self.line else ()
        words = ("rev-list", *first, "--parents", f"--max-count={MOST_PUSHED + 1}", *span)
        commits = git.text(self.files.folder, *words).splitlines()
        if len(commits) > MOST_PUSHED:
            raise git.TooMuch("too many commits were pushed at once", zh="一次推送的提交太多")
        return [*map(str.split, commits)]

    @cached_property
    def _before(self) -> Mapping[str, frozenset[str]]:
        """The records of the commit in use, each with the blobs of its files."""
        return self.files.records(self.push.since).blobs


def _lines(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(str.splitlines, texts)))


def _speeches(texts: Iterable[str]) -> frozenset[str]:
    items = chain.from_iterable(document.parse(text).items for text in texts)
    return frozenset(conceal(item.id) for item in items)
