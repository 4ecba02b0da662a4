"""What a commit changes: the files to check, and whether something that was public is gone or edited."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.addresses.redirects import load_redirects
from minutes.errors import MinutesError
from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from pipeline.checks.rules.table import Context
from pipeline.source.files import is_meeting
from pipeline.source.parser import Parsed, parse

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_SECONDS = 60


class GitError(MinutesError):
    """Git is not there, the folder is in no repository, or the base is unknown."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths below the transcripts folder that differ from `base`: there now, or gone.

    `edited` are those of `present` that were there before.
    """

    base: str
    present: tuple[str, ...]
    edited: tuple[str, ...]
    gone: tuple[str, ...]


def changes(folder: Path, base: str = "HEAD", *, staged: bool = False) -> Changes:
    """The files below `folder` that differ from the commit `base`, new ones among them.

    With `staged` only those that the next commit would change. Before the first commit every file is new. Raises `GitError`.
    """
    if base.startswith("-"):
        raise GitError(f"{base}: not a commit 不是一個提交")
    if not _git(
        folder, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}", ok=(0, 1)
    ).strip():
        if base != "HEAD":
            raise GitError(f"{base}: no such commit 沒有這個提交")
        base = _EMPTY_TREE
    only = ("--cached",) if staged else ()
    told = _git(
        folder, "diff", *only, "--name-status", "--no-renames", "--relative", "-z", base, "--", "."
    )
    fields = told.decode("utf-8", "surrogateescape").split("\0")
    pairs = list(zip(fields[::2], fields[1::2], strict=False))
    others = ("ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    new = b"" if staged else _git(folder, *others)
    added = [path for path in new.decode("utf-8", "surrogateescape").split("\0") if path]
    present = {path for status, path in pairs if status != "D"} | set(added)
    edited = {path for status, path in pairs if status not in {"A", "D"}}
    gone = {path for status, path in pairs if status == "D"} - present
    return Changes(base, *(tuple(sorted(paths)) for paths in (present, edited, gone)))


def _git(folder: Path, *words: str, ok: tuple[int, ...] = (0,)) -> bytes:
    command = ["git", "-c", "core.quotePath=off", "-C", str(folder), *words]
    try:
        # No shell; git is the one on the path, as for whoever commits here.
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise GitError("git is not installed 沒有安裝 git") from error
    except subprocess.TimeoutExpired as error:
        raise GitError("git does not answer 沒有回應") from error
    if done.returncode not in ok:
        reason = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise GitError(f"{folder}: {reason or 'git failed 失敗'}")
    return done.stdout


def change_problems(folder: Path, changed: Changes, context: Context) -> Iterator[Problem]:
    """Published records that vanished without a trace, or were edited without a note."""

    def earlier(path: str) -> Parsed:
        return parse(_git(folder, "show", f"{changed.base}:./{path}"), path)

    yield from _vanished(folder, changed, context, earlier)
    for path in filter(is_meeting, changed.edited):
        yield from _edited(folder, path, earlier(path), context)


def _was_public(old: Parsed, context: Context) -> bool:
    """Whether readers could have seen it; what was committed to a public repository they could."""
    return (
        context.archive.public_repository
        or context.gate.state(old.meeting, context.now) == "public"
    )


def _vanished(
    folder: Path, changed: Changes, context: Context, earlier: Callable[[str], Parsed]
) -> Iterator[Problem]:
    redirects = load_redirects(folder)
    known = {ident.lower(): ident for ident in context.meetings}
    for path in filter(is_meeting, changed.gone):
        ident = path.rpartition("/")[2].removesuffix(".md")
        if ident in context.meetings or context.gate.withdrawn(ident) is not None:
            continue
        if redirects.find(ident, known.get) is None and _was_public(earlier(path), context):
            yield problem(path, "published-file-gone", id=ident)


def _edited(folder: Path, path: str, old: Parsed, context: Context) -> Iterator[Problem]:
    try:
        new = parse(plain_files.read(folder, path), path)
    except OSError:
        return
    if old.meeting.broken or not _was_public(old, context):
        return
    gone, added = _words(old) - _words(new), _words(new) - _words(old)
    withdrawn = Counter(
        _said(item)
        for item in old.document.items
        if context.gate.withdrawn_speech(new.meeting.id, item.id) is not None
    )
    noted = len(new.meeting.front.corrections) > len(old.meeting.front.corrections)
    # A mark stands in the place of each withdrawn speech.
    marks = (gone & withdrawn).total()
    if (gone - withdrawn or added.total() > marks) and not noted:
        yield problem(path, "edit-without-note")


def _words(parsed: Parsed) -> Counter[tuple[str, str | None, str]]:
    """Who said what, how often. The title and front matter are not words of the meeting."""
    items = parsed.document.items
    return Counter(_said(item) for item in items if item.type != "heading" and item.text)


def _said(item: Item) -> tuple[str, str | None, str]:
    return item.type, item.speaker, item.text
