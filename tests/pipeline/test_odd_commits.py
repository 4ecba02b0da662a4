"""Commits that no usual tool writes: the history is read past them."""

import subprocess
from pathlib import Path

import pytest

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
