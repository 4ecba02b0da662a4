"""Whether a paragraph tells what is withheld elsewhere: words that are plainly the same do, whatever was done to
them, and words that anybody says do not."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.history.withheld.retelling import Withheld, retells
from pipeline.history.withheld.sayings import Saying, saying
from pipeline.history.wordings.likeness import essence
from tests.pipeline.edits import HAN

THANKS = "好，謝謝。"


def never(_: str) -> bool:
    return False


def _threes(words: str) -> set[str]:
    return {words[n : n + 3] for n in range(len(words) - 2)}


def always(_: str) -> bool:
    return True


@st.composite
def sayings(draw: st.DrawFn, shortest: int = 24, longest: int = 160) -> str:
    """Words that are like no others but by chance."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    return "".join(chance.choices(HAN, k=draw(st.integers(shortest, longest))))


@st.composite
def reworded(draw: st.DrawFn) -> tuple[str, str]:
    """Words, and the same with up to a quarter of their letters changed, left out or put in."""
    words = draw(sayings())
    letters = list(words)
    for place in draw(st.lists(st.integers(0, len(words) - 1), max_size=len(words) // 4)):
        letters[place] = draw(st.sampled_from(["", "甲", "，", letters[place] + "乙"]))
    return words, "".join(letters)


@given(reworded())
def test_words_reworded_in_places_are_told(pair: tuple[str, str]) -> None:
    one, other = map(saying, pair)
    assert retells(one, other, never)
    assert retells(other, one, never)
    assert set(Withheld([("x", one)]).told_by(never, other)) == {"x"}


@given(sayings(), sayings(), sayings(), st.integers(0, 100))
def test_a_part_tells_the_whole_and_the_whole_its_part(
    first: str, middle: str, last: str, cut: int
) -> None:
    part = middle[: max(24, len(middle) * cut // 100)]
    whole, piece = saying(f"{first}。{middle}，{last}"), saying(part)
    assert retells(whole, piece, never)
    assert retells(piece, whole, never)
    assert set(Withheld([("x", whole)]).told_by(never, piece)) == {"x"}
    assert set(Withheld([("x", piece)]).told_by(never, whole)) == {"x"}


@given(sayings(), sayings())
def test_words_that_share_nothing_but_letters_tell_nothing_of_each_other(
    one: str, other: str
) -> None:
    assume(_threes(one).isdisjoint(_threes(other)))
    assert not retells(saying(one), saying(other), never)


@given(sayings(shortest=6))
def test_what_several_records_say_to_this_day_hides_nothing(words: str) -> None:
    assert not retells(saying(words), saying(words), always)


@given(sayings(shortest=2, longest=20), sayings(), sayings(), st.booleans())
def test_a_short_saying_is_told_where_it_came_in_the_commit_in_which_it_went(
    words: str, before: str, after: str, same_voice: bool
) -> None:
    here = Saying(words, "王範例", before, "", "c1")
    there = Saying(f"{words}啊", "王範例" if same_voice else "陳樣本", "", after, "c1")
    assert retells(here, there, never) == (same_voice or len(words) > 5)
    beside = Saying(there.words, there.voice, before, after, "c1")
    assert retells(here, beside, always)
    assert not retells(here, Saying(there.words, there.voice, before, after, "c2"), always)


@pytest.mark.parametrize("voice", ["王範例", "陳樣本"])
def test_thanks_are_told_by_nobody_elsewhere(voice: str) -> None:
    said = Saying(essence(THANKS), voice, "", "", "c1")
    assert not retells(Saying(said.words, voice, "", "", "c2"), said, never)
    assert not retells(said, said, always)


def test_of_hundreds_of_records_that_lost_thanks_none_tells_a_withdrawn_one() -> None:
    withheld = Withheld([("speech", Saying(essence(THANKS), "王範例", "", "", "c0"))])
    lost = (Saying(essence(THANKS), "王範例", "", "", f"c{n}") for n in range(1, 500))
    assert not any(any(withheld.told_by(never, one)) for one in lost)


BOARD = "（心智圖參考：[https://board.example.org/app/{0}](https://board.example.org/app/{0})）"


def test_lines_that_lead_to_other_addresses_are_not_taken_for_each_other() -> None:
    one, other = (saying(BOARD.format(key)) for key in ("o9JzriuQ7rf0", "o9Jk0Sgb7g1a"))
    assert not retells(one, other, never)
    assert not list(Withheld([("x", one)]).told_by(never, other))
    assert list(Withheld([("x", one)]).told_by(never, one)) == ["x"]


def test_an_address_alone_is_told_where_it_is_the_very_one() -> None:
    one, other = (saying(f"https://board.example.org/app/{key}") for key in ("o9Jzri", "k0Sgb7"))
    assert not retells(one, other, never)
    assert list(Withheld([("x", one)]).told_by(never, one)) == ["x"]
