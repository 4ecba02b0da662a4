"""Slips as people type them into a head: what is taken as it is meant, and what is said of the rest."""

from __future__ import annotations

import pytest

from pipeline.checks import repairs
from tests.pipeline.findings import BASIC, codes, found, front, only


@pytest.mark.parametrize(
    "fields",
    [
        "title: 測試會議\ndate: 114年4月10日\ntier: other",
        "title: 測試會議\ndate: 114/04/10\ntier: other",
        "title: 測試會議\ndate: 2025/4/10\ntier: 其他",
        "標題: 測試會議\n日期: 114年4月10日\n層級: 其他",
        "標題: 測試會議\n日期: 114年4月10日\n會議類型: 工作會議\n層級: 其他",
        "標題: 測試會議\n日期: 114年4月10日\n會議類型: 季會",
        BASIC + "主辦機關: 交通部",
        BASIC + "host_agency: 交通部、勞動部",
        BASIC + "kind: 會前會",
        BASIC + "attendees: [{姓名: 王小明, 機關: 交通部, 身分: 主席}]",
        BASIC + "actions: [{agency: 教育部, task: 補件, due: 114年6月1日, status: 進行中}]",
        BASIC + 'links: [{type: 簡報, url: "https://example.org/a"}]',
        BASIC + "reports: [{case: 901, status: 列管}]",
    ],
)
def test_a_head_in_the_words_of_the_office_has_nothing_wrong_with_it(fields: str) -> None:
    assert {p.code for p in found(front(fields)) if p.severity != "info"} == set()


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("attendees: [王小明（交通部 專員）]", "- {name: 王小明, agency: 交通部, role: 專員}"),
        ("attendees: [交通部 王小明 科長]", "- {name: 王小明, agency: 交通部, role: 科長}"),
        ("attendees: [王小明、陳大文]", "attendees: [{name: 王小明}, {name: 陳大文}]"),
        (
            "attendees: 交通部王小明專員、勞動部 陳大文",
            "attendees: [{name: 王小明, agency: 交通部, role: 專員}, {name: 陳大文, agency: 勞動部}]",
        ),
        ("attendees: 王小明、阿草莓", "- {name: 姓名, agency: 機關簡稱, role: 職稱}"),
        ("attendees: ['姓名：王小明 機關：交通部']", "- {name: 王小明, agency: 交通部}"),
        ("actions:\n  - agency：教育部\n    task：補件", "- {agency: 教育部, task: 補件}"),
        ("actions: ['備忘：補件']", 'task: "備忘：補件"'),
        ("attendees: [阿草莓]", "- {name: 姓名, agency: 機關簡稱, role: 職稱}"),
        ("decisions: [第 901 案解除列管]", "- {text: 第 901 案解除列管, case: 901}"),
        ("votes: [第 901 案 18 票]", "- {options: [{votes: 18, case: 901}]}"),
        ("votes: [營養午餐18票]", "- {options: [{title: 營養午餐, votes: 18}]}"),
        ("links: ['https://example.org/a']", '- {type: slides, url: "https://example.org/a"}'),
        ("actions: [請交通部補件]", "- {agency: 機關簡稱, task: 請交通部補件}"),
        ("sessions: [2025-03-01]", "- {date: 2025-03-01, kind: pre_meeting}"),
        ("record: 速錄", "{method: stenography}"),
    ],
)
def test_words_where_an_entry_belongs_are_answered_with_a_line_to_copy(
    field: str, line: str
) -> None:
    problem = next(p for p in found(front(BASIC + field)) if p.code == "bad-value")
    assert line in problem.message("zh")
    assert line in problem.message("en")


