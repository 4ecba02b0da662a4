"""The rows of tombstones in what was pushed: they count as soon as it is fetched, whatever keeps the rest of it from
being taken over, and none that ever counted goes but by a commit that takes it out."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, filterfalse
from pathlib import Path

from filelock import FileLock

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.errors import MinutesError
from minutes.publication import gate
from minutes.publication.gate import Withdrawal
from minutes.settings import Settings
from pipeline.source import git, side_files
from pipeline.updates import merging

SECONDS = 300  # a first fetch may be large
MOST_COMMITS = 200
"""That change the list of tombstones: so many, the latest, are looked at."""
_LOCK = "pushed.lock"
_CHANGE = re.compile(rb"([0-9a-f]+)\0\n:[0-7]+ [0-7]+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]\0")
_NO_BLOB = re.compile("0+")


class PushRefused(MinutesError):
    """What was pushed cannot be taken over; the message says why."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The commit that was pushed. `kept` are the rows that count until it is taken over: its own, and those that
    are `lost` in it."""

    commit: str
    kept: tuple[Withdrawal, ...]
    lost: tuple[Withdrawal, ...]


def fetch_and_heed(where: Settings) -> Pushed:
    """Fetch what was pushed to the public folder; its tombstones count from now on. Two at once wait for each other,
    so that the later commit is what is kept."""
    with FileLock(where.data / _LOCK, timeout=SECONDS):
        commit = fetch(where.transcripts)
        rows = _good_rows(_tombstones(where.transcripts, commit))
        lost = _lost(where.transcripts, commit, rows, side_files.pushed_rows(where.data))
        pushed = Pushed(commit, tuple(dict.fromkeys((*rows, *lost))), lost)
        side_files.keep_pushed(where.data, pushed.kept)
    return pushed


def forget(where: Settings, taken_over: Pushed) -> None:
    """Keep the tombstones of a push no longer that is in use; those of a later one stay."""
    with FileLock(where.data / _LOCK, timeout=SECONDS):
        side_files.forget_pushed(where.data, taken_over.kept)


def fetch(folder: Path) -> str:
    """The commit of the branch that a folder follows, as it was pushed. That branch alone is fetched: no other one and no
    tag, which anybody may give any name, can be in its way; one that is gone is told."""
    branch = git.text(folder, "symbolic-ref", "--quiet", "HEAD")
    followed = "%(upstream:remotename)%0a%(upstream:remoteref)%0a%(upstream)"
    told = git.text(folder, "for-each-ref", f"--format={followed}", branch).split()
    try:
        remote, pushed, ours = told
    except ValueError as error:
        raise PushRefused(f"{branch}: it follows no branch 沒有對應的遠端分支") from error
    merging.unlock(folder, ours)
    git.run(folder, "fetch", "--quiet", "--no-tags", remote, f"+{pushed}:{ours}", seconds=SECONDS)
    return git.text(folder, "rev-parse", "--verify", f"{ours}^{{commit}}")


def refuse_lost(pushed: Pushed) -> None:
    """Raise `PushRefused` where a row that was committed is in a push no more, though no commit of it takes that out: a
    merge or a rewritten history lost it, and nobody decided that its words may come back."""
    for row in pushed.lost:
        raise PushRefused(
            f"{gate.WITHDRAWALS_FILE}: {row.meeting}: a merge or a rewritten history lost its row; put it back, or take "
            "it out in a commit of its own 合併或改寫歷史時弄丟了這一列；請放回去，真的要取消撤下的話，另用一個提交刪去"
        )


def _lost(
    folder: Path, commit: str, now: Sequence[Withdrawal], heeded: Iterable[Withdrawal]
) -> tuple[Withdrawal, ...]:
    """The rows that are in use, are `heeded` already or came with what was pushed, stand in it no more, and were
    taken out by nobody."""
    came = chain.from_iterable(edit.added for edit in _edits(folder, f"HEAD..{commit}"))
    known = dict.fromkeys((*(_rows(_tombstones(folder, "HEAD")) or ()), *heeded, *came))
    gone = [row for row in known if not _stands(row, now)]
    edits = list(_edits(folder, "HEAD", commit)) if gone else []
    return tuple(filterfalse(partial(_is_taken_out, folder, edits), gone))


def _is_taken_out(folder: Path, edits: Iterable[_Edit], row: Withdrawal) -> bool:
    """Whether somebody decided that a row goes: wherever commits touch it, the last of them takes it out."""
    touching = {edit.commit: edit for edit in edits if edit.touches(row)}
    if not touching:
        return False
    last = git.text(folder, "merge-base", "--independent", *touching).split()
    return all(touching[commit].takes_out(row) for commit in last)


@dataclass(frozen=True, slots=True)
class _Edit:
    """The rows before and after a commit that changes them; None where the list says nothing that can be read."""

    commit: str
    before: Sequence[Withdrawal] | None
    after: Sequence[Withdrawal] | None

    @property
    def added(self) -> Iterator[Withdrawal]:
        """The rows that it brings in."""
        return filterfalse(partial(_stands, rows=self.before or ()), self.after or ())

    def touches(self, row: Withdrawal) -> bool:
        """Whether it takes a row out, or brings it in."""
        return self.takes_out(row) or _stands(row, tuple(self.added))

    def takes_out(self, row: Withdrawal) -> bool:
        """Whether a row goes by it. A list that is broken or deleted by it decides nothing."""
        is_read = self.after is not None
        return is_read and _stands(row, self.before or ()) and not _stands(row, self.after or ())


def _tombstones(folder: Path, commit: str) -> bytes | None:
    """The list of tombstones of a commit; None where it has none, or no plain file of a size that can be read."""
    return _blob(folder, f"{commit}:{git.folder_within(folder)}{gate.WITHDRAWALS_FILE}")


def _blob(folder: Path, name: str) -> bytes | None:
    with contextlib.suppress(git.GitFailed):
        return git.run(folder, "cat-file", "blob", name, most_bytes=plain_files.MOST_BYTES)
    return None


def _rows(data: bytes | None) -> Sequence[Withdrawal] | None:
    return gate.read_withdrawals(data or b"")


def _good_rows(data: bytes | None) -> tuple[Withdrawal, ...]:
    """The rows of a list that can be read, whatever is wrong with others."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / gate.WITHDRAWALS_FILE).write_bytes(data or b"")
        return gate.good_rows(Path(name))


