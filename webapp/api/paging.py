"""Pages by cursor: a cursor holds the sort key of the last item, so nothing is shown twice or passed
over when records come and go in between."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from webapp.api.problems import Refused

Row = TypeVar("Row")
Key = tuple[int | str, ...]


def encode(key: Key) -> str:
    """A sort key as an opaque cursor."""
    raw = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(cursor: str, like: tuple[type, ...]) -> Key:
    """The sort key in a cursor, of these types; anything else is a wrong parameter."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        key = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise bad() from error
    if not isinstance(key, list) or len(key) != len(like):
        raise bad()
    if not all(type(part) is kind for part, kind in zip(key, like, strict=True)):
        raise bad()
    return tuple(key)


def bad() -> Refused:
    """The answer (404) to a cursor that this site did not give out."""
    return Refused(404, "cursor: there is no page that begins here. 沒有這一頁。")


def cut(
    rows: Sequence[Row],
    key: Callable[[Row], Key],
    like: tuple[type, ...],
    cursor: str | None,
    limit: int,
) -> tuple[Sequence[Row], str]:
    """At most `limit` of the rows (which are sorted by `key`) after the cursor, and the next cursor,
    "" at the end."""
    start = bisect_right(rows, decode(cursor, like), key=key) if cursor else 0
    found = rows[start : start + limit]
    more = start + limit < len(rows)
    return found, encode(key(found[-1])) if more and found else ""
