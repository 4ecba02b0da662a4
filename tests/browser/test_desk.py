"""The desk as people use it: accessible in both languages, on a phone, by the keyboard alone."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app

Open = Callable[..., Page]
ID = "2026-03-02-還沒公開的會議"
TEXT = (
    "---\ntitle: 還沒公開的會議\ndate: 2026-03-02\ntier: monthly\ncase: 不是數字\n"
    "edit: {hold: 草案通過後}\n---\n# 2026-03-02 還沒公開的會議\n\n"
    "### 王範例：\n公園有三座遮陽棚。\n\n### 李樣本：\n謝謝大家。\n"
)


@pytest.fixture
def base(transcripts: Transcripts, tmp_path: Path, live_server: Callable[[Flask], str]) -> str:
    """A site on this machine with one draft; its address."""
    (tmp_path / "drafts").mkdir()
    Transcripts(tmp_path / "drafts").write(f"{ID}.md", TEXT)
    transcripts.write(
        "archive.yaml",
        "contact: po@example.org\ndrafts_repository: https://github.com/example/drafts\n",
    )
    made: Settings = load(transcripts, tmp_path / "data", tmp_path / "drafts")
    indexer.refresh(made)
    return live_server(backstage_app(made, local=True))


@pytest.mark.parametrize(("prefix", "width"), [("", 360), ("/en", 1280)])
def test_every_page_of_the_desk_is_accessible_and_fits(
    base: str, open_page: Open, axe: Callable[[Page], list[str]], prefix: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for path in (
        "/desk",
        "/desk/handover",
        f"/desk/invite?draft={quote(ID)}",
        f"/desk/draft/{quote(ID)}",
    ):
        page.goto(base + prefix + path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.get_by_role("button", name="李樣本").click()
    page.locator("#new").fill("謝謝各位。")
    page.locator("button[value=add]").click()
    assert axe(page) == []
    sent = page.locator("#as-text").input_value()
    page.goto(f"{base}{prefix}/desk/corrections")
    page.locator("#list").fill(sent)
    page.locator("button[value=look]").click()
    page.locator("input[name=accept-0][value=yes]").check()
    page.locator("button[value=apply]").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scripts", [True, False])
def test_a_correction_goes_from_the_participant_into_the_file_by_the_keyboard(
    base: str, open_page: Open, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{base}/desk/draft/{quote(ID)}")
    page.get_by_role("button", name="王範例").focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("請改為")
    if scripts:
        expect(box).to_be_focused()
    box.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("公園有四座遮陽棚。")
    page.locator("button[value=add]").focus()
    page.keyboard.press("Enter")
    sent = page.get_by_label("要寄出的文字").input_value()
    (wish,) = corrections.read(sent)
    assert wish == WishedCorrection(ID, wish.speech, "公園有三座遮陽棚。", "公園有四座遮陽棚。")
    page.locator("button[name=drop]").focus()  # the list is not sent: nobody need be warned of it
    page.keyboard.press("Enter")
    expect(page.get_by_label("要寄出的文字")).to_have_count(0)
    page.goto(f"{base}/desk/corrections")
    page.get_by_label("收到的文字").fill(sent)
    page.locator("button[value=look]").focus()
    page.keyboard.press("Enter")
    page.get_by_label("不改").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("button[value=apply]").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as file:
        page.locator("button[value=file]").focus()
        page.keyboard.press("Enter")
    made = Path(file.value.path()).read_text(encoding="utf-8")
    assert made == TEXT.replace("三座", "四座")
    assert file.value.suggested_filename == f"{ID}.md"
