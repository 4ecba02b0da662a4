"""The site for everybody: WCAG 2.2 AA on every kind of page, keyboard, small screens, no scripts."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts

PARK = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
VOTES = "2025-02-11-範例院114年2月開放政府聯絡人工作推動會議"
PAGES = (
    "/",
    "/meetings",
    "/meetings/monthly",
    "/meetings/monthly/2025/1",
    "/speakers",
    "/speaker/王範例",
    "/agencies",
    "/agency/demo-agency",
    "/calendar/2025/04",
    "/issues",
    "/issue/playground-shade",
    "/search",
    "/search?q=遮陽",
    "/search?q=遮陽+zzz",
    f"/search?q=遮陽&meeting={PARK}",
    "/about",
    "/withdrawals",
    "/nothing-here",
    f"/{PARK}",
    f"/{VOTES}",
    "SPEECH",
    "/meetings/seasonal",
    "/meetings/collaborative",
    "/calendar/2025/08",
    "/calendar/2026/01",
    "/speakers/11",
    "/data",
    "/api",
)
# In English the same templates hold other words: these have forms, lists, a record and a speech.
IN_ENGLISH = ("/", "/search?q=遮陽", f"/{PARK}", "SPEECH", "/calendar/2025/04", "/nothing-here")
Open = Callable[..., Page]
Serve = Callable[[Flask], str]


def address(page: Page, base: str, path: str, lang: str = "") -> str:
    """The address of a kind of page; a speech is the first that the record links to."""
    if path == "SPEECH":
        page.goto(f"{base}/{PARK}")
        path = "/" + str(page.locator("#transcript a[href^='speech/']").first.get_attribute("href"))
    return base + lang + path


def forgive(errors: list[str]) -> None:
    """Forgets the 404 that was asked for, and an icon still on its way when the page was left."""
    errors[:] = [e for e in errors if "nothing-here" not in e and "icon.svg" not in e]


@pytest.mark.parametrize(("lang", "paths"), [("", PAGES), ("/en", IN_ENGLISH)])
def test_no_page_shuts_anybody_out(
    open_page: Open,
    base: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], None],
    page_errors: list[str],
    lang: str,
    paths: tuple[str, ...],
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    found = {}
    for number, path in enumerate(paths):
        page.goto(address(page, base, path, lang))
        if violations := axe(page):
            found[path] = violations
        screenshot(page, f"{number:02}{lang.replace('/', '-')}")
    assert found == {}
    forgive(page_errors)


# Controls, and links that stand on a line of their own; those within a sentence are as high as its line.
SMALL = """() => [...document.querySelectorAll(`button, input:not([type=hidden], .vh), select, summary, nav:not(.crumbs) a,
    .chips a, .choices a, .names a, .t > a:not(.guess, .evidence), .more > a, .all > a`)].filter(e => {
    const box = e.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || getComputedStyle(e).visibility === "hidden") return false;  // not shown
    return box.height < 43.5;
  }).map(e => `${e.outerHTML.slice(0, 80)}: ${Math.round(e.getBoundingClientRect().height)} px`)"""


# A title whose words stand beside each other in columns: a flexible box makes an item of each piece of it.
TORN = """() => [...document.querySelectorAll("main *")].filter(e => getComputedStyle(e).display.includes("flex")
    && e.querySelector(":scope > .nowrap") && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => `${e.outerHTML.slice(0, 120)}: in columns`)"""


def test_on_a_phone_what_a_finger_presses_is_44_pixels_high_and_titles_are_whole(
    open_page: Open, base: str, page_errors: list[str]
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="zh-TW", has_touch=True)
    found = {}
    for path in PAGES:
        page.goto(address(page, base, path))
        if faults := page.evaluate(SMALL) + page.evaluate(TORN):
            found[path] = faults
    forgive(page_errors)
    assert found == {}


def test_on_a_phone_a_year_of_meetings_wraps_and_each_slot_tells_its_month(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="zh-TW", has_touch=True)
    page.goto(f"{base}/meetings/monthly")
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.slots'))")
    slots = page.locator(".slots td:visible")
    told = slots.evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::before').content + e.innerText)"
    )
    assert len(told) > 3
    assert [each for each in told if not re.search(r"\d+月", each)] == []
    names = page.locator(".slots td a[aria-label]").evaluate_all(
        "all => all.filter(a => !a.ariaLabel.includes(a.innerText)).map(a => a.outerHTML)"
    )
    assert names == []


BROKEN = """() => [...document.querySelectorAll("header.top :is(.menu, .tools) a")].filter(a => {
    const range = document.createRange();
    range.selectNodeContents(a);
    return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1;
  }).map(a => a.textContent)"""


@pytest.mark.parametrize("lang", ["", "/en"])
def test_no_word_of_the_frame_is_broken_on_a_small_screen(
    open_page: Open, base: str, lang: str
) -> None:
    page = open_page(locale="en-GB" if lang else "zh-TW", has_touch=True)
    page.goto(f"{base}{lang}/about")
    found = {}
    for width in (320, 360, 390, 480, 767):
        page.set_viewport_size({"width": width, "height": 640})
        if broken := page.evaluate(BROKEN):
            found[width] = broken
    assert found == {}


def test_every_page_reflows_at_320_pixels(
    open_page: Open, base: str, page_errors: list[str]
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, locale="zh-TW", has_touch=True)
    widths = {}
    for path in PAGES:
        page.goto(address(page, base, path))
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}
    forgive(page_errors)


def test_what_one_touches_is_large_enough(open_page: Open, base: str) -> None:
    page = open_page(
        viewport={"width": 360, "height": 740}, locale="zh-TW", has_touch=True, is_mobile=True
    )
    script = """() => [...document.querySelectorAll('header a, header button, nav a, .chips a, form button, form input, summary, .handle')]
      .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width && e.checkVisibility() && (r.height < 43.5 || r.width < 43.5)
        && !e.closest('p, dt, dd, .toc, .slots, .vh, figure') && e.type !== 'checkbox')
      .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)"""
    for path in ("/", "/meetings", "/speakers", "/search?q=遮陽", "/about", f"/{PARK}"):
        page.goto(base + path)
        assert page.evaluate(script) == [], path


def test_from_the_search_to_a_copied_citation_by_keyboard_alone(open_page: Open, base: str) -> None:
    page = open_page(
        viewport={"width": 1280, "height": 800},
        locale="zh-TW",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.goto(base)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("影子的影響最大")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "#s" in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**#s*")
    target = page.locator("#transcript :target")
    expect(target).to_be_in_viewport()
    assert "影子的影響最大" in target.inner_text()
    page.keyboard.press("Tab")
    expect(target.locator("a[href^='speech/']")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="已複製")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    ident = str(target.get_attribute("id"))[1:]
    for part in ("張假名", "範例院第901案協作會議", "2025年4月10日", ident, "http://"):
        assert part in copied
    assert "引用" not in copied
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(target.locator("a[href^='speech/']")).to_be_focused()


def test_a_citation_can_be_had_in_every_style_and_both_scopes(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    page.goto(f"{base}/en/{PARK}")
    page.locator("#transcript p > a[href^='speech/']").nth(5).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_role("textbox")
    for style, sign in (
        ("APA", "(2025, April 10)"),
        ("Chicago", "Accessed "),
        ("BibTeX", "@misc{"),
        ("RIS", "TY  - "),
        ("CSL-JSON", '"type": "speech"'),
        ("Markdown", "](http"),
    ):
        dialog.get_by_role("radio", name=style).check()
        assert sign in text.input_value()
    dialog.get_by_role("radio", name="in its context").check()
    assert "/s/" in text.input_value()
    dialog.get_by_role("radio", name="this speech only").check()
    assert "/speech/" in text.input_value()
    assert "/s/" not in text.input_value()


def test_a_wide_page_shows_the_search_and_not_the_icon_that_opens_it(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    page.goto(f"{base}/about")
    expect(page.locator(".find input")).to_be_visible()
    expect(page.locator(".seek")).to_be_hidden()


def test_on_a_phone_a_slash_opens_the_search_where_a_record_has_its_field_folded_away(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="zh-TW")
    page.goto(f"{base}/{PARK}")
    page.keyboard.press("/")
    expect(page.locator(".find input")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#within")).to_be_focused()


def test_the_theme_can_be_set_and_stays(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW", color_scheme="light")
    page.goto(f"{base}/about")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("button.theme")
    button.click()
    button.click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(f"{base}/meetings")
    assert page.evaluate(ground) == dark
    button.click()
    assert page.evaluate(ground) == light


def test_without_scripts_every_page_and_filter_works(open_page: Open, base: str) -> None:
    page = open_page(
        viewport={"width": 1280, "height": 800}, locale="zh-TW", java_script_enabled=False
    )
    page.goto(base)
    page.locator("#q").fill("遊具")
    page.get_by_role("button", name="搜尋").click()
    expect(page.locator(".count")).to_contain_text("場會議")
    page.locator(".facet .choices a:visible").first.click()
    expect(page.locator(".chips.on a")).to_have_count(1)
    page.locator(".results .hit a").first.click()
    expect(page.locator("#transcript :target")).to_be_in_viewport()
    page.locator("#within").fill("遊具")
    page.locator("form.within button").click()
    expect(page.locator(".results .hit").first).to_contain_text("遊具")
    page.go_back()
    page.locator("#transcript p > a[href^='speech/']").first.click(force=True)
    expect(page.locator("#cite")).to_contain_text("BibTeX")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("button.theme")).to_be_hidden()


def test_forced_colours_and_reduced_motion_are_heeded(
    open_page: Open, base: str, axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(
        viewport={"width": 1280, "height": 800},
        locale="zh-TW",
        forced_colors="active",
        reduced_motion="reduce",
    )
    page.goto(f"{base}/{PARK}#s")
    assert axe(page) == []
    moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).animationName !== 'none').length"
    assert page.evaluate(moving) == 0


def test_on_paper_names_address_date_and_licence_stay_and_the_rest_goes(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 800, "height": 1000}, locale="zh-TW")
    page.goto(f"{base}/{PARK}")
    page.emulate_media(media="print")
    for gone in (".top", ".side", ".foot", "#transcript a[href^='speech/']"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#transcript h3").first).to_have_text("張假名")
    expect(page.locator("h1")).to_be_visible()
    cited = page.locator(".cite pre").first
    expect(cited).to_be_visible()
    assert f"{base}/" in cited.inner_text()
    assert "2025年4月10日" in cited.inner_text()
    expect(page.locator(".licence")).to_contain_text("CC0-1.0")
    assert page.locator(".licence").inner_text().strip().endswith("CC0-1.0")
    silent = page.locator(".people li li", has_text="高草稿")
    assert silent.evaluate("e => e.checkVisibility()")
    expect(page.locator(".people summary")).to_be_hidden()


def test_a_search_on_paper_says_at_its_head_what_was_asked(open_page: Open, base: str) -> None:
    page = open_page(locale="zh-TW")
    page.goto(f"{base}/search?q={quote('遮陽')}")
    page.emulate_media(media="print")
    head = page.locator("h1")
    expect(head).to_have_text("搜尋：遮陽")
    box = head.bounding_box()
    assert box
    assert box["height"] > 20
    assert box["y"] < page.locator(".results").evaluate("e => e.getBoundingClientRect().top")


def test_two_languages_beside_each_other_have_heads_of_their_own_on_screen_and_paper(
    open_page: Open, base: str
) -> None:
    page = open_page(viewport={"width": 720, "height": 1000}, locale="en-GB")
    page.goto(f"{base}/en/2025-10-15-A-walk-through-the-sample-park/beside")
    long = "Consultation with those who let and those who take cars of their own, in a long title "
    page.locator(".twins th a").evaluate_all(f"all => all.forEach(a => a.textContent = '{long}')")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        edges = "all => all.map(th => th.scrollWidth - th.clientWidth)"
        assert page.locator(".twins th").evaluate_all(edges) == [0, 0], media
    expect(page.locator(".twins .at").first).to_be_hidden()


def test_on_paper_words_in_letters_fill_the_sheet_in_two_columns(
    open_page: Open, transcripts: Transcripts, tmp_path: Path, live_server: Serve
) -> None:
    said = (
        "This sentence is long enough to go over more than a single line of a sheet of paper. " * 2
    )
    transcripts.write(
        "2026-01-05-Sample.md", "# 2026-01-05 Sample\n\n" + f"### Ann:\n\n{said}\n\n" * 30
    )
    archive = Archive(settings.load(transcripts.path, tmp_path / "data"), in_memory=True)
    page = open_page(viewport={"width": 680, "height": 1000}, locale="en-GB")
    page.emulate_media(media="print")
    page.goto(f"{live_server(webapp.create_app(archive.settings, archive))}/en/2026-01-05-Sample")
    sheet, *edges = page.locator("#transcript, #transcript > p").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(r => [Math.round(r.left), Math.round(r.right)])"
    )
    assert len({left for left, _ in edges}) == 2
    assert max(right for _, right in edges) > sheet[1] - 10
