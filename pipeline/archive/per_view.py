"""What is made once from a view and kept as long as that view shows the same records."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from pipeline.archive.snapshot import View

Made = TypeVar("Made")
_lock = threading.RLock()


def once_per_view(view: View, name: str, make: Callable[[View], Made]) -> Made:
    """`make(view)`, made when it is first asked for under this name."""
    # It lives and dies with the public view, as that view's own cached properties do.
    store = vars(view.public)
    if name not in store:
        with _lock:
            if name not in store:
                store[name] = make(view)
    return cast("Made", store[name])
