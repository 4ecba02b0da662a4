"""Nobody loses work on a page that came by sending a form: not by going back, not by loading it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect

from minutes.settings import load
from pipeline.index import indexer
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection
from tests.browser.fake_host import TOKEN, FakeHost
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app

ROUND_MS = 40_000  # a round goes through a process of its own, which gives way to readers
ID = "2026-03-02-還沒公開的會議"
DRAFT = (
    "---\ntitle: 還沒公開的會議\ndate: 2026-03-02\ntier: monthly\nedit: {hold: 草案通過後}\n---\n"
    "# 2026-03-02 還沒公開的會議\n\n### 王範例：\n公園有三座遮陽棚。\n\n### 李樣本：\n謝謝大家。\n"
)
WORDS = "2026-03-02 示範月會\n王範例：大家好。\n陳示範：您好。\n王範例：好。\n陳示範：謝謝。\n"


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "drafts"
    folder.mkdir()
    Transcripts(folder).write(f"{ID}.md", DRAFT)
    return folder


@pytest.fixture
def page(
    transcripts: Transcripts,
    drafts: Path,
    tmp_path: Path,
    live_server: Callable[[Flask], str],
    open_page: Callable[..., Page],
) -> Page:
    """A tab whose addresses begin at the site, and that lets go of a page when it is asked."""
    transcripts.write(
        "archive.yaml",
        "contact: po@example.org\nprepare: true\npull_requests: true\n"
        "drafts_repository: https://github.com/example/drafts\n",
    )
    made = load(transcripts, tmp_path / "data", drafts)
    indexer.refresh(made)
    page = open_page(base_url=live_server(backstage_app(made, local=True)), locale="zh-TW")
    page.set_default_timeout(ROUND_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def prepared(page: Page) -> None:
    page.goto("/prepare")
    page.get_by_label("或貼上文字").fill(WORDS)
    press(page, "整理並檢查")


def test_a_record_in_preparation_is_there_again_with_what_was_typed_last(page: Page) -> None:
    prepared(page)
    page.get_by_label("主辦機關", exact=True).fill("範例部")
    press(page, "再檢查一次")
    page.get_by_label("中文摘要").fill("還沒寫完")
    page.wait_for_timeout(700)  # it is kept a moment after the last key
    for again in (page.go_back, page.go_forward, page.reload):
        again()
        expect(page.get_by_label("中文摘要")).to_have_value("還沒寫完")
        expect(page.get_by_label("主辦機關", exact=True)).to_have_value("範例部")
        page.wait_for_load_state()


def test_what_was_guessed_of_a_file_lies_open_until_somebody_has_changed_something(
    page: Page,
) -> None:
    prepared(page)
    told = page.locator("details", has_text="從檔案讀到的")
    expect(told).to_have_attribute("open", "")
    page.get_by_label("主辦機關", exact=True).fill("範例部")
    press(page, "再檢查一次")
    expect(told).not_to_have_attribute("open", "")


def test_where_a_browser_keeps_nothing_for_sites_the_page_works_all_the_same(page: Page) -> None:
    refused = "{ get() { throw new DOMException('no', 'SecurityError'); } }"
    for store in ("localStorage", "sessionStorage"):
        page.add_init_script(f"Object.defineProperty(window, '{store}', {refused})")
    prepared(page)
    page.locator("#decisions > summary").click()
    page.locator("#decisions > button.add").click()
    expect(page.get_by_role("group", name="決議 1", exact=True)).to_be_visible()
    page.goto(f"/desk/draft/{quote(ID)}")
    press(page, "訂正我的發言: 王範例")
    expect(page.get_by_label("請改為")).to_be_focused()


def test_a_record_that_was_opened_by_its_address_does_not_lose_what_was_typed(page: Page) -> None:
    page.goto(f"/prepare?record={quote(ID)}")
    page.get_by_label("中文摘要").fill("還沒寫完")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.get_by_label("中文摘要")).to_have_value("還沒寫完")


def test_a_record_that_was_opened_and_left_as_it_stands_is_no_work_to_be_asked_about(
    page: Page,
) -> None:
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", hear)
    page.goto(f"/prepare?record={quote(ID)}")
    page.get_by_label("中文摘要").click()  # browsers ask only where somebody has touched the page
    page.goto("/prepare?")
    expect(page.locator("#left")).to_be_hidden()
    assert asked == []
    page.goto(f"/prepare?record={quote(ID)}")
    page.get_by_label("中文摘要").press_sequentially("還")
    page.goto("/prepare?")
    assert asked == ["beforeunload"]


def test_what_is_not_wanted_any_more_is_thrown_away(page: Page) -> None:
    prepared(page)
    page.goto("/prepare?")  # not the address of the work: that would go on with it at once
    page.get_by_role("button", name="丟掉").click()
    page.goto("/prepare")
    expect(page.locator("#left")).to_be_hidden()


def test_another_record_begins_on_an_empty_page_and_the_one_before_is_offered_until_it_is_finished(
    page: Page,
) -> None:
    prepared(page)
    left = page.locator("#left")
    with page.expect_navigation():
        page.get_by_role("link", name="整理另一份").click()
    expect(page.get_by_label("或貼上文字")).to_be_visible()
    expect(left).to_be_visible()
    page.get_by_label("或貼上文字").fill(WORDS)
    press(page, "整理並檢查")
    with page.expect_download():
        page.get_by_role("button", name="下載完成的檔案").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="整理另一份").click()
    expect(page.get_by_label("或貼上文字")).to_be_visible()
    expect(left).to_be_hidden()


def test_what_was_handed_over_is_not_offered_again_as_unfinished(
    page: Page, drafts: Path, page_errors: list[str]
) -> None:
    page.route("https://api.github.com/**", FakeHost({"example/drafts": drafts}))
    prepared(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.get_by_label("您的權杖").fill(TOKEN)
    page.get_by_role("button", name="送出合併請求").click()
    expect(page.get_by_role("link", name="送出了，開啟合併請求")).to_be_visible(timeout=ROUND_MS)
    page.get_by_role("button", name="複製說明").click()
    message = page.get_by_label("提交的說明")
    assert message.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd) === e.value")
    page.get_by_role("link", name="整理另一份").click()
    expect(page.locator("#file")).to_be_visible()
    expect(page.locator("#left")).to_be_hidden()
    assert asked == []
    page_errors[:] = [e for e in page_errors if "api.github.com" not in e]


def test_a_participant_keeps_the_list_and_what_is_typed_of_another_speech(page: Page) -> None:
    page.goto(f"/desk/draft/{quote(ID)}")
    press(page, "訂正我的發言: 王範例")
    page.get_by_label("請改為").fill("公園有四座遮陽棚。")
    page.get_by_label("身分").select_option(label="主辦機關")
    press(page, "訂正我的發言: 李樣本")  # without a word of the list: it has the first one now
    expect(page.get_by_label("請改為")).to_have_value("謝謝大家。")
    expect(page.get_by_label("身分")).to_have_value("host")
    page.get_by_label("請改為").fill("謝謝各位。")
    page.get_by_label("理由").fill("口誤")
    for again in (page.go_back, page.go_forward, page.reload):
        again()
        expect(page.get_by_label("請改為")).to_have_value("謝謝各位。")
        expect(page.get_by_label("理由")).to_have_value("口誤")
        page.wait_for_load_state()
    press(page, "加入訂正清單")
    told = corrections.read(page.get_by_label("要寄出的文字").input_value())
    assert [(one.new, one.reason, one.capacity) for one in told] == [
        ("公園有四座遮陽棚。", "", "host"),
        ("謝謝各位。", "口誤", "host"),
    ]
    page.get_by_role("link", name=re.compile("回到這一段")).last.click()
    expect(page.locator(".t", has_text="謝謝大家")).to_be_in_viewport()


def test_a_speech_that_was_opened_and_left_as_it_is_gives_way_to_another(page: Page) -> None:
    page.goto(f"/desk/draft/{quote(ID)}")
    press(page, "訂正我的發言: 王範例")
    press(page, "訂正我的發言: 李樣本")
    expect(page.get_by_label("請改為")).to_have_value("謝謝大家。")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_decided_of_each_correction_is_there_again(page: Page) -> None:
    page.goto("/desk/corrections")
    wishes = [
        WishedCorrection(ID, "x", "公園有三座遮陽棚。", "公園有四座遮陽棚。"),
        WishedCorrection(ID, "x", "謝謝大家。", "謝謝。\n\n### 陳冒名：\n話。"),
    ]
    page.get_by_label("收到的文字").fill(corrections.written(wishes, "zh"))
    press(page, "讀出訂正")
    expect(page.get_by_label("更正紀錄怎麼寫")).to_be_hidden()  # of a draft nothing is noted
    page.get_by_label("公開以後的更正才需要記").check()
    page.get_by_label("更正紀錄怎麼寫").fill("更正座數")
    page.get_by_label("接受").check()
    page.reload()
    expect(page.get_by_label("接受")).to_be_checked()
    expect(page.get_by_label("更正紀錄怎麼寫")).to_have_value("更正座數")
    page.get_by_role("link", name="修改這份紀錄").click()
    expect(page.locator(".piece:target")).to_contain_text("謝謝大家")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_just_changed_is_taken_back_beside_it_by_a_few_keys(
    page: Page, open_page: Callable[..., Page], scripts: bool
) -> None:
    page.goto("/prepare")
    if not scripts:
        page = open_page(base_url=page.url, java_script_enabled=False)
        page.set_default_timeout(ROUND_MS)
        page.goto("/prepare")
    many = "".join(f"王範例：這是第{n}句話。\n陳示範：第{n}句，知道了。\n" for n in range(1, 31))
    asked = "決議：\n一、請示範局於4月20日前提供材質比較表。\n"
    page.get_by_label("或貼上文字").fill(f"2026-03-02 示範月會\n{many}{asked}")
    press(page, "整理並檢查")
    piece = page.locator(".piece", has_text="這是第20句話")
    with nullcontext() if scripts else page.expect_navigation():
        piece.get_by_role("button", name="修改").click()
    page.locator(".piece textarea").fill("這是第20句錯話。")
    press(page, "改好了")
    page.wait_for_load_state()
    expect(page.locator(".piece", has_text="這是第20句錯話。")).to_be_in_viewport()
    take_back(page)
    expect(page.locator(".piece", has_text="這是第20句話。")).to_be_in_viewport()
    with page.expect_navigation():
        page.locator("#actions").get_by_role("button", name="採用").click()
    page.wait_for_load_state()
    expect(page.locator("#actions fieldset")).to_have_count(1)
    take_back(page)
    expect(page.locator("#actions fieldset")).to_have_count(0)


def take_back(page: Page) -> None:
    """By the keys alone, from where the page begins after a round."""
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("復原"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state()
