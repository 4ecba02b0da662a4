"""A withdrawn speech comes back in a record that has little else of the one from which it went."""

from pathlib import Path

import pytest

from minutes.records.document import parse
from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_tombstones_know_records import (
    name,
    record,
    reworded,
    row,
    said,
    shown,
    text,
)

OTHER_WORDS = tuple(said(number) for number in range(201, 206))


def speech_of(number: int, words: str) -> str:
    return next(item.id for item in parse(record(number)).items if item.text == words)


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    """One record is public, whole; one speech of it is withdrawn since."""
    made = GitArchive.new(tmp_path)
    made.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": record(2)})
    made.index()
    made.commit({"withdrawn.yaml": row(name(1), 1, whole=False), f"{name(1)}.md": text(said(101))})
    made.index()
    assert shown(made) == {2}
    return made


BROUGHT = {
    "a file that was cut in two from an older copy": text(*OTHER_WORDS, said(1)),
    "with one letter in twenty changed": text(*OTHER_WORDS, reworded(said(1))),
    "as a part of what somebody says": text(*OTHER_WORDS, f"我要引述：{said(1)}以上。"),
    "in the head": f"---\nsummary: {said(1)}\n---\n{text(*OTHER_WORDS)}",
}


@pytest.mark.parametrize("how", BROUGHT)
@pytest.mark.parametrize("committed", [True, False])
def test_it_is_not_shown_in_a_record_that_came_after_its_row(
    archive: GitArchive, how: str, committed: bool
) -> None:
    archive.write(f"{name(3)}.md", BROUGHT[how])
    if committed:
        archive.commit()
    archive.index()
    assert shown(archive) == {2}


def test_nor_is_one_that_is_withdrawn_later_of_the_same_record(archive: GitArchive) -> None:
    first = row(name(1), 1, whole=False)
    second = first.replace(speech_of(1, said(1)), speech_of(1, said(101)))
    archive.commit({"withdrawn.yaml": first + second, f"{name(1)}.md": text("留下的。")})
    archive.index()
    archive.commit({f"{name(3)}.md": text(*OTHER_WORDS, said(101))})
    archive.index()
    assert name(3) not in [m.id for m in Archive(archive.settings).view().public.meetings]


def test_nor_in_one_that_was_there_and_takes_it_over(archive: GitArchive) -> None:
    archive.commit({f"{name(2)}.md": text(said(2), said(102), said(1))})
    archive.index()
    assert 1 not in shown(archive)


def test_the_record_from_which_it_went_is_shown_and_goes_on_to_be_edited(
    archive: GitArchive,
) -> None:
    archive.commit({f"{name(1)}.md": text(said(101), said(3), said(4))})
    archive.index()
    assert shown(archive) == {2, 3, 4}


def test_what_another_record_said_before_stays_there(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    both = text(*OTHER_WORDS, said(1))
    archive.commit({f"{name(1)}.md": record(1), f"{name(2)}.md": both})
    archive.index()
    archive.commit(
        {"withdrawn.yaml": row(name(1), 1, whole=False), f"{name(1)}.md": text(said(101))}
    )
    archive.index()
    assert shown(archive) == {1}
    archive.commit({f"{name(2)}.md": both + "### 王範例：\n補充一句。\n"})
    archive.index()
    assert shown(archive) == {1}


def test_a_new_record_may_say_what_the_record_says_to_this_day(archive: GitArchive) -> None:
    archive.commit({f"{name(5)}.md": text(said(5), *OTHER_WORDS)})
    archive.index()
    assert shown(archive) == {2, 5}
