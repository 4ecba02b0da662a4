"""How long the API takes: one record, and a search beside the bare search of the same query.

`python -m tests.bench.api [--cpu] [DATA]` prints a table over the records beside the repository, or over
the sample archive where there are none. Their index is made in DATA, or for the time of the run. Both
sides of a search take turns, and of each the fastest run counts. Where others use the machine too, `--cpu`
counts processor time instead of time on the clock.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from tests.bench.clock import Clock, asking, in_turns, indexed, load, verdict, wide
from tests.bench.queries import QUERIES
from webapp import create_app

RECORD_MS = 20.0
SEARCH_RATIO = 1.3
RECORDS = 100
TURNS = 15


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
            f"{wide(s.query, 32)} {s.bare:10.2f} {s.answer:10.2f} {s.ratio:6.2f} {s.size:8}\n"
            for s in sorted(self.searches, key=lambda s: s.bare)
        ]
        more = median(s.answer - s.bare for s in self.searches)
        return "".join(lines) + (
            f"\none record, median of {len(self.records)}: {self.record:.2f} ms (at most {RECORD_MS:g})"
            f" {verdict(self.record <= RECORD_MS)}\n"
            f"a search, median of {len(self.searches)}: {self.ratio:.2f} of the search (at most {SEARCH_RATIO})"
            f" {verdict(self.ratio <= SEARCH_RATIO)}; {more:.2f} ms more\n"
        )


def measure(told: Settings, clock: Clock = time.perf_counter, turns: int = TURNS) -> Measures:
    """The measurements of an archive that is indexed, by this clock (seconds)."""
    app = create_app(told)
    archive: Archive = app.extensions["minutes"]["minutes"].archive
    meetings = archive.view().public.meetings
    chosen = random.Random(7).sample(meetings, min(RECORDS, len(meetings)))
    asking(app, "/api/v1")()
    records = tuple(
        in_turns(clock, 1, asking(app, f"/api/v1/meetings/{quote(m.id, safe='')}"))[0]
        for m in chosen
    )

    def search(query: str) -> Search:
        def bare() -> None:
            view = archive.view()
            view.search(view.parse_query(query))

        answer = asking(app, f"/api/v1/search?q={quote(query)}")
        alone, whole = in_turns(clock, turns, bare, answer)
        return Search(query, alone, whole, len(answer()))

    return Measures(records, tuple(map(search, QUERIES)))


def main() -> None:
    """Measure and print."""
    clock = time.thread_time if "--cpu" in sys.argv else time.perf_counter
    with indexed(word for word in sys.argv[1:] if word != "--cpu") as told:
        sys.stdout.write(f"{load()}, {clock.__name__}\n{measure(told, clock).table}")


if __name__ == "__main__":
    main()
