"""Names at the beginnings of lines in forms that are none of labels: read where nearly all are names, else
told where hardly anybody was recognised."""

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_captions import imported
from tests.pipeline.readers.test_layouts import speeches, text, told

NAMES = ["王示範", "李範例", "陳測試", "王示範", "李範例", "王示範"]
WORDS = ["大家好。", "我反對這個案子。", "為什麼？", "請說明。", "時間不夠。", "好。"]
SAID = list(zip(NAMES, WORDS, strict=True))


def captions(*rows: str) -> Imported:
    cues = (f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{row}\n" for i, row in enumerate(rows, 1))
    return imported("\n".join(cues), "2024-05-17-訪談.srt")


@pytest.mark.parametrize(
    "form",
    [
        "({}) {}",
        "（{}）{}",
        "[{}] {}",
        "<{}> {}",
        "({})\n{}",
        "{} - {}",
        "{}－{}",
        "{}/{}",
        "{} → {}",
    ],
)
def test_brackets_strokes_and_arrows_set_off_speakers_where_nearly_all_are_names(form: str) -> None:
    rows = [form.format(*one) for one in SAID]
    assert [who for who, _ in speeches(captions(*rows))] == NAMES
    assert [who for who, _ in speeches(text("會議紀錄", "", *rows))] == NAMES
    assert "王示範" in told(text("會議紀錄", "", *rows), "speaker-once")


@pytest.mark.parametrize(
    "remark", ["(笑) 好。", "(鼓掌)", "[Music]", "[Applause] 謝謝。", "（停頓）我想"]
)
def test_remarks_in_brackets_are_no_speakers(remark: str) -> None:
    result = captions(*[remark, "今天談公園。"] * 4)
    assert {who for who, _ in speeches(result)} == {None}
    also = captions(*(f"({who}) {words}" for who, words in SAID), remark)
    assert {who for who, _ in speeches(also)} <= {None, *NAMES}


def test_pairs_and_programmes_with_a_stroke_are_no_speakers() -> None:
    rows = ["王示範 / 科長", "李範例 / 專員", "陳測試 / 里長", "中央/地方要分工", "中央/地方要合作"]
    result = text("會議紀錄", "主席：我們開始。", "里長：好。", "主席：請。", "里長：謝謝。", *rows)
    assert {who for who, _ in speeches(result)} == {"主席", "里長"}


FORMS = {
    "(姓名)…": "({}) {}",
    "@姓名 …": "@{} {}",
    "姓名=>…": "{} => {}",
    "姓名~…": "{}~{}",
    "姓名 …": "{} {}",
    "姓名=…": "{}= {}",
    "姓名": "{}\n{}",
}


@pytest.mark.parametrize(("shown", "form"), FORMS.items(), ids=FORMS)
def test_where_nobody_speaks_the_names_that_begin_lines_are_told_with_place_and_count(
    shown: str, form: str
) -> None:
    rows = [form.format("王示範", words) for words in WORDS]
    result = text("會議紀錄", "", *rows)
    assert not result.speakers
    assert f"行首寫成「{shown}」的這些字" in told(result, "unread-names")
    assert "王示範（第 3 行起，共 6 處）" in told(result, "unread-names")
    (english,) = (n.what_en for n in result.guessed if n.code == "unread-names")
    assert "not read as such: 王示範 (line 3, 6 times)" in english


def test_beginnings_are_not_told_where_people_speak_or_where_nothing_looks_like_a_name() -> None:
    prose = [
        "我們在公園。",
        "我們在公園看書。",
        "(笑) 我們在公園。",
        "(笑) 走吧。",
        "1. 公園",
        "2. 公園",
    ]
    assert not told(text("會議紀錄", "", *prose[:2], *prose[4:]), "unread-names")
    spoken = [f"{who}：{words}" for who, words in SAID]
    assert not told(text("會議紀錄", "", *spoken, "(笑) 好。", "(笑) 好吧。"), "unread-names")
    minutes = "案由：公園", "說明：一、要修。", "決議：照案通過。", "出席：王示範（範例部）、李範例"
    assert not told(text("會議紀錄", *minutes, *minutes), "unread-names")


def test_a_note_tells_them_too() -> None:
    note = "# 會議\n\n" + "\n\n".join(f"王示範~{words}" for words in WORDS)
    assert "王示範（第 3 行起，共 6 處）" in told(read(note.encode(), "會議.md"), "unread-names")


@pytest.mark.parametrize(
    "asked",
    [
        ("Q1：", "A1：", "Q2：", "A2："),
        ("Q 1. ", "A 1. ", "Q 2. ", "A 2. "),
        ("問1：", "答1：", "問2：", "答2："),
        ("Q1: ", "A: ", "Q2: ", "A: "),
    ],
)
def test_numbered_questions_and_answers_are_said_by_one_who_asks_and_one_who_answers(
    asked: tuple[str, ...],
) -> None:
    rows = [f"{mark}{words}" for mark, words in zip(asked, WORDS, strict=False)]
    result = text("訪談紀錄", "", *rows)
    assert speeches(result) == [(m[0], w) for m, w in zip(asked, WORDS, strict=False)]
    assert "（第 3 行）" in told(result, "question-numbers")


def test_codes_of_people_are_no_numbers_of_answers() -> None:
    rows = [f"{who}：{words}" for who, words in zip(["A1", "A2", "B1", "A1"], WORDS, strict=False)]
    assert [who for who, _ in speeches(text("座談紀錄", "", *rows))] == ["A1", "A2", "B1", "A1"]


@pytest.mark.parametrize("name", ["以撒克‧樣本", "巴奈·範例", "Kolas‧示範", "那莫・測試・樣本"])
def test_names_of_parts_with_dots_are_names(name: str) -> None:
    rows = [f"{name}：好。", "王示範：請說。", f"{name}：謝謝。", "王示範：好。"]
    found = [who for who, _ in speeches(text("座談紀錄", "", *rows))]
    assert found == [name, "王示範", name, "王示範"]


@pytest.mark.parametrize("dash", ["－", "–", "-", "•", "● ", "- "])
def test_a_dash_or_dot_before_a_name_is_no_part_of_it_even_once(dash: str) -> None:
    said = [*SAID, ("林樣本", "我補充。")]
    result = text("會議紀錄", "", *(f"{dash}{who}：{words}" for who, words in said))
    assert [who for who, _ in speeches(result)] == [*NAMES, "林樣本"]
    assert "○委員" in [who for who, _ in speeches(text("紀錄", "", "○委員：好。", "○委員：請。"))]


@pytest.mark.parametrize("label", ["Sli.do 提問", "現場補充", "以農會"])
def test_a_phrase_before_a_colon_among_labels_is_told_though_it_ends_as_sentences_do(
    label: str,
) -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    result = text("專訪王示範：開放政府", "", *rows, f"{label}：還有嗎？", "第一點：沒有。")
    doubts = told(result, "not-a-speaker") + told(result, "speaker-once")
    assert label in doubts
    assert "第一點" not in doubts
    assert "專訪" not in doubts


@pytest.mark.parametrize("remark", ["（（播放影片）", "（播放影片））", "((影片連結)"])
def test_a_bracket_typed_twice_at_one_end_holds_a_remark_all_the_same(remark: str) -> None:
    result = text("會議紀錄", "", "王示範：請看。", remark)
    assert speeches(result) == [("王示範", "請看。")]
    assert told(result, "asides")


def test_nicknames_in_brackets_that_come_back_speak_and_a_remark_that_stands_twice_does_not() -> (
    None
):
    cats = [f"({who}) 我們在公園{place}。" for place in "東西南" for who in ("阿貓", "阿狗")]
    assert "阿貓（第 3 行起，共 3 處）、阿狗" in told(text("紀錄", "", *cats), "speaker-once")
    prose = [f"我們在公園看到第{number}隻貓。" for number in range(60)]
    remarks = ["(簡報第10頁) 請看。", *prose, "(簡報第10頁) 再看一次。"]
    assert not told(text("紀錄", "", *remarks), "unread-names")


@pytest.mark.parametrize(
    "odd",
    [
        "王示範－我再補充。",
        "＜王示範＞我再補充。",
        "#王示範 我再補充。",
        "我再補充。（王示範）",
        "我再補充。——王示範",
    ],
)
def test_a_speaker_s_name_at_an_edge_of_other_words_is_told_beside_labels(odd: str) -> None:
    said = [f"{who}：{words}" for who, words in SAID]
    told_of = told(text("會議紀錄", "", *said, odd), "unread-names")
    assert "王示範（第 9 行）" in told_of, told_of


@pytest.mark.parametrize(
    "usual",
    [
        "主持人：王示範",
        "王示範，你覺得呢？",
        "王示範說過這件事。",
        "我同意王示範。",
        "（王示範點頭）",
    ],
)
def test_a_speaker_s_name_in_the_words_of_another_is_not_told(usual: str) -> None:
    said = [f"{who}：{words}" for who, words in SAID]
    assert not told(text("會議紀錄", "", *said, usual), "unread-names")


def test_names_behind_each_paragraph_say_who_spoke_and_what_nobody_signed_is_unknown() -> None:
    for form in ("{}（{}）", "{} —— {}", "{}（發言人：{}）", "{} [Speaker: {}]"):
        rows = [form.format(words, who) for who, words in SAID]
        assert speeches(text("會議紀錄", "", *rows)) == SAID, form
        open_ones = speeches(text("會議紀錄", "", *rows, "這一段沒有署名。", *rows))
        assert ("不明發言者", "這一段沒有署名。") in open_ones, form
    names = [f"{words}（{who}{number}）" for number, (who, words) in enumerate(SAID)]
    assert {who for who, _ in speeches(text("會議紀錄", "", *names))} == {None}
