"""Cases that a meeting calls up at once are told of, ruled on and answered one by one."""

import pytest

from minutes.recognition import rulings
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.statements import asked_agencies
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record
from tests.minutes.test_statements import END, START, reported


@pytest.mark.parametrize(
    ("lines", "ruled"),
    [
        ([("主席", "915結案，917跟919繼續追蹤，謝謝。")], {915}),
        ([("主席", "915案跟917案都解除列管，919案再一個月。")], {915, 917}),
        ([("王示範", "915案解除追蹤。917案，請補齊以後再來。")], {915}),
        ([("王示範", "915案的部分很清楚，三年內完成。")], set()),
    ],
)
def test_cases_that_are_called_up_at_once_are_ruled_on_one_by_one(
    lines: list[Line], ruled: set[int]
) -> None:
    report = "示範署報告，915遊具的部分已經辦完；917步道的部分還在做；919長椅預計8月。"
    passages = record(
        START[0],
        ("主席", "接下來有三案，序號915、917、919，請示範署一併報告。"),
        ("陳", report),
        *lines,
        *END,
    )
    found = agenda_items.read(passages, BODIES)
    assert {n for item in found for n in item.numbers if rulings.ruling(passages, item)} == ruled


def test_a_number_of_a_meeting_is_its_case() -> None:
    call = ("主席", "接下來第915次協作會議「停車架汰換」，原訂五月召開，請示範署說明。")
    passages = record(START[0], call, ("陳", "還在準備。"))
    (item,) = (i for i in agenda_items.read(passages, BODIES) if i.numbers)
    assert item.numbers == (915,)
    assert "915" not in str(find_counted(fold("第915次月會的協作議題")))


def test_names_in_quotes_and_a_number_that_is_joined_part_no_row() -> None:
    call = (
        "主席",
        "今天有兩案建議解除列管：915案「停車架汰換」、917案「長椅」，都是示範署，請說明。",
    )
    passages = record(
        START[0], call, ("陳", "示範署說明，都回應了。"), ("主席", "兩案都解除列管。"), *END
    )
    found = agenda_items.read(passages, BODIES)
    assert {n for item in found for n in item.numbers if rulings.ruling(passages, item)} == {
        915,
        917,
    }
    joined = record(START[0], ("主席", "序號915「停車架」跟序號917「長椅」，請示範署說明。"),
                    ("陳", "建議915併入917，一次開會。"), ("主席", "好，915案併入917案。"), *END)  # fmt: skip
    ruled = {
        item.numbers: told.outcome
        for item in agenda_items.read(joined, BODIES)
        if (told := rulings.ruling(joined, item))
    }
    assert ruled == {(915,): "merged"}


@pytest.mark.parametrize(
    "said",
    ["上次915案已經同意解除追蹤，今天只剩917案「長椅」，請示範署。", "新案917「長椅」，請示範署。"],
)
def test_a_number_beside_a_name_is_a_case_however_it_is_counted(said: str) -> None:
    passages = record(START[0], ("主席", said), ("陳", "示範署說明，還在做。"))
    last = agenda_items.read(passages, BODIES)[-1]
    assert last.numbers == (917,)
    assert rulings.ruling(passages, last) is None


@pytest.mark.timeout(60)
@pytest.mark.parametrize("said", ["解除", "解除列", "第9案跟", "「公園」、"])
def test_a_long_sentence_without_marks_is_read_in_bounded_time(said: str) -> None:
    line = said + "公園遊具的遮陽與步道照明案" * 200
    passages = record(START[0], ("主席", line), ("陳", line))
    assert not [i for i in agenda_items.read(passages, BODIES) if rulings.ruling(passages, i)]


def test_a_host_that_was_listed_before_is_none_and_one_that_is_settled_late_is() -> None:
    passages, items = reported(
        ("主席", "這個案子原來列的主辦是圖書館。"),
        ("陳", "我們覺得不太合適。"),
        ("主席", "那就由公園處主辦，圖書館協辦。"),
    )
    told = {(a.body, a.role) for a in asked_agencies.in_item(passages, items[0], BODIES)}
    assert {("公園處", "host"), ("圖書館", "co_host")} <= told
    assert ("圖書館", "host") not in told


