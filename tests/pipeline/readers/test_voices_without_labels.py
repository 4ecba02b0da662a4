"""What tells that somebody else speaks where no label does: answers to one's own questions, names in words, looks, long
parts of which nobody is said to speak."""

import pytest

from pipeline.readers.reading import read
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

SAID = [(who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例"] * 4)]
ROWS = [f"{who}：{words}" for who, words in SAID]


@pytest.mark.parametrize(
    "answer", ["對，已經編了。", "沒有。", "不是，那是去年的。", "Yes, we did."]
)
def test_who_seems_to_answer_the_own_question_is_told(answer: str) -> None:
    result = text("站牌討論", "", *ROWS, "", "王示範：預算編了嗎？", "", answer)
    assert "王示範（紀錄第" in told(result, "own-answer")


@pytest.mark.parametrize("more", ["我先說明背景。", "對面的站牌也要改。", "請各位看第二頁。"])
def test_who_asks_and_goes_on_is_not_told(more: str) -> None:
    result = text("站牌討論", "", *ROWS, "", "王示範：預算編了嗎？", "", more)
    assert told(result, "own-answer") == ""


@pytest.mark.parametrize(
    "line", ["陳樣本我補充一點，站牌要加燈。", "～陳樣本～站牌要加燈。", "站牌要加燈。（陳樣本）"]
)
def test_words_that_begin_or_end_with_the_name_of_somebody_present_are_told(line: str) -> None:
    result = text("站牌討論", "出席：王示範、李範例、陳樣本", "", *ROWS, "", line)
    assert line[:8] in told(result, "name-in-words") + told(result, "unread-names")


def test_who_is_spoken_of_is_not_told() -> None:
    line = "剛剛陳樣本提過站牌要加燈，我們記下來了。"
    result = text("站牌討論", "出席：王示範、李範例、陳樣本", "", *ROWS, "", line)
    assert told(result, "name-in-words") == ""


@pytest.mark.parametrize(
    ("extra", "called"),
    [('<w:color w:val="0070C0"/>', "有顏色"), ("<w:i/>", "斜體"), ("<w:b/>", "粗體")],
)
def test_paragraphs_in_a_look_of_their_own_are_told_with_whose_words_they_stand_among(
    extra: str, called: str
) -> None:
    blocks = [
        block for row in ROWS for block in (row, para(run("這裡要再想一下，好嗎。", extra=extra)))
    ]
    note = told(word("站牌討論", *blocks), "own-look")
    assert called in note
    assert "王示範（第 3 段起，共 4 處）" in note


def test_a_look_that_all_words_of_somebody_have_is_their_own() -> None:
    blocks = [
        block
        for who, words in SAID
        for block in (
            para(run(f"{who}：", bold=True), run(words, extra="<w:i/>" * (who == "李範例"))),
        )
    ]
    assert told(word("站牌討論", *blocks), "own-look") == ""


@pytest.mark.parametrize("lead", ["※※陳樣本※※", "<<陳樣本>> ", "#3 陳樣本~"])
def test_a_long_part_in_another_layout_is_told_though_people_speak_elsewhere(lead: str) -> None:
    other = [f"{lead if n % 2 else ''}站牌第{n}座要加燈，已經報修。" for n in range(20)]
    result = text("站牌討論", "", *ROWS, "", *other)
    names = {who for who, _ in speeches(result)}
    assert "陳樣本" in names or "陳樣本" in told(result, "unread-names")


def test_a_long_speech_in_which_sentences_begin_alike_is_not_told() -> None:
    speech = [
        f"{'另外' if n % 3 else 'The point'}，站牌第{n}座要加燈，已經報修。" for n in range(20)
    ]
    assert told(text("站牌討論", "", *ROWS, "", *speech), "unread-names") == ""


COMMENTS = list(
    zip(
        ["王示範", "李範例", "陳樣本", "林測試", "張小例", "黃大樣", "吳試行", "許樣章"],
        [
            "站牌太遠了，老人家走不到。",
            "我反對遷移，市場的人會少。",
            "什麼時候開始？",
            "希望加裝座椅。",
        ]
        * 2,
        strict=True,
    )
)


@pytest.mark.parametrize(
    "form",
    [
        "{0} {1}",
        "{0}　{1}",
        "{0}{1}",
        "{0}\n{1}\n",
        "{1}{0}",
        "3. {0} {1}",
        "（{0}） {1}",
        "{2} {1}",
    ],
)
def test_a_list_of_comments_in_the_words_of_the_chair_is_told(form: str) -> None:
    nicknames = ["阿貓", "小狗", "大象", "花花", "老鷹", "飛魚", "青蛙", "白兔"]
    rows = [form.format(*one, nick) for one, nick in zip(COMMENTS, nicknames, strict=True)]
    result = text("站牌遷移公聽會", "", "主席：現在開放發言，請各位表示意見。", "", *rows)
    under_chair = [words for who, words in speeches(result) if who == "主席"]
    doubts = ("begin-alike", "name-in-words", "only-speaker", "unread-names", "not-a-speaker")
    assert len(under_chair) < 3 or any(told(result, code) for code in doubts)


def test_who_alone_is_found_to_speak_is_told_once() -> None:
    paragraphs = [f"站牌第{n}座要加燈，已經報修。" for n in range(9)]
    result = text("站牌討論", "", "主席：開會。", *paragraphs)
    assert told(result, "only-speaker").count("紀錄第") == 1
    assert told(text("站牌討論", "", *ROWS), "only-speaker") == ""


def test_a_speech_that_is_much_of_a_record_is_told() -> None:
    paragraphs = [f"站牌第{n}座要加燈，已經報修。" for n in range(14)]
    assert "李範例（紀錄第" in told(text("站牌討論", "", *ROWS, *paragraphs), "long-speech")
    assert told(text("站牌討論", "", *ROWS * 6, *paragraphs[:4]), "long-speech") == ""


def test_signs_of_other_voices_are_sought_in_every_format() -> None:
    cues = [("王示範", "預算編了嗎？"), ("王示範", "沒有，明年才編。"), ("李範例", "好。")]
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"00:{n:02}:00.000 --> 00:{n:02}:05.000\n<v {who}>{words}</v>"
        for n, (who, words) in enumerate(cues)
    )
    assert told(read(vtt.encode(), "a.vtt"), "own-answer") != ""


@pytest.mark.parametrize(
    "line",
    [
        "對，站牌要換新的。",
        "謝謝主席，站牌要換新的。",
        "不好意思，站牌要換新的。",
        "Thank you, we will.",
    ],
)
def test_who_takes_the_floor_under_the_name_of_whoever_spoke_before_is_told(line: str) -> None:
    result = text("站牌討論", "", *ROWS, "", line)
    assert f"李範例（紀錄第 27 行，「{line[:16]}」）" in told(result, "begins-anew")


def test_who_goes_on_behind_a_farewell_is_told() -> None:
    result = text("站牌討論", "", *ROWS, "李範例：以上報告，謝謝大家。", "", "站牌要換新的。")
    assert "「站牌要換新的。」" in told(result, "begins-anew")


def test_where_people_often_begin_paragraphs_so_none_is_told() -> None:
    rows = [line for row in ROWS for line in (row, "", "對，再說一次。", "")]
    assert told(text("站牌討論", "", *rows), "begins-anew") == ""


@pytest.mark.parametrize("line", ["樣本科技陳", "站牌改善", "第二場次 Sample"])
def test_a_short_line_in_a_speech_that_ends_no_sentence_is_told(line: str) -> None:
    result = text("站牌討論", "", *ROWS, "", line, "", "站牌要換新的。")
    assert f"「{line}」" in told(result, "short-line") + told(result, "section")


@pytest.mark.parametrize(
    "line", ["1. 換燈", "https://example.tw", "（一）換燈", "好！", "「換燈」"]
)
def test_points_addresses_and_short_sentences_are_no_short_lines(line: str) -> None:
    result = text("站牌討論", "", *ROWS, "", line, "", "站牌要換新的。")
    assert told(result, "short-line") == ""


def test_a_slip_in_the_agency_of_a_label_is_told() -> None:
    rows = [f"範例部王科長示範：{words}" for _, words in SAID]
    result = text("站牌討論", "", *rows, "範列部王科長示範：站牌要換新的。")
    assert "範列部王科長示範" in told(result, "near-name")


@pytest.mark.parametrize("form", ["…以上。主　席　我補充。", "…以上。陳　樣　本　我補充。"])
def test_a_name_spread_out_behind_a_sentence_is_told(form: str) -> None:
    rows = [f"{who}：{words}" for who, words in [*SAID, ("主席", "好。"), ("陳樣本", "好。")] * 2]
    result = text("站牌討論", "", *rows, f"王示範：{form}")
    assert "王示範（紀錄第" in told(result, "name-in-words")


def test_a_titled_name_before_a_full_stop_at_the_beginning_of_a_paragraph_is_told() -> None:
    result = text("站牌討論", "", *ROWS, "", "範例部王專員示範.上個月已經開過會。")
    assert "範例部王專員示範" in told(result, "name-in-words")


@pytest.mark.parametrize(
    "begin", ["Yes. We did.", "Hello. Can you hear me?", "Exactly. In the end."]
)
def test_a_word_that_answers_before_a_full_stop_is_nobodys_name(begin: str) -> None:
    rows = [f"{who}: I said number {n}." for n, who in enumerate(["Ann Sample", "Ben Sample"] * 4)]
    assert told(text("A visit", "", *rows, "", begin), "name-in-words") == ""


ARROWED = [("王示範", "甲案如何？"), (None, "我反對。"), ("李範例", "請說明。"), ("王示範", "好。")]


def _behind(arrows: str, named: str = "{}：") -> list[str]:
    """The lines of ARROWED, all behind arrows, or only what nobody is named for."""
    return [
        f"{arrows if who is None else ''}{named.format(who) * bool(who)}{words}"
        for who, words in ARROWED
    ]


UNKNOWN = [(who or "不明發言者", words) for who, words in ARROWED]


@pytest.mark.parametrize("arrows", [">> ", ">>", ">>> ", "＞＞ "])
@pytest.mark.parametrize("label", ["{}：", "【{}】", "[00:00:30] {}："])
def test_arrows_without_a_name_among_labels_are_somebody_unknown_and_told(
    arrows: str, label: str
) -> None:
    result = text("站牌討論", "", *_behind(arrows, label))
    assert speeches(result) == UNKNOWN
    assert "（第 4 行）" in told(result, "unknown-speaker")


@pytest.mark.parametrize("label", ["{}：", "- {}：", "**{}**：", ">> {}："])
def test_arrows_in_a_note_are_somebody_unknown_and_no_quotation(label: str) -> None:
    result = text("站牌討論", "", "\n\n".join(_behind(">> ", label)), name="2024-05-17-會.md")
    assert [one for one in speeches(result) if one[0]] == UNKNOWN
    assert "？？？" in told(result, "unknown-speaker")


def test_a_quotation_within_a_quotation_of_a_note_is_one() -> None:
    rows = [*ROWS[:3], "> 信裡寫著：", ">> 站牌要加燈。", "", *ROWS[3:]]
    result = text(
        "站牌討論", "", "\n\n".join(rows[:3]), "", *rows[3:6], *rows[6:], name="2024-05-17-會.md"
    )
    assert told(result, "unknown-speaker") == ""
    assert ">> 站牌要加燈。" in result.markdown


def test_arrows_in_a_word_file_are_somebody_unknown_as_well() -> None:
    assert speeches(word("站牌討論", *_behind(">> "))) == UNKNOWN


def test_arrows_before_every_line_are_no_marks_of_a_quotation() -> None:
    rows = [f">> {row.removeprefix('>> ')}" for row in _behind(">> ")]
    assert speeches(text("站牌討論", "", *rows)) == UNKNOWN


def test_a_mail_that_is_quoted_twice_has_marks_before_its_empty_lines_too() -> None:
    rows = [
        f">> {row}".rstrip()
        for row in ("王示範：甲案如何？", "", "還有乙案。", "", "李範例：好。", "王示範：好。")
    ]
    assert speeches(text("站牌討論", "", *rows)) == [
        ("王示範", "甲案如何？"),
        ("王示範", "還有乙案。"),
        ("李範例", "好。"),
        ("王示範", "好。"),
    ]


def test_arrows_behind_a_sentence_begin_the_words_of_somebody_else() -> None:
    rows = ["王示範：甲案如何？ >> 我反對。 >> 李範例：請說明。", "王示範：好。"]
    assert speeches(text("站牌討論", "", *rows)) == UNKNOWN


@pytest.mark.parametrize("words", ["請看網站 >> 公告 >> 站牌。", "甲 >> 乙", "一年 1>>2，謝謝。"])
def test_arrows_within_a_sentence_are_its_own(words: str) -> None:
    result = text("站牌討論", "", *ROWS, f"王示範：{words}")
    assert (speeches(result)[-1][0], told(result, "unknown-speaker")) == ("王示範", "")


def test_arrows_below_a_name_alone_are_the_words_of_that_one() -> None:
    rows = ["王示範：", ">> 甲案如何？", "李範例：", ">> 請說明。"] * 2
    assert {who for who, _ in speeches(text("站牌討論", "", *rows))} == {"王示範", "李範例"}


def test_who_begins_to_speak_unnamed_in_english_is_called_so_in_english() -> None:
    rows = ["ANN SAMPLE: It works.", ">> Does it?", "BOB MODEL: It does.", "ANN SAMPLE: Good."]
    names = [who for who, _ in speeches(text("Minutes", "", *rows))]
    assert names == ["ANN SAMPLE", "Unknown speaker", "BOB MODEL", "ANN SAMPLE"]


@pytest.mark.parametrize(
    "asked", ["陳樣本問：「什麼時候開始？」", "陳樣本（音譯）問：「要多久？」"]
)
def test_a_question_read_out_among_names_that_stand_alone_is_the_readers_and_told(
    asked: str,
) -> None:
    order = [*SAID, ("王示範", asked), ("李範例", "明年。")]
    blocks = [block for who, words in order for block in (para(run(who, bold=True)), words)]
    result = word("站牌討論", *blocks)
    assert speeches(result) == order
    assert "陳樣本" in told(result, "not-a-speaker")


def test_where_all_that_is_said_stands_in_quotation_marks_it_is_said() -> None:
    quoted = [(who, f"「{words}」") for who, words in SAID]
    assert speeches(text("站牌討論", "", *(f"{who}：{words}" for who, words in quoted))) == quoted


@pytest.mark.parametrize("name", ["王示範", "陳樣本"])
def test_who_says_the_own_name_behind_a_tab_says_it(name: str) -> None:
    order = [*SAID, (name, name), *SAID]
    result = text("站牌討論", "", *(f"{who}\t{words}" for who, words in order))
    assert (name, name) in speeches(result)


def test_names_beside_each_other_by_tabs_are_who_was_there() -> None:
    rows = [f"{who}\t{words}" for who, words in SAID]
    result = text("站牌討論", "", "王示範\t李範例", "陳樣本\t林測試", "", *rows)
    assert [one for one in speeches(result) if one[0]] == SAID


@pytest.mark.parametrize("suffix", ["txt", "vtt"])
def test_who_begins_unnamed_before_anybody_is_named_is_called_so_in_the_language_of_the_words(
    suffix: str,
) -> None:
    rows = [">> 大家好，開始吧。", *(f">> {row.removeprefix('>> ')}" for row in _behind(">> "))]
    cues = [f"00:{n:02}.000 --> 00:{n:02}.900\n{row}" for n, row in enumerate(rows)]
    written = {"txt": ["站牌討論", "", *rows], "vtt": ["WEBVTT", "", "\n\n".join(cues)]}
    result = text(*written[suffix], name=f"2024-05-17-會.{suffix}")
    assert speeches(result) == [("不明發言者", "大家好，開始吧。"), *UNKNOWN]
