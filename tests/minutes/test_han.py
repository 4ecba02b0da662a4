"""What a Han character is, is said once."""

import re
from pathlib import Path

import pytest

from minutes.text.folding import fold, is_han
from minutes.text.han import closed_up, count_han, has_han, opened

ROOT = Path(__file__).resolve().parents[2]
# They know scripts, not Han alone.
OWN_RANGES = {"minutes/text/han.py", "minutes/text/folding.py"}


@pytest.mark.parametrize("char", "一龥㐀𠮷𰀀豈々〇")
def test_rare_and_compatible_characters_and_marks_of_iteration_are_han(char: str) -> None:
    assert has_han(char)
    assert is_han(char)


@pytest.mark.parametrize("char", "aé1，「のハ한ㄅ🙂 ")
def test_kana_hangul_punctuation_and_letters_are_not(char: str) -> None:
    assert not has_han(char)


def test_han_is_counted_by_characters() -> None:
    assert count_han("PO 月會𠮷，ok") == 3


def test_no_other_module_has_ranges_of_its_own() -> None:
    written = re.compile(r"\\u(?:3400|4e00)-|㐀-|一-[\u9fa5-\u9fff]", re.I)
    found = {
        file.relative_to(ROOT).as_posix()
        for package in ("minutes", "pipeline", "webapp")
        for file in (ROOT / package).rglob("*.py")
        if written.search(file.read_text("utf-8"))
    }

    assert found - OWN_RANGES == set()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("第 60 案", "第60案"),
        ("101 跟 103 都可以", "101跟103都可以"),
        ("序號 四十六 號", "序號四十六號"),
        ("Join 有 2 題", "join 有2題"),
        ("公園 遊具", "公園 遊具"),
    ],
)
def test_numbers_are_compared_without_the_spaces_around_them(written: str, expected: str) -> None:
    assert closed_up(fold(written)) == fold(expected)


@pytest.mark.parametrize("words", ["60案", "在3月5日", "結束"])
def test_words_that_were_closed_up_are_found_again_as_they_are_written(words: str) -> None:
    written = "第 60 案在 3 月 5 日結束"
    place = closed_up(written).index(words)
    first, end = opened(written, place, place + len(words))
    assert closed_up(written[first:end]) == words
    assert written[first:end].strip() == written[first:end]
