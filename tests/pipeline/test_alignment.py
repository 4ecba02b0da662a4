"""Where the ids of one version lead in the next: right, or nowhere."""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings

from minutes.addresses.fates import Fate
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.difference import compare as compare_wordings
from pipeline.history.wordings.likeness import Effort, likeness
from pipeline.history.wordings.nearness import BAND, MOST_NAMED, MOST_PROPOSED, compare, propose
from pipeline.history.wordings.rereading import Reading, read
from tests.pipeline.edits import HAN, SPEAKERS, Edited, Said, edited_records, text_of

LONG = "今天我們要討論的是公園裡遊具的遮陽設施，請各機關說明目前辦理的情形與預算。"
OTHER = "圖書館夜間還書的動線已經與管理單位確認，下週可以開始試辦三個據點。"
THIRD = "步道里程牌的材質採用再生塑膠，這部分請林業單位提供去年的維護紀錄。"


def record(*speeches: str) -> Reading:
    return read("# 2026-01-05 範例\n\n" + "\n\n".join(f"### {s}\n" for s in speeches))


def said(speaker: str, words: str) -> str:
    return f"{speaker}：\n{words}"


def fates(old: Reading, new: Reading) -> dict[str, tuple[str, tuple[str, ...]]]:
    words = {p.id: p.text for p in (*old.pieces, *new.pieces)}
    spoken = {p.id for p in old.pieces if p.type == "speech"}
    told = [f for f in align(old.pieces, new.pieces).fates if f.old in spoken]
    return {words[f.old]: (f.kind, tuple(words[n] for n in f.new)) for f in told}


def test_a_mended_word_leads_to_the_mended_speech_and_a_short_neighbour_to_itself() -> None:
    mended = LONG.replace("辦理的情形", "的辦理情形")
    old = record(said("王範例", LONG), said("李樣本", "好，謝謝。"), said("王範例", OTHER))
    new = record(said("王範例", mended), said("李樣本", "好，謝謝。"), said("王範例", OTHER))
    assert fates(old, new) == {
        LONG: ("revised", (mended,)),
        "好，謝謝。": ("revised", ("好，謝謝。",)),
    }


def test_two_that_are_as_near_are_both_named_and_none_is_chosen() -> None:
    one, other = LONG.replace("三個", "四個"), LONG.replace("預算", "經費")
    near = LONG.replace("預算", "金額")
    old, new = record(said("王範例", near)), record(said("王範例", one), said("王範例", other))
    kind, names = fates(old, new)[near]
    assert (kind, set(names)) == ("unclear", {one, other})


def test_a_lookalike_of_somebody_else_is_not_chosen() -> None:
    old, new = record(said("王範例", LONG)), record(said("李樣本", LONG.replace("預算", "經費")))
    mixed = record(said("王範例", THIRD), said("李樣本", LONG.replace("預算", "經費")))
    with_others = record(said("王範例", LONG), said("王範例", THIRD), said("李樣本", OTHER))
    assert fates(old, new)[LONG][0] == "revised"  # the only label of either: it was mended
    assert fates(with_others, mixed)[LONG][0] != "revised"


def test_a_speech_that_was_split_leads_to_its_parts_and_one_that_was_joined_to_the_whole() -> None:
    parts, whole = (
        record(said("王範例", LONG), said("王範例", OTHER)),
        record(said("王範例", LONG + OTHER)),
    )
    assert fates(whole, parts) == {LONG + OTHER: ("split", (LONG, OTHER))}
    assert fates(parts, whole) == {
        LONG: ("merged", (LONG + OTHER,)),
        OTHER: ("merged", (LONG + OTHER,)),
    }


def test_what_went_tells_what_stood_around_it() -> None:
    old = record(said("王範例", LONG), said("李樣本", OTHER), said("王範例", THIRD))
    new = record(said("王範例", LONG), said("王範例", THIRD))
    assert fates(old, new) == {OTHER: ("gone", (LONG, THIRD))}


