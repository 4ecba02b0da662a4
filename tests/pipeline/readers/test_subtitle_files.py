"""Captions of SubStation Alpha (.ass, .ssa) and of YouTube (.sbv): who speaks, and nothing lost in silence."""

import pytest

from pipeline.readers.drafting.titles import dated_stem
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_layouts import speeches, told

HEAD = (
    "[Script Info]\n; made by a programme\nTitle: 範例會議\nScriptType: v4.00+\n\n"
    "[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Noto Sans,20\nStyle: 王示範,Noto Sans,20\n\n"
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def _clock(second: int) -> str:
    return f"0:00:{second:02}.00"


def _event(at: int, words: str, *, name: str = "", style: str = "Default") -> str:
    return f"Dialogue: 0,{_clock(at)},{_clock(at + 2)},{style},{name},0,0,0,,{words}\n"


def script(*events: str, head: str = HEAD, name: str = "2024-05-17-會議.ass") -> Imported:
    return read((head + "".join(events)).encode(), name)


def _nowhere(result: Imported) -> int:
    """How many letters of the file are neither in the record nor said to be left out."""
    assert result.count
    return result.count.letters


def test_the_column_of_names_says_who_speaks() -> None:
    result = script(
        _event(1, "{\\an8}大家好，\\N我們開始。", name="王示範"),
        _event(4, "我反對，理由有三，{計畫}的 <String> 也是。", name="李範例"),
        _event(7, "請說明。", name="王示範"),
    )
    assert speeches(result) == [
        ("王示範", "大家好，我們開始。"),
        ("李範例", "我反對，理由有三，{計畫}的 <String> 也是。"),
        ("王示範", "請說明。"),
    ]
    assert _nowhere(result) == 0


@pytest.mark.parametrize("suffix", ["ass", "ssa", "sbv", "srt", "vtt", "json"])
def test_the_title_that_a_file_is_named_after_has_no_suffix(suffix: str) -> None:
    assert dated_stem(f"2024-05-17-範例會議.{suffix}")[1] == "範例會議"


def test_a_style_named_after_somebody_says_who_speaks_where_no_name_does() -> None:
    result = script(_event(1, "大家好。", style="王示範"), _event(4, "我反對。", name="李範例"))
    assert speeches(result) == [("王示範", "大家好。"), ("李範例", "我反對。")]


def test_labels_within_the_words_of_events_are_read_as_in_other_captions() -> None:
    result = script(
        _event(1, "王示範：大家好。"), _event(4, "李範例：我反對。"), _event(8, "王示範：好。")
    )
    assert speeches(result) == [("王示範", "大家好。"), ("李範例", "我反對。"), ("王示範", "好。")]


def test_events_have_the_columns_that_their_format_names() -> None:
    head = "[Events]\nFormat: Marked, Start, End, Actor, Text\n"
    rows = ["Dialogue: 0,0:00:01.00,0:00:02.00,王示範,一，二, 三。\n"]
    rows += ["Dialogue: 0,0:00:05.00,0:00:07.00,李範例,好。\n"]
    result = script(*rows, head=head, name="a.ssa")
    assert speeches(result) == [("王示範", "一，二, 三。"), ("李範例", "好。")]


def test_remarks_and_the_title_of_a_script_are_told_with_their_lines() -> None:
    remark = "Comment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,這裡聽不清楚\n"
    result = script(_event(1, "大家好。", name="王示範"), remark, _event(5, "好。", name="李範例"))
    assert "這裡聽不清楚" not in result.markdown
    assert [note.what_zh for note in result.dropped if note.code == "caption-block"] == [
        "說明區塊：範例會議（第 3 行）",
        "說明區塊：這裡聽不清楚（第 14 行）",
    ]
    assert _nowhere(result) == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_captions_with_a_comma_between_their_times_are_captions(end: str) -> None:
    lines = ["0:00:01.000,0:00:03.500", "王示範：大家好，", "我們開始。", ""]
    lines += ["0:00:04.000,0:00:06.000", "李範例：我反對。", ""]
    lines += ["0:00:08.000,0:00:09.000", "王示範：有 1,000 人參加。", ""]
    result = read(end.join(lines).encode(), "2024-05-17-會議.sbv")
    assert speeches(result) == [
        ("王示範", "大家好，我們開始。"),
        ("李範例", "我反對。"),
        ("王示範", "有 1,000 人參加。"),
    ]
    assert "3 段字幕的時間" in told(result, "times")
    assert _nowhere(result) == 0


@pytest.mark.parametrize(
    "text",
    [
        "[Events]\nDialogue:",
        "[Events]\nFormat:\nDialogue: 0,1,2\n",
        "[Script Info]\nFormat: " + "a," * 5000 + "\nDialogue: " + "b," * 5000,
        "0:00:01.000,0:00:03.500\n",
        "[script info]\nDialogue: ,,,,,,,,,<v x>好\n",
    ],
)
def test_damaged_scripts_are_answered_with_all_their_words(text: str) -> None:
    result = read(f"{text}\n\n王示範：好。\n李範例：好。\n".encode(), "a.ass")
    assert "好" in result.markdown
    assert _nowhere(result) == 0
