"""What the report says of a finished record, whatever its layout: labels that are none, a label that is gone."""

import pytest

from pipeline.readers.reading import Imported, read
from tests.pipeline.readers.test_layouts import text, told, word
from tests.pipeline.readers.word_files import para, run

NAMES = ["王示範", "李範例", "陳樣本", "林試辦"]
SAID = [(who, f"我說第{n}件事，謝謝。") for n, who in enumerate(NAMES * 4)]


def _record(*blocks: str) -> Imported:
    """A record of this project's own form, in which what a reader of any layout made can stand."""
    others = [f"### {who}：\n{words}\n" for who, words in SAID]
    return read("\n".join(["# 2026-06-18 討論\n", *others, *blocks]).encode(), "a.md")


@pytest.mark.parametrize(
    "label", ["9 --> 00", ".449 --> 0", "01:30 好", "、那就", "＞回覆", "-- 範例部"]
)
def test_a_label_that_holds_what_no_name_has_is_told(label: str) -> None:
    blocks = [f"### {label}：\n我覺得可以，謝謝。\n\n### 王示範：\n好。\n"] * 3
    assert label in told(_record(*blocks), "unlike-speaker")


def test_unusual_labels_are_not_told_for_their_signs() -> None:
    labels = ["「阿貓」", "@sample", "語者1", "阿狗", "大頭仔"]
    blocks = [f"### {label}：\n我覺得可以，謝謝。\n" for label in labels] * 2
    assert not told(_record(*blocks), "unlike-speaker")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("範例團隊來訪", "2017年01月10日 14:02"),
        ("高示範（紀錄組）", "電話：(02)1234-5678"),
        ("案", "號"),
        ("主席", "王副司長示範"),
    ],
)
def test_who_says_one_thing_and_no_sentence_is_told(label: str, words: str) -> None:
    assert label in told(_record(f"### {label}：\n{words}\n"), "no-sentence")


@pytest.mark.parametrize("words", ["（點頭）", "好。", "對……", "可以嗎？"])
def test_who_says_a_short_sentence_or_gestures_is_not_told(words: str) -> None:
    assert not told(_record(f"### 高示範：\n{words}\n"), "no-sentence")


@pytest.mark.parametrize("place", [3, 7, 11])
@pytest.mark.parametrize("form", ["{}：{}", "【{}】{}", "{}\t{}"])
def test_a_label_that_is_gone_between_two_of_one_speaker_is_told(place: int, form: str) -> None:
    turns = [
        *SAID[:place],
        ("王示範", "我先說。"),
        ("李範例", "我再說。"),
        ("王示範", "我補充。"),
        *SAID[place:],
    ]
    rows = [form.format(*turn) for turn in turns]
    assert not told(text("討論", "", *rows), "label-again")
    rows[place + 1] = "我再說。"
    assert "王示範" in told(text("討論", "", *rows), "label-again")


def test_labels_are_not_told_to_come_again_where_each_paragraph_bears_one() -> None:
    rows = [f"{who}：{words}" for who, words in SAID for _ in range(2)]
    assert not told(text("討論", "", *rows), "label-again")


def test_a_label_behind_a_stage_direction_comes_again_as_it_should() -> None:
    blocks = [para(run(f"{who}：", bold=True), run(words)) for who, words in SAID]
    result = word(
        "討論", *blocks, "（播放影片）", para(run(f"{SAID[-1][0]}：", bold=True), run("好。"))
    )
    assert not told(result, "label-again")


@pytest.mark.parametrize(
    "words", ["大家好，我想問加燈的事。", "主席、各位委員，我補充。", "各位夥伴早安，我來說明。"]
)
def test_a_second_greeting_of_one_speaker_is_told(words: str) -> None:
    assert words[:4] in told(_record(f"### 王示範：\n我說完了。\n\n{words}\n"), "greeting-again")
    assert not told(_record(f"### 王示範：\n{words}\n"), "greeting-again")


@pytest.mark.parametrize("who", ["與會者", "來賓", "高科長"])
def test_what_stands_at_the_beginning_of_a_paragraph_as_a_label_does_is_told(who: str) -> None:
    block = f"### 王示範：\n我說完了。\n\n{who}：什麼時候會加燈呢？\n"
    assert f"{who}：" in told(_record(block), "name-in-words")


def test_the_label_of_a_speaker_above_the_first_speech_is_told() -> None:
    head = "# 2026-06-18 討論\n\n主席：陳樣本\n\n王示範：好，我們開始。\n\n"
    body = "".join(f"### {who}：\n{words}\n\n" for who, words in SAID)
    said = told(read((head + body).encode(), "a.md"), "name-in-words")
    assert "「王示範：好，我們開始。」" in said
    assert "主席" not in said


def test_a_name_that_stands_twice_above_all_words_is_no_fault() -> None:
    result = text(
        "[00:00:10] 王示範：", "[00:00:12] 王示範：好，我們開始。", "[00:01:10] 李範例：好。"
    )
    assert dict(result.speakers) == {"王示範": 1, "李範例": 1}
