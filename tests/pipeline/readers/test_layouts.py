"""Layouts of stenographers, captioners and note-takers: who said it, and nothing attributed in silence."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.word_files import document, para, run, table, word_file

SAID = [
    ("王示範", "大家好。"),
    ("李範例", "我反對。"),
    ("王示範", "請說明。"),
    ("高山範例", "好的。"),
]


def speeches(result: Imported) -> list[tuple[str | None, str]]:
    return [(i.speaker, i.text) for i in parse(result.markdown).items if i.type == "speech"]


def sections(result: Imported) -> list[str]:
    return [i.text for i in parse(result.markdown).items if i.type == "section"]


def told(result: Imported, code: str) -> str:
    return " ".join(n.what_zh for n in (*result.guessed, *result.dropped) if n.code == code)


def text(*lines: str, name: str = "2024-05-17-會議.txt") -> Imported:
    return read("\n".join(lines).encode(), name)


def word(*blocks: str, **parts: str) -> Imported:
    return read(word_file(*blocks, **parts), "2024-05-17-會議.docx")


TEXTS = {
    "brackets": "【{name}】{words}",
    "tab": "{name}\t{words}",
    "wide space": "{name}　　{words}",
    "time before, colon": "[00:00:30] {name}：{words}",
    "time before, own line": "00:01:20 {name}\n{words}",
    "time behind, own line": "{name} 00:01:20\n{words}",
    "Otter": "{name}  0:03\n{words}\n",
    "Zoom": "[{name}] 14:05:12\n{words}\n",
    "list": "- {name}：{words}",
    "FE30": "{name}︰{words}",
    "FE55": "{name}﹕{words}",
    "2236": "{name}∶{words}",
    "time in brackets, colon": "{name}（14:20）：{words}",
    "number, time, name by tabs": "3\t14:20\t{name}\t{words}",
    "mark before, own line": "◎{name}\n{words}\n",
    "drawn around, own line": "－{name}－\n{words}\n",
}


@pytest.mark.parametrize("form", TEXTS.values(), ids=TEXTS)
def test_each_form_of_text_says_who_speaks(form: str) -> None:
    named = [(name.replace("高山範例", "陳樣本"), words) for name, words in SAID]
    result = text(*(form.format(name=name, words=words) for name, words in named))
    assert speeches(result) == named


def test_bold_names_on_lines_of_their_own_speak_though_one_looks_like_no_name() -> None:
    blocks = [b for name, words in SAID for b in (para(run(name, bold=True)), words)]
    result = word("會議紀錄", *blocks)
    assert speeches(result) == SAID
    assert "高山範例" in told(result, "speaker-once")


def test_a_coloured_name_is_marked_like_a_bold_one() -> None:
    blue = '<w:color w:val="0000FF"/>'
    result = word("會議紀錄", *(para(run(f"{n}：", extra=blue), w) for n, w in SAID))
    assert speeches(result) == SAID


@pytest.mark.parametrize("head", [True, False])
def test_a_table_of_time_speaker_and_words_is_read_with_and_without_its_heading(head: bool) -> None:
    rows = [("09:30", name, words) for name, words in SAID]
    result = word(table(*([("時間", "發言者", "發言內容")] if head else []), *rows))
    assert speeches(result) == SAID
    assert "4 列" in told(result, "times")


def test_an_odt_says_who_speaks_and_keeps_hidden_words_out() -> None:
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/>'
        "</style:style>"
    )
    lines = [odt_line(words, bold=f"{name}：") for name, words in SAID]
    secret = odt_line("", inner='<text:span text:style-name="H">密語</text:span>')
    result = read(odt_file("會議紀錄", *lines, secret, styles=hidden), "2024-05-17-會議.odt")
    assert speeches(result) == SAID
    assert "1 處" in told(result, "hidden-text")


def test_an_rtf_says_who_speaks() -> None:
    body = "".join(
        "{\\b "
        + "".join(f"\\u{ord(c)}?" for c in f"{n}：")
        + "}"
        + "".join(f"\\u{ord(c)}?" for c in w)
        + "\\par "
        for n, w in SAID
    )
    result = read(
        ("{\\rtf1\\ansi " + body + "{\\v secret}}").encode("ascii"), "2024-05-17-會議.rtf"
    )
    assert speeches(result) == SAID
    assert "secret" not in result.markdown


@pytest.mark.parametrize(
    "label",
    [
        "勞動部 王副司長示範",
        "王示範（公路總局）",
        "公平會",
        "司儀王研究員示範",
        "範例部/王示範",
        "王示範|範例局",
        "主席王政務委員示範",
    ],
)
def test_offices_and_agencies_around_a_name_are_part_of_the_label(label: str) -> None:
    result = text("李範例：我反對。", f"{label}：我贊成。", "李範例：好。")
    assert [name for name, _ in speeches(result)] == ["李範例", label, "李範例"]


@pytest.mark.parametrize("label", ["？？？", "○○○", "不明"])
def test_whom_nobody_knew_is_a_speaker_of_their_own_and_told(label: str) -> None:
    result = text("李範例：我反對。", f"{label}：我贊成。", "李範例：好。")
    assert speeches(result)[1] == ("不明發言者", "我贊成。")
    assert label in told(result, "unknown-speaker")
    assert "第 2 行" in told(result, "unknown-speaker")


@pytest.mark.parametrize(
    "label", ["user01", "a.sample@example.org", "886900000000", "王測試's iPad"]
)
def test_an_account_speaks_for_itself_and_is_told_to_be_unknown(label: str) -> None:
    result = text("李範例：我反對。", f"{label}：我贊成。", "李範例：好。")
    assert speeches(result)[1] == (label, "我贊成。")
    assert label in told(result, "account")


@pytest.mark.parametrize(
    "heading",
    [
        "壹、報告事項",
        "案由一：公園遊具，提請討論。",
        "臨時動議",
        "主席裁示：",
        "會議結論：",
        "決議：",
    ],
)
def test_headings_and_outcomes_end_whoever_spoke(heading: str) -> None:
    result = text("王示範：我說明。", heading, "請範例部補資料。", "李範例：好。")
    assert sections(result) == [heading.rstrip("：")]
    assert speeches(result)[1] == (None, "請範例部補資料。")


def numbering(form: str, words: str, start: int = 1) -> str:
    from tests.pipeline.readers.word_files import W

    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


@pytest.mark.parametrize(
    ("form", "words", "start", "shown"),
    [
        ("taiwaneseCountingThousand", "%1、", 1, ["一、甲", "二、乙", "三、丙"]),
        ("ideographLegalTraditional", "%1、", 9, ["玖、甲", "拾、乙", "拾壹、丙"]),
        ("taiwaneseCountingThousand", "（%1）", 19, ["（十九）甲", "（二十）乙", "（二十一）丙"]),
        ("decimal", "(%1)", 5, ["(5) 甲", "(6) 乙", "(7) 丙"]),
        ("decimal", "第%1案", 1, ["第1案 甲", "第2案 乙", "第3案 丙"]),
        ("upperLetter", "%1.", 26, ["Z. 甲", "AA. 乙", "BB. 丙"]),
        ("ideographTraditional", "%1、", 1, ["甲、甲", "乙、乙", "丙、丙"]),
    ],
)
def test_numbers_of_a_list_go_on_after_a_paragraph_as_they_are_shown(
    form: str, words: str, start: int, shown: list[str]
) -> None:
    items = [para("甲", numbered=1), "插話。", para("乙", numbered=1), para("丙", numbered=1)]
    result = word("王示範：三點：", *items, numbering=numbering(form, words, start))
    assert [words for _, words in speeches(result)] == ["三點：", shown[0], "插話。", *shown[1:]]


def test_minutes_without_speeches_become_sections_and_proposals_with_their_place() -> None:
    result = text(
        "113年5月範例月會紀錄",
        "壹、時間：113年5月17日",
        "貳、報告事項：",
        "報告案一：第901案後續辦理情形",
        "決定：同意解除列管。",
        "參、討論事項：",
        "案由一：6月票選，提請討論。",
        "決議：",
        "一、「示範案」18票（69%），列為第902案。",
        "二、請範例部於6月3日前提供分析表。",
    )
    assert result.speakers == ()
    assert "決議" in sections(result)
    assert "{case: 901, status: released}" in told(result, "proposal-reports")
    assert "votes: 18" in told(result, "proposal-votes")
    assert "2024-06-03" in told(result, "proposal-actions")
    assert "範例部" in told(result, "proposal-actions")


def test_a_highlight_is_a_finding_at_its_place() -> None:
    doubt = run("聽不清", extra='<w:highlight w:val="yellow"/>')
    result = word("會議紀錄", para("王示範：我", doubt, "楚。"))
    assert told(result, "highlight") == "標了底色的「聽不清」，請確認是否聽得清楚（第 2 段）"


def test_letters_are_counted_and_every_paragraph_is_found_again() -> None:
    result = word("會議紀錄", "王示範：大家好。", "第二段 *有* _記號_ &amp; <b>。")
    assert result.count is not None
    assert result.count.lost == ()
    assert "每個字都有去處" in told(result, "characters")


def test_fields_rubies_and_line_ends_of_word_are_read_as_shown() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("七")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    ruby = f"<w:r><w:ruby><w:rt>{run('ㄏㄠˇ')}</w:rt><w:rubyBase>{run('好')}</w:rubyBase></w:ruby></w:r>"
    control = f"<w:sdt><w:sdtContent>{run('的')}</w:sdtContent></w:sdt>"
    result = read(
        word_file(
            main=document(
                "會議紀錄",
                para("王示範：第", field, "頁", ruby, control, "<w:r><w:cr/></w:r>", "完。"),
            )
        ),
        "2024-05-17-會議.docx",
    )
    assert [words for _, words in speeches(result)] == ["第七頁好的 完。"]


def test_a_line_that_may_be_a_heading_or_words_is_told_with_whoever_spoke_before() -> None:
    read_out = text("王示範：我說明。", "第二案，範例部這邊很清楚。", "李範例：好。")
    assert sections(read_out) == []
    assert "「王示範」的發言" in told(read_out, "said-heading")
    heading = text("王示範：我說明。", "第二案：公園遊具", "我們往下看。", "李範例：好。")
    assert sections(heading) == ["第二案：公園遊具"]
    assert "不算「王示範」的發言（第 2 行）" in told(heading, "section")


@pytest.mark.parametrize("follows", ["李範例：好。", "說明：已完成。", "決議：照案通過。"])
def test_a_heading_before_a_label_or_another_part_of_the_agenda_needs_no_doubt(
    follows: str,
) -> None:
    result = text("王示範：我說明。", "案由一：公園遊具", follows, "王示範：好。")
    assert "案由一：公園遊具" in sections(result)
    assert told(result, "section") == ""


def test_the_first_words_after_a_name_are_never_a_heading() -> None:
    result = text(
        "00:00:10 王示範", "業務報告", "00:00:20 李範例", "好。", "00:00:30 王示範", "謝謝。"
    )
    assert sections(result) == []
    assert speeches(result)[0] == ("王示範", "業務報告")


def test_a_label_without_words_is_told_with_its_place() -> None:
    result = text("王示範：", "李範例：好。", "王示範：好。")
    assert "「王示範」後面沒有發言，請確認是不是發言者（第 1 行）" in told(
        result, "label-without-words"
    )


def test_where_labels_are_set_off_in_one_way_a_field_with_a_colon_is_words_and_told() -> None:
    turns = [
        row for n in range(9) for row in (f"【{'王示範' if n % 2 else '李範例'}】第 {n} 點。",)
    ]
    result = text(*turns, "執行頻率：每年一次。", "執行頻率：兩次。", "李範例：還有嗎？")
    assert {name for name, _ in speeches(result)} == {"王示範", "李範例"}
    assert "執行頻率" in told(result, "not-a-speaker")
    assert "李範例" in told(result, "speaker-once")


def test_an_entry_of_a_list_with_a_bullet_and_a_number_is_no_label() -> None:
    result = text(
        "王示範：如下。", "* (6) 類別：一。", "李範例：好。", "* (6) 類別：二。", "王示範：好。"
    )
    assert {name for name, _ in speeches(result)} == {"王示範", "李範例"}


def test_one_capital_word_before_a_colon_is_no_name_where_all_have_two() -> None:
    turns = [f"{name}: Point {n}." for n in range(5) for name in ("Ann Sample", "Bob Example")]
    result = text(*turns, "Speak: Mandarin and English.", "Ann Sample: Well.")
    assert {name for name, _ in speeches(result)} == {"Ann Sample", "Bob Example"}
    assert "Speak" in told(result, "not-a-speaker")


def test_two_who_speak_as_one_are_one_bold_label() -> None:
    names = ["王示範", "李範例", "甲、乙", "王示範"]
    result = word("會議", *(b for name in names for b in (para(run(name, bold=True)), "好。")))
    assert [name for name, _ in speeches(result)] == names


def test_a_remark_with_half_brackets_of_another_pair_is_nobodys() -> None:
    result = text("王示範：好。", "（播放影片\\) 1) 與 2)）", "謝謝。")
    assert speeches(result) == [("王示範", "好。"), ("王示範", "謝謝。")]


@pytest.mark.parametrize("field", ["業務報告", "提案討論", "投票結果", "會後補充"])
def test_a_part_of_the_agenda_before_words_is_told_and_no_speaker(field: str) -> None:
    result = text(
        "王示範：我說明。",
        f"{field}：一、上次會議討論的三個案子，都已經由各機關辦理完成。",
        "李範例：好。",
    )
    assert {name for name, _ in speeches(result)} == {"王示範", "李範例"}
    assert f"「{field}」像標題，但當作「王示範」的發言（第 2 行）" in told(result, "said-heading")


@pytest.mark.parametrize(
    "line",
    ["【臨時動議】提案人張三。", "臨時動議\t提案人張三。", "【主席裁示】照案通過。", "【散會】"],
)
def test_a_heading_that_a_bracket_or_a_space_sets_off_is_told_and_no_speaker(line: str) -> None:
    form = "{0}\t{1}" if "\t" in line else "【{0}】{1}"
    said = [form.format(*each) for each in SAID[:3]]
    result = text("會議紀錄", *said, line, *said)
    assert speeches(result)[:3] == SAID[:3]
    assert {who for who, _ in speeches(result)} <= {"王示範", "李範例", None}
    assert "不算「王示範」的發言（第 5 行）" in told(result, "section")


def test_remarks_in_a_row_are_nobodys() -> None:
    result = text(
        "會議紀錄", "王示範：好。", "（播放影片）（影片連結：https://example.org/v）（虛構）"
    )
    assert speeches(result) == [("王示範", "好。")]


def test_who_says_their_own_name_is_a_speaker_whatever_the_name_looks_like() -> None:
    lines = ("王示範：請介紹。", "操示範：大家好，我是範例部的操示範。", "陳範例：好，第一點如下。")
    assert [who for who, _ in speeches(text("會議紀錄", *lines))] == ["王示範", "操示範", "陳範例"]
    kept = text("會議紀錄", *lines, "執行頻率：我是說每年一次。", "李範例：好。")
    assert "執行頻率" not in [who for who, _ in speeches(kept)]


@pytest.mark.parametrize("day", ["113.5.17", "2024/5/17", "民國113年5月17日（星期五）"])
def test_a_day_below_the_title_is_the_day_and_no_heading_however_it_is_set_off(day: str) -> None:
    rows = [("發言者", "發言內容"), *SAID]
    made = word_file(para("範例部會議", style="Title"), para(run(day, bold=True)), table(*rows))
    result = read(made, "會議.docx")
    assert (str(result.date), sections(result)) == ("2024-05-17", [])


def test_a_report_that_is_proposed_quotes_the_words_that_decide_its_status() -> None:
    result = text("會議紀錄", "報告案一：第901案辦理情形", "決議：", "同意解除列管。")
    assert "第901案辦理情形……同意解除列管" in told(result, "proposal-reports")


def test_a_role_without_a_name_speaks_though_sentences_end_so_too() -> None:
    lines = ("提問：怎麼參加？", "王示範：請上網登記。") * 3
    assert {who for who, _ in speeches(text("會議紀錄", *lines))} == {"提問", "王示範"}
    once = text(
        "會議紀錄", "王示範：提問：怎麼參加？", "提問：還有嗎？", "問題：時間不夠。", "李範例：好。"
    )
    assert {who for who, _ in speeches(once)} == {"王示範", "李範例"}
    assert "提問" in told(once, "not-a-speaker")
