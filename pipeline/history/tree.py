"""A repository's commits as what happened to records: where the archive stood, which file was which."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePosixPath

from minutes.text.word_tables import any_of, table
from pipeline.history.ledger import Version
from pipeline.history.revisions import Change, Commit
from pipeline.source.files import is_meeting

# A folder that was renamed as a whole held at least so many records; one file that comes from another
# folder was a draft that is published.
WHOLE_FOLDER = 3
# Folders whose records were nobody's yet: hidden ones, and those of drafts or of what is kept inside.
_UNPUBLISHED = re.compile(
    rf"(?:^|/)[._]|(?<![a-z])(?:{any_of(table('protection')['unpublished_folders'])})",
    re.IGNORECASE,
)


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

    def is_renamed(old: str, new: str) -> bool:
        is_free = not tree.blob(old) and not earlier[new]
        return is_free and same(old, earlier[old], new, tree.blob(new))

    moved = {new: old for old, new in names if old and new and old != new}
    renamed = {new: old for new, old in moved.items() if is_renamed(old, new)}
    for new, old in renamed.items():
        yield Event(commit, new, tree.blob(new), old)
    told = {*renamed, *renamed.values()}
    for stem in touched:
        now = tree.blob(stem)
        if stem not in told and now != earlier[stem]:
            yield Event(commit, stem, now)


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
    """Where the records came from that the last of these commits moved into a folder that had none: a
    folder above it, or one that was renamed as a whole; None where they came from nowhere, or were
    nobody's before."""
    for origin, count in _origins(until[-1].changes, prefix).most_common(1):
        if origin and not origin.endswith("/"):
            return None
        if prefix.startswith(origin) or (
            count >= WHOLE_FOLDER and _is_renamed(until, origin, prefix)
        ):
            return origin
    return None


def _is_renamed(until: Sequence[Commit], origin: str, prefix: str) -> bool:
    """Whether a folder of published records got another name. Records that come into a folder which was
    there, or from one whose name says that nobody read them, are published now."""
    paths = (change.after for commit in until[:-1] for change in commit.changes)
    was_there = bool(prefix) and any(path.startswith(prefix) for path in paths)
    return not was_there and not _UNPUBLISHED.search(origin)


def _origins(changes: Iterable[Change], prefix: str) -> Counter[str]:
    """The folders from which records were moved into one, each with how many."""
    found = Counter[str]()
    for change in changes:
        inside = _below(change.after, prefix)
        is_moved = change.before != change.after and change.before.endswith(inside)
        if inside and is_moved:
            found[change.before.removesuffix(inside)] += 1
    return found
