"""The YAML head of a file: found, read, or told from a mere rule above the text."""

from __future__ import annotations

import pytest

from minutes.records import document
from minutes.records.document import parse


def front(text: str) -> document.FrontText | None:
    return parse(text).front


def test_front_matter_is_read_and_the_body_begins_after_it() -> None:
    found = parse("---\ntitle: 題\ntier: monthly\n---\n\n# 題\n")
    assert found.front is not None
    assert found.front.data == {"title": "題", "tier": "monthly"}
    assert found.body == "\n# 題\n"
    assert found.body_line == 5
    assert found.items[0].line == 6


@pytest.mark.parametrize("start", ["\ufeff", "\n", "\n \n", "\ufeff\r\n"])
def test_what_stands_invisibly_before_front_matter_does_not_hide_it(start: str) -> None:
    found = front(f"{start}---\ntier: monthly\n---\n一\n")
    assert found is not None
    assert found.data == {"tier": "monthly"}
    assert found.place("tier")[0] == start.count("\n") + 2


def test_a_value_is_known_by_its_line_and_column() -> None:
    found = front("---\ntitle: 題\nedit:\n  closes: x\n---\n")
    assert found is not None
    assert found.place("edit", "closes") == (4, 3)
    assert found.place("edit", "nothing") == (3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n# 題\n\n### 甲：\n一\n",
        "---\n一段話\n---\n二\n",
        "---\n- 一\n- 二\n---\n",
        "---\n「他說：[\n---\n",
        "---\n# 題\n\n### 甲：\n一\n\n---\n\n二\n",
        "---\n",
        "---",
        "----\na: b\n----\n",
        "# 題\n\n---\na: b\n---\n",
    ],
)
def test_a_rule_at_the_beginning_is_no_front_matter(text: str) -> None:
    found = parse(text)
    assert found.front is None
    assert found.body == text


@pytest.mark.parametrize(
    "yaml",
    [
        "title: [",
        "title: 題\ntitle: 另題",
        "title: &a 題\nnote: *a",
        "title: !!python/name:os.system",
        "\ttier: monthly",
        "title: " + "[" * 40 + "]" * 40,
        "tier: monthly\n壞的一行",
        'title: "\\ud800"',
        "title: \x07",
        "? [a]\n: b",
        "- a\ntier: monthly",
    ],
)
def test_front_matter_that_cannot_be_read_says_so_and_is_no_part_of_the_body(yaml: str) -> None:
    found = parse(f"---\n{yaml}\n---\n一\n")
    assert found.front is not None
    assert found.front.error is not None
    assert found.front.data == {}
    assert found.body == "一\n"


@pytest.mark.parametrize(
    "text", ["---\ntier: monthly\n# 題\n", "---\ntier: monthly\n\n### 甲：\n一\n---\n二\n"]
)
def test_front_matter_that_is_never_closed_is_unreadable_and_all_of_it_body(text: str) -> None:
    found = parse(text)
    assert found.front is not None
    assert found.front.error is not None
    assert found.body == text


def test_empty_front_matter_is_front_matter() -> None:
    found = front("---\n---\n一\n")
    assert found is not None
    assert (found.data, found.error) == ({}, None)


FIELDS = "title: 測試\ndate: 2026-11-16\ntier: monthly\nedit:\n  hold_until: 2027-01-01\n"


@pytest.mark.parametrize(
    "text",
    [
        FIELDS,
        f"--\n{FIELDS}--\n",
        f"```yaml\n{FIELDS}```\n",
        f"***\n{FIELDS}***\n",
        f"\u200b---\n{FIELDS}---\n",
        f"\ufeff\ufeff---\n{FIELDS}---\n",
        f"\u3000\n---\n{FIELDS}---\n",
        f"<!-- 草稿 -->\n---\n{FIELDS}---\n",
        f"# 2026-11-16 測試\n---\n{FIELDS}---\n",
        "---\n" + FIELDS.replace(":", "：") + "---\n",
        "".join(f"> {line}\n" for line in f"---\n{FIELDS}---".split("\n")),
        "".join(f"- {line.strip()}\n" for line in FIELDS.splitlines()),
        '{"title": "測試", "tier": "monthly", "edit": {"hold_until": "2027-01-01"}}\n',
        "title: 測試\ndate: 2026-11-16\n",
        f"---\ntitle: 範本\ntier: other\n---\n---\n{FIELDS}---\n",
        f"---\ntitle: 範本\n---\n\n---\n{FIELDS}---\n",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_head_that_is_not_written_as_one_is_an_unreadable_head(text: str) -> None:
    front = document.split_front(f"{text}\n# 2026-11-16 測試\n\n### 王範例：\n大家好。\n")[1]
    assert front is not None
    assert front.error is not None


@pytest.mark.parametrize(
    "text",
    [
        "# 2026-11-16 測試\n\n### 王範例：\ntier: monthly\nedit: 這是他的話\n",
        "---\n\n# 2026-11-16 測試\n\n### 王範例：\ndate: 今天\n",
        "# 會議\n\ndate: 2026-11-16\n\n### 王範例：\n大家好。\n",
        "# Meeting\n\nDate: 16 November 2026\nTitle: none\n\n### Wang:\nHello.\n",
    ],
)
def test_words_that_only_look_like_a_field_are_words(text: str) -> None:
    assert document.split_front(text) == ("", None)


def test_a_rule_below_the_front_matter_is_a_rule() -> None:
    front = document.split_front("---\ntitle: 會議\n---\n---\n\n### 王範例：\ntier: 這是他的話\n")[
        1
    ]
    assert front is not None
    assert front.error is None
