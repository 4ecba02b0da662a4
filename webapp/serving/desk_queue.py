"""A short queue before dear work: who comes when it is full is told so at once, before what was
sent is understood, so that those who read never wait for those who upload."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from flask import request

from minutes import plain_files
from pipeline.source import safe_write
from webapp.serving import clients

PLACES, EACH = 4, 2
"""Uploads at once in one process, and of one client."""
_SECONDS = 2  # who is slower than that keeps a thread from others
_PIECE = 256 * 1024  # bytes read at once
LONG = 5
"""Seconds; after a turn of more than that its client lets others go first for as long as it took."""
_LONGEST = 120  # seconds, longer than any turn may be
_TURNS = "turns.json"
_HERE = threading.Lock()
_owing: Mapping[str, float] = {}


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


@contextmanager
def turn_of(client: str, seconds: float) -> Iterator[None]:
    """The turn of one client among all workers. Who had a long one lately comes after those who had none. Raises
    `Full` where it did not come within so many seconds."""
    until = time.monotonic() + seconds
    with ExitStack() as held:
        held.enter_context(_turn_before(until))
        while _owes(client):
            held.close()
            _let_others_go_first(client, until)
            held.enter_context(_turn_before(until))
        began = time.time()
        try:
            yield
        finally:
            _note_turn(client, time.time() - began)


@contextmanager
def _turn_before(until: float) -> Iterator[None]:
    """The turn of one among all threads of all workers."""
    if not _HERE.acquire(timeout=_left(until)):
        raise Full
    try:
        with turn_of_all(_left(until)):
            yield
    finally:
        _HERE.release()


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _let_others_go_first(client: str, until: float) -> None:
    owed = _owes(client)
    if owed > _left(until):
        raise Full
    time.sleep(owed)


def _owes(client: str) -> float:
    """For how many seconds a client lets others go first."""
    return max(0.0, _turns().get(_mark(client), 0.0) - time.time())


def _note_turn(client: str, took: float) -> None:
    """Note how long a turn took; while it lasts, nobody else writes that down. Behind an address of this machine
    may be anybody."""
    global _owing
    if took < LONG or clients.is_of_this_machine(client):
        return
    _owing = {**_turns(), _mark(client): time.time() + took}
    shared = os.environ.get(SHARED)
    if shared:
        with suppress(OSError):
            safe_write.replace_file(Path(shared) / _TURNS, json.dumps(_owing).encode())


def _turns() -> Mapping[str, float]:
    """By the mark of a client until when it lets others go first."""
    shared, told = os.environ.get(SHARED), _owing
    if shared:
        with suppress(OSError, ValueError, plain_files.FolderMissing):
            told = json.loads(plain_files.read(Path(shared), _TURNS))
    now = time.time()
    return {client: until for client, until in told.items() if now < until < now + _LONGEST}


def _mark(client: str) -> str:
    return hashlib.blake2b(client.encode(), digest_size=8).hexdigest()


class DeskQueue:
    """`places` for all together, of which one client has at most `each`, and more than one only while half of
    them are free: others find a place beside two who come again and again. Threads share it."""

    def __init__(self, places: int, each: int) -> None:
        self.places, self.each = places, each
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """A place for as long as the block runs. Raises `Full` where there is none."""
        with self._lock:
            if self._inside.total() >= self.places or self._inside[client] >= self._may_have():
                raise Full
            self._inside[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[client] -= 1
                self._inside += Counter()  # forgets those who left

    def _may_have(self) -> int:
        """How many places one client may have now."""
        return self.each if self._inside.total() * 2 < self.places else 1


def let_finish(most: int) -> None:
    """Take what the present request sends, `most` bytes of it, and forget it: a proxy or browser whose
    connection is closed while it sends never reads the answer."""
    until = time.monotonic() + _SECONDS
    left = min(request.content_length or 0, most)
    while left > 0 and time.monotonic() < until:
        left -= len(request.environ["wsgi.input"].read(min(left, _PIECE))) or left
