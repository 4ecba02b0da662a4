"""Figures for a monitor (Prometheus' text form), of all workers together, on a port of their own.

Needs the extra `serve`. Workers write to the folder in `PROMETHEUS_MULTIPROC_DIR`; without that
variable nothing is counted. Labels are routes and status codes: never an address, never a word.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from http import HTTPMethod
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, g, request
from werkzeug.wrappers import Response

from minutes import clock
from minutes.settings import Settings
from pipeline.index import generation as generations
from pipeline.updates import unanswered
from webapp.operating import health

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# A worker's place among the workers (`deploy/gunicorn.conf.py`). Files are named after it and not
# after the process, so that the folder stays as it is however often workers are restarted.
WORKER = "MINUTES_WORKER"
# Seconds: a page from memory, a page made anew, a heavy search, the limit of a proxy.
BUCKETS = (0.005, 0.025, 0.1, 0.25, 1, 5, 30)

# Anybody may invent methods, and each would be a series of its own that is kept for ever.
METHODS = frozenset(HTTPMethod)


def count_requests(app: Flask) -> bool:
    """Count this app's requests; False where nobody asked for it or the library is missing."""
    if not os.environ.get(FOLDER):
        return False
    try:
        from prometheus_client import CollectorRegistry, Counter, Histogram, values
    except ImportError:
        return False
    values.ValueClass = values.MultiProcessValue(_place)  # type: ignore[no-untyped-call]  # theirs has no types
    own = CollectorRegistry()  # an app made twice in one process must not count under one name
    requests = Counter("minutes_requests", "Requests", ["route", "method", "status"], registry=own)
    seconds = Histogram(
        "minutes_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=own
    )

    @app.before_request
    def begin() -> None:
        g.minutes_measured = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        with contextlib.suppress(OSError):  # no reader waits for a folder that is gone
            requests.labels(route, method, response.status_code).inc()
            seconds.labels(route).observe(time.perf_counter() - g.minutes_measured)
        return response

    return True


def _place() -> str:
    return os.environ.get(WORKER) or str(os.getpid())


def registry(settings: Settings) -> CollectorRegistry:
    """What a monitor is told: the workers' figures and the state of the archive on disk."""
    from prometheus_client import CollectorRegistry

    collectors = CollectorRegistry()
    collectors.register(_WorkersFigures())
    collectors.register(_ArchiveFigures(settings))
    return collectors


class _WorkersFigures:
    """What the workers wrote down: the site may begin, or begin anew, after the monitor."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.multiprocess import MultiProcessCollector

        folder = os.environ.get(FOLDER)
        if folder and Path(folder).is_dir():
            yield from MultiProcessCollector(None, folder).collect()  # type: ignore[no-untyped-call]  # theirs has no types


class _ArchiveFigures:
    """The state of the archive at the moment it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        for name, help_text, value in self._figures():
            yield GaugeMetricFamily(f"minutes_{name}", help_text, value)
        in_vain = unanswered.total(self._settings.data)
        yield CounterMetricFamily(
            "minutes_searches_unanswered", "Searches that found nothing", in_vain
        )

    def _figures(self) -> Iterator[tuple[str, str, float]]:
        readable = health.is_readable(self._settings.transcripts)
        yield "transcripts_readable", "Whether the folder of transcripts is there", readable
        current = generations.current(self._settings.data)
        yield "generation_open", "Whether there is an index", current is not None
        if current is None:
            return
        made_at = (self._settings.data / generations.POINTER).stat().st_mtime
        overdue = [held for held in current.held if held.due and held.due <= clock.now()]
        yield "generation_age_seconds", "Since the index was made", max(0.0, time.time() - made_at)
        yield "records_indexed", "Public records in the index", len(current.meetings)
        yield "records_held", "Records held back", len(current.held) - len(overdue)
        yield "records_due", "Due since the index was made", len(overdue)
