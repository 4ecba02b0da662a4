"""Who asks: the address of a client, also of one behind proxies that are believed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from minutes.text import numerals

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PROXIES = "MINUTES_PROXIES"
"""The variable of the environment that says how many proxies before us are believed."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", ""})


def address(environ: WSGIEnvironment) -> str:
    """The address of the client of a request: as many proxies before us as `MINUTES_PROXIES` says are
    believed, so that nobody can write an address of their own. "" where a server tells none."""
    trusted = numerals.of_digits(os.environ.get(PROXIES, "0"), 3) or 0
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    told = list(filter(None, map(str.strip, forwarded)))
    if trusted and len(told) >= trusted:
        return told[-trusted]
    return environ.get("REMOTE_ADDR") or ""


def is_of_this_machine(client: str) -> bool:
    """Whether an address is that of this machine: of its people, or of a proxy that nobody has named,
    behind which clients cannot be told apart."""
    return client in _THIS_MACHINE
