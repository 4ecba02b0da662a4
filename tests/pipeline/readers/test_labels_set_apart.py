"""Labels that lost their colon among others that have it, headings behind headings, and what old editors leave in a text."""

from __future__ import annotations

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.word_files import para, run, table, word_file


def _turns(made: Imported) -> list[tuple[str, str]]:
    items = [item for item in parse(made.markdown).items if item.type == "speech"]
    return [(item.speaker or "", item.text) for item in items]


def _text(*lines: str) -> Imported:
    return read("\n\n".join(("範例座談", *lines)).encode(), "a.txt")


_SAID = "技術上做得到，但是需要一個過渡期。"


@pytest.mark.parametrize(
    ("labels", "without"),
    [
        (("王示範：", "李範例："), f"李範例　　{_SAID}"),
        (("王示範：", "李範例："), f"李範例  {_SAID}"),
        (("王　示　範：", "李 範 例："), f"李 範 例　　{_SAID}"),
        (("◎王示範：", "◎李範例："), f"◎李範例 {_SAID}"),
        (("■ 王示範：", "■ 李範例："), f"■ 李範例　{_SAID}"),
        (("王示範（甲局）：", "李範例（乙部）："), f"李範例（乙部）　{_SAID}"),
    ],
)
def test_a_name_that_lost_its_colon_is_a_label_where_something_else_sets_it_off(
    labels: tuple[str, str], without: str
) -> None:
    first, second = labels
    made = _text(f"{first}大家好。", f"{second}謝謝。", f"{first}請說明。", without, f"{first}好。")
    who = _turns(made)[1][0]
    assert (who, _SAID) in _turns(made)


def test_bold_type_sets_a_name_off_without_its_colon() -> None:
    names = ["王示範（甲局）", "李範例（乙部）", "王示範（甲局）"]
    blocks = [para(run(name, bold=True) + run("：大家好，我補充。")) for name in names]
    forgotten = para(run("李範例（乙部）", bold=True) + run(f" {_SAID}"))
    made = read(word_file(para(run("範例座談")), *blocks, forgotten), "a.docx")
    assert _turns(made)[-1] == ("李範例（乙部）", _SAID)


@pytest.mark.parametrize(
    "said",
    [
        f"李範例 {_SAID}",  # who speaks but once, behind one space
        f"李範例，{_SAID}",
        f"李範例說　{_SAID}",
    ],
)
def test_a_name_that_nothing_sets_off_stays_among_the_words(said: str) -> None:
    made = _text("王示範：大家好。", "李範例：謝謝。", f"王示範：我先說。\n{said}", "王示範：好。")
    assert [who for who, _ in _turns(made)].count("李範例") == 1


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a\x1a", "\x1a" * 128])
@pytest.mark.parametrize("encoding", ["cp950", "utf-8", "utf-16"])
def test_the_sign_with_which_old_editors_end_a_text_is_no_part_of_it(
    end: str, encoding: str
) -> None:
    text = f"範例座談\r\n\r\n王示範：大家好。\r\n\r\n李範例：謝謝。\r\n\r\n王示範：散會。{end}"
    made = read(text.encode(encoding), "a.txt")
    assert [who for who, _ in _turns(made)] == ["王示範", "李範例", "王示範"]
    assert "\x1a" not in made.markdown


def _headings(made: Imported) -> list[str]:
    return [i.text for i in parse(made.markdown).items if i.type == "section"]


@pytest.mark.parametrize("heading", ["八、綜合回應：", "八、機關回應", "八、現場意見交流"])
def test_a_line_whose_number_goes_on_behind_that_of_a_heading_is_one_too(heading: str) -> None:
    made = _text("王示範：大家好。", "七、討論事項", "李範例：我說明。", heading, "王示範：好。")
    assert _headings(made) == ["七、討論事項", heading.rstrip("：")]


def test_entries_that_somebody_counts_are_no_headings() -> None:
    said = "李範例：我有兩點。\n\n一、預算\n\n二、人力"
    made = _text("王示範：大家好。", "一、討論事項", said, "王示範：好。")
    assert _headings(made) == ["一、討論事項"]


@pytest.mark.parametrize(
    "drawn", ["＝＝ 第二部分 討論 ＝＝", "*** 第二部分 ***", "────第二部分────"]
)
def test_a_line_between_drawn_ones_is_a_heading(drawn: str) -> None:
    made = _text("王示範：大家好。", "李範例：謝謝。", drawn, "王示範：好。", "李範例：好。")
    assert [h for h in _headings(made) if "第二部分" in h]
    assert [who for who, _ in _turns(made)] == ["王示範", "李範例", "王示範", "李範例"]


def test_the_number_of_an_outcome_stays_with_it() -> None:
    made = _text("王示範：大家好。", "李範例：謝謝。", "九、結論：", "照案通過。")
    assert "九、結論" in _headings(made)
    assert not [note for note in made.dropped if note.code == "lost-words"]


def test_a_colon_that_begins_a_caption_goes_on_with_the_one_before() -> None:
    cues = [
        "王示範：大家好。",
        "李範例：我把問題換一個方式問",
        "：不做的話，會怎樣？",
        "王示範：好。",
    ]
    file = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{words}" for n, words in enumerate(cues, 1)
    )
    assert [who for who, _ in _turns(read(file.encode(), "a.srt"))] == [
        "王示範",
        "李範例",
        "王示範",
    ]


@pytest.mark.parametrize("sign", ["", "◎", "※"])
def test_a_colon_without_a_name_is_somebody_unknown(sign: str) -> None:
    lines = [f"{sign}{name}：我說明一下。" for name in ("王示範", "李範例", "王示範", "", "李範例")]
    assert _turns(_text(*lines))[3] == ("不明發言者", "我說明一下。")


def test_the_label_of_another_in_the_cell_of_a_speaker_is_the_others_in_any_paragraph_of_it() -> (
    None
):
    rows = [
        ("時間", "發言者", "發言內容"),
        ("10:00", "王示範", "大家好，我先說明。"),
        ("10:01", "李範例（甲公會）", "謝謝主席。"),
        ("10:02", "王示範", "李範例（甲公會）：我要講的是，這個要改。"),
        ("10:03", "李範例（甲公會）", "以上。"),
        ("10:04", "王示範", "時間：不夠了。"),
    ]
    made = read(
        word_file(para(run("座談")), table(*(tuple(map(run, row)) for row in rows))), "a.docx"
    )
    assert ("李範例（甲公會）", "我要講的是，這個要改。") in _turns(made)
    assert ("王示範", "時間：不夠了。") in _turns(made)
    assert "label-in-cell" in {note.code for note in made.guessed}


def test_how_many_came_beside_somebody_is_of_the_attendance() -> None:
    lines = ["出席人員：", "甲局：王示範局長", "民眾：李範例先生等38人", "王示範：大家好。"]
    made = _text(*lines, "李範例：謝謝。", "王示範：好。", "李範例：好。")
    assert "民眾" not in [who for who, _ in _turns(made)]
