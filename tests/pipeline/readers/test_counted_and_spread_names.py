"""Labels that are counted (發言人十二、, 問三、, 11、), names that are spread over a column, times written in words; what a
character parted by a line end, a note in a table, and a line about somebody below an interview are."""

import pytest

from minutes.records.document import parse
from pipeline.readers.drafting.heads import attendees, read_head
from pipeline.readers.reading import read
from tests.pipeline.readers.open_documents import odt_file, odt_line
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

NAMES = ["王示範", "李範例", "陳樣本"] * 3
SAID = [(who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(NAMES)]
HAN = "一二三四五六七八九"


@pytest.mark.parametrize("field", ["發言人{}、", "提問者{}．", "第{}位發言者、"])
@pytest.mark.parametrize("behind", ["", "（範例部 科長）"])
def test_names_behind_a_counted_field_are_labels_without_it(field: str, behind: str) -> None:
    blocks = [
        block
        for number, (who, words) in zip(HAN, SAID, strict=True)
        for block in (para(run(f"{field.format(number)}{who}{behind}", bold=True)), para(words))
    ]
    said = [(f"{who}{behind}", words) for who, words in SAID]
    assert speeches(word("公聽會紀錄", *blocks)) == said


@pytest.mark.parametrize("counted", [HAN, "123456789"])
def test_questions_with_a_number_and_no_colon_are_asked(counted: str) -> None:
    rows = [line for n in counted for line in (f"問{n}、請說明第{n}件事？", f"答：那是第{n}件事。")]
    assert [who for who, _ in speeches(text("訪談紀錄", "", *rows))] == ["問", "答"] * len(HAN)


def test_numbered_residents_among_agencies_without_a_number_speak() -> None:
    rows, wanted = [], []
    for number, (who, words) in enumerate(SAID, 1):
        resident, agency = f"示範里　{who[0]}里長{who[1:]}", "交通局　王科長樣本"
        rows += [f"{number}、{resident}：{words}", f"{agency}：我們會處理。"]
        wanted += [(resident.replace("　", " "), words), ("交通局 王科長樣本", "我們會處理。")]
    assert speeches(text("座談會發言紀錄", "", *rows)) == wanted


def test_the_entries_of_a_list_in_a_speech_are_none() -> None:
    rows = [f"{who}：{words}" for who, words in SAID]
    entries = [f"{number}、示範里 {who}：同意。" for number, who in enumerate(NAMES, 1)]
    result = text("座談會發言紀錄", "", *rows, "王示範：各里的意見如下。", *entries, *rows)
    assert {who for who, _ in speeches(result)} == set(NAMES)


def test_names_spread_over_a_column_before_a_space_are_labels() -> None:
    rows = [f"{' '.join(who)} {words}" for who, words in SAID]
    assert speeches(text("速紀錄", "", *rows)) == SAID


def test_a_word_in_latin_letters_beside_spread_names_is_told_and_speaks_where_it_comes_back() -> (
    None
):
    rows = [f"{' '.join(who)} {words}" for who, words in SAID]
    result = text(
        "速紀錄", "", *rows, "Sample 我補充。", *rows, "Ghost 好。", *rows, "Ghost 謝謝。"
    )
    assert "Sample" in told(result, "speaker-once")
    assert ("Ghost", 2) in result.speakers


@pytest.mark.parametrize("length", ["{} 分鐘 3 秒", "{} minutes 3 seconds"])
def test_times_in_words_below_a_name_are_no_speakers(length: str) -> None:
    rows = []
    for number, (who, words) in enumerate(SAID, 1):
        time = length.format(number)
        rows += [who, f"{time}{number}:03", f"{who} {time}", words]
        rows += [f"{who} {length.format(number).replace('3', '9')}", "我再說一句。"]
    result = text("轉錄", "", *rows)
    assert {who for who, _ in speeches(result)} == set(NAMES)
    assert [words for _, words in speeches(result)][:2] == [SAID[0][1], "我再說一句。"]
    assert not told(result, "lost-words")


def test_a_line_end_between_the_bytes_of_a_character_is_no_matter_in_rich_text() -> None:
    rows = "".join(
        "".join(f"\\'{byte:02x}\n" for byte in f"{who}：{words}".encode("cp950")) + "\\par\n"
        for who, words in SAID
    )
    file = r"{\rtf1\ansi\ansicpg950{\fonttbl{\f0\fcharset136 PMingLiU;}}\f0 " + rows + "}"
    result = read(file.encode("ascii"), "會議.rtf")
    assert speeches(result) == SAID
    assert not told(result, "lost-words")


def test_words_with_characters_that_cannot_be_read_are_told_with_whose_they_are() -> None:
    file = r"{\rtf1\ansi\ansicpg950{\fonttbl{\f0\fcharset136 PMingLiU;}}\f0 " + "".join(
        "".join(f"\\'{byte:02x}" for byte in f"{who}：{words}".encode("cp950")) + r"\'a4\par "
        for who, words in SAID
    )
    assert "王示範（紀錄第" in told(read((file + "}").encode("ascii"), "會議.rtf"), "unreadable")


def test_a_note_alone_in_a_row_of_a_table_of_speeches_is_nobodys() -> None:
    rows = [f"| 00:0{n}:00 | {who} | {words} |" for n, (who, words) in enumerate(SAID)]
    head = ["# 共筆", "", "| 時間 | 發言 | 內容 |", "|---|---|---|"]
    lines = [*head, *rows[:4], "| | | （無人反對） |", *rows[4:]]
    result = read("\n".join(lines).encode(), "共筆.md")
    assert speeches(result) == SAID
    assert "> （無人反對）" in result.markdown


def test_a_line_about_who_was_asked_ends_an_interview_of_bold_questions() -> None:
    pairs = [(f"第{n}個問題是什麼？", f"第{n}個答案在這裡。") for n in range(6)]
    lines = [odt_line("", bold=asked) + odt_line(answer) for asked, answer in pairs]
    result = read(odt_file("專訪王示範", *lines, "王示範小檔案：範例部科長。"), "專訪.odt")
    assert [who for who, _ in speeches(result)] == ["問", "答"] * len(pairs)
    assert "小檔案" in told(result, "foot")


@pytest.mark.parametrize("last", ["Absolutely. I will do that right now...", "好，我現在就去"])
def test_names_behind_times_above_words_sign_nothing_whatever_the_last_words_are(last: str) -> None:
    rows = [line for n, (who, words) in enumerate(SAID) for line in (f"00:0{n}:00 {who}", words)]
    result = text("訪談", "", *rows, "00:10:00 王示範", last)
    assert speeches(result) == [*SAID, ("王示範", last)]


@pytest.mark.parametrize("label", ["主席王政務委員示範", "主席 王政務委員示範"])
def test_a_chair_whose_label_tells_the_office_too_is_one_attendee(label: str) -> None:
    rows = [f"{label}：我們開始。", "司儀李研究員範例：請報告。"] * 2
    result = text("會議紀錄", "主席：王政務委員示範", "", *rows)
    speakers = [who for who, _ in result.speakers]
    assert attendees(speakers, read_head(parse(result.markdown))) == [
        {"name": label, "capacity": "chair", "role": "政務委員"},
        {"name": "司儀李研究員範例", "role": "研究員"},
    ]
