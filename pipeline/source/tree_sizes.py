"""How many files the commits of a repository hold, told before git spreads them out: a few small trees that
hold one another may stand for millions of files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.source import git
from pipeline.source.git import GitFailed

MOST_FILES = 200_000
"""In what one commit changed at the top: a hundred times the largest archive that was seen."""
MOST_FOLDERS = 200_000
"""Different ones that are looked at in a run, some seconds of work."""
_DEEPEST = 50  # folders within one another
_MOST_BYTES = 16 * 1024 * 1024  # of the list of one folder
_AT_ONCE = 1000  # commits whose names a pipe holds, so that git and we never wait for each other
_FOLDER = re.compile(rb"\n?:[0-7]+ 040000 [0-9a-f]+ ([0-9a-f]+) [A-Z]")
_ENTRY = re.compile(rb"(\d+) [^\0]+\0", re.DOTALL)


def refuse_too_large(folder: Path, head: str, since: str = "") -> None:
    """Raise `GitFailed` where a commit that leads to `head`, after `since`, brings folders with more files
    than an archive can have: one of a merged branch, too, for all of them are read."""
    span = f"{since}..{head}" if since else head
    line = git.run(folder, "rev-list", span).decode("ascii").split()
    counted = _FileCounts(folder)
    try:
        for start in range(0, len(line), _AT_ONCE):
            for commit, folders in _changed_folders(folder, line[start : start + _AT_ONCE]).items():
                counted.refuse(commit, folders)
    finally:
        counted.end()


def _changed_folders(folder: Path, ids: Sequence[str]) -> dict[str, list[bytes]]:
    """Of each commit the folders at the top that it changed, as it left them."""
    words = ("--stdin", "-m", "--root", "--raw", "-z", "--no-renames", "--no-abbrev")
    told = git.answer(folder, "\n".join(ids).encode() + b"\n", "diff-tree", *words)
    found: dict[str, list[bytes]] = {}
    here: list[bytes] = []
    fields = iter(told.split(b"\0"))
    for field in fields:
        if b":" not in field[:2]:  # the name of a commit
            here = found.setdefault(field.decode("ascii", "replace"), [])
            continue
        next(fields, b"")  # a path, which may look like anything
        here += _FOLDER.findall(field)
    return found


class _FileCounts:
    """The files below folders, each different folder counted once, by one process of git."""

    def __init__(self, folder: Path) -> None:
        self._running = git.Running(folder, "cat-file", "--batch")
        self._known: dict[bytes, int] = {}

    def end(self) -> None:
        self._running.end()

    def refuse(self, commit: str, folders: Sequence[bytes]) -> None:
        """Raise `GitFailed` where these folders of a commit hold too many files together."""
        if sum(map(self._files, folders)) > MOST_FILES:
            raise GitFailed(
                f"commit {commit[:12]}: more than {MOST_FILES} files; take it out of the history, or clone "
                f"anew from a later commit 這個提交的檔案超過 {MOST_FILES} 個，請把它移出歷史，或從較晚的提交重新 clone"
            )

    def _files(self, folder: bytes, depth: int = 0) -> int:
        """How many files are below a folder; more than `MOST_FILES` where there are too many to tell."""
        if folder not in self._known:
            self._known[folder] = self._counted(folder, depth)
        return self._known[folder]

    def _counted(self, folder: bytes, depth: int) -> int:
        is_over = depth > _DEEPEST or len(self._known) > MOST_FOLDERS
        entries = None if is_over else self._read(folder)
        if entries is None:
            return MOST_FILES + 1
        found = 0
        for is_folder, name in entries:
            found += self._files(name, depth + 1) if is_folder else 1
            if found > MOST_FILES:
                break
        return found

    def _read(self, folder: bytes) -> list[tuple[bool, bytes]] | None:
        """The entries of a folder: whether each is one itself, and its id; None where the list is too long."""
        self._running.say(folder + b"\n")
        marks = self._running.line().split()
        size = int(marks[2]) if len(marks) == 3 else 0
        if size > _MOST_BYTES:
            self._running.skip(size + 1)
            return None
        listed = self._running.take(size + 1)[:-1] if size else b""
        return list(_entries(listed, len(folder) // 2))


def _entries(listed: bytes, digits: int) -> Iterator[tuple[bool, bytes]]:
    """What a tree object lists (gitformat: mode, name, NUL, id in bytes)."""
    at = 0
    while entry := _ENTRY.match(listed, at):
        at = entry.end() + digits
        yield entry[1] == b"40000", listed[entry.end() : at].hex().encode()
