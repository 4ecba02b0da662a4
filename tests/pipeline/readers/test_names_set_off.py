"""Names that a bar, a dash, bold type with an office behind it, or a column of a table sets off."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import read
from tests.pipeline.readers.test_layouts import SAID, speeches, text, told
from tests.pipeline.readers.word_files import para, run, table, word_file


@pytest.mark.parametrize("sign", ["｜", "|", "│", "——", "—", "──"])
def test_a_bar_or_dash_sets_off_names_where_most_words_before_it_are_names(sign: str) -> None:
    said = [*SAID, *SAID]
    result = text("會議紀錄", *(f"{who}{sign}{words}" for who, words in said))
    assert {who for who, _ in speeches(result)} == {who for who, _ in SAID}
    prose = text("會議紀錄", "王示範：好。", f"問題{sign}時間不夠。", f"結果{sign}沒有人來。")
    assert {who for who, _ in speeches(prose)} == {"王示範"}


def test_who_was_there_in_the_cells_of_a_table_is_no_speaker() -> None:
    rows = [f"{who} ｜ 科長 ｜ 範例部" for who in ("王示範", "李範例", "陳測試")]
    assert {who for who, _ in speeches(text("會議紀錄", "主席：王示範", *rows))} <= {None}


@pytest.mark.parametrize("after", ["（里長）", "(旅客)", "（範例局 科長）"])
def test_a_note_has_bold_names_with_an_office_in_brackets_behind_them(after: str) -> None:
    note = "# 會議\n\n" + "\n".join(f"- **{who}**{after}：{words}" for who, words in SAID)
    found = parse(read(note.encode(), "會議.md").markdown).items
    spoken = [(i.speaker or "")[: len(who)] for i, (who, _) in zip(found[1:], SAID, strict=True)]
    assert spoken == [who for who, _ in SAID]


def test_a_table_whose_heading_names_agency_and_person_holds_speeches() -> None:
    said = [(f"範例局／{who}", words) for who, words in SAID]
    result = read(word_file("會議紀錄", table(("單位／姓名", "發言紀要"), *said)), "會議.docx")
    assert len(speeches(result)) == len(SAID)


def test_one_word_behind_a_tab_is_what_somebody_says_and_no_second_name() -> None:
    said = [
        ("王示範", "我們先看燈桿。"),
        ("Ann-Mei Sample", "Yes."),
        ("Bo-Yuan Demo", "No, it is too hot."),
        ("Ann-Mei Sample", "Right."),
    ] * 2
    result = text("Lamp posts", *(f"{who}\t{words}" for who, words in said))
    assert [one for one in speeches(result) if one[0]] == said


def test_the_first_half_of_hyphenated_names_is_no_sign_before_them() -> None:
    names = ["Chin-Yuan Sample", "Chin-Chia Demo", "Li-Kai Trial"] * 3
    said = [(who, f"Hello everyone, this is my {n}th remark.") for n, who in enumerate(names)]
    bold = [part for who, words in said for part in (para(run(who, bold=True)), para(words))]
    result = read(word_file(para("Lamp posts"), *bold), "2024-05-17.docx")
    assert [one for one in speeches(result) if one[0]] == said


def test_a_site_from_which_questions_are_read_out_is_no_speaker_and_told() -> None:
    asked = [f"Sli.do：「第{number}題要做多久？」" for number in range(12)]
    labelled = [
        para(run("王示範：", bold=True), "大家看下一題。"),
        para(run("李範例：", bold=True), "好。"),
    ] * 2
    result = read(
        word_file(para("說明會"), *labelled, *map(para, asked), *labelled), "2024-05-17.docx"
    )
    assert {who for who, _ in speeches(result)} - {None} == {"王示範", "李範例"}
    assert "Sli.do" in told(result, "not-a-speaker")
