"""The one way to call git. A repository may be a stranger's: no hook, external diff, textconv, filter or
file watcher that its settings or those of this machine name is run, no password is asked for, and time
and output have bounds."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import selectors
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from minutes.errors import MinutesError

SECONDS = 120  # a fetch over a slow line; whoever asks for less says so
MOST_BYTES = 256 * 1024 * 1024  # of output: more than any archive that was seen has history
_PART = 1 << 16  # what a pipe holds on Linux
_NAMES = 500  # of files in one call, well below what a command line holds
# What a repository's own settings could make git run (gitattributes(5), githooks(5), git-config(1)).
_NOTHING_RUNS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.sshCommand=ssh -oBatchMode=yes",
    "core.askPass=",
    "core.pager=cat",
    "credential.interactive=false",
    "diff.external=",
    "protocol.ext.allow=never",
    "safe.bareRepository=explicit",
    "uploadpack.packObjectsHook=",
)
# Calls that neither compare nor write files of the working tree. For any other one a pushed `.gitattributes`
# may ask for a filter that is set up (git-lfs for all users, say): those are off, and files stay as they were pushed.
_OF_NO_FILES = frozenset(
    {
        *("bundle", "cat-file", "config", "diff-tree", "fetch", "log", "ls-tree"),
        *("merge-base", "remote", "rev-list", "rev-parse", "show"),
    }
)
_FILTER = re.compile(r"filter\..*\.(?:clean|smudge|process|required)", re.DOTALL)
_READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
_DIFFERENCES = frozenset({"diff", "log", "show", "format-patch"})
_ATTRIBUTES = re.compile(r"(?:^|/)\.gitattributes$", re.IGNORECASE)
# The attributes by which git writes other bytes than those of the commit (gitattributes(5)), and the values
# that leave them as they are.
_OTHER_BYTES = {"working-tree-encoding": set[str](), "ident": {"unset"}, "eol": {"unset", "lf"}}


class GitFailed(MinutesError):
    """git is missing, does not answer, or refused."""


class TooMuch(GitFailed):
    """git printed more than whoever called it reads."""


class OtherBytes(MinutesError):
    """A commit has git write other bytes into files than those that it holds; the text says where."""


def command(folder: Path, *words: str) -> list[str]:
    """The command line of a git call in `folder`, for whoever has to talk to git while it runs."""
    name, *rest = words
    filters = () if name in _OF_NO_FILES else _filters_off(folder)
    settings = [part for setting in (*_NOTHING_RUNS, *filters) for part in ("-c", setting)]
    place = _place(folder) if name != "clone" else ()
    plain = ["--no-ext-diff", "--no-textconv"] if name in _DIFFERENCES else []
    return ["git", "--no-pager", *settings, *place, "-C", str(folder), name, *plain, *rest]


def _filters_off(folder: Path) -> list[str]:
    """What turns off every filter that is set up. Raises `GitFailed` where one cannot be turned off: what
    `-c` sets ends its name at the first `=`."""
    listed = run(folder, "config", "-z", "--name-only", "--list", seconds=20)
    names = dict.fromkeys(filter(_FILTER.fullmatch, listed.decode("utf-8", "replace").split("\0")))
    if any("=" in name for name in names):
        raise GitFailed(
            "git settings: a filter's name holds =",
            zh="git 設定：請移除名稱有 = 的 git 篩選器（filter）",
        )
    return [f"{name}={'false' if name.endswith('.required') else ''}" for name in names]


def top(folder: Path) -> Path | None:
    """The folder in which the repository lies that `folder` is part of; None where it is part of none.
    Git is not asked, which refuses to read some that are there."""
    whole = folder.resolve()
    return next((home for home in (whole, *whole.parents) if (home / ".git").exists()), None)


def _place(folder: Path) -> tuple[str, ...]:
    """Which repository is meant: the one that `.git` marks. Left to itself, git would take any folder for one
    that holds `HEAD`, `config`, `objects/` and `refs/`, and a push can bring these.

    The site's account seldom owns the transcripts, and git reads no stranger's repository (git-config(1),
    safe.directory). One that belongs to the owner of the folder that was named is no stranger's; one in a
    folder above that somebody else made stays one, for git to refuse."""
    home = top(folder) if folder.exists() else None
    if home is None or (home / ".git").stat().st_uid != folder.stat().st_uid:
        return ()
    return f"--git-dir={home / '.git'}", f"--work-tree={home}"


def environment(index: Path | None = None) -> dict[str, str]:
    """The environment of a git call: nobody is there to type a password, and messages are English.
    `index` stands in for the repository's own."""
    own = {"GIT_INDEX_FILE": str(index)} if index else {}
    return {**os.environ, **_READ_ONLY, **own, "LC_ALL": "C.UTF-8"}


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe that was asked for with `PIPE`, so that it is there."""
    if pipe is None:
        raise GitFailed("git could not be talked to", zh="無法與 git 溝通")
    return pipe


class Running:
    """A git that runs, and what it prints, read within bounds. Raises `GitFailed` where git is missing,
    and in each reading method where it prints nothing for `seconds`."""

    def __init__(
        self, folder: Path, *words: str, seconds: float = SECONDS, index: Path | None = None
    ) -> None:
        self._name = words[0]
        self._seconds = seconds
        whole = command(folder, *words)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (`end` closes it)
        self._kept = b""
        try:
            self._process = subprocess.Popen(  # noqa: S603 (no shell; git is the one on the path)
                whole,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment(index),
            )
        except FileNotFoundError as error:
            self._errors.close()
            raise GitFailed("git is not installed", zh="沒有安裝 git") from error
        self._asked = _open(self._process.stdin)
        self._told = _open(self._process.stdout)

    def say(self, words: bytes) -> None:
        """Hand something to its standard input."""
        try:
            self._asked.write(words)
        except OSError as error:
            raise self._silent() from error

    def line(self) -> bytes:
        """The next line that it prints, without its end."""
        while b"\n" not in self._kept:
            self._kept += self._next()
        line, _, self._kept = self._kept.partition(b"\n")
        return line

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        parts, left = [self._kept[:size]], size - len(self._kept)
        self._kept = self._kept[size:]
        while left > 0:
            part = self._next()
            parts.append(part[:left])
            self._kept = part[left:]
            left -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Pass over the next `size` bytes."""
        while size > 0:
            size -= len(self.take(min(size, _PART)))

    def all(self, most_bytes: int) -> bytes:
        """All that it prints until it ends by itself. Raises `GitFailed` where that is more than
        `most_bytes` or takes more than `seconds`, at once, and where it fails."""
        self._asked.close()
        until = time.monotonic() + self._seconds
        parts, size = [], 0
        while part := self._part(until):
            parts.append(part)
            size += len(part)
            if size > most_bytes:
                raise TooMuch(
                    f"git {self._name}: more than {most_bytes} bytes",
                    zh=f"git {self._name}：輸出過大",
                )
        try:
            failed = self._process.wait(max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired as error:
            raise self._silent() from error
        if failed:
            self._errors.seek(0)
            message = self._errors.read(_PART).decode("utf-8", "replace").strip()
            raise GitFailed(f"git {self._name}: {_reason(message)}")
        return b"".join(parts)

    def end(self) -> None:
        """Stop it, whatever it does."""
        self._process.kill()
        for file in (self._asked, self._told, self._errors):
            with contextlib.suppress(OSError):
                file.close()
        self._process.wait()

    def _next(self) -> bytes:
        part = self._part(time.monotonic() + self._seconds)
        if not part:
            raise self._silent()
        return part

    def _part(self, until: float) -> bytes:
        """What it printed since, at least something; nothing where it has ended."""
        left = until - time.monotonic()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._told, selectors.EVENT_READ)
            if left <= 0 or not waiting.select(left):
                raise self._silent()
        return self._told.read(_PART)

    def _silent(self) -> GitFailed:
        return GitFailed(f"git {self._name} does not answer", zh=f"git {self._name} 沒有回應")


