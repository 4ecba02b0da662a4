"""What the questions of `tests.bench.queries` take in a process of their own: the search, the engine's part
of it, the page; and how much memory that process has."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from minutes import settings as archive_settings
from pipeline.engines.protocol import Reader
from pipeline.search.exact import IndexSearcher
from tests.bench import memory
from tests.bench.queries import QUERIES
from webapp import create_app
from webapp.operating import garbage

SPEAKER = "講者:唐鳳"
TIMES_SEARCH, AND_MORE = 1.3, 15.0  # what a page may take: so many times its search, and so many ms


def slow(times: Sequence[float]) -> float:
    """What all but one in twenty do not exceed."""
    return sorted(times)[int(len(times) * 0.95)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each query when it was asked for the first time, those of the processor then, and
    what of these the engine took; all three at the better of two times; those of the processor for a common
    speaker, and for each search page; bytes of the process that was asked, and those that are of no file."""

    firsts: tuple[float, ...]
    firsts_worked: tuple[float, ...]
    firsts_of_engine: tuple[float, ...]
    queries: tuple[float, ...]
    worked: tuple[float, ...]
    of_engine: tuple[float, ...]
    speaker: float
    pages: tuple[float, ...]
    resident: int
    own: int

    @property
    def slow_pages(self) -> list[str]:
        """The questions whose page takes too long beside its search, each with what both take."""
        told = zip(QUERIES, self.worked, self.pages, strict=True)
        return [
            f"{typed} {search:.0f}: {page:.0f}"
            for typed, search, page in told
            if page > TIMES_SEARCH * search + AND_MORE
        ]


def ask(folder: str, data: str, out: str) -> None:
    """Ask an archive every question, and write down what that took."""
    told = archive_settings.load(Path(folder), Path(data))
    app = create_app(told)
    site = app.extensions["minutes"]["minutes"]
    garbage.pass_over(site.archive)  # as `minutes serve` does
    view = site.archive.view()
    client = app.test_client()
    exact = next(one for one in view.snapshot.searchers if isinstance(one, IndexSearcher))
    exact.reader = engine = _WatchedReader(exact.reader)

    def search(typed: str) -> None:
        view.search(view.parse_query(typed))

    def page(typed: str) -> None:
        site.pages.clear()
        site.bodies.clear()
        client.get("/search", query_string={"q": typed}, follow_redirects=True)

    asked = [_twice(search, typed, engine) for typed in QUERIES]
    # What the first page of a process reads besides, and the first that names a case.
    page("會議")
    page("第1案")
    paged = [_twice(page, typed, engine).first_worked for typed in QUERIES]
    found = {
        "firsts": [one.first for one in asked],
        "firsts_worked": [one.first_worked for one in asked],
        "firsts_of_engine": [one.first_of_engine for one in asked],
        "queries": [one.taken for one in asked],
        "worked": [one.worked for one in asked],
        "of_engine": [one.of_engine for one in asked],
        "speaker": _twice(search, SPEAKER, engine).worked,
        "pages": paged,
        "resident": memory.resident(),
        "own": memory.own(),
    }
    Path(out).write_text(json.dumps(found))


class _WatchedReader:
    """An engine's reader, with the seconds of the processor that it has worked."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self.worked = reader, 0.0

    def __getattr__(self, name: str) -> Callable[..., object]:
        method = getattr(self._reader, name)

        def watched(*asked: object) -> object:
            began = time.process_time()
            answer = method(*asked)
            self.worked += time.process_time() - began
            return answer

        return watched


class _Twice(NamedTuple):
    """Milliseconds of the first of two times, those of the processor, and of these the engine's; and the
    better ones of both times."""

    first: float
    first_worked: float
    first_of_engine: float
    taken: float
    worked: float
    of_engine: float


def _twice(work: Callable[[str], None], typed: str, engine: _WatchedReader) -> _Twice:
    """What a question takes that is asked two times."""
    both = []
    for _ in range(2):
        began = time.perf_counter(), time.process_time(), engine.worked
        work(typed)
        ended = time.perf_counter(), time.process_time(), engine.worked
        both.append(tuple(1000 * (end - start) for start, end in zip(began, ended, strict=True)))
    better = map(min, zip(*both, strict=True))
    return _Twice(*both[0], *better)
