"""Lines that say in words who speaks, names with numbers before them, keys to letters, and tables typed as lines."""

from collections.abc import Callable
from itertools import chain

import pytest

from pipeline.readers.reading import Imported, ImportProblem, read
from pipeline.readers.recognition.lines import MOST_LINES
from tests.pipeline.readers.test_layouts import SAID, speeches, text, told, word
from tests.pipeline.readers.word_files import para, run, table, word_file

Write = Callable[..., Imported]
NAMED = [
    (name.replace("高山範例", "陳樣本"), f"{words[:-1]}，第{number}點。")
    for number, (name, words) in enumerate([*SAID, *SAID], 1)
]
WHO = [name for name, _ in NAMED]

SAYING = {
    "announced": "（以下由{name}發言）\n{words}",
    "announced, other brackets": "【以下{name}發言】\n{words}",
    "handed on": "〔由{name}委員接續說明〕\n{words}",
    "handed on, colon": "接著請{name}說明：\n{words}",
    "told": "{name}表示，{words}",
    "told, with an office": "{name}科長進一步說明：{words}",
    "told, quoted": "{name}委員說：「{words}」",
    "told, with a number": "{number}. 範例部{name}指出，{words}",
    "field": "發言人：{name}\n內容：{words}",
    "field with an order": "【發言次序{number}】{name}委員\n{words}",
    "field, the first": "第{number}位發言：{name}\n{words}",
    "number before": "{number}、{name}\n{words}",
    "number in brackets before": "({number}) {name}委員\n{words}",
    "stars": "**{name}** {words}",
    "full-width stars": "＊{name}＊ {words}",
    "heading": "#### {name}\n{words}",
}


def note(*lines: str) -> Imported:
    return read("\n".join(lines).encode(), "2024-05-17-會議.md")


def rows(form: str) -> list[str]:
    said = enumerate(NAMED, 1)
    return [form.format(number=number, name=name, words=words) for number, (name, words) in said]


@pytest.mark.parametrize("form", SAYING.values(), ids=SAYING)
def test_each_way_of_saying_who_speaks_names_the_speaker_of_the_words(form: str) -> None:
    result = text("會議紀錄", "", *rows(form))
    spoken = [(who or "", words) for who, words in speeches(result)]
    assert len(spoken) == len(NAMED)
    assert all(name in who for name, (who, _) in zip(WHO, spoken, strict=True))
    assert all(said in words for (_, said), (_, words) in zip(NAMED, spoken, strict=True))


@pytest.mark.parametrize("form", ["{name}表示，{words}", "{number}. {name}回應，{words}"])
def test_a_remark_told_in_the_third_person_stays_whole_and_its_speaker_is_told(form: str) -> None:
    result = text("會議紀錄", "", *rows(form))
    assert [words for _, words in speeches(result)] == rows(form)
    assert "王示範" in told(result, "speaker-once")


def test_what_a_speaker_tells_of_somebody_else_stays_with_the_speaker() -> None:
    said = ["王示範：大家好。", "李範例表示，時間不夠。", "陳樣本：好。", "王示範：謝謝。"]
    assert {who for who, _ in speeches(text("會議紀錄", "", *said))} == {"王示範", "陳樣本"}


def test_whom_a_single_announcement_names_speaks_if_no_label_follows() -> None:
    before, handed = ["王示範：大家好。", "李範例：好。"], "（以下由陳樣本代表發言）"
    result = text("會議紀錄", "", *before, handed, "我補充一點")
    assert speeches(result)[-1] == ("陳樣本", "我補充一點")
    assert "陳樣本" in told(result, "speaker-once")
    labelled = text("會議紀錄", "", *before, handed, "陳科長：我補充。")
    assert {who for who, _ in speeches(labelled)} == {"王示範", "李範例", "陳科長"}


