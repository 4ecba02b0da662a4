"""The browser fixtures on a tiny site: what is wrong is caught, what is right passes."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response
from playwright.sync_api import Page

from tests.browser import chromium as chromium_on_this_machine

ROOT = Path(__file__).resolve().parents[2]

GOOD = """<!doctype html><html lang="zh-Hant"><title>逐字稿</title>
<link rel="icon" href="data:,"><main><h1>逐字稿</h1><p>大家好。</p>
<p><a href="/next">下一頁</a></p></main>"""
BAD = """<!doctype html><html><title></title><link rel="icon" href="data:,"><main><h1>逐字稿</h1>
<p style="color:#ddd;background:#fff">看不清楚</p>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<button aria-label="a" style="width:9px;height:9px;padding:0;border:0"></button><button
aria-label="b" style="width:9px;height:9px;padding:0;border:0"></button></main>"""


@pytest.fixture
def site() -> Flask:
    app = Flask(__name__)
    pages = {
        "good": GOOD,
        "bad": BAD,
        "dim": GOOD + "<style>@media (prefers-color-scheme: dark) { p { color: #ddd } }</style>",
        "throws": GOOD + "<script>throw new Error('broken on purpose')</script>",
        "complains": GOOD + "<script>console.error('said on purpose')</script>",
        "remote": GOOD + "<script src='https://third-party.example/x.js'></script>",
    }
    app.add_url_rule("/<name>", "page", lambda name: Response(pages[name]))
    return app


def test_a_clean_page_passes(
    page: Page, live_server: Callable[..., str], site: Flask, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(live_server(site) + "/good")
    assert page.get_by_role("heading").inner_text() == "逐字稿"
    assert axe(page) == []


def test_a_page_that_shuts_people_out_is_caught(
    page: Page, live_server: Callable[..., str], site: Flask, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(live_server(site) + "/bad")
    rules = {violation.split(" ")[0] for violation in axe(page)}
    assert rules >= {
        "color-contrast",
        "document-title",
        "html-has-lang",
        "image-alt",
        "target-size",
    }


def test_colours_are_looked_at_in_the_other_scheme_too(
    open_page: Callable[..., Page],
    live_server: Callable[..., str],
    site: Flask,
    axe: Callable[[Page], list[str]],
) -> None:
    page = open_page(color_scheme="light")
    page.goto(live_server(site) + "/dim")
    (violation,) = axe(page)
    assert violation.startswith("color-contrast")
    assert "dark" in violation
    assert page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")


@pytest.mark.parametrize(
    ("name", "complaints"),
    [
        ("throws", ["script error: broken on purpose"]),
        ("complains", ["console: said on purpose"]),
        ("remote", ["request to a third party: https://third-party.example/x.js", "console: "]),
    ],
)
def test_errors_in_a_page_are_kept_for_the_end_of_the_test(
    page: Page,
    page_errors: list[str],
    live_server: Callable[..., str],
    site: Flask,
    name: str,
    complaints: list[str],
) -> None:
    page.goto(f"{live_server(site)}/{name}")
    assert len(page_errors) == len(complaints)
    for error, complaint in zip(page_errors, complaints, strict=True):
        assert error.startswith(complaint)
    page_errors.clear()


def test_a_page_can_be_opened_narrow_dark_and_without_javascript(
    open_page: Callable[..., Page], live_server: Callable[..., str], site: Flask
) -> None:
    narrow = open_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    narrow.goto(live_server(site) + "/good")
    assert narrow.evaluate("innerWidth") == 320
    assert narrow.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    plain = open_page(java_script_enabled=False)
    plain.goto(live_server(site) + "/throws")
    assert plain.get_by_role("heading").inner_text() == "逐字稿"


def test_two_sites_run_side_by_side_and_are_different_origins(
    page: Page, live_server: Callable[..., str], site: Flask
) -> None:
    first, second = live_server(site), live_server(site)
    assert first != second
    for address in (first, second):
        page.goto(address + "/good")
        assert page.evaluate("location.origin") == address


def test_a_test_may_ask_the_live_server_itself(
    live_server: Callable[..., str], site: Flask
) -> None:
    connection = HTTPConnection(urlsplit(live_server(site)).netloc, timeout=5)
    with closing(connection):
        connection.request("GET", "/good")
        assert connection.getresponse().read().decode() == GOOD


@pytest.mark.slow
def test_asyncio_works_in_other_tests_of_the_same_process(tmp_path: Path) -> None:
    other = ROOT / "tests" / "test_surroundings.py"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            f"{__file__}::test_a_clean_page_passes",
            f"{other}::test_asyncio_is_free_for_use",
            f"--basetemp={tmp_path / 'inner'}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_a_browser_named_in_the_environment_that_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_CHROMIUM", str(tmp_path / "no-such-browser"))
    with pytest.raises(chromium_on_this_machine.NoChromium, match="no-such-browser"):
        chromium_on_this_machine.find("")


def program(file: Path, says: str) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_a_headless_shell_is_preferred_to_a_whole_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("PLAYWRIGHT_CHROMIUM", raising=False)
    cache = tmp_path / "ms-playwright"
    own = program(cache / "chromium-1200/chrome-linux64/chrome", "exit 0")
    assert chromium_on_this_machine.find(own) == own
    folder = cache / "chromium_headless_shell-1200/chrome-headless-shell-linux64"
    shell = program(folder / "chrome-headless-shell", "exit 0")
    assert chromium_on_this_machine.find(own) == shell
    whole = program(tmp_path / "bin/chromium", "exit 0")
    assert chromium_on_this_machine.find(own) == whole, "what the system has comes first"
    systems = program(tmp_path / "bin/chromium-headless-shell", "exit 0")
    assert chromium_on_this_machine.find(own) == systems


def test_a_program_that_only_prints_advice_is_not_taken_for_a_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "chromium", "echo 'please install a snap' >&2\nexit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_CHROMIUM", raising=False)
    assert chromium_on_this_machine.find("") is None
