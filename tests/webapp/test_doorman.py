"""Who uploads while too many do is turned away before the site hears of it, waits, and keeps no thread."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from webapp.operating import doorman
from webapp.operating.doorman import Doorman
from webapp.serving.desk_queue import EACH, PLACES


class Site:
    """A site whose uploads go on until they are let go."""

    def __init__(self) -> None:
        self.heard = 0
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], _: object) -> Iterable[bytes]:
        self.heard += 1
        if environ["REQUEST_METHOD"] == "POST":
            self.go_on.wait(20)
        return [b"done"]


def asked(door: Doorman, client: str, method: str = "POST", path: str = "/prepare") -> None:
    """Ask as a server does that hands out its connection, and answers on it."""
    here, there = socket.socketpair()
    with here, there:
        words = {"PATH_INFO": path, "REMOTE_ADDR": client, "gunicorn.socket": there}
        door({"REQUEST_METHOD": method, **words}, lambda *_: lambda _: None)


@contextmanager
def at_work(door: Doorman, site: Site, clients: Iterable[str]) -> Iterator[None]:
    """Uploads of these clients that go on for as long as the block runs."""
    threads = [threading.Thread(target=asked, args=(door, client)) for client in clients]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while site.heard < number:
            time.sleep(0.01)
    yield
    site.go_on.set()
    for thread in threads:
        thread.join()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorman, "WAITS", 0.2)


FULL = [f"192.0.2.{n}" for n in range(PLACES)]
FULL_OF_ONE = ["192.0.2.1"] * EACH
# Behind a proxy on this machine all have its address, and nobody is kept from what another one does.
FULL_BY_PROXY = ["127.0.0.1"] * PLACES


def turned_away(door: Doorman, client: str, path: str = "/prepare") -> tuple[bytes, float]:
    """What somebody is told who is turned away, and after how many seconds."""
    here, there = socket.socketpair()
    here.settimeout(20)
    words = {"PATH_INFO": path, "REMOTE_ADDR": client, "gunicorn.socket": there}
    began = time.monotonic()
    with pytest.raises(ConnectionResetError):
        door({"REQUEST_METHOD": "POST", **words}, lambda *_: lambda _: None)
    there.setblocking(True)  # what the server closes is another one
    there.close()
    told = b""
    while part := here.recv(4096):
        told += part
    here.close()
    return told, time.monotonic() - began


@pytest.mark.parametrize(
    ("inside", "client"),
    [(FULL, "203.0.113.9"), (FULL_OF_ONE, "192.0.2.1"), (FULL_BY_PROXY, "127.0.0.1")],
)
def test_one_more_is_told_after_a_moment_and_the_site_does_not_hear_of_it(
    inside: list[str], client: str
) -> None:
    site = Site()
    door = Doorman(site, lambda _: False)
    with at_work(door, site, inside):
        told, seconds = turned_away(door, client)
        assert site.heard == len(inside)
    assert told.startswith(b"HTTP/1.1 429 ")
    assert b"Retry-After: 10" in told
    assert "請過十秒再試".encode() in told
    assert seconds >= 0.2


def test_english_is_told_in_english_and_readers_are_let_through() -> None:
    site = Site()
    door = Doorman(site, lambda _: False)
    with at_work(door, site, FULL):
        assert b"try again in ten seconds" in turned_away(door, "203.0.113.9", "/en/prepare")[0]
        heard = site.heard
        asked(door, "203.0.113.9", "GET")
        assert site.heard == heard + 1


def test_what_somebody_still_sends_is_taken_so_that_the_answer_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = doorman.WaitingRoom()
    here, there = socket.socketpair()
    with here:
        here.settimeout(20)
        room.take(there, b"told")
        there.close()
        here.sendall(b"x" * 2_000_000)
        assert here.recv(10) == b"told"
    monkeypatch.setattr(doorman, "_MOST", 0)
    last, closed = socket.socketpair()
    with last:
        room.take(closed, b"never told")
        closed.close()
        assert last.recv(10) == b""


def test_where_a_server_hands_out_no_connection_the_site_decides_itself() -> None:
    site = Site()
    site.go_on.set()
    door = Doorman(site, lambda _: False)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/prepare", "REMOTE_ADDR": "192.0.2.1"}
    for _ in range(PLACES + 1):
        assert list(door(environ, lambda *_: lambda _: None)) == [b"done"]


def test_a_keeper_has_places_that_nobody_else_can_take() -> None:
    site = Site()
    door = Doorman(site, lambda environ: environ["REMOTE_ADDR"] == "203.0.113.9")
    with at_work(door, site, [*FULL, "203.0.113.9"]):
        turned_away(door, "203.0.113.8")
