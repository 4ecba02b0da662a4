"""A short queue before dear work: who comes when it is full is told so at once, before what was
sent is understood, so that those who read never wait for those who upload."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout
from flask import request

PLACES, EACH = 4, 2
"""Uploads at once in one process, and of one client."""
_SECONDS = 2  # who is slower than that keeps a thread from others
_PIECE = 256 * 1024  # bytes read at once


class Full(Exception):
    """There is no place now."""


SHARED = "MINUTES_PAGES"
"""The variable of the environment that names a folder which all workers of a site share."""


@contextmanager
def turn_of_all(seconds: float) -> Iterator[None]:
    """The turn of one among all workers of a site, where they share a folder. Raises `Full` where it did not come
    within so many seconds."""
    shared = os.environ.get(SHARED)
    lock = FileLock(Path(shared) / "turn.lock", timeout=seconds) if shared else nullcontext()
    with ExitStack() as held:
        try:
            held.enter_context(lock)
        except Timeout as error:
            raise Full from error
        yield


class DeskQueue:
    """`places` for all together, of which one client has at most `each`. Threads share it."""

    def __init__(self, places: int, each: int) -> None:
        self.places, self.each = places, each
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """A place for as long as the block runs. Raises `Full` where there is none."""
        with self._lock:
            if self._inside.total() >= self.places or self._inside[client] >= self.each:
                raise Full
            self._inside[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[client] -= 1
                self._inside += Counter()  # forgets those who left


def let_finish(most: int) -> None:
    """Take what the present request sends, `most` bytes of it, and forget it: a proxy or browser whose
    connection is closed while it sends never reads the answer."""
    until = time.monotonic() + _SECONDS
    left = min(request.content_length or 0, most)
    while left > 0 and time.monotonic() < until:
        left -= len(request.environ["wsgi.input"].read(min(left, _PIECE))) or left
