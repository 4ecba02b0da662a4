"""The pages about cases in a real browser: for everybody, on small screens, without scripts, on paper."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.browser.line_edges import double_letters

PAGES = (
    "/issue/library-night-return",
    "/issue/bus-stop-seats",
    "/case/903",
    "/following",
    "/following/trial-council",
    "/quarter",
    "/quarter/2025/2",
    "/issues",
    "/agency/demo-agency",
    "/2025-06-17-範例院114年第2季開放政府政策協調聯繫會議",
)
Open = Callable[..., Page]
# Tables that are not set as such; on a wide screen they are.
NO_TABLES = """() => [...document.querySelectorAll("main table")].filter((table) => table.offsetParent
  && getComputedStyle(table).display !== "table").map((table) => table.className)"""

SIDEWAYS = """() => [...document.querySelectorAll(".scroll:has(.stacked), .plot, .plot svg")]
  .filter((box) => box.getBoundingClientRect().width && (box.scrollWidth > box.clientWidth
    || box.getBoundingClientRect().right > document.querySelector("main").getBoundingClientRect().right))
  .map((box) => box.outerHTML.slice(0, 80))"""
# A card's cells whose words begin where the name of the cell stands beside them.
OVER_THEIR_NAME = """() => [...document.querySelectorAll(".stacked td")].filter((cell) => {
  const name = getComputedStyle(cell, "::before");
  return name.position === "absolute" && parseFloat(getComputedStyle(cell).paddingInlineStart) < parseFloat(name.width);
}).map((cell) => cell.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(("lang", "paths"), [("", PAGES), ("/en", PAGES[:4])])
def test_no_page_about_cases_shuts_anybody_out(
    open_page: Open,
    base: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], None],
    lang: str,
    paths: tuple[str, ...],
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    found = {}
    for number, path in enumerate(paths):
        page.goto(base + lang + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate(NO_TABLES) == [], path
        if violations := axe(page):
            found[path] = violations
        screenshot(page, f"cases-{number:02}{lang.replace('/', '-')}")
    assert found == {}


@pytest.mark.parametrize("lang", ["", "/en"])
def test_pages_about_cases_reflow_at_320_pixels_also_with_letters_of_twice_the_size(
    open_page: Open, base: str, lang: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, locale="zh-TW", has_touch=True)
    widths = {}
    for path in PAGES:
        page.goto(base + lang + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
        double_letters(page)
        widths[f"{path}, doubled"] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


@pytest.mark.parametrize("width", [320, 360, 480, 768, 961, 1280])
def test_what_is_open_is_read_without_scrolling_sideways(
    open_page: Open, base: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, locale="en")
    for path in ("/en/following", "/following"):
        page.goto(base + path)
        assert page.locator(".scroll:has(.stacked)").count() > 0, path
        assert page.evaluate(SIDEWAYS) == [], path
        assert page.evaluate(OVER_THEIR_NAME) == [], path


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_picture_is_as_wide_as_there_is_room(open_page: Open, base: str, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800}, locale="zh-TW")
    for path in ("/", "/following", PAGES[0], PAGES[2]):
        page.goto(base + path)
        assert page.locator(".plot svg").count() > 0, path
        assert page.evaluate(SIDEWAYS) == [], path
        years = page.locator("svg.stacks text").evaluate_all(
            "all => all.map((text) => text.getBoundingClientRect()).map((box) => [box.left, box.right])"
        )
        edges = sorted(map(tuple, years))
        assert all(one[1] < two[0] for one, two in itertools.pairwise(edges)), path


@pytest.mark.parametrize("width", [320, 768])
def test_where_the_picture_of_a_trail_has_no_room_its_stations_stand_below_each_other(
    open_page: Open, base: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, locale="zh-TW")
    page.goto(base + PAGES[0])
    points = page.locator(".trailmap a").count()
    assert points > 1
    assert page.locator(".trailmap").is_visible() == (width == 768)
    assert page.locator(".trail > li:visible").count() >= points


def test_where_an_issue_stands_is_seen_on_the_first_screen(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    page.goto(f"{base}{PAGES[0]}")
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
        page.goto(f"{base}{lang}/quarter/2025/2")
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        assert 1 <= sheets <= 2, lang


def full_quarter(folder: Path) -> Path:
    """An archive whose second quarter of 2025 has every kind of line, and many of each."""
    status = (
        ["tracked"] * 14 + ["released"] * 6 + ["paused"] * 3 + ["not_held"] * 2 + ["self_run"] * 3
    )
    note = "主責單位已邀集提案人與相關機關研商，預計下個月提出具體辦理時程與經費"
    for month, cases in {4: range(10), 5: range(10, 20), 6: range(20, 28)}.items():
        day = f"2025-{month:02}-02"
        reports = [f"  - {{case: {900 + n}, status: {status[n]}, note: {note}}}" for n in cases]
        votes = [
            f"  - ballot: {name}\n    eligible: 60\n    cast: 52\n    options:\n"
            + "\n".join(
                f"      - {{case: {940 + month * 10 + n}, title: 試辦用的第{n}個提案名稱寫得稍微長一點, votes: {40 - 7 * n}}}"
                for n in range(4)
            )
            for name in ("自提票選", "平臺提案")
        ]
        tasks = [
            f"  - {{agency: 內政部, task: 於期限前提供{month}月第{n}份簡報與議題分析表給幕僚彙整, due: {day}}}"
            for n in range(4)
        ]
        asks = [
            f"  - {{from: 文化部, to: 交通部, what: 協助提供{month}月第{n}項統計資料並派員說明, answer: 已派員並提供三年統計, status: answered}}"
            for n in range(3)
        ]
        title = f"範例院114年{month}月開放政府聯絡人工作推動會議"
        head = "\n".join(
            [
                "---",
                f"title: {title}",
                f"date: {day}",
                "tier: monthly",
                "reports:",
                *reports,
                "votes:",
                *votes,
                "actions:",
                *tasks,
                "requests:",
                *asks,
                "---",
            ]
        )
        (folder / f"{day}-{title}.md").write_text(
            f"{head}\n# {day} {title}\n\n### 主席：\n開始。\n", "utf-8"
        )
    for number in range(900, 928):
        day, title = (
            f"2025-02-{number - 899:02}",
            f"範例院第{number}案協作會議 名稱頗長的公共政策提案",
        )
        head = f"---\ntitle: {title}\ndate: {day}\ntier: collaborative\ncase: {number}\nhost_agency: [內政部, 文化部]\n---"
        (folder / f"{day}-{number}.md").write_text(
            f"{head}\n# {day} {title}\n\n### 主席：\n開始。\n", "utf-8"
        )
    return folder


def test_a_full_quarter_fits_on_two_sheets_too(
    open_page: Open, live_server: Callable[[Flask], str], tmp_path: Path
) -> None:
    (tmp_path / "records").mkdir()
    where = settings.load(full_quarter(tmp_path / "records"), tmp_path / "data")
    base = live_server(webapp.create_app(where, Archive(where, in_memory=True)))
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    for lang in ("", "/en"):
        page.goto(f"{base}{lang}/quarter/2025/2")
        assert page.locator(".lines > li").count() >= 40, lang
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 2, lang


SMALLEST_PRINT = """() => Math.min(...[...document.querySelectorAll("main *")]
  .filter((e) => e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => parseFloat(getComputedStyle(e).fontSize) * 72 / 96))"""


def test_no_print_is_smaller_than_one_reads_at_a_table(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 718, "height": 1000}, locale="zh-TW")
    page.emulate_media(media="print")
    for path in ("/quarter/2025/2", "/issue/playground-shade", "/following", "/following/agenda"):
        page.goto(f"{base}{path}")
        assert page.evaluate(SMALLEST_PRINT) >= 9, path


def test_on_paper_an_issue_keeps_its_trail_and_loses_the_rest(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 800, "height": 1000}, locale="zh-TW")
    page.goto(f"{base}{PAGES[0]}")
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".plot", ".legend"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".standing", ".trail", ".circles", ".imprint"):
        expect(page.locator(kept).first).to_be_visible()


