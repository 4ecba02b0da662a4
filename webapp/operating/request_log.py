"""One line for each request: what was asked for by its route, how it ended, how long it took.

Neither addresses of readers nor what they searched for are written: routes, not paths.
`MINUTES_LOG` chooses: `plain`, `json` or `off` (the default; a proxy in front has its own log).
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import time

from flask import Flask, g, request
from werkzeug.wrappers import Response

VARIABLE = "MINUTES_LOG"
HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")  # what a proxy gave, if it can do no harm in a log
_log = logging.getLogger("minutes.requests")


def keep_log(app: Flask) -> bool:
    """Write the lines of this app's requests in the form that the environment asks for; False where
    it asks for none."""
    chosen = os.environ.get(VARIABLE, "off")
    write = {"plain": _plain, "json": _json}.get(chosen)
    if write is None:
        return False
    _log.setLevel(logging.INFO)
    if not _log.hasHandlers():  # Python would write down what is a warning, and nothing else
        _log.addHandler(logging.StreamHandler())

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.minutes_request = given if _ACCEPTED.fullmatch(given) else secrets.token_hex(8)
        g.minutes_began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.minutes_request
        _log.info("%s", write(_facts(response)))
        return response

    return True


def _facts(response: Response) -> dict[str, object]:
    return {
        "id": g.minutes_request,
        "method": request.method,
        "route": str(request.url_rule) if request.url_rule else "-",
        "status": response.status_code,
        "bytes": response.content_length or 0,
        "ms": round((time.perf_counter() - g.minutes_began) * 1000, 1),
    }


def _json(facts: dict[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False)


def _plain(facts: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in facts.items())
