"""Searching while one types, in a browser: the page is the same, the address and the focus stay true."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import webapp
from minutes import settings
from pipeline.archive.archive import Archive

Open = Callable[..., Page]
Serve = Callable[[Flask], str]


@pytest.fixture
def site(sample: Path, tmp_path: Path, live_server: Serve) -> str:
    """The address of the sample archive."""
    where = settings.load(sample, tmp_path / "data")
    return live_server(webapp.create_app(where, Archive(where, in_memory=True)))


def questions_of(page: Page) -> list[str]:
    """Every search that the page asks the server for, from now on."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.resource_type == "fetch" else None)
    return asked


def test_results_come_while_one_types_and_the_address_says_what_is_shown(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/search?q=我們&sort=date")
    asked = questions_of(page)
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("遊具", delay=30)
    expect(page.locator(".hit mark").first).to_have_text("遊具")
    expect(page).to_have_url(f"{site}/search?q=%E9%81%8A%E5%85%B7&sort=date")
    expect(page.locator("#q")).to_be_focused()
    assert len(asked) <= 2
    assert "遊具" in page.title()
    page.reload()
    expect(page.locator(".hit mark").first).to_have_text("遊具")


def test_only_the_count_is_read_aloud(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=我們")
    page.locator("#q").fill("遊具")
    expect(page.locator("#told")).to_contain_text("場會議")
    expect(page.locator("#told")).not_to_contain_text("縮小範圍")
    assert page.locator("#told").get_attribute("aria-live") == "polite"
    assert page.locator("#results[aria-live], #results [aria-live]").count() == 0


def test_the_other_language_and_the_feed_follow_what_was_typed(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=我們")
    page.locator("#q").fill("遊具")
    expect(page.locator(".hit mark").first).to_have_text("遊具")
    feed = page.locator("link[href*='/search/feed.atom']")
    expect(feed).to_have_count(1)
    words = "?q=%E9%81%8A%E5%85%B7"
    assert page.locator("a.tongue").evaluate("a => a.href") == f"{site}/en/search{words}"
    assert feed.evaluate("a => a.href") == f"{site}/search/feed.atom{words}"


def test_nothing_is_asked_while_characters_are_being_composed(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=我們")
    page.locator("#q").fill("")
    expect(page.locator(".tips")).to_be_visible()
    asked = questions_of(page)
    keys = page.context.new_cdp_session(page)
    for text in ("ㄧ", "ㄧㄡ", "遊", "遊ㄐ", "遊ㄐㄩ"):
        state = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        keys.send("Input.imeSetComposition", state)
        page.wait_for_timeout(400)
    assert asked == []
    keys.send("Input.insertText", {"text": "遊具"})
    expect(page.locator(".hit mark").first).to_have_text("遊具")
    assert len(asked) == 1


def test_an_emptied_box_shows_how_to_search_and_a_clean_address(page: Page, site: str) -> None:
    page.goto(f"{site}/search?q=我們")
    page.locator("#q").fill("")
    expect(page.locator(".tips")).to_be_visible()
    expect(page).to_have_url(f"{site}/search")


def test_without_scripts_every_way_to_narrow_is_a_link(open_page: Open, site: str) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto(f"{site}/search?q=我們")
    page.locator("a.tofilter").click()
    expect(page.locator("#narrowing")).to_be_in_viewport()
    page.locator("svg.bars a").first.click()
    expect(page.locator(".chips.on a")).to_have_count(1)
    expect(page.locator("svg.bars a[aria-current]")).to_have_count(1)
    assert page.locator("svg.bars a").count() > 1
    page.locator("svg.bars a[aria-current]").click()
    expect(page.locator(".chips.on a")).to_have_count(0)
    page.locator("#narrowing section > .choices a").first.click()
    expect(page.locator(".chips.on a")).to_have_count(1)
