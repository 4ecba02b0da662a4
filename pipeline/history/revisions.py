"""What git knows of an archive: its commits in the order in which they were published, and the files
that each of them changed. One call for all of it; nothing in the repository is run."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath

from pipeline.source import git, tree_sizes
from pipeline.source.git import GitFailed
from pipeline.source.parser import MAX_BYTES

_FORMAT = "%H,%ct,%at,%P%n%b"
_SECONDS = re.compile(r"\d{1,12}")
_LATEST = 253_370_764_800  # the year 9999: what a clock can tell
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,40})")
_FILE_MODES = frozenset({"100644", "100755"})
_FORM = re.compile(rb"([0-9a-f]{40,64})\0\n?:[0-7]+ 100[0-7]{3} [0-9a-f]+ ([0-9a-f]+)")
_EDGE = re.compile(rb":([0-7]{6}) 100[0-7]{3} ([0-9a-f]+) ([0-9a-f]+) [AM]\0([^\0]+)\0")
_SINCE = re.compile(r"[0-9a-f]{40,64}")
_OUT_OR_IN = re.compile(r":\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([AD])\0")
# How git finds files that were renamed (git-log(1)): by half of their bytes, or by all of them.
_ALIKE, _SAME = "-M50%", "-M100%"
MOST_COMPARED = 1024**3
"""Bytes that git may compare in one run, some ten seconds of work: a few small objects stand for any number
of large files, which a pushed commit can rename again and again."""


_LATEST_KEPT = 4


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit changed: its path before and after ("" where there is none), its bytes."""

    before: str
    after: str
    blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit on the line that was published (first parents): seconds since 1970 when it was made and
    when it was written, the commits that it takes back, and what it changed."""

    id: str
    at: int
    authored: int
    parent: str
    reverts: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A form that a file had in a commit beside the published line, by its blob: `fork` is the number of the
    last commit on the line that this one knew of (-1 where it knew none), `joined` of the one that
    brought it to the line."""

    fork: int
    joined: int
    blob: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A file that a commit changed or brought, and its bytes in one of the commits before it ("" where there is
    none) and in this one; `fork` and `joined` of this one as a form of `Beside` has them."""

    path: str
    before: str
    after: str
    fork: int = -1
    joined: int = -1

    @property
    def stem(self) -> str:
        """What the file was called, as a record."""
        return PurePosixPath(self.path).stem

    @property
    def is_beside(self) -> bool:
        """Whether the commit is none of the published line itself."""
        return self.fork < self.joined


@dataclass(frozen=True, slots=True)
class Repository:
    """Where an archive stands in its repository: the commit that is checked out, the folder below the
    repository's own ("" or ending in `/`), and whether its early history is missing."""

    folder: Path
    head: str
    prefix: str
    shallow: bool


