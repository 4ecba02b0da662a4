"""Numbers that are given in the order in which a result was read out, by an agency or by a nickname; before the vote; or
with the vote's outcome. All are invented."""

import pytest

from minutes.recognition import ballot_results
from minutes.recognition.proposals import numbering
from minutes.text.folding import fold
from tests.minutes.spoken_records import Line, record

LAMPS, BOOKS, BENCH = "公園步道照明燈桿換新", "圖書館應延長夜間還書", "公園座椅汰換作業"
LISTED: tuple[Line, ...] = (
    ("司儀", "這次有自提案，先請示範署。"),
    ("高", f"示範署報告，我們的題目是「{LAMPS}」。"),
    ("陳", f"國發會報告，第一則是「{BOOKS}」，第二則是「{BENCH}」。"),
    ("", "（投票進行中）"),
)
END: tuple[Line, ...] = (("主席", "謝謝。"), ("司儀", "好。"))


def given(*lines: Line) -> dict[int, str]:
    passages = record(*lines, *END)
    told = numbering.read(passages, ballot_results.winners(passages))
    return {one.number: one.proposal.name for one in told}


def folded(expected: dict[int, str]) -> dict[int, str]:
    return {number: fold(name) for number, name in expected.items()}


@pytest.mark.parametrize(
    ("result", "numbers", "expected"),
    [
        (
            "第一個是示範署那案，再來是夜間還書。",
            "編號88跟89，順序照我唸的。",
            {88: LAMPS, 89: BOOKS},
        ),
        ("第一個是夜間還書，第二個是座椅汰換。", "編號依序88、89。", {88: BOOKS, 89: BENCH}),
        ("第一個是示範署那案，再來是夜間還書。", "88跟89，照剛剛唸的。", {88: LAMPS, 89: BOOKS}),
        # Two of the three are on the park: nobody can tell which is meant.
        ("第一個是示範署那案，再來是公園那案。", "編號88跟89，順序照我唸的。", {}),
        ("第一個是示範署那案，再來是夜間還書。", "編號88、89跟90，順序照我唸的。", {}),
    ],
)
def test_numbers_belong_to_what_was_read_out_in_their_order(
    result: str, numbers: str, expected: dict[int, str]
) -> None:
    assert given(*LISTED, ("主席", result), ("主席", numbers)) == folded(expected)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("這次先給號，88，公園步道照明燈桿換新，主辦示範署。", {88: LAMPS}),
        ("示範署提的是公園步道照明燈桿換新。", {88: LAMPS}),
        ("示範署提公園步道照明燈桿換新，公園處主辦。", {88: LAMPS}),
        ("示範署提醒大家公園步道照明燈桿換新，公園處主辦。", {}),
    ],
)
def test_a_proposal_may_be_presented_without_quotes(listed: str, expected: dict[int, str]) -> None:
    result = ("主席", "結果，照明燈桿過半，88是照明燈桿。")
    assert given(("陳", listed), ("", "（投票進行中）"), result) == folded(expected)


def test_a_number_may_come_before_the_name_of_what_has_it() -> None:
    said = ("主席", "恭喜，第八十八案出現了，就是夜間還書，座椅汰換是89案。")
    assert given(*LISTED, said) == folded({88: BOOKS, 89: BENCH})
