"""What of a revision tells that it took something out to protect somebody: marks, labels, numbers, notes."""

import datetime as dt
from urllib.parse import quote

import pytest

from minutes.records.front_matter import Correction
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.naming import names_in, tells_of_speaker
from pipeline.history.wordings.protection import guards, protects
from pipeline.history.wordings.rereading import read
from pipeline.history.wordings.turns import marks_of, turns, way_back
from tests.pipeline.test_history import FIRST, SECOND, THIRD, text

FIRST_DAY = dt.date(2026, 2, 8)
NAMED = "這件事情是王大明在上個月向主辦機關提出來的，後來沒有得到答覆。"
MASKS = [
    *("王○明", "王〇明", "王O明", "王Ｏ明", "王X明", "王Ｘ明", "王*明", "王＊明", "王**", "***"),
    *("王●明", "王◎明", "王□□", "王△△", "王某", "某君", "A君", "甲君", "陳某某", "████", "＿＿＿"),
    *(
        "～～",
        "##",
        "??",
        "__",
        "--",
        "■■",
        "＠＠",
        "⬛⬛",
        "🟥",
        "⚫",
        "……",
        "——",
        "()",
        "「」",
        "※※",
        "◌◌",
    ),
    *(
        *(
            "【遮】",
            "〖隱〗",
            "<姓名>",
            "匿名",
            "不具名",
            "某A",
            "N.N.",
        ),
        *("![](a.png)", "｛略｝", "Anonymous"),
        "當事人",
        "那位老師",
        "他",
        "該民眾",
        "A先生",
        "某位住戶",
        "N/A",
        "口口",
        "〔已去識別化〕",
        "（保密）",
    ),
    *("(略)", "（略）", "[個資]", "（隱去姓名）", "〔遮蔽〕", "〔刪除〕", "[name removed]", "XXX"),
]
NAMELESS = [
    *(
        "與會者",
        "民眾",
        "甲",
        "A君",
        "居民",
        "陳先生",
        "家長",
        "受訪者",
        "來賓",
        "未具名",
        "參與者",
        "學生",
        "公民",
    ),
    *(
        "護理師",
        "社工",
        "司機",
        "里長",
        "照顧者",
        "族人",
        "不願具名者",
        "專家",
        "廠商",
        "講者",
        "他",
        "無",
        "—",
        "？",
    ),
    *("小明", "Alice", "發言A"),
    *("Speaker 1", "發言者一", "某人", "王○明", "匿名", "民眾甲", "提案人", "A resident", "王小姐"),
]


KNOWN = {"陳小樺"}
"""Who speaks in other records, too."""


def is_protected(old: str, new: str) -> bool:
    before, now = read(old), read(new)
    changed = turns(align(before.pieces, now.pieces), before, now)
    return protects(changed, names=names_in(before.pieces), knows=KNOWN.__contains__)


def is_speaker_protected(old: str, new: str) -> bool:
    """Whether somebody is protected whose label says another name than before."""
    there = text(NAMED, SECOND).replace("王範例", old, 1)
    return is_protected(there, there.replace(f"{old}：", f"{new}："))


@pytest.mark.parametrize("mask", MASKS)
def test_a_name_that_gave_way_to_a_mask_is_protected(mask: str) -> None:
    new = text(NAMED.replace("王大明", mask), SECOND)
    assert is_protected(text(NAMED, SECOND), new)
    assert not is_protected(new, new.replace("上個月", "上一個月"))


