"""Names as headings, names in the notes that software writes beside a transcript, words that are all quoted, tables that
headings divide, heads of mail."""

import pytest

from pipeline.readers.reading import read
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para

SAID = [
    (who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例", "陳樣本"] * 3)
]


@pytest.mark.parametrize("nickname", ["小海", "阿拓", "飛魚"])
def test_a_nickname_is_a_label_where_headings_of_its_level_are_names(nickname: str) -> None:
    rows = [
        ("會議開始", "Heading1"),
        *((name, "Heading2") for name in ("王示範", "李範例", "陳樣本", nickname)),
    ]
    blocks = [
        block
        for words, style in rows
        for block in (
            para(words, style=style),
            *([para(f"我是{words}，大家好。")] * (style == "Heading2")),
        )
    ]
    result = word("站牌討論", *blocks)
    assert [who for who, _ in speeches(result)] == ["王示範", "李範例", "陳樣本", nickname]
    assert nickname in told(result, "speaker-once")


def test_a_heading_is_no_label_where_headings_of_its_level_are_none() -> None:
    blocks = [para(words, style="Heading2") for words in ("背景", "小海", "站牌")]
    result = word("站牌討論", *[f"{who}：{words}" for who, words in SAID], *blocks, "已經報修。")
    assert "小海" not in {who for who, _ in speeches(result)}


@pytest.mark.parametrize("bullet", ["* ", "- ", "• "])
def test_entries_of_notes_are_no_speeches_where_nobody_else_is_named_in_lists(bullet: str) -> None:
    notes = [f"{bullet}範例部：補資料。", f"{bullet}林測試：更新網站。"]
    result = text("站牌討論", "", *notes, "", *[f"{who}：{words}" for who, words in SAID])
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例", "陳樣本"}
    assert "林測試" in told(result, "not-a-speaker")


def test_words_that_are_all_quoted_below_names_are_said() -> None:
    rows = [f"**{who}**\n\n> {words}\n>\n> （一）第一點是路燈。" for who, words in SAID]
    result = read("\n\n".join(["# 站牌討論", *rows]).encode(), "a.md")
    assert [who for who, _ in speeches(result)][::2] == [who for who, _ in SAID]
    assert "> " not in result.markdown


def test_a_column_of_names_that_headings_divide_is_one_table() -> None:
    rows = [
        line for who, words in SAID for line in (f"{who}　｜{words}", "　　　　｜還有一點，請看。")
    ]
    result = text("站牌討論", *rows[:2], "【議程二　討論】", *rows[2:])
    assert [who for who, _ in speeches(result)][::2] == [who for who, _ in SAID]


def test_the_head_of_a_mail_is_nobody() -> None:
    head = [
        "寄件者: 王示範 <a@example.tw>",
        "主旨: 站牌",
        "收件者: 大家",
        "寄件者: 李範例",
        "主旨: 轉寄",
    ]
    result = text(*head, "", *[f"{who}：{words}" for who, words in SAID])
    assert {who for who, _ in speeches(result) if who} == {"王示範", "李範例", "陳樣本"}


def test_the_items_of_a_list_on_a_page_are_counted_from_one() -> None:
    page = "<html><body><h1>站牌</h1><p>王示範：好。</p><p>李範例：不。</p><ol><li>甲</li><li>乙</li></ol></body></html>"
    result = read(page.encode(), "a.html")
    assert "1. 甲\n2. 乙" in result.markdown


@pytest.mark.parametrize("tag", ["span", "i"])
def test_the_initial_that_stands_for_a_picture_is_no_part_of_a_name(tag: str) -> None:
    turns = "".join(
        f'<div><{tag} class="av">{who[0]}</{tag}><span>{who}</span> 00:0{n}</div><p>{words}</p>'
        for n, (who, words) in enumerate(SAID)
    )
    result = read(f"<html><body><h1>站牌</h1>{turns}</body></html>".encode(), "a.html")
    assert [who for who, _ in speeches(result)] == [who for who, _ in SAID]


@pytest.mark.parametrize("name", ["鄺示範", "祁以範", "龐書例", "戚維樣", "洛海範", "桑以例"])
def test_people_of_seldom_family_names_are_people(name: str) -> None:
    result = text(
        "站牌討論", "", *[f"{who}：{words}" for who, words in SAID], f"{name}：去識別化好了。"
    )
    assert (name, "去識別化好了。") in speeches(result)


@pytest.mark.parametrize("heading", ["發言紀要：", "發言記要：", "發言概要：", "詢答紀要："])
def test_what_heads_the_speeches_of_a_matter_says_nothing(heading: str) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    result = text(
        "站牌討論", "案由一：加燈", heading, *rows[:4], "案由二：遷移", heading, *rows[4:]
    )
    assert [one for one in speeches(result) if one[0]] == SAID
