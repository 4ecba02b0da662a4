"""What another record said in public before a withdrawal it may go on saying: as far as it did, and as long as it does."""

from pathlib import Path

import pytest

from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import (
    name,
    new,
    public,
    record,
    row,
    said,
    shown,
    text,
)

PARTS = tuple(said(number) for number in range(301, 307))
LONG = "".join(PARTS)
HELD = "---\nedit: {hold: 待確認}\n---\n"
BROKEN = "---\ntitle: [\n---\n"
NOT_YET = "---\ntier: other\nedit: {hold_until: 2026-03-10}\n---\n"
FIRST, OTHER = f"{name(1)}.md", f"{name(2)}.md"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    return GitArchive.new(tmp_path)


def withdrawn(archive: GitArchive, *, whole: bool = True) -> None:
    archive.index()
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=whole)})
    archive.index()


def told(archive: GitArchive) -> set[tuple[str, str]]:
    report = indexer.refresh(archive.settings, jobs=1, full=True)
    return {(problem.path, problem.code) for problem in report.problems}


def test_a_copy_of_two_thirds_may_not_take_in_the_rest(archive: GitArchive) -> None:
    archive.commit({FIRST: text(*PARTS), OTHER: text(said(2), *PARTS[:4])})
    withdrawn(archive)
    assert public(archive) == {name(2)}
    archive.commit({OTHER: text(said(2), said(3), *PARTS[:4])})
    archive.index()
    assert public(archive) == {name(2)}, "its own words are its own to change"
    archive.commit({OTHER: text(said(2), *PARTS)})
    archive.index()
    assert public(archive) == set()
    assert (OTHER, "copy-of-withdrawn") in told(archive)


def test_a_copy_of_two_thirds_may_not_take_in_the_rest_bit_by_bit(archive: GitArchive) -> None:
    archive.commit({FIRST: text(*PARTS), OTHER: text(said(2), *PARTS[:4])})
    withdrawn(archive)
    more = "".join(PARTS[4:])
    for end in range(20, len(more) + 1, 20):
        archive.commit({OTHER: text(said(2), *PARTS[:4], more[:end])})
        archive.index()
    assert public(archive) == set()


def test_a_record_that_said_the_first_part_of_a_long_speech_may_not_take_in_the_rest(
    archive: GitArchive,
) -> None:
    archive.commit({FIRST: text(said(1), LONG), OTHER: text(said(2), LONG[:400])})
    archive.index()
    archive.commit({"withdrawn.yaml": row(name(1), 1, whole=True)})
    archive.commit({OTHER: text(said(2), LONG)})
    archive.index()
    assert public(archive) == set()


def test_without_commits_what_the_last_index_saw_is_as_far_as_it_goes(archive: GitArchive) -> None:
    archive.commit({FIRST: text(*PARTS), OTHER: text(said(2), *PARTS[:4])})
    (archive.folder / ".git").rename(archive.folder / ".none")
    archive.index()
    archive.write("withdrawn.yaml", row(name(1), 1, whole=True))
    archive.index()
    assert public(archive) == {name(2)}
    archive.write(OTHER, text(said(2), *PARTS))
    archive.index()
    assert public(archive) == set()


@pytest.mark.parametrize("away", [text(said(2)), None])
def test_what_a_record_lost_it_does_not_say_again(archive: GitArchive, away: str | None) -> None:
    both = text(said(2), said(1))
    archive.commit({FIRST: record(1), OTHER: both})
    withdrawn(archive, whole=False)
    assert name(2) in public(archive)
    archive.commit({OTHER: away})
    archive.commit({OTHER: both})
    archive.index()
    assert name(2) not in public(archive)


def test_it_goes_on_saying_so_under_another_name(archive: GitArchive) -> None:
    archive.commit({FIRST: record(1), OTHER: text(said(2), said(1))})
    withdrawn(archive, whole=False)
    archive.git("mv", OTHER, f"{new(2)}.md")
    archive.commit()
    for _ in range(2):
        archive.index()
    assert new(2) in public(archive)


@pytest.mark.parametrize("head", [HELD, BROKEN, NOT_YET])
def test_what_nobody_could_read_before_is_no_leave_when_it_is_let_go(
    archive: GitArchive, head: str
) -> None:
    archive.commit({FIRST: record(1), OTHER: head + text(said(2), said(1))})
    withdrawn(archive, whole=False)
    archive.commit({OTHER: text(said(2), said(1))})
    archive.index()
    assert 1 not in shown(archive)
    assert name(2) not in public(archive)


@pytest.mark.parametrize("head", [HELD, BROKEN, NOT_YET])
def test_records_that_nobody_could_read_make_no_formula_of_a_speech(
    archive: GitArchive, head: str
) -> None:
    held = {f"{name(n)}.md": head + text(said(n), said(1)) for n in (3, 4)}
    archive.commit({FIRST: record(1), OTHER: text(said(2)), **held})
    withdrawn(archive, whole=False)
    archive.commit({OTHER: text(said(2), said(1))})
    archive.index()
    told = [
        Archive(archive.settings).view().source(m)
        for m in Archive(archive.settings).view().public.meetings
    ]
    assert not any(said(1) in words.decode() for words in told)
    assert name(2) not in public(archive)


def test_two_public_ones_that_say_it_to_this_day_do(archive: GitArchive) -> None:
    both = {f"{name(n)}.md": text(said(n), said(1)) for n in (3, 4)}
    archive.commit({FIRST: record(1), OTHER: text(said(2)), **both})
    withdrawn(archive, whole=False)
    archive.commit({OTHER: text(said(2), said(1))})
    archive.index()
    assert public(archive) >= {name(2), name(3), name(4)}
