"""The rows of tombstones in what was pushed: they count as soon as it is fetched, whatever keeps the rest of it from
being taken over, and none that ever counted goes but by a commit that takes it out."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import chain, filterfalse, islice
from pathlib import Path

from filelock import FileLock

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.errors import MinutesError
from minutes.publication import gate
from minutes.publication.gate import Withdrawal
from minutes.settings import Settings
from pipeline.source import git, traces
from pipeline.source.traces import KeptPush
from pipeline.updates import merging, pushed_changes

SECONDS = 300  # a first fetch may be large
MOST_EDITS = 200
"""Of the list of tombstones: so many, the latest, are looked at. More than that are too many for one push."""
_LOCK = "pushed.lock"
# A merge has a mode and a blob for each of its sides before those that it leaves (git-diff-tree(1), -c --raw).
_RAW = re.compile(rb"([0-9a-f]+)\0[\n\0]:+(?:[0-7]{6} )+((?:[0-9a-f]+ )+)[A-Z]+\0")
_Change = tuple[str, Sequence[str]]


class PushRefused(MinutesError):
    """What was pushed cannot be taken over; the message says why."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The commit that was pushed. `kept` are the rows that count until it is taken over: its own, and those that
    are `lost` in it. With `too_many_edits` of the list nobody can tell which those are. `severed` is what those call their
    record for which records wait because of what this push does not do."""

    commit: str
    kept: tuple[Withdrawal, ...]
    lost: tuple[Withdrawal, ...]
    too_many_edits: bool = False
    severed: tuple[str, ...] = ()


def fetch_and_heed(where: Settings) -> Pushed:
    """Fetch what was pushed to the public folder; its tombstones count from now on. Two at once wait for each other,
    so that the later commit is what is kept; for what was lost, and for whose words are meant, which may take long to
    find, nobody waits."""
    folder, data = where.transcripts, where.data
    with FileLock(data / _LOCK, timeout=SECONDS):
        left, commit = _left(folder), fetch(folder)
        push, now = _with(folder, traces.kept_push(data), left, commit), _list_of(folder, commit)
        # Whoever fetched the last one may have been killed before its rows were kept.
        heeded = _joined(traces.pushed_rows(data), _list_of(folder, left or commit).rows)
        at_first = _joined(now.rows, filterfalse(now.has, heeded))
        traces.keep_pushed(data, at_first, push)
    _keep_waiting(where, push, at_first)
    changes = _changes(folder, f"HEAD..{commit}")
    lost = _lost(folder, changes, now, heeded)
    kept = _joined(now.rows, lost)
    severed = tuple(_severed(where, push, now))
    pushed = Pushed(commit, kept, lost, len(changes) > MOST_EDITS, severed)
    if pushed.kept != at_first:
        with FileLock(data / _LOCK, timeout=SECONDS):
            if at_first == traces.pushed_rows(data):
                traces.keep_pushed(data, pushed.kept, push)
        _keep_waiting(where, push, pushed.kept)
    return pushed


def _left(folder: Path) -> str:
    """The commit that was fetched last, where it is not in use; else ""."""
    with contextlib.suppress(git.GitFailed):
        last = git.text(folder, "rev-parse", "--verify", "--quiet", "@{upstream}^{commit}")
        return "" if _has(folder, "HEAD", last) else last
    return ""


def _with(folder: Path, known: KeptPush, left: str, commit: str) -> KeptPush:
    """What is kept of pushes, with the one that was left, for nobody may have noted that, and one more: those that are part
    of it are looked at with it."""
    if known.taken_over == commit:
        return known
    every = dict.fromkeys((*known.commits, *filter(None, [left])))
    others = (one for one in every if one != commit and not _has(folder, commit, one))
    return KeptPush(known.since or _head(folder), (*others, commit))


def _has(folder: Path, commit: str, other: str) -> bool:
    """Whether a commit is part of the history of another one; not where git cannot tell."""
    with contextlib.suppress(git.GitFailed):
        git.run(folder, "merge-base", "--is-ancestor", other, commit)
        return True
    return False


def _head(folder: Path) -> str:
    """The commit in use; "" where there is none yet."""
    branch = git.text(folder, "symbolic-ref", "--quiet", "HEAD")
    return git.text(folder, "for-each-ref", "--format=%(objectname)", branch)


def _keep_waiting(where: Settings, push: KeptPush, rows: Sequence[Withdrawal]) -> None:
    """Have the records wait that rows of pushes may mean that were not in use before the first of these."""
    data, new = where.data, _new(where.transcripts, push, rows)
    held = pushed_changes.waiting(where, push, new)
    with FileLock(data / _LOCK, timeout=SECONDS):
        if traces.pushed_rows(data) == tuple(rows):
            traces.keep_waiting(data, dict(sorted(held.meant)), held.untold)


def _new(folder: Path, push: KeptPush, rows: Iterable[Withdrawal]) -> list[Withdrawal]:
    """Those of some rows that were not in use before what was pushed."""
    return [*filterfalse(_list_of(folder, push.since).has, rows)]


def _severed(where: Settings, push: KeptPush, now: _List) -> Iterable[str]:
    """What rows of a list call their record for which records wait because of what the latest push does not do: other pushes
    that had them did, or what a merge of it threw away. Nothing where it is in use, as whoever keeps the site decided."""
    folder, (*others, latest) = where.transcripts, push.commits
    if latest == _head(folder):
        return ()
    came = _joined(*(_list_of(folder, other).rows for other in others))
    rows = _new(folder, push, filter(now.names, came))
    before = pushed_changes.waiting(where, replace(push, commits=tuple(others)), rows)
    return sorted({*_rows(before.meant, before.untold, rows), *_undone(where, push, now)})


def _undone(where: Settings, push: KeptPush, now: _List) -> Iterable[str]:
    """The same of changes of the latest push that a merge of it undoes: the history that is read when it is indexed does not
    know them."""
    folder, latest = where.transcripts, replace(push, commits=push.commits[-1:])
    span = [*latest.commits, *(f"^{commit}" for commit in filter(None, [push.since]))]
    if not git.text(folder, "rev-list", "--merges", "--max-count=1", *span):
        return ()
    rows = _new(folder, push, now.rows)
    every, kept = (pushed_changes.waiting(where, latest, rows, line=one) for one in (False, True))
    undone = every.meant if every.changed - kept.changed else ()
    return _rows(undone, {**every.untold, **kept.untold}, rows)


def _rows(
    waiting: Iterable[tuple[str, str]], untold: Collection[str], rows: Iterable[Withdrawal]
) -> Iterator[str]:
    """What the rows of some records that wait call them; all where that is untold."""
    yield from (row for _, row in waiting)
    yield from (row.meeting for row in rows if untold)


def note_taken_over(where: Settings, pushed: Pushed) -> None:
    """Let the next index that ends forget the tombstones of a push, for they are in use; those of a later one stay."""
    with FileLock(where.data / _LOCK, timeout=SECONDS):
        traces.note_taken_over(where.data, pushed.commit)


def forget(data: Path, commit: str) -> None:
    """Keep nothing any longer of a commit that was taken over before an index which has ended; a later one stays."""
    with FileLock(data / _LOCK, timeout=SECONDS):
        if traces.kept_push(data).taken_over == commit:
            traces.forget_pushed(data)


def fetch(folder: Path) -> str:
    """The commit of the branch that a folder follows, as it was pushed. That branch alone is fetched: no other one and no
    tag, which anybody may give any name, can be in its way; one that is gone is told."""
    branch = git.text(folder, "symbolic-ref", "--quiet", "HEAD")
    followed = "%(upstream:remotename)%0a%(upstream:remoteref)%0a%(upstream)"
    fields = git.text(folder, "for-each-ref", f"--format={followed}", branch).split()
    try:
        remote, pushed, ours = fields
    except ValueError as error:
        raise PushRefused(
            f"{branch}: it follows no branch", zh=f"{branch}：沒有對應的遠端分支"
        ) from error
    merging.unlock(folder, ours)
    git.run(folder, "fetch", "--quiet", "--no-tags", remote, f"+{pushed}:{ours}", seconds=SECONDS)
    return git.text(folder, "rev-parse", "--verify", f"{ours}^{{commit}}")


def refuse_lost(pushed: Pushed) -> None:
    """Raise `PushRefused` where a row that was committed is in a push no more, though no commit of it takes that out: a
    merge or a rewritten history lost it, and nobody decided that its words may come back; also where nobody can tell."""
    if pushed.too_many_edits:
        raise PushRefused(
            f"{gate.WITHDRAWALS_FILE}: too much was pushed at once: more than {MOST_EDITS} edits of it; if no row "
            "of it was lost, run `git merge --ff-only @{upstream}` and `minutes index` here",
            zh=(
                f"{gate.WITHDRAWALS_FILE}：一次推送的修改超過 {MOST_EDITS} 次；確認沒有弄丟任何一列後，請在這裡執行 "
                "git merge --ff-only @{upstream} 與 minutes index"
            ),
        )
    for name in pushed.severed:
        raise PushRefused(
            f"{gate.WITHDRAWALS_FILE}: {name}: records wait for this row because of commits that are no part of "
            "this push, or that a merge undid (a rewritten history?): push commits that follow those, or take "
            "the row out in a commit of its own; if it means what it should, run `git merge --ff-only "
            "@{upstream}` and `minutes index` here",
            name,
            zh=f"{gate.WITHDRAWALS_FILE}：{name}：有紀錄因為先前的提交在等這一列，這次推送卻不含那些提交，或在合併時取消了"
            "（改寫了歷史？）；請接著那些提交推送，真的要取消撤下，另用一個提交刪去這一列；確認它指的沒錯，請在這裡執行 "
            "git merge --ff-only @{upstream} 與 minutes index",
        )
    for row in pushed.lost:
        raise PushRefused(
            f"{gate.WITHDRAWALS_FILE}: {row.meeting}: a merge or a rewritten history lost its row; put it back, "
            "or take it out in a commit of its own",
            row.meeting,
            zh=f"{gate.WITHDRAWALS_FILE}：{row.meeting}：合併或改寫歷史時弄丟了這一列；請放回去，真的要取消撤下的話，"
            "另用一個提交刪去",
        )


def _lost(
    folder: Path, changes: Sequence[_Change], now: _List, heeded: Iterable[Withdrawal]
) -> tuple[Withdrawal, ...]:
    """The rows that are in use, are `heeded` already or came with what was pushed, stand in it `now` no more, and were
    taken out by nobody. Where not all that was pushed is looked at, all are that stood anywhere in what is."""
    is_told = len(changes) <= MOST_EDITS
    pushed = _edits(folder, changes[:MOST_EDITS])
    came = chain.from_iterable(edit.brought.rows if is_told else edit.rows for edit in pushed)
    known = _joined(_list_of(folder, "HEAD").rows, heeded, came)
    gone = tuple(filterfalse(now.has, known))
    if not (gone and is_told):
        return gone
    edits = (*pushed, *_edits(folder, _changes(folder, "HEAD")[:MOST_EDITS]))
    return tuple(filterfalse(partial(_is_taken_out, folder, edits), gone))


def _is_taken_out(folder: Path, edits: Iterable[_Edit], row: Withdrawal) -> bool:
    """Whether somebody decided that a row goes: wherever commits touch it, the last of them takes it out."""
    touching = {edit.commit: edit for edit in edits if edit.touches(row)}
    if not touching:
        return False
    last = git.text(folder, "merge-base", "--independent", *touching).split()
    return all(touching[commit].takes_out(row) for commit in last)


@dataclass(frozen=True)
class _List:
    """The list of tombstones as it was once: the rows of it that can be read, and whether that is all it says."""

    rows: tuple[Withdrawal, ...]
    is_whole: bool

    def has(self, row: Withdrawal) -> bool:
        """Whether what a row withdraws is withdrawn by it, however its rows call the record."""
        name = likeness(row.meeting)
        return not self._withdrawn.isdisjoint({(name, ""), (name, row.speech)})

    def names(self, row: Withdrawal) -> bool:
        """Whether it has that very row, however that calls its record."""
        return (likeness(row.meeting), row.speech) in self._withdrawn

    @cached_property
    def _withdrawn(self) -> frozenset[tuple[str, str]]:
        return frozenset((likeness(row.meeting), row.speech) for row in self.rows)


@dataclass(frozen=True)
class _Edit:
    """The list before a commit that changes it, of a merge on each of its sides, and after it."""

    commit: str
    before: Sequence[_List]
    after: _List

    @property
    def rows(self) -> tuple[Withdrawal, ...]:
        """Those that stand before or after it."""
        return _joined(*(one.rows for one in (*self.before, self.after)))

    @cached_property
    def brought(self) -> _List:
        """The rows that it brings in, a merge those that none of its sides has."""
        return _List(tuple(filterfalse(self._had, self.after.rows)), self.after.is_whole)

    def touches(self, row: Withdrawal) -> bool:
        """Whether it takes a row out, or brings it in."""
        return self.takes_out(row) or self.brought.has(row)

    def takes_out(self, row: Withdrawal) -> bool:
        """Whether a row goes by it. A merge decides nothing, nor does a list that is broken or deleted by it."""
        decides = self.after.is_whole and len(self.before) == 1
        return decides and self._had(row) and not self.after.has(row)

    def _had(self, row: Withdrawal) -> bool:
        return any(one.has(row) for one in self.before)


def _joined(*rows: Iterable[Withdrawal]) -> tuple[Withdrawal, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(rows)))


def _list_of(folder: Path, commit: str) -> _List:
    """The list of a commit."""
    return _read(_blob(folder, f"{commit}:{git.folder_within(folder)}{gate.WITHDRAWALS_FILE}"))


def _blob(folder: Path, name: str) -> bytes:
    return git.blob(folder, name, plain_files.MOST_BYTES)


def _read(data: bytes) -> _List:
    """What a list says, whatever is wrong with some of its rows."""
    rows = gate.read_withdrawals(data)
    return _List(_good_rows(data), is_whole=False) if rows is None else _List(rows, is_whole=True)


def _good_rows(data: bytes) -> tuple[Withdrawal, ...]:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / gate.WITHDRAWALS_FILE).write_bytes(data)
        return gate.good_rows(Path(name))


def _changes(folder: Path, span: str) -> Sequence[_Change]:
    """The commits of a span that change the list, the latest first, each with the blobs of it that it found and left: one
    more than is looked at where there are more."""
    plain = ("--no-show-signature", "--no-color", "--no-notes", "--format=%H", "--no-renames")
    words = ("-c", "--full-history", "--raw", "-z", "--no-abbrev", "--root", *plain)
    path = f":(top,literal){git.folder_within(folder)}{gate.WITHDRAWALS_FILE}"
    log = b""
    with contextlib.suppress(git.GitFailed):  # a folder without any commit has nothing in use
        log = git.run(folder, "log", *words, span, "--", path)
    found = islice(_RAW.finditer(log), MOST_EDITS + 1)
    return [(change[1].decode(), change[2].decode().split()) for change in found]


def _edits(folder: Path, changes: Iterable[_Change]) -> Sequence[_Edit]:
    """What each of some commits does to the rows."""
    read = cache(lambda blob: _read(_blob(folder, blob) if git.is_blob(blob) else b""))
    return [_Edit(commit, [*map(read, found)], read(left)) for commit, (*found, left) in changes]
