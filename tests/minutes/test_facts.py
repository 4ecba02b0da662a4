"""What a restriction fits, and where a word stands in a short text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.query.parser import parse
from minutes.query.places import stands
from minutes.query.restrictions import Facts, describe, holds, matches, named
from minutes.query.tree import Field
from minutes.registers.agencies import Agencies
from minutes.text.folding import fold, is_word
from pipeline.source import parser as reading

RECORD = """---
title: 範例會議
date: 2025-03-04
tier: monthly
host_agency: 財政部
case: [42]
lang: zh-Hant-TW
attendees: [{name: 王小明, organisation: 範例協會}]
---
# 範例會議

### 甲：
好
"""


def facts(agencies: Agencies | None = None) -> Facts:
    parsed = reading.parse(RECORD.encode(), "2025-03-04-a.md")
    return describe(parsed.meeting, agencies or Agencies())


def fitting(typed: str) -> bool:
    root = parse(typed).root
    assert isinstance(root, Field)
    return matches(root, facts())


@pytest.mark.parametrize(
    "typed",
    [
        "tier:monthly",
        "層級:月會",
        "case:42",
        "案號:四十二",
        "lang:zh",
        "lang:zh-hant",
        "date:2025",
        "date:2025-03..",
        "title:範例",
        'title:"例會"',
        "agency:財政部",
        "agency:财政部",
    ],
)
def test_a_restriction_that_a_record_fits(typed: str) -> None:
    assert fitting(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "tier:seasonal",
        "case:4",
        "lang:en",
        "lang:zh-h",
        "date:2024",
        "date:2025-04..",
        "title:沒有",
        "agency:內政部",
        'agency:"財政"',
        "issue:park",
    ],
)
def test_a_restriction_that_it_does_not_fit(typed: str) -> None:
    assert not fitting(typed)


def test_the_head_holds_who_spoke_who_attended_the_host_and_the_case() -> None:
    head = facts().head
    for word in ("甲", "王小明", "範例協會", "財政部", "第42案", "42"):
        assert any(holds(parse(word).words[0], text) for text in head), word
    assert facts().labels == ("甲",)


def test_a_name_stands_within_a_longer_one_unless_it_is_quoted() -> None:
    assert named(Field("speaker", "alex"), "alex sample")
    assert not named(Field("speaker", "ale"), "alex sample")
    assert named(Field("speaker", "王"), "王小明")
    assert not named(Field("speaker", "王", quoted=True), "王小明")
    assert named(Field("speaker", "王小明", quoted=True), "王小明")


TEXT = st.text(st.sampled_from("ab1甲乙 .é'"), max_size=12).map(fold)


@given(TEXT, TEXT.filter(bool), st.booleans(), st.booleans())
def test_a_form_stands_where_a_regular_expression_finds_it(
    text: str, form: str, left: bool, right: bool
) -> None:
    """Edges are asked for only where the form itself ends in a Latin letter or digit."""
    left, right = left and is_word(form[0]), right and is_word(form[-1])
    before, after = ("(?<![ab1é])" if left else ""), ("(?![ab1é])" if right else "")
    assert stands(form, text, left, right) == bool(
        re.search(before + re.escape(form) + after, text)
    )
