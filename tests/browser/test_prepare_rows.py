"""From an .odt to a published record and its issue: by keyboard alone, and without scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Request, expect

import webapp
from minutes import settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection
from pipeline.source.parser import Parsed, parse
from tests.browser.fake_host import TOKEN, FakeHost
from tests.conftest import Transcripts
from tests.pipeline.readers.open_documents import odt_file
from webapp.routes import editors

Open = Callable[..., Page]
Serve = Callable[[Flask], str]
ROUND_MS = 40_000  # a round goes through a process of its own, which gives way to readers
ODT = odt_file(
    "範例部第907案協作會議",
    "時間：民國115年3月2日下午2時",
    "出席：範例部 王範例科長、陳示範（示範局）",
    "王範例：大家好，今天討論候車亭的座椅。",
    "陳示犯：夏天的椅子太燙，坐不住。",
    "王範例：謝謝，我們請示範局補資料。",
    "陳示範：好的。",
    "地震：（螢幕顯示）",
    "決議：",
    "一、請示範局於4月20日前提供材質比較表。",
    "二、「木質座椅」18票，列為第908案。",
)


@pytest.fixture
def where(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write(
        "archive.yaml",
        "name: {zh: 試行檔案庫, en: A new archive}\nprepare: true\npull_requests: true\n"
        "repository: https://github.com/example/records\n"
        "drafts_repository: https://github.com/example/drafts\n",
    )
    transcripts.write(
        "agencies.yaml",
        "- {id: demo, name: {zh: 範例部, en: Ministry of Examples}}\n"
        "- {id: show, name: {zh: 示範局, en: Bureau of Samples}}\n",
    )
    (tmp_path / "drafts").mkdir()
    chosen = settings.load(transcripts.path, tmp_path / "data", tmp_path / "drafts")
    indexer.refresh(chosen)
    return chosen


class Clock(Archive):
    """An archive that is read at another moment than this one."""

    moment = dt.datetime(2026, 3, 3, 4, tzinfo=dt.UTC)

    def view(self, now: dt.datetime | None = None) -> View:
        return super().view(now or self.moment)


@pytest.fixture
def clock(where: Settings) -> Clock:
    return Clock(where)


@pytest.fixture
def base(where: Settings, clock: Clock, live_server: Serve) -> str:
    app = webapp.create_app(where, clock)
    app.config[editors.LOCAL] = True
    return live_server(app)


def start(open_page: Open, base: str, **options: object) -> Page:
    page = open_page(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-TW", **options})
    page.set_default_navigation_timeout(ROUND_MS)
    page.set_default_timeout(ROUND_MS)
    page.goto(f"{base}/prepare")
    file = {"name": "速錄檔.odt", "mimeType": "application/octet-stream", "buffer": ODT}
    page.get_by_label("檔案", exact=True).set_input_files(file)
    return page


def entry(page: Page, name: str) -> Locator:
    """A row by its legend."""
    return page.get_by_role("group", name=name, exact=True)


def finished(page: Page, press: Callable[[Locator], None], folder: Path) -> Parsed:
    """The file that the last button gives, as a reader of files sees it."""
    with page.expect_download(timeout=ROUND_MS) as download:
        press(page.get_by_role("button", name="下載完成的檔案").last)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return parse(file.read_bytes(), file.name)


def told(record: Parsed) -> None:
    """All that was filled in stands in the record."""
    front = record.meeting.front
    assert {s.name for s in record.meeting.speakers} == {"王範例", "陳示範"}
    assert {(a.name, a.agency, a.role) for a in front.attendees} >= {
        ("王範例", "範例部", "科長"),
        ("陳示範", "示範局", ""),
        ("林試寫", "示範局", "股長"),
    }
    assert len(front.decisions) == 2
    assert [(a.task, a.agency, str(a.due)) for a in front.actions] == [
        ("提供材質比較表", ("示範局",), "2026-04-20"),
        ("量座椅的溫度", ("示範局",), "2026-05-01"),
        ("寫議題手冊", ("範例部",), "None"),
    ]
    (vote,) = front.votes
    assert (vote.cast, vote.options[0].title, vote.options[0].votes) == (26, "木質座椅", 18)
    ids = {item.id for item in record.document.items}
    assert {front.decisions[0].speech, front.actions[1].speech, vote.speech} <= ids
    assert not record.problems


def assert_no_yaml(page: Page) -> None:
    """No line of a head is seen."""
    seen = page.locator("main").inner_text()
    assert not re.search(r"host_agency|minutes schema|^---$|\{name:|^\w+: ", seen, re.M), seen


class Keyboard:
    """Somebody who has no mouse: Tab until it is there, then type or press."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """With Tab to a control, for as long as it takes."""
        handle = target.element_handle()
        for _ in range(400):
            if self.page.evaluate("e => document.activeElement === e", handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not lead there")

    def press(self, target: Locator) -> None:
        self.to(target)
        self.page.keyboard.press("Enter")

    def round(self, target: Locator) -> None:
        with self.page.expect_navigation(timeout=ROUND_MS):
            self.press(target)

    def write(self, target: Locator, words: str) -> None:
        self.to(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)


@pytest.mark.timeout(600)
def test_by_keyboard_alone_an_odt_becomes_a_published_record_with_rows_and_an_issue(
    open_page: Open,
    base: str,
    where: Settings,
    clock: Clock,
    page_errors: list[str],
    tmp_path: Path,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], None],
) -> None:
    assert where.drafts is not None
    page = start(open_page, base)
    keys = Keyboard(page)
    host = FakeHost({"example/drafts": where.drafts, "example/records": where.transcripts})
    page.route("https://api.github.com/**", host)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    keys.round(page.get_by_role("button", name="整理並檢查"))
    expect(page.locator(".well p[autofocus]")).to_be_focused()

    # what is half done lies in the browser
    page.get_by_label("中文摘要").fill("還沒寫完")
    page.wait_for_timeout(700)  # it is kept a moment after the last key
    page.goto(f"{base}/prepare?")  # not this very address: that would go on with it at once
    expect(page.locator("#left")).to_contain_text("範例部第907案協作會議")
    keys.round(page.get_by_role("button", name="接著做"))
    expect(page.get_by_label("中文摘要")).to_have_value("還沒寫完")
    keys.write(page.get_by_label("中文摘要"), "候車亭的座椅。")

    # who speaks: two spellings of one name are joined, and nobody is called 地震
    keys.write(entry(page, "陳示犯").get_by_label("名字"), "陳示範")
    if page.get_by_role("group", name="地震", exact=True).count():
        keys.to(entry(page, "地震").get_by_role("checkbox"))
        page.keyboard.press("Space")
    keys.write(page.get_by_label("主辦機關", exact=True), "範例部")

    # a row more, by the button, and what was found in the words
    page.locator(".parts a[href='#requests']").click()
    expect(page.locator("#requests")).to_have_attribute("open", "")
    keys.press(page.locator("#attendees > button.add"))
    added = page.locator("#attendees fieldset.entry").last
    expect(page.locator("#attendees > summary")).to_have_text("出席者 4")
    expect(added.get_by_label("姓名")).to_be_focused()
    page.keyboard.insert_text("林試寫")
    keys.write(added.get_by_label("機關"), "示範局")
    keys.write(added.get_by_label("職稱"), "股長")
    expect(added.get_by_role("button", name=re.compile(r"^刪除\s*：出席者 \d+$"))).to_have_count(1)
    keys.round(page.locator("#decisions").get_by_role("button", name="全部採用"))
    expect(page.locator("#decisions fieldset.entry")).to_have_count(2)
    assert "陳示犯" not in page.locator("main").inner_text()
    keys.round(page.locator("#actions").get_by_role("button", name=re.compile("^採用")))
    for task, agency in (("量座椅的溫度", "示範局"), ("寫議題手冊", "範例部")):
        keys.press(page.locator("#actions > button.add"))
        added = page.locator("#actions fieldset.entry").last
        keys.write(added.get_by_label("負責機關"), agency)
        keys.write(added.get_by_label("要做的事"), task)
    keys.write(entry(page, "待辦事項 2").get_by_label("期限"), "115年5月1日")

    # tied to the speech by pointing at it
    keys.press(entry(page, "待辦事項 2").get_by_role("button", name="在紀錄裡點選"))
    expect(page.locator("#how")).to_contain_text("Esc")
    keys.press(page.locator(".piece", has_text="補資料").get_by_role("button", name="修改"))
    expect(page.locator("#how")).not_to_contain_text("Esc")
    expect(entry(page, "待辦事項 2").get_by_label("說這句話的段落")).to_be_focused()

    # a ballot, with its threshold while one types
    keys.round(page.locator("#votes").get_by_role("button", name=re.compile("^採用")))
    keys.write(page.locator("#votes").get_by_label("投票人數", exact=True), "26")
    expect(page.locator("#votes .share").first).to_have_text("69.2%，達半數")
    percent = page.locator("#votes").get_by_label("百分比").first
    percent.fill("49.5")
    expect(page.locator("#votes .share").first).to_have_text("49.5%，未達半數")
    percent.fill("")

    # what is said is put right in its place
    keys.press(page.locator(".piece", has_text="坐不住").get_by_role("button", name="修改"))
    words = page.locator(".editor textarea")
    expect(words).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("夏天的椅子太燙，大家坐不住。")
    assert axe(page) == []
    assert_no_yaml(page)
    screenshot(page, "desk-rows-1280")
    keys.round(page.get_by_role("button", name="改好了"))
    assert re.search(r"#s\d+$", page.url), page.url
    expect(page.locator(".well:has([autofocus])")).to_contain_text("沒有錯誤")
    assert_no_yaml(page)
    record = finished(page, keys.press, tmp_path)
    told(record)
    assert "大家坐不住" in record.document.body
    name = record.meeting.path

    def send() -> None:
        keys.write(page.get_by_label("您的權杖"), TOKEN)
        assert axe(page) == []
        keys.press(page.get_by_role("button", name="送出合併請求"))
        expect(page.locator("#pull [aria-live] a")).to_have_text("送出了，開啟合併請求")
        indexer.refresh(where, jobs=1, now=clock.moment)

    # handed over, and held back
    send()
    assert (where.drafts / name).read_bytes() == (tmp_path / name).read_bytes()
    address = f"{base}/{quote(record.meeting.id)}"
    assert page.request.get(address).status == 404
    page.goto(f"{base}/desk")
    keys.press(page.locator(".boards summary", has_text="範例部第907案協作會議"))
    keys.round(page.get_by_role("link", name="修改這份紀錄"))
    expect(page.get_by_label("主辦機關", exact=True)).to_have_value("範例部")

    # corrected by somebody who was there
    wrong = next(item for item in record.document.items if "大家坐不住" in item.text)
    page.goto(f"{base}/desk/corrections")
    assert page.locator("#token").count() == 0
    change = WishedCorrection(record.meeting.id, wrong.id, wrong.markdown, "夏天的椅子太燙。")
    keys.write(page.get_by_label("收到的文字"), corrections.written([change], "zh"))
    keys.round(page.get_by_role("button", name="讀出訂正"))
    keys.to(page.get_by_label("不改"))
    page.keyboard.press("ArrowLeft")
    keys.round(page.get_by_role("button", name="產生訂正後的檔案"))
    assert page.locator("#token").input_value() == TOKEN  # for as long as this tab is open
    send()
    clock.moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    indexer.refresh(where, jobs=1, now=clock.moment)
    page.goto(address)
    expect(page.locator("#transcript")).to_contain_text("夏天的椅子太燙。")
    expect(page.locator(".brief li")).to_have_count(5)

    # the issue, with what the public record tells of it
    page.goto(f"{base}/prepare/issue?case=907")
    keys.write(page.get_by_label("議題名稱（中文）"), "候車亭的座椅")
    while (take := page.get_by_role("button", name=re.compile("^採用"))).count():
        keys.round(take.first)
    keys.round(page.get_by_role("button", name="再檢查一次").first)
    assert_no_yaml(page)
    send()
    (issue,) = (where.transcripts / "issues").iterdir()
    page.goto(f"{base}/issue/{issue.stem}")
    expect(page.locator("h1")).to_have_text("候車亭的座椅")

    # what was handed over is no work that waits; the token went to one host alone
    page.goto(f"{base}/prepare/issue?")
    expect(page.locator("#left")).to_be_hidden()
    assert host.tokens == {f"Bearer {TOKEN}"}
    ours = [each for each in sent if each.url.startswith(base)]
    assert not any(TOKEN in repr(each.headers) + each.url for each in ours)
    assert not any(TOKEN.encode() in (each.post_data_buffer or b"") for each in ours)
    assert TOKEN not in page.evaluate("JSON.stringify(localStorage) + document.cookie")
    page_errors[:] = [e for e in page_errors if "api.github.com" not in e]


@pytest.mark.timeout(600)
def test_without_scripts_the_same_way_leads_to_the_same_record_and_issue(
    open_page: Open, base: str, where: Settings, clock: Clock, tmp_path: Path
) -> None:
    page = start(open_page, base, java_script_enabled=False)

    def press(button: Locator) -> None:
        with page.expect_navigation(timeout=ROUND_MS):
            button.click()

    press(page.get_by_role("button", name="整理並檢查"))
    entry(page, "陳示犯").get_by_label("名字").fill("陳示範")
    if entry(page, "地震").count():
        entry(page, "地震").get_by_role("checkbox").uncheck()
    page.get_by_label("主辦機關", exact=True).fill("範例部")
    press(page.locator("#attendees > button.add"))
    added = page.locator("#attendees fieldset.entry").last
    added.get_by_label("姓名").fill("林試寫")
    added.get_by_label("機關").fill("示範局")
    added.get_by_label("職稱").fill("股長")
    press(page.locator("#decisions").get_by_role("button", name="全部採用"))
    press(page.locator("#actions").get_by_role("button", name=re.compile("^採用")))
    speech = page.locator(".piece", has_text="補資料").get_attribute("id")
    assert speech is not None
    for task, agency, due in (("量座椅的溫度", "示範局", "115/5/1"), ("寫議題手冊", "範例部", "")):
        press(page.locator("#actions > button.add"))
        added = page.locator("#actions fieldset.entry").last
        added.get_by_label("負責機關").fill(agency)
        added.get_by_label("要做的事").fill(task)
        added.get_by_label("期限").fill(due)
    entry(page, "待辦事項 2").get_by_label("說這句話的段落").fill(speech[1:])
    press(page.locator("#votes").get_by_role("button", name=re.compile("^採用")))
    page.locator("#votes").get_by_label("投票人數", exact=True).fill("26")
    press(page.locator(".piece", has_text="坐不住").get_by_role("button", name="修改"))
    expect(page.locator("#votes .share").first).to_have_text("69.2%，達半數")
    page.locator(".editor textarea").fill("夏天的椅子太燙，大家坐不住。")
    press(page.get_by_role("button", name="改好了"))
    assert_no_yaml(page)
    record = finished(page, lambda button: button.click(), tmp_path)
    told(record)
    assert "大家坐不住" in record.document.body

    # among the drafts it is held back, and its participant corrects it
    assert where.drafts is not None
    draft = where.drafts / record.meeting.path
    draft.write_bytes((tmp_path / record.meeting.path).read_bytes())
    indexer.refresh(where, jobs=1, now=clock.moment)
    address = f"{base}/{quote(record.meeting.id)}"
    assert page.request.get(address).status == 404
    page.goto(f"{base}/desk/draft/{quote(record.meeting.id)}")
    press(page.locator(".t", has_text="坐不住").get_by_role("button"))
    page.get_by_label("請改為").fill("夏天的椅子太燙。")
    press(page.get_by_role("button", name="加入訂正清單"))
    sent = page.get_by_label("要寄出的文字").input_value()

    # accepted by the officer, and published by the clock
    page.goto(f"{base}/desk/corrections")
    page.get_by_label("收到的文字").fill(sent)
    press(page.get_by_role("button", name="讀出訂正"))
    page.get_by_label("接受").check()
    press(page.get_by_role("button", name="產生訂正後的檔案"))
    with page.expect_download() as download:
        page.get_by_role("button", name="下載訂正後的檔案").click()
    download.value.save_as(draft)
    clock.moment = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    indexer.refresh(where, jobs=1, now=clock.moment)
    page.goto(address)
    expect(page.locator("#transcript")).to_contain_text("夏天的椅子太燙。")

    # and its issue
    page.goto(f"{base}/prepare/issue?case=907")
    page.get_by_label("議題名稱（中文）").fill("候車亭的座椅")
    while (take := page.get_by_role("button", name=re.compile("^採用"))).count():
        press(take.first)
    assert_no_yaml(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下載完成的檔案").first.click()
    (where.transcripts / "issues").mkdir()
    download.value.save_as(where.transcripts / "issues" / "bus-stop-seats.md")
    indexer.refresh(where, jobs=1, now=clock.moment)
    page.goto(f"{base}/issue/bus-stop-seats")
    expect(page.locator("h1")).to_have_text("候車亭的座椅")
