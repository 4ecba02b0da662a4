"""The pages as a voice reads them: what Chromium tells a screen reader, in its order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import webapp
from minutes.settings import Settings
from tests.webapp.backstage_app import backstage_app

Open = Callable[..., Page]
TEMPLATES = Path(webapp.__file__).parent / "templates" / "minutes"
PARK = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
WALK = "2025-10-15-A-walk-through-the-sample-park"
SAID = "遮陽"
PAGES = (
    f"/{PARK}",
    f"/search?q={quote(SAID)}",
    "/case/901",
    "/following",
    "/verify?text=" + quote("這句話沒有任何人在這裡說過"),
    "/prepare",
    "/desk",
)
_NAMED = {"link", "button", "textbox", "searchbox", "checkbox", "combobox", "radio", "heading"}
_NAMED |= {"image", "table", "region", "navigation", "DisclosureTriangle"}


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that is read aloud: what it is, its name, and what else is said of it."""

    role: str
    name: str
    more: dict[str, Any] = field(default_factory=dict)


def heard(page: Page) -> list[Heard]:
    """All that a voice comes by on a page, from the top to the end."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def told(node: dict[str, Any]) -> Heard:
        more = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
        more["children"] = [by_id[k] for k in node.get("childIds", []) if k in by_id]
        name = str(node.get("name", {}).get("value", "")).strip()
        return Heard(node["role"]["value"], name, more)

    def walk(node: dict[str, Any]) -> Iterator[Heard]:
        if not node.get("ignored"):
            yield told(node)
        for child in node.get("childIds", []):
            yield from walk(by_id[child])

    return list(walk(nodes[0]))


@pytest.fixture(scope="module")
def app(sample_settings: Settings) -> Flask:
    return backstage_app(sample_settings, local=True)


@pytest.fixture
def base(app: Flask, live_server: Callable[[Flask], str]) -> str:
    return live_server(app)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_whatever_is_reached_has_a_name_and_headings_lead_through_the_page(
    base: str, open_page: Open, prefix: str
) -> None:
    page = open_page(locale="en-GB" if prefix else "zh-TW")
    for path in PAGES:
        page.goto(f"{base}{prefix}{path}")
        things = heard(page)
        assert [t for t in things if t.role in _NAMED and not t.name] == [], path
        assert [t for t in things if t.role == "list" and not t.more["children"]] == [], path
        levels = [t.more["level"] for t in things if t.role == "heading"]
        assert levels.count(1) == 1, path
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == [], (path, levels)
        landmarks = {t.role for t in things}
        assert {"banner", "main", "contentinfo", "navigation"} <= landmarks, path


def test_each_link_that_cites_a_speech_says_with_which_words_it_begins(
    base: str, open_page: Open
) -> None:
    page = open_page(locale="zh-TW")
    for path, what in ((PARK, "引用這則發言"), (f"{WALK}/beside", "在紀錄中閱讀")):
        page.goto(f"{base}/{path}")
        names = [t.name for t in heard(page) if t.role == "link" and t.name.startswith(what)]
        assert len(names) > 5, path
        assert len(set(names)) == len(names), (path, names)


def test_a_number_beside_a_speaker_says_of_what_it_is(base: str, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{base}/{PARK}")
    words = [t.name for t in heard(page) if t.role == "StaticText"]
    start = words.index("發言者")
    counts = [w for w in words[start : words.index("逐字稿")] if w.strip().isdigit()]
    assert counts == []
    assert any("則發言" in w for w in words[start:])


# A voice says a link once for each box in it: words and number in boxes of their own are "link, link".
BOXED = """() => [...document.querySelectorAll("a")].filter(a => a.checkVisibility() && !a.ariaLabel).filter(a => {
    const pieces = [...a.childNodes].filter(n => n.textContent.trim() && !n.ariaHidden);
    const boxes = /flex|grid/.test(getComputedStyle(a).display);
    return pieces.length > 1 && (boxes || pieces.some(n => n.nodeType === 1 && !/^inline/.test(getComputedStyle(n).display)));
  }).map(a => a.outerHTML.slice(0, 120))"""
LISTS = ("/meetings", "/meetings/monthly", "/speakers", "/agencies", "/issues", "/calendar/2025/04")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_is_said_once_whatever_stands_in_it(base: str, open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800}, locale="zh-TW")
    found = {}
    for path in (*PAGES, *LISTS, f"/search?q={quote('王範例')}"):
        page.goto(f"{base}{path}")
        if boxed := page.evaluate(BOXED):
            found[path] = boxed
    assert found == {}


def test_that_a_citation_was_copied_is_heard_while_its_dialog_is_open(
    base: str, open_page: Open
) -> None:
    page = open_page(locale="zh-TW", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{base}/{PARK}")
    page.locator("#transcript a[href^='speech/']").first.click()
    page.get_by_role("dialog").get_by_role("button", name="複製", exact=True).click()
    spoken = page.locator("[aria-live]").filter(has_text="已複製")
    expect(page.get_by_role("dialog").locator(spoken)).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#cite button").first.click()
    expect(spoken).to_have_count(1)
    expect(page.locator("dialog")).to_have_count(0)


def test_a_voice_that_walks_by_is_told_of_no_empty_status_and_of_no_axis(
    base: str, open_page: Open
) -> None:
    page = open_page(locale="zh-TW")
    empty = """() => [...document.querySelectorAll("[role=status], output")].filter(e => !e.textContent.trim()).map(e => e.outerHTML)"""
    for path in PAGES:
        page.goto(f"{base}{path}")
        assert page.evaluate(empty) == [], path
    page.goto(f"{base}/case/901")
    picture = page.get_by_role("group", name="歷程圖")
    stations = picture.get_by_role("link")
    assert stations.count() > 2
    lines = picture.aria_snapshot().splitlines()
    assert sum("link" in line for line in lines) == stations.count()
    assert [line for line in lines if line.strip().startswith("- text:")] == []


def test_a_day_somebody_spoke_is_told_with_its_year_and_what_the_number_counts(
    base: str, open_page: Open
) -> None:
    page = open_page(locale="zh-TW")
    page.goto(f"{base}/case/901")
    days = page.locator(".circles .parts a")
    names = days.evaluate_all("all => all.map(a => a.ariaLabel)")
    assert len(names) > 3
    assert [n for n in names if not re.fullmatch(r"\d{4}年\d+月\d+日：\d+ 則發言", n)] == []


def test_the_answer_to_a_quotation_is_the_first_thing_heard(base: str, open_page: Open) -> None:
    page = open_page(locale="zh-TW")
    page.goto(f"{base}/verify")
    page.get_by_label("引文").fill("這句話沒有任何人在這裡說過")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^在公開紀錄中找不到"))
    expect(page.get_by_role("heading", name=re.compile("^在公開紀錄中找不到"))).to_be_focused()
    expect(page.get_by_role("status")).to_have_count(0)  # what is gone to is not announced as well


def test_what_the_focus_goes_to_is_not_announced_as_well() -> None:
    focused = [
        tag
        for file in TEMPLATES.glob("*.html")
        for tag in re.findall(r"<[^>]*\bautofocus[^>]*>", file.read_text(encoding="utf-8"))
    ]
    assert len(focused) > 5
    assert [tag for tag in focused if re.search("role=.(status|alert)", tag)] == []


def test_the_numbers_that_narrow_a_search_say_what_they_count(base: str, open_page: Open) -> None:
    page = open_page(locale="zh-TW")
    page.goto(f"{base}/search?q={quote(SAID)}")
    heads = page.locator(".facet h2")
    expect(heads.first).to_be_visible()
    assert [h for h in heads.all_inner_texts() if not h.endswith("紀錄數")] == []


def test_only_one_speaker_is_offered_and_told_with_the_name_in_its_own_language(
    base: str, open_page: Open
) -> None:
    page = open_page()
    page.goto(f"{base}/en/{PARK}")
    button = page.get_by_role("button", name="only: 張假名")
    expect(button.locator("[lang^=zh]")).to_have_text("張假名")
    button.dispatch_event("click")
    expect(page.locator(".notice [lang^=zh]")).to_have_text("張假名")


def test_the_head_of_a_row_is_the_case_and_not_its_evidence(base: str, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{base}/following")
    heads = page.locator("table.open tbody th[scope=row]")
    told = heads.evaluate_all("all => all.map(head => head.abbr)")
    assert told
    assert all(0 < len(head) < 20 for head in told), told


def test_each_link_to_report_an_error_says_of_what(base: str, open_page: Open) -> None:
    page = open_page()
    for path, said in (("/following", "回報錯誤："), ("/en/following", "Report an error: Case ")):
        page.goto(base + path)
        links = page.locator("a.report")
        assert links.count() > 0, path
        for link in links.all():
            expect(link).to_have_accessible_name(re.compile(f"^{said}.+"))


def test_a_number_on_the_desk_says_whose_it_is_and_of_what(base: str, open_page: Open) -> None:
    page = open_page(locale="zh-TW")
    page.goto(f"{base}/desk")
    names = [t.name for t in heard(page) if t.role == "link" and t.name[:1].isdigit()]
    assert names
    assert all("，" in name for name in names), names
