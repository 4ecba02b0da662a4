"""Signatures of notes wherever they stand, sheets of names, interviews, and callers that are numbers."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import read
from pipeline.readers.recognition.labelling.frames import Frame
from tests.pipeline.readers.test_every_letter import lost
from tests.pipeline.readers.test_layouts import SAID, sections, speeches, text, told, word
from tests.pipeline.readers.word_files import para, run, table, word_file

ASKED = ["何時開始的？", "最難的是什麼？", "後來怎麼解決？", "要給同仁什麼建議？"]
ANSWER = "大約十年以前，那時候大家一起做了許多事。"


@pytest.mark.parametrize(
    "row",
    [
        "> {words}\n> [name={name}]",
        "> {words} [name={name}]",
        "> {words} [name={name}] [time=Thu, Apr 4, 2024 3:00 PM] [color=#907bf7]",
        "> [name={name}] {words}",
        "> [color=red][name={name}] {words}",
        "- > {words}\n  > [name={name}]",
    ],
)
def test_a_quotation_is_said_by_who_signed_it_wherever_the_signature_stands(row: str) -> None:
    rows = [row.format(name=name, words=words) + "\n" for name, words in SAID]
    result = text("# 範例共筆", "", *rows, name="2024-05-17-共筆.md")
    assert speeches(result) == SAID
    assert "[name=" not in result.markdown
    assert lost(result) == []


def test_entries_of_a_list_are_quotations_of_their_own() -> None:
    rows = ("- > 好。", "  >", "  > 我同意。", "  > [name=王示範]", "- > 不。", "  > [name=李範例]")
    result = text("# 共筆", "", *rows, name="2024-05-17-共筆.md")
    assert speeches(result) == [("王示範", "好。"), ("王示範", "我同意。"), ("李範例", "不。")]


def test_other_brackets_of_a_signed_quotation_stay() -> None:
    rows = ("> 見[附件](a.pdf)與[1] [name=王示範]", "", "> 好 [name=李範例]")
    result = text("# 共筆", "", *rows, name="2024-05-17-共筆.md")
    assert speeches(result) == [("王示範", "見附件與[1]"), ("李範例", "好")]
    assert "[附件](a.pdf)" in result.markdown


@pytest.mark.parametrize("bold", [True, False])
def test_the_title_of_an_interview_is_no_answer(bold: bool) -> None:
    talk = (block for asked in ASKED for block in (para(run(asked, bold=True)), ANSWER))
    result = word(para(run("專訪林範例", bold=bold)), *talk)
    assert [who for who, _ in speeches(result)] == ["問", "答"] * len(ASKED)
    assert parse(result.markdown).heading == "2024-05-17 專訪林範例"
    assert sections(result) == []


def test_who_asks_and_who_answers_are_not_said_to_be_one_misspelt() -> None:
    assert told(text("訪談", "", *["問：為什麼？", "答：因為下雨。"] * 3), "near-name") == ""


@pytest.mark.parametrize("day", ["2024-05-17", "2013-12-04"])
def test_the_numbers_of_a_sheet_are_not_looked_for_in_the_date(day: str) -> None:
    rows = [("編號", "機關單位", "職稱", "姓名")]
    rows += [
        (str(n), f"範例{letter}部", "專員", f"王{letter}示")
        for n, letter in enumerate("甲乙丙丁", 1)
    ]
    blocks = (table(*rows), *(f"{name}：{words}" for name, words in SAID))
    result = read(word_file(*blocks), f"{day}-會議.docx")
    assert told(result, "sign-in").startswith("簽到表的 4 人")
    assert lost(result) == []


@pytest.mark.parametrize("label", ["0912", "#12", "12號", "李|示範局"])
def test_what_stands_where_labels_do_and_calls_nobody_is_told(label: str) -> None:
    lines = [f"{name}：{words}" for name, words in SAID]
    result = text("討論", "", *lines, f"{label}：我反對這個案子。", *lines)
    names = {name for name, words in speeches(result) if words == "我反對這個案子。"}
    assert names == {label} or label in told(result, "not-a-speaker")


def test_a_word_before_a_comma_sets_nobody_off_but_a_time_does() -> None:
    assert Frame("For ", ",").is_weak  # For example, …
    assert not Frame("T ", ",").is_weak
    assert not Frame("#0 ", ",").is_weak


@pytest.mark.parametrize("label", ["【{}】", "{}：", "{}\t"])
@pytest.mark.parametrize(
    "answers", [["可以。", "繼續。"], ["好。（笑）\n（播放影片）", "對。\n（與會者笑）"]]
)
def test_short_answers_and_remarks_do_not_sign_what_stands_above_them(
    label: str, answers: list[str]
) -> None:
    said = [("王示範", "這個方向大家覺得如何？"), ("李範例", answers[0])]
    said += [("王示範", "那麼費用的部分呢？我們也談一下。"), ("李範例", answers[1])]
    said *= 3
    lines = (label.format(name) + words for name, words in said)
    result = text("討論", "", *lines, "（拍照）")
    assert {name for name, _ in speeches(result)} == {"王示範", "李範例"}
    assert len(speeches(result)) == len(said)
