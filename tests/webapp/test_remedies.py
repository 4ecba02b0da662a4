"""Slips as people type them, found on `/prepare`: what the button beside each does, and what is never lost by it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from minutes.records import vocabulary
from minutes.records.document import head_data
from tests.conftest import ROOT, Transcripts
from tests.pipeline.test_desk import sent_back
from webapp.pages.editing import prepare_page
from webapp.pages.editing.sheets import Sheet

NAME = "2026-11-02-115年11月開放政府聯絡人工作推動會議.md"
HEAD = {
    "title": "115年11月開放政府聯絡人工作推動會議",
    "date": "2026-11-02",
    "tier": "monthly",
    "kind": "main",
    "lang": "zh-Hant-TW",
}
AGENCIES = (
    "- {id: motc, name: {zh: 交通部, en: Transport}}\n- {id: mol, name: {zh: 勞動部, en: Labour}}\n"
)


@pytest.fixture
def folder(transcripts: Transcripts) -> Path:
    transcripts.write("agencies.yaml", AGENCIES)
    return transcripts.path


def record(more: str = "", words: str = "王範例：\n好。", **head: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in {**HEAD, **head}.items())
    return f"---\n{lines}{more}\n---\n# 2026-11-02 {HEAD['title']}\n\n### {words}\n"


def shown(text: str, folder: Path, fields: dict[str, str] | None = None) -> Sheet:
    return prepare_page.sheet_of(text.encode(), NAME, fields, folder, "zh")


def again(sheet: Sheet, folder: Path, act: str) -> dict[str, Any]:
    """The head after a round in which nobody changed anything but by a button."""
    sent = {**asdict_form(sheet), **sent_back(sheet.text), "do": act}
    return head_data(shown(sheet.text, folder, sent).text)


def asdict_form(sheet: Sheet) -> dict[str, str]:
    return {"name": sheet.name, **sheet.form}


@pytest.mark.parametrize(
    ("text", "code", "path", "value"),
    [
        (
            record("host_agency: 交通部與勞動部"),
            "unknown-agency",
            "host_agency",
            ["交通部", "勞動部"],
        ),
        (
            record("host_agency: 交通部／勞動部"),
            "unknown-agency",
            "host_agency",
            ["交通部", "勞動部"],
        ),
        (
            record("co_agencies: 交通部 勞動部"),
            "unknown-agency",
            "co_agencies",
            ["交通部", "勞動部"],
        ),
        (
            record("co_agencies: [交通部和勞動部]"),
            "unknown-agency",
            "co_agencies",
            ["交通部", "勞動部"],
        ),
        (record("issue: issues/shade.md"), "issue-as-path", "issue", "shade"),
        (record(tier="開放政府聯絡人月會"), "unknown-value", "tier", "monthly"),
        (record(tier="other"), "tier-unlike-title", "tier", "monthly"),
        (
            record("attendees: [{name: 王小明, capacity: 提案人代表}]"),
            "unknown-value",
            "attendees.0.capacity",
            "petitioner",
        ),
        (
            record("votes: [{options: [{title: 甲, votes: 9, result: 通過了}]}]"),
            "unknown-value",
            "votes.0.options.0.result",
            "selected",
        ),
        (
            record('links: [{type: slides, url: "www.slideshare.net/a/b?c=1"}]'),
            "broken-link",
            "links.0.url",
            "https://www.slideshare.net/a/b?c=1",
        ),
        (
            record("links: [{type: video, url: youtu.be/abc}]"),
            "broken-link",
            "links.0.url",
            "https://youtu.be/abc",
        ),
    ],
)
def test_the_button_beside_a_slip_writes_what_was_meant(
    folder: Path, text: str, code: str, path: str, value: object
) -> None:
    sheet = shown(text, folder)
    (found,) = [each for each in sheet.findings if each.code == code]
    ((act, _),) = found.remedies
    head: Any = again(sheet, folder, act)
    for step in path.split("."):
        head = head[int(step) if step.isdecimal() else step]
    assert head == value


@pytest.mark.parametrize(
    "more",
    ["kind: 協作會議", "votes: [{options: [{title: 甲, votes: 9, result: 無法入選}]}]"],
)
def test_nothing_is_offered_for_a_word_of_another_list_or_one_that_says_the_contrary(
    folder: Path, more: str
) -> None:
    text = record(more).replace("kind: main\n", "") if more.startswith("kind") else record(more)
    (found,) = [f for f in shown(text, folder).findings if f.code == "unknown-value"]
    assert found.remedies == []


def test_a_tier_is_told_in_the_words_of_the_form_and_once(folder: Path) -> None:
    (found,) = [f for f in shown(record(tier="other"), folder).findings if f.at == "f-tier"]
    assert found.message.startswith("層級是「其他」，標題卻像是「月會」。")
    assert "monthly" not in found.message
    codes = [f.code for f in shown(record(tier="每月"), folder).findings if f.at == "f-tier"]
    assert codes == ["unknown-value"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("11月20日", "2026-11-20"),
        ("11月20日前", "2026-11-20"),
        ("115/11/20前", "2026-11-20"),
        ("11/20 以前", "2026-11-20"),
        ("11月底前", "2026-11-30"),
        ("1月5日", "2027-01-05"),
        ("下個月底", "下個月底"),
        ("11月31日", "11月31日"),
    ],
)
def test_a_time_limit_without_its_year_gets_the_next_one_after_the_meeting(
    folder: Path, written: str, meant: str
) -> None:
    text = record(f"actions:\n  - {{agency: 交通部, task: 補件, due: {written}}}")
    assert str(again(shown(text, folder), folder, "check")["actions"][0]["due"]) == meant


SAID = (
    "王範例：\n好。\n\n### 陳示範：\n一。\n\n### 王範例：\n再說。\n\n### 陳示範：\n二。\n\n### 王範例：\n三。\n\n"
    "### 王範例：\n四。\n\n### 王範列：\n五。"
)


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("{name: 王範列}", [{"name": "王範例", "role": "科長"}]),
        ("{name: 王範列, role: 科長}", [{"name": "王範例", "role": "科長"}]),
        (
            "{name: 王範列, role: 專員}",
            [{"name": "王範例", "role": "科長"}, {"name": "王範例", "role": "專員"}],
        ),
    ],
)
def test_two_who_are_joined_have_one_row_unless_the_rows_differ(
    folder: Path, row: str, left: list[dict[str, str]]
) -> None:
    sheet = shown(record(f"attendees: [{{name: 王範例, role: 科長}}, {row}]", SAID), folder)
    assert again(sheet, folder, "voice:王範列→王範例")["attendees"] == left
    made = shown(sheet.text, folder, {**asdict_form(sheet), "do": "voice:王範列→王範例"})
    assert [v["name"] for v in made.voices] == ["王範例", "陳示範"]


def test_an_imported_slip_of_a_name_is_told_with_the_button_that_joins_it(folder: Path) -> None:
    words = SAID.replace("### ", "").replace("：\n", "：")
    sheet = shown(f"2026-11-02 {HEAD['title']}\n{words}", folder)
    assert {"王範例", "王範列"} <= {row["cells"]["name"] for row in sheet.rows["attendees"]}
    (found,) = [each for each in sheet.findings if each.code == "name-one-off"]
    assert list(map(list, found.remedies)) == [
        ["voice:王範列→王範例", "把「王範列」改成「王範例」"]
    ]


def test_an_agency_that_nobody_knows_is_explained_where_it_stands(folder: Path) -> None:
    text = record(
        "attendees: [{name: 王小明, agency: 甲乙局}]\nactions: [{task: 補件, agency: 丙丁局}]"
    )
    told = {f.at: f.message for f in shown(text, folder).findings if f.code == "unknown-agency"}
    assert "寫在「團體」" in told["attendees.0.agency"]
    assert "團體" not in told["actions.0.agency"]


def test_the_fields_of_a_row_may_be_typed_by_the_labels_of_the_form() -> None:
    rows = tomllib.loads((ROOT / "minutes/data/rows.toml").read_text(encoding="utf-8"))["record"]
    for field, kind in rows.items():
        assert vocabulary.field_of(vocabulary.HEAD, kind["zh"]) == field, field
        for section, cell in cells(field, kind):
            assert vocabulary.field_of(section, cell["zh"]) == cell["name"], (section, cell)


def cells(section: str, kind: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    own = [(section, cell) for cell in kind["cells"]]
    return own + [
        pair for cell in kind["cells"] if "cells" in cell for pair in cells(cell["name"], cell)
    ]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("![](file:///C:/Users/me/%E7%B0%A1%E5%A0%B1.png)", "簡報.png"),
        (r'<img src="D:\簡報\圖一.png">', "圖一.png"),
        (r"[附件](\\server\share\簡報.pdf)", "簡報.pdf"),
    ],
)
def test_a_file_of_somebody_s_own_computer_is_told_by_its_name(
    folder: Path, words: str, name: str
) -> None:
    found = shown(record(words=f"王範例：\n{words}"), folder).findings
    assert [f.message.partition("，")[0] for f in found if f.code == "local-file"] == [
        f"「{name}」是您電腦裡的檔案"
    ]
