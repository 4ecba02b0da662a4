"""What `minutes check --changed` says of the versions of a record that an edit hides, or shows."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.checks.commit_changes import changes
from pipeline.checks.commit_history import history_problems
from pipeline.checks.inspection import Inspection
from pipeline.checks.validation import context_for
from pipeline.history.withheld.known_names import KnownNames
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, SECOND, mended, text

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
TYPO = "---\ncorrections:\n  - {date: 2026-02-07, what: 更正錯字}\n---\n"
HELD = "---\nedit: {hold: 待確認}\n---\n"
NAMED = FIRST.replace("各機關", "王大明科長")
MASKED = FIRST.replace("各機關", "○○○科長")


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(NAMED, SECOND)})
    made.commit({FILE: text(NAMED, mended(SECOND))})
    return made


def told(archive: GitArchive, base: str = "HEAD") -> list[tuple[str, int]]:
    """The code and the number of each finding."""
    folder = archive.settings.transcripts
    context = context_for(folder, NOW)
    known = KnownNames.of_archive(folder, context.people)
    found = history_problems(folder, changes(folder, base), context, known)
    return [(one.code, int(dict(one.values)["count"])) for one in found]


def test_a_plain_edit_hides_nothing_and_says_nothing(archive: GitArchive) -> None:
    archive.write(FILE, text(mended(NAMED), mended(SECOND)))
    assert told(archive) == []


def test_the_first_plain_correction_of_a_record_hides_nothing(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.write(FILE, text(mended(FIRST), SECOND, head=TYPO))
    assert told(archive) == []


def test_a_redaction_says_how_many_versions_it_hides(archive: GitArchive) -> None:
    archive.write(FILE, text(MASKED, mended(SECOND)))
    assert told(archive) == [("versions-hidden", 2)]


@pytest.mark.parametrize(
    ("register", "expected"),
    [("", [("versions-hidden", 2)]), ("- id: chen\n  name: {zh: 陳小樺, en: Sample Chen}\n", [])],
    ids=["nobody knows", "the register knows"],
)
def test_a_speaker_who_gives_way_to_a_name_hides_versions_where_it_may_be_made_up(
    archive: GitArchive, register: str, expected: list[tuple[str, int]]
) -> None:
    archive.commit({"people.yaml": register})
    archive.write(FILE, text(NAMED, mended(SECOND)).replace("王範例", "陳小樺"))
    assert told(archive) == expected


def test_a_commit_that_is_looked_at_from_before_it_says_the_same(archive: GitArchive) -> None:
    archive.commit({FILE: text(MASKED, mended(SECOND))})
    assert told(archive, archive.made[1]) == [("versions-hidden", 2)]
    assert told(archive) == []


@pytest.mark.parametrize("head", [HELD, "---\npublish_after: 2031-01-01\n---\n"])
def test_a_reason_to_wait_hides_all_and_its_end_shows_what_is_left(
    archive: GitArchive, head: str
) -> None:
    archive.write(FILE, text(NAMED, mended(SECOND), head=head))
    assert told(archive) == [("versions-hidden", 2)]
    archive.commit()
    archive.write(FILE, text(NAMED, mended(SECOND)))
    assert told(archive) == []


def test_a_record_that_waited_from_the_first_shows_nothing_new(tmp_path: Path) -> None:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(FIRST, head=HELD)})
    made.write(FILE, text(FIRST))
    assert told(made) == []


def test_the_command_tells_it(archive: GitArchive) -> None:
    archive.write(FILE, text(MASKED, mended(SECOND)))
    folder = archive.settings.transcripts
    inspection = Inspection(folder, None)
    found = inspection.run(inspection.scope(base="HEAD"))
    assert "versions-hidden" in {one.code for one in found}
