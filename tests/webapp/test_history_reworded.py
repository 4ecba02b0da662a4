"""What was taken out to protect somebody is known again where it comes back reworded, and where a branch took it out
that the published line tells nothing of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.addresses.short_ids import code
from pipeline.history import ledger
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, mended, text
from tests.webapp.test_history_guarded import BESIDE, MASKED, plain
from tests.webapp.test_history_pages import CANARY, NOTE, OTHER, SECRET, client, everywhere

REWORDED = SECRET.replace("今天我們要討論的是", "這次要談的是", 1).replace(
    "請各機關說明", "請機關說一下", 1
)
GONE = "這個部分沒有其他意見，謝謝主席。"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def pushed_back(archive: GitArchive) -> None:
    """A redaction is indexed, and then a history without any of it is pushed by force."""
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", archive.made[0])
    archive.index()


def reworded_after_a_push_by_force(archive: GitArchive) -> None:
    pushed_back(archive)
    archive.commit({FILE: text(REWORDED, SECOND)})
    archive.commit({FILE: text(plain(REWORDED), SECOND)})


def reworded_and_left_out_whole(archive: GitArchive) -> None:
    pushed_back(archive)
    archive.commit({FILE: text(REWORDED, SECOND)})
    archive.commit({FILE: text(SECOND)})


def reworded_as_a_part_of_another_speech(archive: GitArchive) -> None:
    pushed_back(archive)
    archive.commit({FILE: text(f"{THIRD}{REWORDED}{SECOND}")})
    archive.commit({FILE: text(f"{THIRD}{SECOND}")})


def reworded_in_another_record(archive: GitArchive) -> None:
    pushed_back(archive)
    archive.commit({OTHER: text(REWORDED, SECOND)})
    archive.commit({OTHER: text(plain(REWORDED), SECOND)})


def reworded_in_the_title(archive: GitArchive) -> None:
    pushed_back(archive)
    archive.commit({FILE: text(FIRST, head=f"---\ntitle: 討論{CANARY}的遮陽設施\n---\n")})
    archive.commit({FILE: text(FIRST, head="---\ntitle: 討論遮陽設施\n---\n")})


def reworded_without_a_push_by_force(archive: GitArchive) -> None:
    for words in (SECRET, MASKED, REWORDED, plain(REWORDED)):
        archive.commit({FILE: text(words, SECOND)})


def left_out_reworded_and_left_out_again(archive: GitArchive) -> None:
    note = NOTE % "依當事人請求移除"
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECOND, head=note)})
    archive.index()
    archive.git("reset", "-q", "--hard", archive.made[0])
    archive.index()
    archive.commit({FILE: text(REWORDED, SECOND)})
    archive.commit({FILE: text(SECOND)})


def on_a_branch(archive: GitArchive, *steps: dict[str, str | None]) -> None:
    """A branch with these commits is merged, so that the published line has the merge alone."""
    archive.git("checkout", "-q", "-b", "side")
    for files in steps:
        archive.commit(files)
    archive.git("checkout", "-q", "main")
    archive.day = archive.day.replace(hour=5)
    archive.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    archive.made.append(archive.git("rev-parse", "HEAD"))


def masked_and_mended_on_a_branch(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    on_a_branch(archive, {FILE: text(MASKED, SECOND)}, {FILE: text(plain(SECRET), SECOND)})


def masked_and_left_out_on_a_branch(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    on_a_branch(archive, {FILE: text(MASKED, SECOND)}, {FILE: text(SECOND)})


def noted_on_a_branch_that_took_the_note_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    note = NOTE % "依當事人請求移除"
    steps = [text(SECRET, SECOND, head=note), text(SECOND, head=note), text(SECOND)]
    on_a_branch(archive, *({FILE: step} for step in steps))


def masked_on_a_branch_while_the_line_was_mended(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.git("checkout", "-q", "-b", "side")
    for words in (MASKED, plain(SECRET)):
        archive.commit({FILE: text(words, SECOND)})
    archive.git("checkout", "-q", "main")
    archive.commit({FILE: text(mended(SECRET, 2), SECOND)})
    archive.git("merge", "-q", "-X", "theirs", "-m", "Merge", "side")
    archive.commit({FILE: text(plain(SECRET), mended(SECOND))})


def masked_on_a_branch_after_an_index(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.index()
    on_a_branch(archive, {FILE: text(MASKED, SECOND)}, {FILE: text(SECOND)})


def masked_on_a_branch_of_a_branch(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.git("checkout", "-q", "-b", "outer")
    archive.commit({OTHER: text(THIRD)})
    archive.git("checkout", "-q", "-b", "inner")
    for words in ([MASKED, SECOND], [SECOND]):
        archive.commit({FILE: text(*words)})
    for branch, side in (("outer", "inner"), ("main", "outer")):
        archive.git("checkout", "-q", branch)
        archive.git("merge", "-q", "--no-ff", "-m", "Merge", side)


def masked_in_the_other_parent_of_a_merge(archive: GitArchive) -> None:
    """Who merges main into a branch and pushes that has the branch as the first parent."""
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.git("checkout", "-q", "-b", "own")
    archive.commit({OTHER: text(THIRD)})
    archive.git("checkout", "-q", "main")
    for words in ([MASKED, SECOND], [SECOND]):
        archive.commit({FILE: text(*words)})
    archive.git("checkout", "-q", "own")
    archive.git("merge", "-q", "--no-ff", "-m", "Merge", "main")
    archive.git("checkout", "-q", "-B", "main")


PLANTS: list[Callable[[GitArchive], None]] = [
    reworded_after_a_push_by_force,
    reworded_and_left_out_whole,
    reworded_as_a_part_of_another_speech,
    reworded_in_another_record,
    reworded_in_the_title,
    reworded_without_a_push_by_force,
    left_out_reworded_and_left_out_again,
    masked_and_mended_on_a_branch,
    masked_and_left_out_on_a_branch,
    noted_on_a_branch_that_took_the_note_back,
    masked_on_a_branch_while_the_line_was_mended,
    masked_on_a_branch_after_an_index,
    masked_on_a_branch_of_a_branch,
    masked_in_the_other_parent_of_a_merge,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_guarded_words_are_known_again_reworded_and_where_a_branch_took_them_out(
    archive: GitArchive, plant: Callable[[GitArchive], None]
) -> None:
    archive.commit(BESIDE)
    plant(archive)
    assert CANARY not in everywhere(archive)


def shown(archive: GitArchive, commit: str, name: str = NAME) -> bool:
    page = f"/m/{code(name)[:8]}@{commit[:12]}"
    return client(archive).get(page).status_code == 200


def test_a_branch_that_protects_nobody_hides_nothing(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    on_a_branch(archive, {FILE: text(mended(FIRST), SECOND)}, {FILE: text(mended(FIRST), THIRD)})
    assert shown(archive, archive.made[0])


def test_what_is_plainly_something_else_than_guarded_words_hides_nothing(
    archive: GitArchive,
) -> None:
    archive.commit(BESIDE)
    pushed_back(archive)
    first = archive.commit({OTHER: text(FIRST, THIRD)})
    archive.commit({OTHER: text(SECOND, THIRD)})
    assert shown(archive, first, OTHER.removesuffix(".md"))


def test_traces_of_guarded_words_can_be_read_back_and_hold_no_words(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(MASKED, SECOND)})
    made = archive.index()
    ledger.save(archive.data, made)
    assert made.traces
    assert ledger.load(archive.data).traces == made.traces
