"""Numbers read as people write them, and only case numbers are taken for case numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records.case_numbers import CaseMention, find_cases
from minutes.text import numerals
from minutes.text.folding import fold
from minutes.text.numerals import LARGEST, ORDINAL, of_digits, parse, spellings
from tests.growth import is_linear


def numbers(text: str) -> list[int]:
    return [mention.number for mention in find_cases(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("00042", 42),
        ("99999", 99999),
        ("100000", None),
        ("", None),
        ("1_0", None),
        (" 5", None),
        ("-1", None),
        ("１２", None),
        ("²", None),
    ],
)
def test_plain_digits_alone_are_a_number(text: str, number: int | None) -> None:
    assert of_digits(text, 5) == number


def test_every_spelling_of_every_number_reads_back() -> None:
    for number in range(1, LARGEST + 1):
        forms = spellings(number)
        assert forms[0] == str(number)
        assert len(set(forms)) == len(forms), number
        assert {parse(form) for form in forms} == {number}
        assert {parse(fold(form)) for form in forms} == {number}


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        (7, {"7", "七"}),
        (10, {"10", "十"}),
        (23, {"23", "二十三", "廿三"}),
        (42, {"42", "四十二", "卌二"}),
        (101, {"101", "一百零一", "一〇一", "一零一"}),
        (110, {"110", "一百一十", "一百十", "一一〇", "一一零"}),
        (126, {"126", "一百二十六", "一二六"}),
        (200, {"200", "二百", "兩百", "二〇〇", "二零零"}),
    ],
)
def test_people_write_a_number_in_these_ways(number: int, forms: set[str]) -> None:
    assert set(spellings(number)) == forms


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_out_of_range_have_no_spelling(number: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        spellings(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２６", 126),
        (" 42 ", 42),
        ("007", 7),
        ("两百", 200),
        ("卅", 30),
        ("一百廿三", 123),
        ("一百〇一", 101),
        ("一千零二十", 1020),
        ("一百二", 120),
        ("三千五", 3500),
        ("貳拾參", 23),
        ("零", 0),
    ],
)
def test_other_ways_of_writing_are_read_too(text: str, number: int) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "百",
        "十十",
        "兩十",
        "一百零",
        "一千零一百",
        "十〇",
        "12345",
        "4.2",
        "四二十",
        "x",
        "四十二案",
    ],
)
def test_what_is_no_number_reads_as_none(text: str) -> None:
    assert parse(text) is None


def test_a_number_is_nothing_where_none_is_spelled() -> None:
    assert [numerals.number(text) for text in ("廿三", "四十二", "次", "", None)] == [
        23,
        42,
        0,
        0,
        0,
    ]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    number = parse(text)
    assert number is None or 0 <= number <= LARGEST


@pytest.mark.parametrize(
    ("text", "number", "counter"),
    [
        ("第42案", 42, "案"),
        ("第 42 次", 42, "次"),
        ("第四十二場", 42, "場"),
        ("第２屆", 2, "屆"),
        ("第3季", 3, "季"),
        ("第二階段", 2, "階段"),
    ],
)
def test_an_ordinal_is_found_in_folded_and_raw_text(text: str, number: int, counter: str) -> None:
    for form in (text, fold(text)):
        match = ORDINAL.search(form)
        assert match is not None, form
        assert (parse(match["number"]), match["counter"]) == (number, counter), form


@pytest.mark.parametrize(
    ("text", "span", "number", "counter"),
    [
        ("談第42案。", "第42案", 42, "案"),
        ("談第 42 案。", "第 42 案", 42, "案"),
        ("談第四十二案。", "第四十二案", 42, "案"),
        ("談第４２案。", "第４２案", 42, "案"),
        ("開第42次協作會議", "第42次", 42, "次"),
        ("开第四十二次协作会议", "第四十二次", 42, "次"),
        ("第二十三次開放政府聯絡人協作會議", "第二十三次", 23, "次"),
        ("第 109 次第二階段協作會議", "第 109 次", 109, "次"),
        ("第53次【登山】協作會議", "第53次", 53, "次"),
        ("案號42的部分", "案號42", 42, "案號"),
        ("案号：「03」有關", "案号：「03", 3, "案號"),
        ("序號 42，請說明", "序號 42", 42, "序號"),
        ("序號二是什麼", "序號二", 2, "序號"),
        ("42案，", "42案", 42, "案"),
        ("討論 42 案", "42 案", 42, "案"),
        ("in Case 42, we", "Case 42", 42, "case"),
        ("see No. 42.", "No. 42", 42, "no."),
        ("the 42nd collaborative meeting", "42nd collaborative meeting", 42, "次"),
    ],
)
def test_a_case_is_found_where_it_is_mentioned(
    text: str, span: str, number: int, counter: str
) -> None:
    start = text.index(span)
    expected = [CaseMention(start, start + len(span), number, counter)]
    assert find_cases(text) == expected
    assert find_cases(fold(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "三個案",
        "個案",
        "一案",
        "共42案",
        "共 42 案",
        "42案件",
        "1,042 案",
        "3.42案",
        "v42 案",
        "第一案例",
        "第一次會前會",
        "第二次跟大家報告",
        "序號一般",
        "序號不同",
        "案號102A0023",
        "第12345案",
        "第0案",
        "showcase 42",
        "case 3.5",
        "that was the case 20 years ago",
        "casino. 42",
        "no.42x",
    ],
)
def test_amounts_and_other_ordinals_are_no_cases(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("第41、42案", [41, 42]),
        ("第１１６及１１７案", [116, 117]),
        ("第99次及第100次協作會議", [99, 100]),
        ("序號10、18，有關於", [10, 18]),
        ("序號 1 至 3", [1, 2, 3]),
        ("像5、7案很明顯", [5, 7]),
        ("Cases 41, 42 and 43", [41, 42, 43]),
    ],
)
def test_a_list_of_cases_mentions_each(text: str, cases: list[int]) -> None:
    assert numbers(text) == cases


@given(st.integers(1, LARGEST), st.sampled_from(["案", " 案", "次協作會議", "次 協作會議"]))
def test_every_spelling_of_a_case_number_is_found(number: int, counter: str) -> None:
    for form in spellings(number):
        assert numbers(f"關於第{form}{counter}") == [number]


@given(st.text(st.sampled_from("第案次協作序號0123一二十百、至 case no.42會議【】，共")))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for mention in find_cases(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.start >= end or mention.end == end
        assert 1 <= mention.number <= LARGEST
        end = mention.end


@pytest.mark.parametrize(
    "part", ["第1次", "1、", "第1次、", "序號1至", "第一、", "案號 ", "【", "第1次【"]
)
def test_a_hostile_text_takes_no_longer_than_its_length_allows(part: str) -> None:
    assert is_linear(find_cases, part, 100_000)
