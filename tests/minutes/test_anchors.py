"""Ids of speeches: made once, valid for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.addresses import speech_ids
from minutes.records.document import parse

LONG = "遮陽設施要在夏天以前完成，否則孩子中午沒有地方可以玩，這是家長最在意的事。"
OTHER = "預算已經編列，但是樹木要三年才會長大，所以我們先搭臨時的棚子，再補種。"

Items = list[tuple[str, str]]
short_words = st.sampled_from(["對", "好", "謝謝", "是", "沒有", "（笑）", "Yes.", ""])
long_words = st.text(
    alphabet="公園遮陽樹木棚子孩子ab ", min_size=speech_ids.SHORT, max_size=60
).filter(lambda text: len(speech_ids.normalize(text)) >= speech_ids.SHORT)
kinds = st.sampled_from(["speech", "speech", "speech", "narrative", "section", "heading"])
item = st.tuples(kinds, st.one_of(short_words, long_words))
meetings = st.lists(item, max_size=14)


def ids_of(items: Items, wanted: tuple[str, str]) -> list[str]:
    return [
        i for i, found in zip(speech_ids.identify(items), items, strict=True) if found == wanted
    ]


def nearest(items: Items, at: int, step: int) -> str:
    """The words of the next speech in a direction that says something, and something else."""
    own = speech_ids.normalize(items[at][1])
    at += step
    while 0 <= at < len(items):
        kind, words = items[at][0], speech_ids.normalize(items[at][1])
        if kind == "speech" and words not in {"", own}:
            return words
        at += step
    return ""


def side(items: Items, at: int) -> tuple[str, str, str, str]:
    kind, text = items[at]
    return kind, speech_ids.normalize(text), nearest(items, at, -1), nearest(items, at, 1)


# --- frozen values: a change here breaks addresses that people have quoted


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        (LONG, "dotfmoqfdjzc"),
        (OTHER, "7xs7okdylykc"),
        ("The shade has to be ready before the summer holidays begin.", "zymez2u3sqrb"),
        ("１２３ＡＢＣ全形的字不會變成半形，因為識別碼不用搜尋的摺疊。", "kvthjb4lrhhi"),
        ("對", "dtknrjjkq3dw"),
        ("", "2hfjlh4uvml6"),
    ],
)
def test_known_words_have_a_known_id(text: str, speech: str) -> None:
    assert speech_ids.identify([("speech", text)]) == [speech]


def test_known_short_words_between_known_neighbours_have_a_known_id() -> None:
    items = [("speech", LONG), ("speech", "對"), ("narrative", "（笑）"), ("speech", OTHER)]
    assert speech_ids.identify(items) == [
        "dotfmoqfdjzc",
        "55t7mgoaplpg",
        "7ff6mggpk5a2",
        "7xs7okdylykc",
    ]


def test_a_document_has_these_ids() -> None:
    text = f"# 2025-04-10 題\n\n## 開場\n\n### 甲：\n{LONG}\n\n### 乙：\n好。\n\n### 丙：\n\n### 乙：\n好。\n"
    assert [i.id for i in parse(text).items] == [
        "mospgox7wv6k",
        "3bqnca7oz3ac",
        "dotfmoqfdjzc",
        "w5xpbhpadc3g",
        "wc2kq4kgyuuu",
        "w5xpbhpadc3g-2",
    ]


# --- what is promised


@given(meetings)
def test_ids_are_unique_in_a_meeting_and_fit_for_an_address(items: Items) -> None:
    ids = speech_ids.identify(items)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z2-7]{12}(-[1-9][0-9]*)?", i) for i in ids)


@given(meetings, meetings, long_words)
def test_a_long_speech_that_stands_once_keeps_its_id_whatever_surrounds_it(
    first: Items, second: Items, words: str
) -> None:
    wanted = ("speech", words)
    same = speech_ids.normalize(words)

    def around(items: Items) -> Items:
        others = [i for i in items if speech_ids.normalize(i[1]) != same]
        return [*others[: len(others) // 2], wanted, *others[len(others) // 2 :]]

    assert ids_of(around(first), wanted) == ids_of(around(second), wanted)


@given(meetings, st.data())
def test_inserting_an_item_changes_short_ids_at_its_side_only(
    items: Items, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(items)))
    changed = [*items[:at], data.draw(item), *items[at:]]
    keeps_its_sides_and_its_id(items, changed)


@given(meetings.filter(bool), st.data())
def test_deleting_an_item_changes_short_ids_at_its_side_only(
    items: Items, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    keeps_its_sides_and_its_id(items, [*items[:at], *items[at + 1 :]])


@given(meetings.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))))
def test_moving_items_changes_short_ids_with_other_neighbours_only(
    pair: tuple[Items, Items],
) -> None:
    keeps_its_sides_and_its_id(*pair)


def keeps_its_sides_and_its_id(before: Items, after: Items) -> None:
    """An item that is the only one of its kind with its words and neighbours, before and after, has
    the same id; neighbours count for short items only."""

    def table(items: Items) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for at, ident in enumerate(speech_ids.identify(items)):
            key: tuple[str, ...] = side(items, at)
            long = len(key[1]) >= speech_ids.SHORT
            found.setdefault(key[:2] if long else key, []).append(ident)
        return found

    old, new = table(before), table(after)
    for key in old.keys() & new.keys():
        shared = min(len(old[key]), len(new[key]))
        assert old[key][:shared] == new[key][:shared]


@given(meetings)
def test_neither_labels_nor_the_files_name_have_a_say(items: Items) -> None:
    def written(name: str) -> str:
        said = (words for kind, words in items if kind == "speech" and words.strip())
        return "".join(f"### {name}{number}：\n{words}\n\n" for number, words in enumerate(said))

    first, second = parse(written("甲")), parse(written("Alex Sample "))
    assert [i.id for i in first.items] == [i.id for i in second.items]


def test_white_space_and_composition_do_not_matter() -> None:
    assert ids_of([("speech", LONG)], ("speech", LONG)) == ids_of(
        [("speech", f" {LONG[:5]}\u3000\n{LONG[5:]}")], ("speech", f" {LONG[:5]}\u3000\n{LONG[5:]}")
    )
    composed = "é" * speech_ids.SHORT
    assert speech_ids.identify([("speech", composed)]) == speech_ids.identify(
        [("speech", "e\u0301" * speech_ids.SHORT)]
    )


def test_the_same_short_words_in_two_places_of_a_meeting_are_told_apart_by_their_sides() -> None:
    items = [
        ("speech", LONG),
        ("speech", "對"),
        ("speech", OTHER),
        ("speech", "對"),
        ("speech", "完"),
    ]
    ids = speech_ids.identify(items)
    assert ids[1] != ids[3]
    assert "-" not in ids[3]


def test_what_is_equal_even_so_is_numbered_in_order() -> None:
    ids = speech_ids.identify([("speech", LONG)] * 3)
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_a_narrative_and_a_speech_of_the_same_words_have_different_ids() -> None:
    ids = speech_ids.identify(
        [("speech", LONG), ("narrative", LONG), ("section", LONG), ("heading", LONG)]
    )
    assert len({i.partition("-")[0] for i in ids}) == 4


def test_a_word_of_one_character_more_or_less_does_not_move_the_border_unseen() -> None:
    edge = "字" * speech_ids.SHORT
    lone, between = (
        speech_ids.identify([("speech", edge)]),
        speech_ids.identify([("speech", LONG), ("speech", edge)]),
    )
    assert lone[0] == between[1]
    lone, between = (
        speech_ids.identify([("speech", edge[1:])]),
        speech_ids.identify([("speech", LONG), ("speech", edge[1:])]),
    )
    assert lone[0] != between[1]
