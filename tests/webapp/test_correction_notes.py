"""A note of a correction protects whatever is wrong with it, and whenever it was committed; and what no
note asks for stays readable."""

from pathlib import Path

import pytest

from pipeline.checks.validation import context_for, validate
from pipeline.source.parser import parse
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_early_publication import NOW
from tests.pipeline.test_history import FILE, FIRST, SECOND, THIRD, mended, text
from tests.webapp.test_history_pages import CANARY, everywhere

WORDS = mended(FIRST).replace("遊具", CANARY)
CLEAN = mended(FIRST)
GOOD = "corrections:\n  - {date: 2026-02-07, what: 刪除個資, asked_by: public}\n"
PLAIN = "corrections:\n  - {date: 2026-02-07, what: 更正錯字}\n"
# The head with a mistake in it, and the line at which that stands, below its title.
SLIPS = {
    "no capacity": ("corrections:\n  - {date: 2026-02-07, what: 刪除個資, asked_by: 陳情人}\n", 3),
    "no date": ("corrections:\n  - what: 刪除個資\n", 3),
    "no day": ("corrections:\n  - date: 2月7日\n    what: 刪除個資\n", 3),
    "plain words": ("corrections:\n  - 2026-02-07 刪除個資\n", 3),
    "words alone": ("corrections: 刪除個資\n", 2),
    "a list of words": ("corrections:\n  - date: 2026-02-07\n    what: [刪除個資]\n", 3),
    "a field more": (
        "corrections:\n  - {date: 2026-02-07, what: 刪除個資, requested_by: 主辦機關}\n",
        3,
    ),
    "no words": ("corrections:\n  - {date: 2026-02-07, why: 當事人}\n", 3),
    "the second": (
        "corrections:\n  - {date: 2026-02-06, what: 錯字}\n  - {date: 昨天, what: 改}\n",
        4,
    ),
    "a slip in the name": ("correction:\n  - {date: 2026-02-07, what: 改}\n", 2),
    "a slip in the Chinese name": ("更正記錄:\n  - {date: 2026-02-07, what: 改}\n", 2),
}
# Notes that do not say that something plain was put right, also under a name that no field has.
NOT_PLAIN = [
    "corrections:\n  - {date: 2026-02-07, what: 模糊處理}\n",
    "corrections:\n  - {date: 2026-02-07, what: 更正}\n",
    "corrections:\n  - {date: 2026-02-07, what: 更正錯字，刪去家庭背景}\n",
    "corrections:\n  - {date: 2026-02-07, what: struck from the record}\n",
    "備註: 家屬反映\n",
]
RARE = "靉靆氤氳"
"""Words that nobody took out to protect anybody."""


def head(fields: str = "") -> str:
    return f"---\ntitle: 公園參訪\n{fields}---\n"


@pytest.fixture
def archive(tmp_path: Path) -> GitArchive:
    made = GitArchive.new(tmp_path)
    made.commit({FILE: text(WORDS, SECOND, head=head())})
    return made


def test_without_a_note_the_words_stay_in_the_history(archive: GitArchive) -> None:
    archive.commit({FILE: text(CLEAN, SECOND, head=head(PLAIN))})
    assert CANARY in everywhere(archive)


@pytest.mark.parametrize("what", ["typo", "更正數字，由十二組改為十一組", "誤字；標點"])
def test_with_a_plain_note_the_difference_is_shown(archive: GitArchive, what: str) -> None:
    plain = f"corrections:\n  - {{date: 2026-02-07, what: {what}}}\n"
    archive.commit({FILE: text(CLEAN, SECOND, head=head(plain))})
    assert CANARY in everywhere(archive)


@pytest.mark.parametrize("fields", NOT_PLAIN)
def test_a_note_that_is_not_plain_protects_where_words_went(
    archive: GitArchive, fields: str
) -> None:
    archive.commit({FILE: text(CLEAN, SECOND, head=head(fields))})
    assert CANARY not in everywhere(archive)


