"""A file's text in items: nothing lost, everybody's words their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import document, slicer
from minutes.records.document import parse

LINES = [
    "",
    " ",
    "\u00a0",
    "# 2025-04-10 公園遊具遮陽",
    "# ",
    "#1 - We provide shade",
    "#遮陽",
    "## 開場",
    "##無空格的標題",
    "## 尾端井號 ##",
    "## 王小明：",
    "## Wang:",
    "### 王小明：",
    "### 王小明:",
    "### Alex Sample:",
    "### 教育組(補充說明) ：",
    "### 李小華",
    "### ：",
    "###",
    "#### 更小的標題",
    "####### 七個",
    "我們開始。",
    "第二行\u2028同一行",
    "不斷行\u00a0空白",
    "1914. 那一年",
    "1. 一",
    "2. 二",
    "- 一項",
    "  續行",
    "\t縮排",
    "> （笑）",
    ">(laughter)",
    "> 引用的話",
    "> ",
    "> （沒有收尾",
    "```",
    "~~~~",
    "```行內```",
    "<!-- 註解 -->",
    "<!-- 開始",
    "結束 -->",
    "<div>",
    "</div>",
    "---",
    "***",
    "- - -",
    "===",
    "title: 公園",
    "\\*不是粗體\\*",
    "**粗體** &amp; <b>標籤</b>",
    "https://example.org/甲，乙（https://example.org/b)",
    "| a | b |",
    "|---|---|",
    "行尾歸位\r",
    "\r",
    "\x00\x0b\x1c控制",
    "\ufeff",
    "🙂 表情",
]
files = st.tuples(
    st.sampled_from(["", "\ufeff", "---\n", "---\ntier: other\n---\n", "\n---\na: [\n---\n"]),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=12)), max_size=24),
    st.sampled_from(["\n", "\n\n", "\r\n"]),
    st.sampled_from(["", "\n"]),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + parts[3])


def items(text: str) -> list[tuple[str, str | None, str]]:
    return [(i.type, i.speaker, i.text) for i in parse(text).items]


# --- what always holds


@given(files)
def test_every_character_of_a_file_stands_in_its_head_or_in_exactly_one_item(text: str) -> None:
    found = parse(text)
    assert found.head + found.body == text
    assert "".join(i.source for i in found.items) == found.body


@given(files)
def test_the_line_of_an_item_is_the_line_on_which_its_block_begins(text: str) -> None:
    lines = text.removeprefix("\ufeff").split("\n")
    for item in parse(text).items:
        if item.markdown:
            assert item.markdown.split("\n")[0] == lines[item.line - 1]
        if item.label_line:
            assert slicer.label_name(lines[item.label_line - 1]) == item.speaker


@given(files)
def test_ids_are_unique_within_a_meeting_and_the_same_on_every_reading(text: str) -> None:
    first, second = parse(text).items, parse(text).items
    assert len({i.id for i in first}) == len(first)
    assert first == second


@given(files)
def test_only_speeches_have_speakers_and_every_label_is_followed_by_its_speaker(text: str) -> None:
    found = parse(text)
    assert all(i.speaker is None for i in found.items if i.type != "speech")
    assert all(bool(i.label_line) == (i.speaker is not None) for i in found.items)


@given(files)
def test_an_item_can_be_shown(text: str) -> None:
    for item in parse(text).items:
        assert isinstance(item.html(), str)


@given(files)
def test_the_title_is_found_without_reading_the_whole(text: str) -> None:
    found = parse(text)
    assert document.first_heading(found.body) == found.heading


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    found = parse(text)
    assert found.head + "".join(i.source for i in found.items) == text


# --- speakers


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("### 王小明：", "王小明"),
        ("### 王小明:", "王小明"),
        ("### 王小明 ：", "王小明"),
        ("### Alex Sample:", "Alex Sample"),
        ("### Alex Sample :", "Alex Sample"),
        ("###王小明：", "王小明"),
        ("  ### 王小明：  ", "王小明"),
        ("### 王小明：\r", "王小明"),
        ("### 王小明： ###", "王小明"),
        ("### 範例部(補充說明)：", "範例部(補充說明)"),
        ("### 王小明、李小華：", "王小明、李小華"),
        ("### R&amp;D 組：", "R&D 組"),
        ("### 王\u00a0小明：", "王 小明"),
        ("### 甲：乙：", "甲：乙"),
        ("### **王小明**：", "王小明"),
        ("## 王小明：", "王小明"),
    ],
)
def test_a_label_names_the_speaker_of_what_follows(label: str, name: str) -> None:
    assert items(f"{label}\n大家好。\n") == [("speech", name, "大家好。")]


@pytest.mark.parametrize(
    "line",
    [
        "## Agenda:",
        "# 王小明：",
        "#### 王小明：",
        "### ：",
        "王小明：",
        "\\### 王小明：",
        "    ### 王：",
        "### 時間 10:30",
    ],
)
def test_what_is_no_label_names_nobody(line: str) -> None:
    assert slicer.label_name(line) is None


def test_the_speeches_under_one_label_are_all_its_speakers() -> None:
    text = "### 甲：\n一\n\n二\n二續\n\n\n三\n### 乙：\n\n四\n"
    assert items(text) == [
        ("speech", "甲", "一"),
        ("speech", "甲", "二 二續"),
        ("speech", "甲", "三"),
        ("speech", "乙", "四"),
    ]


def test_label_and_blank_lines_belong_to_the_item_that_follows_them() -> None:
    found = parse("# 題\n\n### 甲：\n\n一\n\n\n二\n\n").items
    assert [i.source for i in found] == ["# 題\n", "\n### 甲：\n\n一\n", "\n\n二\n\n"]
    assert [i.line for i in found] == [1, 5, 8]
    assert [i.label_line for i in found] == [0, 3, 3]


def test_a_section_ends_the_speaker() -> None:
    assert items("### 甲：\n一\n\n## 分組討論\n\n二\n")[1:] == [
        ("section", None, "分組討論"),
        ("speech", None, "二"),
    ]


def test_a_section_with_an_ascii_colon_is_no_speaker() -> None:
    assert items("### 甲：\n一\n\n## Agenda:\n\n二\n")[1:] == [
        ("section", None, "Agenda:"),
        ("speech", None, "二"),
    ]


def test_a_name_without_a_colon_gives_its_words_to_nobody_else() -> None:
    assert items("### 主席：\n請說。\n\n### 王小明\n我反對。\n")[1:] == [
        ("heading", None, "王小明"),
        ("speech", None, "我反對。"),
    ]


def test_a_section_written_without_a_space_still_ends_the_speaker() -> None:
    assert items("### 甲：\n一\n\n##我們準時開始\n二\n")[1:] == [
        ("section", None, "我們準時開始"),
        ("speech", None, "二"),
    ]


def test_a_second_top_heading_ends_the_speaker_and_is_not_the_title() -> None:
    found = parse("# 2025-04-10 題\n\n### 甲：\n一\n\n# — Together\n\n二\n")
    assert found.heading == "2025-04-10 題"
    assert [(i.type, i.speaker) for i in found.items][2:] == [("heading", None), ("speech", None)]


@pytest.mark.parametrize("line", ["#1 - We provide shade", "#遮陽 #公園", "####### 七個井號"])
def test_a_hashtag_is_words(line: str) -> None:
    assert items(f"### 甲：\n{line}\n") == [("speech", "甲", line)]


# --- labels without words


def test_a_label_without_words_is_an_empty_speech_in_its_place() -> None:
    assert items("### 甲：\n\n### 乙：\n好。\n\n### 丙：\n") == [
        ("speech", "甲", ""),
        ("speech", "乙", "好。"),
        ("speech", "丙", ""),
    ]


def test_a_label_followed_by_a_narrative_only_keeps_its_place_before_it() -> None:
    text = "### 甲：\n\n> （點頭）\n\n### 乙：\n好。\n"
    assert items(text) == [
        ("speech", "甲", ""),
        ("narrative", None, "（點頭）"),
        ("speech", "乙", "好。"),
    ]
    assert [i.source for i in parse(text).items][:2] == ["### 甲：\n", "\n> （點頭）\n"]


# --- narratives and quotations


@pytest.mark.parametrize(
    "line", ["> （笑）", ">(laughter)", "> (laughter)", "> \\（笑）", "> *（笑）*", "> （沒有收尾"]
)
def test_a_bracket_in_a_quotation_is_a_narrative_and_the_speaker_resumes(line: str) -> None:
    found = items(f"### 甲：\n一\n\n{line}\n\n二\n")
    assert [(t, s) for t, s, _ in found] == [
        ("speech", "甲"),
        ("narrative", None),
        ("speech", "甲"),
    ]


def test_a_narrative_straight_under_a_label_leaves_the_speaker_the_words_after_it() -> None:
    assert items("### 甲：\n> （播放影片）\n我們看到了。\n") == [
        ("narrative", None, "（播放影片）"),
        ("speech", "甲", "我們看到了。"),
    ]


def test_a_narrative_that_runs_into_text_ends_at_its_own_lines() -> None:
    assert items("### 甲：\n一\n> （笑）\n二\n") == [
        ("speech", "甲", "一"),
        ("narrative", None, "（笑）"),
        ("speech", "甲", "二"),
    ]


def test_two_narratives_in_a_row_are_two() -> None:
    assert [t for t, _, _ in items("> （笑）\n\n> （鼓掌）\n")] == ["narrative", "narrative"]


def test_a_quotation_within_a_speech_is_its_speakers() -> None:
    assert items("### 甲：\n他寫道：\n\n> 樹是公家的。\n\n就這樣。\n")[1] == (
        "speech",
        "甲",
        "樹是公家的。",
    )


def test_a_quotation_where_nobody_speaks_is_a_narrative() -> None:
    assert items("# 題\n\n> 本紀錄尚未校對。\n")[1] == ("narrative", None, "本紀錄尚未校對。")


# --- blocks


def test_a_paragraph_that_begins_with_a_year_is_words_not_a_list() -> None:
    item = parse("### 甲：\n1914. 那一年，戰爭開始。\n").items[0]
    assert item.text == "1914. 那一年，戰爭開始。"
    assert "<ol" not in item.html()


def test_a_numbered_list_is_a_list() -> None:
    assert parse("### 甲：\n1. 一\n2. 二\n").items[0].html().count("<li>") == 2


def test_a_list_with_blank_lines_between_its_entries_is_one_block() -> None:
    assert [i.text for i in parse("### 甲：\n- 一\n\n- 二\n\n後話\n").items] == ["一\n二", "後話"]


def test_a_fence_that_is_closed_is_one_block_and_its_marks_are_shown_as_they_are() -> None:
    found = parse("### 甲：\n```\n### 不是標籤：\n\n*a*\n```\n後話\n").items
    assert [(i.speaker, i.text) for i in found] == [("甲", "### 不是標籤：\n*a*"), ("甲", "後話")]


def test_a_fence_that_is_never_closed_hides_no_speaker() -> None:
    assert items("### 甲：\n```\n一\n### 乙：\n二\n")[-1] == ("speech", "乙", "二")


def test_code_within_a_line_of_three_backticks_opens_no_fence() -> None:
    assert items("### 甲：\n```a```\n### 乙：\n二\n\n```b```\n")[1] == ("speech", "乙", "二")


def test_a_comment_is_an_item_without_words() -> None:
    assert items("### 甲：\n一\n\n<!-- 校對到\n這裡 -->\n\n二\n")[1] == ("narrative", None, "")


def test_a_comment_that_is_never_closed_hides_nothing() -> None:
    found = items("### 甲：\n<!-- 一\n\n### 乙：\n二\n")
    assert found == [("speech", "甲", "<!-- 一"), ("speech", "乙", "二")]


def test_a_rule_is_an_item_of_its_own_and_the_speaker_goes_on() -> None:
    assert items("### 甲：\n一\n\n---\n\n二\n") == [
        ("speech", "甲", "一"),
        ("narrative", None, ""),
        ("speech", "甲", "二"),
    ]
    assert parse("一\n\n***\n").items[1].html() == "<hr>"


def test_a_line_separator_is_a_character_not_an_end_of_line() -> None:
    found = parse("### 甲：\n一\u2028### 乙：\n\n二\n").items
    assert [(i.speaker, i.line) for i in found] == [("甲", 2), ("甲", 4)]


def test_lines_may_end_with_carriage_returns() -> None:
    text = "# 2025-04-10 題\r\n\r\n### 甲：\r\n一\r\n\r\n> （笑）\r\n"
    assert items(text) == [
        ("heading", None, "2025-04-10 題"),
        ("speech", "甲", "一"),
        ("narrative", None, "（笑）"),
    ]


def test_a_byte_order_mark_is_kept_and_is_no_part_of_the_title() -> None:
    found = parse("\ufeff# 2025-04-10 題\n")
    assert found.heading == "2025-04-10 題"
    assert found.items[0].source == "\ufeff# 2025-04-10 題\n"


@pytest.mark.parametrize(("text", "count"), [("", 0), ("\n\n \n", 1), ("# 2025-04-10 題", 1)])
def test_a_file_with_little_or_nothing_in_it_is_read(text: str, count: int) -> None:
    assert len(parse(text).items) == count


def test_escapes_and_entities_are_resolved_in_the_text_and_kept_in_the_source() -> None:
    item = parse("### 甲：\n\\*星\\* &amp; R&D &lt;b&gt;\n").items[0]
    assert item.text == "*星* & R&D <b>"
    assert "\\*星\\* &amp;" in item.source


@pytest.mark.parametrize(
    "text",
    [
        "<!--\n" * 60_000,
        "```x\n" * 5_000,
        "### 甲：\n" * 20_000,
        "<!---->" * 20_000 + "x",
        "# " + " " * 300_000 + "x",
        "### 甲：" + " " * 300_000 + "x",
        "- a\n\n" * 5_000,
        "> " * 60_000,
    ],
    ids=lambda text: text[:8].strip(),
)
def test_no_file_takes_more_than_a_few_seconds(text: str) -> None:
    found = parse(text)
    assert "".join(i.source for i in found.items) == text