@pytest.mark.parametrize(
    "lines",
    [
        ["1、王示範", "2、李範例", "3、陳樣本", "會議開始。"],
        ["1、王示範", "範例大學教授。", "2、李範例", "範例局長，退休。", "3、陳樣本", "作家。"],
        ["（休息時間由各單位自行說明）", "大家好。"],
        ["範例局表示，時間不夠。", "計畫於明年完成。", "經費另行籌措。", "以上。"],
    ],
)
def test_lists_of_names_and_sentences_are_no_speakers(lines: list[str]) -> None:
    assert {who for who, _ in speeches(text("會議紀錄", "", *lines))} <= {None}


def test_a_spokesperson_speaks_under_that_office() -> None:
    said = ["王示範：請說。", "發言人：這個案子我們再想一下。", "王示範：好。", "發言人：謝謝。"]
    spoken = speeches(text("會議紀錄", "", *said))
    assert [who for who, _ in spoken] == ["王示範", "發言人", "王示範", "發言人"]


@pytest.mark.parametrize(
    "form",
    ["（接下來請{name}發言）\n{words}", "發言人：{name}\n{words}", "{name} (Staff)：{words}"],
)
def test_somebody_of_an_unusual_name_speaks_where_the_form_says_so(form: str) -> None:
    said = [(name.replace("王示範", "遠山模型"), words) for name, words in NAMED]
    lines = [form.format(name=name, words=words) for name, words in said]
    spoken = speeches(text("會議紀錄", "", *lines))
    assert [(who or "").removesuffix(" (Staff)") for who, _ in spoken] == [who for who, _ in said]


def test_an_unusual_name_in_brackets_labels_nothing_and_is_told_where_others_speak_so() -> None:
    said = [(name.replace("陳樣本", "遠山模型"), words) for name, words in NAMED]
    result = text("會議紀錄", "", *(f"（{name}）\n{words}" for name, words in said))
    assert {who for who, _ in speeches(result)} <= {None, "王示範", "李範例"}
    assert "遠山模型" in told(result, "not-a-speaker")


@pytest.mark.parametrize("form", ["■ {name}\n□ {words}", "{name}\n{words}\n"])
def test_an_unusual_name_that_comes_back_above_words_speaks_and_is_doubted(form: str) -> None:
    said = [(name.replace("陳樣本", "遠山模型"), words) for name, words in NAMED]
    result = text("會議紀錄", "", *(form.format(name=name, words=words) for name, words in said))
    assert [who for who, _ in speeches(result)] == [who for who, _ in said]
    assert "遠山模型" in told(result, "speaker-once")


def test_roles_that_come_back_above_what_is_said_speak_and_are_told() -> None:
    asked = [
        "審判長問\n當天你在哪裡？",
        "證人答\n我在家裡。",
        "審判長問\n跟誰一起？",
        "證人答\n一個人。",
    ]
    result = text("準備程序筆錄", "", *asked, *asked)
    assert [who for who, _ in speeches(result)] == ["審判長", "證人"] * 4
    assert "審判長" in told(result, "bold-name")
    once = text(
        "準備程序筆錄", "", "休息十分鐘", "大家好，我們繼續。", "午餐", "便當到了，請領取。"
    )
    assert {who for who, _ in speeches(once)} == {None}


@pytest.mark.parametrize(
    "form",
    [
        "上午09:20\t{name}\t{words}",
        "{name}\n  2:10 PM\n{words}",
        "○{name}　{words}",
        "◎{name}：{words}",
        "科長　{name}\n{words}",
    ],
)
def test_times_of_half_days_and_circles_before_names_belong_to_the_form(form: str) -> None:
    people = [(who, words) for who, words in NAMED if who in ("王示範", "李範例")]
    result = text("會議紀錄", "", *(form.format(name=who, words=words) for who, words in people))
    found = [(who or "").removesuffix("（科長）") for who, _ in speeches(result)]
    assert found == [who for who, _ in people], result.markdown


