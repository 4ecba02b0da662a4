"""Layouts that stand in no table: whatever signs a file puts around names, always the same, say who speaks."""

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.reading import Imported
from tests.pipeline.readers.test_layouts import speeches, text, told, word
from tests.pipeline.readers.word_files import para, run

WORDS = (
    "大家好，今天談站牌的位置。",
    "我同意，不過經費不夠。",
    "請問什麼時候可以完成？",
    "API 的版本是 v2.1，已經上線。",
    "第一，要有人；第二，要有錢。",
    "好。",
)
PEOPLE = ("王示範", "李範例", "陳測試", "交通部林樣本科長", "主席")
NICKNAMES = ("阿貓", "小魚", "大頭", "可樂")
Turn = tuple[str, str]


def turns(names: tuple[str, ...], times: int = 3) -> list[Turn]:
    """Each name so many times, with words that stand once."""
    order = names * times
    return [(who, f"{words}編號{n}。") for n, (who, words) in enumerate(zip(order, cycle(WORDS)))]


def spoken(result: Imported) -> list[Turn]:
    return [(who, words) for who, words in speeches(result) if who]


@pytest.mark.parametrize("names", [PEOPLE, NICKNAMES])
@pytest.mark.parametrize(
    "form",
    [
        "{name}～{words}",
        "{name} ¦ {words}",
        "{name}⇒{words}",
        "《{name}》{words}",
        "<<{name}>>\n{words}",
        "#{number} {name}：{words}",
        "[14:{number}] {name} {words}",
        "{number} {name} 00:{number} - 00:{number}\n{words}",
        "{name} 2026/6/18 14:{number}\n{words}\n",
        '"14:{number}","{name}",{words}',
        "P.{number} {name} {words}",
        "{number}/99 {name}\n{words}",
    ],
)
def test_signs_that_a_file_always_puts_around_names_say_who_speaks(
    form: str, names: tuple[str, ...]
) -> None:
    said = turns(names)
    rows = [form.format(name=who, words=w, number=n) for n, (who, w) in enumerate(said, 10)]
    result = text("站牌討論", "", *rows)
    assert spoken(result) == said
    assert "站牌討論" in (result.title or "")
    assert told(result, "speaker-once").startswith("當作發言者，請確認：")


SIGN = st.sampled_from("~～/|¦>»→⇒▶…=—#@^_·;；、，,.!％%※■●◆+*&§：:-")
SPACE = st.sampled_from(["", " ", "　", "\n"])
PAIRS = (
    "《》",
    "〈〉",
    "「」",
    "『』",
    "{}",
    "[]",
    "()",
    "（）",
    "<>",
    "〖〗",
    "【】",
    "“”",
    "==",
    "##",
)
LEAD = st.sampled_from(["", "14:30 ", "[00:14:30] ", "7. ", "#7 ", "7/9 ", "● ", "🎤 "])
FRAMES = st.one_of(
    st.builds(
        lambda lead, pair, space: (lead + pair[0], pair[1] + space),
        LEAD,
        st.sampled_from(PAIRS),
        SPACE,
    ),
    st.builds(lambda lead, sign, space: (lead, f"{space}{sign}{space}"), LEAD, SIGN, SPACE),
)
"""What stands before and behind each name of a file."""
NOISE = st.lists(
    st.sampled_from(["（笑）", "貳、討論事項", "14:30", "他說：「不行」。", "地點：範例活動中心"]),
    max_size=3,
)


@given(FRAMES, st.sampled_from([PEOPLE, NICKNAMES]), NOISE)
def test_each_turn_comes_back_or_the_report_names_who_is_missing(
    frame: tuple[str, str], names: tuple[str, ...], noise: list[str]
) -> None:
    said = turns(names)
    rows = [f"{frame[0]}{who}{frame[1]}{words}" for who, words in said]
    result = text("站牌討論", "", *rows[:5], *noise, *rows[5:])
    report = "".join(note.what_zh for note in (*result.guessed, *result.dropped))
    found = spoken(result)
    missing = {
        who for who, words in said if not any(who == name and words in w for name, w in found)
    }
    assert {who for who in missing if who not in report} == set(), result.markdown
    assert result.count is None or not result.count.lost


@pytest.mark.parametrize("style", ["Heading2", ""])
def test_nicknames_as_headings_or_in_italics_before_words_speak_where_they_come_back(
    style: str,
) -> None:
    said = turns(NICKNAMES)
    if style:
        blocks = [block for who, words in said for block in (para(who, style=style), para(words))]
    else:
        blocks = [para(run(who, extra="<w:i/>"), words) for who, words in said]
    result = word("站牌討論", *blocks)
    assert spoken(result) == said
    assert "阿貓" in told(result, "speaker-once")


def test_neither_a_title_with_a_date_nor_what_a_speaker_tells_of_four_people_is_a_speaker() -> None:
    said = [p for who, words in turns(PEOPLE) for p in (para(run(who, bold=True)), para(words))]
    result = word(para("2016-11-10 王示範委員拜會", style="Title"), *said)
    assert {who for who, _ in spoken(result)} == set(PEOPLE)
    rows = [f"{who}\t{words}" for who, words in turns(PEOPLE)]
    asked = spoken(text("討論", *rows, "四位朋友問：「為什麼？」我來回答。"))
    assert {who for who, _ in asked} == set(PEOPLE)
    bold = word("討論", *said, para("開放政府：一個是資訊透明。"))
    assert {who for who, _ in spoken(bold)} == set(PEOPLE)
    assert "開放政府" in told(bold, "not-a-speaker")
