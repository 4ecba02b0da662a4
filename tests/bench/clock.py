"""What the tables of times have in common: an indexed archive, a question to the site, a clock."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.test import EnvironBuilder

from minutes import settings
from minutes.settings import Settings
from pipeline.updates import after_indexing
from tests.conftest import ROOT, SHARED

Clock = Callable[[], float]


@contextmanager
def indexed(words: Iterable[str]) -> Iterator[Settings]:
    """The records beside the repository, or the sample archive where there are none, indexed in the
    folder that the first word names, or in one that goes when the run is over."""
    source = SHARED / "corpus" if SHARED.exists() else ROOT / "transcripts"
    with tempfile.TemporaryDirectory(prefix="minutes-bench-") as made:
        told = settings.load(source, Path(next(iter(words), made)))
        after_indexing.refresh(told)
        yield told


def load() -> str:
    """How busy the machine is."""
    return f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"


def speed() -> float:
    """Seconds of the processor for ten million additions: how fast this machine is just now."""
    began, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - began


def verdict(good: bool) -> str:
    """How a row ends."""
    return "ok" if good else "TOO SLOW"


def wide(text: str, columns: int) -> str:
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


def in_turns(clock: Clock, turns: int, *works: Callable[[], object]) -> list[float]:
    """Milliseconds of each of some works at its fastest; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(turns + 1):
        for work, kept in zip(works, times, strict=True):
            began = clock()
            work()
            if turn:  # the first turn fills caches
                kept.append((clock() - began) * 1000)
    return [min(kept) for kept in times]
