"""Taking over a commit that was looked at, so that a merge which was killed stands in no later one's way.

What is to be merged is written down first. A run that finds such a note follows one that did not come to its end:
the working tree may hold any part of the commit, and git's locks may lie there still. It is put back to where it
was, and what was pushed since is merged as usual. What somebody has edited, before or meanwhile, is never written over;
where it is what was pushed, it is no conflict.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import filterfalse
from operator import attrgetter
from pathlib import Path

from minutes import plain_files
from pipeline.source import git, safe_write

NOTE = "pull.merging.json"
SECONDS = 300  # a first merge may be large
ALIVE = 10  # seconds that a git which outlived its run gets to end by itself
_A_MOMENT = 0.1
_NO_BLOB = "0"  # git writes an id of zeros where there is no file


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A merge that was begun: in which folder, from which commit to which, and the files of these that
    somebody had `edited` before it."""

    folder: str
    before: str
    after: str
    edited: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Touched:
    """A file that a merge writes: its blobs before and after, "" where there is none."""

    name: str
    before: str
    after: str


def merge(folder: Path, commit: str, data: Path) -> None:
    """Bring a folder forward to a commit. Raises `GitFailed`: then the folder is as it was, or the next
    `put_back` brings it there."""
    home = git.top(folder) or folder
    begun = Unfinished(str(folder), _head(folder), commit)
    edited = _edited(home, begun)
    _refuse_to_bring_back(edited)
    noted = replace(begun, edited=[one.name for one in edited])
    safe_write.replace_file(data / NOTE, json.dumps(asdict(noted)).encode())
    try:
        _take_over(home, [one.name for one in edited if edited[one] == one.after])
        git.run(folder, "merge", "--quiet", "--ff-only", commit, seconds=SECONDS)
    except git.GitFailed:
        with contextlib.suppress(git.GitFailed):
            put_back(data, [folder])
        raise
    (data / NOTE).unlink()


def _edited(home: Path, begun: Unfinished) -> dict[_Touched, str | None]:
    """The files of a merge that are not what was committed last, each with the blob that it has."""
    held = {one: _blob(home, one) for one in _touched(home, begun)}
    return {one: blob for one, blob in held.items() if blob != one.before}


def _refuse_to_bring_back(edited: Mapping[_Touched, str | None]) -> None:
    """Git takes a file that is gone for no edit, and would write it anew: whoever took it away wants its words
    to be gone."""
    for one, blob in edited.items():
        if blob == "" and one.after:
            raise git.GitFailed(
                f"{one.name}: taken away here, which is not committed; commit that, or put the file back",
                zh=f"{one.name}：這裡移走了這個檔案，還沒有提交；請提交，或放回檔案",
            )


def _take_over(home: Path, names: Sequence[str]) -> None:
    """Write to git's index what somebody has edited to what is to come, so that git takes it for no edit."""
    for some in git.batches(names):
        git.run(home, "update-index", "--add", "--remove", "--", *some)


_WAS_THERE = attrgetter("before")


def put_back(data: Path, homes: Collection[Path]) -> None:
    """Take back what a merge that did not come to its end has done in one of these folders, if there is one.
    This may be killed itself and is done again then. Files stay that the merge does not write, and those that
    hold neither what was before nor a part of what was to come: somebody has edited them. Where it cannot be
    done, what was pushed since does not wait for it."""
    begun = _read(data / NOTE)
    if begun is not None and Path(begun.folder) in homes:
        with contextlib.suppress(git.GitFailed, OSError):
            _put_back(Path(begun.folder), begun)
    (data / NOTE).unlink(missing_ok=True)


def _put_back(folder: Path, begun: Unfinished) -> None:
    branch = git.text(folder, "rev-parse", "--symbolic-full-name", "HEAD")
    # What git locks in a merge: the branch that moves on, too.
    for name in ("index", "HEAD", branch):
        unlock(folder, name)
    if _head(folder) != begun.before:  # it came to its end, or somebody went elsewhere meanwhile
        return
    home = git.top(folder) or folder
    git.run(home, "read-tree", begun.before, seconds=SECONDS)
    touched = [one for one in _touched(home, begun) if one.name not in begun.edited]
    ours = list(filter(partial(_is_of_merge, home), touched))
    for new in filterfalse(_WAS_THERE, ours):
        with contextlib.suppress(OSError):  # it was never written
            (home / new.name).unlink()
    for some in git.batches([one.name for one in filter(_WAS_THERE, ours)]):
        git.run(home, "checkout-index", "--force", "--", *some, seconds=SECONDS)


def _read(note: Path) -> Unfinished | None:
    """What was begun; None where nothing was, or the note tells nothing (it is written whole)."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Unfinished(**json.loads(note.read_bytes()))
    return None


def _head(folder: Path) -> str:
    return git.text(folder, "rev-parse", "--verify", "HEAD^{commit}")


def unlock(folder: Path, name: str) -> None:
    """Take away the lock on the index, or on a ref, of a git that is gone; one that is still at work has time to end."""
    lock = folder / git.text(folder, "rev-parse", "--git-path", f"{name}.lock")
    until = time.monotonic() + ALIVE
    while lock.exists() and time.monotonic() < until:
        time.sleep(_A_MOMENT)
    lock.unlink(missing_ok=True)


def _touched(home: Path, begun: Unfinished) -> Iterator[_Touched]:
    """The files that differ between the two commits (git-diff-tree(1), raw output)."""
    span = (begun.before, begun.after)
    changes = git.run(home, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", *span)
    fields = git.fields(changes)
    for facts, name in zip(fields[::2], fields[1::2], strict=True):
        _, _, before, after, _ = facts.removeprefix(":").split(" ")
        yield _Touched(name, *(blob if blob.strip(_NO_BLOB) else "" for blob in (before, after)))


def _is_of_merge(home: Path, touched: _Touched) -> bool:
    """Whether a file is as a merge that was killed may have left it: gone, as it was to be, or the first part
    of that. One that was to stay and is gone or empty has been taken away by somebody: git writes at once what it
    takes away, and where it was killed in between, a person may tell."""
    try:
        held = _held(home, touched)
    except OSError:
        return False
    if not held and touched.before and touched.after:
        return _blob(home, touched) == touched.after
    if held is None:
        return True
    return bool(touched.after) and git.run(home, "cat-file", "blob", touched.after).startswith(held)


def _blob(home: Path, touched: _Touched) -> str | None:
    """The blob that git would have of a file as it lies; "" where it is not there, None where git cannot have it."""
    try:
        held = _held(home, touched)
    except OSError:
        return None
    digits = len(touched.before or touched.after)
    return "" if held is None else git.blob_id(held, digits)


def _held(home: Path, touched: _Touched) -> bytes | None:
    """As `_content`. Behind a link nothing is read."""
    file = home / touched.name
    if file.parent.resolve() != home.resolve() / Path(touched.name).parent:
        raise OSError(f"{file}: behind a link")
    return _content(file)


def _content(file: Path) -> bytes | None:
    """What git would keep of a file; None where there is none, or but an empty folder. Raises `OSError`
    where there is something that git keeps nothing of."""
    try:
        mode = file.lstat().st_mode
    except OSError:  # also a name that this disk cannot hold
        return None
    if stat.S_ISLNK(mode):
        return os.fsencode(file.readlink())
    if stat.S_ISDIR(mode) and not any(file.iterdir()):
        return None
    return plain_files.read(file.parent, file.name)
