"""Who holds a signed key of the desk, as their browser tells it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from werkzeug.http import parse_cookie

from minutes import clock
from minutes.publication import preview_links

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

COOKIE = "desk"


def has_key(site: str, environ: WSGIEnvironment) -> bool:
    """Whether a request to the site of this name brings a key that still opens the desk."""
    return opens(parse_cookie(environ).get(f"{site}_{COOKIE}", ""))


def opens(token: str) -> bool:
    """Whether a key still opens the desk."""
    secret = os.environ.get(preview_links.KEY_VARIABLE, "").strip()
    return preview_links.opens_desk(secret, token, clock.now())
