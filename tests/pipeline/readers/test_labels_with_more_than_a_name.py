"""Labels that hold more than a name: the mark of a footnote, the agency on a line above, a verb before the colon."""

import pytest

from tests.pipeline.readers.test_layouts import speeches, text, word
from tests.pipeline.readers.word_files import para, run

_NOTE = '<w:r><w:footnoteReference w:id="{id}"/></w:r>'
_SAID = [("王示範", "[1]大家好，今天談站牌。"), ("李範例", "[2]我同意，不過經費不夠。")]


def test_the_mark_of_a_footnote_between_name_and_colon_goes_to_the_words() -> None:
    blocks = [
        para(run(who), _NOTE.format(id=n), run(f"：{words[3:]}"))
        for n, (who, words) in enumerate(_SAID, 1)
    ]
    assert speeches(word("站牌討論", *blocks))[:2] == _SAID


@pytest.mark.parametrize(
    "form", ["{name}{mark}：{words}", "{name}{mark}\t{words}", "**{name}**{mark}：{words}"]
)
@pytest.mark.parametrize("mark", ["[3]", "（註3）", "³", "†"])
def test_typed_marks_of_notes_are_no_part_of_a_name(form: str, mark: str) -> None:
    rows = [
        form.format(name=name, mark=mark, words=f"今天談第{number}件事。")
        for number in range(4)
        for name in ("王示範", "李範例")
    ]
    assert {who for who, _ in speeches(text("站牌討論", "", *rows)) if who} == {"王示範", "李範例"}


def test_a_mark_behind_a_sentence_stays_where_it_is() -> None:
    result = text(
        "王示範：大家好[1]，今天談站牌。", "李範例：好[2]。", "王示範：第一點[3]：要有人。"
    )
    assert [words for _, words in speeches(result)][:2] == ["大家好[1]，今天談站牌。", "好[2]。"]


_PAIRS = [
    ("內政部營建署", "王科長示範"),
    ("財政部", "李專員範例"),
    ("環境部", "林技士樣本"),
    ("內政部營建署", "王科長示範"),
    ("示範市民聯盟", "綠色小隊"),
]


def test_an_agency_on_the_line_above_a_name_is_of_the_same_label() -> None:
    blocks = [
        block
        for number, (agency, name) in enumerate(_PAIRS)
        for block in (para(run(f"{agency}\n{name}", bold=True)), f"我說第{number}件事，謝謝。")
    ]
    expected = [
        (f"{agency} {name}", f"我說第{n}件事，謝謝。") for n, (agency, name) in enumerate(_PAIRS)
    ]
    assert speeches(word("站牌討論", *blocks)) == expected


def test_agencies_and_names_in_paragraphs_of_their_own_make_one_label() -> None:
    blocks = [
        block
        for number, (agency, name) in enumerate(_PAIRS[:4])
        for block in (
            para(run(agency, bold=True)),
            para(run(name, bold=True)),
            f"我說第{number}件事，謝謝。",
        )
    ]
    assert {who for who, _ in speeches(word("站牌討論", *blocks))} == {
        f"{agency} {name}" for agency, name in _PAIRS[:4]
    }


def test_a_heading_above_a_name_is_no_part_of_its_label() -> None:
    pairs = [("討論事項", "王示範"), *_PAIRS[:3], ("臨時動議", "李範例")]
    blocks = [
        block
        for over, name in pairs
        for block in (para(run(over, bold=True)), para(run(name, bold=True)), "我同意，謝謝。")
    ]
    names = {who for who, _ in speeches(word("站牌討論", *blocks))}
    assert {"王示範", "李範例"} <= names


@pytest.mark.parametrize("form", ["［發言{n:02}］10:{n:02}　{who}", "#{n} 10:{n:02} {who}"])
def test_an_agency_behind_a_number_and_a_time_belongs_to_the_name(form: str) -> None:
    people = ["範例部 王示範", "財政部 李範例", "範例部 林樣本"] * 2
    rows = [
        row
        for n, who in enumerate(people, 10)
        for row in (form.format(n=n, who=who), f"我說第{n}件事，謝謝。", "")
    ]
    assert {who for who, _ in speeches(text("站牌討論", "", *rows)) if who} == set(people)


def test_a_time_with_frames_above_each_name_ends_the_paragraph_before() -> None:
    rows = [
        row
        for n, who in enumerate(["王示範", "李範例"] * 3, 10)
        for row in (f"00:00:{n}:05 - 00:00:{n}:20", who, f"我說第{n}件事，謝謝。", "")
    ]
    said = [(who, words) for who, words in speeches(text(*rows)) if who]
    assert said == [
        (who, f"我說第{n}件事，謝謝。") for n, who in enumerate(["王示範", "李範例"] * 3, 10)
    ]


def test_a_label_with_a_time_below_the_attendance_is_no_attendee() -> None:
    rows = ["出席：財政部王示範科長、範例部", ""]
    for n, who in enumerate(["財政部 王示範", "範例部 林樣本"] * 3, 10):
        rows += [f"［發言{n}］10:{n}　{who}", f"我說第{n}件事，謝謝。", ""]
    said = [who for who, _ in speeches(text("站牌討論", "", *rows)) if who]
    assert said == ["財政部 王示範", "範例部 林樣本"] * 3


@pytest.mark.parametrize("verb", ["表示", "補充說明", "說", "回應", "強調"])
def test_a_verb_between_each_name_and_its_colon_is_no_part_of_the_name(verb: str) -> None:
    people = ["王示範", "示範社記者", "司儀李範例"] * 3
    rows = [f"{who}{verb}：我說第{n}件事。" for n, who in enumerate(people)]
    said = [(who, words) for who, words in speeches(text("站牌討論", "", *rows)) if who]
    assert said == [(who, f"我說第{n}件事。") for n, who in enumerate(people)]


def test_whom_a_speech_quotes_with_a_verb_does_not_begin_to_speak() -> None:
    rows = ["王示範：大家好。", "李範例：好。"] * 5
    rows[3:3] = ["部長表示：「站牌要改。」", "林樣本說：沒有經費。"]
    names = {who for who, _ in speeches(text("站牌討論", "", *rows))}
    assert names == {"王示範", "李範例"}


def test_an_office_that_ends_like_a_verb_keeps_its_end() -> None:
    rows = ["王顧問：大家好。", "李顧問：我同意。"] * 4
    assert {who for who, _ in speeches(text("站牌討論", "", *rows)) if who} == {"王顧問", "李顧問"}


@pytest.mark.parametrize("office", ["諮議", "幫辦", "參贊", "副理"])
@pytest.mark.parametrize("form", ["範例院 王{office}示範", "王{office}示範", "王示範{office}"])
def test_an_office_among_others_is_one_of_a_name(office: str, form: str) -> None:
    name = form.format(office=office)
    rows = [f"{who}：我說第{n}件事。" for n, who in enumerate([name, "樣本部 李科長範例"] * 3)]
    assert {who for who, _ in speeches(text("站牌討論", "", *rows)) if who} == {
        name,
        "樣本部 李科長範例",
    }
