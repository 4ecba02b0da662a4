"""What is kept of withdrawn words to know them again may be lost. Missing is not empty: until it is made anew no record
of which a speech is withdrawn is shown, whatever became of its file since."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from minutes.records.document import parse
from pipeline.source import traces
from pipeline.source.side_files import SideFiles
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, row, said, text
from tests.webapp.backstage_app import backstage_app
from webapp.commands.main import main

FILE = f"{name(1)}.md"
PATHS = (f"/{quote(name(1))}", f"/{quote(FILE)}", "/feed.atom", "/data/markdown.zip")
Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "gone": lambda data: (data / traces.FILE).unlink(),
    "gone with its seal": lambda data: [f.unlink() for f in data.glob(f"{traces.FILE}*")],
    "gone with all that tells of withdrawals": lambda data: [
        f.unlink() for f in data.glob("withdrawn*")
    ],
    "gone, and the count of tombstones emptied": lambda data: [
        (data / traces.FILE).unlink(),
        (data / "withdrawn.seen").write_bytes(b""),
    ],
    "its seal gone": lambda data: (data / f"{traces.FILE}.seal").unlink(),
    "empty": lambda data: (data / traces.FILE).write_bytes(b""),
    "another's": lambda data: (data / traces.FILE).write_bytes(b"[]"),
}


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: record(1), f"{name(2)}.md": record(2)})
    made.index()
    made.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    made.index()
    return made


def answers(archive: GitArchive, *paths: str) -> list[tuple[int, bool]]:
    site = backstage_app(archive.settings).test_client()
    got = [site.get(path) for path in paths]
    return [(answer.status_code, said(1)[2:].encode() in answer.data) for answer in got]


def doctor(archive: GitArchive) -> str:
    words = ["doctor", "--transcripts", str(archive.folder), "--data", str(archive.data)]
    return CliRunner().invoke(main, words).output


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_record_waits_until_they_are_made_again_and_that_is_told(
    archive: GitArchive, damage: Damage
) -> None:
    damage(archive.data)
    archive.commit({FILE: text(f"另{said(1)[1:]}", said(101))})  # not indexed
    told = answers(archive, *PATHS, f"/{quote(name(2))}", "/status")
    assert not any(is_told for _, is_told in told)
    assert [code for code, _ in told] == [404, 404, 200, 200, 200, 503]
    assert "withdrawn.traces" in doctor(archive)
    archive.index()
    assert answers(archive, *PATHS[:2]) == [(200, False), (200, False)]
    assert "withdrawn.traces" not in doctor(archive)


def test_without_the_key_nothing_is_shown_that_was_sealed_with_it(archive: GitArchive) -> None:
    (archive.data / "key").unlink()
    archive.commit({FILE: text(f"另{said(1)[1:]}", said(101))})
    assert not any(is_told for _, is_told in answers(archive, *PATHS))


def test_one_of_which_nothing_could_be_kept_waits_for_nothing(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    short = text("好。", said(1))
    archive.commit({FILE: short})
    archive.index()
    speech = next(item.id for item in parse(short).items if item.text == "好。")
    archive.commit(
        {
            "withdrawn.yaml": f"- {{meeting: {name(1)}, date: 2026-02-20, reason: 應請求, speech: {speech}}}\n"
        }
    )
    archive.index()
    assert answers(archive, PATHS[0])[0][0] == 200


def test_a_first_row_by_hand_is_no_sign_that_something_is_lost(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: record(1)})
    archive.index()
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    assert answers(archive, *PATHS[:2]) == [(200, False), (200, False)]


RECORDS_LOST: dict[str, Damage] = {
    "gone": lambda data: (data / traces.RECORDS).unlink(),
    "gone with its seal": lambda data: [f.unlink() for f in data.glob(f"{traces.RECORDS}*")],
    "its seal gone": lambda data: (data / f"{traces.RECORDS}.seal").unlink(),
    "empty": lambda data: (data / traces.RECORDS).write_bytes(b""),
    "cut": lambda data: (data / traces.RECORDS).write_bytes(
        (data / traces.RECORDS).read_bytes()[:99]
    ),
    "with the key": lambda data: [
        (data / name).unlink() for name in (traces.RECORDS, traces.FILE, "key")
    ],
}
ALL_SAID = f"{said(1)}{said(101)}"  # of the record that is withdrawn
SMALL = {
    "archive.yaml": f"name: 會議\ndescription: {ALL_SAID}\n",
    "schedule.yaml": f"- {{date: 2027-01-01, title: {ALL_SAID}, tier: monthly, kind: main}}\n",
    "issues/case.md": f"---\ntitle: 題目\n---\n{ALL_SAID}\n",
}
SHOWN = ("/", "/about", "/meetings", "/issue/case", "/issues", "/api/v1", "/opensearch.xml")
ELSEWHERE = ("/calendar/coming.ics", "/withdrawals", "/data/issues.jsonl", f"/{quote(name(1))}")


@pytest.mark.parametrize("damage", RECORDS_LOST.values(), ids=RECORDS_LOST)
def test_small_files_that_may_repeat_what_is_withdrawn_wait_until_that_is_known_again(
    tmp_path: Path, damage: Damage
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: record(1), f"{name(2)}.md": record(2)})
    archive.index()
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.index()
    archive.commit(dict(SMALL))
    archive.index()
    damage(archive.data)
    told = answers(archive, *SHOWN, *ELSEWHERE, f"/{quote(name(2))}", "/status")
    assert not any(is_told for _, is_told in told)
    assert [code for code, _ in told[-2:]] == [200, 503]
    assert "withdrawn.records" in doctor(archive)
    archive.index()
    paths = (*SHOWN, *ELSEWHERE)
    told_after = [
        path for path, (_, told) in zip(paths, answers(archive, *paths), strict=True) if told
    ]
    assert told_after == []
    assert "withdrawn.records" not in doctor(archive)


def test_what_repeats_nothing_is_shown_again_once_it_is_indexed(archive: GitArchive) -> None:
    archive.commit({"archive.yaml": "description: 開會的紀錄\n", "issues/case.md": "# 題目\n"})
    archive.index()
    (archive.data / traces.RECORDS).unlink()
    assert "開會的紀錄" not in backstage_app(archive.settings).test_client().get("/about").text
    archive.index()
    assert "開會的紀錄" in backstage_app(archive.settings).test_client().get("/about").text


def test_no_draft_is_early_where_the_schedule_that_it_waits_for_is_not_shown(
    archive: GitArchive,
) -> None:
    archive.commit(
        {
            "schedule.yaml": "- {date: 2026-03-20, tier: collaborative, kind: main, case: 7, title: 協作會議}\n"
        }
    )
    whole = SideFiles.of(archive.settings)
    archive.index()
    (archive.data / traces.RECORDS).unlink()
    lost = SideFiles.of(archive.settings)
    zone = archive.settings.archive.zone
    assert (whole.schedule, lost.schedule) != ((), whole.schedule)
    assert lost.gate(zone, ()).planned == whole.gate(zone, ()).planned != ()
