"""Two who speak on one line, forms of the web, unknown speakers as headings, remarks in square brackets."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

SAID = [
    (who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例", "陳樣本"] * 3)
]
ROWS = [f"{who}：{words}" for who, words in SAID]


@pytest.mark.parametrize("between", ["", " ", "　"])
def test_who_begins_behind_a_sentence_and_speaks_elsewhere_too_speaks_there(between: str) -> None:
    result = text("站牌討論", "", *ROWS, f"王示範：站牌要加燈。{between}李範例：我反對。")
    assert speeches(result)[-2:] == [("王示範", "站牌要加燈。"), ("李範例", "我反對。")]
    assert "李範例" in told(result, "speaker-once")


def test_who_is_quoted_behind_a_sentence_does_not_speak_there() -> None:
    words = "他寫信來。「我想過了。李範例：這樣不行。」就是這樣。"
    assert speeches(text("站牌討論", "", *ROWS, f"王示範：{words}"))[-1] == ("王示範", words)


def test_a_name_in_bold_type_within_a_paragraph_speaks_where_names_are_bold() -> None:
    blocks = [para(run(f"{who}：", bold=True), run(words)) for who, words in SAID]
    both = para(
        run("王示範：", bold=True),
        run("完全禁用有困難的話，"),
        run("李範例：", bold=True),
        run("要改嗎？"),
    )
    result = word("站牌討論", *blocks, both)
    assert speeches(result)[-2:] == [("王示範", "完全禁用有困難的話，"), ("李範例", "要改嗎？")]


@pytest.mark.parametrize("asks", ["阿宏", "小魚（新北市）", "user_0423", "Kevin C.", "台南陳先生"])
def test_the_fields_of_a_form_say_who_asks_and_who_answers(asks: str) -> None:
    rows = []
    for who in (asks, "匿名", "工程師K", asks):
        rows += [
            f"提問人：{who}",
            "提問內容：站牌什麼時候加燈？",
            "回應人：王示範",
            "回應內容：明年就會加。",
            "狀態：已回應",
        ]
    named = {who for who, _ in speeches(text("線上提問", *rows)) if who}
    assert named == {asks, "匿名", "工程師K", "王示範"}


def test_an_unknown_speaker_is_one_where_names_are_headings() -> None:
    names = ["王示範", "李範例", "？？？", "陳樣本"]
    blocks = [b for n in names for b in (para(n, style="Heading2"), para("我覺得可以，謝謝。"))]
    result = word("站牌討論", *blocks)
    assert [who for who, _ in speeches(result)] == ["王示範", "李範例", "不明發言者", "陳樣本"]


@pytest.mark.parametrize("remark", ["掌聲", "麥克風無聲音，以下約20秒未聽打"])
def test_a_remark_in_square_brackets_is_nobodys(remark: str) -> None:
    result = text("站牌討論", "", *ROWS, "", f"[{remark}]", "", *ROWS[:2])
    narratives = [i.text for i in parse(result.markdown).items if i.type == "narrative"]
    assert narratives == [f"（{remark}）"]


def test_what_somebody_sends_in_square_brackets_is_sent() -> None:
    rows = [
        f"10:0{n}\t{who}\t{words}"
        for n, (who, words) in enumerate([*SAID[:5], ("李範例", "[貼圖]")])
    ]
    assert ("李範例", "[貼圖]") in speeches(text("對話", *rows))


def test_labels_in_brackets_of_captions_are_labels() -> None:
    cues = [
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n[SPEAKER_0{n % 2}]: 站牌第{n}座要加燈。"
        for n in range(1, 9)
    ]
    result = read("\n\n".join(cues).encode(), "a.srt")
    assert [who for who, _ in speeches(result)][:2] == ["SPEAKER_01", "SPEAKER_00"]


@pytest.mark.parametrize("field", ["主　席", "主　　席", "主\t席"])
def test_the_chair_of_a_head_that_is_written_apart_does_not_speak(field: str) -> None:
    rows = [odt_line(words, bold=f"{who}：") for who, words in SAID]
    result = read(odt_file(odt_line("站牌討論"), odt_line(f"{field}：林測試"), *rows), "a.odt")
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例", "陳樣本"}


def test_a_list_of_media_in_the_head_does_not_speak() -> None:
    result = text("站牌茶敘", "媒體：範例報、樣本臺、示範週刊、測試社", "", *ROWS)
    assert "媒體" not in {who for who, _ in speeches(result)}


@pytest.mark.parametrize("said", ["14、15這兩天可以。", "2月再說。"])
def test_a_number_right_behind_a_narrow_colon_is_said(said: str) -> None:
    assert speeches(text("站牌討論", "", *ROWS, f"王示範:{said}"))[-1] == ("王示範", said)


def test_a_person_with_the_agency_right_above_a_sentence_speaks_below_a_list_of_who_was_there() -> (
    None
):
    who = ["行政院 王研究員示範", "範例部 李科長樣本"] * 4
    blocks = [
        b
        for n, name in enumerate(who)
        for b in (para(run(name, bold=True)), para(f"我說第{n}件事，謝謝。"))
    ]
    result = word("站牌討論", "列席單位：範例部", *blocks)
    assert [name for name, _ in speeches(result) if name] == who
