"""An archive as its readers use it: one moment's view, renewed when something changes."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from minutes import settings as archive_settings
from minutes.errors import IndexMissing, SettingsError
from minutes.publication.gate import conceal
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from tests.conftest import Transcripts

NOW = dt.datetime(2018, 6, 1, 12, tzinfo=dt.UTC)
LONG = "遮陽設施要在夏天以前完成，否則孩子中午沒有地方可以玩，這是家長最在意的事。"


def record(words: str, head: str = "") -> str:
    return f"{head}# 題\n\n### 王小明：\n{words}\n\n### 李小華：\n好。\n"


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write("2018-01-01-甲.md", record(LONG))
    transcripts.write("2018-01-02-乙.md", record(LONG))
    transcripts.write(
        "2018-05-28-月會.md",
        record("祕密", "---\ntitle: 月會\ndate: 2018-05-28\ntier: monthly\n---\n"),
    )
    return archive_settings.load(transcripts, tmp_path / "data")


@pytest.fixture(params=["indexed", "in memory"])
def archive(request: pytest.FixtureRequest, settings: Settings) -> Archive:
    if request.param == "indexed":
        indexer.refresh(settings, jobs=1, now=NOW)
    return Archive(settings, in_memory=request.param == "in memory")


def ids(view: View, typed: str = "") -> list[str]:
    if not typed:
        return [m.id for m in view.public.meetings]
    return [r.meeting.id for r in view.search(view.parse_query(typed)).results if not r.near]


def test_a_view_shows_what_is_public_at_its_moment(archive: Archive) -> None:
    assert ids(archive.view(NOW)) == ["2018-01-02-乙", "2018-01-01-甲"]
    later = archive.view(dt.datetime(2018, 7, 1, tzinfo=dt.UTC))
    assert ids(later) == ["2018-05-28-月會", "2018-01-02-乙", "2018-01-01-甲"]
    assert ids(later, "祕密") == ["2018-05-28-月會"]
    assert ids(archive.view(NOW), "祕密") == []


def test_a_view_is_the_same_object_until_something_changes(archive: Archive) -> None:
    assert archive.view(NOW).public is archive.view(NOW + dt.timedelta(minutes=1)).public


def test_a_meetings_words_are_its_files(archive: Archive, transcripts: Transcripts) -> None:
    view = archive.view(NOW)
    meeting = view.meeting("2018-01-01-甲")
    assert meeting is not None
    assert view.source(meeting) == (transcripts.path / "2018-01-01-甲.md").read_bytes()
    assert [i.text for i in view.document(meeting).items] == ["題", LONG, "好。"]
    assert view.meeting("2018-05-28-月會") is None


def test_a_speech_is_found_in_every_public_record_that_holds_it_newest_first(
    archive: Archive,
) -> None:
    view = archive.view(NOW)
    ident = view.find_speech(view.document(view.public.meetings[0]).items[1].id)[0][1].id
    assert [m.id for m, _ in view.find_speech(ident)] == ["2018-01-02-乙", "2018-01-01-甲"]
    assert view.find_speech("nothing") == []
    assert view.find_speech("") == []


def test_a_speech_of_a_held_record_is_not_found(archive: Archive) -> None:
    later = archive.view(dt.datetime(2018, 7, 1, tzinfo=dt.UTC))
    meeting = later.meeting("2018-05-28-月會")
    assert meeting is not None
    ident = later.document(meeting).items[1].id
    assert later.find_speech(ident)
    assert archive.view(NOW).find_speech(ident) == []


@pytest.fixture
def withdrawn(archive: Archive, transcripts: Transcripts) -> View:
    """The archive after one speech of one record was withdrawn."""
    view = archive.view(NOW)
    ident = view.document(view.public.meetings[1]).items[1].id
    transcripts.write(
        "withdrawn.yaml",
        f"- {{meeting: 2018-01-01-甲, date: 2018-05-01, reason: 請求, speech: {conceal(ident)}}}\n",
    )
    return archive.view(NOW)


def test_a_withdrawn_speech_loses_words_speaker_and_id_and_no_other_does(withdrawn: View) -> None:
    meeting = withdrawn.meeting("2018-01-01-甲")
    assert meeting is not None
    heading, gone, other = withdrawn.document(meeting).items
    assert (gone.type, gone.speaker) == ("narrative", None)
    assert "遮陽" not in gone.text + gone.source
    assert withdrawn.find_speech(gone.id) in ([], [(meeting, gone)])  # nothing, or its mark
    assert (heading.text, other.text) == ("題", "好。")
    assert "遮陽" not in withdrawn.source(meeting).decode()
    assert "好。" in withdrawn.source(meeting).decode()


def test_a_withdrawn_speech_is_neither_found_nor_counted(withdrawn: View) -> None:
    assert ids(withdrawn, "遮陽設施") == ["2018-01-02-乙"]
    assert withdrawn.search(withdrawn.parse_query("遮陽設施")).speeches == 1
    there = withdrawn.meeting("2018-01-02-乙")
    assert there is not None
    ident = withdrawn.document(there).items[1].id
    assert [m.id for m, _ in withdrawn.find_speech(ident)] == ["2018-01-02-乙"]


def test_a_withdrawn_record_disappears_at_once_and_leaves_its_tombstone(
    archive: Archive, transcripts: Transcripts
) -> None:
    archive.view(NOW)
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2018-01-01-甲, date: 2018-05-01, reason: 當事人請求}\n"
    )
    view = archive.view(NOW)
    assert ids(view) == ["2018-01-02-乙"]
    assert ids(view, "遮陽設施") == ["2018-01-02-乙"]
    tomb = view.public.tombstone("2018-01-01-甲")
    assert tomb is not None
    assert tomb.reason == "當事人請求"


def test_small_files_that_become_unreadable_leave_the_last_good_state(
    archive: Archive, transcripts: Transcripts
) -> None:
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2018-01-01-甲, date: 2018-05-01, reason: 請求}\n"
    )
    assert ids(archive.view(NOW)) == ["2018-01-02-乙"]
    transcripts.write("withdrawn.yaml", "- [ broken")
    assert ids(archive.view(NOW)) == ["2018-01-02-乙"]


def test_an_archive_that_never_had_a_good_state_says_so(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("withdrawn.yaml", "- [ broken")
    with pytest.raises(SettingsError):
        Archive(settings, in_memory=True).view(NOW)


def test_without_an_index_a_reader_is_told_to_make_one(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="minutes index"):
        Archive(settings).view(NOW)


def test_a_reader_survives_the_loss_of_the_index(settings: Settings) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)
    archive = Archive(settings)
    archive.view(NOW)
    shutil.rmtree(settings.data)
    assert ids(archive.view(NOW), "遮陽設施") == ["2018-01-02-乙", "2018-01-01-甲"]
    indexer.refresh(settings, jobs=1, now=NOW)
    assert ids(archive.view(NOW), "遮陽設施") == ["2018-01-02-乙", "2018-01-01-甲"]


def test_a_new_index_is_seen_by_a_reader_that_is_running(
    settings: Settings, transcripts: Transcripts
) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)
    archive = Archive(settings)
    name = archive.view(NOW).snapshot.name
    transcripts.write("2018-01-03-丙.md", record("鞦韆"))
    indexer.refresh(settings, jobs=1, now=NOW)
    assert ids(archive.view(NOW), "鞦韆") == ["2018-01-03-丙"]
    assert archive.view(NOW).snapshot.name != name


def test_an_archive_in_memory_sees_changed_files_at_once(
    settings: Settings, transcripts: Transcripts
) -> None:
    archive = Archive(settings, in_memory=True)
    archive.view(NOW)
    transcripts.write("2018-01-03-丙.md", record("鞦韆"))
    assert ids(archive.view(NOW), "鞦韆") == ["2018-01-03-丙"]


def test_a_due_record_is_read_as_it_is_now_and_held_again_if_it_says_so(
    settings: Settings, transcripts: Transcripts
) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)
    transcripts.write(
        "2018-05-28-月會.md",
        record(
            "祕密",
            "---\ntitle: 月會\ndate: 2018-05-28\ntier: monthly\nedit: {hold_until: 2030-01-01}\n---\n",
        ),
    )
    later = Archive(settings).view(dt.datetime(2018, 7, 1, tzinfo=dt.UTC))
    assert later.meeting("2018-05-28-月會") is None
    assert ids(later, "祕密") == []


def test_a_public_record_that_is_to_be_held_is_gone_after_the_next_run(
    settings: Settings, transcripts: Transcripts
) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)
    head = "---\ntitle: 題\ndate: 2018-01-01\ntier: other\nedit: {hold_until: 2030-01-01}\n---\n"
    transcripts.write("2018-01-01-甲.md", record(LONG, head))
    indexer.refresh(settings, jobs=1, now=NOW)
    assert ids(Archive(settings).view(NOW)) == ["2018-01-02-乙"]


def test_the_private_view_shows_held_records_and_no_broken_ones(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("2018-01-04-壞.md", "---\ntier: [\n---\n祕密\n")
    private = Archive(settings, in_memory=True, private=True).view(NOW)
    assert ids(private) == ["2018-05-28-月會", "2018-01-02-乙", "2018-01-01-甲"]
    assert ids(private, "祕密") == ["2018-05-28-月會"]


def test_drafts_lie_in_a_folder_of_their_own(transcripts: Transcripts, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    transcripts.write("2018-01-01-甲.md", record(LONG))
    due = "---\ntitle: 稿\ndate: 2018-01-02\ntier: monthly\n---\n"
    (drafts / "2018-01-02-稿.md").write_text(record("草稿", due))
    (drafts / "2018-01-01-甲.md").write_text(record("較晚的一份"))
    settings = archive_settings.load(transcripts, tmp_path / "data", drafts)
    report = indexer.refresh(settings, jobs=1, now=NOW)
    assert [p.code for p in report.problems] == ["duplicate-id"]
    view = Archive(settings).view(NOW)
    draft = view.meeting("2018-01-02-稿")
    assert draft is not None
    assert draft.draft
    assert ids(view, "較晚") == []
    # Moved without a change, it is a draft no longer.
    (drafts / "2018-01-02-稿.md").rename(transcripts.path / "2018-01-02-稿.md")
    indexer.refresh(settings, jobs=1, now=NOW)
    moved = Archive(settings).view(NOW).meeting("2018-01-02-稿")
    assert moved is not None
    assert not moved.draft


def test_a_draft_that_nothing_holds_back_waits_until_it_is_moved(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "2018-01-02-參訪.md").write_text(record("還沒有人看過"))
    settings = archive_settings.load(transcripts, tmp_path / "data", drafts)
    indexer.refresh(settings, jobs=1, now=NOW)
    assert Archive(settings).view(NOW).public.meetings == ()
    assert Archive(settings, in_memory=True).view(NOW).public.meetings == ()
    (drafts / "2018-01-02-參訪.md").rename(transcripts.path / "2018-01-02-參訪.md")
    indexer.refresh(settings, jobs=1, now=NOW)
    assert ids(Archive(settings).view(NOW), "還沒有人看過") == ["2018-01-02-參訪"]


def test_reading_an_archive_writes_nothing(settings: Settings) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)

    def state() -> list[tuple[str, int, int]]:
        files = sorted(
            p for folder in (settings.data, settings.transcripts) for p in folder.rglob("*")
        )
        return [(str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files]

    before = state()
    view = Archive(settings).view(NOW)
    ids(view, "遮陽設施")
    view.find_speech("nothing")
    assert state() == before


def test_a_view_of_a_folder_without_write_permission_is_a_view(settings: Settings) -> None:
    indexer.refresh(settings, jobs=1, now=NOW)
    for path in (settings.transcripts, settings.data):
        path.chmod(0o555)
    try:
        assert len(ids(Archive(settings).view(NOW))) == 2
    finally:
        for path in (settings.transcripts, settings.data):
            path.chmod(0o755)


def test_an_announced_meeting_keeps_its_pre_meeting_back_at_once(
    settings: Settings, transcripts: Transcripts
) -> None:
    head = "---\ntitle: 會前會\ndate: 2018-05-02\ntier: collaborative\nkind: pre_meeting\ncase: 38\n---\n"
    transcripts.write("2018-05-02-會前會.md", record(LONG, head))
    indexer.refresh(settings, jobs=1, now=NOW)
    archive = Archive(settings)
    assert archive.view(NOW).meeting("2018-05-02-會前會") is not None
    transcripts.write(
        "schedule.yaml",
        "- {date: 2018-06-20, tier: collaborative, title: 第三十八次協作會議, case: 38}\n",
    )
    assert archive.view(NOW).meeting("2018-05-02-會前會") is None
    indexer.refresh(settings, jobs=1, now=NOW)
    assert archive.view(NOW).meeting("2018-05-02-會前會") is None
    assert archive.view(NOW + dt.timedelta(days=20)).meeting("2018-05-02-會前會") is not None
