"""The hook for pre-commit, installed from a repository and run as a person who commits runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.authoring.installation import Origin
from pipeline.authoring.new_archive_files import starter_files
from tests.conftest import ROOT
from tests.packaged import BAD, GOOD, commit, git, program

NAME = "2025-04-10-測試會議.md"
OTHER = "2025-04-11-乙.md"


def pre_commit(folder: Path, home: Path, *words: str) -> tuple[int, str]:
    """Exit code and output of `pre-commit` in `folder`."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *words],
        cwd=folder,
        env={
            **os.environ,
            "PRE_COMMIT_HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "PYTHONUTF8": "1",
            "PIP_NO_COMPILE": "1",  # of all that is installed the hook imports a tenth
        },
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.timeout(1000)
@pytest.mark.slow  # it installs the package and what that needs, once: minutes on a busy machine
def test_a_repository_names_the_hook_and_a_bad_commit_is_stopped(tmp_path: Path) -> None:
    source = program(tmp_path / "program")
    revision = commit(source)
    archive = tmp_path / "archive"
    archive.mkdir()
    named = starter_files(Origin("x", source.as_uri(), revision))[".pre-commit-config.yaml"]
    (archive / ".pre-commit-config.yaml").write_text(named, encoding="utf-8")
    (archive / OTHER).write_text(GOOD.replace("04-10", "04-11"), encoding="utf-8")
    (archive / "README.md").write_text("# 說明\n", encoding="utf-8")
    commit(archive)
    home = tmp_path / "home"
    code, told = pre_commit(archive, home, "install-hooks")
    assert code == 0, (
        "pre-commit could not install this package. It needs what pip needs: is the package index "
        f"(PyPI, or the mirror in pip's settings) reachable from here?\n{told[-4000:]}"
    )

    (archive / "not-staged.md").write_text(BAD, encoding="utf-8")
    (archive / NAME).write_text(GOOD, encoding="utf-8")
    git(archive, "add", NAME)
    code, told = pre_commit(archive, home, "run")
    assert code == 0, told

    (archive / NAME).write_text(BAD, encoding="utf-8")
    git(archive, "add", NAME)
    code, told = pre_commit(archive, home, "run")
    assert code == 1
    assert f"{NAME}:6:1:" in told
    assert "label-without-colon" in told
    assert "not-staged.md" not in told

    (archive / NAME).write_text(GOOD, encoding="utf-8")
    git(archive, "add", NAME)
    git(archive, "rm", "-q", "--", OTHER)
    code, told = pre_commit(archive, home, "run")
    assert code == 1
    assert "published-file-gone" in told

    git(archive, "reset", "-q", "--hard")
    (archive / "2025-04-12-丙.md").write_text(BAD.replace("04-10", "04-12"), encoding="utf-8")
    commit(archive)
    code, told = pre_commit(archive, home, "run", "--all-files")
    assert code == 1
    assert "2025-04-12-丙.md:6:1:" in told
    assert "README.md:" not in told


@pytest.mark.parametrize("source", [Origin(), Origin("x", "https://example.org/a.git", "0" * 40)])
def test_what_a_new_archive_says_to_pre_commit_is_valid(tmp_path: Path, source: Origin) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(starter_files(source)[file.name], encoding="utf-8")
    code, told = pre_commit(tmp_path, tmp_path / "home", "validate-config", str(file))
    assert code == 0, told


def test_the_hook_of_the_machine_and_that_of_the_repository_are_the_same() -> None:
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = yaml.safe_load(starter_files(Origin())[".pre-commit-config.yaml"])
    (local,) = config["repos"][0]["hooks"]
    assert local["entry"].split() == [*ours["entry"].split(), *ours["args"]]
    for name in ("id", "name", "files", "always_run", "require_serial"):
        assert local[name] == ours[name]
