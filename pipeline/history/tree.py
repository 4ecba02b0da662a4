"""A repository's commits as what happened to records: where the archive stood, which file was which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, filterfalse
from operator import attrgetter
from pathlib import PurePosixPath

from minutes.addresses.redirects import Redirects, fold_address
from minutes.publication.gate import WITHDRAWALS_FILE
from minutes.settings import SETTINGS_FILE
from minutes.text.lists import omit
from pipeline.history.ledger import Life, Version
from pipeline.history.revisions import Change, Commit
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.rereading import Reading
from pipeline.source.files import is_meeting

# What stands in the folder of an archive, and nowhere else; drafts have a `.redirects`, too.
_STANDS_IN_ARCHIVE = (SETTINGS_FILE, WITHDRAWALS_FILE)
_BEFORE, _AFTER = attrgetter("before"), attrgetter("after")
_NEVER_READ = re.compile(r"(?:^|/)[._]")  # folders that no archive shows


@dataclass(frozen=True, slots=True)
class Event:
    """What a commit did to a record: its bytes now ("" where it took the file away), and its name
    before where that was another."""

    commit: Commit
    stem: str
    blob: str
    renamed_from: str = ""


@dataclass(slots=True)
class GrowingLife:
    """A life that is being written down: its names, what is known, and what happened since."""

    stems: list[str]
    known: list[Version] = field(default_factory=list)
    since: list[Event] = field(default_factory=list)
    into: str = ""
    at: int = 0

    @property
    def blob(self) -> str:
        if self.since:
            return self.since[-1].blob
        return self.known[-1].blob


@dataclass(slots=True)
class Tree:
    """The records' files at one moment: path below the archive → blob."""

    files: dict[str, str] = field(default_factory=dict)
    by_stem: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def put(self, path: str, blob: str) -> None:
        self.files[path] = blob
        self.by_stem[_stem(path)].add(path)

    def drop(self, path: str) -> None:
        self.files.pop(path, None)
        self.by_stem[_stem(path)].discard(path)

    def change(self, changes: Sequence[Change]) -> None:
        """Brings the files up to what a commit made of them; names may go round."""
        for path in filter(None, (change.before for change in changes)):
            self.drop(path)
        for change in changes:
            if change.after:
                self.put(change.after, change.blob)

    def blob(self, stem: str) -> str:
        """The bytes of a record; of several files with one name the first by path is the record."""
        paths = self.by_stem.get(stem)
        return self.files[min(paths)] if paths else ""


def events(
    commits: Sequence[Commit],
    prefix: str,
    tree: Tree,
    same: Callable[[str, str, str, str], bool],
) -> Iterator[Event]:
    """What happened to records, oldest first; `tree` is brought up to the last commit.

    `same(old stem, old blob, new stem, new blob)` tells whether a file that git holds for renamed is
    the same record.
    """
    homes = _homes(commits, prefix)
    for number, commit in enumerate(commits):
        home, before = homes[number], homes[number - 1] if number else homes[0]
        yield from _of(commit, list(_within(commit.changes, before, home)), tree, same)


def _of(
    commit: Commit,
    changes: Sequence[Change],
    tree: Tree,
    same: Callable[[str, str, str, str], bool],
) -> Iterator[Event]:
    names = [(_stem(change.before), _stem(change.after)) for change in changes]
    touched = dict.fromkeys(filter(None, chain.from_iterable(names)))
    earlier = {stem: tree.blob(stem) for stem in touched}
    tree.change(changes)
    renamed = dict(_renamed(names, earlier, tree, same))
    for new, old in renamed.items():
        yield Event(commit, new, tree.blob(new), old)
    for stem, blob in omit(earlier, {*renamed, *renamed.values()}).items():
        if tree.blob(stem) != blob:
            yield Event(commit, stem, tree.blob(stem))


