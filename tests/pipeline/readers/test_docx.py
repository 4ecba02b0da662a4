"""Word files: who spoke, what was said, and what the file holds that a transcript cannot."""

import datetime as dt
import io
import zipfile

import pytest

from minutes.records.document import parse
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.reading import Imported, ImportProblem, read
from tests.pipeline.readers.word_files import W, document, para, run, table, word_file, zipped


def imported(*blocks: str, name: str = "2024-05-17-第一次協作會議.docx", **parts: str) -> Imported:
    return read(word_file(*blocks, **parts), name)


def speeches(result: Imported) -> list[tuple[str | None, str]]:
    return [(i.speaker, i.text) for i in parse(result.markdown).items if i.type == "speech"]


def codes(result: Imported) -> set[str]:
    return {note.code for note in (*result.guessed, *result.dropped)}


def test_names_before_a_colon_become_speakers() -> None:
    result = imported("王小明：大家好。", "今天開始。", "林大華：謝謝主席。", "王小明：請說。")
    assert result.markdown == (
        "# 2024-05-17 第一次協作會議\n\n### 王小明：\n大家好。\n\n今天開始。\n\n"
        "### 林大華：\n謝謝主席。\n\n### 王小明：\n請說。\n"
    )
    assert result.speakers == (("王小明", 3), ("林大華", 1))


def test_a_bold_name_is_a_speaker_even_if_it_looks_like_no_name() -> None:
    result = imported(para(run("阿貓", bold=True), run("：我想問一件事。")), "王小明：好的。")
    assert speeches(result) == [("阿貓", "我想問一件事。"), ("王小明", "好的。")]


def test_a_bold_name_that_recurs_alone_in_its_paragraph_is_a_speaker() -> None:
    name = para(run("王小明", bold=True))
    result = imported(name, "大家好。", para(run("林大華", bold=True)), "您好。", name, "再見。")
    assert ("王小明", "再見。") in speeches(result)
    assert "bold-name" in codes(result)


def test_a_line_break_before_a_name_begins_a_speech() -> None:
    result = imported("王小明：好。\n林大華：不好。")
    assert speeches(result) == [("王小明", "好。"), ("林大華", "不好。")]


def test_the_first_heading_is_the_title_and_later_ones_are_sections() -> None:
    result = imported(
        para("自行車路網協作會議", style="Title"),
        para("一、開場：說明", style="Heading2"),
        "王小明：大家好。",
        para("二、討論", style="Heading2"),
        "林大華：好。",
        name="memo.docx",
    )
    items = parse(result.markdown).items
    assert result.title == "自行車路網協作會議"
    assert [i.text for i in items if i.type == "section"] == ["一、開場：說明", "二、討論"]


def test_the_head_gives_title_and_date_and_is_nobodys_speech() -> None:
    result = imported(
        "自行車路網協作會議紀錄",
        "時間：民國113年5月17日（五）下午2時",
        "主席：王小明處長",
        "王小明：開始。",
        name="紀錄.docx",
    )
    assert result.title == "自行車路網協作會議紀錄"
    assert str(result.date) == "2024-05-17"
    assert speeches(result)[0] == (None, "時間：民國113年5月17日（五）下午2時")
    assert result.speakers == (("王小明", 1),)


def test_a_paragraph_in_brackets_is_a_narrative_and_the_speaker_resumes() -> None:
    result = imported("王小明：好。", "（休息十分鐘）", "我們繼續。")
    kinds = [(i.type, i.speaker, i.text) for i in parse(result.markdown).items][1:]
    assert kinds[1:] == [("narrative", None, "（休息十分鐘）"), ("speech", "王小明", "我們繼續。")]


def test_a_two_column_table_of_names_is_read_as_speeches() -> None:
    result = imported(table(("王小明", "大家好。"), ("林大華", "您好。")))
    assert speeches(result) == [("王小明", "大家好。"), ("林大華", "您好。")]
    assert "table-of-speeches" in codes(result)


def test_another_table_becomes_a_paragraph_a_row_and_is_reported() -> None:
    result = imported("王小明：請看。", table(("項目", "數量", "備註"), ("座椅", "3", "新")))
    assert [t for _, t in speeches(result)][1:] == ["項目 ｜ 數量 ｜ 備註", "座椅 ｜ 3 ｜ 新"]
    assert "table-flattened" in codes(result)


def test_lists_stay_lists_within_the_speech() -> None:
    result = imported("王小明：三點。", para("甲", numbered=2), para("乙", numbered=2))
    assert "1. 甲\n2. 乙" in result.markdown
    assert speeches(result)[1][0] == "王小明"


