"""A file is sent to each host of repositories as that host wants to be asked."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from markupsafe import escape
from playwright.sync_api import Page, Route, expect

from tests.browser.fake_host import HOSTS, TOKEN, FakeHost
from webapp.links import pull_requests
from webapp.links.repositories import HostedRepository

Open = Callable[..., Page]


def test_each_host_is_asked_in_its_own_way_for_a_new_file_and_for_an_old_one(
    open_page: Open, base: str, page_errors: list[str], tmp_path: Path
) -> None:
    page = open_page()
    for kind, text in ((kind, text) for kind in HOSTS for text in ("甲\n", "乙\n")):
        home = HostedRepository(f"https://{kind}.example.org/team/drafts", kind, "main")
        (tmp_path / kind).mkdir(exist_ok=True)
        host = FakeHost({"team/drafts": tmp_path / kind, "team%2Fdrafts": tmp_path / kind}, kind)
        page.route(f"https://{kind}.example.org/**", host)
        plan = escape(json.dumps(pull_requests.plan(home, "2026-03-02 甲.md", "新增")))
        words = escape(json.dumps({"done": "done", "unreached": "unreached", "other": "{status}"}))
        body = (
            f'<div id="pull" hidden data-plan="{plan}" data-say="{words}" data-content="{text}"><input>'
            '<button>go</button><button>no</button><p aria-live="polite"></p></div>'
            '<script src="/static/handover.js"></script>'
        )
        page.unroute(f"{base}/bare")
        page.route(f"{base}/bare", partial(bare, body))
        page.goto(f"{base}/bare")
        page.locator("input").fill(TOKEN)
        page.locator("button").first.click()
        link = page.locator("[aria-live] a")
        expect(link).to_have_attribute("href", "https://example.org/新增")
        made = tmp_path / kind / "2026-03-02 甲.md"
        assert made.read_text(encoding="utf-8") == text, kind
        assert len(host.tokens) == 1, kind
    page_errors[:] = [e for e in page_errors if ".example.org" not in e]


def bare(body: str, route: Route) -> None:
    """A page with nothing but what is handed over."""
    route.fulfill(content_type="text/html; charset=utf-8", body=body)
