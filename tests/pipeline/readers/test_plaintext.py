"""Plain text and HackMD notes: labels, heads, encodings, and words that look like Markdown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records.document import parse
from pipeline.readers.drafting.heads import attendees, read_head
from pipeline.readers.reading import Imported, ImportProblem, read


def imported(text: str, name: str = "2024-05-17-會議.txt") -> Imported:
    return read(text.encode(), name)


def items(result: Imported) -> list[tuple[str, str | None, str]]:
    return [
        (i.type, i.speaker, i.text)
        for i in parse(result.markdown).items
        if not (i.type == "heading" and i.level == 1)
    ]


def speeches(result: Imported) -> list[tuple[str | None, str]]:
    return [(who, text) for kind, who, text in items(result) if kind == "speech"]


def codes(result: Imported) -> set[str]:
    return {note.code for note in (*result.guessed, *result.dropped)}


def test_lines_with_a_name_and_a_colon_become_labels() -> None:
    result = imported("王小明：大家好。\n請開始。\n\n林大華：謝謝。\nWang Ming: Thank you.\n")
    assert speeches(result) == [
        ("王小明", "大家好。"),
        ("王小明", "請開始。"),
        ("林大華", "謝謝。"),
        ("Wang Ming", "Thank you."),
    ]
    assert "### Wang Ming:\n" in result.markdown


def test_a_colon_in_a_sentence_is_no_speaker() -> None:
    result = imported(
        "王小明：我說明。\n我想說的是：要小心。\n結論如下：\n會在 10:30 開始，見 https://a.tw/b\n"
    )
    assert result.speakers == (("王小明", 4),)


def test_a_word_that_might_be_a_speaker_is_reported_when_it_is_not_taken() -> None:
    result = imported("王小明：我說明。\n優勢：便宜。\n")
    note = next(n for n in result.guessed if n.code == "not-a-speaker")
    assert "優勢（第 2 行）" in note.what_zh
    assert "優勢 (line 2)" in note.what_en


def test_a_chair_named_in_the_head_says_nothing_and_a_chair_who_speaks_does() -> None:
    result = imported(
        "月會紀錄\n日期：2024/5/17\n主席：王小明\n\n主席：我們開始。\n林大華：好。\n", "a.txt"
    )
    assert (result.title, str(result.date)) == ("月會紀錄", "2024-05-17")
    assert result.speakers == (("主席", 1), ("林大華", 1))


def test_a_label_without_words_is_a_speech_without_words() -> None:
    assert speeches(imported("王小明：\n林大華：好。\n王小明：嗯。\n"))[0] == ("王小明", "")


def test_the_date_of_the_file_name_wins_over_the_one_in_the_text() -> None:
    result = imported("會議\n日期：2023-05-17\n王小明：好。\n")
    assert str(result.date) == "2024-05-17"
    assert "date-mismatch" in codes(result)


@pytest.mark.parametrize(
    "line", ["中華民國一百年", "日期：113年2月30日", "時間：下午 2:30", "電話 02-2345-6789"]
)
def test_what_is_no_date_is_not_taken_for_one(line: str) -> None:
    assert imported(f"{line}\n王小明：好。\n", "a.txt").date is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_old_encodings_are_read(encoding: str) -> None:
    result = read("王小明：大家好，臺北。\n".encode(encoding), "2024-05-17-會議.txt")
    assert speeches(result) == [("王小明", "大家好，臺北。")]
    assert ("encoding" in codes(result)) == (encoding == "cp950")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", b"\xff\xfe\x00\xd8", b"\x81\xff\xfe\x90", b"%PDF-1.7"]
)
def test_bytes_that_are_no_text_are_a_problem_in_both_languages(data: bytes) -> None:
    with pytest.raises(ImportProblem) as caught:
        read(data, "a.txt")
    assert caught.value.zh
    assert caught.value.en


def test_files_that_are_empty_or_too_large_are_refused() -> None:
    for data, code in ((b" \n\xef\xbb\xbf"[:2], "empty"), (b"a" * 101, "too-large")):
        with pytest.raises(ImportProblem) as caught:
            read(data, "a.txt", max_bytes=100)
        assert caught.value.code == code


def test_control_characters_fall_away_and_are_reported() -> None:
    result = imported("王小明：大\x07家\u2028好。\n")
    assert speeches(result) == [("王小明", "大家 好。")]
    assert "control-characters" in codes(result)


LINES = st.text(
    st.sampled_from("#>-+*_`~[](){}<>&|=:!\\/. \u3000a1王，amplt;quothttp://"),
    min_size=1,
    max_size=40,
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_any_words_come_out_as_the_same_words(lines: list[str]) -> None:
    text = "".join(f"王小明：甲{line}\n林大華：好。\n" for line in lines)
    said = [words for who, words in speeches(imported(text)) if who == "王小明"]
    assert ["".join(w.split()) for w in said] == ["甲" + "".join(x.split()) for x in lines]


@given(LINES)
def test_a_paragraph_may_begin_with_any_sign(line: str) -> None:
    from pipeline.readers.drafting.draft import Draft
    from pipeline.readers.drafting.markdown_words import TextRun

    draft = Draft("2024-05-17-a.txt")
    draft.speak("王小明")
    draft.say([TextRun("甲")])
    draft.say([TextRun(f"{line}\n{line}")])
    said = "".join(text for _, text in speeches(draft.finish()))
    assert "".join(said.split()) == "甲" + "".join((line + line).split())


# -- HackMD ------------------------------------------------------------------------------------

PAD = """---
title: 自行車路網協作會議
tags: 協作, PDIS
---
# 自行車路網協作會議
日期：2024-05-17
[TOC]

