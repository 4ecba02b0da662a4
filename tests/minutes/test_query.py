"""What a query says of itself."""

import pytest

from minutes.query.parser import parse
from minutes.query.tree import ORDINAL, Word


def test_the_words_of_a_query_are_those_that_may_match_once_each() -> None:
    assert [w.typed for w in parse("甲 乙 甲 -丙 (丁 OR 甲)").words] == ["甲", "乙", "丁"]


@pytest.mark.parametrize(
    ("typed", "edges"),
    [
        ("open", (True, True)),
        ("gov*", (True, False)),
        ('"open"', (False, False)),
        ("開放", (False, False)),
        ("45天", (True, False)),
        ("PO月會", (True, False)),
        ("第3a", (False, True)),
        ("R&D", (True, True)),
    ],
)
def test_a_word_must_end_at_the_edge_of_a_latin_word_where_it_ends_in_latin(
    typed: str, edges: tuple[bool, bool]
) -> None:
    (word,) = parse(typed).words
    assert word.edges(word.forms[0]) == edges


@pytest.mark.parametrize("text", ["第42次", "第 42 案", "第四十二次", "第４２案", "第兩百零三案"])
def test_a_case_number_is_recognised_however_it_is_written(text: str) -> None:
    assert ORDINAL.fullmatch(text)


def test_aliases_of_several_words_are_named_once() -> None:
    one = Word("a", ("a", "b"), widened=("B",))
    assert parse("x").widened == ()
    assert one.widened == ("B",)
