"""The numbers that who presides gives to what was voted on, and calls cases up by (all invented)."""

import re

import pytest

from minutes.recognition import ballot_results, called_names
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda import parts
from minutes.recognition.proposals import numbering
from minutes.recognition.statements import called_numbers, named_numbers, short_names
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, record

NOBODY = re.compile("(?!)")
LISTED = ("司儀", "這次有A「公園遊具應有遮陽」、乙案「圖書館夜間還書箱」兩則。")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("那遮陽是第88案，還書箱第89案。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("那就編88、89，遊具88，還書89。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("88案是遮陽，89案是圖書館。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("依序是88遊具、89夜間還書。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("A是第88案，乙案為89案。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("遮陽是一二七，還書箱是一二八。", {127: "公園遊具應有遮陽", 128: "圖書館夜間還書箱"}),
        ("編號，遊陽88、圖夜箱89。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        (
            "那號碼就88遊具、89還書，88要八月以後。",
            {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"},
        ),
        ("遊具是八十八，還書箱是八十九。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("88是還書箱，89是遊具，等一下。", {88: "圖書館夜間還書箱", 89: "公園遊具應有遮陽"}),
        ("88是還書箱。不對，88是遊具。", {88: "公園遊具應有遮陽"}),
        ("88是還書箱。88是遊具。", {88: "圖書館夜間還書箱"}),
        ("序號是88遊具、89還書。", {88: "公園遊具應有遮陽", 89: "圖書館夜間還書箱"}),
        ("遊具是74%。遊具74，很高，所以遊具是88。", {88: "公園遊具應有遮陽"}),
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


@pytest.mark.parametrize(
    ("result", "shares"),
    [
        ("遮陽棚是67%，還書箱58%，其他沒有過半。", {88: "67%", 89: "58%"}),
        ("遊具，得票率七成一，第二名是還書箱，五成二。", {88: "71%", 89: "52%"}),
        ("遊具，三十七票；還書箱，三十一票。", {88: "三十七票", 89: "三十一票"}),
        ("遊具跟還書箱都是三十票。", {88: "", 89: ""}),
    ],
)
def test_a_numbered_proposal_has_the_share_that_is_told_of_it_alone(
    result: str, shares: dict[int, str]
) -> None:
    said = (("主席", result), ("主席", "遊具是88，還書箱是89。"), ("主席", "謝謝。"))
    passages = record(LISTED, ("主席", "請投票。"), *said)
    given = numbering.read(passages, ballot_results.winners(passages))
    told = {number: fold(share) for number, share in shares.items()}
    assert {one.number: one.proposal.share for one in given} == told


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("那就是序號88。", {88: "公園遊具應有遮陽"}),
        ("好，編號一二九。", {129: "公園遊具應有遮陽"}),
        ("這樣是88個人。", {}),
    ],
)
def test_what_is_taken_on_without_a_vote_and_numbered_is_what_was_named_last(
    said: str, expected: dict[int, str]
) -> None:
    told = (("王", "示範署提的是「公園遊具應有遮陽」。"), ("主席", "這案免票選，有沒有人反對？"))
    talk = (("王", "沒有。"), ("主席", said), ("王", "謝謝。"), ("主席", "散會。"))
    passages = record(("主席", "請說明。"), *told, *talk)
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


PRESENTED = (
    ("國發會", "第一則，公園遊具應有遮陽，主辦機關示範署。第二則，夜間還書箱應普設，主辦圖書館。"),
    ("圖書館", "圖書館自提的題目是「步道座椅定點回報」。"),
    ("司儀", "請投票，表單在聊天室。"),
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("公園遊具 61%，很高，這個是 123 案。", {123: ("公園遊具應有遮陽", "61%")}),
        ("結果是遊具的遮陽案，61%，第 123 案。", {123: ("公園遊具應有遮陽", "61%")}),
        ("還書箱 58%，第 123 案，其他未過半。", {123: ("夜間還書箱應普設", "58%")}),
        ("自提的部分是圖書館的 34 票，就是 124 案。", {124: ("步道座椅定點回報", "34票")}),
        ("遊具跟還書箱都很好，遊具高一點，還書箱低一點，這個是 123 案。", {}),
        ("還書箱沒有過，遊具 61%，就是第 123 案。", {123: ("公園遊具應有遮陽", "61%")}),
        ("今天很快，就是第 123 案。", {}),
        ("公園遊具跟以前的棚子很像，就是第 34 案。", {}),
        ("公園遊具應該會過，就是第 123 案。", {}),
    ],
)
def test_a_number_belongs_to_the_one_proposal_that_its_sentence_names_before_it(
    said: str, expected: dict[int, tuple[str, str]]
) -> None:
    result = ("", "（步道座椅 34 票；公園遊具 61%、還書箱 58%）")
    passages = record(*PRESENTED, result, ("司儀", said), ("國發會", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: (one.proposal.name, one.proposal.share) for one in given} == {
        number: (fold(name), fold(share)) for number, (name, share) in expected.items()
    }


def test_who_neither_presides_nor_opened_the_vote_gives_no_number() -> None:
    said = ("路人", "公園遊具 61%，這個是 123 案。")
    passages = record(*PRESENTED, ("司儀", "好。"), said, ("司儀", "謝謝。"))
    assert not list(numbering.read(passages, []))


def test_the_only_winner_has_the_only_number() -> None:
    result = (("主席", "請投票。"), ("", "（投票結果：圖書館夜間還書箱）"))
    passages = record(*result, ("主席", "只有一案過半。那就是第88案。"), ("主席", "散會。"))
    (given,) = numbering.read(passages, ballot_results.winners(passages))
    assert (given.number, given.proposal.name) == (88, fold("圖書館夜間還書箱"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("最後100跟101。", {100, 101}),
        ("最後一案96，遮陽棚，請示範署。", {96}),
        ("第一個，96，示範署。", {96}),
        ("第二個，97。", {97}),
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
    assert called_numbers.called(fold(said), {95}, NOBODY) == expected
    assert called_numbers.called(fold(said), set(), NOBODY) == frozenset()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("98還在籌備，書面。", {98}),
        ("示範署補充99，樣張看過了。", {99}),
        ("首先是97，10月15日在示範署。", {97}),
        ("98、99籌備中，跟上個月一樣。", {98, 99}),
        ("九九遮陽棚，下禮拜裝好。", set()),
        ("一〇一遮陽棚，下禮拜裝好。", {101}),
        ("95遮陽棚，下禮拜裝好。", {95}),
        ("101大樓那邊的棚子裝好了。", set()),
        ("98 日那天裝好了。", set()),
        ("列管中的，97、98；不召開的有99。", {97, 98, 99}),
        ("98的棚子裝好了，像300那樣。", {98}),
    ],
)
def test_a_passage_turns_to_cases_by_their_mere_numbers(said: str, expected: set[int]) -> None:
    assert called_numbers.begun(fold(said), {95}, BODIES) == expected


def test_a_number_that_an_agency_is_asked_for_makes_those_near_it_known() -> None:
    lines = (("司儀", "接著97，遮陽棚，請示範署。"), ("陳", "裝好了。"), *3 * [("司儀", "請。")])
    passages = record(*lines, ("司儀", "有的，138、140兩張。"))
    assert named_numbers.read(passages, BODIES) == {97}
    told = record(*lines, ("陳", "結束的，138、140。"), ("陳", "協作會議有一場，就是第127次。"))
    assert named_numbers.read(told, BODIES) == {97, 127, 138, 140}


@pytest.mark.parametrize(
    ("told", "share"),
    [
        ("百分之七十六", "76%"),
        ("百分之六十八點五", "68.5%"),
        ("76%", "76%"),
        ("八成二", "82%"),
        ("百分之四十八", ""),
    ],
)
def test_a_share_in_words_is_one_in_digits(told: str, share: str) -> None:
    result = f"結果，圖書館夜間還書{told}，公園遊具遮陽百分之三十二。"
    passages = record(("主席", "開始投票。"), ("司儀", result), ("主席", "第88案給夜間還書。"))
    found = ballot_results.winners(passages)
    assert [one.share for one in found] == ([share] if share else [])
    assert all(one.name == fold("圖書館夜間還書") for one in found)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("示範署，遮陽棚，好了嗎？", ["示範署"]),
        ("還有示範署的遮陽棚。", ["示範署"]),
        ("遮陽棚呢，示範署？", ["示範署"]),
        ("示範署跟公園處，遮陽棚。", ["示範署", "公園處"]),
        ("示範署、公園處的遮陽棚。", ["示範署", "公園處"]),
        ("示範署，謝謝。", []),
        ("示範署跟公園處，901、902。", []),
        ("示範署。", []),
        ("好，遮陽棚裝好了。", []),
    ],
)
def test_a_short_turn_asks_an_agency_for_a_case_by_a_short_name(
    said: str, asked: list[str]
) -> None:
    assert list(short_names.asked(fold(said), BODIES)) == asked


def test_numbers_are_given_in_the_order_of_the_result() -> None:
    result = ("", "（投票結果：1.公園遊具應有遮陽77%　2.圖書館夜間還書箱58%　3.步道照明49%）")
    order = ("主席", "一跟二都過半，依序88、89。")
    passages = record(("主席", "開始投票。"), result, order, ("司儀", "好。"), ("主席", "謝謝。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        88: fold("公園遊具應有遮陽"),
        89: fold("圖書館夜間還書箱"),
    }


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


@pytest.mark.parametrize(
    ("call", "report", "name"),
    [
        ("接著902，公園遊具遮陽，請示範署。", "好。", "公園遊具遮陽"),
        ("接著902，示範署。", "「公園遊具應有遮陽」這一案，示範署主辦。", "公園遊具應有遮陽"),
        ("接著902，遊具，請示範署。", "好。", "遊具"),
        ("接著902，去年12月票選出來的，公園遊具遮陽，請示範署。", "好。", "公園遊具遮陽"),
        ("示範署，第902條之1的部分。", "好。", None),
    ],
)
def test_a_call_by_a_mere_number_names_the_case_or_its_report_does(
    call: str, report: str, name: str | None
) -> None:
    start = ("司儀", "接著是歷次協作會議的摘要報告，請序號901遊具遮陽案，請示範署。")
    passages = record(start, ("陳", "好。"), ("司儀", call), ("陳", report), ("司儀", "謝謝。"))
    found = agenda_items.read(passages, BODIES)
    told = (called_names.name(passages, one, (902,)) for one in found if 902 in one.numbers)
    assert next((span.of(passages) for span in told if span), None) == (name and fold(name))


VOTED = (LISTED, ("主席", "請投票。"), ("主席", "五成八，遊具過半。"))


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("王小明", "建檔的名字，88「公園遊具應有遮陽」。"),
        ("主席", "成為第 88 案，「公園遊具應有遮陽」。"),
        ("主席", "編號 88 是「公園遊具應有遮陽」。"),
    ],
)
def test_a_number_with_the_whole_name_that_was_voted_on_needs_nobody_who_presides(
    who: str, said: str
) -> None:
    passages = record(*VOTED, (who, said), ("司儀", "好。"))
    given = list(numbering.read(passages, ballot_results.winners(passages)))
    assert [(one.number, one.proposal.name) for one in given] == [(88, fold("公園遊具應有遮陽"))]


