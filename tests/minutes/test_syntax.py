"""What a reader types is read as meant, and nothing that is typed can break the parser."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minutes.query import parser, wording
from minutes.query.agency_names import AgencyNames
from minutes.query.parser import parse
from minutes.query.tree import And, Field, Node, Not, Or, Query, Word, positive
from minutes.records.front_matter import Bilingual
from minutes.registers.agencies import Agencies, Agency
from minutes.text.folding import fold


def shown(node: Node | None) -> object:
    """A tree in brief: words as text, phrases as 'text', fields as name:value."""
    if node is None:
        return None
    if isinstance(node, Word):
        return f"'{node.forms[0]}'" if node.quoted else node.forms[0] + "*" * node.prefix
    if isinstance(node, Field):
        return f"{node.name}:{node.value}" + "!" * node.quoted
    if isinstance(node, Not):
        return ("not", shown(node.node))
    return ("and" if isinstance(node, And) else "or", *map(shown, node.nodes))


def codes(query: Query) -> list[str]:
    return [note.code for note in query.notes]


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("報稅 網站", ("and", "報稅", "網站")),
        ("報稅　網站", ("and", "報稅", "網站")),
        ("報稅 AND 網站", ("and", "報稅", "網站")),
        ("報稅 OR 綜所稅", ("or", "報稅", "綜所稅")),
        ("報稅 ＯＲ 綜所稅", ("or", "報稅", "綜所稅")),
        ("甲 乙 OR 丙 丁", ("or", ("and", "甲", "乙"), ("and", "丙", "丁"))),
        ("甲 (乙 OR 丙)", ("and", "甲", ("or", "乙", "丙"))),
        ("甲（乙 OR 丙）", ("and", "甲", ("or", "乙", "丙"))),
        ("((甲))", "甲"),
        ("報稅 -垃圾", ("and", "報稅", ("not", "垃圾"))),
        ("報稅 －垃圾", ("and", "報稅", ("not", "垃圾"))),
        ("報稅 -(甲 OR 乙)", ("and", "報稅", ("not", ("or", "甲", "乙")))),
        ("--甲", "--甲"),
        ("gov*", "gov*"),
        ("ＧＯＶ＊", "gov*"),
        ("open-source", "open-source"),
        ("R&D 45天 it's", ("and", "r&d", "45天", "it's")),
        ("PO月會", "po月會"),
        ("oregon or and", ("and", "oregon", "or", "and")),
    ],
)
def test_words_join_by_and_and_the_full_width_forms_work_as_the_ascii_ones(
    typed: str, tree: object
) -> None:
    query = parse(typed)
    assert shown(query.root) == tree
    assert not query.notes


@pytest.mark.parametrize(
    "typed",
    [
        '"報稅 網站"',
        "“報稅 網站”",
        "「報稅 網站」",
        "『報稅 網站』",
        "＂報稅 網站＂",
        "”報稅 網站”",
    ],
)
def test_every_pair_of_quotation_marks_makes_a_phrase(typed: str) -> None:
    assert shown(parse(typed).root) == "'報稅 網站'"


def test_a_phrase_that_is_never_closed_reaches_to_the_end_and_says_so() -> None:
    query = parse('報稅 "網站 改版')
    assert shown(query.root) == ("and", "報稅", "'網站 改版'")
    assert codes(query) == ["unclosed-quote"]


def test_empty_quotes_and_brackets_ask_for_nothing() -> None:
    assert parse('""').root is None
    assert parse("  ").root is None
    assert shown(parse('"" 甲').root) == "甲"


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("甲 OR", ("and", "甲", "or")),
        ("OR 甲", ("or", "or", "甲")),
        ("(甲", ("and", "(", "甲")),
        ("甲)", ("and", "甲", ")")),
        ("報稅 OR OR 網站", ("or", ("and", "報稅", "or"), "網站")),
    ],
)
def test_an_operator_without_an_operand_is_a_word_and_says_so(typed: str, tree: object) -> None:
    query = parse(typed)
    assert "literal" in codes(query)
    assert {"(", ")", "or"} & {w.forms[0] for w in query.words}
    assert {w.forms[0] for w in query.words} == set(_leaves(tree))


def _leaves(tree: object) -> list[str]:
    if isinstance(tree, tuple):
        return [leaf for child in tree[1:] for leaf in _leaves(child)]
    return [str(tree)]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("speaker:唐鳳", "speaker:唐鳳"),
        ("講者：唐鳳", "speaker:唐鳳"),
        ('speaker:"唐鳳"', "speaker:唐鳳!"),
        ("講者:「王 小明」", "speaker:王 小明!"),
        ("機關:財政部", f"agency:{fold('財政部')}"),
        ("tier:monthly", "tier:monthly"),
        ("層級：協作會議", "tier:collaborative"),
        ("案號:42", "case:42"),
        ("case:四十二", "case:42"),
        ("case:第42案", "case:42"),
        ("lang:EN", "lang:en"),
        ("title:月會", f"title:{fold('月會')}"),
    ],
)
def test_fields_have_names_and_values_in_both_languages(typed: str, field: str) -> None:
    query = parse(typed)
    assert shown(query.root) == field
    assert not query.notes


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("date:2017", dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
        ("date:2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("date:2017/3/5", dt.date(2017, 3, 5), dt.date(2017, 3, 5)),
        ("日期：2017-03..2018-05", dt.date(2017, 3, 1), dt.date(2018, 5, 31)),
        ("date:2017..", dt.date(2017, 1, 1), dt.date.max),
        ("date:..2017", dt.date.min, dt.date(2017, 12, 31)),
    ],
)
def test_a_date_is_a_day_a_month_a_year_or_a_range(
    typed: str, first: dt.date, last: dt.date
) -> None:
    assert parse(typed).root == Field("date", (first, last))


@pytest.mark.parametrize(
    "typed",
    [
        "date:明天",
        "date:2018-13",
        "date:2018-02-30",
        "date:..",
        "tier:x",
        "case:甲",
        "kind:?",
        "in:nowhere",
        "date:0000",
    ],
)
def test_a_value_that_means_nothing_is_searched_as_typed_and_says_so(typed: str) -> None:
    query = parse(typed)
    assert shown(query.root) == typed
    assert codes(query) == ["bad-value"]


def test_an_unknown_field_is_a_word_with_a_note_and_an_address_without() -> None:
    assert codes(parse("color:red")) == ["unknown-field"]
    assert codes(parse("https://example.org/a")) == []


def test_in_speech_is_an_option_and_no_word() -> None:
    for typed in ("in:speech 甲 乙", "甲 in:speech 乙", "甲 乙 範圍：發言"):
        query = parse(typed)
        assert query.in_speech, typed
        assert shown(query.root) == ("and", "甲", "乙"), typed


def test_the_spellings_of_a_case_number_are_one_word_unless_quoted() -> None:
    forms = {
        frozenset(word.forms)
        for typed in ("第42次", "第 42 案", "第四十二次", "第４２案")
        for word in parse(typed).words
    }
    assert len(forms) == 1
    assert {"第42次", "第42案", "第 42 案", "第四十二次", "第卌二案"} <= next(iter(forms))
    assert parse('"第42次"').words[0].forms == ("第42次",)


def test_a_case_number_within_a_word_keeps_the_words_around_it() -> None:
    (word,) = parse("第42次協作會議").words
    assert {fold("第四十二案協作會議"), fold("第 42 次協作會議")} <= set(word.forms)
    assert len(word.forms) <= wording.MAX_FORMS


def test_other_names_of_a_word_are_searched_along_but_not_for_a_phrase_or_prefix() -> None:
    agency = Agency(id="example", name=Bilingual("", "National Example Council"), short=("NEC",))
    names = AgencyNames(Agencies.of([agency]), dt.date(2024, 1, 1))
    (word,) = parse("NEC", names).words
    assert word.forms == ("nec", "national example council")
    assert parse("NEC", names).widened == ("National Example Council",)
    assert parse('"NEC"', names).words[0].forms == ("nec",)
    assert parse("NEC*", names).words[0].forms == ("nec",)


def test_a_query_too_long_or_of_too_many_words_is_cut_and_says_so() -> None:
    long = parse("字" * 10_000)
    assert codes(long) == ["too-long"]
    assert len(long.words[0].forms[0]) == parser.MAX_CHARS
    many = parse(" ".join(f"w{n}" for n in range(100)))
    assert codes(many) == ["too-many-words"]
    assert len(many.words) == parser.MAX_WORDS


def test_brackets_nest_only_so_deep() -> None:
    query = parse("(" * 200 + "甲" + ")" * 200)
    assert "甲" in {w.forms[0] for w in query.words}
    assert "literal" in codes(query)


SIGNS = st.sampled_from(
    [
        *'()（）-－"「」“”『』:：*＊ORANDand 第42次案甲乙a.1',
        " OR ",
        "in:speech",
        "date:",
        "講者：",
        "title:",
        "第四十二案",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=30).map("".join)))
@example("第0次")
@example("-")
@example("*")
@example('"')
@example("title:\u0000x")
@example("\ud800")
@example("第９９９９次" * 40)
def test_whatever_is_typed_becomes_a_query_whose_words_can_be_looked_for(typed: str) -> None:
    query = parse(typed)
    assert query.typed == typed
    for node in positive(query.root):
        if isinstance(node, Word):
            assert node.forms
            for form in node.forms:
                assert form == fold(form)
                assert form
                node.edges(form)


@given(st.lists(SIGNS, max_size=20).map("".join))
def test_a_query_and_its_folded_form_mean_the_same(typed: str) -> None:
    upper = {"OR", "AND"}
    if not any(word in fold(typed).split() or word in typed for word in (*upper, "or", "and")):
        assert shown(parse(typed).root) == shown(parse(fold(typed)).root)


def test_or_of_two_and_their_negation_hold_their_words() -> None:
    query = parse("(甲 OR 乙) -丙")
    assert isinstance(query.root, And)
    assert isinstance(query.root.nodes[0], Or)
    assert [w.typed for w in query.words] == ["甲", "乙"]
