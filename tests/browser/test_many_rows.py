"""A meeting of many people on the desk: a line each, on a phone, on a wide screen and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app

Open = Callable[..., Page]
PEOPLE = 45
NAMES = [f"{family}示{given}" for family in "王李陳林張黃吳劉蔡" for given in "範例樣本試"]
RECORD = (
    "---\ntitle: 示範月會\ndate: 2026-03-02\ntier: monthly\nattendees:\n"
    + "".join(f"  - {{name: {name}, agency: 範例部, role: 科長}}\n" for name in NAMES)
    + "---\n# 2026-03-02 示範月會\n\n"
    + "".join(f"### {name}：\n大家好。\n\n" for name in NAMES)
)


@pytest.fixture
def base(transcripts: Transcripts, tmp_path: Path, live_server: Callable[[Flask], str]) -> str:
    transcripts.write(
        "agencies.yaml", "- {id: demo, name: {zh: 範例部, en: Ministry of Examples}}\n"
    )
    transcripts.write("archive.yaml", "drafts_repository: https://github.com/example/drafts\n")
    made = load(transcripts, tmp_path / "data")
    indexer.refresh(made)
    return live_server(backstage_app(made, local=True))


def prepared(page: Page, base: str, record: str = RECORD) -> None:
    page.set_default_timeout(40_000)
    page.goto(f"{base}/prepare")
    file = {
        "name": "2026-03-02-示範月會.md",
        "mimeType": "text/markdown",
        "buffer": record.encode(),
    }
    page.get_by_label("檔案", exact=True).set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="整理並檢查").click()


def height(page: Page) -> float:
    """Pixels of the list of attendees."""
    box = page.locator("#attendees").bounding_box()
    assert box
    return box["height"] / PEOPLE


def test_on_a_phone_each_of_many_people_is_a_line_that_opens(
    open_page: Open, base: str, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="zh-TW", has_touch=True)
    prepared(page, base)
    assert height(page) < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    line = page.locator("#attendees .one", has_text=NAMES[3]).locator("summary")
    expect(line).to_contain_text(f"{NAMES[3]} · 範例部 · 科長")
    line.tap()
    page.get_by_role("group", name="出席者 4", exact=True).get_by_label("職稱").fill("專員")
    expect(line).to_contain_text(f"{NAMES[3]} · 範例部 · 專員")
    assert axe(page) == []


def test_on_a_wide_screen_they_are_a_table_to_type_in(
    open_page: Open, base: str, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(viewport={"width": 1280, "height": 900}, locale="zh-TW")
    prepared(page, base)
    assert height(page) < 60
    last = page.get_by_role("group", name=f"出席者 {PEOPLE}", exact=True)
    expect(last.get_by_label("職稱")).to_be_visible()
    assert axe(page) == []
    last.get_by_role("button", name="刪除").click()
    expect(page.locator("#attendees > summary")).to_contain_text(str(PEOPLE - 1))
    page.locator("#attendees > button.add").click()
    added = page.get_by_role("group", name=f"出席者 {PEOPLE}", exact=True)
    expect(added.get_by_label("姓名")).to_be_focused()


def test_without_scripts_too_and_what_must_be_put_right_is_open(open_page: Open, base: str) -> None:
    page = open_page(locale="zh-TW", java_script_enabled=False)
    prepared(page, base, RECORD.replace("範例部, role", "無此機關部, role", 1))
    expect(page.locator("#attendees .one[open]")).to_have_count(1)
    page.locator("#attendees .one", has_text=NAMES[5]).locator("summary").click()
    page.get_by_role("group", name="出席者 6", exact=True).get_by_label("職稱").fill("專員")
    with page.expect_navigation():
        page.get_by_role("button", name="再檢查一次").first.click()
    expect(page.locator("#attendees .one", has_text=NAMES[5])).to_contain_text("專員")


def test_a_finished_record_is_handed_over_from_the_top_of_the_page(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 1280, "height": 900}, locale="zh-TW")
    prepared(page, base)
    page.get_by_role("navigation", name="本頁").get_by_role("link", name="交出去").click()
    expect(page.get_by_role("heading", name="交到草稿的儲存庫")).to_be_in_viewport()
