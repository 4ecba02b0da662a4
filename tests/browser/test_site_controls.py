"""What a reader presses: the search above every page, finding in a record, the ways through the months."""

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.line_edges import double_letters

PARK = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
Open = Callable[..., Page]


@pytest.fixture
def record(base: str) -> str:
    """The address of a record of the sample archive."""
    return f"{base}/{PARK}"


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("lang", ["", "/en"])
def test_on_a_phone_the_search_opens_below_and_its_button_stays_under_the_finger(
    open_page: Open, base: str, lang: str, large: bool
) -> None:
    page = open_page(viewport={"width": 320, "height": 740}, locale="zh-TW", has_touch=True)
    page.goto(f"{base}{lang}/about")
    if large:
        double_letters(page)
    button = page.locator("label.seek")
    before = button.bounding_box()
    button.tap()
    expect(page.locator(".find input")).to_be_visible()
    assert button.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    button.tap()
    expect(page.locator(".find input")).to_be_hidden()


def test_the_ways_through_the_months_stand_apart_on_a_phone(open_page: Open, base: str) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, locale="en", has_touch=True)
    page.goto(f"{base}/en/calendar")
    boxes = [link.bounding_box() for link in page.locator(".pager a").all()]
    assert len(boxes) > 2
    for one, next_one in itertools.pairwise(filter(None, boxes)):
        below = next_one["y"] - one["y"] - one["height"]
        beside = next_one["x"] - one["x"] - one["width"]
        assert max(below, beside) >= 4, (one, next_one)


def test_enter_goes_from_place_to_place_and_with_shift_back_however_fast_one_types(
    page: Page, record: str
) -> None:
    page.goto(record)
    told = page.locator("form.within .told")
    page.locator("#within").focus()
    page.keyboard.type("遮陽")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("第 1 處，共")
    page.wait_for_timeout(500)  # longer than the page waits for more letters
    expect(told).to_contain_text("第 1 處，共")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("第 2 處，共")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    last = told.inner_text().partition("共")[2].split()[0]
    expect(told).to_contain_text(f"第 {last} 處，共")


def test_the_place_before_the_first_is_the_last(page: Page, record: str) -> None:
    page.goto(record)
    told = page.locator("form.within .told")
    page.locator("#within").fill("遮陽")
    expect(told).to_contain_text("找到")
    page.get_by_role("button", name="上一處").click()
    last = told.inner_text().partition("共")[2].split()[0]
    expect(told).to_contain_text(f"第 {last} 處，共")


def test_who_hears_the_page_is_told_what_was_found_and_by_whom_and_gets_there(
    page: Page, record: str
) -> None:
    page.goto(record)
    page.locator("#within").fill("影子的影響")
    page.keyboard.press("Enter")
    told = page.locator("form.within .told")
    expect(told).to_contain_text(re.compile("第 1 處，共 \\d+ 處：.+影子的影響"))
    whose = told.locator(".vh").text_content() or ""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(told.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    place = page.locator("#transcript :target")
    expect(place).to_contain_text("影子的影響")
    name = place.evaluate(
        "e => { while (e.tagName !== 'H3') e = e.previousElementSibling; return e.textContent; }"
    )
    assert whose.startswith(f"：{name}：")


def test_who_hears_the_page_goes_on_where_the_words_were_when_all_are_shown_again(
    page: Page, record: str
) -> None:
    page.goto(record)
    page.locator(".voices .only").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="顯示全部").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#transcript h3:focus")).to_have_count(1)
