"""The way of the guide in a browser: a stenographer's Word file becomes a checked, held and published
record; and `/prepare` is open to everybody."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from markdown import markdown
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

import webapp
from minutes import settings
from minutes.addresses.short_ids import code
from minutes.settings import Settings
from minutes.text import days
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from tests.conftest import ROOT, Transcripts
from tests.pipeline.readers.word_files import para, word_file
from webapp.pages.editing import prepare_page

ROUND_MS = 40_000  # the process that reads a file gives way to others; the site gives up after 30 s
Open = Callable[..., Page]
Serve = Callable[[Flask], str]
TAIPEI = ZoneInfo("Asia/Taipei")
MET = dt.datetime.now(TAIPEI).date() - dt.timedelta(days=1)
WRONG = "我的電話是 0912-345-678，會後再談。"
WORD = word_file(
    para("範例部第907案協作會議", style="Title"),
    f"時間：民國{MET.year - 1911}年{MET.month}月{MET.day}日下午2時",
    "地點：範例部三樓會議室",
    "王範例：大家好，今天討論候車亭的座椅。",
    "陳示範：夏天的椅子太燙，坐不住。",
    "（播放簡報）",
    f"王範例：謝謝。{WRONG}",
    "陳示範：好的。",
)
NAMES = {
    "zh": {
        "prefix": "",
        "file": "檔案",
        "go": "整理並檢查",
        "again": "再檢查一次",
        "download": "下載完成的檔案",
        "unfinished": "下載未完成的檔案",
        "host": "主辦機關",
        "edit": "修改",
        "words": "內容（清空就刪除這一段）",
        "done": "改好了",
        "date": "開會日期",
        "hold": "延後到這一天公開",
        "ready": "沒有錯誤",
        "findings": "檢查結果",
        "due": r"從 (\S+日) 零時",
        "awaited": "等候紀錄",
        "case": "案號",
    },
    "en": {
        "prefix": "/en",
        "file": "File",
        "go": "Prepare and check",
        "again": "Check again",
        "download": "Download the finished file",
        "unfinished": "Download the unfinished file",
        "host": "Host agency",
        "edit": "Edit",
        "words": "Words (empty: this piece is deleted)",
        "done": "Done",
        "date": "Day of the meeting",
        "hold": "Publish not before",
        "ready": "no errors",
        "findings": "Findings",
        "due": r"public from (\d+ \w+ \d{4}),",
        "awaited": "record awaited",
        "case": "Case number",
    },
}


class Clock(Archive):
    """An archive that is read at another moment than this one."""

    moment: dt.datetime | None = None

    def view(self, now: dt.datetime | None = None) -> View:
        return super().view(now or self.moment)


@pytest.fixture
def where(transcripts: Transcripts, tmp_path: Path) -> Settings:
    """An archive as its keeper set it up: nothing in it yet but an agency and what is announced."""
    transcripts.write("archive.yaml", "name: {zh: 試行檔案庫, en: A new archive}\nprepare: true\n")
    transcripts.write(
        "agencies.yaml", "- {id: demo, name: {zh: 範例部, en: Ministry of Examples}}\n"
    )
    transcripts.write(
        "schedule.yaml",
        f"- {{date: {MET}, tier: collaborative, case: 907, title: 範例部第907案協作會議, host: demo}}\n",
    )
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    chosen = settings.load(transcripts.path, tmp_path / "data", drafts)
    indexer.refresh(chosen)
    return chosen


@pytest.fixture
def clock(where: Settings) -> Clock:
    return Clock(where)


@pytest.fixture
def base(where: Settings, clock: Clock, live_server: Serve) -> str:
    return live_server(webapp.create_app(where, clock))


def visit(open_page: Open, address: str, **options: object) -> Page:
    page = open_page(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-TW", **options})
    page.set_default_timeout(ROUND_MS)
    page.goto(address)
    return page


def check(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).last.click()


def box(page: Page) -> Locator:
    return page.locator(".well:has([autofocus])")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_a_word_file_to_a_published_record(
    open_page: Open,
    base: str,
    where: Settings,
    clock: Clock,
    page_errors: list[str],
    lang: str,
    tmp_path: Path,
) -> None:
    said = NAMES[lang]
    page = visit(open_page, f"{base}{said['prefix']}/prepare")

    # the stenographer's file
    file = {"name": "速錄檔.docx", "mimeType": "application/octet-stream", "buffer": WORD}
    page.get_by_label(said["file"], exact=True).set_input_files(file)
    check(page, said["go"])
    expect(page.get_by_label(said["date"])).to_have_value(MET.isoformat())
    expect(page.get_by_label(said["case"])).to_have_value("907")
    expect(page.get_by_role("button", name=said["unfinished"])).to_have_count(2)
    expect(page.get_by_role("button", name=said["download"])).to_have_count(0)

    # the findings: a field that is missing, and words that must not be there
    findings = page.locator("ol.findings")
    findings.get_by_role("link", name=said["host"]).click()
    expect(page.get_by_label(said["host"], exact=True)).to_be_in_viewport()
    page.get_by_label(said["host"], exact=True).fill("範例部")
    piece = page.locator(".piece", has_text=WRONG)
    findings.locator("a[href^='#s']").first.click()
    expect(piece).to_be_in_viewport()
    piece.get_by_role("button", name=said["edit"]).click()
    words = piece.get_by_label(said["words"])
    expect(words).to_be_focused()
    words.fill(words.input_value().replace(WRONG, ""))
    check(page, said["done"])
    expect(page.locator(".piece .edit:focus")).to_have_count(1)
    expect(box(page)).to_contain_text(said["ready"])
    told = re.search(said["due"], box(page).inner_text())
    due = days.day(told[1]) if told else None
    assert due is not None

    # the page as readers will see it, and the file
    names = page.locator(".desk .page > h3")
    # Who said where the meeting was is not known, and is not guessed.
    assert names.all_inner_texts()[1:3] == ["王範例", "陳示範"]
    expect(page.locator(".desk .page")).to_contain_text("夏天的椅子太燙")
    with page.expect_download() as download:
        page.get_by_role("button", name=said["download"]).last.click()
    name = download.value.suggested_filename
    assert name == f"{MET}-範例部第907案協作會議.md"
    record = tmp_path / name
    download.value.save_as(record)
    assert record.read_text(encoding="utf-8") == page.locator("[name=text]").input_value()

    # among the drafts it is held
    assert where.drafts is not None
    record.rename(where.drafts / name)
    indexer.refresh(where)
    address = f"{base}{said['prefix']}/{quote(name.removesuffix('.md'))}"
    unknown = page.request.get(f"{base}{said['prefix']}/2020-01-01-nothing")
    held = page.request.get(address)
    assert (held.status, held.body()) == (404, unknown.body())
    page.goto(f"{base}{said['prefix']}/calendar/{MET:%Y/%m}")
    expect(page.get_by_role("main")).to_contain_text(said["awaited"])
    assert "夏天的椅子太燙" not in page.content()
    page.goto(f"{base}{said['prefix']}/m/{code(name.removesuffix('.md'))}")
    expect(page.locator("time").first).to_have_attribute("datetime", due.isoformat())

    # and published by the clock
    day = dt.datetime.combine(due, dt.time(), TAIPEI)
    clock.moment = day - dt.timedelta(seconds=1)
    assert page.request.get(address).status == 404
    clock.moment = day
    page.goto(address)
    expect(page.locator("h1")).to_have_text("範例部第907案協作會議")
    expect(page.locator("#transcript")).to_contain_text("夏天的椅子太燙，坐不住。")
    expect(page.locator("#transcript")).not_to_contain_text("0912")
    page.goto(f"{base}{said['prefix']}/search?q={quote('候車亭')}")
    expect(page.locator(".results .hit")).to_have_count(1)
    page_errors.clear() if all("404" in e for e in page_errors) else None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_is_two_printed_pages(open_page: Open, lang: str, tmp_path: Path) -> None:
    guide = (ROOT / "docs/po-guide.md").read_text(encoding="utf-8")
    part = dict(zip(("zh", "en"), guide.split("\n---\n"), strict=True))[lang]
    sheet = tmp_path / "guide.html"
    sheet.write_text(
        f"<!doctype html><meta charset=utf-8><html lang={lang}><base href='{(ROOT / 'docs').as_uri()}/'>"
        "<style>body { font: 10.5pt/1.5 sans-serif } img { width: 100% }</style>"
        + markdown(part, extensions=["tables"]),
        encoding="utf-8",
    )
    page = open_page()
    page.goto(sheet.as_uri())
    assert page.locator("img").count() == 3
    assert page.locator("img").evaluate_all("all => all.every(i => i.naturalWidth > 0)")
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "20mm")
    printed = PdfDocument(page.pdf(format="A4", margin=margin))
    assert len(printed) == 2


def paste(page: Page, words: str, lang: str) -> None:
    page.locator("#text").fill(words)
    check(page, NAMES[lang]["go"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_state_of_the_page_shuts_anybody_out(
    open_page: Open,
    base: str,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], None],
    page_errors: list[str],
    lang: str,
) -> None:
    said = NAMES[lang]
    page = visit(open_page, f"{base}{said['prefix']}/prepare")
    assert axe(page) == []
    paste(page, " ", lang)  # nothing at all: the reason is told
    assert axe(page) == []
    paste(
        page,
        f"{MET} 範例部第907案協作會議\n王範例：大家好。\n陳示範：{WRONG}\n王範例：好。\n",
        lang,
    )
    page.get_by_label(said["hold"]).fill("明年春天")
    check(page, said["again"])
    field = page.get_by_label(said["hold"])
    expect(field).to_have_value("明年春天")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("不是日期|not a date"))
    assert axe(page) == []
    screenshot(page, f"prepare-findings-{lang}-1280")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    screenshot(page, f"prepare-findings-{lang}-320")
    assert axe(page) == []
    broken = page.locator("[name=text]").input_value().replace("title: ", "title: [", 1)
    page.goto(
        f"{base}{said['prefix']}/prepare?"
    )  # at this very address it would go on with the work
    file = {"name": "a.md", "mimeType": "text/markdown", "buffer": broken.encode()}
    page.get_by_label(said["file"], exact=True).set_input_files(file)
    check(page, said["go"])
    expect(page.locator("#text")).to_be_visible()
    assert axe(page) == []
    check(page, said["again"])
    expect(page.locator(".trouble")).to_be_focused()
    assert axe(page) == []
    page_errors[:] = [e for e in page_errors if "400" not in e]  # of the empty form


def test_enter_in_a_field_checks_and_downloads_nothing(open_page: Open, base: str) -> None:
    page = visit(open_page, f"{base}/prepare")
    paste(
        page,
        f"{MET} 示範月會\n王範例：大家好。\n陳示範：您好。\n王範例：好。\n陳示範：謝謝。\n",
        "zh",
    )
    downloads: list[object] = []
    page.on("download", lambda each: downloads.append(each))
    day = page.get_by_label("開會日期")
    day.fill("115年3月2日")
    with page.expect_navigation():
        day.press("Enter")
    expect(day).to_have_value("2026-03-02")
    expect(box(page)).to_contain_text("2026-03-02-示範月會.md")
    assert downloads == []


def test_another_language_of_the_page_keeps_what_was_filled_in(open_page: Open, base: str) -> None:
    page = visit(open_page, f"{base}/prepare")
    paste(page, f"{MET} 示範月會\n王範例：大家好。\n陳示範：您好。\n王範例：好。\n", "zh")
    page.get_by_label("延後到這一天公開").fill("明年")
    with page.expect_navigation():
        page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Publish not before")).to_have_value("明年")
    expect(page.locator("ol.findings")).to_contain_text("is not a date")


def test_without_scripts_a_finding_leads_to_its_speech(open_page: Open, base: str) -> None:
    page = visit(open_page, f"{base}/prepare", java_script_enabled=False)
    paste(page, f"{MET} 示範月會\n王範例：大家好。\n陳示範：{WRONG}\n", "zh")
    page.locator("ol.findings a[href^='#s']").first.click()
    expect(page.locator(".piece", has_text=WRONG)).to_be_in_viewport()


def test_too_large_a_file_is_answered_with_the_limit(
    open_page: Open, base: str, page_errors: list[str]
) -> None:
    page = visit(open_page, f"{base}/prepare")
    big = {
        "name": "a.docx",
        "mimeType": "application/zip",
        "buffer": b"PK" * (prepare_page.MAX_UPLOAD // 2 + 9),
    }
    page.get_by_label("檔案", exact=True).set_input_files(big)
    check(page, "整理並檢查")
    expect(page.locator(".trouble")).to_contain_text("上限是 12 MB")
    page_errors[:] = [e for e in page_errors if "413" not in e]
