"""A label that was damaged as it happens to people is read right all the same, or the report names it."""

import random

import pytest

from tests.bench.damage import DAMAGES, labels_of
from tests.bench.edited_files import opened
from tests.bench.layouts import LAYOUTS, Layout, Turn
from tests.bench.mutations import Original, Subject
from tests.pipeline.readers.test_layouts import text, told

_WHO = ["王示範", "李範例", "陳樣本"]
_SAID = [
    "大家好，站牌要加燈。",
    "預算已經編了，明年施工。",
    "市場那一側的居民反對遷移。",
    "請問什麼時候開始？",
]
TURNS: list[Turn] = [(who, [f"{_SAID[at % 4]}第{at}點是這樣。"]) for at, who in enumerate(_WHO * 4)]
KINDS = sorted(set(DAMAGES) - {"no label at all"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_damaged_label_is_read_right_or_told(kind: str, layout: Layout) -> None:
    whole = layout.write("站牌遷移討論", TURNS)
    original = Original("站牌", layout.suffix, whole, TURNS)
    subject = Subject.of(original)
    assert subject is not None
    chance, tried = random.Random(7), 0
    for turn, label in list(labels_of(opened(whole, original.suffix), TURNS))[3:9]:
        file = opened(whole, original.suffix)
        if DAMAGES[kind](file, label, chance):
            tried += 1
            assert subject.outcome(turn, label, file.data()) != "silent", (turn, label)
    if not tried:
        pytest.skip("this layout has no such damage")


ROWS = [f"{who}：{words}" for who, (words, *_) in zip(_WHO * 4, (w for _, w in TURNS), strict=True)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("王示笵：我補充一點。", "near-name"),
        ("王示範：我是林測試，負責站牌。", "introduces-another"),
        ("王示範：謝謝王示範的說明。", "thanks-self"),
        ("範例部：我們補充一點。", "unlike-speaker"),
        ("張小例：王示範、李範例", "only-names"),
    ],
)
def test_a_speaker_who_is_hardly_one_is_told(line: str, code: str) -> None:
    name, words = line.split("：")
    assert told(text("站牌討論", "", *ROWS), code) == ""
    note = told(text("站牌討論", "", *ROWS, line), code)
    assert f"{name}（紀錄第" in note
    assert words[:16] in note


@pytest.mark.parametrize(
    "gives", ["接下來請李範例說明。", "下一位，李範例。", "我把麥克風交給李範例。"]
)
def test_who_gives_the_word_away_and_goes_on_is_told(gives: str) -> None:
    result = text("站牌討論", "", *ROWS, "", f"王示範：{gives}", "", "燈桿有三種高度可以選。")
    assert "「燈桿有三種高度" in told(result, "handed-over")


@pytest.mark.parametrize(
    ("one", "other"), [("委員1", "委員2"), ("網友甲", "網友乙"), ("網友A", "網友B")]
)
def test_speakers_who_are_counted_are_no_slips_of_each_other(one: str, other: str) -> None:
    result = text("站牌討論", "", *ROWS, f"{one}：好。", f"{other}：不好。", f"{one}：為什麼？")
    assert told(result, "near-name") == ""


def test_places_that_are_not_quoted_are_told_by_their_lines() -> None:
    rows = [
        row for n in range(30) for row in (f"王示範：第{n}點？", "", f"李範例我補充第{n}點。", "")
    ]
    note = told(text("站牌討論", "", *ROWS, "", *rows), "name-in-words")
    assert "；另有 10 處：紀錄第" in note


@pytest.mark.parametrize(
    "words", ["李範例辦公室也來了，謝謝。", "謝謝。李範例有沒有要補充？", "商港剛剛也提到，謝謝。"]
)
def test_who_is_only_spoken_of_is_no_doubt(words: str) -> None:
    result = text("站牌討論", "", *ROWS, "", f"王示範：{words}")
    assert told(result, "name-in-words") == ""


def test_a_name_of_another_kind_that_its_bearer_says_is_no_doubt() -> None:
    rows = [*ROWS, "高山巴桑：大家好，我是範例科的高山巴桑。", *ROWS]
    assert "高山巴桑" not in told(text("站牌討論", "", *rows), "unlike-speaker")
    other = [*ROWS, "高山巴桑：大家好，我想問燈桿。", *ROWS]
    assert "高山巴桑" in told(text("站牌討論", "", *other), "unlike-speaker")
