"""Reading a record in a browser: arriving, filtering, finding, selecting; and what strangers write."""

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
from pipeline.index import indexer
from tests.conftest import Transcripts

PARK = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
Open = Callable[..., Page]
Serve = Callable[[Flask], str]
HOSTILE = (
    "<script>window.hit=1</script>",
    '<img src=x onerror="window.hit=1">',
    "<svg onload=window.hit=1>",
    "[a](javascript:window.hit=1)",
    "<a href='data:text/html,<script>window.hit=1</script>'>b</a>",
    "</p></div></section></main>",
    "<style>body{display:none}</style>",
    "\u202egnimoc\u202c",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    '" autofocus onfocus="window.hit=1',
    "{{7*7}}{% raw %}",
    "<b><i><u>",
    "<!--",
    "]]>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
)


@pytest.fixture
def record(sample: Path, tmp_path: Path, live_server: Serve) -> str:
    """The address of a record of the sample archive."""
    where = settings.load(sample, tmp_path / "data")
    return f"{live_server(webapp.create_app(where, Archive(where, in_memory=True)))}/{PARK}"


def test_a_link_arrives_at_its_speech_with_what_came_before_it(page: Page, record: str) -> None:
    page.goto(record)
    ident = page.locator("#transcript p[id^=s]").nth(20).get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{record}#{ident}")
    target = page.locator(f"#{ident}")
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()  # a voice goes on from here
    box = target.bounding_box()
    assert box
    assert 100 < box["y"] < 500
    mark = "getComputedStyle(document.querySelector(':target'), '::before').backgroundColor"
    assert page.evaluate(mark) != "rgba(0, 0, 0, 0)"


def test_a_voice_begins_at_the_speech_of_a_result_whose_words_stand_elsewhere_too(
    page: Page, record: str
) -> None:
    page.goto(record)
    said = page.locator("#transcript p[id^=s]", has_text="遮陽").last
    ident = said.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{record}#{ident}:~:text={quote('遮陽')}")
    expect(page.locator(f"#{ident}")).to_be_focused()
    page.wait_for_timeout(1_000)  # by then the browser has looked for the words
    expect(page.locator(f"#{ident}")).to_be_focused()
    expect(page.locator(f"#{ident}")).to_be_in_viewport()


def test_a_fragment_that_nobody_knows_keeps_the_reader_in_the_record_and_says_so(
    page: Page, record: str, page_errors: list[str]
) -> None:
    page.goto(f"{record}#s4711")
    expect(page.locator("#transcript > p[role=status]")).to_be_visible()
    assert page.url.endswith("#s4711")
    page.goto(f"{record}#s{page.locator('#transcript p[id^=s]').first.get_attribute('id')[1:]}")
    expect(page.locator("#transcript > p[role=status]")).to_have_count(0)
    page.goto(f"{record}#s4712")  # from a link in the page itself
    expect(page.locator("#transcript > p[role=status]")).to_have_count(1)
    page_errors.clear()  # the address was asked for, and is not there


def test_an_end_of_an_address_that_is_badly_encoded_stops_nothing_else(
    page: Page, record: str
) -> None:
    page.goto(f"{record}#%")
    expect(page.locator("#transcript a[aria-label]").first).to_be_attached()
    expect(page.locator("p.here")).to_have_count(0)
    page.goto("about:blank")
    page.goto(f"{record}#%E5%A5:~:text=x")
    expect(page.locator("#transcript a[aria-label]").first).to_be_attached()


def test_only_one_speaker_is_shown_and_the_context_is_one_step_away(
    page: Page, record: str
) -> None:
    page.goto(record)
    page.get_by_role("button", name="只看：遮陽媽媽").click()
    shown = page.locator("#transcript > h3:visible")
    assert set(shown.all_inner_texts()) == {"遮陽媽媽"}
    gap = page.locator(".gap").first
    expect(gap).to_contain_text("則發言")
    gap.click()
    assert "張假名" in page.locator("#transcript > h3:visible").all_inner_texts()
    page.get_by_role("button", name="顯示全部").click()
    assert len(set(page.locator("#transcript > h3:visible").all_inner_texts())) > 5


def test_finding_in_the_record_counts_marks_and_keeps_the_rest_at_hand(
    page: Page, record: str
) -> None:
    page.goto(record)
    page.locator("#within").fill("影子")
    expect(page.locator("form.within .told")).to_contain_text("找到")
    assert page.evaluate("CSS.highlights.get('found').size") == int(
        "".join(filter(str.isdigit, page.locator("form.within .told").inner_text()))
    )
    visible = page.locator("#transcript > p:visible")
    assert visible.count() < page.locator("#transcript > p").count()
    page.locator("#within").fill("")
    expect(page.locator("#transcript.thin")).to_have_count(0)