@pytest.mark.parametrize("name", ["王大明", "Audrey Sample", "王大明里長"])
def test_a_name_that_was_left_out_is_protected_unless_somebody_is_known_by_it(name: str) -> None:
    there = text(NAMED.replace("王大明", name), SECOND)
    assert is_protected(there, there.replace(name, ""))
    known = there.replace(name, "陳小樺")
    assert not is_protected(known, known.replace("陳小樺", ""))
    twice = text(NAMED.replace("王大明", f"{name}，{name}"), SECOND)
    assert not is_protected(twice, twice.replace(f"{name}，", ""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Design Thingk", "Design Thinking"),
        ("Bit Coin", "bitcoin"),
        ("Jane Doe", "陳小樺，Jane Doe"),
    ],
)
def test_a_slip_in_latin_letters_that_is_put_right_protects_nobody(old: str, new: str) -> None:
    there = text(NAMED.replace("王大明", old), SECOND)
    assert not is_protected(there, there.replace(old, new))


def test_a_speaker_is_known_within_words_by_the_label_whatever_a_name_looks_like() -> None:
    words = "剛才以撒克‧樣本說的是，這條步道要再加寬一公尺。"
    new = words.replace("以撒克‧樣本", "那位耆老")
    old = text(words, SECOND)
    assert not is_protected(old, text(new, SECOND))
    called = old.replace("王範例", "以撒克‧樣本", 1)
    assert is_protected(called, called.replace(words, new))


@pytest.mark.parametrize(
    "remark",
    ["依當事人要求，本段不公開", "本段發言移除", "應發言者請求刪除", "以下不予公開", "本段略"],
)
def test_a_speech_that_gave_way_to_a_remark_is_protected(remark: str) -> None:
    old = text(NAMED, SECOND)
    new = f"{text(NAMED)}> （{remark}）\n\n"
    assert is_protected(old, new)
    assert not is_protected(old, f"{text(NAMED)}> （休息十分鐘）\n\n")