class Objects:
    """The objects of a repository, read one after the other by one git."""

    def __init__(self, folder: Path, seconds: float = SECONDS) -> None:
        self._running = Running(folder, "cat-file", "--batch", seconds=seconds)

    def __enter__(self) -> Objects:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Stop reading."""
        self._running.end()

    def read(self, name: str, most_bytes: int) -> bytes:
        """An object as git keeps it; nothing where there is none. Raises `TooMuch` for one of more bytes, and
        `GitFailed`."""
        self._running.say(f"{name}\n".encode())
        # In the place of one that is not there: its name, and "missing" after that.
        size = int(self._running.line().rpartition(b" ")[2].replace(b"missing", b"-1"))
        if size > most_bytes:
            self._running.skip(size + 1)
            raise TooMuch(
                f"git cat-file: more than {most_bytes} bytes", zh="git cat-file：輸出過大"
            )
        return self._running.take(size + 1)[:-1]


def _reason(message: str) -> str:
    """Why git failed, of all that it said: what follows the reason is advice for its own users."""
    lines = message.splitlines() or ["failed 失敗"]
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])


def run(
    folder: Path,
    *words: str,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    index: Path | None = None,
) -> bytes:
    """What git prints. Raises `GitFailed` where it is missing, fails, takes more than `seconds`, or
    prints more than `most_bytes`: then it is stopped at once. `index` is read and written in the place
    of the repository's own."""
    running = Running(folder, *words, seconds=seconds, index=index)
    try:
        return running.all(most_bytes)
    finally:
        running.end()


