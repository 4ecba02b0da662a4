"""Pieces of the archive on a page of another site, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import Page, expect

from tests.host.examples import example, names
from tests.host.sites import filled, host_site, policy_for
from tests.webapp.outward_sites import client_of, site

RECORD = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
Opened = Callable[..., Page]


@pytest.fixture
def host(
    sample: Path, tmp_path: Path, live_server: Callable[[WSGIApplication], str]
) -> tuple[str, str]:
    """The addresses of an archive and of a host's page with all embeds of it; two origins."""
    app = site(sample, tmp_path)
    archive = live_server(app)
    client = client_of(app)
    client.environ_base["HTTP_HOST"] = archive.removeprefix("http://")
    short = client.get(f"/api/v1/meetings/{RECORD}").json["short_url"].rpartition("/")[2]
    items = client.get(f"/api/v1/meetings/{short}/speeches?type=speech").json["items"]
    speech = next(i for i in items if len(i["text"]) > 20)
    quotation = client.get(f"/oembed?url={speech['short_url']}").json["html"]
    html = filled(ARCHIVE=archive, RECORD=short, SPEECH=speech["id"], QUOTATION=quotation)
    page = live_server(host_site(html, policy_for(archive)))
    return archive, page.replace("127.0.0.1", "localhost")


def loaded(page: Page, address: str) -> None:
    page.goto(address)
    for piece in ("trail", "page", "record", "speech"):
        expect(page.locator(f"#{piece} section")).to_be_visible()


def forget_missing(errors: list[str]) -> None:
    """The one answer 404 that the page asks for on purpose."""
    kept = [e for e in errors if not re.search(r"404.*api/v1/meetings/00000000", e)]
    assert len(errors) - len(kept) <= 1
    errors[:] = kept


def test_a_page_of_another_site_shows_trail_record_speech_card_and_quotation(
    open_page: Opened,
    host: tuple[str, str],
    page_errors: list[str],
    screenshot: Callable[[Page, str], None],
) -> None:
    archive, address = host
    page = open_page(locale="zh-TW", viewport={"width": 900, "height": 800})
    loaded(page, address)
    rows = page.locator("#trail li")
    assert rows.count() > 5
    expect(rows.filter(has_text="解除列管")).not_to_have_count(0)
    dates = page.locator("#trail li time").all_inner_texts()
    assert dates == sorted(dates)
    trail, belonging = (
        set(page.locator(f"#{i} li a").all_inner_texts()) for i in ("trail", "page")
    )
    # A walk, in two languages, says that it belongs to the issue, and is no stage of its trail.
    assert belonging - trail == {"範例公園走讀對談", "A walk through the sample park"}
    assert trail < belonging
    assert set(page.locator("#trail li a").evaluate_all("l => l.map(a => a.lang)")) == {
        "zh-Hant-TW"
    }
    expect(page.locator("#record section")).to_contain_text("提案人、機關與專家確認")
    first = rows.first.get_by_role("link")
    assert (first.get_attribute("href") or "").startswith(f"{archive}/m/")
    card = page.frame_locator("#card")
    expect(card.get_by_role("heading", name="公園遊具的遮陽")).to_be_visible()
    expect(page.locator("#quotation blockquote footer a")).to_be_visible()
    screenshot(page, "embeds-light-zh")
    forget_missing(page_errors)


def test_a_record_that_cannot_be_had_leaves_the_link_inside(
    open_page: Opened, host: tuple[str, str], page_errors: list[str]
) -> None:
    page = open_page()
    loaded(page, host[1])
    expect(page.get_by_role("link", name="還沒有的紀錄")).to_be_visible()
    expect(page.locator("#missing section")).to_have_count(0)
    forget_missing(page_errors)


def test_without_script_every_element_is_its_link(open_page: Opened, host: tuple[str, str]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(host[1])
    for name in ("會議紀錄", "這一場會議的紀錄", "A speech"):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    expect(
        page.frame_locator("#card").get_by_role("heading", name="公園遊具的遮陽")
    ).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_in_light_and_dark(
    open_page: Opened,
    host: tuple[str, str],
    axe: Callable[[Page], list[str]],
    page_errors: list[str],
    screenshot: Callable[[Page, str], None],
    scheme: Any,
) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
    loaded(page, host[1])
    own = [v for v in axe(page) if "section" in v or "minutes-" in v]
    assert own == []
    background = page.locator("#trail section").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(26, 26, 25)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, f"embeds-{scheme}-narrow")
    forget_missing(page_errors)


def test_a_host_may_choose_the_theme_and_the_language_of_its_own_page_counts(
    open_page: Opened, host: tuple[str, str], page_errors: list[str]
) -> None:
    page = open_page(color_scheme="light")
    loaded(page, host[1])
    page.evaluate("document.querySelector('#trail').setAttribute('theme', 'dark')")
    background = page.locator("#trail section").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgb(26, 26, 25)"
    page.evaluate("document.querySelector('#trail').setAttribute('lang', 'en')")
    expect(page.locator("#trail")).to_contain_text("Shade for playground equipment")
    expect(page.locator("#trail")).to_contain_text("Collaborative meeting")
    forget_missing(page_errors)


@pytest.mark.parametrize(
    "path",
    ["/c/901/link", "/en/c/901/link", "/m/2025-04-10", "/en/api", "/data"],
)
def test_pages_for_linking_and_data_are_accessible(
    open_page: Opened,
    host: tuple[str, str],
    axe: Callable[[Page], list[str]],
    path: str,
    screenshot: Callable[[Page, str], None],
) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    page.goto(host[0] + path)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, f"outward{path.replace('/', '-')}")


@pytest.mark.parametrize(
    "path", ["/embed/c/901", "/embed/m/2025-04-10-none", "/embed/i/playground-shade?lang=en"]
)
def test_cards_are_accessible(
    open_page: Opened,
    host: tuple[str, str],
    axe: Callable[[Page], list[str]],
    page_errors: list[str],
    path: str,
) -> None:
    page = open_page()
    page.goto(host[0] + path)
    assert axe(page) == []
    if path.endswith("none"):
        page_errors[:] = [e for e in page_errors if "404" not in e]


@pytest.mark.parametrize(
    ("guide", "name"), [("api.md", "host"), *(("host-guide.md", n) for n in names("host-guide.md"))]
)
def test_what_the_guides_say_to_paste_shows_up_on_a_page_of_another_site(
    open_page: Opened,
    live_server: Callable[[WSGIApplication], str],
    sample: Path,
    tmp_path: Path,
    guide: str,
    name: str,
) -> None:
    archive = live_server(site(sample, tmp_path))
    html = f'<!doctype html><html lang="zh-Hant-TW"><title>主辦機關</title><link rel="icon" href="data:,">{example(guide, name, archive)}'
    host = live_server(host_site(html, policy_for(archive))).replace("127.0.0.1", "localhost")
    page = open_page()
    page.goto(host)
    if name == "card":
        expect(page.frame_locator("iframe").get_by_role("heading")).to_contain_text(
            "公園遊具的遮陽"
        )
    else:
        expect(page.locator("section")).to_contain_text("公園遊具的遮陽")
