"""`python -m tests.load.desk`: an officer prepares a small file again and again while others send dear ones without a
pause, each from another address: how many of the tries get through, and how long they wait."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.conftest import ROOT
from tests.load.site import serving

_DEAR = "：".encode() * 3_000_000  # 9 MB, 20 seconds of the processor
_SMALL = "王範例：\n好，我們開始。\n\n李樣本：\n謝謝主席。\n".encode()
_PATIENCE = 120  # seconds
_PAUSE = 5  # seconds between an officer's tries


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.desk")
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--others", type=int, nargs="*", default=[0, 1, 2, 5])
    given = parser.parse_args()
    refused = 0
    with (
        tempfile.TemporaryDirectory(prefix="minutes-desk-") as folder,
        serving(ROOT / "transcripts", Path(folder)) as site,
    ):
        for number in given.others:
            with _others(site.port, number) as statuses:
                tried = [_officer(site.port) for _ in range(given.tries)]
            waits = sorted(wait for status, wait in tried if status == 200)
            refused += len(tried) - len(waits)
            took = f"{statistics.median(waits):.1f} s, at most {waits[-1]:.1f} s" if waits else "-"
            others = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
            sys.stdout.write(f"| {number} | {len(waits)} of {len(tried)} | {took} | {others} |\n")
            sys.stdout.flush()
    return 1 if refused else 0


@contextmanager
def _others(port: int, number: int) -> Iterator[Counter[int]]:
    """So many who send one dear file after another, each from an address of their own; their statuses."""
    done, statuses = threading.Event(), Counter[int]()

    def send(address: str) -> None:
        while not done.is_set():
            statuses[_status(port, _DEAR, address)] += 1

    threads = [threading.Thread(target=send, args=(f"127.0.2.{n + 1}",)) for n in range(number)]
    for thread in threads:
        thread.start()
    time.sleep(_PAUSE if threads else 0)
    yield statuses
    done.set()
    for thread in threads:
        thread.join()


def _officer(port: int) -> tuple[int, float]:
    """A try: its status, and the seconds that it took."""
    time.sleep(_PAUSE)
    began = time.monotonic()
    return _status(port, _SMALL, "127.0.3.1"), time.monotonic() - began


def _status(port: int, data: bytes, address: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, _PATIENCE, source_address=(address, 0))
    mark = "minutes-load"
    head = 'Content-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
    body = f"--{mark}\r\n{head}".encode() + data + f"\r\n--{mark}--\r\n".encode()
    try:
        kind = f"multipart/form-data; boundary={mark}"
        connection.request("POST", "/en/prepare", body, {"Content-Type": kind})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