def _stands(row: Withdrawal, rows: Iterable[Withdrawal]) -> bool:
    """Whether what a row withdraws is withdrawn by some rows, however they call its record."""
    alike = (one for one in rows if likeness(one.meeting) == likeness(row.meeting))
    return any(one.speech in {"", row.speech} for one in alike)


def _edits(folder: Path, *commits: str) -> Iterator[_Edit]:
    """What each of some commits does to the rows, but for merges."""
    plain = ("--no-show-signature", "--no-color", "--no-notes", "--format=%H", "--no-renames")
    words = ("--no-merges", "--full-history", "--raw", "-z", "--no-abbrev", "--root", *plain)
    path = f":(top,literal){git.folder_within(folder)}{gate.WITHDRAWALS_FILE}"
    most = f"--max-count={MOST_COMMITS}"
    told = b""
    with contextlib.suppress(git.GitFailed):  # a folder without any commit has nothing in use
        told = git.run(folder, "log", most, *words, *commits, "--", path)
    read = cache(lambda blob: _rows(_of(folder, blob)))
    for number, before, after in (found.groups() for found in _CHANGE.finditer(told)):
        yield _Edit(number.decode(), read(before.decode()), read(after.decode()))


def _of(folder: Path, blob: str) -> bytes | None:
    return None if _NO_BLOB.fullmatch(blob) else _blob(folder, blob)
