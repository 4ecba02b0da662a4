"""A row of tombstones that counted at the last index is not taken back by an older state of the folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from minutes.publication.gate import WITHDRAWALS_FILE, conceal
from pipeline.archive.archive import Archive
from pipeline.index import indexer, missing_files
from pipeline.index.missing_files import WouldRemove
from pipeline.source import seal
from pipeline.updates import pull
from tests.pipeline.git_archive import GitArchive
from webapp.commands.main import main

ONE, TWO, OPEN = "2026-01-06-整份", "2026-01-07-另一份", "2026-01-05-公開"
SPEECH = conceal("k3v2abcdefgh")


def row(name: str, speech: str = "") -> str:
    return f"- {{meeting: {name}, date: 2026-02-04, reason: 應當事人的請求{speech and f', speech: {speech}'}}}\n"


def record(name: str) -> str:
    return f"# {name[:10]} {name[11:]}\n\n### 王範例：\n這是{name}裡說的話，別處都沒有。\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    """One with two withdrawn records, each by a commit of its own, indexed."""
    made = GitArchive.new(tmp_path)
    made.commit({f"{name}.md": record(name) for name in (ONE, TWO, OPEN)})
    made.commit({WITHDRAWALS_FILE: row(ONE)})
    shutil.copytree(made.folder, tmp_path / "older")
    made.commit({WITHDRAWALS_FILE: row(ONE) + row(TWO)})
    made.index()
    return made


def shown(archive: GitArchive) -> set[str]:
    return set(Archive(archive.settings).view().public.by_id)


def _older_folder(archive: GitArchive) -> None:
    shutil.rmtree(archive.folder)
    shutil.copytree(archive.folder.parent / "older", archive.folder)


def _rewritten(archive: GitArchive) -> None:
    archive.git("reset", "--quiet", "--hard", "HEAD^")
    archive.git("commit", "--quiet", "--amend", "-m", "The same, with another history")


def _without_a_past(archive: GitArchive) -> None:
    _older_folder(archive)
    shutil.rmtree(archive.folder / ".git")
    archive.git("init", "--quiet", "--initial-branch=main")
    archive.commit()


def _older_list(archive: GitArchive) -> None:
    archive.git("checkout", "--quiet", "HEAD^", "--", WITHDRAWALS_FILE)


def _older_buffer(archive: GitArchive) -> None:
    archive.write(WITHDRAWALS_FILE, row(ONE))


def _none_by_an_older_list(archive: GitArchive) -> None:
    archive.write(WITHDRAWALS_FILE, "withdrawn: none\n")


def _lost_by_a_merge(archive: GitArchive) -> None:
    archive.git("checkout", "--quiet", "-b", "side", "HEAD^")
    archive.commit({f"{OPEN}.md": record(OPEN) + "\n更多。\n"})
    archive.git("merge", "--quiet", "-s", "ours", "-m", "Merge", "main")


def _deleted_and_brought_back(archive: GitArchive) -> None:
    archive.commit({WITHDRAWALS_FILE: None})
    archive.commit({WITHDRAWALS_FILE: row(ONE)})


OLDER = [
    _older_folder,
    _rewritten,
    _without_a_past,
    _older_list,
    _older_buffer,
    _none_by_an_older_list,
    _lost_by_a_merge,
    _deleted_and_brought_back,
]


@pytest.mark.parametrize("lose", OLDER)
def test_a_row_that_no_commit_takes_out_is_lost_and_its_record_stays_withdrawn(
    archive: GitArchive, lose: Callable[[GitArchive], None]
) -> None:
    lose(archive)
    for _ in range(2):
        with pytest.raises(WouldRemove, match=r"withdrawn.yaml: .*commit of its own.*--yes-remove"):
            archive.index()
        assert shown(archive) == {OPEN}
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(TWO))
    archive.index()
    assert shown(archive) == {OPEN}


def test_the_refusal_names_the_row_in_both_languages(archive: GitArchive) -> None:
    _older_buffer(archive)
    with pytest.raises(WouldRemove) as refused:
        archive.index()
    assert TWO in str(refused.value)
    assert ONE not in str(refused.value)
    assert f"{TWO}：上次索引時有這一列" in str(refused.value)


def test_a_row_of_one_speech_is_lost_like_that_of_a_record(archive: GitArchive) -> None:
    archive.commit({WITHDRAWALS_FILE: row(ONE) + row(TWO) + row(OPEN, SPEECH)})
    archive.index()
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(TWO))
    with pytest.raises(WouldRemove, match=OPEN):
        archive.index()


def test_a_commit_that_takes_a_row_out_takes_the_withdrawal_back(archive: GitArchive) -> None:
    archive.commit({WITHDRAWALS_FILE: row(ONE)})
    archive.index()
    assert shown(archive) == {OPEN, TWO}
    archive.commit({WITHDRAWALS_FILE: "withdrawn: none\n"})
    archive.index()
    assert shown(archive) == {OPEN, ONE, TWO}


def test_a_row_that_an_earlier_commit_took_out_once_is_not_taken_out_for_ever(
    archive: GitArchive,
) -> None:
    archive.commit({WITHDRAWALS_FILE: row(ONE)})
    archive.commit({WITHDRAWALS_FILE: row(ONE) + row(TWO)})
    archive.index()
    archive.git("reset", "--quiet", "--hard", "HEAD^")
    with pytest.raises(WouldRemove):
        archive.index()
    assert shown(archive) == {OPEN}


@pytest.mark.parametrize("lose", OLDER)
def test_what_is_really_to_go_goes_by_command_and_is_not_asked_again(
    archive: GitArchive, lose: Callable[[GitArchive], None]
) -> None:
    lose(archive)
    indexer.refresh(archive.settings, jobs=1, may_remove=True)
    assert TWO in shown(archive)
    archive.index()
    assert TWO in shown(archive)


@pytest.mark.parametrize("written", [f"{TWO}.md", f"/{TWO}", f"{TWO} (1)", TWO.replace("-", "_")])
def test_a_row_that_calls_its_record_otherwise_is_there(archive: GitArchive, written: str) -> None:
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(f'"{written}"'))
    archive.index()
    assert shown(archive) == {OPEN}


def test_a_row_renamed_with_its_record_is_there(archive: GitArchive) -> None:
    new = "2026-01-07-新的檔名"
    archive.git("mv", f"{TWO}.md", f"{new}.md")
    archive.write(".redirects", f"{TWO}\t{new}\n")
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(new))
    archive.index()
    assert shown(archive) == {OPEN}


def test_a_row_of_the_whole_record_stands_for_that_of_a_speech_but_not_the_other_way(
    archive: GitArchive,
) -> None:
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(TWO, SPEECH))
    with pytest.raises(WouldRemove, match=TWO):
        archive.index()
    indexer.refresh(archive.settings, jobs=1, may_remove=True)
    archive.write(WITHDRAWALS_FILE, row(ONE) + row(TWO))
    archive.index()
    assert shown(archive) == {OPEN}


def test_without_a_repository_an_edit_is_a_decision(archive: GitArchive) -> None:
    shutil.rmtree(archive.folder / ".git")
    archive.index()
    _older_buffer(archive)
    archive.index()
    assert shown(archive) == {OPEN, TWO}


DAMAGES: list[Callable[[Path], object]] = [
    Path.unlink,
    lambda file: file.write_bytes(b""),
    lambda file: file.write_bytes(file.read_bytes()[:-9]),
    lambda file: file.write_bytes(file.read_bytes().replace(TWO.encode(), ONE.encode())),
    lambda file: file.write_bytes(seal.checksum(b"[1]").encode() + b"\n[1]"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_note_tells_nothing(
    archive: GitArchive, damage: Callable[[Path], object]
) -> None:
    damage(archive.data / "withdrawn.counted")
    _older_buffer(archive)
    archive.index()
    assert shown(archive) == {OPEN, TWO}


def test_the_note_holds_no_reason_and_no_words(archive: GitArchive) -> None:
    note = (archive.data / "withdrawn.counted").read_text()
    assert TWO in note
    assert not any(word in note for word in ("請求", "說的話", "reason"))


def test_an_archive_in_a_folder_of_a_repository_is_no_other(tmp_path: Path) -> None:
    made = GitArchive.new(tmp_path, inside="紀錄")
    made.commit({f"{name}.md": record(name) for name in (ONE, TWO, OPEN)})
    made.commit({WITHDRAWALS_FILE: row(ONE) + row(TWO)})
    made.index()
    _older_buffer(made)
    with pytest.raises(WouldRemove, match=TWO):
        made.index()
    made.commit()
    made.index()
    assert shown(made) == {OPEN, TWO}


def test_a_pull_takes_over_the_commit_that_takes_a_row_out(
    archive: GitArchive, tmp_path: Path
) -> None:
    site = archive.site(tmp_path / "server")
    archive.commit({WITHDRAWALS_FILE: row(ONE)})
    pull.pull(site)
    assert set(Archive(site).view().public.by_id) == {OPEN, TWO}
    assert missing_files.lost_rows(site) == ()


def test_the_doctor_names_a_row_that_is_lost(archive: GitArchive) -> None:
    where = ["--transcripts", str(archive.folder), "--data", str(archive.data)]
    _older_buffer(archive)
    done = CliRunner().invoke(main, ["doctor", "--lang", "en", *where])
    assert done.exit_code == 1
    assert f"withdrawn.yaml: {TWO}: this row counted at the last index" in done.output
