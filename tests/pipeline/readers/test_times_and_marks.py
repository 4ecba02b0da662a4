"""Times of other forms beside names, marks that are half there, words that are drawn out, and lines that only look like
labels."""

import pytest

from minutes.records.document import parse
from pipeline.readers.drafting.people import is_said
from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

NAMES = ["Sample, Ann (DEPT-X)", "Ben Sample", "Sample, Ann (DEPT-X)", "Weiwei Sample (Guest)"] * 3
SAID = [
    (who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例", "陳樣本"] * 3)
]
ROWS = [f"{who}：{words}" for who, words in SAID]
BOLD = [para(run(f"{who}：", bold=True), run(words)) for who, words in SAID]


def _time(n: int) -> str:
    return f"0:{n}:{n}.{n % 10}20 --> 0:{n}:{n + 8}.99"


# -- times above names ---------------------------------------------------------------------------


def _in_word(names: list[str]) -> Imported:
    rows = (para(run(f"{_time(n)}\n{who}\nWell, point {n}.")) for n, who in enumerate(names))
    return word("A visit", *rows)


def _in_paragraphs(names: list[str]) -> Imported:
    rows = (
        para(words) for n, who in enumerate(names) for words in (_time(n), who, f"Well, point {n}.")
    )
    return word("A visit", *rows)


def _in_odt(names: list[str]) -> Imported:
    rows = (
        odt_line(words)
        for n, who in enumerate(names)
        for words in (_time(n), who, f"Well, point {n}.")
    )
    return read(odt_file(odt_line("A visit"), *rows), "a.odt")


def _in_text(names: list[str]) -> Imported:
    return text(
        "A visit", "", *(f"{_time(n)}\n{w}\nWell, point {n}.\n" for n, w in enumerate(names))
    )


@pytest.mark.parametrize("made", [_in_word, _in_paragraphs, _in_odt, _in_text])
@pytest.mark.parametrize("second", ["Ben Sample", "王示範", "範例部 李範例"])
def test_a_name_below_a_time_speaks_below_that(made, second: str) -> None:
    names = [who.replace("Ben Sample", second) for who in NAMES]
    expected = [(who, f"Well, point {n}.") for n, who in enumerate(names)]
    assert speeches(made(names)) == expected


def test_words_below_times_name_nobody_though_some_come_back() -> None:
    said = [
        "沒有錯",
        "我覺得可以",
        "對對對",
        "那就這樣辦",
        "沒有錯",
        "可以的話先做",
        "對對對",
        "謝謝大家",
    ]
    rows = [f"{_time(n)}\n{words}\n還有第{n}點也要談\n" for n, words in enumerate(said)]
    assert text("討論", "", *rows).speakers == ()


# -- times without names -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", ["[00:0{n}:30.280 --> 00:0{n}:57.180] ", "[00:0{n}:30] ", "00:0{n}:30 ", "(0{n}:30) "]
)
def test_words_beside_a_time_alone_are_nobodys_where_all_others_are_named(form: str) -> None:
    rows = [f"{form.format(n=n)}{who}: {words}" for n, (who, words) in enumerate(SAID)]
    rows.insert(4, f"{form.format(n=3)}這句話沒有標記是誰說的。")
    result = text("討論", "", *rows)
    assert ("不明發言者", "這句話沒有標記是誰說的。") in speeches(result)
    assert told(result, "unknown-speaker")


def test_times_before_words_stay_words_of_who_speaks_where_names_are_seldom_there() -> None:
    rows = [f"[00:0{n}:30] {who}: {words}" for n, (who, words) in enumerate(SAID[:3])]
    rows += [f"[00:1{n}:30] 接著是第{n}點。" for n in range(9)]
    assert {who for who, _ in speeches(text("討論", "", *rows)) if who} == {
        "王示範",
        "李範例",
        "陳樣本",
    }


def _timed(*rows: str, title: str = "2024-05-17 Visite à Taipei") -> Imported:
    """A transcript in which a time and a name stand above the words, and some more rows at its end."""
    names = ["Ann Sample", "Ben Sample"] * 6
    begun = [f"\n00:{n:02}:20 {who}\nWell, point {n}." for n, who in enumerate(names)]
    return text(title, *begun, *rows)


@pytest.mark.parametrize(
    "words",
    [
        "6:30pm to 9:30pm. It’s at the centre.",
        "10:00 AM to 5:00 PM. It’s on the page.",
        "9:30 – 10:15, then 11:30. Then lunch.",
        "11:25 I think?",
        "11:30.",
        "14:00 是最後一場，大家都到。",
    ],
)
def test_a_time_with_which_somebody_begins_to_speak_is_among_the_words(words: str) -> None:
    result = _timed("\n00:30:00 Ann Sample", words, "\n00:31:00 Ben Sample", "Good.")
    assert {who for who, _ in result.speakers} == {"Ann Sample", "Ben Sample"}
    assert speeches(result)[-2:] == [("Ann Sample", words), ("Ben Sample", "Good.")]


