"""Whether the links of transcripts still lead somewhere. Asks only public addresses, redirects
included: a transcript must not make this machine knock at doors of its own network."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from operator import attrgetter
from urllib.parse import quote, urljoin, urlsplit

from minutes.findings.problem import Problem, problem

TIMEOUT = 10.0
REDIRECTS = 5
AT_ONCE = 8
MOST = 5_000
# What says that the page is gone; a refusal (403, 429) or a fault of the moment (5xx) does not.
GONE = frozenset({404, 410})
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_USUAL_PORTS = {"http": 80, "https": 443}
PORTS = frozenset({80, 443, 8080, 8443})
# A server that sends a byte now and then keeps nobody waiting longer.
PATIENCE = 30.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_URL = re.compile(r"https?://[\w\-.~:/?#\[\]@!$&'*+,;=%]+", re.A)
_TRAIL = ".,;:!?'*_]"
_AGENT = "minutes-link-check"

Allowed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """An address and where it stands: file, line, column (1-based)."""

    url: str
    path: str
    line: int
    column: int

    def dead(self, why: str) -> Problem:
        """The finding that it leads nowhere."""
        host = urlsplit(self.url).hostname or ""
        at = (self.line, self.column)
        return problem(self.path, "dead-link", *at, host=host, reason=why)


class NotAsked(Exception):
    """An address that this machine does not ask."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, and so is the one that it may stand for."""
    ip = ipaddress.ip_address(address)
    return all(one.is_global and not one.is_multicast for one in (_inner(ip) or (ip,)))


def _inner(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    translated = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
    addresses = (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()), translated)
    return tuple(filter(None, addresses))


def links(path: str, text: str) -> list[LinkPlace]:
    """The web addresses in a file, head and body."""
    return [
        LinkPlace(match.group().rstrip(_TRAIL), path, number, match.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        if "://" in line
        for match in _URL.finditer(line.replace("\\", ""))
    ]


def dead(places: Iterable[LinkPlace], allowed: Allowed = is_public) -> list[Problem]:
    """A finding for each place whose address leads nowhere; each address is asked once."""
    wanted = list(places)
    urls = list(dict.fromkeys(map(attrgetter("url"), wanted)))[:MOST]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip(urls, pool.map(lambda url: ask(url, allowed), urls), strict=True))
    return [place.dead(why) for place in wanted if (why := answers.get(place.url))]


def ask(url: str, allowed: Allowed = is_public) -> str | None:
    """Why an address leads nowhere ("404", "no such host" …); None where it answers, refuses
    strangers, or is not asked."""
    try:
        return _followed(url, allowed)
    except NotAsked:
        return None
    except (OSError, HTTPException, ValueError) as error:
        known = (why for kind, why in _FAILURES.items() if isinstance(error, kind))
        return next(known, type(error).__name__)


# Why there is no answer, by what was raised; the first that fits.
_FAILURES: dict[type[Exception], str] = {
    socket.gaierror: "no such host",
    ssl.SSLError: "no valid certificate",
    TimeoutError: "no answer",
}


def _followed(url: str, allowed: Allowed) -> str | None:
    """What the page says to which an address leads in the end."""
    for _ in range(REDIRECTS + 1):
        status, target = _request(url, allowed)
        if status not in _REDIRECTING or not target:
            return str(status) if status in GONE else None
        url = urljoin(url, target)
    return "too many redirects"


def _request(url: str, allowed: Allowed) -> tuple[int, str | None]:
    parts = urlsplit(url)
    if parts.scheme not in _USUAL_PORTS or not parts.hostname or parts.username:
        raise NotAsked(url)
    port = parts.port or _USUAL_PORTS[parts.scheme]
    connection = _Pinned(parts.hostname, port, parts.scheme == "https", allowed)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    limit = threading.Timer(PATIENCE, connection.give_up)
    limit.start()
    try:
        connection.request("GET", path + query, headers={"User-Agent": _AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    except (OSError, HTTPException) as error:
        raise TimeoutError if connection.gave_up else error from error
    finally:
        limit.cancel()
        connection.close()


class _Pinned(HTTPConnection):
    """A connection to the very IP address that was looked at: the name is resolved once, so it
    cannot mean another machine a moment later."""

    def __init__(self, host: str, port: int, secure: bool, allowed: Allowed) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._secure, self._allowed = secure, allowed
        self.gave_up = False

    def give_up(self) -> None:
        """End the conversation, from another thread: whoever waits for the answer has an error."""
        self.gave_up = True
        if isinstance(self.sock, socket.socket):
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        """Resolve, look, connect."""
        if self._allowed is is_public and self.port not in PORTS:
            raise NotAsked(f"port {self.port}")
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        if not addresses or not all(map(self._allowed, addresses)):
            raise NotAsked(self.host)
        plain = socket.create_connection((addresses[0], self.port), TIMEOUT)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        else:
            self.sock = plain
