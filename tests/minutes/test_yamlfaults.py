"""Why a head cannot be read is said in people's words, in their language."""

import re

import pytest

from minutes.records.document import split_front
from minutes.yaml_text import faults

SLIPS = {
    "two colons": "title: 協作會議: 公園",
    "no colon": "title: a\ndate 2026-03-02\ntier: other",
    "indent": "title: a\n  date: b\n tier: c",
    "tab": "edit:\n\thold_until: 2026-03-02",
    "at": "title: @王範例",
    "percent": "title: %50",
    "quote": 'title: "甲',
    "backslash": 'title: "C:\\Users"',
    "bracket": "case: [1, 2\ntier: other",
    "brace": "edit: {closes: 2026-03-02\ntier: other",
    "star": "title: *重要*",
    "ampersand": "title: &甲",
    "tag": "title: !甲",
    "bang": "title: !!python/object:os.system 甲",
    "twice": "title: a\ntitle: b",
    "list": "- title: a\n- date: b",
    "pipe": "title: |甲",
    "key": "? [a, b]\n: c",
    "alias": "title: *甲",
    "control": "title: \x01",
    "dash": "title: - a",
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_every_slip_is_explained_without_the_words_of_a_library(slip: str) -> None:
    front = split_front(f"---\ntier: other\n{slip}\n---\n# 甲\n")[1]
    assert front is not None
    assert front.error is not None
    zh, en = front.error.zh, front.error.en
    assert (zh, en) != faults.explain("?"), front.error.reason
    assert re.search("[\u3400-\u9fff]", zh)
    assert not re.search(r"[A-Za-z]{5,}", zh.replace("title", "")), zh
    assert "<" not in en
    assert "token" not in en


def test_what_nobody_foresaw_is_still_said_plainly() -> None:
    assert faults.explain("something of tomorrow's library") == (
        "不合 YAML 的格式",
        "it is not YAML",
    )


def test_the_name_that_is_given_twice_is_told() -> None:
    assert faults.explain("'title' is given twice")[0] == "「title」寫了兩次"