def test_the_numbers_of_lines_and_pages_are_nobodys_words() -> None:
    lines = ["MR. SAMPLE:  Is it open?", "MS. MODEL:  It is.", "Since when, you may ask."] * 7
    rows = [f"{number:>2}  {words}" for number, words in enumerate(lines, 1)]
    result = text("Hearing", "", *rows, "        - 12 -", *rows)
    assert [who for who, _ in speeches(result)][:3] == ["MR. SAMPLE", "MS. MODEL", "MS. MODEL"]
    assert "42" in told(result, "line-numbers")
    assert "12" not in result.markdown
    listed = text("會議", "", "1  王示範", "2  李範例", *(f"{n}  樣本{n}" for n in range(5, 30, 2)))
    assert "line-numbers" not in {note.code for note in listed.dropped}


def test_a_program_that_says_who_came_or_wrote_the_words_says_nothing_for_the_one_before() -> None:
    said = [
        "王示範：好。",
        "李範例：可以。",
        "王示範：散會。",
        "李範例 left the meeting",
        "Transcribed by sample.ai",
    ]
    spoken = speeches(text("會議", "", *said))
    assert spoken[-1] == ("王示範", "散會。")


def test_tables_of_other_widths_that_come_as_one_are_read_by_their_filled_cells() -> None:
    said = [(f"00:0{n}:00", who, words) for n, (who, words) in enumerate(NAMED[:6])]
    rows = [
        (*row, "", "") if n % 2 else (row[0], row[1], "", "", row[2]) for n, row in enumerate(said)
    ]
    assert [who for who, _ in speeches(word("會議", table(*rows)))] == WHO[:6]
    gap = [*rows, ("00:09:00", "", "誰說的？", "", "")]
    assert "誰說的？" in told(word("會議", table(*gap)), "not-a-speaker")


def test_offices_report_below_a_heading_that_says_so_and_drawn_out_outcomes_end_them() -> None:
    lines = (
        "六、各單位報告：",
        "(一)計畫處：資料集已開放。",
        "(二)教育處：每日更新。",
        "決  議：同意備查。",
        "說　　明：略。",
    )
    spoken = speeches(text("會議", *lines))
    assert spoken[:2] == [("計畫處", "資料集已開放。"), ("教育處", "每日更新。")]
    assert {who for who, words in spoken if "備查" in words} == {None}


@pytest.mark.parametrize("sign", ["　　——{}", "（{}）", "/{}/"])
def test_names_that_sign_below_the_words_are_those_of_who_said_them(sign: str) -> None:
    signed = (f"{words}\n{sign.format(name)}\n" for name, words in NAMED)
    result = text("會議紀錄", "", *signed)
    assert speeches(result) == NAMED
    assert told(result, "names-behind")


def test_a_line_that_lists_who_will_speak_is_no_speech() -> None:
    heads = ["發言者：(1)王示範 (2)李範例", "與談人：王示範、李範例"]
    for head in heads:
        assert {who for who, _ in speeches(text("會議紀錄", head, "大家好。"))} == {None}, head


@pytest.mark.parametrize(
    "form", ["# {name}\n{words}", "- <b>{name}</b>：{words}", "<strong>{name}：</strong>{words}"]
)
def test_a_note_may_name_speakers_by_top_headings_or_by_tags(form: str) -> None:
    spoken = speeches(note("2024-05-17 會議紀錄", "", *rows(form)))
    assert [one for one in spoken if one[0]] == NAMED


def test_bold_or_coloured_names_before_words_need_no_colon() -> None:
    red = '<w:color w:val="990000"/>'
    for look in ({"bold": True}, {"extra": red}):
        lines = [para(run(f"{name}科長 ", **look), run(words)) for name, words in NAMED]
        spoken = speeches(word("會議紀錄", *lines))
        assert spoken == [(f"{name}科長", words) for name, words in NAMED], look
    stressed = [para(run(words[:3], bold=True), run(words[3:])) for _, words in NAMED]
    assert {who for who, _ in speeches(word("會議紀錄", *stressed))} == {None}


