"""Folding keeps offsets, and the tokens of a text hold those of every piece of it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text.folding import FOLDING_VERSION, compose, fold, is_han, is_word, runs, tokens
from tests.minutes import make_folding


def every_character() -> Iterator[str]:
    return map(chr, range(sys.maxunicode + 1))


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("臺台灣湾里裏裡AaＡ１1\u3000\u00a0\n _-かカｶ한ㄅé\u0301。：「"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    )
)
HAN_TEXTS = st.text(st.sampled_from("開放政府協作會議臺かカ한ㄅ々〇"), min_size=1)


@pytest.mark.slow
def test_every_character_folds_to_one_that_folds_to_itself() -> None:
    for char in every_character():
        folded = fold(char)
        assert len(folded) == 1, char
        assert fold(folded) == folded, char


@pytest.mark.slow
def test_compatible_and_lower_case_forms_fold_alike_wherever_they_are_one_character() -> None:
    for char in every_character():
        if char.isspace():
            continue
        for form in (unicodedata.normalize("NFKC", char), char.lower()):
            if len(form) == 1:
                assert fold(form) == fold(char)


def test_white_space_of_every_kind_becomes_a_space() -> None:
    for char in every_character():
        assert (fold(char) == " ") == char.isspace()


@given(st.text(st.characters(codec=None)))
def test_folding_keeps_the_length_of_any_text_and_does_nothing_the_second_time(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(TEXTS, TEXTS)
def test_a_text_folds_character_by_character(first: str, second: str) -> None:
    assert fold(first + second) == fold(first) + fold(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("与会者", "與會者"),
        ("台湾", "臺灣"),
        ("台灣", "臺灣"),
        ("后", "後"),
        ("里", "裏"),
        ("裏", "裡"),
        ("面", "麵"),
        ("着", "著"),
        ("群眾", "群众"),
        ("ＰＯ　月會", "po 月會"),
        ("（第１２次）", "(第12次)"),
        ("ｶﾅ", "カナ"),
        ("Straße", "straße"),
        ("don’t", "don't"),
        ("Oʼ`‘Sample", "O'''Sample"),
        ("open‑data – 1−2", "open-data - 1-2"),
        ("Amaëlle Røssaak Łódź İ", "amaelle rossaak lodz i"),
        ("証鷄", "證雞"),
        ("⼈民", "人民"),
        ("a\u00a0b\u2028c\td\ne", "a b c d e"),
    ],
)
def test_people_find_what_is_written_otherwise(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_characters_stay_different() -> None:
    assert len({fold(char) for char in "開放政府協作會議月季案次辨辯辦瓣"}) == 16


def test_what_is_two_characters_in_its_other_form_stays_as_it_is() -> None:
    assert fold("ﬁ") == "ﬁ"
    assert fold("ǆ") == "ǆ"


@pytest.mark.parametrize("text", ["Zoe\u0308", "re\u0301sume\u0301", "か\u3099", "각"])
def test_a_composed_text_looks_the_same_and_a_letter_is_one_character(text: str) -> None:
    assert compose(text) == unicodedata.normalize("NFC", text)
    assert fold(compose(text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("が", "か"), ("й", "и"), ("ー", "-"), ("一", "-"), ("份", "分"), ("粘", "黏")],
)
def test_what_could_be_mistaken_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_lone_surrogate_passes_through() -> None:
    assert fold("a\ud800B") == "a\ud800b"


def test_the_committed_table_is_what_opencc_yields() -> None:
    assert make_folding.TABLE.read_text(encoding="utf-8") == make_folding.table()


def test_all_characters_that_opencc_links_fold_alike() -> None:
    for source in make_folding.SOURCES:
        for char, variants in make_folding.links(source):
            for variant in variants:
                assert fold(char) == fold(variant)


def test_the_version_names_rules_unicode_and_table() -> None:
    rules, unicode_version, digest = FOLDING_VERSION.split("-")
    assert rules.isdigit()
    assert unicode_version == unicodedata.unidata_version
    assert len(digest) == 12


@pytest.mark.parametrize("char", list("開々〇かカｶー한ㄅ𠮷⼈\u3099"))
def test_scripts_without_spaces_count_as_han(char: str) -> None:
    assert is_han(char)
    assert not is_word(char)


@pytest.mark.parametrize("char", list("aéЖ9٣ß²\u0301क\u093f"))
def test_letters_digits_and_marks_spell_words(char: str) -> None:
    assert is_word(char)
    assert not is_han(char)


@pytest.mark.parametrize("char", list(" _-。、：「・\n\ufe0f\u20e3\u200b\ud800😀"))
def test_signs_are_neither_han_nor_word(char: str) -> None:
    assert not is_han(char)
    assert not is_word(char)


def test_letters_and_digits_are_exactly_han_or_word_after_folding() -> None:
    for char in every_character():
        if fold(char).isalnum():
            assert is_han(fold(char)) != is_word(fold(char))


def test_han_gives_characters_and_pairs_and_latin_gives_words() -> None:
    assert sorted(tokens(fold("R&D 協作會，45天"))) == sorted(
        ["r", "d", "協", "作", "會", "協作", "作會", "45", "天"]
    )


def test_a_sign_between_han_characters_parts_the_pair() -> None:
    assert sorted(tokens("協，作")) == sorted("協作")


@given(HAN_TEXTS, TEXTS, TEXTS)
def test_a_text_holds_the_tokens_of_every_han_piece_of_it(
    piece: str, before: str, after: str
) -> None:
    assert set(tokens(fold(piece))) <= set(tokens(fold(before + piece + after)))


@given(TEXTS)
def test_runs_cover_a_text_without_gaps_and_are_as_long_as_they_can_be(text: str) -> None:
    folded = fold(text)
    found = list(runs(folded))
    assert "".join(folded[start:end] for start, end, _ in found) == folded
    for (_, end, kind), (start, _, following) in pairwise(found):
        assert start == end
        assert kind != following
    for start, end, kind in found:
        assert start < end
        for char in folded[start:end]:
            assert is_han(char) == (kind == "han")
            assert is_word(char) == (kind == "word")


@given(TEXTS)
def test_tokens_are_the_words_characters_and_pairs_of_the_runs(text: str) -> None:
    folded = fold(text)
    expected: list[str] = []
    for start, end, kind in runs(folded):
        run = folded[start:end]
        if kind == "word":
            expected.append(run)
        elif kind == "han":
            expected.extend(run)
            expected.extend(run[at : at + 2] for at in range(len(run) - 1))
    assert sorted(tokens(folded)) == sorted(expected)
