"""Who merges may have either side as the first parent, as an ordinary `git pull` does: what a row of
tombstones hides does not depend on it."""

from pathlib import Path

import pytest

from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive

WITHDRAWN, COPY, OTHER = "2026-01-06-撤下的", "2026-01-07-另一份", "2026-01-08-別的"
LEFT = "2026-01-09-早就有的"
WORDS = (
    "遊具遮陽設施圖書館動線步道里程牌材質採用再生塑膠林業單位維護紀錄花圃水池溜滑梯預算辦理情形，"
)
RECORD = f"# 會議\n\n### 王範例：\n{WORDS}{WORDS[::-1]}\n"
MENDED = "# 會議\n\n### 王範例：\n這一段已經改寫成人人可以讀的內容。\n"
ROW = f"- {{meeting: {WITHDRAWN}, date: 2026-02-20, reason: 應請求}}\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({f"{OTHER}.md": "# 別的\n\n### 李樣本：\n別的話。\n"})
    made.commit({f"{WITHDRAWN}.md": RECORD})
    return made


def branch(archive: GitArchive, name: str, start: str) -> None:
    archive.git("checkout", "--quiet", "-b", name, start)


def merge(archive: GitArchive, other: str) -> None:
    """Onto the branch that is checked out, which becomes the first parent."""
    archive.git("merge", "--quiet", "--no-ff", "-m", "Merge", other)


def public(archive: GitArchive) -> set[str]:
    return set(Archive(archive.settings).view().public.by_id)


def shows_earlier_words(archive: GitArchive) -> bool:
    """Whether the history of the withdrawn record is shown from before its last version."""
    life = archive.index().life(WITHDRAWN)
    assert life is not None
    return not life.versions[-1].cut


def test_a_copy_from_a_branch_that_knew_nothing_of_the_row_is_no_older_record(
    archive: GitArchive,
) -> None:
    begin = archive.made[-1]
    archive.commit({"withdrawn.yaml": ROW})
    archive.index()
    branch(archive, "mine", begin)
    archive.commit({f"{COPY}.md": RECORD})
    branch(archive, "twice", "main")
    merge(archive, "mine")  # the row first, as it is ...
    archive.index()
    assert public(archive) == {OTHER}
    archive.git("checkout", "--quiet", "mine")
    merge(archive, "twice")  # ... and brought to a line on which the copy stands before it
    archive.index()
    assert public(archive) == {OTHER}


def test_what_was_taken_back_on_the_other_side_of_a_merge_cuts_the_history_too(
    archive: GitArchive,
) -> None:
    begin = archive.made[-1]
    branch(archive, "request", begin)
    archive.commit({"withdrawn.yaml": ROW})
    archive.commit({f"{WITHDRAWN}.md": MENDED})
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})
    archive.git("checkout", "--quiet", "main")
    archive.commit({"note.txt": "note"})
    merge(archive, "request")
    assert not shows_earlier_words(archive)
    assert public(archive) == {WITHDRAWN, OTHER}


@pytest.mark.parametrize("taken_out", ["before", "together", "on the other side"])
def test_what_was_taken_back_cuts_the_history_though_the_address_that_meant_it_went_too(
    archive: GitArchive, taken_out: str
) -> None:
    branch(archive, "request", archive.made[-1])
    archive.commit({".redirects": f"2026-01-05-舊名\t{WITHDRAWN}\n"})
    archive.commit({"withdrawn.yaml": ROW.replace(WITHDRAWN, "2026-01-05-舊名")})
    archive.index()
    archive.commit({f"{WITHDRAWN}.md": MENDED})
    if taken_out == "before":
        archive.commit({".redirects": ""})
        archive.index()
        assert public(archive) == {OTHER}
    archive.commit({"withdrawn.yaml": "withdrawn: none\n", ".redirects": ""})
    if taken_out == "on the other side":
        archive.git("checkout", "--quiet", "main")
        archive.commit({"note.txt": "note"})
        merge(archive, "request")
    assert not shows_earlier_words(archive)
    assert public(archive) == {WITHDRAWN, OTHER}


def test_a_merge_that_brings_no_row_cuts_nothing(archive: GitArchive) -> None:
    branch(archive, "request", archive.made[-1])
    archive.commit({f"{WITHDRAWN}.md": MENDED})
    archive.git("checkout", "--quiet", "main")
    archive.commit({"note.txt": "note"})
    merge(archive, "request")
    assert shows_earlier_words(archive)


def test_a_copy_that_a_history_written_anew_puts_before_the_row_is_no_older_record(
    archive: GitArchive,
) -> None:
    archive.commit({f"{LEFT}.md": RECORD})
    begin = archive.made[-1]
    archive.commit({"withdrawn.yaml": ROW})
    archive.index()
    assert public(archive) == {OTHER, LEFT}
    branch(archive, "anew", begin)
    archive.commit({f"{COPY}.md": RECORD})
    archive.git("cherry-pick", "main")
    for _ in range(2):
        archive.index()
        assert public(archive) == {OTHER, LEFT}
    archive.git("checkout", "--quiet", "--orphan", "whole")
    archive.commit()
    archive.index()
    assert public(archive) == {OTHER, LEFT}
