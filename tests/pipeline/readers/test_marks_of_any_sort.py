"""What a file always puts around names says who speaks there; a name that is missing is nobody's, and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.word_files import para, run, table, word_file

SAID = (
    ("王示範", "大家好，今天有三點要談。"),
    ("李範例", "我不同意這個方向。"),
    ("陳測試", "請看第三頁的表。"),
    ("王示範", "那我們先討論第一點。"),
    ("李範例", "經費從哪裡來？"),
    ("陳測試", "沒有意見。"),
)
AGENCY = {"王示範": "範例部", "李範例": "樣本協會", "陳測試": "公路總局"}
Label = Callable[[str, int], str]


def typed(label: Label, suffix: str = "txt") -> Imported:
    """A file in which each speech begins with its label."""
    words = "\n\n".join(label(who, at) + said for at, (who, said) in enumerate(SAID))
    return read(f"第一次範例會議\n\n{words}".encode(), f"a.{suffix}")


def speakers(result: Imported) -> list[str]:
    return [name for name, _ in result.speakers]


def told(result: Imported, code: str) -> str:
    return "\n".join(n.what_zh for n in (*result.guessed, *result.dropped) if n.code == code)


@pytest.mark.parametrize("brackets", ["【】", "〔〕", "＜＞", "《》", "[]", "（）"])
def test_an_agency_in_brackets_before_a_name_and_a_colon_is_of_the_name(brackets: str) -> None:
    result = typed(lambda who, _: f"{brackets[0]}{AGENCY[who]}{brackets[1]}{who}：")
    assert speakers(result)[0] in ("王示範（範例部）", "（範例部）王示範")
    assert len(result.speakers) == 3
    assert "範例部" not in told(result, "lost-words")


@pytest.mark.parametrize("brackets", ["【】", "〔〕", "〈〉", "[]", "{}", "＜＞"])
def test_an_agency_in_brackets_of_any_sort_behind_a_name_is_written_in_round_ones(
    brackets: str,
) -> None:
    result = typed(lambda who, _: f"{who}{brackets[0]}{AGENCY[who]}{brackets[1]}：")
    assert speakers(result) == ["王示範（範例部）", "李範例（樣本協會）", "陳測試（公路總局）"]


@pytest.mark.parametrize("sign", ["＞", "~", "＋", "▍", "→", "$", "＃", "．", "§ "])
def test_a_sign_before_a_name_and_a_colon_is_no_part_of_it(sign: str) -> None:
    assert speakers(typed(lambda who, _: f"{sign}{who}：")) == list(AGENCY)


@pytest.mark.parametrize(
    "number", ["L{:03} ", "No.{} ", "D-{}　", "編號{} ", "p.{} ", "{:04}|", "第{}段 "]
)
def test_a_number_that_is_never_the_same_is_no_part_of_a_name(number: str) -> None:
    assert speakers(typed(lambda who, at: f"{number.format(at + 1)}{who}：")) == list(AGENCY)


def test_a_number_that_stands_with_one_person_alone_stays_with_the_name() -> None:
    seats = dict(zip(AGENCY, ("A1", "A2", "A3"), strict=True))
    assert speakers(typed(lambda who, _: f"{seats[who]} {who}：")) == [
        "A1 王示範",
        "A2 李範例",
        "A3 陳測試",
    ]


@pytest.mark.parametrize(
    "slip",
    [
        "【發言人】{}\n【發言內容】",
        "發言者：{}\n發言內容：",
        "姓名：{}\n發言：",
        "Speaker: {}\nText: ",
        "講者：{}\n內容｜",
    ],
)
def test_a_slip_for_each_speech_gives_name_and_words(slip: str) -> None:
    result = typed(lambda who, _: slip.format(who))
    assert speakers(result) == list(AGENCY)
    assert told(result, "lost-words") == ""
    assert "內容" not in result.markdown


@pytest.mark.parametrize("label", ["{}「", "{} 「", "{}：「"])
def test_words_in_quotation_marks_behind_each_name_are_said_by_it(label: str) -> None:
    words = "\n\n".join(f"{label.format(who)}{said}」" for who, said in SAID)
    result = read(f"第一次範例會議\n\n{words}".encode(), "a.txt")
    assert speakers(result) == list(AGENCY)
    assert "「大家好，今天有三點要談。」" in result.markdown


def test_a_quotation_behind_a_single_word_is_nobodys() -> None:
    result = read(
        "會議\n\n王示範：大家好。\n\n李範例：好。\n\nsli.do：「還要多久？」\n\n王示範：散會。".encode(),
        "a.txt",
    )
    assert speakers(result) == ["王示範", "李範例"]


@pytest.mark.parametrize(
    "unknown",
    [
        "？",
        "？？",
        "? ",
        "？　",
        "？\n",
        "（？）",
        "[？] ",
        "？？　　",
        "？ - ",
        "——：",
        "……：",
        "：",
        "？：",
    ],
)
def test_words_behind_a_mark_for_nobody_are_an_unknown_speakers(unknown: str) -> None:
    result = typed(lambda who, _: unknown if who == "陳測試" else f"{who}：")
    assert speakers(result) == ["王示範", "李範例", "不明發言者"]
    assert "沒有寫明發言者" in told(result, "unknown-speaker")


@pytest.mark.parametrize("name", ["陳測試？", "？陳測試", "陳測試(?)"])
def test_a_name_that_is_doubted_keeps_its_question_mark(name: str) -> None:
    result = typed(lambda who, _: f"{name if who == '陳測試' else who}：")
    assert speakers(result) == ["王示範", "李範例", name]


def test_a_colon_below_a_name_belongs_to_the_name() -> None:
    result = typed(lambda who, _: f"{who}\n: ", "md")
    assert speakers(result) == list(AGENCY)


def test_a_line_that_was_broken_before_its_question_mark_is_no_label() -> None:
    words = "王示範：大家好。\n李範例：這個案子到底要由哪一個單位來主辦比較好\n？還是一起辦。\n王示範：再談。"
    assert speakers(read(f"會議\n\n{words}".encode(), "a.txt")) == ["王示範", "李範例"]


def test_a_speaker_with_mister_before_and_a_full_stop_behind_the_name_is_recognised() -> None:
    called = {"王示範": "Mr. SAMPLE", "李範例": "Ms. EXAMPLE", "陳測試": "The CHAIRMAN"}
    said = "\n\n".join(
        f"    {called[who]}. Let us begin with the point of today." for who, _ in SAID
    )
    result = read(f"Committee on Samples\n\n{said}".encode(), "a.txt")
    assert speakers(result) == list(called.values())


def test_a_title_of_one_word_above_names_is_nobody() -> None:
    said = "\n\n".join(
        f"{who}\nLet us begin with this." for who in ("Ann Sample", "Ben Example") * 3
    )
    assert speakers(read(f"Meeting\n\n{said}".encode(), "a.txt")) == ["Ann Sample", "Ben Example"]


@pytest.mark.parametrize(
    "tag",
    ['<span style="color:red">{}</span>：', "<font color=red>{}</font>：", "<mark>{}</mark>："],
)
def test_a_name_that_a_tag_colours_is_a_label(tag: str) -> None:
    result = typed(lambda who, _: tag.format(who), "md")
    assert speakers(result) == list(AGENCY)
    assert told(result, "lost-words") == ""


def in_word(*blocks: str) -> Imported:
    return read(word_file("第一次範例會議", *blocks), "a.docx")


def test_a_plain_agency_above_a_bold_name_is_of_the_label() -> None:
    blocks = [
        block
        for who, said in SAID
        for block in (para(AGENCY[who]), para(run(who, bold=True)), para(said))
    ]
    assert speakers(in_word(*blocks)) == ["範例部 王示範", "樣本協會 李範例", "公路總局 陳測試"]


def test_pairs_of_name_and_words_beside_each_other_are_read_from_left_to_right() -> None:
    rows = [(*SAID[at], *SAID[at + 1]) for at in range(0, 6, 2)]
    result = in_word(table(*rows))
    assert result.speakers == (("王示範", 2), ("李範例", 2), ("陳測試", 2))


def test_cells_that_each_begin_with_a_name_are_speeches() -> None:
    labelled = [f"{who}：{said}" for who, said in SAID]
    result = in_word(table(*zip(labelled[::2], labelled[1::2], strict=True)))
    assert result.speakers == (("王示範", 2), ("李範例", 2), ("陳測試", 2))
    assert "一格一段" in told(result, "table-flattened")


@pytest.mark.parametrize(
    "heading", [("Speaker", "Remarks"), ("發言人／單位", "發言重點"), ("姓名（職稱）", "說明內容")]
)
def test_the_heading_of_a_table_of_speeches_is_nobody(heading: tuple[str, str]) -> None:
    assert speakers(in_word(table(heading, *SAID))) == list(AGENCY)


def test_names_behind_the_words_in_a_table_are_no_loss() -> None:
    result = in_word(table(("發言內容", "發言者"), *((said, who) for who, said in SAID)))
    assert speakers(result) == list(AGENCY)
    assert told(result, "lost-words") == ""


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_names_below_the_words_of_minutes_sign_what_stands_above_them(gap: str) -> None:
    said = "\n\n".join(f"{words}{gap}——{who}" for who, words in SAID)
    minutes = f"範例會議\n\n主席：林測試\n\n貳、報告事項\n\n{said}\n\n參、臨時動議：無\n\n散會：下午4時30分\n"
    result = read(minutes.encode(), "a.txt")
    assert result.speakers == (("王示範", 2), ("李範例", 2), ("陳測試", 2))
    assert "### 王示範：\n大家好，今天有三點要談。" in result.markdown
    assert told(result, "names-behind")


def test_names_with_a_dash_above_the_words_stay_labels() -> None:
    said = "\n\n".join(f"——{who}\n\n{words}" for who, words in SAID)
    result = read(f"範例會議\n\n{said}\n".encode(), "a.txt")
    assert "### 王示範：\n大家好，今天有三點要談。" in result.markdown


@pytest.mark.parametrize("brackets", ["（）", "()", "[]"])
@pytest.mark.parametrize("letters", ["甲乙丙", "ABC"])
def test_letters_in_brackets_that_come_back_before_words_are_speakers(
    brackets: str, letters: str
) -> None:
    letter = dict(zip(AGENCY, letters, strict=True))
    said = (*SAID, *SAID)
    words = "\n\n".join(f"{brackets[0]}{letter[who]}{brackets[1]} {words}" for who, words in said)
    assert speakers(read(f"第一次範例會議\n\n{words}".encode(), "a.txt")) == list(letters)


def test_remarks_in_brackets_are_nobody() -> None:
    said = "\n\n".join(f"（{remark}）{words}" for _, words in SAID for remark in ("笑",))
    assert speakers(read(f"第一次範例會議\n\n{said}\n\n{said}".encode(), "a.txt")) == []


@pytest.mark.parametrize("word", ["暖示範", "共享感", "開放資料"])
def test_a_word_in_brackets_before_others_is_no_label_where_names_stand_alone(word: str) -> None:
    blocks = [f"【{who}】\n　　{said}" for who, said in (*SAID, *SAID)]
    told_of = f"　　【{word}】這個詞，我想說明它是什麼。"
    result = read("\n\n".join(["第一次範例會議", *blocks, told_of]).encode(), "a.txt")
    assert set(speakers(result)) == {"王示範", "李範例", "陳測試"}
    assert word in told(result, "not-a-speaker")
