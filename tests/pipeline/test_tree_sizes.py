"""A few small trees that hold one another may stand for millions of files: they are told before git
spreads them out, a push with them is refused, and a history with them is not read."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutes.settings import Settings
from pipeline.source import files, tree_sizes
from pipeline.source.git import GitFailed
from pipeline.updates import after_indexing, pull
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, SECOND, mended, text


def made(archive: GitArchive, *words: str, told: str = "") -> str:
    """What git answers, told something on its standard input."""
    command = ["git", "-C", str(archive.folder), *words]
    done = subprocess.run(command, input=told.encode(), capture_output=True, check=True)
    return done.stdout.decode().strip()


def nested(archive: GitArchive, levels: int, wide: int = 10) -> str:
    """A tree with `wide` times the same tree in it, `levels` deep."""
    blob = made(archive, "hash-object", "-w", "--stdin", told="x\n")
    rows = (f"100644 blob {blob}\tf{n}.md\n" for n in range(wide))
    tree = made(archive, "mktree", told="".join(rows))
    for _ in range(levels):
        rows = (f"040000 tree {tree}\td{n}\n" for n in range(wide))
        tree = made(archive, "mktree", told="".join(rows))
    return tree


def bring(archive: GitArchive, trees: dict[str, str], files: dict[str, str] | None = None) -> None:
    """Two commits: one with these folders beside what is there, the next without them. Nothing is checked
    out."""
    there = made(archive, "ls-tree", "HEAD") + "\n"
    rows = there + "".join(f"040000 tree {tree}\t{name}\n" for name, tree in trees.items())
    rows += "".join(f"100644 blob {blob}\t{name}\n" for name, blob in (files or {}).items())
    before = made(archive, "rev-parse", "HEAD^{tree}")
    for tree in (made(archive, "mktree", told=rows), before):
        commit = archive.git("commit-tree", tree, "-p", "HEAD", "-m", "Edit")
        archive.git("update-ref", "refs/heads/main", commit)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(FIRST, SECOND)})
    return made


@pytest.mark.parametrize(("levels", "wide"), [(5, 10), (9, 10), (40, 2)])
def test_a_bomb_of_trees_is_refused(archive: GitArchive, levels: int, wide: int) -> None:
    bring(archive, {"zz": nested(archive, levels, wide)})
    with pytest.raises(GitFailed, match="more than 200000 files"):
        tree_sizes.refuse_too_large(archive.folder, "HEAD")
    with pytest.raises(GitFailed, match="more than 200000 files"):
        tree_sizes.refuse_too_large(archive.folder, "HEAD", archive.made[0])


def test_a_bomb_of_trees_in_a_branch_that_a_merge_left_out_is_refused(archive: GitArchive) -> None:
    head, plain = archive.git("rev-parse", "HEAD"), archive.git("rev-parse", "HEAD^{tree}")
    side = archive.git("commit-tree", nested(archive, 5), "-p", head, "-m", "Side")
    merged = archive.git("commit-tree", plain, "-p", head, "-p", side, "-m", "Merge")
    with pytest.raises(GitFailed, match="more than 200000 files"):
        tree_sizes.refuse_too_large(archive.folder, merged, head)


@pytest.fixture
def site(archive: GitArchive, tmp_path: Path) -> Settings:
    """A clone of the archive that has pulled."""
    archive.git("clone", "-q", str(archive.folder), str(tmp_path / "site"))
    where = Settings(transcripts=tmp_path / "site", data=tmp_path / "site-data")
    assert (pull.pull(where) or pytest.fail("no run")).ok
    return where


def test_a_side_branch_that_changes_more_files_than_anybody_edits_is_refused(
    archive: GitArchive, site: Settings
) -> None:
    head, plain = archive.git("rev-parse", "HEAD"), archive.git("rev-parse", "HEAD^{tree}")
    side, trees = head, [nested(archive, 4), nested(archive, 4, 9)]
    for tree in trees * 3:  # each below the bound of one commit
        side = archive.git("commit-tree", tree, "-p", side, "-m", "Side")
    merged = archive.git("commit-tree", plain, "-p", head, "-p", side, "-m", "Merge")
    archive.git("update-ref", "refs/heads/main", merged)
    outcome = pull.pull(site) or pytest.fail("no run")
    assert (outcome.step, "changes more than 10000 files" in outcome.what) == ("look", True)


def test_folders_count_together_whatever_the_files_between_them_are_called(
    archive: GitArchive,
) -> None:
    part, blob = nested(archive, 4), made(archive, "hash-object", "-w", "--stdin", told="x\n")
    tree_sizes.refuse_too_large(archive.folder, "HEAD")
    bring(archive, {"z1": part})
    tree_sizes.refuse_too_large(archive.folder, "HEAD")
    parts = {f"z{n}": part for n in range(3)}
    bring(archive, parts, {f"z0-{archive.made[0]}": blob, f":{'a' * 40}": blob, "b" * 40: blob})
    with pytest.raises(GitFailed):
        tree_sizes.refuse_too_large(archive.folder, "HEAD")


def test_an_archive_of_some_thousand_files_over_many_commits_and_merges_is_none(
    archive: GitArchive,
) -> None:
    archive.commit({f"{n % 20}/甲/{n}.md": f"# {n}\n" for n in range(3000)})
    archive.git("checkout", "-q", "-b", "side")
    archive.commit({"1/甲/21.md": "# 改\n"})
    archive.git("checkout", "-q", "main")
    archive.commit({"2/甲/22.md": "# 改\n"})
    archive.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    tree_sizes.refuse_too_large(archive.folder, "HEAD")


def test_one_file_in_many_folders_is_one_file(archive: GitArchive) -> None:
    bring(archive, {"zz": nested(archive, 60, 1)})
    tree_sizes.refuse_too_large(archive.folder, "HEAD")


@pytest.mark.parametrize("levels", [70, 980, 1100])
def test_folders_within_one_another_are_refused_for_their_depth(
    archive: GitArchive, levels: int
) -> None:
    bring(archive, {"zz": nested(archive, levels, 1)})
    with pytest.raises(GitFailed, match="more than 64 folders within one another"):
        tree_sizes.refuse_too_large(archive.folder, "HEAD")


def test_a_bomb_of_trees_below_many_folders_is_refused(archive: GitArchive) -> None:
    tree = nested(archive, 6)
    for _ in range(100):
        tree = made(archive, "mktree", told=f"040000 tree {tree}\td\n")
    bring(archive, {"zz": tree})
    with pytest.raises(GitFailed, match="more than 200000 files"):
        tree_sizes.refuse_too_large(archive.folder, "HEAD")


def test_a_push_with_a_bomb_in_its_history_is_refused_and_all_stays_as_it_was(
    archive: GitArchive, site: Settings
) -> None:
    bring(archive, {"zz": nested(archive, 6)})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "more than 200000 files" in outcome.what) == ("look", True)
    assert "超過 200000 個" in outcome.what
    head = subprocess.run(
        ["git", "-C", str(site.transcripts), "rev-parse", "HEAD"], capture_output=True, check=True
    )
    assert head.stdout.decode().strip() == archive.made[0]


def test_a_history_with_a_bomb_is_not_read_and_the_ledger_says_which_commit_it_is(
    archive: GitArchive,
) -> None:
    first = archive.index()
    bring(archive, {"zz": nested(archive, 6)})
    bomb = archive.git("rev-parse", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    book = archive.index()
    assert (book.head, book.lives) == (first.head, first.lives)
    assert bomb[:12] in book.trouble


def test_a_record_below_as_many_folders_as_may_be_pushed_is_read_and_one_below_more_changes_nothing(
    archive: GitArchive, site: Settings
) -> None:
    for levels, step in ((tree_sizes.DEEPEST - 1, "done"), (980, "look"), (0, "done")):
        archive.commit({f"{'d/' * levels}2026-01-02-{levels}.md": text(FIRST)})
        if levels == 0:  # the next push takes the folders out
            archive.git("rm", "-rq", "d")
            archive.git("commit", "-qm", "mend")
            archive.git("reset", "-q", "--soft", archive.made[1])
            archive.git("commit", "-qm", "mended history")
        outcome = pull.pull(site)
        assert outcome is not None, levels
        assert outcome.step == step, outcome.what
    assert [file.id for file in files.find(site.transcripts)].count("2026-01-02-0") == 1


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder with a record below 1,500 others. They are more than pytest could take away with the folders of
    earlier runs (`shutil.rmtree` calls itself for each), and a later run would end with that fault: so they go here."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        here, above = os.open("d", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(os.open("a.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    yield tmp_path
    first, second = tmp_path / "d", tmp_path / "below"
    while (first / "d").exists():
        (first / "d").rename(second)
        first.rmdir()
        second.rename(first)


def test_a_folder_of_records_is_walked_however_deep_it_is(deep: Path) -> None:
    assert [file.id for file in files.find(deep)] == ["a"]


@pytest.mark.parametrize("fault", [RecursionError("deep"), ValueError("王範例"), OSError("full")])
def test_a_fault_of_the_program_while_a_push_is_taken_over_is_an_outcome_and_the_next_run_works(
    archive: GitArchive, site: Settings, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: object) -> None:
        raise fault

    for place, name, step in (
        (tree_sizes, "refuse_too_large", "look"),
        (after_indexing, "refresh", "index"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, fail)
            outcome = pull.pull(site)
        assert outcome is not None, name
        assert (outcome.step, "王範例" in outcome.what) == (step, False), name
    assert (pull.pull(site) or pytest.fail("no run")).ok
