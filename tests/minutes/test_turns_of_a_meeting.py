"""Where a meeting turns from its reports to proposals, and who goes on with a case (all invented)."""

import pytest

from minutes.recognition import called_names, rulings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages
from minutes.recognition.statements import asked_agencies
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record

START = ("司儀", "接著是歷次協作會議的摘要報告，請序號901遊具遮陽案，請示範署。")


def reported(*lines: Line) -> tuple[Passages, list[AgendaItem]]:
    passages = record(START, *lines)
    return passages, [i for i in agenda_items.read(passages, BODIES) if i.part == "reports"]


@pytest.mark.parametrize(
    "said", ["綜整回應已經上了，這案就可以解除列管。", "更版公布了，901就正式解除列管。"]
)
def test_what_is_done_already_is_no_condition(said: str) -> None:
    passages, items = reported(("陳", "遮陽棚已經修好"), ("主席", said))
    found = rulings.ruling(passages, items[0])
    assert found is not None
    assert found.is_release(surely=True)


@pytest.mark.parametrize(
    "turn",
    [
        "接著是這個月的協作議題，部會自提有兩案。",
        "再來是本月的協作議題。自提兩案，請示範署。",
        "接下來議題的部分，這個月沒有自提。",
        "好，那進到本月的議題。第一個是示範署。",
    ],
)
def test_who_turns_to_the_months_proposals_leaves_the_reports_and_a_proposer_calls_none_up(
    turn: str,
) -> None:
    told = (
        "示範署說明，這個就是遮陽案的延續，我們的908案的棚子做完以後，長椅是另外一件，所以想整合。"
    )
    passages, items = reported(("陳", "修好了"), ("司儀", turn), ("陳", told), ("司儀", "好"))
    assert [one.numbers for one in items if one.numbers] == [(901,)]
    assert not [one for one in items if fold("長椅") in one.text(passages)]


def test_who_reported_and_adds_a_word_goes_on_with_the_same_case() -> None:
    more = "我補充一個小故事，" + 30 * "棚子下面很涼，"
    passages, items = reported(("陳", "修好了"), ("司儀", "很好。"), ("陳", more), ("司儀", "好"))
    (item,) = [one for one in items if fold("小故事") in one.text(passages)]
    assert (item.numbers, item.unsure) == ((901,), False)


@pytest.mark.parametrize(
    ("call", "report", "name"),
    [
        ("902案，夜間還書，上週剛開完，先請圖書館說明。", "夜間的還書箱裝好了。", "夜間還書"),
        ("902案，夜間還書。", "還書箱裝好了。", "夜間還書"),
        ("902案，夜間還書。", "好了。", None),
        ("902案，主責機關圖書館。", "圖書館是主責機關。", None),
    ],
)
def test_a_short_name_beside_a_number_is_one_that_the_report_says_again(
    call: str, report: str, name: str | None
) -> None:
    passages, items = reported(("陳", "好。"), ("司儀", call), ("林", report), ("司儀", "好"))
    (item,) = [one for one in items if one.numbers == (902,)]
    span = called_names.name(passages, item, (902,))
    assert (span and span.of(passages)) == (name and fold(name))


@pytest.mark.parametrize(
    "said", ["請示範署九月底前如期回應。", "但請示範署於明年全面施行的時候，再於平台補充說明。"]
)
def test_who_presides_and_wishes_something_calls_nothing_up(said: str) -> None:
    _, items = reported(("陳", "好。"), ("司儀", said), ("陳", "好。"), ("司儀", "謝謝。"))
    assert len([one for one in items if one.heading.end > one.heading.start]) == 1


def test_who_reported_and_is_asked_something_answers_on_the_same_case() -> None:
    more = "可以下載，" + 30 * "每個月都會更新，"
    passages, items = reported(
        ("陳", "資料開放了。"), ("司儀", "這個可以下載嗎？"), ("陳", more), ("司儀", "好")
    )
    (item,) = [one for one in items if fold("下載") in one.text(passages)]
    assert (item.numbers, item.unsure) == ((901,), False)


def test_each_agency_of_a_sentence_has_the_role_beside_it() -> None:
    said = "那就修正，902案的主責機關是圖書館，公園處改為協力機關，請修正表格。"
    passages, items = reported(("陳", "好。"), ("司儀", said), ("林", "好。"), ("司儀", "好"))
    (item,) = [one for one in items if one.numbers == (902,)]
    asked = asked_agencies.in_item(passages, item, BODIES, (902,))
    roles = {(one.role, one.body) for one in asked if one.role in {"host", "co_host"}}
    assert roles == {("host", fold("圖書館")), ("co_host", fold("公園處"))}


@pytest.mark.parametrize(
    ("said", "is_conditional"),
    [
        ("那就同意結案，但請再於平台補充一次，這個不列入條件。", False),
        ("901附條件結案，等辦法正式發布的那一天就生效。", True),
        ("901同意結案，免得以後又有人要查。", False),
    ],
)
def test_a_case_is_closed_in_the_words_of_other_years(said: str, *, is_conditional: bool) -> None:
    passages, items = reported(("陳", "遮陽棚已經修好"), ("主席", said))
    found = rulings.ruling(passages, items[0])
    assert found is not None
    assert (found.outcome, found.condition is not None) == ("released", is_conditional)


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("示範署的同仁還在路上，902案跟904案先跳過，下個月再說。", set()),
        ("902案先略過。", set()),
        ("902案先跳過，904案請公園處。", {904}),
        ("904案，夜間還書，請圖書館，不要跳過前面的圖。", {904}),
    ],
)
def test_a_case_that_is_left_out_of_the_reports_is_not_called_up(
    said: str, called: set[int]
) -> None:
    _, items = reported(("陳", "好。"), ("司儀", said), ("林", "好。"), ("司儀", "好"))
    assert {number for one in items for number in one.numbers} - {901} == called


@pytest.mark.parametrize(
    ("report", "roles"),
    [
        (
            "示範署報告，協調的結論是圖書館跟公園處共同主辦。",
            {("host", "圖書館"), ("host", "公園處")},
        ),
        (
            "示範署報告，就是示範署跟公園處共同主辦。",
            {("asked", "示範署"), ("host", "示範署"), ("host", "公園處")},
        ),
        ("示範署報告，圖書館那邊還在談。", {("asked", "示範署")}),
    ],
)
def test_who_reports_that_others_alone_host_a_case_is_not_asked_as_its_host(
    report: str, roles: set[tuple[str, str]]
) -> None:
    passages, items = reported(
        ("陳", "好。"), ("司儀", "那902案，夜間還書，示範署。"), ("林", report), ("司儀", "好")
    )
    (item,) = [one for one in items if one.numbers == (902,)]
    asked = asked_agencies.in_item(passages, item, BODIES, (902,))
    assert {(one.role, one.body) for one in asked} == {(role, fold(body)) for role, body in roles}
