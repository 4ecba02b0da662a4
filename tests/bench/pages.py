"""How long pages take: the longest record in the server and in Chromium, and every search page.

`python -m tests.bench.pages [DATA]` prints a table, over the same archive as `tests.bench.api`. A first
render is that of a server that has shown another record. In the server the fastest run counts, in Chromium,
which starts anew for each of its turns, the median.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from threading import Thread
from urllib.parse import quote

from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from minutes.settings import Settings
from minutes.text import markup
from tests.bench.clock import asking, in_turns, indexed, load, verdict, wide
from tests.bench.queries import QUERIES
from tests.browser import chromium
from webapp import create_app
from webapp.links.site_addresses import Addresses
from webapp.serving.site import Site

FIRST_MS, CACHED_MS, PAINT_MS = 150.0, 5.0, 1500.0
SEARCH_RATIO, SEARCH_MS = 1.3, 15.0
BROWSERS = TURNS = 5
PAINT = """() => new Promise(done => { let last = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) last = e.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => done(last), 600); })"""


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None: ...


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _forget(site: Site) -> None:
    """Every cache that knows a record is emptied."""
    site.pages.clear()
    site.bodies.clear()
    site.archive.view().snapshot.document.cache_clear()
    markup.convert.cache_clear()


def _row(what: str, value: float, most: float, unit: str = "ms") -> str:
    return f"{wide(what, 46)} {value:9.1f} {unit}  at most {most:g}  {verdict(value <= most)}\n"


def measure(told: Settings) -> Iterator[str]:
    """The rows of the table, as they are measured, of an archive that is indexed."""
    app = create_app(told)
    site: Site = app.extensions["minutes"]["minutes"]
    view = site.archive.view()
    at = Addresses("", "zh")
    *_, other, longest = sorted(view.public.meetings, key=lambda m: m.chars)
    page = at.meeting(longest.id)
    ask, firsts = asking(app, page), []
    asking(app, at.meeting(other.id))()
    for _ in range(BROWSERS):
        _forget(site)
        began = time.perf_counter()
        ask()
        firsts.append((time.perf_counter() - began) * 1000)
    yield _row(f"{longest.id}, first", min(firsts), FIRST_MS)
    yield _row("again", in_turns(time.perf_counter, TURNS, ask)[0], CACHED_MS)
    yield _row("its largest contentful paint", _paint(app, site, page, "/about"), PAINT_MS)
    for query in QUERIES:
        search, whole = in_turns(
            time.perf_counter,
            TURNS,
            lambda query=query: view.search(view.parse_query(query)),  # type: ignore[misc]  # a bound default
            asking(app, f"/search?q={quote(query)}"),
        )
        yield _row(
            f"search page {query} ({search:.1f} alone)", whole, SEARCH_RATIO * search + SEARCH_MS
        )


def _paint(app: Flask, site: Site, page: str, before: str) -> float:
    """Median milliseconds until the largest piece of a page stands, each time in a new browser."""
    took = []
    with _served(app) as base, sync_playwright() as playwright:
        for _ in range(BROWSERS):
            _forget(site)
            browser = playwright.chromium.launch(
                executable_path=chromium.find_or_install(playwright.chromium.executable_path),
                args=chromium.ARGUMENTS,
                chromium_sandbox=False,
            )
            sheet = browser.new_page(viewport={"width": 1280, "height": 800})
            sheet.goto(base + before)
            sheet.goto(base + page)
            took.append(float(sheet.evaluate(PAINT)))
            browser.close()
    return median(took)


def main() -> None:
    """Measure and print."""
    with indexed(sys.argv[1:]) as told:
        sys.stdout.write(f"{load()}\n")
        for row in measure(told):
            sys.stdout.write(row)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
