"""`python -m tests.load`: the site under load, and the table of it. Exit code 1 where a goal is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.conftest import ROOT, SHARED
from tests.load.readers import Readers
from tests.load.run import pages, run
from tests.load.site import Site, serving
from tests.load.uploads import uploading

P95 = 250  # milliseconds
GROWTH = 0.10
UPLOADS_P99 = 2.0  # times what it is without them


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--index-every", type=float, default=60.0, help="seconds")
    parser.add_argument("--uploads", type=int, default=0, help="people who upload without a pause")
    parser.add_argument("--transcripts", type=Path, default=None)
    parser.add_argument("--bare", action="store_true", help="without nginx and the desk's process")
    given = parser.parse_args()
    corpus = SHARED / "corpus"
    transcripts = given.transcripts or (corpus if corpus.is_dir() else ROOT / "transcripts")
    with (
        tempfile.TemporaryDirectory(prefix="minutes-load-") as folder,
        serving(transcripts, Path(folder), is_proxied=not given.bare) as site,
    ):
        if given.uploads:
            return _uploads(site, given.minutes * 60, given.rate, given.uploads)
        made = run(site, given.minutes * 60, given.rate, given.index_every)
    sys.stdout.write(_table([("minutes", f"{given.minutes:g}"), *made.rows()]))
    well = made.answers.faults == 0 and made.answers.percentile(95) <= P95
    return 0 if well and made.growth <= GROWTH else 1


def _uploads(site: Site, seconds: float, rate: float, clients: int) -> int:
    asked = pages(site)
    Readers(site.port, asked).read(seconds / 4, rate)  # what the first pages of a process take
    quiet = Readers(site.port, asked).read(seconds / 2, rate).percentile(99)
    with uploading(site.port, clients) as statuses:
        busy = Readers(site.port, asked).read(seconds / 2, rate).percentile(99)
    told = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    rows = [
        ("readers' p99, quiet", f"{quiet:.0f} ms"),
        (f"readers' p99 beside {clients} who upload", f"{busy:.0f} ms ({busy / quiet:.1f} ×)"),
        ("uploads by status", told),
    ]
    sys.stdout.write(_table(rows))
    return 0 if busy <= UPLOADS_P99 * quiet else 1


def _table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|---|---:|", *(f"| {n} | {v} |" for n, v in rows)]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