def test_a_time_of_another_form_at_the_beginning_of_a_later_paragraph_is_said_too() -> None:
    result = _timed("\n00:30:00 Ann Sample", "When do we meet again?", "", "11:25 is late.")
    assert speeches(result)[-1] == ("Ann Sample", "11:25 is late.")


@pytest.mark.parametrize("day", ["2024-05-17", "2024/5/17", "2024.05.17"])
@pytest.mark.parametrize("title", ["Visite à Taipei", "Tout numérique", "Sample Workshop"])
def test_a_title_behind_its_day_names_nobody_where_times_stand_before_names(
    day: str, title: str
) -> None:
    result = _timed(title=f"{day} {title}")
    assert {who for who, _ in result.speakers} == {"Ann Sample", "Ben Sample"}
    assert title in result.markdown


@pytest.mark.parametrize("sign", ["◎ ", "", "【", "■"])
def test_what_an_agenda_has_beside_its_times_names_nobody_as_a_heading_either(sign: str) -> None:
    agenda = ["10:00～10:05　主席致詞", "10:05～10:30　教育部簡報", "10:30～11:50　綜合討論"]
    rows = [f"{who}　　{words}" for who, words in SAID]
    rows.insert(3, f"{sign}教育部簡報{'】' * (sign == '【')}")
    rows.insert(6, f"{sign}綜合討論{'】' * (sign == '【')}")
    result = text("研商會議", "", *agenda, "", *rows)
    assert {who for who, _ in result.speakers} == {who for who, _ in SAID}


@pytest.mark.parametrize("form", ["[00:0{n}:30] ", "00:0{n}:30 "])
def test_a_remark_in_brackets_behind_a_time_is_nobodys(form: str) -> None:
    rows = [f"{form.format(n=n)}{who}：{words}" for n, (who, words) in enumerate(SAID[:6])]
    rows.insert(4, f"{form.format(n=3)}（與會者皆無意見）")
    result = text("討論", "", *rows)
    assert "> （與會者皆無意見）" in result.markdown
    assert {who for who, _ in result.speakers} == {"王示範", "李範例", "陳樣本"}


def test_days_before_names_are_those_of_messages() -> None:
    rows = [f"2024/5/{n} {who}\n{words}\n" for n, (who, words) in enumerate(SAID, 11)]
    assert speeches(text(*rows)) == SAID


# -- what only looks like a label, in a transcript that sets its labels off otherwise ---------------


@pytest.mark.parametrize("heading", ["Slide 16", "Figure 2", "Step 3"])
def test_a_numbered_heading_in_the_words_names_nobody_where_names_stand_above_them(
    heading: str,
) -> None:
    result = _timed("\n00:30:00 Ann Sample", f"{heading}: So the first batch was done.")
    assert {who for who, _ in result.speakers} == {"Ann Sample", "Ben Sample"}
    assert speeches(result)[-1] == ("Ann Sample", f"{heading}: So the first batch was done.")


HEADINGS = (
    "Bubble Tea Crisis: Will the Straw Ban Turn a New Leaf?",
    "Private Capital and Cleantech: The Wrong Model for Clean Energy, July 2016",
    "Cross-Border Opportunities: Los Angeles Sample Incubator (LASI)",
)


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("form", ["{who}\t{words}", "{who}: {words}", "00:01:20 {who}\n{words}"])
def test_a_heading_with_a_title_behind_its_colon_names_nobody(form: str, heading: str) -> None:
    names = ["Ann Sample", "Ben Sample"] * 6
    rows = [form.format(who=who, words=f"Well, point {n}.") for n, who in enumerate(names)]
    result = text("A visit", *rows, heading, "So that is what we wrote about.")
    assert {who for who, _ in result.speakers} == {"Ann Sample", "Ben Sample"}
    assert heading.partition(":")[0] in told(result, "not-a-speaker")


@pytest.mark.parametrize(
    "words", ["Hello, I work for the Sample Office.", "Good Morning Everybody!"]
)
def test_who_speaks_once_in_latin_letters_is_a_speaker(words: str) -> None:
    rows = [f"{who}: Well, thanks." for who in ["Ann Sample", "Ben Sample"] * 6]
    assert ("Dana Sample", words) in speeches(text("A visit", *rows, f"Dana Sample: {words}"))


