"""Lists and products are shown as they are typed on GitHub, and no address changes for that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text import typed_marks
from minutes.text.markup import to_html, to_text, words_of
from tests.growth import is_linear


def shape(html: str) -> str:
    """The tags and words of an HTML fragment without its line breaks."""
    return re.sub(r"\n", "", html)


@pytest.mark.parametrize(
    ("block", "html"),
    [
        ("決議：\n- 甲案\n- 乙案", "<p>決議：</p><ul><li>甲案</li><li>乙案</li></ul>"),
        ("決議：\n* 甲案\n* 乙案", "<p>決議：</p><ul><li>甲案</li><li>乙案</li></ul>"),
        ("裁示：\n1. 補件\n2. 協調", "<p>裁示：</p><ol><li>補件</li><li>協調</li></ol>"),
        ("裁示：\n1) 補件\n2) 協調", "<p>裁示：</p><ol><li>補件</li><li>協調</li></ol>"),
        (
            "- 甲\n  - 一\n  - 二\n- 乙",
            "<ul><li>甲<ul><li>一</li><li>二</li></ul></li><li>乙</li></ul>",
        ),
        ("1. 甲\n   - 一\n2. 乙", "<ol><li>甲<ul><li>一</li></ul></li><li>乙</li></ol>"),
        ("1. 甲\n  - 一\n2. 乙", "<ol><li>甲<ul><li>一</li></ul></li><li>乙</li></ol>"),
        ("- 乙\n   1. 一\n   2. 二", "<ul><li>乙<ol><li>一</li><li>二</li></ol></li></ul>"),
        ("- 甲\n  - 乙\n    - 丙", "<ul><li>甲<ul><li>乙<ul><li>丙</li></ul></li></ul></li></ul>"),
        ("- 甲\n\t- 乙", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
        ("3. 三\n4. 四", '<ol start="3"><li>三</li><li>四</li></ol>'),
        ("1. 甲\n1. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ("一、甲\n二、乙\n（三）丙", "<p>一、甲<br>二、乙<br>（三）丙</p>"),
        ("1、甲\n2、乙", "<p>1、甲<br>2、乙</p>"),
        ("1914. 那一年", "<p>1914. 那一年</p>"),
        ("在\n1914. 那一年", "<p>在1914. 那一年</p>"),
        ("2*3=6，然後 5*4=20", "<p>2*3=6，然後 5*4=20</p>"),
        ("* 2*3=6\n* 5*4=20", "<ul><li>2*3=6</li><li>5*4=20</li></ul>"),
        ("* 2*3，又*要緊*\n* 乙", "<ul><li>2*3，又<em>要緊</em></li><li>乙</li></ul>"),
        ("* 甲\n  * 2*3=6", "<ul><li>甲<ul><li>2*3=6</li></ul></li></ul>"),
        ("2 *3 與 4* 5", "<p>2 *3 與 4* 5</p>"),
        ("2**3 與 3**4", "<p>2**3 與 3**4</p>"),
        ("(1+2)*3，4*(5+6)", "<p>(1+2)*3，4*(5+6)</p>"),
        ("**粗**與*斜*，2*3*4", "<p><strong>粗</strong>與<em>斜</em>，2*3*4</p>"),
        ("第 **3**4 次，*5*6", "<p>第 <strong>3</strong>4 次，<em>5</em>6</p>"),
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("說明\n一、只有一點", "<p>說明一、只有一點</p>"),
    ],
)
def test_marks_are_shown_as_they_were_meant(block: str, html: str) -> None:
    assert shape(to_html(block)) == html


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("決議：\n- 甲案\n- 乙案", "決議： - 甲案 - 乙案"),
        ("3. 三\n4. 四", "3. 三 4. 四"),
        ("2*3=6，然後 5*4=20", "23=6，然後 54=20"),
        ("- 甲\n- 乙", "甲\n乙"),
        ("1. 甲\n2. 乙", "甲\n乙"),
        ("一、甲\n二、乙", "一、甲\n二、乙"),
        ("**粗**", "粗"),
    ],
)
def test_a_lasting_id_is_made_of_the_words_as_they_were_first_read(block: str, words: str) -> None:
    assert words_of(block)[1] == words


marks = st.lists(
    st.sampled_from(
        [
            "甲",
            "乙 ",
            "\n",
            "\n\n",
            "- ",
            "* ",
            "1. ",
            "2. ",
            "3) ",
            "  ",
            "   ",
            "\t",
            "*",
            "**",
            "2",
            "3",
            "一、",
            "（二）",
        ]
    ),
    max_size=14,
).map("".join)


@given(marks)
def test_no_word_is_lost_or_added(block: str) -> None:
    def bare(text: str) -> str:
        return re.sub(r"[\s*\\>]|(?:^|(?<=\n)) *(?:[-+]|\d+[.)])|[-+.)\d]", "", text)

    assert bare(to_text(block)) == bare(block)


@given(marks)
def test_words_without_lists_points_and_stars_stay_as_they_are(block: str) -> None:
    plain = re.sub(r"[-*\d、（）)]", "", block)
    assert (
        typed_marks.standard(plain) == plain.expandtabs(4) or typed_marks.standard(plain) == plain
    )


@pytest.mark.parametrize(
    "piece", ["- a\n", "  - a\n", "1. a\n", "2*3 ", "* ", "\n- ", "一、\n", "- a\n\n  b\n"]
)
def test_long_blocks_cost_no_more_than_their_length(piece: str) -> None:
    assert is_linear(typed_marks.standard, piece, 200_000)
