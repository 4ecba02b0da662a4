"""A short queue before dear work: who comes when it is full is told so at once, before a byte of what
was sent is read, so that those who read never wait for those who upload."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Full(Exception):
    """There is no place now."""


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
