"""The numbers that who presides gives to what was voted on, and calls cases up by (all invented)."""

import pytest

from minutes.recognition import ballot_results
from minutes.recognition.statements import called_numbers, numbering, parts
from minutes.text.folding import fold
from tests.minutes.spoken_records import record

LISTED = ("司儀", "這次有A「公園遊具應有遮陽」、乙案「圖書館夜間還書箱」兩則。")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("那遮陽是第88案，還書箱第89案。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("那就編88、89，遊具88，還書89。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("88案是遮陽，89案是圖書館。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("依序是88遊具、89夜間還書。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("A是第88案，乙案為89案。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("無異議的話，遮陽列為第88案。", {}),
        ("遮陽有88票，還書箱有42票。", {}),
        ("遮陽的預算是300萬，還書箱3月15日再說。", {}),
        ("那就下個月再投。", {}),
    ],
)
def test_a_number_belongs_to_the_proposal_whose_name_is_said_with_it(
    said: str, expected: dict[int, str]
) -> None:
    passages = record(
        LISTED, ("主席", "請投票。"), ("主席", said), ("主席", "謝謝。"), ("司儀", "好。")
    )
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


def test_the_only_winner_has_the_only_number() -> None:
    result = (("主席", "請投票。"), ("", "（投票結果：圖書館夜間還書箱）"))
    passages = record(*result, ("主席", "只有一案過半。那就是第88案。"), ("主席", "散會。"))
    (given,) = numbering.read(passages, ballot_results.winners(passages))
    assert (given.number, given.proposal.name) == (88, fold("圖書館夜間還書箱"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("最後100跟101。", {100, 101}),
        ("九十八，", {98}),
        ("90跟92這兩案都是示範署，一起報告。", {90, 92}),
        ("96步道座椅。", {96}),
        ("接著九十七號長椅，示範署。", {97}),
        ("300萬的部分", set()),
        ("96票贊成。", set()),
        ("130人到了。", set()),
        ("10，請說", set()),
    ],
)
def test_a_mere_number_calls_a_case_up_near_those_that_were_called(
    said: str, expected: set[int]
) -> None:
    assert called_numbers.called(fold(said), {95}, None) == expected
    assert called_numbers.called(fold(said), set(), None) == frozenset()


@pytest.mark.parametrize(
    ("said", "presides", "part"),
    [
        ("討論事項，本月協作議題票選。", False, "proposals"),
        ("票選兩則，自提沒有。", False, "proposals"),
        ("散會。", True, "talk"),
        ("散會。", False, None),
        ("這一案我後來看網路上討論案等等，反映不錯。", True, None),
        ("已經回應在平臺上。", True, None),
    ],
)
def test_a_passage_may_begin_another_part_of_the_meeting(
    said: str, *, presides: bool, part: str | None
) -> None:
    assert parts.begun(fold(said), presides=presides) == part
