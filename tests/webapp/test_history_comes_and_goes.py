"""What was hidden once stays so, whatever comes and goes after it: marks, rows, labels, sides of a merge, and
histories that are written anew."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, THIRD, ident, mended, text
from tests.webapp.test_history_pages import CANARY, NOTE, ROW, SECRET, client, everywhere

MASKED = SECRET.replace(CANARY, "○○○○")
PLAIN = SECRET.replace(CANARY, "某個單位管理")
HELD = "---\nedit: {hold: 待確認}\n---\n"
NAMED = text(FIRST, SECOND).replace("王範例", CANARY, 1)
SPEECH_ROW = f"{ROW[:-2]}, speech: {ident(SECRET)}}}\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def marks_that_came_and_went(archive: GitArchive) -> None:
    for words in (SECRET, MASKED, SECRET, PLAIN):
        archive.commit({FILE: text(words, SECOND)})


def marks_that_were_there_first(archive: GitArchive) -> None:
    for words in (MASKED, SECRET, PLAIN):
        archive.commit({FILE: text(words, SECOND)})


def marks_that_moved_in_one_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, f"○○○○也同意：{SECOND}")})
    archive.commit({FILE: text(MASKED, f"教育單位也同意：{SECOND}")})


def marks_gone_without_a_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.write(FILE, text(PLAIN, SECOND))


def a_note_and_back_again(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(PLAIN, SECOND, head=NOTE % "移除個人資料")})
    archive.commit({FILE: text(SECRET, SECOND, head=NOTE % "移除個人資料")})
    archive.commit({FILE: text(mended(PLAIN), SECOND, head=NOTE % "移除個人資料")})


def a_label_that_came_and_went(archive: GitArchive) -> None:
    for label in (CANARY, "與會者", CANARY, "李樣本"):
        archive.commit({FILE: NAMED.replace(CANARY, label)})


def a_label_that_another_speaker_has(archive: GitArchive) -> None:
    archive.commit({FILE: NAMED.replace("王範例", "與會者")})
    archive.commit({FILE: NAMED.replace("王範例", "與會者").replace(CANARY, "與會者")})


def a_title_redacted(archive: GitArchive) -> None:
    head = "---\ntitle: 公園{}陳情\n---\n"
    archive.commit({FILE: text(FIRST, SECOND, head=head.format(CANARY))})
    archive.commit({FILE: text(FIRST, SECOND, head=head.format("○○○○"))})


def a_title_taken_back_with_another_edit(archive: GitArchive) -> None:
    head = "---\ntitle: {}\n---\n"
    archive.commit({FILE: text(FIRST, SECOND, head=head.format("公園參訪"))})
    archive.commit({FILE: text(FIRST, SECOND, head=head.format(f"{CANARY}案"))})
    archive.commit({FILE: text(mended(FIRST), SECOND, head=head.format("公園參訪"))})


def a_label_taken_back_with_another_edit(archive: GitArchive) -> None:
    archive.commit({FILE: NAMED.replace(CANARY, "李樣本")})
    archive.commit({FILE: NAMED})
    archive.commit({FILE: NAMED.replace(CANARY, "李樣本").replace(SECOND, mended(SECOND))})


def a_speech_mended_and_taken_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST)})
    archive.commit({FILE: text(FIRST, SECRET)})
    archive.commit({FILE: text(FIRST, SECRET.replace("。", "！"))})
    archive.commit({FILE: text(mended(FIRST))})


def a_short_speech_beside_a_mended_one_taken_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(FIRST, f"{CANARY}來了。", SECOND)})
    archive.commit({FILE: text(mended(FIRST), f"{CANARY}來了。", SECOND)})
    archive.commit({FILE: text(mended(FIRST), mended(SECOND))})


def words_taken_back_from_a_speech_that_was_mended(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECRET.replace("預算", "年度經費"), SECOND)})
    archive.commit({FILE: text(FIRST.replace("預算", "年度經費"), mended(SECOND))})


def a_row_never_committed(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.write("withdrawn.yaml", SPEECH_ROW)
    archive.index()
    archive.write(FILE, text(PLAIN, SECOND))
    archive.write("withdrawn.yaml", "withdrawn: none\n")
    archive.index(may_remove=True)


def a_row_never_committed_whose_record_was_mended_in_a_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.write("withdrawn.yaml", ROW)
    archive.index()
    archive.write(FILE, text(PLAIN, SECOND))
    archive.index()
    (archive.folder / "withdrawn.yaml").write_text("withdrawn: none\n", encoding="utf-8")
    archive.index(may_remove=True)
    archive.commit()
    archive.commit({FILE: text(PLAIN, SECOND, THIRD)})


def a_committed_row_taken_back_without_a_commit(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({"withdrawn.yaml": SPEECH_ROW})
    archive.index()
    archive.write(FILE, text(PLAIN, SECOND))
    archive.write("withdrawn.yaml", "withdrawn: none\n")
    archive.index(may_remove=True)


def redacted(archive: GitArchive) -> None:
    for words in (SECRET, MASKED, PLAIN):
        archive.commit({FILE: text(words, SECOND)})
    archive.index()


def held_and_let_go(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND, head=HELD)})
    archive.commit({FILE: text(PLAIN, SECOND)})
    archive.index()


def row_taken_back(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({"withdrawn.yaml": ROW})
    archive.commit({FILE: text(PLAIN, SECOND), "withdrawn.yaml": "withdrawn: none\n"})
    archive.index()


def written_anew(archive: GitArchive) -> None:
    archive.git("reset", "-q", "--soft", archive.made[0])
    archive.commit()


def merged_by_somebody_else(archive: GitArchive) -> None:
    """Somebody with a commit on the old state merges what was published, and pushes."""
    archive.git("checkout", "-q", "-b", "theirs", archive.made[0])
    archive.commit({"2026-01-09-別的.md": text(THIRD), FILE: text(SECRET, mended(SECOND))})
    archive.day += dt.timedelta(days=1)
    archive.git("merge", "-q", "-s", "ours", "--no-commit", "main")
    archive.commit({FILE: text(PLAIN, mended(SECOND))})
    archive.git("branch", "-f", "main")
    archive.git("checkout", "-q", "main")


def seen_between(archive: GitArchive, between: str | None, last: str) -> None:
    """What somebody wrote without a commit, or took away, and an index saw."""
    archive.commit({FILE: text(SECRET, SECOND), **BESIDE})
    archive.index()
    if between is None:
        (archive.folder / FILE).unlink()
    else:
        archive.write(FILE, between)
    archive.index()
    archive.commit({FILE: last})


def marks_that_only_an_index_saw(archive: GitArchive) -> None:
    seen_between(archive, text(MASKED, SECOND), text(PLAIN, SECOND))


def a_note_that_only_an_index_saw(archive: GitArchive) -> None:
    seen_between(archive, text(SECOND, head=NOTE % "刪除個資"), text(SECOND))


def a_hold_that_only_an_index_saw(archive: GitArchive) -> None:
    seen_between(archive, text(SECRET, SECOND, head=HELD), text(PLAIN, SECOND))


def a_broken_head_that_only_an_index_saw(archive: GitArchive) -> None:
    seen_between(archive, text(SECRET, SECOND, head="---\ntitle: [\n---\n"), text(PLAIN, SECOND))


def a_file_that_was_away_when_an_index_was_made(archive: GitArchive) -> None:
    seen_between(archive, None, text(PLAIN, SECOND))


def pushed_back(archive: GitArchive) -> None:
    """An old clone is pushed by force, an index made, and the words mended plainly."""
    archive.git("reset", "-q", "--hard", archive.made[0])
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})
    archive.index(may_remove=True)
    archive.commit({FILE: text(PLAIN, SECOND)})


def merged_over(archive: GitArchive) -> None:
    """Somebody merges so that the old state stays, an index is made, and the words mended plainly."""
    archive.git("checkout", "-q", "-b", "theirs", archive.made[0])
    archive.commit({"y.txt": "1"})
    archive.day += dt.timedelta(days=1)
    archive.git("merge", "-q", "-s", "ours", "-m", "m", "main")
    archive.git("branch", "-f", "main")
    archive.git("checkout", "-q", "main")
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})
    archive.index(may_remove=True)
    archive.commit({FILE: text(PLAIN, SECOND)})


def masked(archive: GitArchive) -> None:
    for words in (SECRET, MASKED):
        archive.commit({FILE: text(words, SECOND)})
    archive.index()


def held(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({FILE: text(SECRET, SECOND, head=HELD)})
    archive.index()


def withdrawn(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET, SECOND)})
    archive.commit({"withdrawn.yaml": ROW})
    archive.index()


BESIDE = {f"2026-01-1{n}-別{n}.md": text(mended(THIRD, n)) for n in range(4)}
PLANTS: list[Callable[[GitArchive], None]] = [
    marks_that_came_and_went,
    marks_that_were_there_first,
    marks_that_moved_in_one_commit,
    marks_gone_without_a_commit,
    a_note_and_back_again,
    a_label_that_came_and_went,
    a_label_that_another_speaker_has,
    a_title_redacted,
    a_title_taken_back_with_another_edit,
    a_label_taken_back_with_another_edit,
    a_speech_mended_and_taken_back,
    a_short_speech_beside_a_mended_one_taken_back,
    words_taken_back_from_a_speech_that_was_mended,
    a_row_never_committed,
    a_row_never_committed_whose_record_was_mended_in_a_commit,
    a_committed_row_taken_back_without_a_commit,
    marks_that_only_an_index_saw,
    a_note_that_only_an_index_saw,
    a_hold_that_only_an_index_saw,
    a_broken_head_that_only_an_index_saw,
    a_file_that_was_away_when_an_index_was_made,
]


def assert_nothing_comes_back(archive: GitArchive, *steps: Callable[[GitArchive], None]) -> None:
    for step in steps:
        step(archive)
    assert CANARY not in everywhere(archive)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_what_was_hidden_once_stays_so(
    archive: GitArchive, plant: Callable[[GitArchive], None]
) -> None:
    assert_nothing_comes_back(archive, plant)


@pytest.mark.parametrize("after", [written_anew, merged_by_somebody_else])
@pytest.mark.parametrize("hide", [redacted, held_and_let_go, row_taken_back])
def test_another_history_brings_nothing_back(
    archive: GitArchive,
    hide: Callable[[GitArchive], None],
    after: Callable[[GitArchive], None],
) -> None:
    assert_nothing_comes_back(archive, hide, after)


@pytest.mark.parametrize("after", [pushed_back, merged_over])
@pytest.mark.parametrize("hide", [masked, held, withdrawn])
def test_what_an_old_clone_brings_back_is_hidden_again_once_it_is_mended(
    archive: GitArchive,
    hide: Callable[[GitArchive], None],
    after: Callable[[GitArchive], None],
) -> None:
    assert_nothing_comes_back(archive, hide, after)


def test_a_record_that_is_renamed_before_it_is_committed_keeps_its_history(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND), **BESIDE})
    archive.commit({FILE: text(FIRST, mended(SECOND))})
    archive.index()
    new = "2026-01-02-公園走讀"
    (archive.folder / FILE).rename(archive.folder / f"{new}.md")
    archive.index()
    archive.commit()
    assert archive.made[0][:12] in client(archive).get(f"/{new}/history").text


def test_a_row_that_is_back_before_a_commit_leaves_the_history_as_it_was(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(FIRST, mended(SECOND))})
    archive.commit({"withdrawn.yaml": ROW.replace(NAME, "2026-01-05-別的") + SPEECH_ROW})
    rows = (archive.folder / "withdrawn.yaml").read_text("utf-8")
    archive.index()
    archive.write("withdrawn.yaml", "withdrawn: none\n")
    archive.index(may_remove=True)
    page = f"/{NAME}/history"
    assert archive.made[0][:12] not in client(archive).get(page).text
    archive.write("withdrawn.yaml", rows.replace(SPEECH_ROW, ""))
    archive.index(may_remove=True)
    assert archive.made[0][:12] not in client(archive).get(page).text
