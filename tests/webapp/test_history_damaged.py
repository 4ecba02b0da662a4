"""A ledger that was damaged or lost takes no page down and shows nothing that it alone kept back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.addresses.short_ids import code
from pipeline.history import condition, ledger
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, NAME, SECOND, THIRD, text
from tests.webapp.test_history_pages import CANARY, SECRET, client, everywhere

FORMERLY = f"/m/{code(NAME)[:8]}@"


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


DAMAGES: list[Callable[[Path], object]] = [
    flip,
    cut,
    Path.unlink,
    lambda file: file.write_bytes(b""),
    lambda file: file.write_bytes(b"[]"),
    lambda file: file.write_text("{}"),
]


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    """Somebody redacted a name in the folder alone: none but the ledger knows."""
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(SECRET, SECOND, THIRD)})
    archive.index()
    archive.write(FILE, text(SECRET.replace(CANARY, "○○○"), SECOND, THIRD))
    archive.index()
    return archive


def reword(archive: GitArchive) -> None:
    archive.commit({FILE: text(SECRET.replace(CANARY, "承辦單位"), SECOND, THIRD)})


def damage(archive: GitArchive, how: Callable[[Path], object], *names: str) -> FlaskClient:
    for name in names:
        how(archive.data / name)
    return client(archive)


@pytest.mark.parametrize("how", DAMAGES)
def test_the_ledger_before_stands_in_for_a_damaged_one(
    archive: GitArchive, how: Callable[[Path], object]
) -> None:
    reword(archive)
    known = archive.index()
    archive.commit({"2026-01-09-別的.md": text(THIRD)})
    archive.index()
    site = damage(archive, how, ledger.FILE)
    assert [site.get(page).status_code for page in (f"/{NAME}", "/status")] == [200, 200]
    assert archive.index().lives[: len(known.lives)] == known.lives
    assert CANARY not in everywhere(archive)


@pytest.mark.parametrize("how", DAMAGES)
def test_where_no_ledger_can_be_read_only_what_is_published_is_shown(
    archive: GitArchive, how: Callable[[Path], object]
) -> None:
    site = damage(archive, how, ledger.FILE, ledger.FORMER)
    assert site.get(f"/{NAME}").status_code == 200
    assert site.get(f"{FORMERLY}{archive.made[0][:12]}").status_code in {404, 503}
    reword(archive)
    made = archive.index()
    assert CANARY not in everywhere(archive)
    assert any("lost or damaged" in told.en for told in condition.notes(made))
    reword(archive)
    assert archive.index().lost == made.lost


def test_an_archive_that_is_indexed_first_has_lost_nothing(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.write(FILE, text(SECOND, THIRD))
    archive.index()
    archive.commit({FILE: text(SECOND, THIRD)})
    archive.index()
    archive.commit({FILE: text(THIRD)})
    assert archive.index().lost == ()
    assert client(archive).get(f"{FORMERLY}{archive.made[0][:12]}").status_code == 200
