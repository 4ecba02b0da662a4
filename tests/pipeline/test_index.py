"""The index is brought up to date by what changed, and holds nothing that is not public."""

from __future__ import annotations

import datetime as dt
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer as index
from tests.conftest import Transcripts
from tests.pipeline.small_archive import (
    NOW,
    current,
    everything_below,
    found,
    record,
    refresh,
    three_records,
)


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Settings:
    return three_records(transcripts, tmp_path / "data")


# --- up to date


def test_the_first_run_reads_everything_and_the_second_nothing(archive: Settings) -> None:
    first = refresh(archive)
    assert (first.meetings, first.changed, first.removed, first.rebuilt) == (3, 3, 0, True)
    name = current(archive).name
    second = refresh(archive)
    assert (second.meetings, second.changed, second.removed, second.rebuilt) == (3, 0, 0, False)
    assert current(archive).name == name


def test_a_file_that_was_only_touched_is_not_read_again(archive: Settings) -> None:
    refresh(archive)
    for file in archive.transcripts.iterdir():
        os.utime(file, ns=(1, 1))
    assert refresh(archive).changed == 0
    name = current(archive).name
    assert refresh(archive).changed == 0
    assert current(archive).name == name
    assert found(archive, "鞦韆") == ["2018-01-02-紀錄1"]