def test_on_a_phone_the_field_stays_while_one_types_and_next_and_previous_stay_in_reach(
    open_page: Open, record: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 640}, locale="zh-TW", has_touch=True)
    page.goto(record)
    page.locator("label.handle").click()
    page.locator("#within").fill("遮陽")
    expect(page.locator("form.within .told")).to_contain_text("找到")
    expect(page.locator("#within")).to_be_focused()
    page.keyboard.press("Enter")
    further = page.get_by_role("button", name="下一處")
    expect(further).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(re.compile("第 5 處，共"))
    expect(further).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") > 640  # far below where the bar began


def test_what_is_copied_holds_no_words_of_the_interface(page: Page, record: str) -> None:
    page.goto(record)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#transcript'))")
    copied = page.evaluate("getSelection().toString()")
    assert "各位與會的朋友早安" in copied
    assert "#" not in copied


def test_a_selection_gives_a_link_that_leads_back_to_its_words(
    open_page: Open, record: str
) -> None:
    page = open_page(
        viewport={"width": 1280, "height": 800},
        locale="zh-TW",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.goto(record)
    page.evaluate("""() => { const p = document.querySelectorAll('#transcript p')[3]; const r = new Range();
        r.setStart(p.firstChild, 2); r.setEnd(p.firstChild, 12); getSelection().removeAllRanges(); getSelection().addRange(r);
        p.scrollIntoView(); }""")
    button = page.get_by_role("button", name="複製這段文字的連結")
    expect(button).to_be_visible()
    button.click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "#s" in link
    assert ":~:text=" in link


LINES = """() => { const lines = []; const range = new Range(); let size;
    for (const p of document.querySelectorAll('#transcript p:not(.n)')) {
        if (p.textContent.length < 150) continue;
        const style = getComputedStyle(p); size = [parseFloat(style.lineHeight) / parseFloat(style.fontSize), style.textAlign];
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); let top = null, count = 0;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.parentElement.closest("a[href^='speech/']")) continue;
            for (let n = 0; n < node.length; n++) {
                range.setStart(node, n); range.setEnd(node, n + 1);
                const box = range.getBoundingClientRect();
                if (!box.width) continue;
                if (top !== null && Math.abs(box.top - top) > 12) { lines.push(count); count = 0; }
                top = box.top; count++;
            }
        }
    }
    return [lines.reduce((a, b) => a + b, 0) / lines.length, ...size]; }"""


@pytest.mark.parametrize(
    ("lang", "words", "least", "most", "leading"),
    [
        ("zh-Hant-TW", "大家在公園裡看影子怎麼走，再決定棚子要放在哪裡。" * 12, 34, 38, 1.9),
        (
            "en",
            "We walked to the playground at noon, and found the slide too hot. " * 12,
            64,
            68,
            1.68,
        ),
    ],
)
def test_a_line_is_as_long_and_as_far_from_the_next_as_one_reads_well(
    page: Page,
    tmp_path: Path,
    live_server: Serve,
    lang: str,
    words: str,
    least: int,
    most: int,
    leading: float,
) -> None:
    head = f"---\ntitle: Long\ndate: 2025-04-10\ntier: other\nlang: {lang}\n---\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2025-04-10-long.md").write_text(
        f"{head}# Long\n\n### 王範例：\n{words}\n\n{words}\n", "utf-8"
    )
    where = settings.load(tmp_path / "in", tmp_path / "data")
    base = live_server(webapp.create_app(where, Archive(where, in_memory=True)))
    for width in (1440, 800):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{base}/2025-04-10-long")
        characters, height, align = page.evaluate(LINES)
        assert least <= characters <= most, width
        assert height == pytest.approx(leading), width
        assert align == "start", width


def test_apostrophes_are_narrow_and_full_width_marks_stay_wide(page: Page, record: str) -> None:
    page.goto(record)
    for font in ("100px var(--sans)", "600 100px var(--title)"):
        for mark, least, most in (("’", 0, 60), ("：", 90, 110)):
            width = page.evaluate(
                """([font, mark]) => { const s = document.createElement('span');
                s.style.cssText = `font: ${font}; position: absolute`; s.textContent = mark;
                document.body.append(s); return s.getBoundingClientRect().width; }""",
                [font, mark],
            )
            assert least <= width <= most, (font, mark)


def test_a_record_can_be_cited_in_every_style_with_one_press_each(
    open_page: Open, record: str
) -> None:
    page = open_page(locale="zh-TW", permissions=["clipboard-read", "clipboard-write"])
    page.goto(record)
    page.locator(".side a[href='#cite']").click()
    for name, start in (("BibTeX", "@"), ("RIS", "TY  - "), ("CSL-JSON", "[")):
        button = page.get_by_role("button", name=f"複製：{name}")
        for _ in range(2):
            button.click()
            expect(button).to_have_text("已複製")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(start)
        assert "公園遊具的遮陽" in copied, (name, start)
        expect(button).to_have_text("複製")