@pytest.mark.parametrize("label", NAMELESS)
def test_a_speaker_who_is_named_no_more_is_protected(label: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    assert is_protected(old, old.replace("王大明：", f"{label}："))
    assert not is_protected(old.replace("王大明：", f"{label}："), old)


def test_a_speaker_whose_label_is_deleted_and_nobody_elses_comes_is_protected() -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    unlabelled = old.replace("### 王大明：\n", "")
    assert is_protected(old, unlabelled)
    assert not is_protected(unlabelled, old)


MADE_UP = [
    ("王龘齉", "李小明"),
    ("王龘齉", "教育部李小明科長"),
    ("Audrey Sample", "Jane Doe"),
    ("Audrey Sample", "Social Worker"),
    ("Audrey Sample", "Taxi Driver 2"),
    ("Audrey Sample", "Concerned Mother"),
]


@pytest.mark.parametrize(("old", "new"), MADE_UP)
def test_a_name_that_nobody_else_in_the_archive_has_may_be_a_made_up_one(
    old: str, new: str
) -> None:
    assert is_speaker_protected(old, new)
    words = text(NAMED.replace("王大明", old))
    assert is_protected(words, words.replace(old, new))


LOST = [
    ("提案人王小樺", "提案人"),
    ("王小樺（陳情人）", "陳情人"),
    ("第三位王小樺", "第三位"),
    ("Resident Sample Wang", "Resident"),
    ("kiang1984", "網友"),
    ("王小樺", "王小？"),
    ("王小樺", "王小口"),
    ("王樺", "王姓"),
    ("王樺", "王姐"),
    ("王小樺", "關心者"),
]


@pytest.mark.parametrize(("old", "new"), LOST)
def test_a_name_that_left_the_part_beside_it_or_one_of_its_letters_is_protected(
    old: str, new: str
) -> None:
    assert is_speaker_protected(old, new)


@pytest.mark.parametrize("called", ["王女士", "王先生", "王姓住戶", "王君"])
def test_a_name_of_which_the_family_name_stayed_within_the_words_is_protected(called: str) -> None:
    there = text(NAMED, SECOND)
    assert is_protected(there, text(NAMED.replace("王大明", called), SECOND))
    mended = text(NAMED.replace("王大明", "王大銘"), SECOND)
    assert not is_protected(there, mended)


def test_a_name_that_went_with_its_title_is_protected() -> None:
    there = text(NAMED.replace("王大明", "王大明里長"), SECOND)
    assert is_protected(there, text(NAMED.replace("王大明", "當事人"), SECOND))


@pytest.mark.parametrize("what", ["王大明改為民眾", "民眾發言調整斷句"])
def test_a_note_that_names_what_tells_nobody_does_not_undo_the_protection(what: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    before, now = read(old), read(old.replace("王大明：", "民眾："))
    changed = turns(align(before.pieces, now.pieces), before, now)
    assert protects(changed, [Correction(FIRST_DAY, what)])


def test_a_label_that_others_have_already_protects_as_well() -> None:
    old = text(NAMED, SECOND, THIRD).replace("王範例", "與會者").replace("與會者", "王大明", 1)
    assert is_protected(old, old.replace("### 王大明", "### 與會者"))


def test_marks_that_came_in_one_place_and_went_in_another_protect() -> None:
    old = text(NAMED, f"○○○說的是：{SECOND}")
    new = text(NAMED.replace("王大明", "○○○"), f"陳小樺說的是：{SECOND}")
    assert is_protected(old, new)


def test_marks_in_the_head_protect_its_title() -> None:
    old, new = (f"---\ntitle: 公園{name}陳情\n---\n{text(SECOND)}" for name in ("王大明", "○○○"))
    assert is_protected(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("年", "一〇八年"),
        ("年", "二〇二六年"),
        ("某些", "某個"),
        ("。", "。\n\n■ 第二點。"),
        ("經費", "經費 3*4 公尺"),
        ("KOL", "KOC"),
        ("看法", "看法（笑）"),
        ("想法", "自己生活的想法"),
        ("檢查", "照X光檢查"),
        ("內容", "內容（策略規劃）"),
        ("欄位", "「姓名」欄位"),
        ("很好", "很好～～"),
        ("三至五月", "三～五月"),
        ("那個、那個", "，"),
        ("嗯", "……"),
        ("王大名", "王大明"),
        ("王大明說", "王大明先生說"),
        ("王大明", "陳小樺"),
        ("記名投票", "匿名投票"),
        ("一頁", "一頁<!-- 換頁 -->"),
        ("照片", "照片![現場](a.png)"),
        ("之前", "之前（大略）"),
    ],
)
def test_numbers_bullets_and_plain_words_are_no_masks(old: str, new: str) -> None:
    words = f"{SECOND}{old}的部分請看第二頁。"
    assert not is_protected(text(words), text(words.replace(f"{old}的部分", f"{new}的部分")))


NAMED_LABELS = ["王大明", "陳委員美玲", "Audrey Tang", "唐鳳政務委員", "報告人王大明", "王大明代表"]
BODIES = ["教育部", "教育部代表", "資策會代表", "臺北市政府代表"]


CORRECTED = [
    ("王大明", "陳小樺"),
    ("王大名", "王大明"),
    ("大明", "王大明"),
    ("王委員", "王大明委員"),
    ("報告人王大明", "王大明"),
    ("王大明", "教育部王大明科長"),
    ("龘靐齉爩", "龘靐齉爨"),
    ("署長", "王署長"),
    ("與會者", "主席"),
]


@pytest.mark.parametrize("named", NAMED_LABELS)
@pytest.mark.parametrize("nameless", [*BODIES, *NAMELESS])
def test_whoever_has_a_name_is_named_by_no_body_and_by_no_part_in_the_room(
    named: str, nameless: str
) -> None:
    assert tells_of_speaker(named) > tells_of_speaker(nameless)


@pytest.mark.parametrize(("old", "new"), CORRECTED)
def test_a_label_that_still_names_somebody_was_corrected(old: str, new: str) -> None:
    assert not is_speaker_protected(old, new)


@pytest.mark.parametrize("body", BODIES)
def test_a_label_tells_less_from_a_person_to_a_body_and_from_a_body_to_nobody(body: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    new, nobody = (old.replace("王大明：", f"{label}：") for label in (body, "匿名"))
    assert is_protected(old, new)
    assert is_protected(new, nobody)
    assert not is_protected(new, old)
    assert not is_protected(new, new.replace(body, "內政部代表"))


def test_a_note_that_says_to_what_a_label_was_corrected_is_for_nobodys_protection() -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    new = old.replace("王大明：", "教育部代表：")
    before, now = read(old), read(new)
    changed = turns(align(before.pieces, now.pieces), before, now)
    said = {
        what: Correction(FIRST_DAY, what)
        for what in ("發言者更正為教育部代表", "更正錯字", "匿名為教育部代表")
    }
    assert [protects(changed, [note]) for note in said.values()] == [False, True, True]


@pytest.mark.parametrize("label", ["民眾", "住戶乙", "與會者甲", "一位家長"])
def test_a_note_that_says_that_somebody_became_nobody_protects(label: str) -> None:
    old = text(NAMED, SECOND).replace("王範例", "王大明", 1)
    before, now = read(old), read(old.replace("王大明：", f"{label}："))
    changed = turns(align(before.pieces, now.pieces), before, now)
    assert protects(changed, [Correction(FIRST_DAY, f"發言者更正為{label}")])


HIDDEN = [
    "見[提案](https://join.example.org/{})",
    "見[提案][1]。\n\n[1]: https://join.example.org/{}",
    "見[提案](https://join.example.org/?by={}&page=2)",
    '見<a href="https://join.example.org/{}">提案</a>',
    '<img src="https://join.example.org/{}.png">',
    "![](photos/{}.png)",
    "<https://join.example.org/{}>",
    "<!-- {}提供 -->",
    "見[提案](https://join.example.org/(2026)/{})",
]


@pytest.mark.parametrize("place", HIDDEN)
@pytest.mark.parametrize("name", ["王大明", quote("王大明")])
def test_a_name_in_an_address_a_tag_or_a_comment_is_protected_as_in_words(
    place: str, name: str
) -> None:
    old, masked, other = (
        text(FIRST, SECOND) + place.format(words) + "\n" for words in (name, "○○○", "陳小樺")
    )
    assert is_protected(old, masked)
    assert not is_protected(old, other)
    assert not is_protected(masked, masked.replace("遊具", "遊樂設施"))


def test_addresses_that_are_mended_protect_nobody() -> None:
    old = text(FIRST, SECOND) + "見[提案](http://join.example.org/idea/901?x=1&utm=abc)。\n"
    for new in ("https://join.example.org/idea/901", "https://www.example.org/2026/902-park.html"):
        now = old.replace("http://join.example.org/idea/901?x=1&utm=abc", new)
        assert not is_protected(old, now), new


def test_what_came_back_and_leaves_again_is_guarded() -> None:
    said = NAMED.replace("王大明", "那家公司")
    masked = text(said.replace("那家公司", "○○○"), SECOND)
    bare, mended = text(said, SECOND), text(said.replace("那家公司", "承辦單位"), SECOND)
    hidden, shown, now = read(masked), read(bare), read(mended)
    guard = guards(turns(align(hidden.pieces, shown.pieces), hidden, shown), cut=False)
    changed = turns(align(shown.pieces, now.pieces), shown, now)
    assert not protects(changed)
    assert protects(changed, (), guard)


def test_the_way_back_of_a_change_is_known_wherever_else_the_words_were_mended() -> None:
    first = read(text(NAMED, SECOND))
    second = read(text(NAMED.replace("王大明", "不知道是誰的人"), SECOND))
    third = read(text(NAMED.replace("答覆", "任何消息"), SECOND))
    there = marks_of(turns(align(first.pieces, second.pieces), first, second))
    back = marks_of(turns(align(second.pieces, third.pieces), second, third))
    assert set(map(way_back, there)) & set(back)
