"""Names with a number in brackets before them, askers who are numbered, tables in cells, and times of five digits."""

import pytest

from pipeline.readers.reading import read
from tests.pipeline.readers.open_documents import odt_file
from tests.pipeline.readers.test_labels_beside_names import note
from tests.pipeline.readers.test_layouts import speeches, text, word
from tests.pipeline.readers.word_files import para, run, table

_SAID = [
    ("王示範", "我先問一個前提，可以試辦嗎？"),
    ("李範例（範例部）", "我們沒有這個意願。"),
    ("王示範", "可以知道為什麼嗎？"),
    ("陳測試", "昨天才開會，還沒有結論。"),
    ("李範例（範例部）", "下週會回覆。"),
    ("王示範", "好，那就下週。"),
]
_WHO = [who for who, _ in _SAID]


@pytest.mark.parametrize("number", ["【{:03}】", "[{:02}]", "〔{:03}〕", "【 {:03} 】"])
@pytest.mark.parametrize("form", ["{number}{name}\n{words}", "{number} {name}：{words}"])
def test_a_number_in_brackets_before_a_name_is_no_name(number: str, form: str) -> None:
    rows = [
        form.format(number=number.format(at), name=name, words=words)
        for at, (name, words) in enumerate(_SAID, 1)
    ]
    result = text("寵物車廂會前會", "", "\n\n".join(rows))
    assert [one for one in speeches(result) if one[0]] == _SAID


def test_names_in_brackets_are_names_still() -> None:
    result = text("會議", "", *(f"【{name}】{words}" for name, words in _SAID))
    assert [who for who, _ in speeches(result) if who] == _WHO


def test_the_second_of_those_who_ask_is_somebody_else() -> None:
    rows = [
        "Q：轉型是什麼？",
        "A：是這樣。",
        "Q2：那麼補助呢？",
        "A：有的。",
        "Q：期程呢？",
        "A：兩年。",
        "Q2：謝謝您。",
    ]
    assert [who for who, _ in speeches(text("專訪", "", *rows)) if who] == [
        "Q",
        "A",
        "Q2",
        "A",
        "Q",
        "A",
        "Q2",
    ]


def test_the_numbers_of_questions_are_no_names() -> None:
    rows = [
        f"{letter}{number}：這是第{number}題，請說明。" for number in range(1, 5) for letter in "QA"
    ]
    result = text("專訪", "", *rows)
    assert {who for who, _ in speeches(result) if who} == {"Q", "A"}
    assert "question-numbers" in [entry.code for entry in result.dropped]


_INNER = table(*_SAID)


def test_a_table_in_a_cell_of_a_word_file_is_read_as_one_of_its_own() -> None:
    cell = f"<w:tc>{para('過程')}</w:tc><w:tc>{_INNER}<w:p/></w:tc>"
    outer = f"<w:tbl><w:tr>{'<w:tc>' + para('案名') + '</w:tc><w:tc>' + para('測速') + '</w:tc>'}</w:tr><w:tr>{cell}</w:tr></w:tbl>"
    assert [who for who, _ in speeches(word("會議紀錄", outer)) if who] == _WHO


def test_a_table_in_a_cell_of_an_odt_is_read_as_one_of_its_own() -> None:
    def cells(*words: str) -> str:
        return "".join(f"<table:table-cell>{w}</table:table-cell>" for w in words)

    rows = (cells(*(f"<text:p>{words}</text:p>" for words in row)) for row in _SAID)
    inner = f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"
    outer = f"<table:table><table:table-row>{cells('<text:p>過程</text:p>', inner)}</table:table-row></table:table>"
    result = read(odt_file("會議紀錄", outer), "2024-05-17-會議.odt")
    assert [who for who, _ in speeches(result) if who] == _WHO


def test_a_hyphen_within_a_name_is_no_sign_that_sets_names_off() -> None:
    blocks = []
    for number in range(6):
        blocks += [
            para(run("Mary-Ann Sample", bold=True)),
            f"Your e-petition number {number} is interesting to me.",
        ]
        blocks += [
            para(run("John Tester", bold=True)),
            "There’s the e-mail too. We answered it in May.",
        ]
    who = {name for name, _ in speeches(word("Interview", *blocks)) if name}
    assert who == {"Mary-Ann Sample", "John Tester"}


def test_a_time_that_was_rounded_up_to_a_whole_second_is_a_time() -> None:
    cues = [
        f"{at}\n00:00:{at:02},100 --> 00:00:{at:02},1000\n{name}: {words}"
        for at, (name, words) in enumerate(_SAID, 1)
    ]
    result = read("\n\n".join(cues).encode(), "a.srt")
    assert [one for one in speeches(result) if one[0]] == _SAID


def test_a_remark_among_the_names_of_a_list_is_nobodys() -> None:
    rows = [f"- {name}\n    - {words}" for name, words in _SAID]
    result = note("# 會議", "", *rows[:3], "- *（休息十分鐘）*", *rows[3:])
    assert "> （休息十分鐘）" in result.markdown
    assert [who for who, _ in speeches(result) if who] == _WHO


_RED = '<w:color w:val="FF0000"/>'


@pytest.mark.parametrize("behind", ["", " ", "："])
def test_a_question_mark_in_a_type_of_its_own_before_words_is_somebody_unknown(behind: str) -> None:
    asked = [para(run("？", extra=_RED), run(f"{behind}這是第{at}個問題。")) for at in range(3)]
    blocks = [f"王示範：{_SAID[0][1]}", asked[0], "李範例：沒有。", *asked[1:], "王示範：好。"]
    result = word("會議紀錄", *blocks)
    assert [who for who, _ in speeches(result) if who] == [
        "王示範",
        "不明發言者",
        "李範例",
        "不明發言者",
        "不明發言者",
        "王示範",
    ]
    assert "unknown-speaker" in [entry.code for entry in result.guessed]


def test_a_red_question_mark_on_its_own_line_is_somebody_unknown_where_labels_have_a_colon() -> (
    None
):
    unknown = para(run("？", extra=_RED))
    result = word(
        "會議紀錄", "王示範：大家好。", unknown, "我反對。", "李範例：好。", unknown, "我也是。"
    )
    assert [who for who, _ in speeches(result) if who] == [
        "王示範",
        "不明發言者",
        "李範例",
        "不明發言者",
    ]


def test_a_question_mark_in_words_stays_there() -> None:
    result = word(
        "會議紀錄",
        para(run("王示範：可以嗎"), run("？", extra=_RED), run("我想問。")),
        "李範例：好。",
    )
    assert speeches(result)[0] == ("王示範", "可以嗎？我想問。")


@pytest.mark.parametrize("again", [("時間", "發言者", "發言內容"), ("", "發言者", "發言內容")])
def test_the_heading_of_a_table_says_nothing_where_it_stands_once_more(
    again: tuple[str, str, str],
) -> None:
    rows = [("14:00", name, words) for name, words in _SAID]
    head = ("時間", "發言者", "發言內容")
    result = word("站牌討論", table(head, *rows[:3], again, *rows[3:]))
    assert speeches(result) == _SAID
    assert result.count is not None
    assert result.count.lost == ()
