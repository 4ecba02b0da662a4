"""Numbers that are places in a list, names that stand before the number of their case, and numbers that are given to
what an agency proposed. All are invented."""

import pytest

from minutes.recognition import ballot_results, called_names
from minutes.recognition.agenda import called_back
from minutes.recognition.proposals import numbering
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, record


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("序號1是902案，遮陽座椅，請示範署。", [902]),
        ("序號1是902案、2是904案", [902, 904]),
        ("項次3為第902案", [902]),
        ("序號15是第二次報告", [15]),
        ("序號902是遮陽案", [902]),
    ],
)
def test_a_number_before_that_of_a_case_is_its_place_in_a_list(
    text: str, numbers: list[int]
) -> None:
    assert [one.number for one in find_counted(fold(text))] == numbers


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("接著是遮陽座椅，902案，會議還沒開，請公園處簡單說明。", "遮陽座椅"),
        ("下一個是遮陽座椅的部分，第902案，請公園處。", "遮陽座椅"),
        ("接著是遮陽座椅，902案。", None),
        ("接著是公園處，902案，請公園處。", None),
        ("接著是上次報告過的，902案，請公園處。", None),
    ],
)
def test_a_name_may_stand_between_what_calls_a_case_up_and_its_number(
    call: str, name: str | None
) -> None:
    passages = record(
        ("司儀", "接下來是歷次協作會議的辦理情形報告。"),
        ("司儀", "首先請第901案，夜間還書，請圖書館。"),
        ("林", "好了。"),
        ("司儀", call),
        ("陳", "還在找地點。"),
        ("司儀", "謝謝，接下來請第903案，請公園處。"),
    )
    items = called_back.read(passages, BODIES)
    (item,) = [one for one in items if 902 in one.numbers]
    span = called_names.name(passages, item, {902})
    assert (span and span.of(passages)) == (name and fold(name))


PROPOSED = (
    ("司儀", "進入這個月的協作議題討論，先請公園處。"),
    ("林", "主席、各位先進，公園處報告，遮陽科的提案是「公園座椅怎麼遮陽」。"),
    ("陳", "第一則是「圖書館應延長夜間還書」，主辦機關是圖書館。"),
    ("", "（投票進行中）"),
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "編號，公園處的是第88案，還書是第89案。",
            {88: "公園座椅怎麼遮陽", 89: "圖書館應延長夜間還書"},
        ),
        (
            "開票結果，還書的有61％，座椅是43％，所以就是還書，編號是第89案。",
            {89: "圖書館應延長夜間還書"},
        ),
        ("示範署的是第88案。", {}),
    ],
)
def test_a_number_may_be_given_to_what_an_agency_proposed_or_to_what_was_named_last(
    said: str, expected: dict[int, str]
) -> None:
    passages = record(*PROPOSED, ("主席", said), ("主席", "謝謝。"), ("司儀", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the name that a result gives it is no other proposal
        (
            "部會自提是公園處的座椅，那公園處就是88案，還書是89。",
            {88: "公園座椅怎麼遮陽", 89: "圖書館應延長夜間還書"},
        ),
        ("那就是公園處的這個，第88案。", {88: "公園座椅怎麼遮陽"}),
        ("那就是公園處的提案，編號88。", {88: "公園座椅怎麼遮陽"}),
        (
            "那公園處照原來登記的88，還書就是89。",
            {88: "公園座椅怎麼遮陽", 89: "圖書館應延長夜間還書"},
        ),
        ("公園處用先前保留的88。", {88: "公園座椅怎麼遮陽"}),
        ("那就是示範署的這個，第88案。", {}),
        ("那示範署照原來登記的88。", {}),
    ],
)
def test_a_number_is_given_to_the_proposal_of_the_agency_that_is_named_with_it(
    said: str, expected: dict[int, str]
) -> None:
    passages = record(*PROPOSED, ("主席", said), ("主席", "謝謝。"), ("司儀", "好。"))
    given = numbering.read(passages, ballot_results.winners(passages))
    assert {one.number: one.proposal.name for one in given} == {
        number: fold(name) for number, name in expected.items()
    }
