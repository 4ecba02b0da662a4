"""`python -m tests.pictures`: the pictures of the README and the guides, from the sample archive."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, Playwright, sync_playwright
from werkzeug.serving import make_server

import webapp
from minutes import settings
from pipeline.index import indexer
from tests.browser import chromium
from webapp.routes import editors

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MEETING = "/" + quote("2025-04-10-範例院第901案協作會議-公園遊具遮陽")
# name → address, width, height, dark
VIEWS = {
    "meeting": (MEETING, 1280, 860, False),
    "meeting-phone-dark": (MEETING, 360, 720, True),
    "search": ("/search?q=" + quote("遮陽"), 1280, 860, False),
    "home": ("/en/", 1280, 860, False),
    "issue": ("/issue/playground-shade", 1280, 1100, False),
    "following": ("/following", 1280, 860, True),
}
PATIENCE = 120_000  # milliseconds: others may use the machine, too
PREPARE = ("prepare", "prepare-findings", "prepare-finished")
# A meeting of these days, so that its record waits for its day of publication.
DAY = dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011 (any zone will do)
DRAFT = f"""# {DAY} 範例部第907案協作會議

### 王範例：
各位午安，我們今天討論候車亭的座椅。

> （播放簡報）

### 陳示範：
謝謝主席，我的電話是 0912-345-678，會後可以聯絡。

### 林試寫
這一行的標籤少了冒號。
"""


@contextmanager
def open_page(playwright: Playwright, lang: str) -> Iterator[Page]:
    """A page in a browser whose own words are in this language too."""
    browser = playwright.chromium.launch(
        executable_path=chromium.find_or_install(playwright.chromium.executable_path),
        args=[*chromium.ARGUMENTS, f"--lang={'zh-TW' if lang == 'zh' else 'en-GB'}"],
        chromium_sandbox=False,
    )
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    browser.close()


def take(page: Page, base: str, name: str) -> None:
    """One picture."""
    address, width, height, dark = VIEWS[name]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(base + address)
    page.screenshot(path=PICTURES / f"{name}.png")


def take_prepare(page: Page, base: str, lang: str) -> None:
    """`/prepare` as the guide tells it: the empty page, the findings of a draft with a few faults,
    and the same draft when they are put right."""
    end = "-en" if lang == "en" else ""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(f"{base}{'/en' if end else ''}/prepare")
    page.screenshot(path=PICTURES / f"prepare{end}.png")
    page.locator("#text").fill(DRAFT)
    page.locator("button[value=check]").click()
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"prepare-findings{end}.png")
    page.locator("#f-host_agency").fill("範例部")
    page.locator("fieldset", has_text="林試寫").get_by_role("checkbox").check()
    piece = page.locator(".piece", has_text="0912")
    piece.locator("button.edit").click()
    words = piece.locator("textarea")
    words.fill(words.input_value().replace("，我的電話是 0912-345-678", ""))
    page.locator("button[value=check]").last.click()
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"prepare-finished{end}.png")


def main(names: list[str]) -> None:
    """All pictures, or those that are named."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        chosen = settings.load(ROOT / "transcripts", data)
        indexer.refresh(chosen, jobs=1)
        app = webapp.create_app(chosen)
        app.config[editors.LOCAL] = True
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        with sync_playwright() as playwright:
            with open_page(playwright, "zh") as page:
                for name in names or VIEWS:
                    if name in VIEWS:
                        take(page, base, name)
            if not names or set(PREPARE) & set(names):
                for lang in ("zh", "en"):
                    with open_page(playwright, lang) as page:
                        take_prepare(page, base, lang)
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
