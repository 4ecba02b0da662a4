"""Chromium, pages that report every error, a server for any WSGI app, and the axe-core checks."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any, Literal
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.browser.chromium import ARGUMENTS, NoChromium, find_or_install

# WCAG 2.2 AA as axe-core names it. It leaves target-size off unless told.
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    },
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What colours decide; the rest is the same in either scheme.
COLOURS = {
    "runOnly": ["color-contrast", "link-in-text-block"],
    "resultTypes": ["violations"],  # else selectors are worked out for all that passes, too
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PATIENCE_MS = 15_000


# One for the package, not the session: while Playwright runs, asyncio believes that a loop is
# running in this thread, and no test outside this folder should see that.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Where none can be had the test fails; it is never skipped."""
    expect.set_options(timeout=PATIENCE_MS)  # five seconds are few beside other work
    with sync_playwright() as playwright:
        try:
            path, problem = find_or_install(playwright.chromium.executable_path), ""
        except NoChromium as error:
            path, problem = "", str(error)
        if problem:
            pytest.fail(problem, pytrace=False)
        browser = playwright.chromium.launch(
            executable_path=path,
            headless=True,
            args=ARGUMENTS,
            chromium_sandbox=False,  # it needs what root and most containers do not have
        )
        yield browser
        browser.close()


@pytest.fixture
def page_errors() -> list[str]:
    """What went wrong in the pages of this test; a test that expects errors looks and clears it."""
    return []


@pytest.fixture
def open_page(
    chromium: Browser, page_errors: list[str], live_server: Callable[..., str]
) -> Iterator[Callable[..., Page]]:
    """`open_page(**options)` is a page in a fresh context, with Playwright's context options.

    For instance `viewport`, `locale`, `color_scheme`, `reduced_motion`, `java_script_enabled`.
    The test fails at its end on script errors, console errors and requests to third parties.
    Servers are made first, so that they end after the pages: no page outlives what it asks.
    """
    del live_server
    with ExitStack() as contexts:

        def opened(**options: Any) -> Page:
            context = chromium.new_context(**options)
            contexts.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            _collect_errors(context, page_errors)
            return context.new_page()

        yield opened
    assert page_errors == []


def _collect_errors(context: BrowserContext, errors: list[str]) -> None:
    context.on("weberror", lambda error: errors.append(f"script error: {error.error}"))

    def hear(message: Any) -> None:
        if message.type == "error":
            errors.append(f"console: {message.text} ({message.location.get('url')})")

    def watch(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in {
            "127.0.0.1",
            "localhost",
        }:
            errors.append(f"request to a third party: {request.url}")

    context.on("console", hear)
    context.on("request", watch)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page in a fresh context, 1280 by 800, in Traditional Chinese and Taiwan's time."""
    return open_page(
        viewport={"width": 1280, "height": 800}, locale="zh-TW", timezone_id="Asia/Taipei"
    )


class _QuietHandler(WSGIRequestHandler):
    timeout = 30  # seconds; Chromium opens connections ahead of need and may never use them

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leaves the tests' output to the tests."""


@pytest.fixture
def live_server() -> Iterator[Callable[[WSGIApplication], str]]:
    """`live_server(app)` serves a WSGI app on 127.0.0.1 until the test ends; its base address."""
    with ExitStack() as servers:

        def served(app: WSGIApplication) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
            servers.callback(server.server_close)
            serve = {"target": server.serve_forever, "kwargs": {"poll_interval": 0.02}}
            thread = Thread(**serve, daemon=True)
            thread.start()
            servers.callback(thread.join, PATIENCE_MS / 1000)
            servers.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield served


@pytest.fixture(scope="module")
def app(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site of the sample archive."""
    where = settings.load(sample, tmp_path_factory.mktemp("data"))
    return webapp.create_app(where, Archive(where, in_memory=True))


@pytest.fixture
def base(app: Flask, live_server: Callable[[WSGIApplication], str]) -> str:
    """Its address while a test runs."""
    return live_server(app)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` lists the violations of WCAG 2.2 AA in the page as it stands, one a line: all of them
    in its present colours, then those of colours in the other scheme."""
    checks = Axe()

    def violations(page: Page) -> list[str]:
        was_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        present, other = (SCHEMES[was_dark], SCHEMES[not was_dark])
        found = _told(checks.run(page, options=AXE_OPTIONS), present)
        page.emulate_media(color_scheme=other)
        found += _told(page.evaluate("options => axe.run(options)", COLOURS), other)
        page.emulate_media(color_scheme=present)
        return found

    return violations


def _told(results: Any, scheme: str) -> list[str]:
    found = results["violations"] if isinstance(results, dict) else results.response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}, {scheme}): {rule['help']}: "
        f"{' '.join(map(_selector, node['target']))}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def _selector(target: str | list[str]) -> str:
    return target if isinstance(target, str) else " >>> ".join(target)


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """`screenshot(page, name)` keeps a full-page picture where SCREENSHOTS says."""
    folder = os.environ.get("SCREENSHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
