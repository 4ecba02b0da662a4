"""Taking over a commit that was looked at, so that a merge which was killed stands in no later one's way.

What is to be merged is written down first. A run that finds such a note follows one that did not come to its end:
the working tree may hold any part of the commit, and git's lock may lie there still. Both are taken away; then
the run begins like any other, for something newer may have been pushed. What anybody else wrote stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from minutes import plain_files
from pipeline.source import git, safe_write

NOTE = "pull.merging.json"
SECONDS = 300  # a first merge may be large
ALIVE = 10  # seconds that a git which outlived its run gets to end by itself
_A_MOMENT = 0.1
_AT_ONCE = 500  # names in one command


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A merge that was begun: in which folder, from which commit to which."""

    folder: str
    before: str
    after: str


def merge(folder: Path, commit: str, data: Path) -> None:
    """Bring a folder forward to a commit. Raises `GitFailed`: then the folder is as it was, or the next
    `clean_up` brings it back there."""
    begun = Unfinished(str(folder), _head(folder), commit)
    with _noted(data / NOTE, begun):
        git.run(folder, "merge", "--quiet", "--ff-only", commit, seconds=SECONDS)


def clean_up(data: Path, homes: Collection[Path]) -> None:
    """Take away what an earlier run wrote into one of these folders before it was killed, if there was one. This
    may be killed itself and is done again then; where it cannot be done, no newer commit waits for it."""
    begun = _read(data / NOTE)
    if begun is not None and Path(begun.folder) in homes:
        with contextlib.suppress(git.GitFailed, OSError):
            _undo(begun)
    (data / NOTE).unlink(missing_ok=True)


def _undo(begun: Unfinished) -> None:
    folder = Path(begun.folder)
    _unlock(_lock(folder))
    home = git.top(folder)
    if home is None or _head(folder) != begun.before:  # it ended, or somebody went elsewhere
        return
    written = [file for file in _changed(folder, begun) if _is_written(home, folder, file)]
    replaced = [file.path for file in written if file.old]
    for at in range(0, len(replaced), _AT_ONCE):
        names = replaced[at : at + _AT_ONCE]
        git.run(home, "checkout-index", "--force", "--", *names, seconds=SECONDS)
    for file in written:
        if not file.old:
            (home / file.path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that differs between two commits: its path, and its blob in either, "" where it has none."""

    path: str
    old: str
    new: str


def _changed(folder: Path, begun: Unfinished) -> Iterator[_File]:
    words = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", begun.before, begun.after)
    told = git.run(folder, "diff-tree", *words).decode("utf-8", "surrogateescape").split("\0")
    for marks, path in zip(told[::2], told[1::2], strict=False):
        _, _, old, new, _ = marks.split(" ")
        yield _File(path, old.strip("0") and old, new.strip("0") and new)


def _is_written(home: Path, folder: Path, file: _File) -> bool:
    """Whether a file is as the merge left it: as in the later commit, a part of that, or gone. One that
    somebody else changed is not."""
    try:
        there = _bytes(home, file.path)
    except OSError:  # nothing of ours
        return False
    if there is None:
        return bool(file.old)
    digits = len(file.new or file.old)
    known = git.blob_id(there, digits)
    if known in {file.old, file.new}:
        return known == file.new
    whole = git.run(folder, "cat-file", "blob", file.new) if file.new else b""
    return bool(file.new) and whole.startswith(there)


def _bytes(home: Path, path: str) -> bytes | None:
    """What a file holds, or where a link leads; None where there is nothing. Raises `OSError` where it is
    no file of this folder."""
    file = home / path
    if file.parent.resolve() != home.resolve() / PurePath(path).parent:
        raise OSError(path)
    if file.is_symlink():
        return os.fsencode(file.readlink())
    return plain_files.read(home, path) if file.exists() else None


@contextmanager
def _noted(note: Path, begun: Unfinished) -> Iterator[None]:
    """Keeps the note while a merge goes on, and for the next run where git was stopped in the middle."""
    safe_write.replace_file(note, json.dumps(asdict(begun)).encode())
    try:
        yield
    except git.GitFailed:
        if not _lock(Path(begun.folder)).exists():
            note.unlink()
        raise
    note.unlink()


def _read(note: Path) -> Unfinished | None:
    """What was begun; None where nothing was, or the note tells nothing (it is written whole)."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Unfinished(**json.loads(note.read_bytes()))
    return None


def _head(folder: Path) -> str:
    return git.text(folder, "rev-parse", "--verify", "HEAD^{commit}")


def _lock(folder: Path) -> Path:
    return folder / git.text(folder, "rev-parse", "--git-path", "index.lock")


def _unlock(lock: Path) -> None:
    """Take away the lock of a git that is gone; one that is still at work has time to end."""
    until = time.monotonic() + ALIVE
    while lock.exists() and time.monotonic() < until:
        time.sleep(_A_MOMENT)
    lock.unlink(missing_ok=True)
