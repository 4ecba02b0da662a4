"""Calls of git: bounded, and deaf to what a stranger's repository would like to run."""

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.source import git

SOMEBODY = 65534


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    for words in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", "範例"),
        ("config", "user.email", "po@example.tw"),
    ):
        subprocess.run(["git", "-C", str(home), *words], check=True)
    (home / "a.md").write_text("### 甲：\n好\n", encoding="utf-8")
    subprocess.run(["git", "-C", str(home), "add", "."], check=True)
    subprocess.run(["git", "-C", str(home), "commit", "-qm", "one"], check=True)
    return home


def test_what_git_prints_comes_back_as_bytes_and_as_text(repository: Path) -> None:
    assert git.run(repository, "show", "HEAD:a.md") == "### 甲：\n好\n".encode()
    assert git.text(repository, "log", "--format=%s") == "one"
    assert git.is_repository(repository)


@pytest.mark.parametrize("setting", ["diff.external", "core.fsmonitor", "diff.evil.textconv"])
def test_nothing_that_a_repository_names_is_run(repository: Path, setting: str) -> None:
    ran = repository.parent / "ran"
    script = repository / "evil.sh"
    script.write_text(f'#!/bin/sh\ntouch {ran}\ncat "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    subprocess.run(["git", "-C", str(repository), "config", setting, str(script)], check=True)
    (repository / ".gitattributes").write_text("*.md diff=evil\n", encoding="utf-8")
    (repository / "a.md").write_text("### 甲：\n不好\n", encoding="utf-8")
    git.run(repository, "status", "--porcelain")
    assert "不好" in git.run(repository, "diff", "HEAD", "--", "a.md").decode()
    assert "好" in git.run(repository, "log", "-p", "HEAD", "--", "a.md").decode()
    assert not ran.exists()


def test_no_filter_that_is_set_up_is_run(repository: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"

    def set_up(name: str, told: str) -> None:
        subprocess.run(["git", "-C", str(repository), "config", name, told], check=True)

    for kind in ("clean", "smudge", "process"):
        set_up(f"filter.evil {kind}.{kind}", f"touch {ran}; cat")
        set_up(f"filter.{kind}.{kind}", f"touch {ran}; cat")
        set_up(f"filter.{kind}.required", "true")
        (repository / ".gitattributes").write_text(f"*.md filter={kind}\n", encoding="utf-8")
        (repository / "a.md").write_text("### 甲：\n不好\n", encoding="utf-8")
        git.run(repository, "status", "--porcelain")
        assert "不好" in git.run(repository, "diff", "HEAD", "--", "a.md").decode(), kind
        git.run(repository, "update-index", "--add", "--", "a.md")
        assert "不好" in git.run(repository, "show", ":a.md").decode(), kind
        git.run(repository, "read-tree", "HEAD")
        git.run(repository, "checkout-index", "--force", "--", "a.md")
        assert "不好" not in (repository / "a.md").read_text("utf-8"), kind
        git.run(repository, "checkout", "-q", "--force", "HEAD", "--", "a.md")
    git.run(tmp_path, "clone", "-q", str(repository), "other")
    assert not ran.exists()
    set_up("filter.a=b.clean", f"touch {ran}; cat")
    with pytest.raises(git.GitFailed, match="filter"):
        git.run(repository, "status")
    subprocess.run(
        ["git", "-C", str(repository), "-c", "filter.process.clean=cat", "add", "a.md"], check=False
    )
    assert ran.exists()  # as git alone does


def test_a_folder_that_looks_like_a_repository_of_its_own_is_none(repository: Path) -> None:
    """A push can bring all that git knows a bare repository by, and with it settings that run programs."""
    archive = repository / "transcripts"
    for name in ("objects/pack", "refs/heads"):
        (archive / name).mkdir(parents=True)
    (archive / "HEAD").write_text("ref: refs/heads/main\n")
    (archive / "config").write_text(
        '[core]\n\tbare = false\n\tworktree = .\n[remote "origin"]\n\turl = evil\n'
    )
    told = subprocess.run(
        ["git", "-C", str(archive), "config", "remote.origin.url"], capture_output=True, check=True
    )
    assert told.stdout == b"evil\n"  # as git alone does
    with pytest.raises(git.GitFailed):
        git.run(archive, "config", "remote.origin.url")
    assert git.text(archive, "rev-parse", "--show-prefix") == "transcripts/"
    assert git.text(archive, "log", "--format=%s") == "one"


def test_hooks_of_a_repository_are_not_run(repository: Path) -> None:
    ran = repository.parent / "ran"
    hook = repository / ".git/hooks/post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    hook.chmod(0o755)
    git.run(repository, "checkout", "-q", "-b", "other")
    assert not ran.exists()


def test_a_failure_says_what_git_said(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(git.GitFailed, match="git show: fatal"):
        git.run(repository, "show", "HEAD:none.md")
    assert not git.is_repository(tmp_path)


def test_a_call_that_takes_or_prints_too_much_is_given_up(repository: Path) -> None:
    with pytest.raises(git.GitFailed, match="輸出過大"):
        git.run(repository, "show", "HEAD:a.md", most_bytes=3)
    with pytest.raises(git.GitFailed, match="沒有回應"):
        git.run(repository, "log", seconds=0)


def give_away(home: Path) -> None:
    """Let another account own a folder and all that is in it, as only root may."""
    if os.geteuid() != 0:
        pytest.skip("only root may give a folder away")
    for path in (home, *home.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)


def test_a_repository_of_the_folder_s_owner_is_read_by_another_account(repository: Path) -> None:
    give_away(repository)
    assert git.text(repository, "log", "--format=%s") == "one"
    assert git.is_repository(repository)


def test_a_repository_that_somebody_else_made_above_the_folder_is_not_read(
    repository: Path,
) -> None:
    (repository / "below").mkdir()
    give_away(repository / ".git")
    for folder in (repository, repository / "below"):
        with pytest.raises(git.GitFailed, match="fatal: detected dubious ownership"):
            git.is_repository(folder)


def put_on_path(folder: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a git that does something else the first on the path."""
    made = folder / "bin" / "git"
    made.parent.mkdir()
    made.write_text(f"#!/bin/sh\nexec {command}\n", encoding="utf-8")
    made.chmod(0o755)
    monkeypatch.setenv("PATH", f"{made.parent}:{os.environ['PATH']}")


def test_a_git_that_prints_without_end_is_stopped_while_it_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(repository.parent, "yes", monkeypatch)
    with pytest.raises(git.GitFailed, match="輸出過大"):
        git.run(repository, "log", seconds=60, most_bytes=100_000)


def test_a_git_that_is_asked_and_says_nothing_is_given_up(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(repository.parent, "sleep 60", monkeypatch)
    running = git.Running(repository, "cat-file", "--batch", seconds=0.05)
    with pytest.raises(git.GitFailed, match="沒有回應"):
        running.line()
    running.end()


def test_a_folder_that_is_gone_is_a_failure_of_git_and_not_a_missing_program(
    repository: Path,
) -> None:
    with pytest.raises(git.GitFailed, match="cannot change to"):
        git.text(repository / "gone", "log")
