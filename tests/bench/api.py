"""How long the API takes: one record, and a search beside the bare search of the same query.

`python -m tests.bench.api [--cpu] [DATA]` prints a table over the records beside the repository, or over
the sample archive where there are none. Their index is made in DATA, or for the time of the run. Both
sides of a search take turns, and of each the fastest run counts. Where others use the machine too, `--cpu`
counts processor time instead of time on the clock.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder

from minutes import settings
from minutes.settings import Settings
from pipeline import index
from pipeline.archive import Archive
from tests.bench.queries import QUERIES
from tests.conftest import ROOT, SHARED
from webapp import create_app

RECORD_MS = 20.0
SEARCH_RATIO = 1.3
RECORDS = 100
TURNS = 15
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Search:
    """A query: milliseconds of the search alone and of the whole answer, and bytes of the answer."""

    query: str
    bare: float
    answer: float
    size: int

    @property
    def ratio(self) -> float:
        return self.answer / self.bare


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is measured: milliseconds of each record's answer, and every search."""

    records: tuple[float, ...]
    searches: tuple[Search, ...]

    @property
    def record(self) -> float:
        return median(self.records)

    @property
    def ratio(self) -> float:
        return median(s.ratio for s in self.searches)

    @property
    def table(self) -> str:
        lines = [f"{'query':32} {'search ms':>10} {'answer ms':>10} {'ratio':>6} {'bytes':>8}\n"]
        lines += [
            f"{_wide(s.query, 32)} {s.bare:10.2f} {s.answer:10.2f} {s.ratio:6.2f} {s.size:8}\n"
            for s in sorted(self.searches, key=lambda s: s.bare)
        ]
        more = median(s.answer - s.bare for s in self.searches)
        return "".join(lines) + (
            f"\none record, median of {len(self.records)}: {self.record:.2f} ms (at most {RECORD_MS:g})"
            f" {_verdict(self.record <= RECORD_MS)}\n"
            f"a search, median of {len(self.searches)}: {self.ratio:.2f} of the search (at most {SEARCH_RATIO})"
            f" {_verdict(self.ratio <= SEARCH_RATIO)}; {more:.2f} ms more\n"
        )


def _verdict(good: bool) -> str:
    return "ok" if good else "TOO SLOW"


def _wide(text: str, columns: int) -> str:
    """A text in so many columns of a terminal, where a Han character takes two."""
    return text + " " * max(0, columns - sum(1 + (ord(c) > 0x2E80) for c in text))


def asking(app: Flask, path: str) -> Callable[[], bytes]:
    """A function that asks the app for a path as a server would, and takes the whole answer."""
    environ = EnvironBuilder(path, base_url="http://localhost").get_environ()

    def told(status: str, headers: object, exc_info: object = None) -> object:
        if not status.startswith("200"):
            raise SystemExit(f"{path}: {status}")
        return lambda _: None

    return lambda: b"".join(app.wsgi_app(dict(environ), told))


def _turns(clock: Clock, turns: int, *works: Callable[[], object]) -> list[float]:
    """Milliseconds of each of some works at its fastest; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(turns + 1):
        for work, kept in zip(works, times, strict=True):
            began = clock()
            work()
            if turn:  # the first turn fills caches
                kept.append((clock() - began) * 1000)
    return [min(kept) for kept in times]


def measure(told: Settings, clock: Clock = time.perf_counter, turns: int = TURNS) -> Measures:
    """The measurements of an archive that is indexed, by this clock (seconds)."""
    app = create_app(told)
    archive: Archive = app.extensions["minutes"]["minutes"].archive
    meetings = archive.view().public.meetings
    chosen = random.Random(7).sample(meetings, min(RECORDS, len(meetings)))  # noqa: S311 (a sample, not a secret)
    asking(app, "/api/v1")()
    records = tuple(
        _turns(clock, 1, asking(app, f"/api/v1/meetings/{quote(m.id, safe='')}"))[0] for m in chosen
    )

    def search(query: str) -> Search:
        def bare() -> None:
            view = archive.view()
            view.search(view.parse_query(query))

        answer = asking(app, f"/api/v1/search?q={quote(query)}")
        alone, whole = _turns(clock, turns, bare, answer)
        return Search(query, alone, whole, len(answer()))

    return Measures(records, tuple(map(search, QUERIES)))


def main() -> None:
    """Measure and print."""
    words = [word for word in sys.argv[1:] if word != "--cpu"]
    clock = time.thread_time if "--cpu" in sys.argv else time.perf_counter
    source = SHARED / "corpus" if SHARED.exists() else ROOT / "transcripts"
    with tempfile.TemporaryDirectory(prefix="minutes-bench-") as made:
        told = settings.load(source, Path(words[0] if words else made))
        index.refresh(told)
        load = f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
        sys.stdout.write(f"{load}, {clock.__name__}\n{measure(told, clock).table}")


if __name__ == "__main__":
    main()
