"""Whether words were said: never yes for altered ones, never no for true ones."""

import random

import pytest

from pipeline.history.wordings.quotations import Quotation, find
from tests.growth import is_linear
from tests.pipeline.edits import HAN, LATIN

TEXT = "我們在PTX 現在，很好。\n\nI do think so. 他說\n不是這樣，這個特別值得一提，我們不同意刪除。"


def verdict(typed: str, text: str = TEXT) -> str:
    quotation = Quotation.of(typed)
    place = find(quotation, text) if quotation else None
    return "not_found" if place is None else "cut" if place.cut else "said"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("很好。I do think so", "said"),
        ("「很好。\n\nI  do think so.」", "said"),
        ("我們在ptx現在", "said"),
        ("I do think so. 他說\n不是這樣", "said"),
        ("值得一提", "said"),
        ("是這樣，這個特別", "cut"),
        ("同意刪除", "cut"),
        ("do think s", "not_found"),
        ("Ido think so", "not_found"),
        ("很好，I do think so", "not_found"),
        ("我們同意刪除", "not_found"),
    ],
)
def test_words_are_compared_whole_and_white_space_only_between_letters(
    typed: str, told: str
) -> None:
    assert verdict(typed) == told


def test_a_negation_before_letters_counts_wherever_it_stands() -> None:
    assert verdict("agree with this", "他說do not agree with this.") == "cut"
    assert verdict("agree with this", "I don’t agree with this.") == "cut"


def said(chance: random.Random) -> str:
    """An invented speech of both scripts, of one or two lines."""
    pieces = []
    for _ in range(chance.randrange(2, 6)):
        start, step = chance.randrange(5_000), chance.randrange(1, 40)
        size = chance.randrange(8, 40)
        pieces.append("".join(HAN[(start + n * step + n * n) % len(HAN)] for n in range(size)))
        pieces.append(chance.choice(("，", "。", "。\n\n", "，PTX ")))
        pieces.append(" ".join(chance.choices(LATIN, k=chance.randrange(2, 6))) + ". ")
    return "".join(pieces).strip()


def test_hundreds_of_true_and_of_altered_quotations_are_told_apart() -> None:
    chance = random.Random(7)
    texts = [said(chance) for _ in range(60)]
    for _ in range(250):
        text = chance.choice(texts)
        pauses = [0, *(n + 1 for n, c in enumerate(text) if c in "，。.")][:-2]
        start = chance.choice(pauses)
        end = chance.choice([n for n, c in enumerate(text) if c in "，。." and n > start + 8])
        quotation = text[start:end]
        assert verdict(quotation, text) == "said", quotation
    for number in range(250):
        text, other = chance.choice(texts), chance.choice(texts)
        at = chance.randrange(4, 20)
        altered = (
            text[:at] + chance.choice("甲乙丙丁戊") + text[at + 1 : at + 30],
            text[-20:] + other[:20],
            f"{text[:at]}不{text[at : at + 20]}",
        )[number % 3]
        assert all(verdict(altered, t) != "said" for t in texts), altered


@pytest.mark.parametrize(
    ("typed", "begins", "pattern"),
    [("ab cdef", "ab", " "), ("好的好的", "好", " "), ("好的好的", "", "好的")],
)
def test_a_record_is_looked_through_in_a_time_that_grows_with_its_length(
    typed: str, begins: str, pattern: str
) -> None:
    quotation = Quotation.of(typed)
    assert quotation is not None

    def look(text: str) -> None:
        quotation.beginning.search(begins + text)
        find(quotation, begins + text)

    assert is_linear(look, pattern, 20_000)
