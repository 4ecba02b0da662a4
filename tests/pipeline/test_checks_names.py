"""Who said it: names that are slips of others, labels in other layouts, records in which nobody speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutes.records.document import parse
from minutes.records.slicer import MOST_ITEMS
from pipeline.checks import repairs
from pipeline.checks.report import render
from pipeline.checks.validation import context_for, validate_file
from tests.growth import is_linear
from tests.pipeline.findings import BASIC, HEADING, NAME, NOW, codes, found, front, only


def said(*turns: tuple[str, int]) -> str:
    """A body in which each speaker speaks so often."""
    return "".join(
        f"### {name}：\n第 {n} 段話。\n\n" for name, times in turns for n in range(times)
    )


def test_a_record_in_which_nobody_speaks_is_told() -> None:
    assert "nobody-speaks" in codes(HEADING + "我們開始開會。\n\n大家好。\n")
    assert "nobody-speaks" not in codes(HEADING + "### 王範例：\n大家好。\n")
    assert "nobody-speaks" not in codes(HEADING + "> （影片）\n")


def test_a_seldom_name_one_character_off_is_proposed() -> None:
    problem = only(HEADING + said(("王範例", 6), ("王範列", 1), ("陳示範", 2)), "name-one-off")
    assert dict(problem.values) == {"name": "王範列", "other": "王範例", "count": "1"}


def test_of_two_like_names_that_stand_once_each_the_second_is_proposed_as_the_first() -> None:
    problem = only(HEADING + said(("王範例", 1), ("王範列", 1), ("陳示範", 2)), "name-one-off")
    assert (dict(problem.values)["name"], dict(problem.values)["other"]) == ("王範列", "王範例")


def test_a_name_one_character_off_an_attendee_is_proposed() -> None:
    text = front(BASIC + "attendees: [{name: 王範例}]", said(("王範列", 5)))
    assert dict(only(text, "name-one-off").values)["other"] == "王範例"


@pytest.mark.parametrize("slip", ["Ann Sampel", "Ann Sampl", "Ann Sammple", "Amn Sample"])
def test_a_seldom_name_one_letter_off_is_proposed(slip: str) -> None:
    problem = only(HEADING + said(("Ann Sample", 6), (slip, 1), ("Ben Example", 2)), "name-one-off")
    assert (dict(problem.values)["name"], dict(problem.values)["other"]) == (slip, "Ann Sample")


def test_another_form_of_a_character_is_told_once() -> None:
    text = HEADING + said(("王示範", 6), ("王示范", 1), ("陳示例", 2))
    assert codes(text) >= {"label-in-two-spellings"}
    assert "name-one-off" not in codes(text)


@pytest.mark.parametrize(
    "body",
    [
        said(("王範例", 6), ("王範列", 5)),
        said(("Ann Sample", 6), ("Ben Sample", 1)),
        said(("Ann Li", 6), ("Ann Lu", 1)),
        said(("馬小姐", 6), ("陳小姐", 1)),
        said(("王範例", 6), ("林樣本", 1)),
        said(("王明", 6), ("王亮", 1)),
    ],
)
def test_two_who_both_speak_often_titles_and_other_names_are_no_slip(body: str) -> None:
    assert "name-one-off" not in codes(HEADING + body)


def test_names_that_are_both_known_are_two_people() -> None:
    text = front(
        BASIC + "attendees: [{name: 王範例, role: 科長}, {name: 王範列, agency: 交通部}]",
        said(("王範例", 6), ("王範列", 1)),
    )
    assert "name-one-off" not in codes(text)


def test_speakers_that_are_listed_as_attendees_by_their_names_alone_may_be_slips() -> None:
    text = front(
        BASIC + "attendees: [{name: 王範例}, {name: 王範列}]", said(("王範例", 6), ("王範列", 1))
    )
    assert dict(only(text, "name-one-off").values)["other"] == "王範例"


def test_hundreds_of_names_that_are_all_alike_are_compared_in_bounded_work() -> None:
    chars = [chr(0x4E00 + n) for n in range(60)]
    names = [f"王{a}{b}" for a in chars for b in chars[:6]]

    def compared(places: str) -> None:
        found(HEADING + said(*((name, 1) for name, _ in zip(names, places, strict=False))))

    assert is_linear(compared, "·", len(names))


def test_a_label_that_stands_once_among_hundreds_and_names_nobody_is_told() -> None:
    body = said(("王範例", 120), ("陳示範", 120), ("臨時動議", 1))
    assert dict(only(HEADING + body, "label-once").values)["name"] == "臨時動議"
    assert "label-once" not in codes(HEADING + said(("王範例", 10), ("臨時動議", 1)))


@pytest.mark.parametrize("colon", ["︰", "﹕", "∶"])
def test_a_label_with_a_sign_that_looks_like_a_colon_is_told_with_the_right_line(
    colon: str,
) -> None:
    text = HEADING + f"### 王範例：\n好。\n\n### 陳示範{colon}\n我說。\n"
    message = only(text, "label-look-alike").message("zh")
    assert "請改成「### 陳示範：」" in message
    assert f"{colon}：" not in message
    assert "### 陳示範：\n" in repairs.fix(text)


@pytest.mark.parametrize(
    "line",
    [
        "陳示範︰我說。",
        "陳示範﹕我說。",
        "陳示範∶我說。",
        "【陳示範】我說。",
        "**陳示範**\n我說。",
        "00:01:20 陳示範\n我說。",
        "陳示範 00:01:20\n我說。",
        "[00:00:30] 陳示範：我說。",
        "陳示範\t我說。",
        "陳示範\u3000\u3000我說。",
        "**陳示範** 我說。",
        "(陳示範) 我說。",
        "〈陳示範〉我說。",
        "[陳示範] 我說。",
        "＃＃＃ 陳示範：\n我說。",
    ],
)
def test_a_paragraph_that_begins_like_a_label_of_any_layout_is_told(line: str) -> None:
    text = HEADING + f"### 王範例：\n好。\n\n{line}\n"
    assert dict(only(text, "lost-label").values)["name"] == "陳示範"


@pytest.mark.parametrize("name", ["？？？", "？", "○○○", "不明"])
@pytest.mark.parametrize("colon", ["：", ": "])
def test_a_paragraph_of_nobody_known_is_told(name: str, colon: str) -> None:
    text = HEADING + f"### 王範例：\n好。\n\n{name}{colon}我說。\n"
    assert dict(only(text, "lost-label").values)["name"] == name


def test_a_paragraph_that_begins_with_a_question_mark_is_told() -> None:
    text = HEADING + "### 王範例：\n好。\n\n？我說。\n"
    assert dict(only(text, "lost-label").values)["name"] == "？"


def test_the_remedy_of_a_lost_label_is_a_label_that_nothing_is_said_of() -> None:
    text = HEADING + "### 王範例：\n好。\n\nAnn Sample: I agree with what was said.\n"
    right = dict(only(text, "lost-label").values)["label"]
    mended = HEADING + f"### 王範例：\n好。\n\n### {right}\nI agree with what was said.\n"
    assert (right, codes(mended)) == ("Ann Sample:", codes(HEADING + "### 王範例：\n好。\n"))


@pytest.mark.parametrize(
    "line",
    [
        "【計畫】我說。",
        "(計畫) 我說。",
        "**重點** 我說。",
        "[1] 我說。",
        "（笑）我說。",
        "**重點**\n如下",
        "00:01:20 影片開始",
        "甲\u3000乙",
        "下午 2:30 開會",
        "項目\t金額",
    ],
)
def test_brackets_bold_words_times_and_columns_alone_are_no_label(line: str) -> None:
    assert "lost-label" not in codes(HEADING + f"### 王範例：\n好。\n\n{line}\n")


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ("王*明、李*華都在。", True),
        ("單價*數量=總價，稅率*數量=稅", True),
        ("2*3=6，然後 5*4=20。", False),
        ("這*很*重要", False),
        ("**粗體**與*斜體*", False),
        ("王\\*明、李\\*華", False),
    ],
)
def test_asterisks_that_would_vanish_are_told(words: str, lost: bool) -> None:
    assert ("asterisks-vanish" in codes(HEADING + f"### 王範例：\n{words}\n")) is lost


def test_the_same_finding_in_many_places_takes_one_line() -> None:
    text = HEADING + "### 王範例：\n好。\n\n" + "王範例：再說。\n\n" * 4
    problems = [p for p in found(text) if p.code == "label-as-text"]
    assert len(problems) == 4
    (line,) = render(problems, "text", "zh").splitlines()
    assert line.endswith("（另有 3 處：第 8, 10, 12 行）")


def test_a_person_of_the_registry_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text(
        "- {id: wang, name: {zh: 王範例}, labels: [王範例]}\n", encoding="utf-8"
    )
    context = context_for(tmp_path, NOW)
    problems = validate_file((HEADING + said(("王範列", 3))).encode(), NAME, context)
    assert [dict(p.values)["other"] for p in problems if p.code == "name-one-off"] == ["王範例"]


def test_a_record_of_endless_parts_is_read_to_a_limit_and_told() -> None:
    document = parse("# 2024-05-17 會議\n\n### 王範例：\n好。\n\n" + "# 一\n" * (MOST_ITEMS + 5))
    assert len(document.items) == MOST_ITEMS + 1
    assert (document.items[-1].type, document.items[-1].speaker) == ("narrative", None)
    assert "".join(item.source for item in document.items).endswith("# 一\n" * 8)
    assert "too-many-parts" in codes(HEADING + "---\n" * (MOST_ITEMS + 5))
    assert "too-many-parts" not in codes(HEADING + "### 王範例：\n好。\n")


@pytest.mark.parametrize(
    "line",
    [
        "［王範例］我再補充。",
        "(王範例) 我再補充。",
        "王範例 | 我再補充。",
        "王範例－我再補充。",
        "○王範例：我再補充。",
        "@王範例 我再補充。",
        "下午2:05 王範例",
        "王範例；我再補充。",
        "<b>王範例</b> 我再補充。",
        "王範例 [00:01:20] 我再補充。",
        "00:01:20 | 王範例 | 我再補充。",
        "[發言者：王範例]",
        "（王範例發言）",
        "我再補充。（王範例）",
        "我再補充。——王範例",
        "王範例",
    ],
)
def test_a_speaker_s_name_set_off_at_an_edge_of_another_s_words_is_told(line: str) -> None:
    text = HEADING + f"### 王範例：\n好。\n\n### 李示範：\n好。\n\n{line}\n"
    problem = only(text, "label-as-text")
    assert (problem.line, dict(problem.values)["name"]) == (
        text.split("\n").index(line) + 1,
        "王範例",
    )


@pytest.mark.parametrize(
    "line",
    [
        "王範例，你覺得呢？",
        "王範例說過。",
        "我同意王範例。",
        "王範例的意見很好。",
        "（王範例點頭）",
        "（王範例發言完畢）",
    ],
)
def test_a_speaker_s_name_in_a_sentence_of_another_is_not_told(line: str) -> None:
    text = HEADING + f"### 王範例：\n好。\n\n### 李示範：\n好。\n\n{line}\n"
    assert "label-as-text" not in codes(text)
