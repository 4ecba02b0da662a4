"""What is kept of withdrawn words to know them again may be lost. Missing is not empty: until it is made anew no record
of which a speech is withdrawn is shown, whatever became of its file since."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from minutes.records.document import parse
from pipeline.source import traces
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
