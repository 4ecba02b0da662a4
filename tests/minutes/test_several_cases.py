"""Cases that a meeting calls up at once are told of, ruled on and answered one by one."""

import pytest

from minutes.recognition import agenda_items, rulings
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from tests.minutes.spoken_records import BODIES, Line, record
from tests.minutes.test_statements import END, START


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
