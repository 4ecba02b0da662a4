"""People who send one file after another to `/prepare`."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

_TEXT = "王範例：這是一段為了測試而寫的話，內容並不重要。\n\n李樣本：我同意。\n\n" * 4_000


@contextmanager
def uploading(port: int, clients: int) -> Iterator[Counter[int]]:
    """`clients` who each upload without a pause for as long as the block runs; their statuses."""
    statuses: Counter[int] = Counter()
    done = threading.Event()
    body = urlencode({"do": "check", "text": _TEXT})

    def upload() -> None:
        while not done.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            head = {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                connection.request("POST", "/prepare", body, head)
                status = connection.getresponse().status
            except (OSError, http.client.HTTPException):
                status = 0  # refused before the whole was sent
            statuses[status] += 1
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        done.set()
        for thread in threads:
            thread.join()
