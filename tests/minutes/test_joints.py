"""A long word of a query is cut where the records do not say it as one word."""

from itertools import pairwise

import pytest

from minutes.query.joints import halves
from minutes.text.folding import fold, tokens

# Invented: each line stands for what one meeting says.
SAID = [
    "區塊鏈可以記帳，供應鏈也用區塊鏈",
    "什麼是區塊鏈，怎麼投票",
    "這次投票有三票，投資不算",
    "方塊投影在牆上",
    "電子書與圖書館",
    "身心障礙的讀者去圖書館",
    "讀者把電子報放在書架上",
    "投票所的圖書，身心平衡",
    "區公所的道路有障礙，礙於經費",
]


def number(token: str) -> int:
    return sum(token in set(tokens(fold(line))) for line in SAID)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("區塊鏈投票", ("區塊鏈", "投票")),  # two and two characters from either end would cut 塊鏈
        ("身心障礙圖書館", ("身心障礙", "圖書館")),
        ("圖書館電子書", ("圖書館", "電子書")),
        ("開箱iPhone", ("開箱", "iPhone")),
        ("没有人説的話語", ("没有人", "説的話語")),  # no joint is firmer than another: the middle
        ("電子書", ()),
        ("blockchain", ()),
        ("10月月會", ("10月", "月會")),  # a number stays with what it counts
        ("111年3月", ()),  # a time has no part that means anything
        ("鏈", ()),
        ("", ()),
    ],
)
def test_the_two_halves_meet_where_the_records_join_least(
    typed: str, parts: tuple[str, ...]
) -> None:
    assert halves(typed, number) == parts


def test_halves_are_the_word_again_and_never_one_character() -> None:
    for one, other in pairwise(SAID):
        typed = one[:9] + other[:9]
        made = halves(typed, number)
        assert "".join(made) == typed, typed
        assert min(map(len, made)) > 1, typed