def test_search_results_follow_what_is_typed(page: Page, record: str) -> None:
    page.goto(record.rsplit("/", 1)[0] + "/search?q=遊具")
    before = page.locator(".count").inner_text()
    page.locator("#q").fill("遊具 影子")
    expect(page.locator(".count")).not_to_have_text(before)
    expect(page).to_have_url(re.compile("%E5%BD%B1%E5%AD%90"))
    page.reload()
    expect(page.locator("#q")).to_have_value("遊具 影子")


def test_hostile_words_anywhere_do_nothing_and_break_no_page(
    transcripts: Transcripts,
    tmp_path: Path,
    live_server: Serve,
    open_page: Open,
    page_errors: list[str],
) -> None:
    quoted = [
        w.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\u202e", "\\u202E")
        .replace("\u202c", "\\u202C")
        for w in HOSTILE
    ]
    for number, (words, yaml) in enumerate(zip(HOSTILE, quoted, strict=True)):
        transcripts.write(
            f"2020-01-{number + 1:02}-hostile-{number}.md",
            f'---\ntitle: "標題 {yaml} 完"\ndate: 2020-01-{number + 1:02}\ntier: other\nkind: talk\n'
            f'summary: {{zh: "摘要 {yaml}"}}\nattendees: [{{name: "甲 {yaml}", role: "{yaml}", organisation: "{yaml}"}}]\n'
            f'decisions: [{{text: "決議 {yaml}"}}]\nlinks: [{{type: other, url: "javascript:window.hit=1", label: "{yaml}"}}]\n---\n'
            f"# 標題\n\n## 段落 {words}\n\n### 講者 {words}：\n前文 {words} 後文，這裡有足夠長的文字可以搜尋得到。\n\n> （{words}）\n\n{words}\n\n結尾。\n",
        )
    transcripts.write(
        "2020-02-01-long.md",
        "# 長\n\n### 甲：\n" + "很長的一段話" * 12_000 + "\n\n" + "x" * 200_000 + "\n",
    )
    where = settings.load(transcripts.path, tmp_path / "data")
    indexer.refresh(where)
    base = live_server(webapp.create_app(where))
    page = open_page(viewport={"width": 1280, "height": 800}, locale="zh-TW")
    paths = [
        "/",
        "/meetings/other/2020/1",
        "/speakers",
        "/search?q=搜尋得到",
        "/calendar/2020/01",
        "/2020-02-01-long",
    ]
    for number in range(len(HOSTILE)):
        paths += [
            f"/2020-01-{number + 1:02}-hostile-{number}",
            f"/en/2020-01-{number + 1:02}-hostile-{number}",
        ]
    for path in paths:
        page.goto(base + path)
        assert page.evaluate("window.hit") is None, path
        assert page.locator("footer.foot").is_visible(), path
        assert page.evaluate("getComputedStyle(document.body).display") == "block", path
        assert page.locator("main").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        for link in page.locator("main a").all()[:40]:
            assert not (link.get_attribute("href") or "").startswith(("javascript:", "data:")), path
    page.goto(f"{base}/2020-01-02-hostile-1")
    first = page.locator("#transcript a[href^='speech/']").first
    page.goto(f"{base}/" + str(first.get_attribute("href")))
    assert page.evaluate("window.hit") is None
    assert page_errors == []


def test_the_longest_record_is_shown_and_does_not_jump(
    corpus_settings: settings.Settings, live_server: Serve, open_page: Open
) -> None:
    app = webapp.create_app(corpus_settings)
    view = app.extensions["minutes"]["minutes"].archive.view()
    longest = max(view.public.meetings, key=lambda m: m.chars)
    page = open_page(viewport={"width": 1280, "height": 800}, locale="en")
    base = live_server(app)
    page.goto(f"{base}/about")  # the browser and the archive are open; the record is not made yet
    page.goto(f"{base}/{longest.id}")
    script = """async () => await new Promise(done => { let moved = 0; new PerformanceObserver(list => {
        for (const e of list.getEntries()) moved += e.hadRecentInput ? 0 : e.value;
      }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(moved), 600); })"""
    assert page.evaluate(script) < 0.05


# The first and the last character of each number with its counter, where they are on different lines.
PARTED = r"""() => {
  const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const m of node.data.matchAll(/\d+ ?(?:[年月日案]|則發言)/g)) {
      const range = document.createRange();
      range.setStart(node, m.index);
      range.setEnd(node, m.index + m[0].length);
      const tops = [...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.top));
      if (tops.length && Math.max(...tops) - Math.min(...tops) > 8) found.push(m[0]);
    }
  return found;
}"""


@pytest.mark.parametrize("width", [320, 340, 360, 380])
def test_no_line_of_a_list_or_a_sentence_parts_a_number_from_its_counter(
    open_page: Callable[..., Page], record: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 700}, locale="zh-TW")
    base, parted = record.rpartition("/")[0], {}
    for path in ("/following", "/quarter/2026/1", "/meetings/collaborative", "/calendar/2025/04"):
        page.goto(f"{base}{path}")
        if found := page.evaluate(PARTED):
            parted[path] = found
    assert parted == {}