@pytest.mark.parametrize("said", ["建檔的名字，88「步道照明的燈桿」。", "第88案「公園遊具」。"])
def test_a_name_that_nobody_voted_on_gets_no_number(said: str) -> None:
    passages = record(*VOTED, ("王小明", said), ("司儀", "好。"))
    assert list(numbering.read(passages, ballot_results.winners(passages))) == []


def test_who_told_of_the_proposals_may_give_them_their_numbers() -> None:
    short = "遮陽是第88案，還書箱是第89案。"
    told = ("國發會", "第一題「公園遊具應有遮陽」，第二題「圖書館夜間還書箱」。")
    for who, numbers in (("國發會", [88, 89]), ("陳大文", [])):
        passages = record(
            told, ("主席", "請投票。"), ("主席", "兩題都過半。"), (who, short), ("主席", "好。")
        )
        given = numbering.read(passages, ballot_results.winners(passages))
        assert [one.number for one in given] == numbers


def test_a_case_that_need_not_be_voted_on_gets_its_number_so() -> None:
    passages = record(
        ("主席", "請文化部說明。"),
        ("王小明", "我們提的是「公園遊具應有遮陽」，循免票選。"),
        ("主席", "那 88 案就不用經過投票，直接進來。"),
        ("司儀", "好。"),
    )
    given = list(numbering.read(passages, []))
    assert [(one.number, one.proposal.name) for one in given] == [(88, fold("公園遊具應有遮陽"))]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("寵物登記編 137。", {137: "寵物登記地址線上變更"}),
        ("電動輪椅免預約，147。", {147: "電動輪椅搭乘客運應免預約"}),
        ("取高的，就是電動輪椅，編號149。", {149: "電動輪椅搭乘客運應免預約"}),
        ("電動輪椅或寵物登記，下個月再說。", {}),
        ("今天的便當，147。", {}),
    ],
)
def test_a_number_is_given_to_a_name_of_the_direction_that_tells_the_result(
    said: str, expected: dict[int, str]
) -> None:
    direction = "（投票結果：自提—寵物登記地址線上變更 45 票、電動輪椅搭乘客運應免預約 38 票）"
    passages = record(("", direction), *3 * [("主席", "請說。")], ("主席", said))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


def test_what_a_proposal_is_listed_under_in_a_result_is_no_part_of_its_name() -> None:
    direction = "（開票：自提—身分證換發改用簡訊通知 71%；提點子—停車費免手續費 63%）"
    found = ballot_results.winners(record(("", direction)))
    assert {w.name for w in found} == {fold("身分證換發改用簡訊通知"), fold("停車費免手續費")}
