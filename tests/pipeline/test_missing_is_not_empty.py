"""A folder or a list of what is withdrawn that is missing is not an empty one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.errors import SettingsError
from minutes.publication.gate import load_withdrawals
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.index.missing_files import WouldRemove
from tests.conftest import Transcripts
from tests.pipeline.small_archive import NOW, refresh, three_records

GONE = "2018-01-01-紀錄0"
ROWS = f"- {{meeting: {GONE}, date: 2018-02-01, reason: 應當事人請求}}\n"


def _link_to_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def _link_to_rows(file: Path) -> None:
    file.rename(file.parent.parent / "elsewhere.yaml")
    file.symlink_to(file.parent.parent / "elsewhere.yaml")


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def written(text: str | bytes) -> Callable[[Path], object]:
    data = text if isinstance(text, bytes) else text.encode()
    return lambda file: file.write_bytes(data)


def named(name: str) -> Callable[[Path], object]:
    return lambda file: file.rename(file.with_name(name))


FORMS: dict[str, Callable[[Path], object]] = {
    "0 bytes": written(""),
    "blank": written("\n \n"),
    "only comments": written("# - {meeting: a}\n"),
    "only the mark": written("---\n"),
    "byte order mark": written("\ufeff"),
    "null": written("null\n"),
    "~": written("~\n"),
    "[]": written("[]\n"),
    "{}": written("{}\n"),
    '""': written('""\n'),
    "0": written("0\n"),
    "false": written("false\n"),
    "a word": written("none\n"),
    "a mapping": written(f"withdrawn:\n  {ROWS}"),
    "Big5": written(ROWS.encode("big5")),
    "UTF-16": written(ROWS.encode("utf-16")),
    "deleted": lambda file: file.unlink(),
    "dangling link": _link_to_nowhere,
    "link": _link_to_rows,
    "folder": _folder,
    "withdrawn.yml": named("withdrawn.yml"),
    "Withdrawn.yaml": named("Withdrawn.yaml"),
    "copy": named("withdrawn (1).yaml"),
    "full-width": named("ｗithdrawn.yaml"),
}


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Settings:
    """Three records of which one is withdrawn, indexed."""
    settings = three_records(transcripts, tmp_path / "data")
    transcripts.write("withdrawn.yaml", ROWS)
    refresh(settings)
    return settings


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_had_rows_and_has_none_keeps_the_old_ones_and_is_an_error(
    archive: Settings, form: str
) -> None:
    running = Archive(archive)
    assert GONE not in running.view(NOW).public.by_id
    FORMS[form](archive.transcripts / "withdrawn.yaml")
    assert GONE not in running.view(NOW).public.by_id
    assert "ithdrawn" in running.trouble
    with pytest.raises(SettingsError, match=r"[\u4e00-\u9fff]"):
        Archive(archive).view(NOW)  # a process that begins now has no older state to show
    with pytest.raises(SettingsError):
        refresh(archive)


def test_the_last_row_goes_only_with_a_word_that_says_so(archive: Settings) -> None:
    running = Archive(archive)
    running.view(NOW)
    (archive.transcripts / "withdrawn.yaml").write_text("# 誤撤\nwithdrawn: none\n")
    refresh(archive)
    assert GONE in running.view(NOW).public.by_id
    assert running.trouble == ""
    (archive.transcripts / "withdrawn.yaml").unlink()  # and nothing is missed from then on
    assert GONE in Archive(archive).view(NOW).public.by_id


@pytest.mark.parametrize("text", ["{}\n", '""\n', "false\n", "word\n"])
def test_a_list_of_another_shape_is_an_error_even_where_there_was_none(
    transcripts: Transcripts, text: str
) -> None:
    transcripts.write("withdrawn.yaml", text)
    with pytest.raises(SettingsError, match="清單"):
        load_withdrawals(transcripts.path)


def _renamed(archive: Settings) -> None:
    archive.transcripts.rename(archive.transcripts.with_name("away"))


def _unmounted(archive: Settings) -> None:
    _renamed(archive)
    archive.transcripts.mkdir()


def _mounted_elsewhere(archive: Settings) -> None:
    _unmounted(archive)
    (archive.transcripts / "lost+found").mkdir()


@pytest.mark.parametrize("away", [_renamed, _unmounted, _mounted_elsewhere])
@pytest.mark.parametrize("tombstones", [True, False])
def test_a_folder_that_goes_away_leaves_the_last_good_state(
    archive: Settings, away: Callable[[Settings], None], tombstones: bool
) -> None:
    if not tombstones:
        (archive.transcripts / "withdrawn.yaml").write_text("withdrawn: none\n")
        refresh(archive)
    running = Archive(archive)
    before = sorted(running.view(NOW).public.by_id)
    away(archive)
    assert sorted(running.view(NOW).public.by_id) == before
    assert running.trouble
    with pytest.raises((SettingsError, WouldRemove), match=r"[\u4e00-\u9fff]"):
        refresh(archive)
    shutil.rmtree(archive.transcripts, ignore_errors=True)
    archive.transcripts.with_name("away").rename(archive.transcripts)
    assert sorted(running.view(NOW).public.by_id) == before
    assert running.trouble == ""
    assert refresh(archive).removed == 0


def _bad_row_beside(archive: Settings) -> None:
    with (archive.transcripts / "withdrawn.yaml").open("a") as file:
        file.write("- {meeting: 2018-01-09-無, date: 2018-02-01, reason: 請求, colour: red}\n")


def _without_data(archive: Settings) -> None:
    archive.data.rename(archive.data.with_name("data away"))


def _broken_days(archive: Settings) -> None:
    (archive.transcripts / "workdays.yaml").write_text("a: [")


def _folder_of_days(archive: Settings) -> None:
    (archive.transcripts / "workdays.yaml").mkdir()


def _list_astray(archive: Settings) -> None:
    (archive.transcripts / "withdrawn.yml").write_text("[]\n")


TROUBLES = (_bad_row_beside, _without_data, _broken_days, _folder_of_days, _list_astray)


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("what", ["record", "speech"])
def test_a_new_row_counts_at_once_whatever_else_is_broken(
    archive: Settings, trouble: Callable[[Settings], None], what: str
) -> None:
    running = Archive(archive)
    view = running.view(NOW)
    told, other = "2018-01-02-紀錄1", "2018-01-03-紀錄2"
    speech = view.document(view.public.by_id[told]).items[-1].id
    trouble(archive)
    assert {told, other} <= running.view(NOW).public.by_id.keys()
    with (archive.transcripts / "withdrawn.yaml").open("a") as file:
        more = f", speech: {speech}" if what == "speech" else ""
        file.write(f'- {{meeting: "{told} (1)", date: 2018-03-01, reason: 請求{more}}}\n')
    assert running.view(NOW).public.by_id.keys() == {other}
    assert running.trouble


def test_most_files_go_only_by_command(transcripts: Transcripts, tmp_path: Path) -> None:
    archive = three_records(transcripts, tmp_path / "data")
    refresh(archive)
    for file in archive.transcripts.glob("*.md"):
        file.unlink()
    with pytest.raises(WouldRemove, match=r"3 of 3 .*--yes-remove.*3 個不見"):
        refresh(archive)
    assert indexer.refresh(archive, jobs=1, now=NOW, may_remove=True).removed == 3


def test_files_that_move_into_another_folder_are_not_missing(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    archive = three_records(transcripts, tmp_path / "data")
    refresh(archive)
    (archive.transcripts / "2018").mkdir()
    for file in archive.transcripts.glob("*.md"):
        file.rename(archive.transcripts / "2018" / file.name)
    assert refresh(archive).meetings == 3


def test_nothing_that_is_due_at_once_is_missing_and_tombstones_come_first(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    archive = three_records(transcripts, tmp_path / "data")
    for number in range(230):
        head = "---\ntier: other\nedit: {hold_until: 2018-07-01}\n---\n"
        transcripts.write(
            f"2018-05-02-待{number}.md", f"{head}# 2018-05-02 待{number}\n\n### 王小明：\n好。\n"
        )
    refresh(archive)
    transcripts.write("withdrawn.yaml", ROWS)
    later = NOW.replace(month=8)
    view = Archive(archive).view(later)
    assert len(view.public.by_id) == 232
    assert GONE not in view.public.by_id
