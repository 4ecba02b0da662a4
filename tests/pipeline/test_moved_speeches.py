"""A speech that is moved to another record and withdrawn there is shown nowhere from that moment: not as the record that had
it was indexed last, either."""

from pathlib import Path

import pytest

from minutes.records.document import parse
from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import name, record, reworded, row, said, text

LIST = "withdrawn.yaml"
THIS, OTHER, THIRD = (f"{name(number)}.md" for number in (1, 2, 3))
MARKS = {"as it was": said(1), "reworded": reworded(said(1)), "with more": f"{said(1)}（完）"}


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({THIS: record(1), OTHER: record(2), THIRD: record(3)})
    made.index()
    return made


def public(archive: GitArchive) -> set[str]:
    return {f"{meeting.id}.md" for meeting in Archive(archive.settings).view().public.meetings}


def row_of(words: str, *before: str) -> str:
    """A row of what is said last in the second record."""
    speech = parse(text(*before, words)).items[-1].id
    return f'- {{meeting: "{name(2)}", date: 2026-02-20, reason: 應請求, speech: {speech}}}\n'


@pytest.mark.parametrize("words", MARKS.values(), ids=MARKS)
def test_the_record_that_had_it_waits_until_it_is_indexed(archive: GitArchive, words: str) -> None:
    archive.write(THIS, text(said(101)))
    archive.write(OTHER, text(said(2), said(102), words))
    archive.write(THIRD, text(said(3), said(103), said(5)))
    archive.write(LIST, row_of(words, said(2), said(102)))
    assert public(archive) == {OTHER, THIRD}
    archive.commit()
    archive.index()
    assert public(archive) == {THIS, OTHER, THIRD}
    view = Archive(archive.settings).view()
    assert words not in "".join(view.source(one).decode() for one in view.public.meetings)


def test_the_record_that_had_it_waits_where_the_one_that_got_it_is_held(
    archive: GitArchive,
) -> None:
    head = "---\nedit: {hold: 還在修正}\n---\n"
    archive.commit({OTHER: head + record(2)})
    archive.index()
    archive.write(THIS, text(said(101)))
    archive.write(OTHER, head + text(said(2), said(1)))
    archive.write(LIST, row_of(said(1), said(2)))
    assert public(archive) == {THIRD}


def test_where_the_moved_speech_is_short_all_that_changed_wait(archive: GitArchive) -> None:
    archive.write(THIRD, text(said(3), "我不同意。"))
    archive.commit()
    archive.index()
    archive.write(THIRD, text(said(3)))
    archive.write(OTHER, text(said(2), "我不同意。"))
    archive.write(LIST, row_of("我不同意。", said(2)))
    assert public(archive) == {THIS, OTHER}


def test_no_record_waits_that_changed_and_never_said_it_nor_one_that_says_it_still(
    archive: GitArchive,
) -> None:
    archive.write(THIRD, text(said(3), said(1)))
    archive.commit()
    archive.index()
    archive.write(THIRD, text(said(3), said(1), said(6)))
    archive.write(THIS, text(said(1), said(7)))
    archive.write(OTHER, text(said(2), said(102), said(8)))
    archive.write(LIST, row(name(1), 1, whole=False))
    assert public(archive) == {THIS, OTHER, THIRD}