## 開場

### 王小明：
大家好，請看[簡報](https://a.tw)。

**林大華：** 我有 *兩點*：
- 第一
- 第二

> （笑聲）

## 討論
王小明：好。

###### tags: `協作`
"""


def test_a_hackmd_note_keeps_its_marks_and_loses_its_tags_with_a_report() -> None:
    result = imported(PAD, "pad.md")
    assert (result.title, str(result.date)) == ("自行車路網協作會議", "2024-05-17")
    assert result.speakers == (("王小明", 2), ("林大華", 1))
    assert "請看[簡報](https://a.tw)。" in result.markdown
    assert "- 第一\n- 第二" in result.markdown
    assert ("section", None, "討論") in items(result)
    assert ("narrative", None, "（笑聲）") in items(result)
    assert {"yaml-head", "tags", "extension"} <= codes(result)
    assert "tags" not in result.markdown


# -- this project's own format -----------------------------------------------------------------

OWN = "# 2024-05-17 月會\n\n### 王小明：\n*大家*好。\n\n> （笑）\n"


@pytest.mark.parametrize("text", [OWN, f"---\ntier: monthly\n---\n{OWN}", "# 2024-05-17 月會\n"])
def test_a_file_in_our_format_comes_back_unchanged(text: str) -> None:
    result = imported(text, "2024-05-17-月會.md")
    assert result.markdown == text
    assert (result.title, str(result.date)) == ("月會", "2024-05-17")


def test_every_real_transcript_comes_back_unchanged(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.md")):
        data = path.read_bytes()
        assert read(data, path.name).markdown.encode() == data, path.name


def test_what_was_imported_is_in_our_format(corpus: Path) -> None:
    once = imported("月會紀錄\n日期：2024/5/17\n主席：我們開始。\n林大華：好。\n", "a.txt")
    assert read(once.markdown.encode(), "a.md").markdown == once.markdown


def test_an_office_before_a_name_is_a_speaker_and_nobody_gets_the_words() -> None:
    text = "月會\n日期：2024/5/17\n主席王示範：開始。\n李範例：我反對。\n主持人陳樣本：那我們贊成。\n李範例：好。\n"
    assert imported(text, "a.txt").speakers == (
        ("主席王示範", 1),
        ("李範例", 2),
        ("主持人陳樣本", 1),
    )


@pytest.mark.parametrize(
    "label",
    [
        "副署長王示範",
        "王示範副署長",
        "王示範 副署長",
        "王副署長示範",
        "交通部運研所陳組長",
        "台北市政府王小明",
        "遠山電信王示範",
        "王示範調解官",
        "第二組代表",
        "聽眾E",
        "「好市集」代表",
        "示範新聞",
        "歐陽示範",
        "Audrey Sample",
        "Sample, Audrey",
        "José Sample y Arcas",
    ],
)
def test_whoever_speaks_once_and_is_called_so_keeps_their_words(label: str) -> None:
    text = f"李範例：我反對。\n{label}：我贊成。\n李範例：好。\n"
    assert imported(text).speakers == (("李範例", 2), (label, 1))


@pytest.mark.parametrize(
    "line",
    [
        "優點：便宜。",
        "方案：先試辦。",
        "快速綜整一下：",
        "有人問：為什麼？",
        "sli.do：「還要多久？」",
        "報告單位：示範部。",
        "高齡化：需要因應。",
        "Takeaway:",
        "Slide 16: So we began.",
    ],
)
def test_what_only_looks_like_a_label_stays_with_the_one_who_speaks(line: str) -> None:
    result = imported(f"李範例：我說明。\n{line}\n王示範：好。\n李範例：謝謝。\n")
    assert [name for name, _ in result.speakers] == ["李範例", "王示範"]
    assert line.rstrip(":：") in result.markdown.replace("\\", "")


def test_a_list_head_that_recurs_is_no_speaker_and_a_nickname_that_recurs_is_one() -> None:
    line = "李範例：我說明。\n優點：便宜。\n缺點：貴。\n大頭：是喔。\n"
    result = imported(line * 3)
    assert [name for name, _ in result.speakers] == ["李範例", "大頭"]
    note = next(n for n in result.guessed if n.code == "not-a-speaker")
    assert "優點（第 2 行起，共 3 處）、缺點（第 3 行起，共 3 處）" in note.what_zh
    assert "優點 (line 2, 3 times), 缺點 (line 3, 3 times)" in note.what_en


def test_a_numbered_body_is_left_in_its_list_and_reported() -> None:
    result = imported("李範例：我說明。\n一、財政部：同意。\n二、內政部：也同意。\n")
    assert [name for name, _ in result.speakers] == ["李範例"]
    note = next(n for n in result.guessed if n.code == "not-a-speaker")
    assert "財政部（第 2 行）、內政部（第 3 行）" in note.what_zh


def test_labels_on_lines_of_their_own_are_taken_though_they_are_nicknames() -> None:
    result = imported("李範例：\n我說明。\n大頭：\n是喔。\n王示範：\n好。\n")
    assert [name for name, _ in result.speakers] == ["李範例", "大頭", "王示範"]


def test_one_is_one_line_and_two_are_two_lines() -> None:
    told = [imported(f"李範例：我說明。\n{'（笑）' + chr(10)}" * n) for n in (1, 2)]
    notes = [next(x for x in r.guessed if x.code == "asides").what_en for r in told]
    assert ["1 line wholly" in notes[0], "2 lines wholly" in notes[1]] == [True, True]


HEAD = """月會
主辦機關：示範部、範例署
協辦單位：樣本會
時間：113年5月17日
地點：第一會議室
主席：王示範副署長
出席：李範例、陳樣本科長（視訊）、民間代表
紀錄：林速記

王示範：開始。
"""


def test_host_and_people_are_guessed_from_the_head_and_told_with_their_line() -> None:
    result = imported(HEAD, "a.txt")
    told = {note.what_zh for note in result.guessed if note.code.endswith("-from-head")}
    assert told == {
        "主辦機關 示範部、範例署 取自「主辦機關：示範部、範例署」",
        "協辦機關 樣本會 取自「協辦單位：樣本會」",
        "出席者 王示範（副署長） 取自「主席：王示範副署長」",
        "出席者 李範例、陳樣本（科長） 取自「出席：李範例、陳樣本科長（視訊）、民間代表」",
    }
    assert str(result.date) == "2024-05-17"
    assert result.speakers == (("王示範", 1),)


def test_whom_the_head_names_is_the_speaker_of_that_name() -> None:
    document = parse(imported(HEAD, "a.txt").markdown)
    head = read_head(document)
    assert (head.hosts, head.co_hosts) == (("示範部", "範例署"), ("樣本會",))
    assert attendees(["王示範"], head) == [
        {"name": "王示範", "role": "副署長", "capacity": "chair"},
        {"name": "李範例"},
        {"name": "陳樣本", "role": "科長"},
    ]
