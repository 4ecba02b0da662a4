"""What several meetings say is counted around telling pairs as if every stretch had been looked at."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from minutes.text.folding import is_han
from pipeline.search.words.stretches import AROUND, said_around, said_often

texts = st.lists(st.text("鷺鷥風箏竹 a", max_size=9), max_size=4)
pairs = st.sets(st.text("鷺鷥風箏竹", min_size=2, max_size=2), max_size=6)


def looked_at_one_by_one(meetings: list[list[str]], telling: set[str]) -> dict[str, int]:
    """The same by every stretch of every text."""
    speeches: Counter[str] = Counter()
    said_in: Counter[str] = Counter()
    for said in meetings:
        each = [
            {text[at : at + size] for size in (2, 3, 4) for at in range(len(text) - size + 1)}
            for text in said
        ]
        said_in.update(set().union(*each))
        for stretches in each:
            speeches.update(stretches)
    return {
        stretch: speeches[stretch]
        for stretch, number in said_in.items()
        if number > 1
        and all(map(is_han, stretch))
        and any(one + other in telling for one, other in pairwise(stretch))
    }


@given(st.lists(texts, max_size=4), pairs)
def test_stretches_around_telling_pairs_are_counted_as_if_each_were_looked_at(
    meetings: list[list[str]], telling: set[str]
) -> None:
    found = said_often(meetings, telling.intersection)
    assert found == looked_at_one_by_one(meetings, telling)


places = st.lists(
    st.text("鷺鷥風箏竹 a", min_size=2 * AROUND + 1, max_size=2 * AROUND + 1), max_size=4
)


def around_one_by_one(meetings: list[list[str]], telling: set[str], least: int) -> dict[str, int]:
    """What stands around the middles by every stretch of every text."""
    each = [
        Counter(
            text[at : at + size]
            for text in texts
            for size in range(least, AROUND + 1)
            for at in range(len(text) - size + 1)
            if at <= AROUND < at + size
        )
        for texts in meetings
    ]
    said_in = Counter(stretch for counted in each for stretch in counted)
    return {
        stretch: sum(counted[stretch] for counted in each)
        for stretch, number in said_in.items()
        if number > 1
        and all(map(is_han, stretch))
        and any(one + other in telling for one, other in pairwise(stretch))
    }


@given(st.lists(places, max_size=4), pairs, st.integers(2, AROUND))
def test_stretches_around_a_place_are_counted_as_if_each_were_looked_at(
    meetings: list[list[str]], telling: set[str], least: int
) -> None:
    found = said_around(meetings, telling.intersection, least)
    assert found == around_one_by_one(meetings, telling, least)


@given(st.lists(texts, max_size=4), pairs, st.integers(2, 4))
def test_what_fewer_texts_say_than_are_asked_for_is_left_out(
    meetings: list[list[str]], telling: set[str], least: int
) -> None:
    said = said_often(meetings, telling.intersection)
    found = said_often(meetings, telling.intersection, least)
    assert (
        found.items() <= {text: number for text, number in said.items() if number >= least}.items()
    )
    assert {
        text for text, number in said.items() if number >= least and len(text) == 2
    } <= found.keys()
