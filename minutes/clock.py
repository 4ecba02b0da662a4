"""The moment that everything in one answer is worked out for."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The present moment, with its zone."""
    return dt.datetime.now(tz=dt.UTC)
