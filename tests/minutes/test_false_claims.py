"""What sounds like a name, a vote or a ruling and is none (all invented)."""

import pytest

from minutes.recognition import ballot_results, called_names, named_rulings, rulings
from minutes.recognition.agenda import floor
from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Span
from minutes.recognition.statements import asked_agencies, unvoted, verdicts
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, record

REPORT = ("陳", "示範署報告，已經在籌備了。")
BEGIN = ("主席", "歷次協作會議的摘要報告，先請試辦局，序號907涼亭案。")


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("從序號908開始，請示範署。", None),
        ("序號908，含合併的909，示範署。", None),
        ("序號908是示範署自己的，請示範署。", None),
        ("序號908，長椅汰換，請示範署。", "長椅汰換"),
    ],
)
def test_a_name_says_what_a_case_is_about(called: str, name: str | None) -> None:
    passages = record(BEGIN, REPORT, ("主席", called), REPORT, ("主席", "好。"))
    (item,) = [one for one in agenda_items.read(passages, BODIES) if 908 in one.numbers]
    span = called_names.name(passages, item, {908})
    assert (span and span.of(passages)) == (name and fold(name))


@pytest.mark.parametrize(
    ("result", "names"),
    [
        ("長椅汰換與維護、涼亭夜間照明均為58.3%", ["長椅汰換與維護", "涼亭夜間照明"]),
        ("步道鋪面改善66%；長椅汰換、涼亭照明、扶手皆為58%", ["步道鋪面改善"]),
        ("長椅汰換與維護61%、涼亭夜間照明58%", ["長椅汰換與維護", "涼亭夜間照明"]),
        ("甲案支持37、可接受9，合計79%", []),
        ("一、908案下個月再報；二、909案解列，提請主席；三、910案由示範署主辦", []),
    ],
)
def test_a_result_names_proposals_and_neither_scores_nor_decisions(
    result: str, names: list[str]
) -> None:
    passages = record(("主席", "請投票。"), ("", f"（投票結果：{result}）"))
    assert [one.name for one in ballot_results.winners(passages)] == list(map(fold, names))


@pytest.mark.parametrize(
    ("said", "verdict", "ending"),
    [
        ("908案撤案，不再列管。", None, "not_held"),
        ("908案尊重提案人撤回，不再列管。", None, "not_held"),
        ("其中908撤案。", None, None),
        ("二、908案解列，下個月提請主席。", "asked", None),
        ("908案恢復列管。", "held", "tracked"),
        ("這案可以移出追蹤了。", "granted", None),
        ("那就先不移出。", "held", None),
        ("這案到這裡，不再追了。", "granted", None),
        ("九〇八案結束追蹤。", "granted", None),
        ("移出的有兩案。", None, None),
        ("那九〇八案就不開會了，從表上拿掉。", None, "not_held"),
        ("九〇八就免辦。", None, "not_held"),
        ("可以，那就先凍結。", None, "paused"),
        ("那就我們自己來跑，不排進協作會議。", None, "self_run"),
        ("908案畢業。", "granted", None),
        ("示範署有十處做完，908就畢業。", None, None),
        ("908案已經解列，只是示範署還要通知大家。", "unclear", None),
        ("那908就不開協作會議了。", None, "not_held"),
        ("我們的原則是，只要公開回應找得到，這邊就不再列管。", None, None),
        ("原則上908案可以解除列管。", "granted", None),
        ("初稿把「907解管」打成「908解管」，已經改回來了。", "unclear", None),
        ("好，908併入909，以909為準。", None, "merged"),
        ("那兩案併一案，908併到909裡面去，不再單獨開會。", None, "merged"),
    ],
)
def test_a_case_that_is_withdrawn_or_still_to_be_put_to_the_chair_is_not_released(
    said: str, verdict: str | None, ending: str | None
) -> None:
    sentence = fold(said)
    assert (verdicts.of(sentence), verdicts.ending(sentence)) == (verdict, ending)


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [
        ("接著是暫停的908案。\n那就從暫停改回來。", True),
        ("示範署報告，工作會議下週開。", True),
        ("908案暫停中，這個月沒有要報告的。", False),
    ],
)
def test_a_case_that_was_paused_goes_on_once_it_is_reported_on(said: str, *, goes_on: bool) -> None:
    assert verdicts.goes_on(fold(said)) is goes_on


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("908案，示範署先說明主辦的協調。", []),
        ("908案，主辦的爭議請示範署協調。", []),
        ("908案，示範署先說明長椅的進度。", ["示範署"]),
    ],
)
def test_who_tells_how_a_host_was_found_is_not_asked_as_the_host(
    said: str, asked: list[str]
) -> None:
    passages = record(BEGIN, REPORT, ("主席", said), ("陳", "好的，說明如下。"), ("主席", "好。"))
    (item,) = [one for one in agenda_items.read(passages, BODIES) if 908 in one.numbers]
    told = asked_agencies.in_item(passages, item, BODIES)
    assert [one.body for one in told if one.role in {"asked", "host"}] == list(map(fold, asked))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("那就大家同意，不投票。", True), ("好，等一下投票。", False)],
)
def test_a_proposal_that_is_not_voted_on_may_be_numbered_after_a_vote(
    answer: str, *, expected: bool
) -> None:
    told = "自提的是「長椅汰換與維護」。"
    passages = record(("陳", told), ("主席", answer), ("高", "另一案是「涼亭照明」，免票選。"))
    start = fold(told).index(fold("長椅"))
    named = Span(0, start, start + 7)
    assert unvoted.may_be_unvoted(passages, named) is expected


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("謝謝。列管的部分到這邊。接下來是協作議題。", False),
        ("謝謝。接下來兩個還沒有開會，也說明一下。序號909步道案，示範署。", False),
        ("謝謝。這個做得很好。序號909步道案，示範署。", True),
    ],
)
def test_words_that_lead_on_are_not_said_of_the_case_before(said: str, *, kept: bool) -> None:
    called = ("主席", "接著請序號908長椅案，請示範署。")
    passages = record(BEGIN, REPORT, called, REPORT, ("主席", said), ("高", "還在準備。"))
    (item,) = [one for one in agenda_items.read(passages, BODIES) if 908 in one.numbers]
    heard = {span.number for span in floor.held(passages, item)}
    assert (4 in heard) is kept


def test_a_merger_is_ruled_on_the_case_that_is_merged_alone() -> None:
    passages = record(BEGIN, REPORT, ("主席", "好，908併入909，以909為準。"), REPORT)
    told = named_rulings.read(passages, frozenset({908, 909}))
    assert [(numbers, ruling.outcome) for numbers, ruling in told] == [(frozenset({908}), "merged")]


def test_who_speaks_first_under_the_heading_of_a_section_may_only_ask() -> None:
    called = ("", "二、報告事項：序號908長椅案")
    passages = record(BEGIN, REPORT, ("主席", "接著請。"), called, ("陳", "建請解除列管。"))
    item = AgendaItem("reports", Span(3, 0, 0), spans=(Span(3, 0, 5), Span(4, 0, 7)))
    assert rulings.reporter(passages, item) == {"陳"}
