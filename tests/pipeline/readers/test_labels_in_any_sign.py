"""Labels by numbers, with bars within, between rulings, in English words; names whole on their line; signatures of
speeches with several paragraphs."""

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_labels_beside_names import SAID, SPOKEN
from tests.pipeline.readers.test_layouts import speeches, text, told
from tests.pipeline.readers.word_files import para, run, table, word_file

ENGLISH = [
    ("Ann Sample", "OK."),
    ("Bob Example", "Great."),
    ("Ann Sample", "I have come from far away. [laughs]"),
    ("Bob Example", "Awesome."),
    ("Ann Sample", "We had better begin now."),
    ("Bob Example", "Everybody."),
]


def word(*blocks: str) -> Imported:
    return read(word_file(*blocks), "a.docx")


def test_numbers_before_colons_that_take_turns_are_unknown_speakers_and_told() -> None:
    said = list(zip("121321", SAID, strict=True))
    result = text("會議紀錄", "", *(f"{number}：{words}" for number, words in said))
    assert speeches(result) == said
    assert "1（" in told(result, "unlike-speaker")


def test_numbers_before_colons_that_count_stay_in_the_words_of_who_lists() -> None:
    listed = [
        "王示範：我有三點。",
        "1：要快。",
        "2：要省。",
        "李範例：我有兩點。",
        "1：要好。",
        "2：要久。",
        "王示範：好。",
    ]
    assert {who for who, _ in speeches(text("會議紀錄", "", *listed))} == {"王示範", "李範例"}


def test_a_bar_within_a_label_divides_no_table() -> None:
    said = list(zip(["王|部", "李|局"] * 3, SAID, strict=True))
    spoken = speeches(text("會議紀錄", "", *(f"{name}：{words}" for name, words in said)))
    assert spoken == said


def test_a_name_that_begins_as_sentences_do_is_one_where_it_comes_back() -> None:
    said = [(("依姍", "王示範")[at % 2], words) for at, words in enumerate(SAID * 2)]
    result = text("座談", "", *(f"{name}：{words}" for name, words in said))
    assert speeches(result) == said
    assert "依姍" in told(result, "speaker-once")


def test_words_with_which_sentences_begin_are_no_name_however_often() -> None:
    rows = [line for words in SAID for line in (f"王示範：{words}", "首先：要快。", "李範例：好。")]
    assert {who for who, _ in speeches(text("座談", "", *rows))} == {"王示範", "李範例"}


@pytest.mark.parametrize("ruling", ["----", "＊＊＊", "* * *", "━━━━━━"])
def test_names_below_a_ruling_are_names_and_the_ruling_is_told(ruling: str) -> None:
    result = text("會議紀錄", "", *(f"{ruling}\n{name}\n{words}" for name, words in SPOKEN))
    assert speeches(result) == SPOKEN
    assert "分隔線" in told(result, "times")


@pytest.mark.parametrize(
    "form",
    [
        "（{name}發言）\n{words}",
        "[發言者：{name}]\n{words}",
        "{name} 於 00:01:20 發言：\n{words}",
        "{name} 1:05 min\n{words}",
        "{name} [00:01:20] {words}",
        "00:01:20 | {name} | {words}",
        "——{name}：{words}",
        "{name}\n{words}\n",
    ],
)
@pytest.mark.parametrize("spoken", [SPOKEN, ENGLISH], ids=["Chinese", "English"])
def test_each_form_sets_off_names_in_both_languages(
    form: str, spoken: list[tuple[str, str]]
) -> None:
    result = text("會議紀錄", "", *(form.format(name=name, words=words) for name, words in spoken))
    made = [(who, words.replace("\\", "")) for who, words in speeches(result)]
    assert made == spoken


