"""Labels by numbers, with bars within, between rulings, in English words; names whole on their line; signatures of
speeches with several paragraphs."""

import json

import pytest

from minutes.records.speaker_labels import is_account
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


@pytest.mark.parametrize("ditto", ["〃", "同上", "", "″"])
def test_a_ditto_in_a_table_stands_for_the_name_above(ditto: str) -> None:
    rows = [(name, words, "還有一點。") for name, words in SPOKEN]
    cells = [one for name, first, more in rows for one in ((name, first), (ditto, more))]
    made = word(para("會議紀錄"), table(("發言人", "發言內容"), *cells))
    assert speeches(made) == [(name, said) for name, *both in rows for said in both]


@pytest.mark.parametrize("unknown", ["不明女聲", "？？（坐後排）", "某男士"])
def test_who_is_not_known_is_nobody_who_spoke_before_and_told(unknown: str) -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    result = text("會議紀錄", "", *rows[:3], f"{unknown}：聽不見。", *rows[3:])
    assert ("不明發言者", "聽不見。") in speeches(result)
    assert unknown in told(result, "unknown-speaker")


def test_a_letter_that_speaks_once_is_somebody_where_letters_speak() -> None:
    said = list(
        zip(["甲", "乙", "丙", "甲", "乙", "丙", "辛"], [*SAID, "我是第一次發言。"], strict=True)
    )
    result = text("會議紀錄", "", *(f"{name}：{words}" for name, words in said))
    assert speeches(result) == said
    assert "辛" in told(result, "speaker-once")


def test_a_name_without_its_colon_is_a_label_where_others_have_one_and_told() -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    result = text("會議紀錄", "", *rows, "王示範 這裡忘了冒號，是我說的。", *rows[1:])
    assert ("王示範", "這裡忘了冒號，是我說的。") in speeches(result)
    assert "王示範" in told(result, "speaker-once")


def test_a_name_at_the_head_of_a_list_without_a_sentence_is_no_label() -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    assert ("王示範", "科長") not in speeches(text("會議紀錄", "", *rows, "王示範 科長", *rows))


def test_the_name_of_a_file_is_no_speaker() -> None:
    lines = [para(run("interview.mp3", bold=True)), para("Transcripts are editable.")]
    for name, words in ENGLISH:
        lines += [para(run(name, bold=True)), para(f"[00:00:03] {words}")]
    assert "interview.mp3" not in {who for who, _ in speeches(word(*lines))}


def test_labels_in_a_quoted_mail_are_read_and_the_marks_are_gone() -> None:
    rows = (f"> {name}：{words}\n>" for name, words in SPOKEN)
    result = text("轉寄：會議紀錄", "", *rows)
    assert [one for one in speeches(result) if one[0]] == SPOKEN
    assert ">" not in result.markdown


def test_a_person_whose_words_begin_with_a_quotation_speaks_though_but_once() -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    result = text("會議紀錄", "", *rows, "陳樣本：「設計簡訊」不一定會討論到？", *rows)
    assert ("陳樣本", "「設計簡訊」不一定會討論到？") in speeches(result)


def captions(*cues: str) -> Imported:
    timed = (f"00:00:{at:02}.000 --> 00:00:{at + 1:02}.000\n{cue}" for at, cue in enumerate(cues))
    return read("\n\n".join(("WEBVTT", *timed)).encode(), "a.vtt")


def test_a_label_within_a_caption_behind_a_sentence_begins_another_speaker() -> None:
    made = captions(
        *(
            "王示範：大家好。",
            "李範例：你好。 王示範：我們開始。",
            "李範例：好。",
            "王示範：請說。",
        ),
        *("李範例：要做嗎。 王示範：要。",),
    )
    named = [who for who, _ in speeches(made)]
    assert named == ["王示範", "李範例"] * 3 + ["王示範"] * (len(named) - 6)
    assert ("王示範", "我們開始。") in speeches(made)


def test_a_question_mark_that_a_caption_begins_with_ends_the_sentence_before() -> None:
    made = captions("王示範：大家好，我們", "李範例：這樣可以嗎", "？還是不行。", "王示範：可以。")
    assert "不明發言者" not in {who for who, _ in speeches(made)}