@pytest.mark.parametrize(
    ("call", "hosts"),
    [
        ("序號915「停車架汰換」，示範署。", {"示範署"}),
        ("序號915「停車架汰換」，示範署請。", {"示範署"}),
        ("序號915「停車架」跟序號917「長椅」都是示範署的案子，請說明。", {"示範署"}),
        ("序號915，看起來像示範署", set()),
    ],
)
def test_an_agency_with_whose_name_a_call_ends_is_asked(call: str, hosts: set[str]) -> None:
    passages = record(START[0], ("主席", call), ("陳", "還在做。"))
    last = agenda_items.read(passages, BODIES)[-1]
    asked = asked_agencies.in_item(passages, last, BODIES)
    assert {a.body for a in asked if a.role == "asked"} == hosts


def test_who_speaks_for_the_agency_that_is_called_up_releases_nothing() -> None:
    lines = (("溫", "序號915「停車架」，示範署。"), ("陳", "示範署，七處完成後已解除列管，其餘明年完成。"))  # fmt: skip
    passages = record(*START, *lines, *END)
    found = [i for i in agenda_items.read(passages, BODIES) if 915 in i.numbers]
    assert not any(rulings.ruling(passages, item) for item in found)


def test_each_of_several_sentences_that_call_up_a_case_is_a_heading() -> None:
    call = "序號915，停車架，預計4月9日開會，先不報告。序號917，請圖書館。"
    passages = record(START[0], ("主席", call), ("林", "還在做。"), *END)
    asked = {
        item.numbers: [told.body for told in asked_agencies.in_item(passages, item, BODIES)]
        for item in agenda_items.read(passages, BODIES)
        if item.numbers
    }
    assert asked | {(915,): [], (917,): [fold("圖書館")]} == asked


def test_an_agency_that_is_asked_last_reports_on_the_case_that_names_it() -> None:
    call = "915案，停車架，圖書館；917案，長椅，公園處。先請圖書館。"
    passages = record(START[0], ("主席", call), ("陳", "我們還在做。"), *END)
    last = [i for i in agenda_items.read(passages, BODIES) if "我們還在做" in i.text(passages)]
    assert {item.numbers for item in last} == {(915,)}


def test_an_agency_is_asked_for_the_case_beside_it_alone() -> None:
    call = "列管的案子：915、917還沒有開會，919停車架案請圖書館。"
    passages = record(START[0], ("主席", call), ("陳", "還在做。"), *END)
    (item,) = (i for i in agenda_items.read(passages, BODIES) if len(i.numbers) > 1)
    asked = {
        n: [told.body for told in asked_agencies.in_item(passages, item, BODIES, (n,))]
        for n in item.numbers
    }
    assert asked == {915: [], 917: [], 919: [fold("圖書館")]}


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("97外送案，98候車案，這兩案", [97, 98]),
        ("列管案三案，103、104、105。", [103, 104, 105]),
        ("50人連署案", []),
        ("109年度預算案", []),
        ("165線上報案，", []),
        ("108課綱案，", []),
    ],
)
def test_a_number_right_before_a_name_is_a_case_and_no_amount(
    said: str, numbers: list[int]
) -> None:
    assert [counted.number for counted in find_counted(fold(said))] == numbers


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("恭喜，解除。", "released"), ("准。", "released"), ("恭喜，不過還要再看一次。", None)],
)
def test_short_answers_to_who_asks_for_a_release(answer: str, outcome: str | None) -> None:
    passages = record(
        START[0],
        ("主席", "序號915停車架，示範署。"),
        ("陳", "示範署，本案建議解除列管。"),
        ("主席", answer),
        *END,
    )
    item = next(i for i in agenda_items.read(passages, BODIES) if 915 in i.numbers)
    told = rulings.ruling(passages, item)
    assert (told and told.outcome) == outcome


@pytest.mark.parametrize("said", ["預告期滿、正式發布後解除列管。", "依上次決議應可解除列管。"])
def test_what_stands_before_a_release_is_its_condition_or_none(said: str) -> None:
    passages = record(
        START[0], ("主席", "序號915停車架，示範署。"), ("陳", "還在做。"), ("主席", said), *END
    )
    item = next(i for i in agenda_items.read(passages, BODIES) if 915 in i.numbers)
    told = rulings.ruling(passages, item)
    assert told is not None
    assert (told.condition is not None) == ("發布" in said)


@pytest.mark.parametrize("said", ["本案提請解除列管。", "建請同意解除列管。", "請准予解除列管。"])
def test_who_asks_for_a_release_calls_nobody_up(said: str) -> None:
    assert "陳" not in record(("主席", "915案，圖書館。"), ("陳", said), ("主席", "好。")).presiding
