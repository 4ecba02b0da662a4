"""The records that a commit holds, by their names: read from its folders without any of its files, each folder once,
since a few small folders that hold one another may stand for millions of files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path

from minutes.addresses import redirects
from minutes.addresses.redirects import Redirects
from minutes.addresses.references import record_name
from minutes.text.lists import by_key
from pipeline.source import files, git, tree_sizes

MOST_BYTES = 1024 * 1024
"""Of a record or a table of old addresses: three times the longest that was seen."""
_MOST_FOLDERS = 20_000  # that are kept, for commits share most of theirs
_MOST_COMMITS = 32
_PLAIN = b"100"  # how the mode of a file begins that is no link
_Entry = tuple[bytes, str, str]


class OutOfTime(git.TooMuch):
    """What was pushed takes longer to read than there is time."""


@dataclass(frozen=True)
class Records:
    """The names of the records of a commit, each with the blobs of its files, and its old addresses."""

    blobs: Mapping[str, frozenset[str]]
    redirects: Redirects


@dataclass(frozen=True)
class PushedFiles:
    """The files of an archive in the commits of its repository, read until a moment (of `time.monotonic`). What
    cannot be told by then, or at all, is a `GitFailed`."""

    folder: Path
    objects: git.Objects
    until: float

    def read(self, blob: str) -> bytes:
        """What a file says. Raises `GitFailed`."""
        self.refuse_late()
        return self.objects.read(blob, MOST_BYTES)

    def refuse_late(self) -> None:
        """Raises `OutOfTime` where there is none."""
        if time.monotonic() > self.until:
            raise OutOfTime(
                "what was pushed takes too long to read", zh="推送的內容太多，來不及讀完"
            )

    @cached_property
    def records(self) -> Callable[[str], Records]:
        """The records of a commit. Raises `GitFailed`."""
        return lru_cache(_MOST_COMMITS)(self._records)

    def _records(self, commit: str) -> Records:
        table, found = b"", list[tuple[str, str]]()
        for path, blob in self._paths(commit):
            if path == redirects.REDIRECTS_FILE:
                table = self.read(blob)
            elif files.is_meeting(path):
                found.append((record_name(path), blob))
        blobs = by_key(found, itemgetter(0))
        names = {name: frozenset(blob for _, blob in some) for name, some in blobs.items()}
        return Records(names, redirects.redirects_of(redirects.rows_of(table)))

    def _paths(self, commit: str) -> Iterator[tuple[str, str]]:
        """A path and the blob of each plain file in folders that may hold records; of a folder that lies in several
        places one path, for a record's name is that of its file."""
        seen, todo = set[str](), [("", f"{commit}:{self._within}")] if commit else []
        while todo:
            path, folder = todo.pop()
            for mode, name, ident in self._entries(folder, len(commit) // 2):
                within = f"{path}{name}"
                if mode.startswith(_PLAIN):
                    yield within, ident
                elif mode == tree_sizes.FOLDER and _may_hold(within) and ident not in seen:
                    seen.add(ident)
                    todo.append((f"{within}/", ident))

    @cached_property
    def _within(self) -> str:
        return git.text(self.folder, "rev-parse", "--show-prefix").rstrip("/")

    @cached_property
    def _entries(self) -> Callable[[str, int], tuple[_Entry, ...]]:
        return lru_cache(_MOST_FOLDERS)(self._listed)

    def _listed(self, folder: str, digits: int) -> tuple[_Entry, ...]:
        self.refuse_late()
        listed = self.objects.read(folder, tree_sizes.MOST_LISTED)
        return tuple(
            (mode, name.decode("utf-8"), ident.decode("ascii"))
            for mode, name, ident in tree_sizes.entries(listed, digits)
            if _is_text(name)
        )


def _is_text(name: bytes) -> bool:
    """Whether a name is UTF-8; a file of another one is no record."""
    return "\ufffd" not in name.decode("utf-8", "replace")


def _may_hold(folder: str) -> bool:
    """Whether records may lie in a folder."""
    return files.is_meeting(f"{folder}/record.md")
