"""What was attached to a record that is withdrawn as a whole is shown by no other record that comes to have it."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from pipeline.index import indexer
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, row
from tests.webapp.backstage_app import backstage_app
from webapp.commands.main import main

PICTURE = b"\x89PNG\r\n\x1a\n of the house in which somebody lives"
OTHERS = b"\x89PNG\r\n\x1a\n of a park"
THERE, NOW = f"attachments/{name(1)}", f"attachments/{name(2)}"
Plant = Callable[[GitArchive], None]


def attaching(number: int, *files: str) -> str:
    rows = "".join(f"  - {{file: {file}, label: 圖}}\n" for file in files)
    return f"---\nattachments:\n{rows}---\n{record(number)}"


def put(archive: GitArchive, path: str, data: bytes) -> None:
    file = archive.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    put(made, f"{THERE}/a.png", PICTURE)
    made.commit({f"{name(1)}.md": attaching(1, "a.png"), f"{name(2)}.md": record(2)})
    made.index()
    return made


def withdrawn(archive: GitArchive) -> None:
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.index()


def shown(archive: GitArchive, file: str, number: int = 2) -> bool:
    archive.index()
    site = backstage_app(archive.settings).test_client()
    return site.get(f"/attachments/{quote(name(number))}/{file}").status_code == 200


def moved(archive: GitArchive) -> None:
    withdrawn(archive)
    archive.git("mv", THERE, NOW)
    archive.commit({f"{name(2)}.md": attaching(2, "a.png")})


def copied_under_another_name(archive: GitArchive) -> None:
    withdrawn(archive)
    put(archive, f"{NOW}/b.png", PICTURE)
    archive.commit({f"{name(2)}.md": attaching(2, "b.png")})


def copied_without_a_commit(archive: GitArchive) -> None:
    withdrawn(archive)
    put(archive, f"{NOW}/b.png", PICTURE)
    archive.write(f"{name(2)}.md", attaching(2, "b.png"))


def deleted_before_the_row(archive: GitArchive) -> None:
    archive.git("rm", "-q", "-r", THERE)
    archive.commit()
    copied_under_another_name(archive)


def indexed_for_the_first_time_afterwards(archive: GitArchive) -> None:
    moved(archive)
    archive.data = archive.data.with_name("anew")


def without_git(archive: GitArchive) -> None:
    (archive.folder / ".git").rename(archive.folder / ".none")
    archive.write("withdrawn.yaml", row(name(1), 1, whole=True))
    archive.index()
    (archive.folder / THERE).rename(archive.folder / NOW)
    archive.write(f"{name(2)}.md", attaching(2, "a.png"))


PLANTS: dict[Plant, str] = {
    moved: "a.png",
    copied_under_another_name: "b.png",
    copied_without_a_commit: "b.png",
    deleted_before_the_row: "b.png",
    indexed_for_the_first_time_afterwards: "a.png",
    without_git: "a.png",
}


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_it_is_not_shown_by_another_record_and_that_is_told(
    archive: GitArchive, plant: Plant
) -> None:
    plant(archive)
    assert not shown(archive, PLANTS[plant])
    report = indexer.refresh(archive.settings, jobs=1)
    assert (f"{name(2)}.md", "withdrawn-attachment") in [(p.path, p.code) for p in report.problems]
    words = ["doctor", "--transcripts", str(archive.folder), "--data", str(archive.data)]
    assert PLANTS[plant] in CliRunner().invoke(main, words).output


@pytest.mark.parametrize("has_git", [True, False])
def test_what_two_records_had_before_is_shown_by_the_other_one(
    archive: GitArchive, *, has_git: bool
) -> None:
    put(archive, f"{NOW}/map.png", PICTURE)
    archive.commit({f"{name(2)}.md": attaching(2, "map.png")})
    archive.index()
    if not has_git:
        (archive.folder / ".git").rename(archive.folder / ".none")
    archive.write("withdrawn.yaml", row(name(1), 1, whole=True))
    for _ in range(2):
        assert shown(archive, "map.png")


def test_what_was_never_attached_to_it_is_shown(archive: GitArchive) -> None:
    withdrawn(archive)
    put(archive, f"{NOW}/a.png", OTHERS)
    archive.commit({f"{name(2)}.md": attaching(2, "a.png")})
    assert shown(archive, "a.png")


def test_it_is_shown_where_only_a_speech_is_withdrawn_or_the_row_was_a_mistake(
    archive: GitArchive,
) -> None:
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    assert shown(archive, "a.png", 1)
    withdrawn(archive)
    assert not shown(archive, "a.png", 1)
    archive.commit({"withdrawn.yaml": "withdrawn: none\n"})
    assert shown(archive, "a.png", 1)