def test_numbered_speeches_are_read_below_a_head_that_names_the_chair() -> None:
    head = ["會議紀錄", "時間：113年5月17日", "主席：王示範　　紀錄：周試寫", ""]
    lines = [f"{i}. 範例部{name}：{words}" for i, (name, words) in enumerate(NAMED, 1)]
    spoken = [one for one in speeches(text(*head, *lines)) if one[0]]
    assert spoken == [(f"範例部{name}", words) for name, words in NAMED]


def test_a_short_line_with_a_colon_is_told_where_labels_stand_alone() -> None:
    said = [(name.replace("陳樣本", "以後模型"), words) for name, words in NAMED]
    result = text("會議紀錄", "", *(f"{name}：\n{words}" for name, words in said))
    assert "以後模型" in told(result, "not-a-speaker")


@pytest.mark.parametrize("dot", "．‧·•・∙⋅")
def test_a_name_of_parts_is_one_with_any_dot_between_them(dot: str) -> None:
    name = f"以撒克{dot}樣本"
    result = text(
        "會議紀錄", "", "王示範：好。", f"{name}：好。", "王示範：請說。", f"{name}：好。"
    )
    assert {who for who, _ in speeches(result)} == {"王示範", name}


def test_names_may_be_the_items_of_a_numbered_list_in_word() -> None:
    said = [(para(name, numbered=2), para(words)) for name, words in NAMED]
    result = word("會議紀錄", *chain.from_iterable(said))
    assert [one for one in speeches(result) if one[0]] == NAMED
    listed = word("會議紀錄", *(name for name, _ in said), para("會議開始。"))
    assert {who for who, _ in speeches(listed)} == {None}


# -- keys to letters -------------------------------------------------------------------------------