@pytest.mark.parametrize("office", ["觀眾", "聽眾", "主持人", "委員"])
@pytest.mark.parametrize("form", ["{who}\t{words}", "{who}：{words}", "【{who}】{words}"])
def test_an_office_among_the_entries_of_a_list_names_nobody(form: str, office: str) -> None:
    entries = [
        "尊重：大家都是主人。",
        "空間：要有機會表達。",
        f"{office}：意見要被聽見。",
        "影響：要說明採納了什麼。",
    ]
    rows = [form.format(who=who, words=words) for who, words in SAID]
    result = text("座談", *rows, *entries)
    assert {who for who, _ in result.speakers} == {who for who, _ in SAID}
    assert office in told(result, "not-a-speaker")


def test_an_office_that_speaks_with_a_colon_between_speeches_is_a_speaker_and_told() -> None:
    rows = [f"{who}\t{words}" for who, words in SAID]
    rows.insert(4, "主持人：接下來開放提問。")
    result = text("座談", *rows)
    assert ("主持人", "接下來開放提問。") in speeches(result)
    assert "主持人" in told(result, "speaker-once")


@pytest.mark.parametrize(
    "line",
    ["網友問：請問臺灣會考慮嗎？這個案子很重要。", "跟大家介紹一位特別來賓：高中畢業的王同學。"],
)
@pytest.mark.parametrize("form", ["{who}\t{words}", "【{who}】{words}"])
def test_who_is_told_of_in_a_sentence_does_not_speak_where_labels_look_otherwise(
    form: str, line: str
) -> None:
    rows = [form.format(who=who, words=words) for who, words in SAID]
    result = text("座談", *rows, line)
    assert {who for who, _ in result.speakers} == {who for who, _ in SAID}
    assert speeches(result)[-1] == ("陳樣本", line)


@pytest.mark.parametrize("words", ["Bonsoir.", "Oui.", "Merci!", "好的。"])
def test_one_word_that_ends_a_sentence_behind_a_tab_is_said(words: str) -> None:
    names = ["ann-sample", "ben-sample", "sample"] * 4
    result = text("Un jour", *(f"{who}\t{words}" for who in names))
    assert speeches(result) == [(who, words) for who in names]


# -- marks that are half there -------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["TOYOTA找圖書館。", "OK，看起來是這樣。", "……沒問題。", "(點頭)好。"]
)
@pytest.mark.parametrize("who", ["王示範", "阿蒼"])
def test_a_narrow_colon_labels_what_touches_it(who: str, words: str) -> None:
    rows = [row.replace("王示範", who) for row in ROWS]
    assert speeches(text("討論", "", *rows, f"{who}:{words}"))[-1] == (who, words)


@pytest.mark.parametrize(
    "line",
    ["網站:www.sample.tw", "信箱:ann@sample.tw", "電話:(02)1234", "檔案:C:\\sample", "版本:v2.1"],
)
def test_an_address_behind_a_narrow_colon_is_no_speech(line: str) -> None:
    assert speeches(text("討論", "", *ROWS, line))[-1][0] == "陳樣本"


@pytest.mark.parametrize("who", ["王示範", "阿蒼", "範例部 李範例"])
@pytest.mark.parametrize("words", ["不管是問卷或座談會，都可以。", "也就是舊制。"])
def test_a_bold_label_whose_colon_is_forgotten_is_one_and_told(who: str, words: str) -> None:
    blocks = [para(run(f"{w.replace('王示範', who)}：", bold=True), run(s)) for w, s in SAID]
    result = word("討論", *blocks, para(run(who, bold=True), run(words)))
    assert speeches(result)[-1] == (who, words)
    assert who in told(result, "speaker-once")


def test_bold_words_at_the_beginning_of_a_paragraph_are_no_label() -> None:
    result = word("討論", *BOLD, para(run("重點", bold=True), run("在於安全，不在於快。")))
    assert speeches(result)[-1] == ("陳樣本", "重點在於安全，不在於快。")


@pytest.mark.parametrize("mark", ["·\u00a0\u00a0\u00a0 ", "•\u00a0", "-\u00a0 "])
@pytest.mark.parametrize("colon", ["：", ":", "\u00a0："])
def test_a_typed_bullet_with_hard_spaces_does_not_hide_a_bold_label(mark: str, colon: str) -> None:
    own = para(run(mark), run("王", bold=True), run("示範", bold=True), run(f"{colon}我補充一點。"))
    assert speeches(word("討論", *BOLD, own))[-1] == ("王示範", "我補充一點。")