def test_a_line_to_copy_repeats_nothing_personal() -> None:
    problem = only(front(BASIC + "decisions: [請洽 0912-345-678]"), "bad-value")
    assert "0912" not in repr(problem)


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("tier：monthly", 4, "「tier: monthly」"),
        ("host_agency：交通部\ntier: other", 4, "「host_agency: 交通部」"),
        ("主辦機關︰交通部\ntier: other", 4, "「主辦機關: 交通部」"),
        ("tier:monthly", 4, "「tier: monthly」"),
        (
            "tier: other\ndecisions:\n  - {text: 決議: 解除列管, case: 901}",
            6,
            '「text: "決議: 解除列管"」',
        ),
        ("tier: other\ndecisions:\n  - {text: 依提案 #7 辦理, case: 901}", 6, "用引號"),
        ("tier: other\nattendees:\n  - {name：王小明}\n  - x: y: z", 6, "「name: 王小明」"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_on_its_own_line(line: str, place: int, said: str) -> None:
    problem = only(front(f"title: 測試會議\ndate: 2025-04-10\n{line}"), "unreadable-front-matter")
    assert (problem.line, said in problem.message("zh")) == (place, True)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("decisions:\n  - {text: 決議: 解除列管, case: 9}", 'text: "決議: 解除列管", case: 9'),
        ("decisions:\n  - {text: 決議: 解除、再議}", '{text: "決議: 解除、再議"}'),
        ("decisions:\n  - {text: 決議: 解除, 列管}", "{text: 決議: 解除, 列管}"),
        ("decisions:\n  - {words: 決議: 解除列管}", "{words: 決議: 解除列管}"),
    ],
)
def test_a_value_that_holds_a_colon_is_put_into_quotation_marks_where_its_end_is_sure(
    typed: str, written: str
) -> None:
    text = front(f"title: 測試會議\ndate: 2025-04-10\ntier: other\n{typed}")
    assert written in repairs.fix(text)


def test_a_head_with_full_width_colons_throughout_is_told_so() -> None:
    text = front("title：測試會議\ndate：2025-04-10\ntier：other")
    assert "全形冒號" in only(text, "unreadable-front-matter").message("zh")


def test_a_finding_speaks_one_language() -> None:
    problem = only(front("title: 甲\ndate: 2025-04-10\ntier: 週會"), "unknown-value")
    assert "月會 monthly" in problem.message("zh")
    assert "月會" not in problem.message("en")


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("主辦機構: 交通部", "host_agency"),
        ("出席名冊: [甲]", "attendees"),
        ("attendees: [{姓氏名字: 甲}]", "name"),
    ],
)
def test_the_nearest_field_of_a_chinese_name_is_told(field: str, near: str) -> None:
    assert dict(only(front(BASIC + field), "unknown-field").values)["near"] == near


def test_the_fields_that_an_entry_may_have_are_told() -> None:
    found = only(
        front(BASIC + "corrections: [{date: 2025-04-11, what: 甲, wher: 乙}]"), "unknown-field"
    )
    assert "這裡可以寫的是：date, what" in found.message("zh")
    assert "這裡可以寫的是" not in only(front(BASIC + "titel: 甲"), "unknown-field").message("zh")


@pytest.mark.parametrize(
    ("fields", "value", "copy"),
    [
        ("title: 範例 #3 次會議", "範例", 'title: "範例 #3 次會議"'),
        (
            "summary:\n  zh: 討論議題 #12 與預算 #3 案",
            "討論議題",
            'zh: "討論議題 #12 與預算 #3 案"',
        ),
        ("decisions:\n- text: 依提案 #7 辦理", "依提案", 'text: "依提案 #7 辦理"'),
        ("host_agency: 交通部 #主辦", "交通部", 'host_agency: "交通部 #主辦"'),
    ],
)
def test_a_value_that_is_cut_at_a_hash_is_told_with_the_whole(
    fields: str, value: str, copy: str
) -> None:
    problem = only(front(fields), "value-cut")
    assert dict(problem.values)["value"] == value
    assert copy in problem.message("zh")


@pytest.mark.parametrize(
    "fields",
    [BASIC + "kind: main  # 正式", 'title: "範例 #3"', "title: C#程式", BASIC + "# title: 甲 #3"],
)
def test_a_comment_and_a_quoted_value_are_no_cut(fields: str) -> None:
    assert "value-cut" not in codes(front(fields))


def test_an_action_without_an_agency_is_noted() -> None:
    assert "action-without-agency" in codes(front(BASIC + "actions: [{task: 補件}]"))
    assert "action-without-agency" not in codes(
        front(BASIC + "actions: [{task: 補件, agency: 交通部}]")
    )


def test_a_date_that_decides_nothing_is_not_said_to_decide_publication() -> None:
    problem = only(front(BASIC + "actions: [{task: 甲, agency: 交通部, due: 下週}]"), "bad-day")
    assert "公開" not in problem.message("zh")


def test_an_issue_that_cannot_be_looked_up_is_said_to_be_unknown_not_missing() -> None:
    assert "issue-not-looked-up" in codes(front(BASIC + "issue: playground-shade"))


