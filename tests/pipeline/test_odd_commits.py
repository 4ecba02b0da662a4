"""Commits that no usual tool writes: the history is read past them."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from pipeline.history import ledger
from pipeline.index import indexer
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, ident, mended, resolve, text
from webapp import create_app


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


@pytest.mark.parametrize(
    "person",
    [
        "n <n@example.invalid> 1768000000 +0000",
        "n <n@example.invalid> 253402300800 +0000",
        "n <n@example.invalid> 99999999999999999999 +0000",
        "n <n@example.invalid> -5 +0000",
        "n <n@example.invalid>",
        "",
    ],
)
def test_a_commit_with_any_message_and_date_ends_no_reading_of_the_history(
    archive: GitArchive, person: str
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    before = ident(FIRST, FIRST, SECOND)
    archive.index()
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    tree, parent = archive.git("rev-parse", "HEAD^{tree}"), archive.git("rev-parse", "HEAD~1")
    told = f"tree {tree}\nparent {parent}\nauthor {person}\ncommitter {person}\n\nmended\x01\n\n\x01deadbeef 1 2\n"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        cwd=archive.settings.transcripts,
        input=told.encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    archive.git("reset", "--hard", made.stdout.decode().strip())
    archive.index()
    found = resolve(archive, NAME, before)
    assert found is not None
    client = create_app(archive.settings).test_client()
    for path in (f"/{NAME}", f"/{NAME}/history", f"/speech/{before}"):
        assert client.get(path).status_code < 500, path


def test_the_day_on_which_a_rewritten_history_was_noticed_is_that_of_the_index(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST, 1), SECOND)})
    archive.index()
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST, 2), SECOND)})
    noticed = dt.datetime(2031, 5, 6, 7, tzinfo=dt.UTC)
    indexer.refresh(archive.settings, jobs=1, now=noticed)
    book = ledger.load(archive.data)
    assert book.rewritten == ("2031-05-06",)
    days = {row.day for rows in book.carried.values() for row in rows}
    assert dt.date(2031, 5, 6) in days
