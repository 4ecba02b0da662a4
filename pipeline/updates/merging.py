"""Taking over a commit that was looked at, so that a merge which was killed is finished by the next run.

What is to be merged is written down first. A run that finds such a note follows one that did not come to its end:
the working tree may hold any part of the commit, and git's lock may lie there still.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.source import git, safe_write

NOTE = "pull.merging.json"
SECONDS = 300  # a first merge may be large
ALIVE = 10  # seconds that a git which outlived its run gets to end by itself
_A_MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A merge that was begun: in which folder, from which commit to which."""

    folder: str
    before: str
    after: str


def merge(folder: Path, commit: str, data: Path) -> None:
    """Bring a folder forward to a commit. Raises `GitFailed`: then the folder is as it was, or the next
    `finish` brings it there."""
    begun = Unfinished(str(folder), _head(folder), commit)
    with _noted(data / NOTE, begun):
        git.run(folder, "merge", "--quiet", "--ff-only", commit, seconds=SECONDS)


def finish(data: Path) -> None:
    """Finish the merge in which an earlier run was killed, if there is one. This may be killed itself and is
    done again then. Files that do not differ between the two commits stay as they are."""
    begun = _read(data / NOTE)
    if begun is None:
        return
    folder = Path(begun.folder)
    _unlock(_lock(folder))
    if _head(folder) in {begun.before, begun.after}:  # nobody went elsewhere meanwhile
        git.run(folder, "read-tree", "--reset", "-u", begun.after, seconds=SECONDS)
        git.run(folder, "update-ref", "HEAD", begun.after)
    (data / NOTE).unlink()


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
