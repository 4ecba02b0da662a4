"""A store of what was made once, bounded in bytes, the least used thrown out first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Bounded(Generic[Value]):
    """Values by key, as long as their sizes together stay below `limit`. Threads may share it."""

    def __init__(self, limit: int, size: Callable[[Value], int]) -> None:
        self.limit = limit
        self.size = size
        self.held = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value, which counts as used now."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value; one that is larger than a quarter of the store is not kept."""
        size = self.size(value)
        if size > self.limit // 4:
            return
        with self._lock:
            old = self._values.pop(key, None)
            self.held += size - (self.size(old) if old is not None else 0)
            self._values[key] = value
            while self.held > self.limit:
                self.held -= self.size(self._values.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.held = 0

    def __len__(self) -> int:
        return len(self._values)