@pytest.mark.parametrize(
    "target",
    [
        "C:\\Users\\me\\簡報1.png",
        "file:///home/me/a.png",
        "/Users/me/a.png",
        "D:/a.png",
        "\\\\server\\share\\a.png",
    ],
)
def test_a_picture_on_ones_own_computer_is_told_as_such(target: str) -> None:
    body = f"### 王範例：\n![簡報]({target})\n"
    assert "local-file" in codes(front(BASIC, body))


def test_an_address_without_its_beginning_is_completed() -> None:
    text = front(BASIC + 'links: [{type: slides, url: "www.example.org/abc"}]')
    assert "https://www.example.org/abc" in only(text, "broken-link").message("zh")


def test_how_a_value_in_other_words_is_read_is_told_with_the_line() -> None:
    text = front("標題: 測試會議\n日期: 114年4月10日\n層級: 其他\nhost_agency: 交通部、勞動部")
    told = [dict(p.values)["copy"] for p in found(text) if p.code == "read-as"]
    assert told == ["title:", "date: 2025-04-10", "tier: other", "host_agency: [交通部, 勞動部]"]


@pytest.mark.parametrize(
    "title",
    [
        "測試會議（20250410）",
        "測試會議 2025/4/10",
        "測試會議114年4月10日",
        "（114年4月10日）測試會議",
        "測試會議【2025-04-10】",
    ],
)
def test_a_day_that_a_title_bears_once_more_anywhere_is_told(title: str) -> None:
    text = front(BASIC).replace("# 2025-04-10 ", f"# 2025-04-10 {title}\n\n## ", 1)
    assert dict(only(text, "date-twice").values)["copy"] == "# 2025-04-10 測試會議"


@pytest.mark.parametrize("title", ["檢討 2025-04-09 事件", "第20250410號案", "4月10日說明會"])
def test_another_day_in_a_title_is_no_slip(title: str) -> None:
    text = front(BASIC).replace("# 2025-04-10 ", f"# 2025-04-10 {title}\n\n## ", 1)
    assert "date-twice" not in codes(text)


def test_a_date_twice_in_a_title_is_told_with_the_right_line() -> None:
    text = "# 2025-04-10 114年4月10日 測試會議\n\n### 王範例：\n好。\n"
    assert dict(only(text, "date-twice").values)["copy"] == "# 2025-04-10 測試會議"
    assert "date-twice" not in codes(front(BASIC))


HEAD_AS_TYPED = """---
標題: 測試會議
日期: 114年4月10日  # 開會那天
tier：其他
主辦機關: 交通部、勞動部
attendees:
  - {姓名: 王小明, 身分: 主席}
actions:
  - task: 補件
    agency: 教育部
    due: "114/6/1"
    status: 進行中
summary: |
  決議：照案通過
---
"""
HEAD_AS_THE_SCHEMA_HAS_IT = """---
title: 測試會議
date: 2025-04-10  # 開會那天
tier: other
host_agency: [交通部, 勞動部]
attendees:
  - {name: 王小明, capacity: chair}
actions:
  - task: 補件
    agency: 教育部
    due: 2025-06-01
    status: open
summary: |
  決議：照案通過
---
"""


def test_a_field_in_chinese_is_told_with_the_name_that_the_schema_has() -> None:
    told = only(front(BASIC + "主辦機關: 交通部"), "read-as")
    assert dict(told.values) == {"field": "主辦機關", "copy": "host_agency:"}
    assert "read-as" not in codes(repairs.fix(front(BASIC + "主辦機關: 交通部")))


def test_a_head_is_repaired_into_the_words_of_the_schema_and_nothing_else_changes() -> None:
    body = "# 2025-04-10 測試會議\n\n### 王範例：\ntier：不是欄位。\n"
    assert repairs.fix(HEAD_AS_TYPED + body) == HEAD_AS_THE_SCHEMA_HAS_IT + body
    assert repairs.fix(HEAD_AS_THE_SCHEMA_HAS_IT + body) == HEAD_AS_THE_SCHEMA_HAS_IT + body


@pytest.mark.parametrize("line", ["until: 2026-12-31", "edit: {waiver_reason: 還沒}", "tier: 週會"])
def test_what_holds_a_record_back_is_never_repaired(line: str) -> None:
    text = front("title: 測試會議\ndate: 2025-04-10\n" + line)
    assert repairs.fix(text) == text