def test_words_below_what_was_not_heard_are_told() -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    result = text("會議紀錄", "", *rows, "（漏聽約20秒）", "所以就這樣決定了，謝謝。")
    assert "所以就這樣決定了" in told(result, "after-gap")
    nobody = text("會議紀錄", "", "（漏聽約20秒）", "2026-03-05", *rows)
    assert told(nobody, "after-gap") == ""


WORD_BY_WORD = [(who, word) for who, words in SPOKEN for word in words]


@pytest.mark.parametrize(
    "written",
    [
        [{"alternatives": [{"content": one}], "speaker_label": who} for who, one in WORD_BY_WORD],
        [{"alternatives": [{"content": one, "speaker": who}]} for who, one in WORD_BY_WORD],
        [{"alternatives": [{"words": [{"word": w, "speakerTag": n} for n, w in WORD_BY_WORD]}]}],
    ],
)
def test_speech_that_a_programme_wrote_word_by_word_is_speeches(written: object) -> None:
    assert speeches(read(json.dumps({"results": written}).encode(), "a.json")) == SPOKEN


@pytest.mark.parametrize("whole", [True, False])
def test_words_that_json_holds_twice_are_counted_once(*, whole: bool) -> None:
    pieces = [
        {"speaker": who, "text": words, "words": [{"text": word} for word in words[:2]]}
        for who, words in SPOKEN
    ]
    text_of_all = {"text": "".join(SAID)} if whole else {}
    result = read(json.dumps(text_of_all | {"utterances": pieces}).encode(), "a.json")
    assert speeches(result) == SPOKEN
    assert told(result, "lost-words") == ""


@pytest.mark.parametrize("keys", [("發言者", "內容"), ("講者", "文字"), ("speaker_name", "value")])
def test_json_names_speaker_and_words_in_either_language(keys: tuple[str, str]) -> None:
    result = read(
        json.dumps([dict(zip(keys, one, strict=True)) for one in SPOKEN]).encode(), "a.json"
    )
    assert speeches(result) == SPOKEN


@pytest.mark.parametrize("head", [("問", "答"), ("提問", "回覆"), ("Question", "Answer")])
def test_a_table_of_questions_and_answers_is_said_by_its_headings(head: tuple[str, str]) -> None:
    rows = [(f"{words[:-1]}好嗎？", "好的，謝謝。") for words in SAID]
    made = word(para("訪談紀錄"), table(head, *rows))
    assert speeches(made) == [pair for row in rows for pair in zip(head, row, strict=True)]
    assert told(made, "left-words") == ""


@pytest.mark.parametrize(
    "head",
    [("時間", "人員", "內容", "備註"), ("時間", "誰", "說了什麼", "備註"), ("", "Who", "What", "")],
)
def test_a_table_names_who_speaks_by_any_word(head: tuple[str, ...]) -> None:
    rows = [(f"00:00:{at:02}", name, words, "") for at, (name, words) in enumerate(ENGLISH)]
    made = speeches(word(para("Minutes"), table(head, *rows)))
    assert [(who, words.replace("\\", "")) for who, words in made] == ENGLISH


def test_words_with_wide_spaces_between_are_no_names_where_labels_look_otherwise() -> None:
    rows = [f"{name}\n{words}\n" for name, words in [*ENGLISH, *ENGLISH]]
    result = text("Minutes", "", *rows, "Radically  actually, yes.", "Denmark  Sweden, all of it.")
    assert {who for who, _ in speeches(result)} <= {"Ann Sample", "Bob Example", None}


def test_a_sentence_on_a_telephone_is_no_account() -> None:
    assert not is_account("GPS 穩定一點是手機")
    assert all(map(is_account, ["小明的手機", "王示範 iPhone", "會議室平板 2"]))


def test_when_a_recording_ended_and_a_day_with_a_place_are_nobody() -> None:
    rows = [f"{name}：{words}" for name, words in SPOKEN]
    result = text("會議", "2018-06-28 Taipei／臺北", "", *rows, "會議結束時間 00:35:10")
    assert {who for who, _ in speeches(result)} <= {*dict(SPOKEN), None}
