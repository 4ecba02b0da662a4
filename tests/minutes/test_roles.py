"""The words by which agencies host a case, or help (all invented)."""

import pytest

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Span
from minutes.recognition.statements import asked_agencies, host_statements
from minutes.recognition.statements.host_statements import Where
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, record


def told_by(text: str, where: Where) -> set[tuple[str, str]]:
    """The agencies and their roles that somebody tells."""
    read = host_statements.read(record(("國發會", text)), BODIES, where)
    return {(statement.body, statement.role) for statement in read}


def roles(told: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(fold(body), role) for body, role in told}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("第一題「停車架汰換」，主責示範署。", {("示範署", "host")}),
        ("主責機關示範署，配合機關圖書館。", {("示範署", "host"), ("圖書館", "co_host")}),
        ("停車架汰換，主責就是示範署。", {("示範署", "host")}),
        ("請各機關配合示範署。", set()),
        (
            "第二則「停車架汰換」，主辦機關示範署協調的結果是圖書館及公園處共同主辦。",
            {("圖書館", "host"), ("公園處", "host")},
        ),
    ],
)
def test_who_is_in_charge_and_who_goes_along_are_hosts_and_helpers(
    text: str, told: set[tuple[str, str]]
) -> None:
    assert told_by(text, "ballot") == roles(told)


def test_of_several_proposals_in_a_row_none_hosts_the_case_that_is_called_up() -> None:
    told = "第一則是遮陽棚，主辦機關公園處。第二則是夜間還書，主辦機關圖書館。"
    passages = record(("陳", told))
    item = AgendaItem("reports", Span(0, 0, 0), (passages.whole(0),), (21,))
    asked = asked_agencies.in_item(passages, item, BODIES)
    assert "圖書館" not in {a.body for a in asked if a.role == "host"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("最後我們還是要請示範署作為主辦機關，在平台上回應。", {("示範署", "host")}),
        ("如果由示範署作為主辦機關，在平台上回應。", set()),
        (
            "這一案緣由是示範署開放政府聯絡人在最近一次月會上提案，請先說明。",
            {("示範署", "presents")},
        ),
        ("這一案是不是示範署提的，我不知道。", set()),
        (
            "今天邀請示範署、圖書館等協辦機關一同參與。",
            {("示範署", "co_host"), ("圖書館", "co_host")},
        ),
        ("上次確認過，圖書館是協辦，不會處理行政。", {("圖書館", "co_host")}),
        ("大家好，我是圖書館的王範例，今天我們是協辦機關，請指教。", {("圖書館", "co_host")}),
        ("我是圖書館借閱組，主要角色是協辦單位。", {("圖書館", "co_host")}),
        ("圖書館這邊負責這一個主題的協辦。", {("圖書館", "co_host")}),
        ("我是圖書館的王範例，我們不是協辦機關。", set()),
        ("圖書館，你們是協辦嗎？", set()),
        ("圖書館協辦業務很多，都要減量。", set()),
        ("如果圖書館是協辦，就請你們說明。", set()),
    ],
)
def test_a_record_of_a_case_tells_who_hosts_it_who_helps_and_who_proposed_it(
    text: str, told: set[tuple[str, str]]
) -> None:
    assert told_by(text, "own") == roles(told)


@pytest.mark.parametrize(
    "text",
    [
        "主辦機關是示範署，協辦機關是圖書館及公園處，公園處在後台檢核，不同意為協辦機關。",
        "主辦機關是示範署，協辦機關是圖書館。協辦機關公園處有不同意見，今天請兩邊說明。",
    ],
)
def test_who_does_not_agree_to_help_is_no_helper(text: str) -> None:
    read = host_statements.read(record(("國發會", text)), BODIES, "ballot")
    assert {s.body for s in read if s.role == "co_host"} == {fold("圖書館")}


CALL = "序號901，遊具遮陽案，請示範署。"


@pytest.mark.parametrize(
    ("heading", "said", "roles"),
    [
        (CALL, "圖書館社教組願意，就列協辦。", {("圖書館", "co_host")}),
        (CALL, "圖書館補充，我們會以協辦機關的身分出席。", {("圖書館", "co_host")}),
        (CALL, "圖書館這邊就是給資料，沒有要掛協辦。", set()),
        (CALL, "圖書館雖然沒有被點名，第903案我們主動加入協辦。", set()),
    ],
)
def test_an_agency_says_of_itself_that_it_helps_with_the_case_that_is_spoken_of(
    heading: str, said: str, roles: set[tuple[str, str]]
) -> None:
    passages = record(("主席", heading), ("林", said))
    spans = (passages.whole(0), passages.whole(1))
    item = AgendaItem("reports", spans[0], spans, (901,), bodies=(fold("示範署"),))
    asked = asked_agencies.in_item(passages, item, BODIES, {901})
    told = {(a.body, a.role) for a in asked if a.body == fold("圖書館")}
    assert told == {(fold(body), role) for body, role in roles}


def test_who_of_several_agencies_reports_on_which_of_several_cases_nobody_says() -> None:
    passages = record(
        ("司儀", "901案跟903案，示範署、公園處。"), ("司儀", "901案，示範署、公園處。")
    )
    both, one = (
        AgendaItem("reports", passages.whole(n), (passages.whole(n),), numbers)
        for n, numbers in enumerate([(901, 903), (901,)])
    )
    assert not list(asked_agencies.in_item(passages, both, BODIES, {901}))
    assert {a.body for a in asked_agencies.in_item(passages, one, BODIES, {901})} == {
        fold("示範署"),
        fold("公園處"),
    }


@pytest.mark.parametrize(
    ("said", "helpers"),
    [
        ("我有看到圖書館跟公園處已經列成協辦了。", {"圖書館", "公園處"}),
        ("除了原本已經列為協辦的圖書館、公園處以外，也請大家幫忙。", {"圖書館", "公園處"}),
        ("這個會議也有圖書館參與協辦。", {"圖書館"}),
        ("圖書館跟公園處共同協辦。", {"圖書館", "公園處"}),
        ("圖書館，目前也都已經是協辦機關了。", {"圖書館"}),
        ("圖書館跟公園處沒有列協辦。", set()),
        ("是不是圖書館列協辦？", set()),
    ],
)
def test_agencies_are_said_to_help_already(said: str, helpers: set[str]) -> None:
    passages = record(("主席", CALL), ("林", said))
    spans = (passages.whole(0), passages.whole(1))
    item = AgendaItem("reports", spans[0], spans, (901,), bodies=(fold("示範署"),))
    told = asked_agencies.in_item(passages, item, BODIES, {901})
    assert {a.body for a in told if a.role == "co_host"} == set(map(fold, helpers))
