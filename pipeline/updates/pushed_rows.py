"""The rows of tombstones in what was pushed: they count as soon as it is fetched, whatever keeps the rest of it from
being taken over, and none of those in use goes but by a commit that takes it out."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
"""That change the list of tombstones in one push, so many of which are looked at."""
_LOCK = "pushed.lock"
_CHANGE = re.compile(rb":[0-7]+ [0-7]+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]\0")
_NO_BLOB = re.compile("0+")


class PushRefused(MinutesError):
    """What was pushed cannot be taken over; the message says why."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The commit that was pushed, and the list of tombstones in it, byte for byte: None where it has none that can
    be read."""

    commit: str
    tombstones: bytes | None


def fetch_and_heed(where: Settings) -> Pushed:
    """Fetch what was pushed to the public folder; its tombstones count from now on. Two at once wait for each other,
    so that the later commit is what is kept."""
    with FileLock(where.data / _LOCK, timeout=SECONDS):
        commit = fetch(where.transcripts)
        pushed = Pushed(commit, _tombstones(where.transcripts, commit))
        side_files.keep_pushed(where.data, pushed.tombstones or b"")
    return pushed


def forget(where: Settings, taken_over: Pushed) -> None:
    """Keep the tombstones of a push no longer that is in use; those of a later one stay."""
    with FileLock(where.data / _LOCK, timeout=SECONDS):
        side_files.forget_pushed(where.data, taken_over.tombstones or b"")


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


def are_in_use(folder: Path, pushed: Pushed) -> bool:
    """Whether the tombstones of a push are those that lie in the folder."""
    file = folder / gate.WITHDRAWALS_FILE
    return pushed.tombstones == (plain_files.read(folder, file.name) if file.is_file() else None)


def refuse_lost(folder: Path, pushed: Pushed) -> None:
    """Raise `PushRefused` where a row that was committed is in a push no more, though no commit of it takes that out: a
    merge lost it, and nobody decided that its words may come back."""
    before, after = _rows(_tombstones(folder, "HEAD")), _rows(pushed.tombstones)
    lost = [row for row in before if not _stands(row, after)]
    taken_out = list(_edits(folder, pushed.commit)) if lost else []
    for row in lost:
        if not any(_stands(row, one) and not _stands(row, other) for one, other in taken_out):
            raise PushRefused(
                f"{gate.WITHDRAWALS_FILE}: {row.meeting}: a merge lost its row; put it back, or take it out in a commit "
                "of its own 合併時弄丟了這一列；請放回去，真的要取消撤下的話，另用一個提交刪去"
            )


def _tombstones(folder: Path, commit: str) -> bytes | None:
    """The list of tombstones of a commit; None where it has none, or no plain file of a size that can be read."""
    return _blob(folder, f"{commit}:{git.folder_within(folder)}{gate.WITHDRAWALS_FILE}")


def _blob(folder: Path, name: str) -> bytes | None:
    with contextlib.suppress(git.GitFailed):
        return git.run(folder, "cat-file", "blob", name, most_bytes=plain_files.MOST_BYTES)
    return None


def _rows(data: bytes | None) -> Sequence[Withdrawal]:
    return gate.read_withdrawals(data or b"") or ()


def _stands(row: Withdrawal, rows: Sequence[Withdrawal]) -> bool:
    """Whether what a row withdraws is withdrawn by some rows, however they call its record."""
    alike = (one for one in rows if likeness(one.meeting) == likeness(row.meeting))
    return any(one.speech in {"", row.speech} for one in alike)


def _edits(
    folder: Path, commit: str
) -> Iterator[tuple[Sequence[Withdrawal], Sequence[Withdrawal]]]:
    """The rows before and after each commit that changes them on the way from what is in use to a commit, but for
    merges."""
    plain = ("--no-show-signature", "--no-color", "--no-notes", "--format=", "--no-renames")
    words = ("--no-merges", "--full-history", "--raw", "-z", "--no-abbrev", "--root", *plain)
    path = f":(top,literal){git.folder_within(folder)}{gate.WITHDRAWALS_FILE}"
    most = f"--max-count={MOST_COMMITS}"
    told = git.run(folder, "log", most, *words, f"HEAD..{commit}", "--", path)
    for before, after in dict.fromkeys(_CHANGE.findall(told)):
        yield _rows(_of(folder, before.decode())), _rows(_of(folder, after.decode()))


def _of(folder: Path, blob: str) -> bytes | None:
    return None if _NO_BLOB.fullmatch(blob) else _blob(folder, blob)
