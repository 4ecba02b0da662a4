"""Days, case numbers and lists are understood as people in Taiwan write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import vocabulary
from minutes.text import days, lists, numerals

DAY = dt.date(2026, 12, 30)


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-30",
        "2026/12/30",
        "2026.12.30",
        "2026. 12. 30.",
        "20261230",
        "２０２６／１２／３０",
        "2026年12月30日",
        "2026 年 12 月 30 日",
        "115年12月30日",
        "民國115年12月30日",
        "民國 115 年 12 月 30 日",
        "民國一百一十五年十二月三十日",
        "二〇二六年十二月三十日",
        "115/12/30",
        "115.12.30",
        "115-12-30",
        "1151230",
        "民國115.12.30",
        "2026-12-30（三）",
        "2026年12月30日 星期三",
        "115年12月30日（週三）",
        "30 December 2026",
        "Dec. 30, 2026",
        "December 30th, 2026",
        "30 Dec 2026 (Wed)",
        " 2026-12-30\n",
    ],
)
def test_a_day_is_understood_however_it_is_written(written: str) -> None:
    assert days.day(written.rstrip(".") if written.endswith("30.") else written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "",
        "明年",
        "2026-13-01",
        "2026-02-30",
        "12/30/2026",
        "26/3/2",
        "3月2日",
        "2026年12月",
        "0201-03-02",
        "9999-01-01",
        "2026-12-30 至 2026-12-31",
        "2026-12-30x",
        "99999999",
        "115年13月1日",
        "30 Foo 2026",
        "2026-12-30T10:00",
    ],
)
def test_what_is_no_day_or_could_be_two_is_not_guessed(written: str) -> None:
    assert days.day(written) is None


@given(st.dates(dt.date(1992, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day: dt.date) -> None:
    roc = day.year - 1911
    for written in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{roc}年{day.month}月{day.day}日",
        f"民國{roc}年{day.month}月{day.day}日",
        f"民國{roc}/{day.month}/{day.day}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
    ):
        assert days.day(written) == day, written


@given(st.text(max_size=80))
def test_no_words_break_the_reading(text: str) -> None:
    days.day(text)
    lists.cases(text)
    lists.words(text)
    vocabulary.language_tag(text)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("904", [904]),
        ("第904案", [904]),
        ("第 904 案", [904]),
        ("第九百零四案", [904]),
        ("９０４", [904]),
        ("案號904", [904]),
        ("序號：904", [904]),
        ("904案", [904]),
        ("No. 904", [904]),
        ("case 904", [904]),
        ("#904", [904]),
        ("904、905", [904, 905]),
        ("第904、905案", [904, 905]),
        ("第904案及第905案", [904, 905]),
        ("904, 905", [904, 905]),
        ("904 905", [904, 905]),
        ("904 and 905", [904, 905]),
        ("904、904", [904]),
        ("", []),
        ("904、甲", [904, "甲"]),
        ("遊具與遮陽", ["遊具與遮陽"]),
        ("未編號", ["未編號"]),
        ("123456", ["123456"]),
    ],
)
def test_case_numbers_are_understood_and_other_words_stay(
    written: str, numbers: list[int | str]
) -> None:
    assert lists.cases(written) == numbers


@given(st.integers(1, 9999), st.sampled_from(["{}", "第{}案", "案號{}", "{}案"]))
def test_every_spelling_of_a_number_is_that_number(number: int, form: str) -> None:
    for spelled in numerals.spellings(number):
        assert lists.cases(form.format(spelled)) == [number]


def test_a_language_may_be_named() -> None:
    named = {"中文": "zh-Hant-TW", "English": "en", "zh_TW": "zh-TW", "ja": "ja", "": ""}
    assert {word: vocabulary.language_tag(word) for word in named} == named


@pytest.mark.parametrize(
    "name",
    [
        "2026-12-30-範例部會議",
        "2026‑12‑30‑範例部會議",
        "2026－12－30－範例部會議",
        "2026年12月30日 範例部會議",
        "115年12月30日範例部會議",
        "民國115年12月30日（三）範例部會議",
        "20261230範例部會議",
        "1151230 範例部會議",
        "2026/12/30 範例部會議",
        "2026.12.30　範例部會議",
    ],
)
def test_a_name_that_begins_with_a_day_has_it_and_its_words_are_the_rest(name: str) -> None:
    assert days.leading(name) == (DAY, "範例部會議")


@pytest.mark.parametrize("name", ["115年度第2次會議", "2019-2020 年報", "26-3-2 甲", "", "第904案"])
def test_a_name_that_begins_with_no_day_stays_whole(name: str) -> None:
    assert days.leading(name) == (None, name)


ENTRIES = {"a": 1, "b": 0, "c": None, "d": 2}


def test_entries_are_taken_by_their_names_and_by_what_they_say() -> None:
    assert lists.pick(ENTRIES, {"d", "a", "z"}) == {"a": 1, "d": 2}
    assert lists.omit(ENTRIES, {"d", "a", "z"}) == {"b": 0, "c": None}
    assert lists.without_empty(ENTRIES) == {"a": 1, "d": 2}
    assert lists.without_none(ENTRIES) == {"a": 1, "b": 0, "d": 2}


def test_of_several_things_beside_one_key_the_first_counts() -> None:
    first = lists.first_of_each([("b", 1), ("a", 2), ("b", 3)])
    assert list(first.items()) == [("b", 1), ("a", 2)]
