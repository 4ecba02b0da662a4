"""A store of what was made once, bounded in bytes, the least used thrown out first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """Values by key, as long as their sizes together stay below `limit`. Threads may share it."""

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        self.limit = limit
        self.size = size
        self._values: LRUCache[Hashable, Value] = LRUCache(limit, size)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value, which counts as used now."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value; one that is larger than a quarter of the store is not kept, as it would throw
        out too much else."""
        if self.size(value) <= self.limit // 4:
            with self._lock:
                self._values[key] = value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
