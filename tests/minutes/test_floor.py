"""What is said under a call is the case's until somebody speaks who was neither called nor asked."""

import pytest

from minutes.recognition import named_rulings, rulings
from minutes.recognition.agenda import called_back
from minutes.recognition.passages import Span
from minutes.recognition.statements import asked_agencies, unvoted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record
from tests.minutes.test_statements import START

CALL: Line = ("司儀", "序號915遊具遮陽，請示範署。")
REPORT: Line = ("陳", "遮陽棚已經修好，回應也上了平台。")
NAMED: Line = ("陳範例", REPORT[1])
CLOSED: Line = ("主席", "很清楚，解除列管，謝謝示範署。")
MEETING = (START[0], ("主席", "大家好。"), ("司儀", "開始。"), ("主席", "請。"), ("司儀", "好。"))


def under_call(*lines: Line) -> list[str]:
    passages = record(*MEETING, CALL, *lines)
    items = called_back.read(passages, BODIES)
    numbers = (n for item in items if 915 in item.numbers for n in item.passages)
    return [passages.texts[number] for number in numbers]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([REPORT, CLOSED, ("吳", "我要報告另外一件事。")], 3),
        ([REPORT, CLOSED, ("司儀", "那我們休息。"), ("吳", "我要報告另外一件事。")], 3),
        ([REPORT, CLOSED, ("陳", "也謝謝主席。")], 4),
        ([REPORT, ("主席", "那費用呢？"), ("吳", "費用由我們出。")], 4),
        ([REPORT, ("吳", "我補充費用。"), CLOSED], 4),
        (
            [
                NAMED,
                CLOSED,
                ("吳", "我想問一下陳範例，棚子是改的？"),
                ("陳範例", "是改的。"),
                CLOSED,
            ],
            6,
        ),
        ([NAMED, CLOSED, ("吳", "我想說一下我們的書箱。"), ("陳範例", "是。"), CLOSED], 3),
        ([REPORT, CLOSED, ("", "（決議：915案解除列管。）")], 4),
        ([REPORT, CLOSED, ("", "參、臨時動議"), ("陳", "提醒大家填問卷。")], 3),
    ],
)
def test_the_floor_passes_on_when_the_matter_is_closed(lines: list[Line], kept: int) -> None:
    said = [fold(text) for _, text in (CALL, *lines)]
    assert under_call(*lines) == said[:kept]


def test_a_number_that_is_given_to_what_was_chosen_calls_nobody() -> None:
    given: Line = ("主席", "無異議，步道座椅列為第916案，示範署主辦。")
    passages = record(*MEETING, CALL, REPORT, CLOSED, given, ("吳", "年終的回顧做了兩版。"))
    (item,) = (i for i in called_back.read(passages, BODIES) if 916 in i.numbers)
    assert item.text(passages) == fold(given[1])


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("那915跟等一下的917，如果沒有人有意見，這兩案都可以解管。", {915, 917}),
        ("915解除列管。", {915}),
        ("加個小標題915就可以解管，917當然也跟著。", {915, 917}),
        ("919示範署自辦。", {919}),
        ("915的部分再看，917解除列管。", {917}),
        ("915可以解除列管嗎？", set()),
    ],
)
def test_a_ruling_that_names_cases_is_theirs_wherever_it_is_said(
    said: str, numbers: set[int]
) -> None:
    listed: Line = ("司儀", "今天有第915案、第917案。")
    found = named_rulings.read(record(*MEETING, listed, CALL, REPORT, ("主席", said)))
    assert {n for named, ruling in found if ruling.ends() for n in named} == numbers


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("915地圖，想請圖書館協助格式。", set()),
        ("915地圖，請圖書館說明。", {("圖書館", "asked")}),
        ("915案移由圖書館主辦。", {("圖書館", "moved")}),
        ("915案主辦改為圖書館。", {("圖書館", "moved")}),
        ("915案是不是移由圖書館主辦？", set()),
        ("916、915兩案，請圖書館跟公園處說明。", set()),
    ],
)
def test_who_is_asked_for_help_hosts_nothing_and_who_takes_a_case_over_does(
    said: str, asked: set[tuple[str, str]]
) -> None:
    passages = record(*MEETING, ("主席", said), REPORT, CLOSED)
    item = next(i for i in called_back.read(passages, BODIES) if 915 in i.numbers)
    told = asked_agencies.in_item(passages, item, BODIES, (915,))
    assert {(one.body, one.role) for one in told if one.role in {"asked", "moved"}} == {
        (fold(body), role) for body, role in asked
    }


def test_of_cases_that_are_gone_through_in_order_the_first_is_called_up() -> None:
    call: Line = ("司儀", "列管的案子依序是915、917、919案，我們先請示範署。")
    items = called_back.read(record(*MEETING, call, REPORT), BODIES)
    assert [item.numbers for item in items if item.numbers] == [(915,)]


@pytest.mark.parametrize(
    ("said", "is_open"),
    [("恭喜，畢業了。", True), ("好，知道了。", False), ("恭喜，不過還是繼續列管。", False)],
)
def test_words_that_may_end_a_case_leave_open_where_it_stands(said: str, *, is_open: bool) -> None:
    passages = record(*MEETING, CALL, REPORT, ("主席", said))
    item = next(i for i in called_back.read(passages, BODIES) if 915 in i.numbers)
    assert rulings.is_open(passages, item) is is_open


def test_what_needs_no_vote_is_said_to_right_behind_its_name() -> None:
    text = fold("票選「夜間還書」；另外示範署想提「步道座椅」，免票選。")
    passages = record(("主席", text))
    spans = [Span(0, at, at + 4) for at in (text.find(fold("夜間")), text.find(fold("步道")))]
    assert [unvoted.is_unvoted(passages, span) for span in spans] == [False, True]
