"""The pages about cases in a real browser: for everybody, on small screens, without scripts, on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import webapp
from minutes import settings
from pipeline.archive import Archive

PAGES = (
    "/issue/library-night-return", "/issue/bus-stop-seats", "/case/903", "/following", "/following/trial-council",
    "/quarter", "/quarter/2025/2", "/issues", "/agency/demo-agency",
    "/2025-06-17-範例院114年第2季開放政府政策協調聯繫會議",
)  # fmt: skip
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def app(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    where = settings.load(sample, tmp_path_factory.mktemp("data"))
    return webapp.create_app(where, Archive(where, in_memory=True))


@pytest.fixture
def base(app: Flask, live_server: Callable[[Flask], str]) -> str:
    return live_server(app)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["", "/en"])
def test_no_page_about_cases_shuts_anybody_out(
    open_page: Open, base: str, axe: Callable[[Page], list[str]], screenshot: Callable[[Page, str], None],
    scheme: str, lang: str,
) -> None:  # fmt: skip
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW", color_scheme=scheme)
    found = {}
    for number, path in enumerate(PAGES):
        page.goto(base + lang + path, wait_until="networkidle")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        if violations := axe(page):
            found[path] = violations
        screenshot(page, f"cases-{number:02}-{scheme}{lang.replace('/', '-')}")
    assert found == {}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_cases_reflows_at_320_pixels(open_page: Open, base: str, path: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, locale="zh-TW", has_touch=True)
    page.goto(base + path, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_where_an_issue_stands_is_seen_on_the_first_screen(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    page.goto(f"{base}{PAGES[0]}", wait_until="networkidle")
    expect(page.locator("h1")).to_be_in_viewport(ratio=1)
    expect(page.locator(".standing")).to_be_in_viewport(ratio=1)


def test_a_point_of_the_picture_leads_to_its_station_without_scripts(
    open_page: Open, base: str
) -> None:
    page = open_page(
        viewport={"width": 1280, "height": 800}, locale="zh-TW", java_script_enabled=False
    )
    page.goto(f"{base}{PAGES[0]}")
    page.get_by_role("link", name="解除列管 · 2025年11月4日").click()
    expect(page.locator(".trail > :target")).to_be_in_viewport()
    expect(page.locator(".trail > :target .step b")).to_have_text("解除列管")


def test_a_quarter_fits_on_two_sheets(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    for lang in ("", "/en"):
        page.goto(f"{base}{lang}/quarter/2025/2", wait_until="networkidle")
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= 2


def test_on_paper_an_issue_keeps_its_trail_and_loses_the_rest(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 800, "height": 1000}, locale="zh-TW")
    page.goto(f"{base}{PAGES[0]}", wait_until="networkidle")
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".plot", ".legend"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".standing", ".trail", ".circles", ".imprint"):
        expect(page.locator(kept).first).to_be_visible()
