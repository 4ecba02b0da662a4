"""YAML from strangers: plain data, or a reason and a line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.yaml_text import reading
from minutes.yaml_text.errors import UnreadableYaml

scalars = st.sampled_from(
    [
        "a",
        "1",
        "yes",
        "2018-01-01",
        "'x'",
        '"y"',
        "~",
        "true",
        "*a",
        "&a b",
        "!x y",
        "!!int z",
        '!!int ""',
        "!!bool q",
        "|",
        ">",
        "- b",
        "? c",
        "[",
        "]",
        "{",
        "}",
        ":",
        "#",
        "\t",
        "\x00",
        "\ufeff",
        "\u2028",
        "%TAG",
        "---",
        "...",
        "<<",
    ]
)
texts = st.lists(
    st.one_of(
        scalars, st.just("k: "), st.just("\n"), st.just("\n  "), st.just("- "), st.text(max_size=3)
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("date: 2018-01-02", {"date": "2018-01-02"}),
        ("a: no", {"a": "no"}),
        ("a: yes\nb: on\nc: true", {"a": "yes", "b": "on", "c": True}),
        (
            "a: 010\nb: 0o17\nc: 1_000\nd: 12:30",
            {"a": "010", "b": "0o17", "c": "1_000", "d": "12:30"},
        ),
        ("a: -5\nb: 1.5\nc: .5\nd: 1e3", {"a": -5, "b": 1.5, "c": 0.5, "d": "1e3"}),
        ("a:\nb: ~\nc: null\nd: ''", {"a": None, "b": None, "c": None, "d": ""}),
        ("a: [1, {b: c}]", {"a": [1, {"b": "c"}]}),
        ("a: |\n  一\n  二\n", {"a": "一\n二\n"}),
        (
            "1: x\ntrue: y\n2018-01-01: z\n~: q",
            {"1": "x", "true": "y", "2018-01-01": "z", "~": "q"},
        ),
        ("<<: {a: 1}", {"<<": {"a": 1}}),
        ("- 一\n- 二", ["一", "二"]),
        ("", None),
        ("# 只有註解", None),
        ("詞", "詞"),
    ],
)
def test_plain_data_is_read_as_it_stands(text: str, value: Any) -> None:
    assert reading.load(text).value == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2", 2),
        ("a:\n  b: 1\n  b: 2", 3),
        ('1: x\n"1": y', 2),
        ("a: &x 1\nb: *x", 2),
        ("a: [", 1),
        ("a: 1\n\tb: 2", 2),
        ("a: 1\nb: !!python/object/apply:os.system [id]", 2),
        ("a: !x y", 1),
        ("a: !!binary aGk=", 1),
        ("a: !!set {x}", 1),
        ('a: !!int ""', 1),
        ("? [a]\n: b", 1),
        ("a: 1\nb: \x07", 2),
        ('a: 1\nb: "\\ud800"', 2),
        ('"\\ud800": 1', 1),
        ("a: 1\n---\nb: 2", 2),
        ("a: 1\nb\n", 3),
        ("a: " + "9" * 5000, 1),
        ("x" * (reading.MAX_CHARS + 1), 1),
        ("[" * 100_000, 1),
        ("a: " + "[" * 30 + "]" * 30, 1),
        ('a: "一\u2028二"\nb: [', 2),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableYaml) as refused:
        reading.load(text)
    assert refused.value.line == line
    assert refused.value.reason


def test_aliases_cannot_be_piled_up_into_a_bomb() -> None:
    bomb = 'a: &a ["x"]\n' + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(UnreadableYaml):
        reading.load(bomb)


@given(texts)
def test_any_text_is_data_or_refused(text: str) -> None:
    try:
        lines = [line for line, _ in reading.load(text).places.values()]
    except UnreadableYaml as refused:
        lines = [refused.line]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_each_value_is_known_by_its_place() -> None:
    loaded = reading.load("title: 題\nvotes:\n  - ballot: 一\n    cast: x\n")
    assert loaded.place(("title",)) == (1, 1)
    assert loaded.place(("votes", 0)) == (3, 5)
    assert loaded.place(("votes", 0, "cast")) == (4, 5)
    assert loaded.place(("votes", 3, "cast")) == (2, 1)
    assert loaded.place(("nothing",)) == (1, 1)


def test_a_line_separator_within_a_value_does_not_shift_the_lines_after_it() -> None:
    assert reading.load('a: "一\u2028二"\nb: 1').place(("b",)) == (2, 1)


def test_a_long_list_of_fields_is_read_in_a_moment() -> None:
    text = "".join(f"k{n}: v\n" for n in range(5_000))
    assert len(reading.load(text).value) == 5_000
