"""Records that come from another folder: the archive itself was renamed, or they are published now."""

from pathlib import Path

import pytest

from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import (
    FILE,
    FIRST,
    NAME,
    SECOND,
    THIRD,
    ident,
    mended,
    resolve,
    text,
)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


NAMES = [FILE, "2026-01-03-二.md", "2026-01-04-三.md"]
SETTINGS = "name: {zh: 範例, en: Sample}\n"
FOLDERS = ["minutes", "docs", "整理中", "送審", "notes/2026", "drafts", "_work", ".kept"]


def edited(archive: GitArchive, folder: str, more: dict[str, str]) -> None:
    """Two versions of a record that stands in a folder beside others."""
    archive.commit({f"{folder}/{name}": text(FIRST, SECOND) for name in NAMES} | more)
    archive.commit({f"{folder}/{FILE}": text(mended(FIRST, 1), SECOND)})


def moved(archive: GitArchive, folder: str, *more: str) -> bool:
    """Whether a record that comes from a folder has a history from before."""
    (archive.folder / "transcripts").mkdir(exist_ok=True)
    archive.git("mv", *(f"{folder}/{name}" for name in (*NAMES, *more)), "transcripts")
    archive.inside = "transcripts"
    archive.commit()
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    book = archive.index()
    versions = next(len(life.versions) for life in book.lives if NAME in life.stems)
    assert (resolve(archive, NAME, ident(FIRST)) is not None) == (versions > 2)
    return versions > 2


@pytest.mark.parametrize("folder", FOLDERS)
def test_records_of_another_folder_are_first_published_where_they_come_into_the_archive(
    archive: GitArchive, folder: str
) -> None:
    """Whatever it is called; a table of old addresses stands beside drafts, too."""
    rows = {f"{folder}/.redirects": f"2026-01-02-舊名\t{NAME}\n"}
    edited(archive, folder, {**rows, "README.md": "範例\n"})
    archive.write("transcripts/archive.yaml", SETTINGS)
    assert not moved(archive, folder, ".redirects")


@pytest.mark.parametrize("file", ["archive.yaml", "withdrawn.yaml"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_archive_was_in_another_folder_where_its_own_files_came_along_from_there(
    archive: GitArchive, folder: str, file: str
) -> None:
    """But in none that no archive shows."""
    words = SETTINGS if file == "archive.yaml" else "withdrawn: none\n"
    edited(archive, folder, {f"{folder}/{file}": words})
    assert moved(archive, folder, file) == (folder not in {"_work", ".kept"})


def test_an_archive_that_is_there_takes_nobodys_history_in(archive: GitArchive) -> None:
    archive.commit({"transcripts/archive.yaml": SETTINGS})
    edited(archive, "minutes", {"minutes/withdrawn.yaml": "withdrawn: none\n"})
    archive.commit({"transcripts/2026-01-05-四.md": text(THIRD)})
    assert not moved(archive, "minutes", "withdrawn.yaml")


def test_a_repository_of_which_records_stay_at_the_top_was_no_archive_as_a_whole(
    archive: GitArchive,
) -> None:
    edited(archive, ".", {"2026-01-05-四.md": text(THIRD)})
    assert not moved(archive, ".")