def answer(folder: Path, asked: bytes, *words: str, most_bytes: int = MOST_BYTES) -> bytes:
    """What git prints for what is handed to it, as `run` does. `asked` is as much as a pipe holds, so that
    neither waits for the other."""
    running = Running(folder, *words)
    try:
        running.say(asked)
        return running.all(most_bytes)
    finally:
        running.end()


def text(folder: Path, *words: str, seconds: float = SECONDS) -> str:
    """What git prints, as text without the line end."""
    return run(folder, *words, seconds=seconds).decode("utf-8", "replace").strip()


def refuse_other_bytes(folder: Path, commit: str) -> None:
    """Raise `OtherBytes` where a commit has git write other bytes into the files below `folder` than those
    that it holds: what is looked at there is not what is read here. Raises `GitFailed`."""
    for path, attribute, value in _attributes(folder, commit):
        if value not in _OTHER_BYTES[attribute]:
            name = path.encode("utf-8", "replace").decode()
            raise OtherBytes(
                f".gitattributes: {name}: {attribute}={value}: files are read as they were pushed; take it out",
                name,
                zh=f".gitattributes：{name}：{attribute}={value}：檔案要照推送的原樣讀取，請刪去這個設定",
            )


def _attributes(folder: Path, commit: str) -> Iterator[tuple[str, str, str]]:
    """What a commit asks of git for the bytes of its files below `folder`: path, attribute, value. Git reads
    its `.gitattributes` itself (gitattributes(5)), for its grammar has more forms than one would think of;
    the working tree and the repository's index stay as they are."""
    every = fields(run(folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit))
    if not any(map(_ATTRIBUTES.search, every)):
        return
    with tempfile.TemporaryDirectory(prefix="minutes-git-") as home:
        index = Path(home) / "index"
        run(folder, "read-tree", commit, index=index)
        for some in batches(fields(run(folder, "ls-files", "-z", index=index))):
            words = ("check-attr", "--cached", "-z", *_OTHER_BYTES, "--", *some)
            columns = fields(run(folder, *words, index=index))
            rows = zip(columns[::3], columns[1::3], columns[2::3], strict=True)
            yield from (row for row in rows if row[2] != "unspecified")


def blob(folder: Path, name: str, most_bytes: int = MOST_BYTES) -> bytes:
    """A file as git keeps it; nothing where there is none, or one of more bytes."""
    with contextlib.suppress(GitFailed):
        return run(folder, "cat-file", "blob", name, most_bytes=most_bytes)
    return b""


def is_blob(name: str) -> bool:
    """Whether a list of changes names a blob: zeros stand in its place where there is no file."""
    return name.strip("0") != ""


def fields(output: bytes) -> list[str]:
    """What git prints with `-z`: each field ends in a zero byte; what is no UTF-8 comes back as it was."""
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]


def batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Names of files, or ids, as many at once as one call may be given."""
    return (names[first : first + _NAMES] for first in range(0, len(names), _NAMES))


def folder_within(folder: Path) -> str:
    """Where a folder lies in its repository: "" at its top and where there is none, else ending in `/`."""
    try:
        return text(folder, "rev-parse", "--show-prefix", seconds=5)
    except GitFailed:
        return ""


def is_repository(folder: Path) -> bool:
    """Whether a folder lies in the working tree of a repository. Raises `GitFailed` where there is one
    that git cannot read."""
    try:
        return text(folder, "rev-parse", "--is-inside-work-tree") == "true"
    except GitFailed:
        if top(folder) is not None:
            raise
        return False


def blob_id(data: bytes, digits: int) -> str:
    """The id that git gives to these bytes (SHA-1, or SHA-256 in repositories that use it)."""
    method = "sha1" if digits == 40 else "sha256"
    head = f"blob {len(data)}\0".encode()
    return hashlib.new(method, head + data, usedforsecurity=False).hexdigest()