def test_of_two_copies_one_went_and_nobody_says_which() -> None:
    old = record(said("王範例", LONG), said("李樣本", OTHER), said("王範例", LONG))
    new = record(said("王範例", LONG), said("李樣本", OTHER))
    fate = align(old.pieces, new.pieces).fates[-1]
    assert fate == Fate(old.pieces[-1].id, "unclear", (new.pieces[1].id,))


def test_a_label_that_was_mended_everywhere_is_the_same_speaker() -> None:
    mended = LONG.replace("辦理的情形", "的辦理情形")
    old = record(said("王範列", LONG), said("李樣本", OTHER), said("王範列", THIRD))
    new = record(said("王範例", mended), said("李樣本", OTHER), said("王範例", THIRD))
    assert fates(old, new) == {LONG: ("revised", (mended,))}


def test_punctuation_and_the_form_of_characters_make_no_other_speech() -> None:
    old = record(said("王範例", "好,謝謝大家!"), said("李樣本", OTHER))
    new = record(said("王範例", "好，謝謝大家！"), said("李樣本", OTHER))
    assert fates(old, new) == {"好,謝謝大家!": ("revised", ("好，謝謝大家！",))}


def test_two_long_repetitive_speeches_are_compared_at_once() -> None:
    old = record(*(said("王範例", ("我們" * 1_800) + str(n)) for n in range(12)))
    new = record(*(said("王範例", ("我們" * 1_800) + str(n + 50)) for n in range(12)))
    assert {kind for kind, _ in fates(old, new).values()} == {"unclear"}


@given(edited_records())
@settings(max_examples=120)
def test_no_id_leads_to_words_that_did_not_come_of_it(edited: Edited) -> None:
    assert edited.wrong() == []


@given(edited_records())
@settings(max_examples=40)
def test_a_version_read_after_another_is_the_same_as_read_alone(edited: Edited) -> None:
    assert read(edited.new, read(edited.old)) == read(edited.new)


@pytest.mark.parametrize("several", [("好。", "好。", "是。"), (LONG, "", "對。", "", "對。")])
def test_a_short_speech_that_has_another_neighbour_is_read_as_if_alone(
    several: tuple[str, ...],
) -> None:
    old = text_of([Said(SPEAKERS[n % 2], w, frozenset()) for n, w in enumerate(several * 2)])
    for number in range(2 * len(several)):
        said = [Said(SPEAKERS[n % 2], w, frozenset()) for n, w in enumerate(several * 2)]
        without, other = text_of(said[:number] + said[number + 1 :]), said[number].words + "吧"
        said[number] = Said("王範例", other, frozenset())
        for new in (without, text_of(said)):
            assert read(new, read(old)).pieces == read(new).pieces, (number, new)
            assert read(old, read(new, read(old))).pieces == read(old).pieces, (number, new)


