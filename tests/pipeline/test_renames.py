"""Git reads what a commit takes out and brings, to find what was renamed: it may read only so much."""

from pathlib import Path

import pytest

from pipeline.history import revisions
from tests.pipeline.git_archive import GitArchive

LINES = tuple(f"第{number}行，各說各的內容。\n" for number in range(40))
LARGE = "".join(LINES * 40)
SMALL = "".join(LINES)


def renamed(archive: GitArchive) -> list[tuple[str, str]]:
    """The paths before and after of every file that was found again under another name."""
    repository = revisions.repository(archive.folder)
    assert repository is not None
    changes = [change for commit in revisions.commits(repository) for change in commit.changes]
    return [(c.before, c.after) for c in changes if c.before and c.after and c.before != c.after]


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({"一.md": SMALL, "甲.md": LARGE, "子.md": LARGE + "完"})
    made.commit({"一.md": None, "二.md": SMALL + "多一行\n"})
    made.commit({"甲.md": None, "乙.md": LARGE + "多一行\n", "子.md": None, "丑.md": LARGE + "完"})
    made.commit({"二.md": None, "三.md": SMALL + "又多一行\n"})
    return made


def test_a_file_that_was_renamed_and_edited_is_found_again(archive: GitArchive) -> None:
    found = {("一.md", "二.md"), ("甲.md", "乙.md"), ("子.md", "丑.md"), ("二.md", "三.md")}
    assert set(renamed(archive)) == found


def test_where_a_commit_would_have_git_compare_too_much_only_equal_files_are_found_again(
    archive: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "MOST_COMPARED", len(LARGE.encode()))
    assert set(renamed(archive)) == {("一.md", "二.md"), ("子.md", "丑.md"), ("二.md", "三.md")}


def test_all_commits_are_told_once_and_in_their_order_however_they_are_compared(
    archive: GitArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = revisions.repository(archive.folder)
    assert repository is not None
    for most in (0, len(LARGE.encode()), 10**9):
        monkeypatch.setattr(revisions, "MOST_COMPARED", most)
        for since in ("", *archive.made):
            after = archive.made[archive.made.index(since) + 1 :] if since else archive.made
            assert [c.id for c in revisions.commits(repository, since)] == after, (most, since)
