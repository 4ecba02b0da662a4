"""How many files the commits of a repository hold, told before git spreads them out: a few small trees that
hold one another may stand for millions of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import filterfalse
from pathlib import Path
from typing import NamedTuple, NoReturn

from pipeline.source import git
from pipeline.source.git import GitFailed

MOST_FILES = 200_000
"""In what one commit changed at the top: a hundred times the largest archive that was seen."""
MOST_FOLDERS = 200_000
"""Different ones that are looked at in a run, some seconds of work."""
MOST_LISTED = 16 * 1024 * 1024
"""Bytes of the list of one folder."""
FOLDER = b"40000"
"""What a list has as the mode of a folder."""
MOST_CHANGES = 10_000
"""Of files, each counted once, in all that was pushed at once: five times the largest archive that was seen."""
# Bytes of what all of it changed, each time that it did: some hundred thousand times.
_MOST_OUTPUT = 16 * 1024 * 1024
DEEPEST = 64
"""Folders within one another: ten times what was seen, and far from what git (core.maxTreeDepth, 2048) or a program
that calls itself for each folder (Python stops at 1000) can bear."""
_TOO_MANY = [(False, b"")] * (MOST_FILES + 1)
_OF_COMMITS = ("diff-tree", "--stdin", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev")
_AT_ONCE = 1000  # commits whose names a pipe holds, so that git and we never wait for each other
_FOLDER = re.compile(rb"\n?:[0-7]+ 040000 [0-9a-f]+ ([0-9a-f]+) [A-Z]")
_CHANGE = re.compile(rb":[0-7]+ [0-7]+ ([0-9a-f]+ [0-9a-f]+) [A-Z]\0([^\0]+)\0")
_ENTRY = re.compile(rb"(\d+) ([^\0]+)\0", re.DOTALL)


def refuse_too_large(folder: Path, head: str, since: str = "") -> None:
    """Raise `GitFailed` where a commit that leads to `head`, after `since`, brings folders with more files
    than an archive can have: one of a merged branch, too, for all of them are read."""
    counted = _FileCounts(folder)
    try:
        for commits in _line(folder, f"{since}..{head}" if since else head):
            for commit, folders in _changed_folders(folder, commits).items():
                counted.refuse(commit, folders)
    finally:
        counted.end()


def refuse_too_many_changes(folder: Path, head: str, since: str) -> None:
    """Raise `GitFailed` where the commits that lead to `head`, after `since`, change more files together than
    anybody edits, those of merged branches included: each change is compared, however small a push it takes."""
    changes = set[tuple[bytes, bytes]]()
    left = _MOST_OUTPUT
    for commits in _line(folder, f"{since}..{head}"):
        try:
            output = git.answer(folder, commits, *_OF_COMMITS, "-r", most_bytes=left)
        except git.TooMuch:
            _refuse_changes()
        left -= len(output)
        changes |= set(_CHANGE.findall(output))
        if len(changes) > MOST_CHANGES:
            _refuse_changes()


def _refuse_changes() -> NoReturn:
    raise GitFailed(
        f"what was pushed changes more than {MOST_CHANGES} files, or changes some very often; if that is "
        "meant, run `git merge --ff-only @{upstream}` and `minutes index` here",
        zh=f"這次推送改動的檔案超過 {MOST_CHANGES} 個，或改動次數太多；如果沒有錯，請在這裡執行 "
        "git merge --ff-only @{upstream} 與 minutes index",
    )


def _line(folder: Path, span: str) -> Iterator[bytes]:
    """The names of the commits of a span, some at a time, as git is asked for them."""
    line = git.run(folder, "rev-list", span).split()
    for start in range(0, len(line), _AT_ONCE):
        yield b"\n".join((*line[start : start + _AT_ONCE], b""))


def _changed_folders(folder: Path, commits: bytes) -> dict[str, list[bytes]]:
    """Of each commit the folders at the top that it changed, as it left them."""
    output = git.answer(folder, commits, *_OF_COMMITS)
    found: dict[str, list[bytes]] = {}
    here: list[bytes] = []
    fields = iter(output.split(b"\0"))
    for field in fields:
        if b":" not in field[:2]:  # the name of a commit
            here = found.setdefault(field.decode("ascii", "replace"), [])
            continue
        next(fields, b"")  # a path, which may look like anything
        here += _FOLDER.findall(field)
    return found


class _Below(NamedTuple):
    """How many files are below a folder, and how many folders lie within one another there."""

    files: int
    depth: int


_FILE = _Below(1, 0)


class _FileCounts:
    """The files below folders, each different folder counted once, by one process of git."""

    def __init__(self, folder: Path) -> None:
        self._objects = git.Objects(folder)
        self._known: dict[bytes, _Below] = {}

    def end(self) -> None:
        self._objects.end()

    def refuse(self, commit: str, folders: Sequence[bytes]) -> None:
        """Raise `GitFailed` where these folders of a commit hold too many files together, or lie too deep."""
        for folder in folders:
            self._learn(folder)
        found = self._sum([(True, folder) for folder in folders])
        if found.files > MOST_FILES:
            raise GitFailed(
                f"commit {commit[:12]}: more than {MOST_FILES} files; take it out of the history, or clone anew from "
                "a later commit",
                zh=f"提交 {commit[:12]}：檔案超過 {MOST_FILES} 個，請把它移出歷史，或從較晚的提交重新 clone",
            )
        if found.depth > DEEPEST:
            raise GitFailed(
                f"commit {commit[:12]}: more than {DEEPEST} folders within one another; take it out of the history, "
                "or clone anew from a later commit",
                zh=f"提交 {commit[:12]}：資料夾超過 {DEEPEST} 層，請把它移出歷史，或從較晚的提交重新 clone",
            )

    def _learn(self, folder: bytes) -> None:
        """Count what is below a folder."""
        lists: dict[bytes, list[tuple[bool, bytes]]] = {}
        todo = [folder]
        while todo:
            here = todo[-1]
            if here not in self._known and here not in lists:
                lists[here] = self._listed(here, len(lists))
                todo += self._folders_unknown(lists[here])
                continue
            todo.pop()
            if here not in self._known:
                self._known[here] = self._sum(lists.pop(here))

    def _listed(self, folder: bytes, waiting: int) -> list[tuple[bool, bytes]]:
        """The entries of a folder; of one too many such as say so."""
        is_over = len(self._known) + waiting > MOST_FOLDERS
        entries = None if is_over else self._read(folder)
        return _TOO_MANY if entries is None else entries

    def _folders_unknown(self, entries: Sequence[tuple[bool, bytes]]) -> list[bytes]:
        folders = dict.fromkeys(name for is_folder, name in entries if is_folder)
        return list(filterfalse(self._known.__contains__, folders))

    def _sum(self, entries: Sequence[tuple[bool, bytes]]) -> _Below:
        """What is below a folder with these entries."""
        below = [self._known[name] if is_folder else _FILE for is_folder, name in entries]
        files = min(sum(folder.files for folder in below), MOST_FILES + 1)
        return _Below(files, 1 + max((folder.depth for folder in below), default=0))

    def _read(self, folder: bytes) -> list[tuple[bool, bytes]] | None:
        """The entries of a folder: whether each is one itself, and its id; None where the list is too long."""
        try:
            listed = self._objects.read(folder.decode("ascii"), MOST_LISTED)
        except git.TooMuch:
            return None
        return [(mode == FOLDER, ident) for mode, _, ident in entries(listed, len(folder) // 2)]


def entries(listed: bytes, digits: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """What a tree object lists (gitformat: mode, name, NUL, id of so many bytes): mode, name, and the id in hex."""
    at = 0
    while entry := _ENTRY.match(listed, at):
        at = entry.end() + digits
        yield entry[1], entry[2], listed[entry.end() : at].hex().encode()
