"""What directions and speakers tell of a ballot, in forms that no record shows: who came first, and whether two
are taken on."""

import pytest

from minutes.recognition import ballot_results
from minutes.recognition.passages import Span
from minutes.recognition.statements import spoken_results, unvoted
from minutes.text.folding import fold
from tests.minutes.spoken_records import Line, record


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            [("", "（經線上投票，自提：「公園遊具遮陽」；Join：「圖書館還書」）")],
            ["公園遊具遮陽", "圖書館還書"],
        ),
        ([("", "（線上票選：1. 公園遊具遮陽 58.9% 2. 圖書館還書 48.2%）")], ["公園遊具遮陽"]),
        (
            [("主席", "票選結果出來，第一高票「公園遊具遮陽」36票，第二「圖書館還書」29票。")],
            ["公園遊具遮陽"],
        ),
        (
            [
                ("主席", "票選結果出來，第一高票「公園遊具遮陽」36票，第二「圖書館還書」29票。"),
                ("王", "那就這兩案。"),
            ],
            ["公園遊具遮陽", "圖書館還書"],
        ),
        (
            [("主席", "投票結束，公園遊具遮陽得票率61%，圖書館還書得票率35%。")],
            ["公園遊具遮陽"],
        ),
        (
            [
                ("主席", "票選結果，自提：公園遊具遮陽 33 票、圖書館還書 33 票；長椅汰換 12 票。"),
                ("王", "同票的話兩案都辦。"),
            ],
            ["公園遊具遮陽", "圖書館還書"],
        ),
        ([("主席", "票選結果，自提：公園遊具遮陽 33 票、圖書館還書 33 票，下次再說。")], []),
        ([("主席", "等一下要投票，第一，「公園遊具遮陽」到今天有4,800多人附議。")], []),
    ],
)
def test_the_proposals_that_a_ballot_chose_are_named_by_whoever_tells_the_result(
    lines: list[Line], names: list[str]
) -> None:
    assert {w.name for w in ballot_results.winners(record(*lines))} == set(map(fold, names))


def test_an_agency_whose_own_proposal_won_is_not_what_that_is_called() -> None:
    read_out = "結果，自提的示範署46票，範例署18票；「Join」的長椅汰換71%，圖書館還書48%。"
    passages = record(("主席", "開始投票。"), ("", "（投票中）"), ("王", read_out))
    assert [w.name for w in ballot_results.winners(passages)] == []


def test_votes_and_shares_behind_a_semicolon_are_another_proposals() -> None:
    told = "投票結果，自提的公園遊具遮陽46票，圖書館還書18票；長椅汰換71%。"
    shares = {w.name: w.share for w in ballot_results.winners(record(("主席", told)))}
    assert shares[fold("公園遊具遮陽")] == ""


def test_what_needs_no_vote_is_known_by_the_name_with_which_it_is_numbered_later() -> None:
    passages = record(
        ("主席", "自提只有一案，依照規則不經過票選，所以示範署的步道座椅就直接成案。"),
        *[("王", f"再來看第{n}則連署。") for n in "一二三四五六七八九"],
        ("王", "投票結果，圖書館還書61%。"),
        ("主席", "編號的話，示範署的步道座椅是88，圖書館還書是89。"),
    )
    last = len(passages) - 1
    chair, library = (
        Span(last, start, start + len(words))
        for words in ("示範署的步道座椅是88", "圖書館還書是89")
        for start in [passages.texts[last].index(fold(words))]
    )
    said = unvoted.exempted_by_name(passages, chair)
    assert said is not None
    assert said.number == 0
    assert unvoted.exemption(passages, chair) == (said, False)
    assert unvoted.exempted_by_name(passages, library) is None


def test_a_question_whether_an_agency_is_willing_is_answered_by_the_next_speaker() -> None:
    asked = ("主席", "公園遊具過半，圖書館還書差一票，圖書館要不要？")
    passages = record(asked, ("林", "圖書館願意辦。"))
    assert [said.number for said in unvoted.below_half(passages)] == [0]
    assert not list(unvoted.below_half(record(asked, ("林", "我們不願意辦。"))))


def test_a_proposal_that_more_than_half_voted_for_did_not_go_without_a_vote() -> None:
    assert not list(unvoted.without_vote(record(("主席", "自提只有一案，過半，63%。"))))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("這個案子經過月會投票，確定被選出來，協作會議是什麼？", True),
        ("連署達標之後經過月會投票通過，才會有今天的會議。", True),
        ("連署達標之後就會提到月會，只要投票通過，就會有今天這樣的會議。", False),
        ("這個案子如果投票通過，我們再來準備。", False),
        ("這個案子在月會投票通過了嗎？", False),
        ("每個月的議題都是由各部會投票選出來的。", False),
    ],
)
def test_a_record_of_a_case_remembers_that_a_vote_chose_it(text: str, is_told: bool) -> None:
    assert any(spoken_results.remembered(record(("主持人", text)))) == is_told