def _renamed(
    names: Iterable[tuple[str, str]],
    earlier: Mapping[str, str],
    tree: Tree,
    same: Callable[[str, str, str, str], bool],
) -> Iterator[tuple[str, str]]:
    """Each new name of a record, with the one that it had: nothing stood under the new one `earlier`, and nothing
    stands under the old one now."""
    moved = {new: old for old, new in names if old and new and old != new}
    for new, old in moved.items():
        is_free = not tree.blob(old) and not earlier[new]
        if is_free and same(old, earlier[old], new, tree.blob(new)):
            yield new, old


def _within(changes: Iterable[Change], before: str, now: str) -> Iterator[Change]:
    """The changes of records' files, by their paths below the archive."""
    for change in changes:
        old, new = _below(change.before, before), _below(change.after, now)
        if old or new:
            yield Change(old, new, change.blob if new else "")


def _below(path: str, home: str) -> str:
    """The path of a record below the archive; "" for what is none."""
    if not path.startswith(home):
        return ""
    inside = path.removeprefix(home)
    return inside if inside and is_meeting(inside) and _is_name(inside) else ""


def _is_name(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _stem(path: str) -> str:
    return PurePosixPath(path).name.removesuffix(".md")


def _homes(commits: Sequence[Commit], prefix: str) -> list[str]:
    """The folder in which the archive stood after each commit: the present one, and before the commit
    that moved all of it there, the one from which it came."""
    homes = [prefix] * len(commits)
    end = len(commits)
    while end:
        first = next(
            (n for n in range(end) if any(_below(c.after, prefix) for c in commits[n].changes)), end
        )
        origin = _origin(commits[: first + 1], prefix) if 0 < first < end else None
        if origin is None:
            break
        homes[:first] = [origin] * first
        prefix, end = origin, first
    return homes


def _origin(until: Sequence[Commit], prefix: str) -> str | None:
    """Where the archive stood before the last of these commits, which brought the first records into a
    folder; None where they are published by it. What tells is never what a folder is called: the archive's settings or
    tombstones came along from there, or the repository itself was the archive and all of it moved."""
    before, after = (set(map(side, until[-1].changes)) for side in (_BEFORE, _AFTER))
    own = (name for name in _STANDS_IN_ARCHIVE if f"{prefix}{name}" in after)
    came_from = chain.from_iterable(map(partial(_folders, before - after), own))
    repository = "" if prefix and _is_emptied(until) else None
    return next(came_from, repository)


def _folders(paths: Iterable[str], name: str) -> Iterator[str]:
    """Where files of this name lay, without folders that no archive shows."""
    found = (path.removesuffix(name) for path in paths if PurePosixPath(path).name == name)
    return filterfalse(_NEVER_READ.search, found)


def _is_emptied(until: Iterable[Commit]) -> bool:
    """Whether records stood at the top of the repository, and none does since the last of these commits."""
    there, was_there = set[str](), False
    for commit in until:
        was_there = bool(there)
        there.difference_update(map(_BEFORE, commit.changes))
        there.update(filter(_is_at_top, map(_AFTER, commit.changes)))
    return was_there and not there


def _is_at_top(path: str) -> bool:
    return "/" not in path and bool(_below(path, ""))


def joined(
    lives: Sequence[Life], redirects: Redirects, read: Callable[[str], Reading | None]
) -> Iterator[Life]:
    """The lives of records; those that ended, and of which the table of old addresses says where they go
    on, lead there."""
    there = {fold_address(a.stems[-1]): a for a in lives if not a.gone}
    for life in lives:
        into = redirects.find(life.stems[-1], lambda a: a if a in there else None)
        if not life.gone or into is None or life.into == into or len(life.versions) < 2:
            yield life
            continue
        target = there[into]
        at = _first_after(target, life.versions[-1].at)
        before, now = read(life.versions[-2].blob), read(target.versions[at].blob)
        if before is None or now is None:
            yield life
            continue
        last = replace(life.versions[-1], ended=align(before.pieces, now.pieces).fates)
        yield Life(life.stems, (*life.versions[:-1], last), into, at)


def _first_after(life: Life, moment: int) -> int:
    """The number of the version of a record that stood there at a moment, or of the first with a file."""
    at = max((n for n, v in enumerate(life.versions) if v.at <= moment), default=0)
    while not life.versions[at].blob:
        at += 1
    return at
