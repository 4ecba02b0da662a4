"""A note of a correction is plain where every clause of it has a form that is known; any other may be for
somebody's protection."""

import tomllib
from pathlib import Path

import pytest

from minutes.publication.correction_notes import MOST_CHARS, is_plain

NOTES = tomllib.loads(Path(__file__).with_name("correction_notes.toml").read_text("utf-8"))
MORE = [
    "，刪除個資",
    "；王大明改為居民",
    "（應本人要求）",
    "：王大明",
    "的王大明",
    "並刪除一段",
    "、姓名",
    ", name removed",
    " of the victim",
    " at the request of the speaker",
    "; a passage removed",
    " and names",
    "?",
]


@pytest.mark.parametrize("kind", ["plain", "other"])
def test_what_people_write_is_plain_or_counts_as_protection(kind: str) -> None:
    wrong = [note for note in NOTES[kind] if is_plain(note) is not (kind == "plain")]
    print(f"{kind}: {len(NOTES[kind]) - len(wrong)} of {len(NOTES[kind])}")
    assert wrong == []
    assert len(NOTES[kind]) >= 70


def test_one_clause_or_word_more_makes_no_plain_note_of_it() -> None:
    tried = [note + more for note in NOTES["plain"] for more in MORE]
    assert [note for note in tried if is_plain(note)] == []


@pytest.mark.parametrize(
    "before",
    ["匿名", "個資", "刪除", "移除姓名", "王大明", "應要求", "removed ", "her ", "private "],
)
def test_one_word_before_makes_no_plain_note_of_it(before: str) -> None:
    may_go = {"重複", "duplicate"}  # what says more than once goes without harm
    tried = [note for note in NOTES["plain"] if not any(word in note for word in may_go)]
    assert [note for note in tried if is_plain(before + note)] == []


@pytest.mark.parametrize(
    "part", ["更正", "錯字、", "一", "a ", "typos and ", "第三段的", "由一改為", "補上"]
)
def test_what_is_long_is_not_looked_at(part: str) -> None:
    assert not is_plain(part * MOST_CHARS)
    assert not is_plain("錯字，" * MOST_CHARS + "錯字")