def test_a_changed_file_is_found_by_its_new_words_only(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    transcripts.write("2018-01-02-紀錄1.md", record("樹木與溜滑梯"))
    assert refresh(archive).changed == 1
    assert found(archive, "溜滑梯") == ["2018-01-02-紀錄1"]
    assert found(archive, "鞦韆") == []
    assert found(archive, "樹木") == ["2018-01-02-紀錄1"]


def test_a_change_of_the_same_length_at_the_same_time_in_a_new_file_is_seen(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    file = transcripts.path / "2018-01-02-紀錄1.md"
    stat = file.stat()
    fresh = transcripts.write("new", record("樹木與蹺板"))
    fresh.write_bytes(fresh.read_bytes().ljust(stat.st_size))
    os.utime(fresh, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    fresh.replace(file)
    assert refresh(archive).changed == 1
    assert found(archive, "蹺板") == ["2018-01-02-紀錄1"]


def test_a_new_file_is_found_and_a_deleted_one_is_not(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    transcripts.write("deep/2018-01-09-新.md", record("沙坑"))
    (transcripts.path / "2018-01-01-紀錄0.md").unlink()
    report = refresh(archive)
    assert (report.meetings, report.changed, report.removed) == (3, 1, 1)
    assert found(archive, "沙坑") == ["2018-01-09-新"]
    assert found(archive, "遮陽") == []


def test_a_renamed_file_is_found_under_its_new_name_only(archive: Settings) -> None:
    refresh(archive)
    old = archive.transcripts / "2018-01-01-紀錄0.md"
    old.rename(archive.transcripts / "2018-01-01-改名.md")
    refresh(archive)
    assert found(archive, "遮陽") == ["2018-01-01-改名"]


def test_a_file_moved_to_another_folder_stays_the_same_record(archive: Settings) -> None:
    refresh(archive)
    (archive.transcripts / "2018").mkdir()
    (archive.transcripts / "2018-01-01-紀錄0.md").rename(
        archive.transcripts / "2018/2018-01-01-紀錄0.md"
    )
    refresh(archive)
    assert found(archive, "遮陽") == ["2018-01-01-紀錄0"]
    assert len(current(archive).meetings) == 3


def test_many_small_steps_give_the_index_that_one_run_gives(
    archive: Settings, transcripts: Transcripts, tmp_path: Path
) -> None:
    chance = random.Random(7)
    words = ["遮陽", "樹木", "鞦韆", "沙坑", "溜滑梯", "shade", "park"]
    for step in range(12):
        name = f"2018-01-{chance.randint(1, 6):02}-x.md"
        if chance.random() < 0.3:
            (transcripts.path / name).unlink(missing_ok=True)
        else:
            transcripts.write(name, record(f"{chance.choice(words)} {chance.choice(words)} {step}"))
        refresh(archive)
    fresh = archive_settings.load(transcripts, tmp_path / "fresh")
    refresh(fresh)
    for word in words:
        assert found(archive, word) == found(fresh, word), word
    assert {m.id: m.digest for m in current(archive).meetings} == {
        m.id: m.digest for m in current(fresh).meetings
    }


def test_a_registry_that_changes_is_searched_without_any_file_changing(
    archive: Settings, transcripts: Transcripts
) -> None:
    head = "---\ntitle: 走讀\ndate: 2018-01-09\ntier: other\nhost_agency: sample\nattendees: [{name: 甲, agency: other-office}]\n---\n"
    transcripts.write("2018-01-09-走讀.md", record("沙坑", head=head))
    refresh(archive)
    assert found(archive, "演示總局") == []
    transcripts.write(
        "agencies.yaml",
        "- {id: sample, name: {zh: 演示總局, en: Sample Office}}\n- {id: other-office, name: 旁聽局, short: [旁局]}\n",
    )
    assert refresh(archive).changed == 1
    assert found(archive, "演示總局") == ["2018-01-09-走讀"]
    assert found(archive, "旁聽局") == ["2018-01-09-走讀"]
    assert found(archive, "agency:演示總局") == ["2018-01-09-走讀"]
    assert refresh(archive).changed == 0


def test_an_attendees_agency_that_is_renamed_is_searched_under_its_new_name(
    archive: Settings, transcripts: Transcripts
) -> None:
    head = "---\ntitle: 走讀\ndate: 2018-01-09\ntier: other\nattendees: [{name: 甲, agency: other-office}]\n---\n"
    transcripts.write("2018-01-09-走讀.md", record("沙坑", head=head))
    transcripts.write("agencies.yaml", "- {id: other-office, name: 旁聽局}\n")
    refresh(archive)
    transcripts.write("agencies.yaml", "- {id: other-office, name: 列席處}\n")
    refresh(archive)
    assert found(archive, "列席處") == ["2018-01-09-走讀"]
    assert found(archive, "旁聽局") == []


def test_an_issues_title_is_searched_in_the_records_that_name_it(
    archive: Settings, transcripts: Transcripts
) -> None:
    head = "---\ntitle: 走讀\ndate: 2018-01-09\ntier: other\nissue: park\n---\n"
    transcripts.write("2018-01-09-走讀.md", record("沙坑", head=head))
    refresh(archive)
    transcripts.write("issues/park.md", "---\ntitle: {zh: 涼亭議題, en: Pavilion}\n---\n")
    refresh(archive)
    assert found(archive, "涼亭") == ["2018-01-09-走讀"]


# --- strange folders


def test_an_empty_folder_has_an_index(transcripts: Transcripts, tmp_path: Path) -> None:
    empty = archive_settings.load(transcripts, tmp_path / "data")
    assert refresh(empty).meetings == 0
    assert refresh(empty).rebuilt is False
    assert found(empty, "遮陽") == []


def test_of_two_files_with_one_stem_the_first_is_kept_and_the_other_reported(
    archive: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("z/2018-01-01-紀錄0.md", record("涼亭"))
    report = refresh(archive)
    assert [(p.path, p.code) for p in report.problems] == [
        ("z/2018-01-01-紀錄0.md", "duplicate-id")
    ]
    assert found(archive, "涼亭") == []
    (transcripts.path / "2018-01-01-紀錄0.md").unlink()
    assert refresh(archive).problems == ()
    assert found(archive, "涼亭") == ["2018-01-01-紀錄0"]
    assert found(archive, "遮陽") == []


@pytest.mark.parametrize(
    "text",
    [
        b"---\ntier: [\n---\n# x\n",
        b"\xff\xfe\x00",
        b"",
        b'---\ntier: other\ntitle: "\\ud800"\n---\nx',
        b"\x00" * 100,
    ],
)
def test_a_bad_file_does_not_stop_the_others(
    archive: Settings, transcripts: Transcripts, text: bytes
) -> None:
    transcripts.write("2018-01-08-壞.md", text)
    refresh(archive)
    assert found(archive, "遮陽") == ["2018-01-01-紀錄0"]


def test_a_file_that_vanishes_while_the_index_is_made_is_reported_and_left_out(
    archive: Settings,
) -> None:
    victim = archive.transcripts / "2018-01-02-紀錄1.md"
    report = index.refresh(archive, jobs=1, now=NOW, started=lambda _: victim.unlink())
    assert [(p.path, p.code) for p in report.problems] == [
        ("2018-01-02-紀錄1.md", "unreadable-file")
    ]
    assert all(p.message("zh") and p.message("en") for p in report.problems)
    assert found(archive, "遮陽") == ["2018-01-01-紀錄0"]
    assert refresh(archive).problems == ()


@contextmanager
def as_nobody_special(folder: Path) -> Iterator[None]:
    """Permissions count for everybody but root, who hands the folder over for a while."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_and_folders_that_may_not_be_read_are_left_out() -> None:
    with tempfile.TemporaryDirectory() as name:
        transcripts = Transcripts(Path(name) / "transcripts")
        transcripts.path.mkdir()
        archive = three_records(transcripts, Path(name) / "data")
        refresh(archive)
        file = transcripts.write("2018-01-08-關.md", record("密室"))
        folder = transcripts.write("closed/2018-01-09-關.md", record("密室")).parent
        with as_nobody_special(Path(name)):
            file.chmod(0)
            folder.chmod(0)
            report = refresh(archive)
            assert [(p.path, p.code) for p in report.problems] == [
                ("2018-01-08-關.md", "unreadable-file")
            ]
            assert found(archive, "遮陽") == ["2018-01-01-紀錄0"]
            file.chmod(0o600)
            folder.chmod(0o700)
            assert refresh(archive).changed == 2
            assert found(archive, "密室") == ["2018-01-08-關", "2018-01-09-關"]


@pytest.mark.parametrize(
    "name", ["a b.md", "2018-01-08-「甲」：乙.md", "a\nb.md", "'; drop.md", "🙂.md", "%2e%2e.md"]
)
def test_records_with_odd_names_are_found(
    archive: Settings, transcripts: Transcripts, name: str
) -> None:
    transcripts.write(name, record("涼亭"))
    refresh(archive)
    assert found(archive, "涼亭") == [name.removesuffix(".md")]


# --- records that are not public


HELD = "---\ntitle: 月會\ndate: 2018-05-28\ntier: monthly\n---\n"


def test_a_held_record_is_counted_and_nothing_of_it_is_kept(
    archive: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("2018-05-28-月會.md", record("金絲雀之歌", "祕密標題", HELD))
    report = refresh(archive)
    assert (report.meetings, report.held) == (3, 1)
    assert found(archive, "金絲雀") == []
    below = everything_below(archive.data)
    assert "金絲雀".encode() not in below
    assert "祕密標題".encode() not in below
    assert refresh(archive).changed == 0


def test_a_record_that_becomes_due_is_served_before_it_is_indexed_and_indexed_next(
    archive: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("2018-05-28-月會.md", record("金絲雀之歌", head=HELD))
    refresh(archive)
    later = dt.datetime(2018, 7, 1, tzinfo=dt.UTC)
    assert found(archive, "金絲雀", later) == ["2018-05-28-月會"]
    assert found(archive, "遮陽", later) == ["2018-01-01-紀錄0"]
    view = Archive(archive).view(later)
    meeting = view.meeting("2018-05-28-月會")
    assert meeting is not None
    item = view.document(meeting).items[-1]
    assert [m.id for m, _ in view.find_speech(item.id)] == ["2018-05-28-月會"]
    assert view.source(meeting).decode().endswith("金絲雀之歌\n")
    assert found(archive, "金絲雀", NOW) == []
    assert refresh(archive, now=later).changed == 1
    assert found(archive, "金絲雀", later) == ["2018-05-28-月會"]


@pytest.mark.parametrize(
    "way", ["deleted", "held back", "withdrawn", "broken", "renamed to a draft"]
)
def test_a_record_that_leaves_the_public_view_leaves_no_trace(
    archive: Settings, transcripts: Transcripts, way: str
) -> None:
    name = "2018-01-08-金絲雀.md"
    words = "金絲雀 zwqcanaryqwz 之歌"
    file = transcripts.write(
        name, record(words, head="---\ntitle: 走讀\ndate: 2018-01-08\ntier: other\n---\n")
    )
    refresh(archive)
    assert b"zwqcanaryqwz" in everything_below(archive.data)
    match way:
        case "deleted":
            file.unlink()
        case "held back":
            transcripts.write(
                name,
                record(
                    words,
                    head="---\ntitle: 走讀\ndate: 2018-01-08\ntier: other\nedit: {hold_until: 2030-01-01}\n---\n",
                ),
            )
        case "withdrawn":
            transcripts.write(
                "withdrawn.yaml", "- {meeting: 2018-01-08-金絲雀, date: 2018-02-01, reason: 請求}\n"
            )
        case "broken":
            transcripts.write(name, record(words, head="---\ntier: [\n---\n"))
        case _:
            file.rename(file.with_name("_" + name))
    assert refresh(archive).removed == 1
    below = everything_below(archive.data)
    assert b"zwqcanaryqwz" not in below
    assert "絲雀".encode() not in below.replace("2018-01-08-金絲雀".encode(), b"")
    assert found(archive, "遮陽") == ["2018-01-01-紀錄0"]


def test_what_a_killed_run_left_of_a_record_that_is_gone_is_removed_by_the_next(
    archive: Settings, transcripts: Transcripts
) -> None:
    refresh(archive)
    left = archive.data / "g-20180101000000-deadbeef" / "engine" / "0"
    left.mkdir(parents=True)
    (left / "part").write_text("zwqcanaryqwz")
    assert refresh(archive).changed == 0
    assert b"zwqcanaryqwz" not in everything_below(archive.data)
    assert len(list(archive.data.glob("g-*"))) == 1