def repository(folder: Path) -> Repository | None:
    """The repository of a folder; None where there is none, or no commit yet. Raises `GitFailed` where
    there is one that git refuses to read."""
    if git.top(folder) is None:
        return None
    words = ("rev-parse", "--show-prefix", "--is-shallow-repository")
    prefix, shallow = git.run(folder, *words, seconds=20).decode("utf-8", "replace").split("\n")[:2]
    try:
        head = git.text(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", seconds=20)
    except GitFailed:
        return None
    return Repository(folder, head, prefix, shallow == "true")


def commits(repo: Repository, since: str = "") -> list[Commit]:
    """The commits after `since`, oldest first. Raises `GitFailed`, also where `since` is unknown, and where
    a commit holds more files than an archive can have."""
    start = since if _SINCE.fullmatch(since) else ""
    tree_sizes.refuse_too_large(repo.folder, repo.head, start)
    entries = _log(repo, "--no-renames", f"{start}..{repo.head}" if start else repo.head)
    for renames, moving in _moving(repo.folder, entries).items():
        for some in git.batches(moving):
            entries |= _log(repo, renames, "--no-walk=unsorted", "--stdin", asked=some)
    return list(map(_commit, entries.values()))


def _log(repo: Repository, *words: str, asked: Sequence[str] = ()) -> dict[str, str]:
    """What git tells of commits and of the files that each changed, by their ids."""
    mark = secrets.token_hex(16)  # who writes a message cannot know it, and so not end a commit
    form = ("--encoding=UTF-8", f"--format={mark}{_FORMAT}", "--no-color", "--no-notes")
    raw = ("--raw", "-z", "--first-parent", "-m", "--reverse", "--no-abbrev", "--root")
    ids = "\n".join(asked).encode()
    output = git.answer(repo.folder, ids, "log", "--no-show-signature", *form, *raw, *words)
    parts = output.decode("utf-8", "surrogateescape").split(mark)[1:]
    return {part.partition(",")[0]: part for part in parts}


def _moving(folder: Path, entries: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """The commits in which files may have been renamed, by how git is to look for that. It reads all that one
    takes out and brings, to compare it: where that is more than it may read in all, only files that are the
    same byte for byte are found again."""
    moves = {ident: moved for ident, moved in _moves(entries) if moved.is_any}
    sizes = _sizes(folder, chain.from_iterable(moved.compared for moved in moves.values()))
    found: dict[str, list[str]] = {_ALIKE: [], _SAME: []}
    left = MOST_COMPARED
    for ident, moved in moves.items():
        size = sum(sizes.get(blob, 0) for blob in moved.compared)
        is_bearable = size <= left
        found[_ALIKE if is_bearable else _SAME].append(ident)
        left -= size * is_bearable
    return found


@dataclass(frozen=True, slots=True)
class _Moved:
    """The blobs of the files that a commit took out, and of those that it brought."""

    out: frozenset[str]
    into: frozenset[str]

    @property
    def is_any(self) -> bool:
        return bool(self.out and self.into)

    @property
    def compared(self) -> frozenset[str]:
        """Those that git has to read: what is the same byte for byte it knows by the ids."""
        return self.out ^ self.into


def _moves(entries: Mapping[str, str]) -> Iterator[tuple[str, _Moved]]:
    for ident, part in entries.items():
        files = _OUT_OR_IN.findall(part)
        out = frozenset(before for before, _, kind in files if kind == "D")
        yield ident, _Moved(out, frozenset(after for _, after, kind in files if kind == "A"))


def _sizes(folder: Path, blobs: Iterable[str]) -> dict[str, int]:
    """The bytes of each blob that git has."""
    found: dict[str, int] = {}
    for some in git.batches(sorted(set(blobs))):
        asked = "\n".join(some).encode() + b"\n"
        rows = git.answer(folder, asked, "cat-file", "--batch-check=%(objectname) %(objectsize)")
        pairs = (row.split(" ") for row in rows.decode("ascii", "replace").splitlines())
        found |= {blob: int(size) for blob, size in pairs if size.isdecimal()}
    return found


def _commit(entry: str) -> Commit:
    text, _, raw = entry.partition("\0")
    line, _, body = text.partition("\n")
    ident, at, authored, parents = line.split(",")
    reverts = tuple(_REVERTS.findall(body))
    return Commit(
        ident,
        _seconds(at),
        _seconds(authored),
        parents.partition(" ")[0],
        reverts,
        tuple(_changes(f"{raw}\0".lstrip("\n").split("\0"))),
    )


def _seconds(digits: str) -> int:
    """When something was done; 0 where a commit does not say it, or says what no clock tells."""
    return min(int(digits), _LATEST) if _SECONDS.fullmatch(digits) else 0


def _changes(fields: list[str]) -> Iterator[Change]:
    at = 0
    while at < len(fields):
        marks = fields[at].strip("\n").removeprefix(":").split(" ")
        if len(marks) != 5:
            at += 1
            continue
        _, mode, _, blob, status = marks
        paths = fields[at + 1 : at + (3 if status[0] in "RC" else 2)]
        at += 1 + len(paths)
        there = mode in _FILE_MODES
        before = "" if status[0] in "AC" else paths[0]
        yield Change(before, paths[-1] if there else "", blob if there else "")


def first_parents(repo: Repository) -> frozenset[str]:
    """The commits on the published line, up to the one that is checked out."""
    output = git.run(repo.folder, "rev-list", "--first-parent", repo.head)
    return frozenset(output.decode("ascii").split())


def common(repo: Repository, commit: str) -> str:
    """The last commit that the history of another one has in common with that of the present one; ""
    where nothing is known of it."""
    try:
        return git.text(repo.folder, "merge-base", commit, repo.head)
    except GitFailed:
        return ""


def beside(repo: Repository, path: str, since: str = "") -> list[Beside]:
    """The forms of a file in the commits that merges brought after `since`: who merges may have either
    side as the first parent, so that the published line alone does not tell what was known when.
    Raises `GitFailed`."""
    span = f"{since}..{repo.head}" if _SINCE.fullmatch(since) else repo.head
    words = ("--full-history", "-m", "--raw", "-z", "--no-abbrev")
    plain = ("--no-show-signature", "--no-color", "--no-notes", "--format=%H")
    output = git.run(repo.folder, "log", *words, *plain, span, "--", f":(top,literal){path}")
    found = _FORM.findall(output)
    line = first_parents(repo) if found else frozenset()
    forms = [(ident, blob) for ident, blob in found if ident.decode() not in line]
    if not forms:
        return []
    places = _places(repo)
    return [Beside(*places[ident], blob.decode()) for ident, blob in forms if ident in places]


def edges_beside(repo: Repository, since: str = "") -> list[Edge]:
    """What the commits changed that merges brought after `since`, and the merges beside their first parent.
    Raises `GitFailed`."""
    span = f"{since}..{repo.head}" if _SINCE.fullmatch(since) else repo.head
    if not git.run(repo.folder, "rev-list", "--merges", "--max-count=1", span):
        return []
    line, every = (_edges(repo, span, words) for words in (["--first-parent"], ["--full-history"]))
    known, places = {edge for _, edge in line}, _places(repo)
    beside = {edge: places[ident] for ident, edge in every if edge not in known}
    return [Edge(*edge, *place) for edge, place in beside.items()]


def forms_below(repo: Repository, folder: str) -> list[tuple[int, str, str]]:
    """Every form that files below a folder had on the published line: the number of the commit that brought it, the
    path, and the blob."""
    output = git.run(repo.folder, "rev-list", "--first-parent", "--reverse", repo.head)
    numbers = {ident: number for number, ident in enumerate(output.split())}
    below = f":(top,literal){repo.prefix}{folder}"
    edges = _edges(repo, repo.head, ["--first-parent", "--root"], "--", below)
    return [(numbers[ident], path, blob) for ident, (path, _, blob) in edges]


def _edges(
    repo: Repository, span: str, words: Sequence[str], *below: str
) -> Iterator[tuple[bytes, tuple[str, str, str]]]:
    """Each commit with the path of a file that it changed, and its bytes before and after."""
    mark = secrets.token_hex(16)
    plain = (
        "--no-show-signature",
        "--no-color",
        "--no-notes",
        f"--format={mark}%H",
        "--no-renames",
    )
    raw = ("-m", "--raw", "-z", "--no-abbrev", "--reverse", "--topo-order")
    output = git.run(repo.folder, "log", *words, *raw, *plain, span, *below)
    for part in output.split(mark.encode())[1:]:
        ident, _, rest = part.partition(b"\0")
        for mode, before, after, path in _EDGE.findall(rest):
            blob = before.decode() if int(mode) else ""
            yield ident, (path.decode("utf-8", "surrogateescape"), blob, after.decode())


def forms(repo: Repository, path: str) -> list[str]:
    """Every form that a file had in any commit up to the one that is checked out, by its blob."""
    words = ("--full-history", "-m", "--root", "--raw", "-z", "--no-abbrev", "--format=%H")
    plain = ("--no-show-signature", "--no-color", "--no-notes")
    output = git.run(repo.folder, "log", *words, *plain, repo.head, "--", f":(top,literal){path}")
    return list(dict.fromkeys(blob.decode() for _, blob in _FORM.findall(output)))


def _places(repo: Repository) -> dict[bytes, tuple[int, int]]:
    """Of each commit its `fork` and `joined`, as `Beside` has them; of one on the published line both are its number."""
    output = git.run(repo.folder, "rev-list", "--parents", "--topo-order", "--reverse", repo.head)
    parents = {row[0]: row[1:] for row in map(bytes.split, output.splitlines())}
    fork = {ident: number for number, ident in enumerate(_line(parents, repo.head.encode()))}
    joined: dict[bytes, int] = {}
    for ident, number in fork.copy().items():
        todo = list(parents[ident][1:])
        while todo:
            side = todo.pop()
            if side in parents and side not in fork and side not in joined:
                joined[side] = number
                todo += parents[side]
    for ident in filter(joined.__contains__, parents):  # each after its parents
        fork[ident] = max((fork.get(parent, -1) for parent in parents[ident]), default=-1)
    return {ident: (number, joined.get(ident, number)) for ident, number in fork.items()}


def _line(parents: Mapping[bytes, Sequence[bytes]], head: bytes) -> list[bytes]:
    """The commits on the line of first parents, oldest first."""
    line = [head]
    while before := [ident for ident in parents[line[-1]][:1] if ident in parents]:
        line += before
    return line[::-1]


def files_at(repo: Repository, commit: str) -> Iterator[tuple[str, str]]:
    """Path below the archive and blob of each file that a commit holds."""
    output = git.run(repo.folder, "ls-tree", "-r", "-z", "--full-tree", commit)
    for row in output.decode("utf-8", "surrogateescape").split("\0"):
        marks, _, path = row.partition("\t")
        if path.startswith(repo.prefix) and marks.startswith("100"):
            yield path.removeprefix(repo.prefix), marks.split()[2]


def blob_at(repo: Repository, path: str) -> str:
    """The blob of a file in the commit that is checked out; "" where it has none."""
    try:
        name = f"{repo.head}:{path}"
        return git.text(repo.folder, "rev-parse", "--verify", "--quiet", name, seconds=20)
    except GitFailed:
        return ""


class Blobs:
    """Reads files of the repository by their blob id, through one process of git."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: git.Running | None = None

    def __enter__(self) -> Blobs:
        return self

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.end()

    def read(self, blob: str) -> bytes | None:
        """The bytes; None where git does not have them, or they are more than a record may have.
        Raises `GitFailed` where it does not answer."""
        if self._running is None:
            self._running = git.Running(self._folder, "cat-file", "--batch")
        running = self._running
        running.say(f"{blob}\n".encode())
        marks = running.line().split()
        if len(marks) != 3:
            return None
        size = int(marks[2])
        if size > MAX_BYTES:
            running.skip(size + 1)
            return None
        data = running.take(size + 1)[:-1]
        return data if marks[1] == b"blob" else None


class Latest:
    """Reads files by their blob id. The latest few are kept, for each is asked for several times."""

    def __init__(self, blobs: Blobs) -> None:
        self.data = lru_cache(_LATEST_KEPT)(blobs.read)
        """The bytes of a file."""

    def text(self, blob: str) -> str | None:
        """The words of a file; None where it is too large, or not in UTF-8."""
        data = self.data(blob)
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("utf-8") if data is not None else None
        return None
