"""What a query says of itself."""

import datetime as dt

import pytest

from minutes.query.agency_names import AgencyNames
from minutes.query.parser import MAX_PREFIXES, parse
from minutes.query.tree import ORDINAL, And, Field, Not, Query, Word
from minutes.registers.agencies import Agencies


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


def understood(typed: str) -> Query:
    """A query as it is taken on a day in 2021."""
    return parse(typed, AgencyNames(Agencies(), dt.date(2021, 6, 1)))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("報稅軟體什麼時候可以用", ["報稅軟體"]),
        ("哪次會議討論過報稅軟體？", ["報稅軟體"]),
        ("誰說過「報稅軟體」", ["報稅軟體"]),
        ("誰講過報稅軟體", ["報稅軟體"]),
        ("報稅軟體怎麼辦", ["報稅軟體"]),
        ("which meeting discussed tax filing software", ["tax", "filing", "software"]),
        ("When was the tax petition discussed?", ["tax", "petition"]),
        ("annual meeting", ["annual", "meeting"]),
        ("可以用", ["可以用"]),
        ("目的", ["目的"]),
    ],
)
def test_what_asks_and_tells_nothing_need_not_stand_in_a_record(
    typed: str, words: list[str]
) -> None:
    assert [w.typed for w in understood(typed).words] == words


@pytest.mark.parametrize("typed", ["2020年協作會議", "109年的協作會議"])
def test_behind_a_time_the_name_of_a_tier_says_which_meetings_are_meant(typed: str) -> None:
    query = understood(typed)
    assert isinstance(query.root, And)
    year, tier = query.root.nodes
    assert tier == Field("tier", "collaborative")
    assert isinstance(year, Word)
    assert year.days == (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    assert [u.kind for u in query.understood] == ["period", "tier"]


def test_last_year_is_another_one_in_a_record() -> None:
    query = understood("去年的協作會議")
    year = Field("date", (dt.date(2020, 1, 1), dt.date(2020, 12, 31)))
    assert query.root == And((year, Field("tier", "collaborative")))
    [weighed] = understood("去年 報稅").weighed
    assert "去年" not in weighed.forms


@pytest.mark.parametrize("typed", ["date:去年", "日期：去年..去年", "date:2020"])
def test_a_date_may_be_told_from_today(typed: str) -> None:
    [query, unknown] = understood(typed), parse(typed)  # the second does not know what day it is
    assert query.root == Field("date", (dt.date(2020, 1, 1), dt.date(2020, 12, 31)))
    assert isinstance(unknown.root, Field)


def test_only_some_words_are_completed_and_from_two_letters_on() -> None:
    query = parse("a* " + " ".join(f"go{n}*" for n in range(MAX_PREFIXES + 2)))
    cut_short = [word.typed for word in query.words if word.prefix]
    assert cut_short == [f"go{n}" for n in range(MAX_PREFIXES)]
    assert [note.text for note in query.notes if note.code == "prefix"] == [
        "a",
        f"go{MAX_PREFIXES}",
        f"go{MAX_PREFIXES + 1}",
    ]


@pytest.mark.parametrize("minus", "-－‐‑–−")
def test_whatever_dash_is_typed_before_a_word_leaves_it_out(minus: str) -> None:
    assert parse(f"垃圾 {minus}月會").root == parse("垃圾 -月會").root


@pytest.mark.parametrize("dash", ["—", "——"])
def test_a_long_dash_before_a_word_leaves_nothing_out(dash: str) -> None:
    assert not any(isinstance(node, Not) for node in parse(f"垃圾 {dash}月會").root.nodes)
