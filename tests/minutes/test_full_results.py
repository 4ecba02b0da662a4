"""What is told around a result of what it chose: its whole name, and how it did. All names are invented."""

import pytest

from minutes.recognition import ballot_results
from minutes.recognition.proposals import full_results
from minutes.text.folding import fold
from tests.minutes.spoken_records import Line, record

PRESENTED: Line = (
    "陳",
    "第一則是「公園應全面設置遮陽座椅並公開維護次數」，主辦機關是公園處。第二則是「圖書館應延長夜間還書時間」，主辦機關是圖書館。",
)
VOTE: Line = ("", "（投票進行中）")


def told(*lines: Line) -> list[tuple[str, str]]:
    passages = record(*lines)
    found = full_results.completed(passages, ballot_results.winners(passages))
    return [(one.whole.of(passages) if one.whole else one.name, one.share) for one in found]


def test_who_is_chosen_by_a_short_name_has_the_name_by_which_it_was_presented() -> None:
    result = ("主席", "我看一下螢幕，遮陽座椅的有63%，還書的是37%，就是座椅這一案。")
    assert told(PRESENTED, VOTE, result) == [(fold("公園應全面設置遮陽座椅並公開維護次數"), "63%")]


def test_votes_that_are_read_out_behind_a_result_are_those_of_the_proposal_that_they_name() -> None:
    direction = (
        "",
        "（投票結果：「公園應全面設置遮陽座椅並公開維護次數」、「圖書館應延長夜間還書時間」）",
    )
    spoken = (
        "主席",
        "結果很清楚，自提的部分是公園處的遮陽座椅，48票；連署的部分是夜間還書，51票。",
    )
    assert [(name[:2], share) for name, share in told(PRESENTED, direction, spoken)] == [
        (fold("公園"), "48票"),
        (fold("圖書"), "51票"),
    ]


def test_two_numbers_of_votes_that_are_told_of_one_proposal_are_none() -> None:
    direction = ("", "（投票結果：「公園應全面設置遮陽座椅並公開維護次數」）")
    spoken = ("主席", "遮陽座椅的有48票，不對，遮陽座椅的有46票。")
    assert [share for _, share in told(PRESENTED, direction, spoken)] == [""]


def test_the_speech_that_tells_how_a_proposal_did_is_known() -> None:
    direction = ("", "（投票結果：「公園應全面設置遮陽座椅並公開維護次數」）")
    spoken = ("主席", "遮陽座椅的有41票，那就這案。")
    passages = record(PRESENTED, direction, ("司儀", "謝謝。"), spoken)
    (winner,) = ballot_results.winners(passages)
    assert list(full_results.told_behind(passages, winner)) == [(3, "41票")]


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ("公園應全面設置遮楊座椅並公開維護次數", "公園應全面設置遮陽座椅並公開維護次數"),
        ("圖書館應延常夜間還書實間", "圖書館應延長夜間還書時間"),
        ("圖書館應延長夜間還書時間", "圖書館應延長夜間還書時間"),
        # Another proposal than those that were presented, worded alike.
        ("圖書館應縮短假日還書時間", "圖書館應縮短假日還書時間"),
        ("圖書館不延長夜間還書時間", "圖書館不延長夜間還書時間"),
    ],
)
def test_a_name_that_was_heard_wrongly_is_the_one_that_was_presented(
    given: str, whole: str
) -> None:
    direction = ("", f"（投票結果：「{given}」）")
    assert [name for name, _ in told(PRESENTED, direction)] == [fold(whole)]
