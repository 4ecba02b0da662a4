"""A short queue before dear work. Who comes when it is full is told so at once, before what was sent is understood, so
that those who read never wait for those who upload; and those who had the desk least lately go before the others, so
that nobody keeps anybody away by coming again and again."""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from flask import request
from pydantic import TypeAdapter, ValidationError

from minutes import plain_files
from pipeline.source import safe_write
from webapp.serving import clients

PLACES, EACH = 4, 2
"""Uploads at once in one process, and of one client."""
MUCH = 15
"""Seconds of turns lately; those who had more share half of the places, and leave the others free."""
FREE = 2
"""Seconds of each turn that do not count: more than a record takes, also where the machine is busy."""
_HALF_LIFE = 300  # seconds in which half of what somebody had is forgotten
_OLDEST = (
    120  # seconds, longer than anybody waits: who has waited more was in a process that was killed
)
_TICK = 0.05  # seconds
_SECONDS = 2  # who is slower than that keeps a thread from others
_PIECE = 256 * 1024  # bytes read at once
SHARED = "MINUTES_PAGES"
"""The variable of the environment that names a folder which all workers of a site share."""


class Full(Exception):
    """There is no place now."""


@dataclass(frozen=True, slots=True)
class _Had:
    """How many seconds of turns somebody had, as it was at a moment."""

    seconds: float
    at: float

    def now(self) -> float:
        """What is left of it."""
        return self.seconds * math.exp2(-max(0.0, time.time() - self.at) / _HALF_LIFE)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody who waits for a turn since a moment."""

    client: str
    since: float


@dataclass(frozen=True, slots=True)
class _State:
    """By the marks of clients what each had lately, and those who wait, by their tickets."""

    had: Mapping[str, _Had] = field(default_factory=dict)
    waiting: Mapping[str, _Waiting] = field(default_factory=dict)

    def seconds(self, client: str) -> float:
        """How much somebody had lately."""
        return self.had[client].now() if client in self.had else 0.0

    def first(self) -> str:
        """The ticket of whoever had least among those who wait, and has waited longest."""
        return min(self.waiting, key=self._order, default="")

    def _order(self, ticket: str) -> tuple[float, float]:
        waiting = self.waiting[ticket]
        # Of those who had next to nothing, whoever came first.
        return round(self.seconds(waiting.client)), waiting.since


_STATES = TypeAdapter(_State)


class Turns:
    """Turns at one work, of one client at a time among all threads of all workers of a site, where they share a folder."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()

    @contextmanager
    def of(self, client: str, seconds: float) -> Iterator[None]:
        """The turn of a client. Raises `Full` where it did not come within so many seconds."""
        turn = self._come(_mark(client), seconds)
        began = time.time()
        try:
            yield
        finally:
            turn.release()
            self._note(client, time.time() - began)

    def seconds(self, client: str) -> float:
        """How long a client's turns were lately, in sum."""
        return self._state.seconds(_mark(client))

    def _come(self, mark: str, seconds: float) -> FileLock:
        ticket, until = uuid4().hex, time.monotonic() + seconds
        with self._changing() as state:
            waits = {**state.waiting, ticket: _Waiting(mark, time.time())}
            self._keep(replace(state, waiting=waits))
        try:
            while True:
                if self._state.first() == ticket and (turn := self._taken()):
                    return turn
                if time.monotonic() > until:
                    raise Full
                time.sleep(_TICK)
        finally:
            with self._changing() as state:
                waits = {name: entry for name, entry in state.waiting.items() if name != ticket}
                self._keep(replace(state, waiting=waits))

    def _taken(self) -> FileLock | None:
        lock = FileLock(_folder() / f"{self._name}.lock", timeout=0)
        with suppress(Timeout):
            lock.acquire()
            return lock
        return None

    def _note(self, client: str, took: float) -> None:
        """Note how long a turn took. Behind an address of this machine may be anybody."""
        if took < FREE or clients.is_of_this_machine(client):
            return
        with self._changing() as state:
            mark = _mark(client)
            sum_now = _Had(state.seconds(mark) + took - FREE, time.time())
            self._keep(replace(state, had={**state.had, mark: sum_now}))

    # --- what all of them know

    @contextmanager
    def _changing(self) -> Iterator[_State]:
        with self._lock, FileLock(_folder() / f"{self._name}.state.lock"):
            yield self._state

    @property
    def _state(self) -> _State:
        try:
            state = _STATES.validate_json(plain_files.read(_folder(), self._file))
        except (OSError, ValidationError, plain_files.FolderMissing):
            return _State()
        since = time.time() - _OLDEST
        return _State(
            {client: had for client, had in state.had.items() if had.now() > 1},
            {ticket: entry for ticket, entry in state.waiting.items() if entry.since > since},
        )

    def _keep(self, state: _State) -> None:
        with suppress(OSError):
            safe_write.replace_file(_folder() / self._file, json.dumps(asdict(state)).encode())

    @property
    def _file(self) -> str:
        return f"{self._name}.json"


def _mark(client: str) -> str:
    return hashlib.blake2b(client.encode(), digest_size=8).hexdigest()


def _folder() -> Path:
    shared = os.environ.get(SHARED)
    return Path(shared) if shared else Path(_own_folder().name)


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="minutes-turns-")


TURNS = Turns("turn")
"""Those of everybody."""
TURNS_OF_KEEPERS = Turns("turn-of-keepers")
"""Those of who holds the key of the desk, which nobody else can take."""


class DeskQueue:
    """`places` for all together, of which one client has at most `each`, and more than one only while half of
    them are free; those who had much of the desk lately have at most half of them together. So others find a place
    beside any number who come again and again. Threads share it."""

    def __init__(self, places: int, each: int) -> None:
        self.places, self.each = places, each
        self._inside: Counter[str] = Counter()
        self._had_much = 0
        self._lock = threading.Lock()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """A place for as long as the block runs. Raises `Full` where there is none."""
        had_much = TURNS.seconds(client) > MUCH
        with self._lock:
            if not self._is_free(client) or (had_much and self._had_much * 2 >= self.places):
                raise Full
            self._inside[client] += 1
            self._had_much += had_much
        try:
            yield
        finally:
            with self._lock:
                self._inside[client] -= 1
                self._had_much -= had_much
                self._inside += Counter()  # forgets those who left

    def _is_free(self, client: str) -> bool:
        """Whether a client may have one more."""
        inside = self._inside.total()
        may_have = self.each if inside * 2 < self.places else 1
        return inside < self.places and self._inside[client] < may_have


def let_finish(most: int) -> None:
    """Take what the present request sends, `most` bytes of it, and forget it: a proxy or browser whose
    connection is closed while it sends never reads the answer."""
    until = time.monotonic() + _SECONDS
    left = min(request.content_length or 0, most)
    while left > 0 and time.monotonic() < until:
        left -= len(request.environ["wsgi.input"].read(min(left, _PIECE))) or left
