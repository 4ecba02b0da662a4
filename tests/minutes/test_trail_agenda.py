"""Under which call a passage stands, and how a report begins."""

import pytest

from minutes.recognition.agenda import calls_before
from minutes.recognition.passages import Passages
from minutes.text.folding import fold

Line = tuple[str, str]
MINE, CORE, WORDS = frozenset({901}), (fold("遊具"),), (fold("遊具"), fold("遮陽"))


def record(*lines: Line) -> Passages:
    return Passages.of(
        ("speech" if who else "narrative", f"i{n}", who or None, fold(text))
        for n, (who, text) in enumerate(lines)
    )


def heading(*lines: Line) -> str:
    return calls_before.heading(record(*lines), len(lines) - 1, MINE, CORE, WORDS)


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ("接下來請示範署就序號901說明", "ours"),
        ("接著是序號902，請示範署", "other"),
        ("接下來請示範署遊具案", "ours"),
        ("再來是夜間還書案，請圖書館", "other"),
        ("接下來請示範署", "open"),
        ("遮陽的資料可以下個月再補，接下來請示範署", "open"),
    ],
)
def test_a_call_tells_whose_turn_it_is(call: str, meant: str) -> None:
    assert heading(("主席", call), ("陳", "我們上週已經研商過了")) == meant


def test_a_speaker_who_reports_on_several_cases_turns_to_another_by_saying_so() -> None:
    first = ("陳", "序號902的部分已經回應")
    assert heading(first, ("陳", "資料都放上去了")) == "other"
    assert heading(first, ("陳", "另外一案是遊具，也回應了")) == "open"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("有關遊具的案子，目前已經召開研商會議", True),
        ("示範署報告，遊具案預計下個月回應", True),
        ("這個提案跟遊具很像，很有意思", False),
        ("序號902的遊具案目前沒有進度", False),
    ],
)
def test_a_report_says_at_its_start_what_it_is_about(text: str, begins: bool) -> None:
    assert calls_before.opens(record(("陳", text)), 0, MINE, CORE) is begins


def test_proposals_are_told_from_reports() -> None:
    lines = [
        ("陳", "遊具案已經回應"),
        ("主席", "接下來是五月份的協作議題，請國發會說明"),
        ("劉", "第一則"),
    ]
    assert calls_before.votes_from(record(*lines)) == 1
    assert calls_before.votes_from(record(lines[0])) == 1
