"""Who asks: the address of a client, also of one behind proxies that are believed."""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING

from minutes.text import numerals

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PROXIES = "MINUTES_PROXIES"
"""The variable of the environment that says how many proxies before us are believed."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", ""})
# RFC 6177: a subscriber has a network of at least so many bits, and all addresses in it.
_OF_ONE = 64


def address(environ: WSGIEnvironment) -> str:
    """The address of the client of a request, of IPv6 the network that is a single subscriber's: as many proxies
    before us as `MINUTES_PROXIES` says are believed, so that nobody can write an address of their own. "" where a
    server tells none."""
    client = _as_forwarded(environ)
    return client if is_of_this_machine(client) else _of_one(client)


def _as_forwarded(environ: WSGIEnvironment) -> str:
    trusted = numerals.of_digits(os.environ.get(PROXIES, "0"), 3) or 0
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    addresses = list(filter(None, map(str.strip, forwarded)))
    if trusted and len(addresses) >= trusted:
        return addresses[-trusted]
    return environ.get("REMOTE_ADDR") or ""


def _of_one(client: str) -> str:
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 4:
        return client
    mapped = address.ipv4_mapped
    return str(mapped or ipaddress.ip_network((address.packed, _OF_ONE), strict=False))


def is_of_this_machine(client: str) -> bool:
    """Whether an address is that of this machine: of its people, or of a proxy that nobody has named,
    behind which clients cannot be told apart."""
    return client in _THIS_MACHINE