@pytest.mark.parametrize("spoken", [SPOKEN, ENGLISH], ids=["Chinese", "English"])
def test_a_number_with_its_counter_is_no_part_of_a_name(spoken: list[tuple[str, str]]) -> None:
    rows = (f"第{at}則 {name}：{words}" for at, (name, words) in enumerate(spoken, 1))
    assert {who for who, _ in speeches(text("留言", "", *rows))} == {name for name, _ in spoken}


def test_numbers_of_one_digit_in_brackets_are_notes_and_beyond_nine_count_speeches() -> None:
    notes = text(
        "會議紀錄",
        "",
        *(f"{n}：{w}" for n, w in SPOKEN),
        "[1] 王示範，範例日報。",
        "[2] 範例出版社",
    )
    assert speeches(notes)[: len(SPOKEN) - 1] == SPOKEN[:-1]
    said = list(zip(["王示範", "李範例"] * 6, SAID * 2, strict=True))
    counted = text("紀錄", "", *(f"[{at}] {n}\n{w}\n" for at, (n, w) in enumerate(said, 1)))
    assert speeches(counted) == said


@pytest.mark.parametrize(
    "form", ["{words}\n——{name}\n", "{words}\n（{name}）\n", "{words}（{name}）"]
)
def test_a_signature_signs_all_paragraphs_of_a_speech(form: str) -> None:
    said = [(name, [words, "而且我們想過了，要快。"]) for name, words in SPOKEN]
    rows = (form.format(name=name, words="\n".join(each)) for name, each in said)
    result = text("意見彙整", "", *rows)
    assert speeches(result) == [(name, words) for name, each in said for words in each]
    assert told(result, "names-behind")


def test_a_row_of_a_table_without_bars_goes_on_with_what_is_said_above() -> None:
    rows = [f"{name} | {words}" for name, words in SPOKEN]
    result = text("紀錄", "", *rows[:3], "這是同一個人的下一段，還沒說完。", *rows[3:])
    assert (SPOKEN[2][0], "這是同一個人的下一段，還沒說完。") in speeches(result)


def test_the_first_row_of_a_column_of_speeches_is_one_where_somebody_speaks_in_it() -> None:
    made = word(para("會議紀錄"), table(*((f"{name}：{words}",) for name, words in SPOKEN)))
    assert speeches(made) == SPOKEN


@pytest.mark.parametrize("role", ["科長", "政務委員", "簡任技正"])
def test_a_name_and_an_office_with_one_space_are_one_label_in_bold(role: str) -> None:
    names = {"王示範": f"王示範 {role}", "李範例": "李範例 組長"}
    said = [(names.get(name, name), words) for name, words in SPOKEN]
    made = word(para("會議紀錄"), *(b for n, w in said for b in (para(run(n, bold=True)), para(w))))
    assert speeches(made) == said


@pytest.mark.parametrize("asks", ["訪談者", "訪談人", "訪員", "主訪者"])
def test_who_asks_in_an_interview_is_somebody_by_any_word(asks: str) -> None:
    said = [((asks, "受訪者A")[at % 2], words) for at, words in enumerate(SAID)]
    result = text("訪談紀錄", "訪談日期：2026年3月5日", "", *(f"{n}：{w}" for n, w in said))
    assert [one for one in speeches(result) if one[0]] == said


def test_what_laughs_in_brackets_is_nobody() -> None:
    rows = [f"{name}\n[laughs]\n{words}\n" for name, words in ENGLISH]
    assert {who for who, _ in speeches(text("Minutes", "", *rows))} <= {
        "Ann Sample",
        "Bob Example",
        None,
    }


def test_a_title_above_its_day_and_time_is_no_speaker() -> None:
    lines = [
        para(run("Interview with Ann Sample", bold=True)),
        para("Sat, Oct 20, 2018 10:02AM • 1:02:14"),
    ]
    for name, words in ENGLISH:
        lines += [para(run(name, bold=True), run("  0:12")), para(words)]
    assert {who for who, _ in speeches(word(*lines))} <= {"Ann Sample", "Bob Example", None}
