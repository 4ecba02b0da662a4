"""Limits for each client of a site that is nothing but an archive; a host app has limits of its own.

Needs the extra `limit` (Flask-Limiter); without it nothing is limited.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.wrappers import Response

from webapp.api.http_routes import refusal
from webapp.api.problems import Refused
from webapp.serving import clients

USUAL = "120 per minute"
HEAVY = "10 per minute"


def client() -> str:
    """The address of the present client."""
    return clients.address(request.environ)


def unlimited() -> bool:
    """Whether the present client is this machine."""
    return clients.is_of_this_machine(client())


def limit(app: Flask, name: str) -> bool:
    """Limit the API, oEmbed and bulk files of the archive `name`; False where Flask-Limiter is not
    installed. Who asks too often gets 429 as problem+json with `Retry-After`."""
    try:
        from flask_limiter import Limiter, RateLimitExceeded
    except ImportError:
        return False
    counted, heavy = (f"{name}.api_", f"{name}.oembed"), f"{name}.data_file"
    limiter = Limiter(
        client,
        app=app,
        storage_uri="memory://",
        headers_enabled=True,
        application_limits=[USUAL],
        application_limits_exempt_when=lambda: not (request.endpoint or "").startswith(counted),
    )
    limiter.request_filter(unlimited)
    views: dict[str, Any] = app.view_functions
    views[heavy] = limiter.shared_limit(HEAVY, scope=f"{name}-data")(views[heavy])

    @app.errorhandler(RateLimitExceeded)
    def too_often(error: RateLimitExceeded) -> Response:
        return refusal(
            Refused(429, f"Too many requests: {error.description}. 請求太頻繁，請稍後再試。")
        )

    return True