LETTER = {"王示範": "A", "李範例": "B", "陳樣本": "C"}
UNDER_LETTERS = [f"{LETTER[name]}：{words}" for name, words in NAMED]
KEYS = {
    "line below line": ["A：王示範（主席）", "B：李範例", "C：陳樣本"],
    "one line": ["與會者代號：A＝王示範、B＝李範例、C＝陳樣本"],
    "in brackets": ["（A：王示範；B：李範例科長；C：陳樣本）"],
    "dashes": ["A - 王示範", "B - 李範例", "C - 陳樣本"],
    "bullets": ["- A：王示範", "- B：李範例", "- C：陳樣本"],
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("write", [text, note])
def test_a_key_at_the_head_gives_letters_their_names(key: list[str], write: Write) -> None:
    result = write("會議紀錄", "", *key, "", *UNDER_LETTERS)
    assert [(who or "")[:3] for who, _ in speeches(result) if who] == WHO
    assert "A＝王示範（4 處）" in told(result, "legend")


def test_a_key_may_stand_in_a_table_and_letters_behind_times_or_before_spaces() -> None:
    key = table(("代號", "姓名"), *((letter, name) for name, letter in LETTER.items()))
    timed = [f"[00:00:0{i}] {line}" for i, line in enumerate(UNDER_LETTERS)]
    assert [who for who, _ in speeches(word("會議紀錄", key, *timed)) if who] == WHO
    bare = [line.replace("：", " ") for line in UNDER_LETTERS]
    assert [who for who, _ in speeches(text("會議", "", *KEYS["dashes"], *bare)) if who] == WHO


@pytest.mark.parametrize(
    "key",
    [
        ["A：王示範", "A：李範例"],  # one letter for two
        ["A：方案一", "B：方案二"],  # nobody's names
        ["D：王示範", "E：李範例"],  # letters that nobody bears below
    ],
)
def test_letters_without_a_key_that_fits_stay_letters(key: list[str]) -> None:
    result = text("會議紀錄", "", *key, "", *UNDER_LETTERS)
    assert not told(result, "legend")
    assert {"A", "B", "C"} <= {who for who, _ in speeches(result)}


# -- tables typed as lines -------------------------------------------------------------------------

TYPED = [f"| 14:0{i} | {name} | {words} |" for i, (name, words) in enumerate(NAMED)]
HEADS = {"with heads": ["| 時間 | 發言者 | 內容 |", "|------|:-----|---|"], "without": []}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("write", [text, note])
def test_a_table_of_speeches_may_be_typed_with_bars(head: list[str], write: Write) -> None:
    result = write("會議紀錄", "", *head, *TYPED)
    assert [one for one in speeches(result) if one[0]] == NAMED
    assert told(result, "table-of-speeches")


def test_a_cell_of_a_typed_table_may_hold_paragraphs_and_bold_names() -> None:
    typed = ["發言人 | 意見", "--- | ---"]
    typed += [f"**{name}** | {words}<br>還有 a \\| b。" for name, words in NAMED]
    spoken = speeches(note("# 會議", "", *typed))
    assert [who for who, _ in spoken[::2]] == WHO
    assert {words for _, words in spoken[1::2]} == {"還有 a | b。"}


@pytest.mark.parametrize(
    "row",
    ["| {name} | 02-1234-56{i} |", "| {name} | 範例局 |", "| 第{i}案 | {name}提出，大家同意。 |"],
)
def test_other_tables_typed_with_bars_hold_no_speeches(row: str) -> None:
    typed = [row.format(name=name, i=i) for i, name in enumerate(["王示範", "李範例", "陳樣本"])]
    for write in (text, note):
        assert {who for who, _ in speeches(write("會議紀錄", "", *typed))} <= {None}, row


@pytest.mark.parametrize("sign", [",", "\t"])
def test_a_table_that_a_programme_exported_holds_speeches(sign: str) -> None:
    exported = [sign.join((f"14:0{i}", who, f'"{said}"')) for i, (who, said) in enumerate(NAMED)]
    head = sign.join(("時間", "發言者", "內容"))
    assert speeches(text("會議紀錄", "", head, *exported))[-8:] == NAMED
    ragged = text(head, *exported, "王示範：還有一句，不在表格裡。")
    assert "還有一句，不在表格裡。" in ragged.markdown


def test_a_column_that_a_record_cannot_hold_is_told_and_no_ragged_row_loses_its_end() -> None:
    typed = ["| 發言人 | 單位 | 意見及回應 |", "|---|---|---|"]
    typed += [f"| {who} | 範例局 | {said} |" for who, said in NAMED]
    result = note("# 會議", "", *typed)
    assert speeches(result) == NAMED
    assert "單位" in told(result, "columns")
    ragged = note("# 會議", "", *typed, "| 王示範 | 範例局 | 好 | 另外一句 |")
    assert "另外一句" in ragged.markdown


def test_the_heads_of_columns_are_nobody() -> None:
    for heads in (("姓名", "意見"), ("項次", "姓名", "發言重點"), ("發言人員", "發言要點")):
        body = [("1", name, words)[-len(heads) :] for name, words in NAMED]
        result = read(word_file("會議紀錄", table(heads, *body)), "會議.docx")
        assert speeches(result) == NAMED, heads


# -- remarks and bounds ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "remark", ["（播放影片） > （影片結束）", "（鼓掌）。", "（休息） >", "（笑）（鼓掌）"]
)
def test_remarks_in_a_row_are_nobodys_words(remark: str) -> None:
    result = text("會議紀錄", "", "王示範：大家好。", remark, "李範例：好。")
    assert not any(remark[:3] in words for _, words in speeches(result))
    assert told(result, "asides")


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_more_lines_than_a_meeting_has_are_refused_with_a_way_out(suffix: str) -> None:
    with pytest.raises(ImportProblem) as refused:
        read(b"a\n" * (MOST_LINES + 1), f"a.{suffix}")
    assert refused.value.code == "too-many-lines"
    assert f"{MOST_LINES:,}" in refused.value.zh
