"""Readers who ask at a steady pace, whatever the answers take, as many strangers do."""

from __future__ import annotations

import http.client
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import quote

from tests.bench.queries import QUERIES

# What of a hundred requests is asked for; the rest are records.
_SHARES = (("search", 15), ("speech", 15), ("overview", 15), ("data", 5), ("missing", 2))
_OVERVIEWS = (
    "/",
    "/meetings",
    "/speakers",
    "/following",
    "/feed.atom",
    "/sitemaps/index.xml",
    "/about",
)
CLIENTS = 32
"""Connections at once: so many requests may be in flight when a worker is killed, and no more."""
_TIMEOUT = 60  # seconds; longer is no answer


@dataclass
class Answers:
    """What came back: statuses, seconds, and the connections that broke off."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    broken: int = 0

    @property
    def asked(self) -> int:
        """All requests, whatever came of them."""
        return sum(self.statuses.values()) + self.broken

    @property
    def faults(self) -> int:
        """Answers other than 2xx, 3xx and 404."""
        return sum(n for status, n in self.statuses.items() if not _is_well(status))

    def percentile(self, share: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return 1000 * quantiles(self.seconds, n=100)[share - 1]


def _is_well(status: int) -> bool:
    return 200 <= status < 400 or status == 404


class Pages:
    """Which pages are asked for, drawn at random in the same order each time."""

    def __init__(self, meetings: Sequence[str], speeches: Sequence[str], seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._of = {
            "search": [f"/search?q={quote(query)}" for query in QUERIES],
            "speech": [f"/speech/{ident}" for ident in speeches],
            "overview": list(_OVERVIEWS),
            "data": ["/api/v1/meetings", "/data/meetings.csv"],
            "missing": ["/2099-01-01-沒有這份紀錄"],
            "record": [f"/{quote(meeting)}" for meeting in meetings],
        }
        kinds = [kind for kind, share in _SHARES for _ in range(share)]
        self._kinds = kinds + ["record"] * (100 - len(kinds))

    def draw(self) -> str:
        return quote(self._chance.choice(self._of[self._chance.choice(self._kinds)]), safe="/?=&%")


class Readers:
    """`clients` connections that share the requests of one clock."""

    def __init__(self, port: int, pages: Pages, clients: int = CLIENTS) -> None:
        self.answers = Answers()
        self._port, self._pages = port, pages
        self._due: queue.Queue[tuple[float, str] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(clients)]

    def read(self, seconds: float, rate: float) -> Answers:
        """Ask `rate` times a second for so long; each answer's time counts from when it was due."""
        for thread in self._threads:
            thread.start()
        began = time.monotonic()
        for number in range(int(seconds * rate)):
            due = began + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            self._due.put((due, self._pages.draw()))
        for _ in self._threads:
            self._due.put(None)
        for thread in self._threads:
            thread.join()
        return self.answers

    def _read(self, number: int) -> None:
        connection = self._connect(number)
        while (asked := self._due.get()) is not None:
            due, page = asked
            try:
                status = self._ask(connection, page)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = self._connect(number)
                status = self._ask_again(connection, page)
            with self._lock:
                if status:
                    self.answers.statuses[status] += 1
                    self.answers.seconds.append(time.monotonic() - due)
                else:
                    self.answers.broken += 1
        connection.close()

    def _ask_again(self, connection: http.client.HTTPConnection, page: str) -> int:
        """A connection that the site let go of while nothing was asked is no fault: browsers and
        proxies ask again, once. 0 where that breaks off, too."""
        try:
            return self._ask(connection, page)
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0

    def _connect(self, number: int) -> http.client.HTTPConnection:
        """Each from an address of its own, as strangers have."""
        own = f"127.0.1.{number + 1}", 0
        return http.client.HTTPConnection("127.0.0.1", self._port, _TIMEOUT, own)

    def _ask(self, connection: http.client.HTTPConnection, page: str) -> int:
        connection.request("GET", page, headers={"Accept-Encoding": "br, gzip"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