@pytest.mark.parametrize("fields", NOT_PLAIN)
def test_a_note_that_is_not_plain_hides_nothing_where_words_only_came(
    archive: GitArchive, fields: str
) -> None:
    archive.commit({FILE: text(WORDS, f"{SECOND}謝謝。", THIRD, head=head(fields))})
    [life] = archive.index().lives
    assert [version.cut for version in life.versions] == [False, False]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_note_with_a_mistake_protects_and_is_an_error_at_its_line(
    archive: GitArchive, slip: str
) -> None:
    fields, below = SLIPS[slip]
    now = text(CLEAN, SECOND, head=head(fields))
    archive.commit({FILE: now})
    assert CANARY not in everywhere(archive)
    found = validate(parse(now.encode(), FILE), context_for(None, NOW))
    assert ("note-unread", below + 1) in {(p.code, p.line) for p in found if p.severity == "error"}


@pytest.mark.parametrize("fields", [GOOD, SLIPS["no date"][0]])
def test_a_note_protects_when_it_comes_before_the_words_go(
    archive: GitArchive, fields: str
) -> None:
    archive.commit({FILE: text(WORDS, SECOND, head=head(fields))})
    archive.commit({FILE: text(CLEAN, SECOND, head=head(fields))})
    assert CANARY not in everywhere(archive)


def test_a_note_protects_words_that_go_in_a_second_commit_within_two_weeks(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(WORDS, mended(SECOND), head=head(GOOD))})
    archive.commit({FILE: text(CLEAN, mended(SECOND), head=head(GOOD))})
    assert CANARY not in everywhere(archive)


def test_a_note_that_came_alone_long_ago_protects_the_next_words_that_go(
    archive: GitArchive,
) -> None:
    archive.commit({FILE: text(WORDS, SECOND, head=head(GOOD))})
    archive.wait(days=20)
    archive.commit({FILE: text(CLEAN, SECOND, head=head(GOOD))})
    assert CANARY not in everywhere(archive)


def test_a_note_protects_when_it_comes_after_the_words_went(archive: GitArchive) -> None:
    archive.commit({FILE: text(CLEAN, SECOND, head=head())})
    archive.commit({FILE: text(CLEAN, SECOND, head=head(SLIPS["plain words"][0]))})
    assert CANARY not in everywhere(archive)


def test_a_note_protects_from_one_index_to_the_next(archive: GitArchive) -> None:
    archive.commit({FILE: text(WORDS, SECOND, head=head(GOOD))})
    archive.index()
    archive.commit({FILE: text(CLEAN, SECOND, head=head(GOOD))})
    assert CANARY not in everywhere(archive)


@pytest.mark.parametrize("fields", [GOOD, SLIPS["no day"][0]])
def test_a_note_protects_before_it_is_committed(archive: GitArchive, fields: str) -> None:
    archive.write(FILE, text(CLEAN, SECOND, head=head(fields)))
    assert CANARY not in everywhere(archive)


def test_a_committed_note_protects_words_that_are_not_committed_yet(archive: GitArchive) -> None:
    archive.commit({FILE: text(WORDS, SECOND, head=head(GOOD))})
    archive.write(FILE, text(CLEAN, SECOND, head=head(GOOD)))
    assert CANARY not in everywhere(archive)


def test_a_note_hides_nothing_that_is_corrected_long_after(archive: GitArchive) -> None:
    archive.commit({FILE: text(FIRST, SECOND, head=head(GOOD))})
    archive.wait(days=20)
    later = mended(THIRD).replace("材質", RARE)
    archive.commit({FILE: text(FIRST, later, head=head(GOOD))})
    archive.wait(days=20)
    archive.commit({FILE: text(FIRST, mended(THIRD), head=head(GOOD))})
    assert RARE in everywhere(archive)


def test_a_note_that_stands_there_since_is_no_news(archive: GitArchive) -> None:
    slip = SLIPS["no date"][0]
    archive.commit({FILE: text(CLEAN, SECOND, head=head(slip))})
    later = mended(SECOND).replace("動線", RARE)
    archive.wait(days=20)
    archive.commit({FILE: text(CLEAN, later, head=head(slip))})
    now = later.replace(RARE, "路線")
    archive.commit({FILE: text(CLEAN, now, head=head(slip + "case: 901\n"))})
    assert RARE in everywhere(archive)
