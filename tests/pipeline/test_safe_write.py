"""A file is written whole or not at all, and nothing is left beside it."""

import errno
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.source import files as ingest
from pipeline.source.safe_write import HALF_WRITTEN, HalfWritten, create, replace_file, whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@given(before=st.none() | st.binary(max_size=50), after=st.binary(max_size=50))
def test_a_file_has_its_new_content_and_nothing_lies_beside_it(
    tmp_path_factory: pytest.TempPathFactory, before: bytes | None, after: bytes
) -> None:
    file = tmp_path_factory.mktemp("whole") / "a.md"
    if before is not None:
        file.write_bytes(before)
    replace_file(file, after)
    assert file.read_bytes() == after
    assert names(file.parent) == ["a.md"]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("a")
    file.chmod(0o640)
    replace_file(file, b"b")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_of_somebody_elses_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("mine")
    (tmp_path / "leads nowhere").symlink_to(tmp_path / "nothing")
    for name in ("a.md", "leads nowhere"):
        with pytest.raises(FileExistsError):
            create(tmp_path / name, b"yours")
    create(tmp_path / "b.md", b"new")
    assert names(tmp_path) == ["a.md", "b.md", "leads nowhere"]
    assert (tmp_path / "a.md").read_text() == "mine"
    assert not (tmp_path / "nothing").exists()


def test_what_fails_half_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("before")
    with pytest.raises(TypeError), whole(file) as stream:
        stream.write(b"aft" + "er")  # type: ignore[operator]  # what fails
    assert file.read_text() == "before"
    assert names(tmp_path) == ["a.md"]


def test_what_is_half_written_is_no_record_and_no_issue(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    halves = [HalfWritten(tmp_path / "2018-01-01-甲.md"), HalfWritten(tmp_path / "issues" / "a.md")]
    for half in halves:
        half.stream.write(b"# 2018-01-01 a\n")
        half.stream.flush()
    assert ingest.find(tmp_path) == []
    assert list(ingest.find_issues(tmp_path)) == []
    assert not {file.suffix for file in tmp_path.rglob("*")} - {""}
    for half in halves:
        half.discard()
    assert names(tmp_path) == ["issues"]


def test_what_a_killed_process_left_goes_with_the_next_write_and_what_is_being_written_stays(
    tmp_path: Path,
) -> None:
    left, other = tmp_path / f"{HALF_WRITTEN}left", tmp_path / f"{HALF_WRITTEN}other"
    for file in (left, other):
        file.write_text("half")
    os.utime(left, (time.time() - 7200,) * 2)
    replace_file(tmp_path / "a.md", b"whole")
    assert names(tmp_path) == [other.name, "a.md"]


def test_a_disk_that_is_full_is_told_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    file = tmp_path / "a.md"
    with pytest.raises(OSError, match="No space") as told:
        replace_file(file, b"words")
    assert told.value.filename == str(file)
    assert names(tmp_path) == []