def test_a_list_keeps_its_id_when_another_speech_is_mended() -> None:
    listed = said("李樣本", "請看：\n- 遊具\n- 步道")
    old, new = record(said("王範例", LONG), listed), record(said("王範例", THIRD), listed)
    again = read(f"{new.head}{new.body}", old)
    assert again == new
    assert [p.id for p in again.pieces if p.speaker == "李樣本"] == [
        p.id for p in new.pieces if p.speaker == "李樣本"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# 2026-01-05 範例\n", "### 王範例：\n"])
def test_texts_without_words_have_no_fates_that_lead_somewhere(text: str) -> None:
    assert all(not f.new or f.kind == "gone" for f in align(read(text).pieces, ()).fates)


def speeches(number: int, words: Callable[[int], str]) -> str:
    return text_of([Said(SPEAKERS[n % 3], words(n), frozenset({n})) for n in range(number)])


def numbered(number: int) -> str:
    return "".join(HAN[(number * 31 + at * (1 + number % 50)) % len(HAN)] for at in range(30))


def test_what_is_compared_grows_with_a_record_and_not_with_its_square() -> None:
    before = dict(enumerate(f"第{n}句話" for n in range(1_500)))
    after = dict(enumerate(f"第{n + 1}句話了" for n in range(1_500)))
    proposed = propose(before, after, Effort(1_000_000_000))
    assert max(len(list(others)) for others in proposed.values()) <= MOST_PROPOSED + 2 * BAND


def test_in_a_record_in_which_all_was_mended_each_speech_leads_to_itself() -> None:
    old = speeches(250, numbered)
    new = speeches(250, lambda n: f"{numbered(n)[:12]}嗎{numbered(n)[13:]}")
    told = align(read(old).pieces, read(new).pieces).fates
    speech = {p.id: n for n, p in enumerate(read(old).pieces)}
    now = {p.id: n for n, p in enumerate(read(new).pieces)}
    led = [(speech[f.old], now[f.new[0]]) for f in told if f.kind == "revised"]
    assert len(led) > 200
    assert [pair for pair in led if pair[0] != pair[1]] == []


@pytest.mark.parametrize("change", ["好的。", "那就這樣。"])
def test_of_hundreds_that_are_alike_a_few_are_named_and_none_is_chosen(change: str) -> None:
    old, new = speeches(400, lambda _: "好。"), speeches(210, lambda _: change)
    told = align(read(old).pieces, read(new).pieces).fates
    assert max(len(fate.new) for fate in told) <= MOST_NAMED
    assert "revised" not in {fate.kind for fate in told if len(fate.new) != 1}


def test_lookalikes_that_stand_far_apart_are_all_rivals() -> None:
    same = "關於這個地點的遮陽設施，請各機關在下次會議以前提出書面的說明與預算的資料。"

    def words(mark: str, number: int) -> str:
        return numbered(number) + mark if number % 20 else f"{same}第{number}號{mark}"

    old, new = (speeches(300, partial(words, mark)) for mark in ("。", "了。"))
    alike = {p.id for p in read(old).pieces if p.text.startswith(same)}
    told = align(read(old).pieces, read(new).pieces).fates
    assert {fate.kind for fate in told if fate.old in alike} == {"unclear"}


def test_where_there_is_no_time_to_compare_the_likeliest_are_named_and_none_is_preferred() -> None:
    before, after = {0: LONG, 1: OTHER}, {0: LONG + "嗎", 1: OTHER + "嗎"}
    proposed = propose(before, after, Effort(0))
    found = compare(before, after, proposed, 0.5, Effort(0))
    assert found.unsure == {0: [0], 1: [1]}
    assert set(found.pairs.values()) == {1.0}


def test_two_long_wordings_that_differ_are_alike_in_what_they_begin_and_end_with() -> None:
    old, new = "起" * 10_000 + "甲" * 30_000, "起" * 10_000 + "乙" * 30_000
    assert likeness(old, new) == 0.25
    assert likeness(old, new, 0.5) == 0.0


def test_of_many_changed_speeches_so_many_are_set_side_by_side_as_there_is_time_for() -> None:
    effort = Effort(2 * len(LONG) * len(OTHER))
    shown = [compare_wordings(LONG, OTHER, effort) is not None for _ in range(4)]
    assert shown == [True, True, False, False]


def test_a_speech_in_a_long_record_is_split_and_joined_again() -> None:
    def whole(number: int) -> str:
        return f"{numbered(number)}。{numbered(number + 1_000)}"

    parts = [Said("王範例", w, frozenset()) for n in range(220) for w in whole(n).split("。")]
    one, several = re.sub("### .*：", "### 王範例：", speeches(220, whole)), text_of(parts)
    split = align(read(one).pieces, read(several).pieces).fates
    joined = align(read(several).pieces, read(one).pieces).fates
    assert Counter(f.kind for f in split)["split"] > 205
    assert Counter(f.kind for f in joined)["merged"] > 410


def test_all_that_somebody_said_in_a_row_becomes_one_paragraph_and_is_cut_again() -> None:
    words = [f"{numbered(n)}。" for n in range(20)]
    several = record(*(said("王範例", each) for each in words))
    one = record(said("王範例", "".join(words)))
    assert fates(several, one) == dict.fromkeys(words, ("merged", ("".join(words),)))
    assert fates(one, several) == {"".join(words): ("split", tuple(words))}