def test_on_paper_each_heading_keeps_what_it_heads_and_no_frame_is_cut_off(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 680, "height": 1000}, locale="zh-TW")
    page.emulate_media(media="print")
    page.goto(f"{base}/following")
    chart = page.locator("figure.chart")
    for piece in ("figcaption", "svg"):
        expect(chart.locator(piece).first).to_be_visible()
    expect(chart.locator("details")).to_be_hidden()
    edges = page.evaluate(
        "[...document.querySelectorAll('main, .tally')].map(e => e.getBoundingClientRect().right)"
    )
    assert edges[1] < edges[0]
    page.goto(f"{base}{PAGES[0]}")
    breaks = page.locator("main :is(h2, h3, caption)").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => getComputedStyle(e).breakAfter)"
    )
    assert set(breaks) == {"avoid"}


@pytest.mark.parametrize("path", ["/following", "/issue/library-night-return"])
def test_the_longest_word_for_where_a_case_stands_fits_on_a_small_screen_on_any_day(
    open_page: Open, base: str, path: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, locale="zh-TW", has_touch=True)
    for lang, longest in (
        ("", "期限已過，沒有更新的紀錄"),
        ("/en", "due day past, no newer record"),
    ):
        page.goto(base + lang + path)
        double_letters(page)
        told = page.locator(".state").evaluate_all(
            "(all, words) => all.map(one => { one.textContent = words; return one.className; })",
            longest,
        )
        assert told, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, lang