def test_tracked_changes_are_accepted_and_reported_without_their_words() -> None:
    result = imported(
        para(
            "王小明：預算",
            f'<w:del w:author="x">{run("三億")}</w:del>'.replace("w:t", "w:delText"),
            f'<w:ins w:author="x">{run("五億")}</w:ins>',
            "元。",
        )
    )
    assert speeches(result) == [("王小明", "預算五億元。")]
    assert {"deletions", "insertions"} <= codes(result)
    assert "三億" not in str(result)


def test_moved_words_stand_where_they_were_moved_to() -> None:
    result = imported(
        para("王小明：", f"<w:moveFrom>{run('乙')}</w:moveFrom>", "甲"),
        para(f"<w:moveTo>{run('乙')}</w:moveTo>"),
    )
    assert speeches(result) == [("王小明", "甲"), ("王小明", "乙")]


def test_comments_pictures_headers_and_hidden_text_are_reported() -> None:
    picture = "<w:r><w:drawing/></w:r>"
    hidden = run("私下說", extra="<w:vanish/>")
    result = imported(
        para("王小明：看圖。", picture, hidden),
        comments=f'<w:comments xmlns:w="{W}"><w:comment w:id="0">{para("改一下")}'
        "</w:comment></w:comments>",
        header1=f'<w:hdr xmlns:w="{W}">{para("機密")}</w:hdr>',
    )
    assert {"comments", "images", "headers", "hidden-text"} <= codes(result)
    assert "改一下" not in result.markdown


def test_footnotes_move_to_a_section_at_the_end() -> None:
    result = imported(
        para("王小明：依法辦理。", '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnotes=f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{para("行政程序法")}'
        "</w:footnote></w:footnotes>",
    )
    assert speeches(result)[-1] == (None, "[1] 行政程序法")
    assert "footnotes" in codes(result)


def test_links_and_emphasis_survive() -> None:
    link = f'<w:hyperlink r:id="web">{run("簡報")}</w:hyperlink>'
    result = imported(para("王小明：請看", link, "，", run("很重要", bold=True), "。"))
    assert "[簡報](https://example.tw/a)，**很重要**。" in result.markdown


@pytest.mark.parametrize(
    "words", ["# 不是標題", "> 引", "- 項", "1. 一", "*a* _b_", "<b>&lt;", "a|b"]
)
def test_words_that_look_like_markdown_stay_words(words: str) -> None:
    assert speeches(imported(f"王小明：{words}"))[0] == ("王小明", words)


def problem(data: bytes) -> str:
    with pytest.raises(ImportProblem) as caught:
        read(data, "a.docx")
    assert caught.value.zh
    assert caught.value.en
    return caught.value.code


def test_an_encrypted_word_file_is_named_as_such() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert problem(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert problem(ole + "WordDocument".encode("utf-16-le")) in {"unknown-format", "damaged"}


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert problem(word_file(main=document("王小明：" + "好" * 20_000_000))) == "too-large"


def test_an_archive_of_too_many_parts_is_refused() -> None:
    parts = {f"word/x{i}.xml": "" for i in range(5000)}
    assert problem(zipped({"word/document.xml": document("a"), **parts})) == "too-large"


def test_a_part_with_a_dtd_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + document("王小明：&b;")
    assert problem(word_file(main=bomb)) == "damaged"


def test_another_kind_of_zip_is_no_word_file() -> None:
    assert (
        problem(zipped({"mimetype": "application/vnd.oasis.opendocument.text"})) == "unknown-format"
    )


def test_a_truncated_word_file_is_damaged() -> None:
    assert problem(word_file("王小明：好")[:-40]) == "damaged"


def test_pictures_are_never_unpacked() -> None:
    data = word_file("王小明：好。")
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\0" * 60_000_000)
    assert speeches(read(out.getvalue(), "a.docx")) == [("王小明", "好。")]


def test_the_table_at_the_top_tells_case_day_and_who_was_there() -> None:
    result = imported(
        "公園遊具協作會議",
        table(
            ("會議名稱", "第９０６案「公園遊具」協作會議", "時間", "115年3月2日"),
            ("主持人", "王小明", "主辦機關", "範例部"),
        ),
        "範例部 王小明：好。",
    )
    head = read_head(parse(result.markdown))
    assert head.cases == (906,)
    assert head.date == dt.date(2026, 3, 2)
    assert head.hosts == ("範例部",)
    assert [(p.name, p.capacity) for p in head.present] == [("王小明", "facilitator")]
    assert "case-from-head" in codes(result)
