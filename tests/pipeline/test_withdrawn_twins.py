"""A speech that is withdrawn in one language may stand in the record in another one: whoever withdrew it is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.checks.inspection import Inspection
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, row
from webapp.commands.main import main

TWIN, OTHER = f"{name(2)}.md", f"{name(3)}.md"
SAYS_SO = f"---\ntranslation_of: {name(1)}\nlang: en\n---\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({f"{name(1)}.md": record(1), OTHER: record(3)})
    return made


def told(archive: GitArchive) -> set[str]:
    check = Inspection(archive.folder)
    return {p.path for p in check.run(check.scope()) if p.code == "twin-not-withdrawn"}


def doctor(archive: GitArchive) -> str:
    archive.index()
    words = ["doctor", "--transcripts", str(archive.folder), "--data", str(archive.data)]
    return CliRunner().invoke(main, words).output


@pytest.mark.parametrize("how", ["in its head", "in the table"])
def test_a_row_by_hand_tells_of_the_record_in_another_language(
    archive: GitArchive, how: str
) -> None:
    head, table = (SAYS_SO, "") if how == "in its head" else ("", f"{name(1)}\t{name(2)}\n")
    archive.commit({TWIN: head + record(2), ".alternates": table})
    assert told(archive) == set()
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    assert told(archive) == {TWIN}
    assert f"{TWIN}" in doctor(archive)
    both = row(name(1), 1, whole=False) + row(name(2), 2, whole=False)
    archive.commit({"withdrawn.yaml": both})
    assert told(archive) == set()
    assert f"{TWIN}" not in doctor(archive)


def test_a_record_without_one_is_told_of_nothing(archive: GitArchive) -> None:
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=False)})
    assert told(archive) == set()
