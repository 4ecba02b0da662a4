"""A list of corrections goes out as text and comes back whole; what does not stand is never guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import document
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection

RECORD = """---
title: 甲
date: 2026-03-02
tier: other
# 一句說明
---
# 2026-03-02 甲

### 王範例：
公園的遮陽棚有三座。

請大家看附件。

> （休息）

### 李樣本：
請大家看附件。

好，好，謝謝。
"""
ITEMS = [i for i in document.parse(RECORD).items if i.type == "speech"]
LINE = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"),
    min_size=1,
    max_size=40,
).filter(lambda s: s.strip() == s and s)
WORDS = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


def wish(old: str, new: str, speech: str = "x") -> WishedCorrection:
    return WishedCorrection("2026-03-02-甲", speech, old, new)


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["", "host", "public"])), max_size=4))
def test_a_list_comes_back_as_it_went_out(rows: list[tuple[str, str, str]]) -> None:
    sent = [
        WishedCorrection("2026-03-02-甲", "abc", old, new, "打錯", who) for old, new, who in rows
    ]
    for lang in ("zh", "en"):
        assert corrections.read(corrections.written(sent, lang)) == sent, lang


def test_a_list_is_read_out_of_an_answered_mail() -> None:
    text = corrections.written([wish("公園的遮陽棚有三座。", "公園的遮陽棚有四座。")], "zh")
    mail = "您好：\r\n附上我的訂正。\r\n" + "".join(f"> {x}\r\n" for x in text.split("\n"))
    (found,) = corrections.read(mail.replace("遮陽棚有三", "遮陽\r\n> 棚有三"))
    (judged,) = corrections.judge(RECORD, [found])
    assert judged.state == "stands"
    assert found.new == "公園的遮陽棚有四座。"


def test_a_name_is_no_capacity() -> None:
    text = corrections.written([wish("甲", "乙")], "zh").replace("身分｜", "身分｜王範例")
    assert [c.capacity for c in corrections.read(text)] == [""]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (wish("公園的遮陽棚有三座。", "公園的遮陽棚有四座。"), "stands"),
        (wish("遮陽棚有三座", "遮陽棚有四座"), "stands"),
        (wish("公園的遮陽棚有五座。", "公園的遮陽棚有四座。"), "gone"),
        (wish("請大家看附件。", "請大家看附件一。"), "twice"),
        (wish("請大家看附件。", "請大家看附件一。", ITEMS[2].id), "stands"),
        (wish("好", "是"), "twice"),
        (wish("公園的遮陽棚有三座。", "公園的遮陽棚有三座。 "), "same"),
        (wish("公園的遮陽棚有三座。", "有。\n\n### 李樣本：\n沒有。"), "breaks"),
        (wish("公園的遮陽棚有三座。", "> （王範例離席）"), "breaks"),
        (wish("公園的遮陽棚有三座。", "# 散會"), "breaks"),
        (wish("公園的遮陽棚有三座。", "有三座。\n\n不，四座。"), "stands"),
    ],
)
def test_each_wish_is_held_against_the_record(change: WishedCorrection, state: str) -> None:
    assert [j.state for j in corrections.judge(RECORD, [change])] == [state]


def test_what_is_accepted_changes_these_words_alone() -> None:
    changes = [
        wish("請大家看附件。", "請大家看附件一。", ITEMS[2].id),
        wish("遮陽棚有三座", "遮陽棚有四座"),
        wish("公園的遮陽棚有三座。", "沒有遮陽棚。"),
    ]
    text, judged = corrections.applied(RECORD, changes)
    assert [j.state for j in judged] == ["stands", "stands", "gone"]
    wanted = RECORD.replace("有三座", "有四座").replace(
        "樣本：\n請大家看附件。", "樣本：\n請大家看附件一。"
    )
    assert text == wanted


@given(st.sampled_from(ITEMS), WORDS)
def test_no_wish_ever_touches_what_others_said(item: document.Item, new: str) -> None:
    text, (judged,) = corrections.applied(RECORD, [wish(item.markdown, new, item.id)])
    after = document.parse(text).items
    others = [i.markdown for i in document.parse(RECORD).items if i.id != item.id]
    assert [m for m in others if m not in [i.markdown for i in after]] == []
    assert {i.speaker for i in after} == {i.speaker for i in document.parse(RECORD).items}
    assert (text == RECORD) == (judged.state != "stands")


def test_rows_are_added_to_the_head_once_and_nothing_else_changes() -> None:
    day = dt.date(2026, 3, 9)
    rows = [(day, "更正數字", "host"), (day, "更正數字", "host"), (day, "更正名稱", "")]
    text = corrections.noted(RECORD, rows)
    told = document.parse(text).front
    assert told is not None
    assert told.data["corrections"] == [
        {"date": "2026-03-09", "what": "更正數字", "asked_by": "host"},
        {"date": "2026-03-09", "what": "更正名稱"},
    ]
    assert "# 一句說明" in text
    assert document.parse(text).body == document.parse(RECORD).body


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("更正錯字", ["更正錯字"]),
        ("{date: 2026-01-03, what: 更正錯字}", [{"date": "2026-01-03", "what": "更正錯字"}]),
    ],
)
def test_a_note_that_is_no_list_stays_beside_a_new_one(written: str, kept: list[object]) -> None:
    text = f"---\ncorrections: {written}\n---\n# 2026-01-02 公園參訪\n"
    told = document.head_data(corrections.noted(text, [(dt.date(2026, 3, 9), "更正數字", "")]))
    assert told["corrections"] == [*kept, {"date": "2026-03-09", "what": "更正數字"}]
