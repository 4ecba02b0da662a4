"""How the lines of real records begin and end in Chromium: run

    python -m tests.bench.typography FOLDER [RECORDS]

Opens so many records of a folder (50, evenly spread over its names) at each width, with letters as they
are and at 200 %, and says how many lines begin or end as none may, each with its place.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

import webapp
from minutes import settings
from pipeline.archive.archive import Archive
from tests.browser.chromium import ARGUMENTS, find_or_install
from tests.browser.line_edges import WIDTHS, double_letters, wrong_edges

PHONES, DESKS = WIDTHS[:2], WIDTHS[2:]


def chosen(folder: Path, number: int) -> list[str]:
    """The names of so many records of a folder, evenly spread."""
    names = sorted(file.stem for file in folder.glob("*.md"))
    return names[:: max(1, len(names) // number)][:number]


def look(page: Page, address: str) -> list[str]:
    """The faults of a page at every width, each with its layout."""
    found = []
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {fault}" for fault in wrong_edges(page)]
    for width in DESKS:  # a browser that shows all at 200 % has half the pixels for it
        page.set_viewport_size({"width": width // 2, "height": 450})
        found += [f"{width} px at 200 %: {fault}" for fault in wrong_edges(page)]
    double_letters(page)
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px, letters of 200 %: {fault}" for fault in wrong_edges(page)]
    return found


def main(folder: Path, number: int) -> int:
    """Prints each fault and the sum; the number of faults."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    names, faults = chosen(folder, number), 0
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        records = Path(scratch, "records")
        records.mkdir()
        for name in names:
            (records / f"{name}.md").write_bytes((folder / f"{name}.md").read_bytes())
        where = settings.load(records, Path(scratch, "data"))
        archive = Archive(where, in_memory=True)
        archive.view()  # reading them all is no page's time
        app = webapp.create_app(where, archive)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=find_or_install(playwright.chromium.executable_path),
            args=ARGUMENTS,
            chromium_sandbox=False,
        )
        page = browser.new_page()
        for name in names:
            found = look(page, f"http://127.0.0.1:{server.server_port}/{quote(name)}")
            faults += len(found)
            for fault in found:
                sys.stdout.write(f"{name}: {fault}\n")
        browser.close()
        server.shutdown()
    told = f"{len(names)} records, {len(WIDTHS)} widths, two sizes: {faults} wrong lines"
    sys.stdout.write(f"{told}\n")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.typography")
    parser.add_argument("folder", type=Path)
    parser.add_argument("records", type=int, nargs="?", default=50)
    given = parser.parse_args()
    sys.exit(main(given.folder, given.records) > 0)
