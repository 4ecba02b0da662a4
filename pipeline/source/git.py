"""The one way to call git. A repository may be a stranger's: nothing in its settings is run, no
password is asked for, and time and output have bounds."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from minutes.errors import MinutesError

SECONDS = 120  # a fetch over a slow line; whoever asks for less says so
MOST_BYTES = 256 * 1024 * 1024  # of output: more than any archive that was seen has history
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
    "uploadpack.packObjectsHook=",
)
_READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
_DIFFERENCES = frozenset({"diff", "log", "show", "format-patch"})


class GitFailed(MinutesError):
    """git is missing, does not answer, or refused; the text says which, in both languages."""


def command(folder: Path, *words: str) -> list[str]:
    """The command line of a git call in `folder`, for whoever has to talk to git while it runs."""
    settings = [part for setting in _NOTHING_RUNS for part in ("-c", setting)]
    name, *rest = words
    plain = ["--no-ext-diff", "--no-textconv"] if name in _DIFFERENCES else []
    return ["git", "--no-pager", *settings, "-C", str(folder), name, *plain, *rest]


def environment() -> dict[str, str]:
    """The environment of a git call: nobody is there to type a password, and messages are English."""
    return {**os.environ, **_READ_ONLY, "LC_ALL": "C.UTF-8"}


def run(folder: Path, *words: str, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> bytes:
    """What git prints. Raises `GitFailed` where it is missing, fails, takes more than `seconds`, or
    prints more than `most_bytes`."""
    with tempfile.TemporaryFile() as printed:
        try:
            done = subprocess.run(  # noqa: S603 (no shell; git is the one on the path)
                command(folder, *words),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.PIPE,
                timeout=seconds,
                check=False,
                env=environment(),
            )
        except FileNotFoundError as error:
            raise GitFailed("git is not installed 沒有安裝 git") from error
        except subprocess.TimeoutExpired as error:
            raise GitFailed(f"git {words[0]} does not answer 沒有回應") from error
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace").strip().split("\n")
            raise GitFailed(f"git {words[0]}: {told[-1] or 'failed 失敗'}")
        if printed.tell() > most_bytes:
            raise GitFailed(f"git {words[0]}: more than {most_bytes} bytes 輸出過大")
        printed.seek(0)
        return printed.read()


def text(folder: Path, *words: str, seconds: float = SECONDS) -> str:
    """What git prints, as text without the line end."""
    return run(folder, *words, seconds=seconds).decode("utf-8", "replace").strip()


def folder_within(folder: Path) -> str:
    """Where a folder lies in its repository: "" at its top and where there is none, else ending in `/`."""
    try:
        return text(folder, "rev-parse", "--show-prefix", seconds=5)
    except GitFailed:
        return ""


def is_repository(folder: Path) -> bool:
    """Whether a folder lies in the working tree of a repository that git can read."""
    try:
        return text(folder, "rev-parse", "--is-inside-work-tree") == "true"
    except GitFailed:
        return False
