"""Offline reading: off until somebody switches it on; nothing that was withdrawn stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts

NAME = "2026-01-05-Sample"
KEPT = "caches.open('minutes-read').then((c) => c.keys()).then((all) => all.map((r) => new URL(r.url).pathname))"


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Archive:
    transcripts.write(f"{NAME}.md", "# 2026-01-05 Sample\n\n### Ann:\n\nWords that were read.\n")
    transcripts.write("2026-01-06-Other.md", "# 2026-01-06 Other\n\n### Ann:\n\nOther words.\n")
    return Archive(settings.load(transcripts.path, tmp_path / "data"), in_memory=True)


@pytest.fixture
def base(archive: Archive, live_server: Callable[..., str]) -> str:
    return live_server(webapp.create_app(archive.settings, archive))


def switched_on(page: Page, base: str) -> BrowserContext:
    page.goto(f"{base}/en/about")
    button = page.get_by_role("button", name="Keep what I read")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((r) => r.length)") == 0
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("navigator.serviceWorker.controller")
    return page.context


def test_a_page_that_was_read_can_be_read_without_a_connection(
    open_page: Callable[..., Page], base: str, page_errors: list[str]
) -> None:
    page = open_page(locale="en-GB")
    context = switched_on(page, base)
    page.goto(f"{base}/en/{NAME}")
    page.wait_for_function(f"{KEPT}.then((all) => all.includes('/en/{NAME}'))")
    context.set_offline(True)
    page.goto(f"{base}/en/{NAME}")
    expect(page.locator("#transcript")).to_contain_text("Words that were read.")
    page.locator("#transcript a[href^='speech/']").click()
    expect(page.get_by_text("There is no connection, and a citation needs one.")).to_be_visible()
    speech = page.locator("#transcript p[id^=s]").get_attribute("id")
    assert page.url == f"{base}/en/{NAME}#{speech}"
    page.goto(f"{base}/en/2026-01-06-Other")
    expect(page.get_by_role("heading")).to_have_text("沒有連線")
    page.get_by_role("link", name=f"/en/{NAME}").click()
    expect(page.locator("#transcript")).to_contain_text("Words that were read.")
    context.set_offline(False)
    page.goto(f"{base}/en/about")
    page.get_by_role("button", name="Keep what I read").click()
    page.wait_for_function("caches.has('minutes-read').then((kept) => !kept)")
    page_errors.clear()  # what was not kept failed to load meanwhile, as it must


def test_what_was_withdrawn_is_dropped_with_the_next_page(
    open_page: Callable[..., Page],
    base: str,
    transcripts: Transcripts,
    archive: Archive,
    page_errors: list[str],
) -> None:
    page = open_page(locale="en-GB")
    switched_on(page, base)
    page.goto(f"{base}/en/{NAME}")
    page.wait_for_function(f"{KEPT}.then((all) => all.includes('/en/{NAME}'))")
    transcripts.path.joinpath(f"{NAME}.md").unlink()
    page.goto(f"{base}/en/{NAME}")
    page.wait_for_function(f"{KEPT}.then((all) => !all.includes('/en/{NAME}'))")
    page_errors.clear()  # the console tells of the 404
