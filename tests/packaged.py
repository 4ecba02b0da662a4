"""This project as somebody else gets it: a git repository, and an archive that uses it."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT

PARTS = (
    "minutes",
    "pipeline",
    "webapp",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
)
GOOD = "# 2025-04-10 測試會議\n\n### 王範例：\n大家好。\n"
BAD = GOOD + "\n### 空保處\n這段話。\n"


def git(folder: Path, *words: str) -> str:
    """What `git` prints when it runs in `folder`; nobody's own settings take part."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(
        ["git", *who, "-C", folder, *words],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path) -> str:
    """Everything in `folder` as a commit of its own repository; the commit's name."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", "as it is")
    return git(folder, "rev-parse", "HEAD")


def program(folder: Path) -> Path:
    """A copy of what the package is made from, as it lies here now."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / part)
    return folder
