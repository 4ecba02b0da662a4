"""Numbers that are given in a row or behind a result, and whose they are (all invented)."""

import pytest

from minutes.recognition import ballot_results
from minutes.recognition.passages import Span
from minutes.recognition.proposals import numbering
from minutes.recognition.statements import named_numbers, unvoted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, record

LISTED = ("司儀", "這次有A「公園遊具應有遮陽」、乙案「圖書館夜間還書箱」兩則。")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "號碼接下去就是八十八跟八十九，主辦的請留下來。",
            {88: "公園遊具應有遮陽", 89: "夜間還書箱"},
        ),
        ("依序88、89。", {88: "公園遊具應有遮陽", 89: "夜間還書箱"}),
        ("號碼接下去就是八十八、八十九跟九十。", {}),
    ],
)
def test_as_many_numbers_in_a_row_belong_to_what_a_result_gives_in_its_order(
    said: str, expected: dict[int, str]
) -> None:
    result = ("", "（投票結果：自提案─公園遊具應有遮陽；連署案─夜間還書箱）")
    passages = record(("司儀", "請投票。"), result, ("司儀", said), ("國發會", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


def test_a_score_of_an_agency_is_that_of_what_it_proposed() -> None:
    proposed = ("圖書館", "圖書館報告，我們提的是「步道座椅定點回報」。")
    told = (
        ("司儀", "請投票。"),
        ("司儀", "結果出來，圖書館的同意93%。"),
        ("司儀", "98是步道座椅。"),
    )
    passages = record(proposed, *told, ("圖書館", "好。"))
    winners = ballot_results.winners(passages)
    (given,) = numbering.read(passages, winners)
    assert (given.proposal.name, given.proposal.share) == (fold("步道座椅定點回報"), "93%")
    assert not [one for one in winners if fold("圖書館") in one.name]


@pytest.mark.parametrize(
    ("said", "are_whole"), [("遊具是88，還書箱是89。", True), ("遊具是88。", False)]
)
def test_names_that_a_result_strings_together_are_whole_where_each_got_a_number(
    said: str, are_whole: bool
) -> None:
    result = ("", "（投票結果：公園遊具應有遮陽、夜間還書箱普設）")
    passages = record(("司儀", "請投票。"), result, ("司儀", said), ("國發會", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.proposal.is_formal for one in given} == {are_whole}


def test_mere_numbers_near_one_another_with_which_turns_begin_are_those_of_cases() -> None:
    told = (
        ("陳", "134在9月22日開完。"),
        ("陳", "136的表單開放了。"),
        ("陳", "一、137（長椅）：裝好了。"),
    )
    assert named_numbers.read(record(*told), BODIES) == {134, 136, 137}
    assert named_numbers.read(record(*told[:2]), BODIES) == frozenset()
    apart = (("陳", "34在這裡。"), ("陳", "236的表單。"), ("陳", "137（長椅）：裝好了。"))
    assert named_numbers.read(record(*apart), BODIES) == frozenset()


def test_who_reads_out_how_proposals_did_may_number_the_one_that_won_by_its_whole_name() -> None:
    proposed = (
        "國發會",
        "一、職場哺集乳室應訂最低標準，主辦示範署；二、夜間還書箱普設，主辦圖書館。",
    )
    counted = ("司儀助理", "開了，哺集乳室53%，還書箱47%。")
    lines = (
        proposed,
        ("主席", "投票。"),
        counted,
        ("主席", "那就是哺集乳室。"),
        ("司儀助理", "編144。"),
    )
    passages = record(*lines)
    (given,) = numbering.read(passages, ballot_results.winners(passages))
    assert (given.number, given.proposal.name) == (144, fold("職場哺集乳室應訂最低標準"))


def test_an_agency_in_a_result_is_no_name_of_a_proposal() -> None:
    result = ("", "（投票結果：示範署及文化部 36 票、公園管理處 18 票）")
    assert not ballot_results.winners(record(("主席", "請投票。"), result))


def test_what_an_agency_proposed_is_numbered_as_its_proposal() -> None:
    proposed = ("圖書館", "圖書館報告，自提的題目是「步道座椅定點回報」。")
    result = ("", "（評選結果：圖書館提案25票，示範署提案14票，無效票1票）")
    told = ("司儀", "圖書館提案獲選，議題編號為107，主責機關圖書館。")
    passages = record(proposed, ("司儀", "請評選。"), result, told, ("圖書館", "好。"))
    (given,) = numbering.read(passages, ballot_results.winners(passages))
    assert (given.number, given.proposal.name) == (107, fold("步道座椅定點回報"))


@pytest.mark.parametrize(
    "said",
    ["92案已不在清單上，所以不用報。", "議題編號101，請圖書館。"],
)
def test_the_heading_of_an_agenda_is_no_proposal_and_a_word_in_common_names_none(said: str) -> None:
    agenda = ("司儀", "報告事項第一案，「追蹤議題清單辦理情形」，請參閱。")
    passages = record(agenda, ("主席", "投票結果如畫面。"), ("司儀", said), ("主席", "好。"))
    assert not list(numbering.read(passages, ballot_results.winners(passages)))


def test_a_result_that_shortens_names_numbers_the_whole_ones_and_is_shown_beside_them() -> None:
    proposed = (
        "國發會",
        "第一則「產品應標示維修容易度及零件價格」，主辦示範署；第二則「來電應顯示機關」，主辦圖書館。",
    )
    result = ("", "（評選結果：維修標示案52%、來電顯示案39%）")
    told = ("司儀", "那就是維修標示，編110。")
    passages = record(proposed, ("司儀", "請評選。"), result, ("主席", "好。"), told)
    (given,) = numbering.read(passages, ballot_results.winners(passages))
    assert given.proposal.name == fold("產品應標示維修容易度及零件價格")
    shown = ballot_results.result_before(passages, given.span.number)
    assert shown == passages.whole(2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("遮陽25票，還書箱12票，所以編號是88。",), {88: "公園遊具應有遮陽"}),
        (("還書箱那個12票，我自己有興趣，89，也開。",), {89: "圖書館夜間還書箱"}),
        (("還書箱12票的話，照規則如果願意也可以開，89就給號。",), {89: "圖書館夜間還書箱"}),
        (("遮陽88。", "喔對，那就是遮陽89。"), {89: "公園遊具應有遮陽"}),
        (("那示範署是88。",), {88: "步道應設長椅"}),
        (("只有一案就不用投票，88，示範署主辦。",), {88: "步道應設長椅"}),
        (("自提只有一案，所以不用投了，直接進來，88，寵物樹葬，主辦公園處。",), {88: "寵物樹葬"}),
    ],
)
def test_a_number_belongs_to_what_won_to_whose_proposal_it_is_or_to_the_name_right_behind_it(
    said: tuple[str, ...], expected: dict[int, str]
) -> None:
    own = (
        ("公園處", "公園處的自提案是寵物樹葬，各地方式不一樣。"),
        ("示範署", "示範署，我們提的是「步道應設長椅」。"),
    )
    turns = [line for text in said for line in (("主席", text), ("示範署", "好。"))]
    passages = record(LISTED, *own, ("主席", "請投票。"), *turns, ("司儀", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


def test_a_proposal_that_a_result_calls_by_its_number_has_the_votes_that_are_told_of_it() -> None:
    told = "第一案，「公園遊具應有遮陽」；第二案「圖書館夜間還書箱」。"
    result = ("", "（開票結果：第一案29票、第二案26票）")
    passages = record(("司儀", told), result, ("主席", "遮陽編88，還書箱89。"), ("主席", "謝謝。"))
    winners = ballot_results.winners(passages)
    given = {one.number: one.proposal.share for one in numbering.read(passages, winners)}
    assert winners == []
    assert given == {88: fold("29票"), 89: fold("26票")}


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("（投票結果：圖書館夜間還書，要27，不要8）", ["圖書館夜間還書"]),
        ("（投票結果：圖書館夜間還書，要8，不要27）", []),
        (
            "（投票結果：「點餐機、報到機要能語音」31票、「夜間還書」22票）",
            ["點餐機、報到機要能語音"],
        ),
    ],
)
def test_a_stage_direction_tells_what_more_were_for_than_against_and_a_name_in_quotes_whole(
    result: str, expected: list[str]
) -> None:
    winners = ballot_results.winners(record(("主席", "請投票。"), ("", result)))
    assert [one.name for one in winners] == list(map(fold, expected))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("只有一案就不用投票，88，示範署主辦。", False),
        ("我看不用投了，大家有沒有反對意見？沒有，那就編88。", True),
        ("自提免票選，大家有沒有其他意見？那就編88。", False),
        ("是不是不用投票？那就編88。", None),
        ("開票結果出來了，那就編88。", None),
    ],
)
def test_what_got_its_number_without_a_vote_is_agreed_on_where_everybody_was_asked(
    said: str, expected: bool | None
) -> None:
    passages = record(LISTED, ("主席", said))
    number = passages.texts[1].index("88")
    told = unvoted.exemption(passages, Span(1, number, number + 2))
    assert (told and told[1]) == expected
