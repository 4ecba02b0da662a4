"""What a commit changes: the files to check, and whether something that was public is gone or edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.addresses.redirects import Redirects, fold_address, load_redirects
from minutes.addresses.references import record_name
from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from pipeline.checks.rules.table import Context
from pipeline.source import git
from pipeline.source.files import is_meeting
from pipeline.source.git import GitFailed
from pipeline.source.parser import Parsed, parse

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ChangedPaths:
    """Paths below the transcripts folder that differ from `base`: there now, or gone.

    `edited` are those of `present` that were there before.
    """

    base: str
    present: tuple[str, ...]
    edited: tuple[str, ...]
    gone: tuple[str, ...]


def changes(folder: Path, base: str = "HEAD", *, staged: bool = False) -> ChangedPaths:
    """The files below `folder` that differ from the commit `base`, new ones among them.

    With `staged` only those that the next commit would change. Before the first commit every file is new. Raises `GitFailed`.
    """
    if base.startswith("-"):
        raise GitFailed(f"{base}: not a commit", zh=f"{base}：不是一個提交")
    if _commit(folder, base) == _EMPTY_TREE:
        base = _EMPTY_TREE
    only = ("--cached",) if staged else ()
    which = ("--name-status", "--no-renames", "--relative", "-z", base, "--", ".")
    fields = _paths(folder, "diff", *only, *which)
    added, edited, gone = set[str](), set[str](), set[str]()
    for status, path in zip(fields[::2], fields[1::2], strict=False):
        {"A": added, "D": gone}.get(status, edited).add(path)
    if not staged:
        added.update(_paths(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
    present = added | edited
    return ChangedPaths(
        base, *(tuple(sorted(paths)) for paths in (present, edited, gone - present))
    )


def _commit(folder: Path, name: str) -> str:
    """What git has under the name of a commit; the empty tree before the first one."""
    git.run(folder, "rev-parse", "--git-dir")  # says so where there is no repository
    try:
        return git.text(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except GitFailed as error:
        if name == "HEAD":
            return _EMPTY_TREE
        raise GitFailed(f"{name}: no such commit", zh=f"{name}：沒有這個提交") from error


def _paths(folder: Path, *words: str) -> list[str]:
    """What git prints with `-z`."""
    printed = git.run(folder, *words, seconds=_SECONDS).decode("utf-8", "surrogateescape")
    return list(filter(None, printed.split("\0")))


def change_problems(folder: Path, changed: ChangedPaths, context: Context) -> Iterator[Problem]:
    """Published records that vanished without a trace, or were edited without a note."""

    yield from _vanished(folder, changed, context)
    for path in filter(is_meeting, changed.edited):
        yield from _edited(folder, path, earlier(folder, changed, path), context)


def earlier(folder: Path, changed: ChangedPaths, path: str) -> Parsed:
    """A record as it was before. Raises `GitFailed`."""
    return parse(bytes_before(folder, changed.base, path), path)


def bytes_before(folder: Path, base: str, path: str) -> bytes:
    """A file as a commit has it. Raises `GitFailed`."""
    return git.run(folder, "show", f"{base}:./{path}")


def was_public(old: Parsed, context: Context) -> bool:
    """Whether readers could have seen it; what was committed to a public repository they could."""
    return (
        context.archive.public_repository
        or context.gate.state(old.meeting, context.now) == "public"
    )


def has_new_note(old: Parsed, new: Parsed) -> bool:
    """Whether a note of a correction came with an edit."""
    return len(new.meeting.front.corrections) > len(old.meeting.front.corrections)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the records of an archive lie now, under their names or those that they had."""

    paths: dict[str, str]
    redirects: Redirects

    @classmethod
    def of(cls, folder: Path, context: Context) -> Whereabouts:
        paths = {fold_address(ident): path for ident, path in context.meetings.items()}
        return cls(paths, load_redirects(folder))

    def now(self, path: str) -> str | None:
        """The path of the record that lay at another one; None where it is no longer there."""
        return self.redirects.resolve(record_name(path), self.paths.get)


def _vanished(folder: Path, changed: ChangedPaths, context: Context) -> Iterator[Problem]:
    whereabouts = Whereabouts.of(folder, context)
    for path in filter(is_meeting, changed.gone):
        ident = record_name(path)
        traced = whereabouts.now(path) or context.gate.withdrawn(ident)
        if not traced and was_public(earlier(folder, changed, path), context):
            yield problem(path, "published-file-gone", id=ident)


def _edited(folder: Path, path: str, old: Parsed, context: Context) -> Iterator[Problem]:
    try:
        new = parse(plain_files.read(folder, path), path)
    except OSError:
        return
    if old.meeting.broken or not was_public(old, context):
        return
    if _changes_words(old, new, context) and not has_new_note(old, new):
        yield problem(path, "edit-without-note")


def _changes_words(old: Parsed, new: Parsed, context: Context) -> bool:
    """Whether more is said otherwise than that a mark stands in the place of each withdrawn speech."""
    gone, added = _words(old) - _words(new), _words(new) - _words(old)
    withdrawn = Counter(
        _said(item)
        for item in old.document.items
        if context.gate.withdrawn_speech(new.meeting.id, item.id) is not None
    )
    marks = (gone & withdrawn).total()
    return bool(gone - withdrawn) or added.total() > marks


def _words(parsed: Parsed) -> Counter[tuple[str, str | None, str]]:
    """Who said what, how often. The title and front matter are not words of the meeting."""
    items = parsed.document.items
    return Counter(_said(item) for item in items if item.type != "heading" and item.text)


def _said(item: Item) -> tuple[str, str | None, str]:
    return item.type, item.speaker, item.text
