"""People who send one file after another to `/prepare`, from a process of their own: what they take of
this machine beyond what the site does for them gives way, since theirs would be other machines."""

from __future__ import annotations

import contextlib
import http.client
import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from urllib.parse import urlencode

_TEXT = "王範例：這是一段為了測試而寫的話，內容並不重要。\n\n李樣本：我同意。\n\n" * 4_000
_GIVES_WAY = 10  # niceness


@contextmanager
def uploading(port: int, clients: int) -> Iterator[Counter[int]]:
    """`clients` who each upload without a pause for as long as the block runs; their statuses, which are
    known when it has ended."""
    statuses: Counter[int] = Counter()
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_upload_until_told, args=(port, clients, there))
    process.start()
    here.recv()  # it has begun
    try:
        yield statuses
    finally:
        here.send("enough")
        statuses.update(here.recv())
        process.join()


def _upload_until_told(port: int, clients: int, told: Connection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_GIVES_WAY)
    statuses: Counter[int] = Counter()
    done = threading.Event()
    body = urlencode({"do": "check", "text": _TEXT})

    def upload(number: int) -> None:
        while not done.is_set():
            statuses[_status(port, body, f"127.0.2.{number + 1}")] += 1

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    told.send("begun")
    told.recv()
    done.set()
    for thread in threads:
        thread.join()
    told.send(statuses)


def _status(port: int, body: str, own: str) -> int:
    """What one upload from an address is answered; 0 where it is refused before the whole was sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, 60, (own, 0))
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", "/prepare", body, head)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
