"""Lines begin and end as Chinese lines may, wide spacing loses nothing, what is copied is the text."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

import webapp
from minutes import settings
from minutes.records.document import parse
from pipeline.archive.archive import Archive
from tests.browser.line_edges import WIDTHS, double_letters, wrong_edges
from tests.conftest import Transcripts

NAME = "2026-01-05-示範會議"
# Marks after every few characters, each time after one more, so that some stands at every line's end.
CLAUSES = [
    f"「會議（第{'一' * n}次）」，『公園、遊具』；遮陽：好！誰來做？（{'二' * n}）。「開放（Governance）」，好。"
    for n in range(1, 24)
]
LATIN = "The PO network（開放政府聯絡人）uses Join、Pol.is、HackMD，all open source。" * 3
WORDS = (
    f"# 2026-01-05 示範會議（第二次）：公園、遊具「遮陽」的討論\n\n### 張假名：\n\n{''.join(CLAUSES)}\n\n"
    + "\n\n".join(
        f"### {name}：\n\n{clause * 4}"
        for name, clause in zip("王李陳林", CLAUSES[::5], strict=False)
    )
    + f"\n\n### Ann Sample：\n\n{LATIN}\n"
)
# Lists, paragraphs of one quotation, and an accent that is typed as a sign of its own.
BLOCKS = """# 2026-01-05 示範會議

### 張假名：

決議：
- 甲案通過
- 乙案保留

### 王範例：

1. 範例部補資料。
2. 示範局協調。

### 陳測試：

> 現場錄影
>
> 座次表
>
> - 簡報

### 李示範：

台語「反對」的「tuì」。
"""
# What a reader may set for legibility (WCAG 2.2, 1.4.12).
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
CUT = """() => [...document.querySelectorAll("main *")].filter((e) => {
  const style = getComputedStyle(e);
  const hides = style.overflowX === "hidden" || style.overflowY === "hidden" || style.overflowX === "clip";
  return hides && e.offsetParent && !e.closest(".vh") && e.textContent.trim()
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.outerHTML.slice(0, 120))"""
COPIED = """() => [...document.querySelectorAll("#transcript p[id^=s]")].map((p) => {
  getSelection().selectAllChildren(p);
  return [p.id.slice(1), getSelection().toString()];
})"""


@pytest.fixture
def record(transcripts: Transcripts, tmp_path: Path, live_server: Callable[..., str]) -> str:
    transcripts.write(f"{NAME}.md", WORDS)
    where = settings.load(transcripts.path, tmp_path / "data")
    return live_server(webapp.create_app(where, Archive(where, in_memory=True))) + f"/{quote(NAME)}"


def test_no_line_begins_or_ends_with_a_mark_that_must_not(
    open_page: Callable[..., Page], record: str
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    page.goto(record)
    for large in (False, True):
        if large:
            double_letters(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert wrong_edges(page) == [], (width, large)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, large)


def test_the_words_of_a_record_are_copied_whole_and_with_nothing_that_nobody_said(
    open_page: Callable[..., Page], record: str
) -> None:
    page = open_page(locale="zh-TW", permissions=["clipboard-read", "clipboard-write"])
    page.goto(record)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#transcript'))")
    page.keyboard.press("Control+c")
    spoken = [i for i in parse(WORDS).items if i.type == "speech"]
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "\n\n".join(f"{i.speaker}\n{i.text}" for i in spoken)


def test_wide_spacing_loses_no_word(open_page: Callable[..., Page], record: str) -> None:
    page = open_page(viewport={"width": 320, "height": 800}, locale="zh-TW", bypass_csp=True)
    page.goto(record)
    page.add_style_tag(content=SPACING)
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_is_copied_is_the_text(open_page: Callable[..., Page], record: str) -> None:
    page = open_page(viewport={"width": 390, "height": 800}, locale="zh-TW")
    page.goto(record)
    copied = dict(page.evaluate(COPIED))
    spoken = {i.id: i.text for i in parse(WORDS).items if i.type == "speech"}
    assert copied == spoken
    # What is sought may reach from one language into the other.
    assert page.locator("#transcript i[lang|=zh]").count() > 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#within").fill("network（開放")
    expect(page.locator("form.within .told")).to_contain_text("3")


def test_the_measure_sees_what_it_looks_for(open_page: Callable[..., Page], record: str) -> None:
    page = open_page(viewport={"width": 320, "height": 800}, locale="zh-TW", bypass_csp=True)
    page.goto(record)
    page.add_style_tag(
        content="* { line-break: anywhere !important; word-break: break-all !important }"
    )
    assert {fault.split(":")[0] for fault in wrong_edges(page)} == {"begins", "ends"}


def test_blocks_are_copied_as_their_text_has_them_and_accents_composed(
    open_page: Callable[..., Page], record: str, transcripts: Transcripts
) -> None:
    transcripts.write(f"{NAME}.md", BLOCKS)
    page = open_page(locale="zh-TW", permissions=["clipboard-read", "clipboard-write"])
    page.goto(record)
    copied = dict(page.evaluate(COPIED.replace("p[id^=s]", ":is(p, div)[id^=s]")))
    said = [i for i in parse(BLOCKS).items if i.type in {"speech", "narrative"}]
    assert copied == {i.id: i.text for i in said}
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#transcript'))")
    page.keyboard.press("Control+c")
    named = [f"{i.speaker}\n{i.text}" if i.speaker else i.text for i in said]
    assert page.evaluate("navigator.clipboard.readText()") == "\n\n".join(named)
