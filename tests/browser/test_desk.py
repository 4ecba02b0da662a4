"""The desk as people use it: accessible in both languages, on a phone, by the keyboard alone."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

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
TODAY = dt.datetime.now(ZoneInfo("Asia/Taipei")).date()
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


FULL = 9  # rows of each list: more than stand open


def full_desk(transcripts: Transcripts, drafts: Transcripts) -> None:
    """An agency with more to do than anybody has, in words as long as they get."""
    long = "範例部會議室預約系統與身心障礙者停車位聯合改善工程後續追蹤事項"
    head = "---\ntitle: {title}\ndate: {day}\ntier: monthly\nhost_agency: 範例部\n{more}---\n# {day} {title}\n\n### 王範例：\n好。\n"
    transcripts.write(
        "agencies.yaml",
        "- {id: demo, name: {zh: 範例部, en: Ministry of Examples and Long Names}}\n",
    )
    planned, actions = [], []
    for n in range(1, FULL + 1):
        drafts.write(
            f"2026-03-{n:02}-{long}.md", head.format(title=long, day=f"2026-03-{n:02}", more="")
        )
        planned.append(f"- {{date: 2026-02-{n:02}, tier: other, title: {long}{n}, host: 範例部}}\n")
        actions.append(f"  - {{task: {long}{n}, agency: 範例部, due: 2026-01-{n:02}}}\n")
        transcripts.write(
            f"issues/case-{n}.md",
            f"---\ntitle: {long}{n}\ncase: {900 + n}\nhost_agency: 範例部\nstatus:\n"
            "  - {status: tracked, date: 2026-01-02}\n---\n",
        )
        more = (
            "case: 不是數字\nedit: {waiver_reason: 都已確認}\n"
            f"corrections: [{{date: {TODAY}, what: {long}}}]\n"
            f"actions:\n{''.join(actions) if n == FULL else '  []'}"
        )
        day = f"2026-02-{10 + n}"
        transcripts.write(
            f"{day}-{long}.md",
            head.format(title=long, day=day, more=more.rstrip() + "\n"),
        )
    transcripts.write("schedule.yaml", "".join(planned))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_desk_of_one_agency_is_one_screen_however_much_it_has_to_do(
    transcripts: Transcripts,
    tmp_path: Path,
    live_server: Callable[[Flask], str],
    open_page: Open,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], None],
    prefix: str,
) -> None:
    (tmp_path / "drafts").mkdir()
    full_desk(transcripts, Transcripts(tmp_path / "drafts"))
    made: Settings = load(transcripts, tmp_path / "data", tmp_path / "drafts")
    indexer.refresh(made)
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{live_server(backstage_app(made, local=True))}{prefix}/desk?agency=demo")
    counts = page.locator(".boards h2 b").all_inner_texts()
    assert counts == [str(FULL)] * 6
    assert page.evaluate("document.documentElement.scrollHeight") <= 800
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    assert axe(page) == []
    screenshot(page, f"desk-one-agency{prefix.replace('/', '-')}")
    for rest in page.locator(".rest > summary").all():
        rest.click()
    expect(page.locator(".boards .slips > li:visible")).to_have_count(6 * FULL)
    first = page.locator("section[aria-labelledby=overdue] .slips > li").first
    first.locator("summary").click()
    expect(first.locator(".meta").get_by_role("link").first).to_be_visible()