# -- who is called in unusual ways ---------------------------------------------------------------


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("who", ["韋科長範例", "龍專員樣本", "謝視察樣科", "示處長範例"])
@pytest.mark.parametrize("gap", ["\u3000", " ", "\u3000\u3000"])
def test_an_agency_and_an_office_within_a_name_are_one_label(
    who: str, gap: str, *, bold: bool
) -> None:
    labels = [f"{name}{gap}{one}" for name, one in [("教育部", "王科長示範"), ("文化部", who)] * 5]
    rows = [para(run(f"{one}：", bold=bold), run("我同意，謝謝。")) for one in labels]
    named = {" ".join(label.split()) for label in labels}
    assert {name for name, _ in speeches(word("會議", *rows))} == named


@pytest.mark.parametrize("words", ["（離麥克風太遠）", "我想問，什麼時候會加燈？", "（舉手）"])
def test_one_of_those_who_were_there_may_speak(words: str) -> None:
    said = speeches(text("討論", "", *ROWS, f"與會者：{words}", *ROWS))
    assert said[len(ROWS)] == ("與會者", words)


@pytest.mark.parametrize(
    "value", ["（略）", "如簽到單。", "王示範、李範例。", "（詳簽到表）", "王示範"]
)
def test_a_list_of_those_who_were_there_is_nobodys_words(value: str) -> None:
    assert not is_said(value)
    assert "與會者" not in dict(speeches(text("討論", f"與會者：{value}", "", *ROWS)))


@pytest.mark.parametrize(
    "words", ["報告政委：以上。", "報告主席：第二案沒有意見。", "各位委員：請看附件。"]
)
def test_who_is_spoken_to_does_not_speak(words: str) -> None:
    result = text("討論", "", *ROWS, words)
    assert speeches(result)[-1] == ("陳樣本", words)


# -- lines of heads and feet ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "案　　號　協50-1",
        "案　　號",
        "訪　談　人：＿＿＿＿",
        "日期 Date：2026-06-18",
        "地點（Venue）：二樓",
    ],
)
def test_a_field_of_the_head_is_nobodys_however_it_is_written(line: str) -> None:
    assert {who for who, _ in speeches(text("討論", line, "", *ROWS)) if who} == {
        "王示範",
        "李範例",
        "陳樣本",
    }


def test_those_who_were_there_are_read_below_a_field_in_two_languages() -> None:
    result = text("討論", "與會者 Present：王示範、李範例、陳樣本", "", *ROWS)
    assert "王示範、李範例、陳樣本" in told(result, "attendee-from-head")


@pytest.mark.parametrize(
    "below",
    [["紀錄組　高示範", "電話：(02)1234-5678 分機 210"], ["範例部　高示範", "sample@example.tw"]],
)
@pytest.mark.parametrize("rule", ["--", "-- ", "-----"])
def test_the_signature_of_a_letter_is_nobodys(rule: str, below: list[str]) -> None:
    assert "高示範" not in str(text("討論", "", *ROWS, rule, *below).speakers)


@pytest.mark.parametrize(
    "title", ["範例平台Sample App團隊來訪", "王示範來訪", "Sample Studio 專訪"]
)
def test_the_first_heading_is_the_title_though_it_could_call_somebody(title: str) -> None:
    result = word(para(title, style="Title"), "2026年6月18日 14:02", *BOLD)
    assert result.title == title


@pytest.mark.parametrize(
    ("heading", "who"),
    [("伍、主席致詞：", "主席"), ("一、主持人開場", "主持人"), ("主席致辭", "主席")],
)
def test_sentences_below_the_opening_of_the_chair_are_the_chairs(heading: str, who: str) -> None:
    result = text("討論", "", heading, "　　各位好，今天請大家來，是要談完。", "陸、討論：", *ROWS)
    assert speeches(result)[0] == (who, "各位好，今天請大家來，是要談完。")
    assert who in told(result, "speaker-of-heading")


@pytest.mark.parametrize("below", ["（略）", "王示範：大家好，我們開始。", "略"])
def test_the_opening_of_the_chair_is_nobodys_where_no_words_of_the_chair_stand_there(
    below: str,
) -> None:
    result = text("討論", "", "伍、主席致詞：", below, "陸、討論：", *ROWS)
    assert "主席" not in dict(speeches(result))


def test_a_line_left_out_that_begins_a_paragraph_hands_its_beginning_on() -> None:
    result = word(
        "討論", *BOLD, para(run("00:10:20\n這是新的一段。")), para(run("00:10:40\n這又是一段。"))
    )
    paragraphs = [item.text for item in parse(result.markdown).items if item.type == "speech"]
    assert paragraphs[-2:] == ["這是新的一段。", "這又是一段。"]
