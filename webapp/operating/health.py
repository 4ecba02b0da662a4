"""What a balancer asks: does the process answer (`/healthz`), may it be sent readers (`/readyz`).

Booleans and an age only: what is wrong is told on `/status` and by `minutes doctor`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify

from minutes.errors import MinutesError
from pipeline.engines.registry import engine_named
from pipeline.index import generation as generations
from webapp.serving.site import Site

RETRY_AFTER = "10"  # seconds; an index of some thousand records is swapped in within that


def answer_health(app: Flask, site: Site) -> None:
    """Add both addresses to the root of an app that serves one archive."""

    @app.get("/healthz", endpoint="healthz")
    def alive() -> Response:
        return _fresh(jsonify({"alive": True}))

    @app.get("/readyz", endpoint="readyz")
    def ready() -> Response:
        found = readiness(site)
        response = _fresh(jsonify({**found, "generation_age": generation_age(site)}))
        if not all(found.values()):
            response.status_code = 503
            response.headers["Retry-After"] = RETRY_AFTER
        return response


def readiness(site: Site) -> dict[str, bool]:
    """What must hold before readers are sent here, each as a boolean."""
    return {
        "transcripts_readable": is_readable(site.settings.transcripts),
        "generation_open": _holds(lambda: site.archive.view() is not None),
        "generation_current": not site.archive.is_behind,
        "engine_reachable": _holds(lambda: engine_named(site.settings.archive.engine).reachable()),
    }


def is_readable(folder: Path) -> bool:
    """Whether there is something to read in a folder: one whose disk is not mounted is empty."""
    try:
        with os.scandir(folder) as entries:
            return any(entries)
    except OSError:
        return False


def generation_age(site: Site) -> int | None:
    """Seconds since the present index was made; None where there is none."""
    try:
        made_at = (site.settings.data / generations.POINTER).stat().st_mtime
    except OSError:
        return None
    return max(0, int(time.time() - made_at))


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (MinutesError, OSError):
        return False


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
