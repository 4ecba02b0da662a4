"""Who may open the desk: whoever holds a signed key, or sits at the machine that serves itself alone.

A link with the key puts it into a cookie, so that it stands in no address of a page that is printed.
"""

from __future__ import annotations

from flask import request

from webapp.serving import keepers
from webapp.serving.visit import Moved, Visit


def is_open(visit: Visit) -> bool:
    """Whether this reader's browser brought a key that still opens the desk."""
    return keepers.has_key(visit.site.name, request.environ)


def entered(visit: Visit) -> Moved | None:
    """The way to the desk for whoever followed a link with a key; None for all others."""
    key = visit.args.get("key", "")
    if not key or not keepers.opens(key):
        return None
    return Moved(visit.at.desk(), permanent=False, cookie=(keepers.COOKIE, key))


def is_elsewhere() -> bool:
    """Whether a form was sent from another site's page."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
