"""What single acts may take: each of them in milliseconds of the processor, and as a share of what it may.

`python -m tests.bench.budgets [DATA]` prints a table, over the same archive as `tests.bench.api`. The first
line tells how fast the machine is, for the budgets are those of a quiet one on which ten million additions
take half a second. Of the questions that are hard the five slowest are shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.search.words import spelling
from pipeline.trails import assembly
from pipeline.trails.known_cases import known_cases
from tests.bench.clock import asking, indexed, load, speed, verdict, wide
from tests.pipeline.test_search_spelling import TYPED
from tests.webapp.hard_questions import HARD, ROWS
from webapp import create_app

SLOWEST = 5
# Milliseconds. Forty numbers in a row, each in sixteen spellings, are the dearest question there is.
QUESTION, ROW_OF_CASES, SUGGESTION, TRAIL, TRAIL_AGAIN = 1000.0, 3000.0, 60.0, 1000.0, 5.0


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done once: what, how long it took and how long it may take, in milliseconds."""

    name: str
    took: float
    may: float

    @property
    def row(self) -> str:
        share = self.took / self.may
        return f"{wide(self.name, 56)} {self.took:9.1f} {self.may:7.0f} {share:6.2f} {verdict(share <= 1)}"


def _took(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def questions(app: Flask) -> Iterator[Act]:
    """Each hard question, asked of the site once."""
    asking(app, f"/search?q={quote('開放')}")()
    for typed in HARD:
        path = f"/search?q={quote(typed.encode('utf-8', 'surrogatepass'))}"
        may = ROW_OF_CASES if typed == ROWS else QUESTION
        yield Act(f"a question: {typed[:24]!a}", _took(asking(app, path)), may)


def suggestions(view: View) -> Iterator[Act]:
    """Each slip of the pen; the first of them reads the archive's words."""
    for typed, _ in TYPED:
        query = view.parse_query(typed)

        def suggest(query: object = query) -> None:
            spelling.suggest(
                query, view.snapshot.searchers, view.public.by_id.keys(), view.parse_query
            )  # type: ignore[arg-type]  # a bound default

        yield Act(f"a spelling for: {typed}", _took(suggest), SUGGESTION)


def trails(view: View) -> Iterator[Act]:
    """The trail of a case, the first that is asked for and the same again."""

    def ask() -> None:
        assembly.trail(view, min(known_cases(view)))

    yield Act("the first trail", _took(ask), TRAIL)
    yield Act("the same again", _took(ask), TRAIL_AGAIN)


def table(told: settings.Settings) -> Iterator[str]:
    """The lines of the table for an archive that is indexed."""
    view = Archive(told).view()
    yield f"{load()}; ten million additions: {speed():.2f} s of CPU"
    yield f"{wide('act', 56)} {'ms':>9} {'may':>7} {'share':>6}"
    by_share = sorted(questions(create_app(told)), key=lambda act: act.took / act.may)
    for act in (*trails(view), *suggestions(view), *by_share[-SLOWEST:]):
        yield act.row


def main() -> None:
    """Measure and print."""
    with indexed(sys.argv[1:]) as told:
        for line in table(told):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
