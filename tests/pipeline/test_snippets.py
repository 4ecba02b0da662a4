"""The marked words around a match: exact, escaped, in one pass."""

import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.query.parser import parse
from minutes.query.tree import Word
from minutes.text.folding import fold
from pipeline.search.snippets import AFTER, BEFORE, highlighted, snippet, spans


def words(*typed: str) -> list[Word]:
    return [word for text in typed for word in parse(text).words]


def made(text: str, *typed: str) -> str:
    return snippet(text, fold(text), words(*typed))


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("我們談開放政府。", ["開放政府"], "我們談<mark>開放政府</mark>。"),
        ("台灣與臺灣", ["臺灣"], "<mark>台灣</mark>與<mark>臺灣</mark>"),
        ("The government governs", ["govern"], "The government governs"),
        ("The government governs", ["gov*"], "The <mark>gov</mark>ernment <mark>gov</mark>erns"),
        ("the em and them", ["the em"], "<mark>the</mark> <mark>em</mark> and them"),
        ('a < b & "c"', ["b"], "a &lt; <mark>b</mark> &amp; &quot;c&quot;"),
        ("R&D 與 quot", ["R&D", "quot"], "<mark>R&amp;D</mark> 與 <mark>quot</mark>"),
        ("開放政府", ["開放", "放政", "政府"], "<mark>開放政府</mark>"),
        ("沒有", ["別的"], "沒有"),
    ],
)
def test_what_matches_is_marked_and_the_rest_is_only_escaped(
    text: str, typed: list[str], expected: str
) -> None:
    assert made(text, *typed) == expected


def test_a_long_text_is_cut_around_the_first_match_with_dots_where_it_goes_on() -> None:
    text = "前" * 300 + "報稅" + "後" * 300
    shown = made(text, "報稅")
    assert shown == "…" + "前" * BEFORE + "<mark>報稅</mark>" + "後" * (AFTER - 2) + "…"


def test_a_cut_does_not_break_a_latin_word() -> None:
    shown = made("alphabet " * 30 + "報稅 " + "alphabet " * 30, "報稅")
    assert set(re.findall(r"[a-z]+", re.sub("</?mark>", "", shown))) == {"alphabet"}


def test_a_match_longer_than_the_window_is_shown_whole() -> None:
    phrase = "字" * 300
    assert made(phrase, f'"{phrase}"') == f"<mark>{phrase}</mark>"


TEXT = st.text(st.sampled_from("甲乙開放府 ab<>&\"'😀é臺台\u202e"), max_size=400)
QUERY = st.lists(
    st.sampled_from(["甲", "開放", "放府", "a", "ab", "a*", '"b a"', "😀", "台", "&", "<", "é"]),
    max_size=4,
)


@given(TEXT, QUERY)
def test_a_snippet_without_its_marks_is_a_stretch_of_the_text(text: str, typed: list[str]) -> None:
    shown = made(text, *typed)
    assert not re.search(r"<(?!/?mark>)", shown)
    assert shown.count("<mark>") == shown.count("</mark>")
    plain = unescape(re.sub("</?mark>", "", shown))
    assert plain.removeprefix("…").removesuffix("…") in text
    for inner in re.findall("<mark>(.*?)</mark>", shown):
        assert "<" not in inner
        assert inner


@given(TEXT, QUERY)
def test_the_marked_stretches_are_in_order_and_apart_and_each_begins_with_a_word(
    text: str, typed: list[str]
) -> None:
    folded, sought = fold(text), words(*typed)
    found = spans(sought, folded)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    for start, end in found:
        assert 0 <= start < end <= len(text)
        assert any(folded.startswith(form, start) for word in sought for form in word.forms), (
            start,
            end,
        )
    whole = re.sub("</?mark>", "", highlighted(text, found))
    assert unescape(whole) == text
