"""Turns uploads away before the site hears of them when too many are at work: to refuse costs next to nothing, keeps
no thread, and who is refused waits a moment, so that those who read do not wait for those who come again at once."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING

from flask import Flask

from minutes.text.lists import divided
from webapp.serving import clients, desk_queue, keepers
from webapp.serving.desk_queue import DeskQueue

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WAITS = 1.0
"""Seconds until somebody is told that there is no place."""
# What they still send is taken and forgotten for so many seconds; who sends reads no answer.
_DRAINS = 10.0
_TICK = 0.05  # seconds
_PIECE = 64 * 1024  # bytes of each that are taken at a tick
_MOST = 256  # connections that wait; one more is closed at once
_PLACES_OF_KEEPERS = 2  # beside which threads stay for readers
_BRINGING = frozenset({"POST", "PUT"})
_SOCKETS = ("gunicorn.socket", "werkzeug.socket")
_WORDS = {
    "zh": ("zh-Hant-TW", "現在有許多人在使用，請過十秒再試。您的文字沒有收下，請先留著。"),
    "en": (
        "en",
        "Many people are here now. Please try again in ten seconds. Your text was not taken; keep it until then.",
    ),
}


def _page(lang: str) -> bytes:
    tag, words = _WORDS[lang]
    page = (
        f'<!doctype html>\n<html lang="{tag}"><meta charset="utf-8"><title>429</title><p>{words}\n'
    )
    body = page.encode()
    head = (
        "HTTP/1.1 429 Too Many Requests",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'",
        "X-Content-Type-Options: nosniff",
        "Retry-After: 10",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body


_PAGES = {lang: _page(lang) for lang in _WORDS}


def stand_at_the_door(app: Flask, name: str) -> None:
    """Have a doorman before a site of this name."""
    is_keeper = partial(keepers.has_key, name)
    app.wsgi_app = Doorman(app.wsgi_app, is_keeper)  # type: ignore[method-assign]  # as Flask's manual has it


class Doorman:
    """A WSGI app that lets only some uploads at once through to another one; keepers have places that nobody else can
    take. Under a server that does not hand out its connections, that one has to turn them away itself."""

    def __init__(self, app: WSGIApplication, is_keeper: Callable[[WSGIEnvironment], bool]) -> None:
        self._app, self._is_keeper = app, is_keeper
        both = (desk_queue.PLACES, _PLACES_OF_KEEPERS)
        self._places, self._of_keepers = (DeskQueue(most, desk_queue.EACH) for most in both)
        self._room = WaitingRoom()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        connection = _connection(environ)
        if environ["REQUEST_METHOD"] not in _BRINGING or connection is None:
            return self._app(environ, start_response)
        try:
            with self._queue(environ).place(_client(environ)):
                return self._app(environ, start_response)
        except desk_queue.Full:
            lang = "en" if environ.get("PATH_INFO", "").startswith("/en/") else "zh"
            self._room.take(connection, _PAGES[lang])
            # The server takes it for one that its client has left, and forgets it.
            raise ConnectionResetError(errno.ECONNRESET, "turned away") from None

    def _queue(self, environ: WSGIEnvironment) -> DeskQueue:
        return self._of_keepers if self._is_keeper(environ) else self._places


def _client(environ: WSGIEnvironment) -> str:
    """Whose place it is: that of an address, or the thread's own where a proxy on this machine hides who asks."""
    client = clients.address(environ)
    return f"{client} {threading.get_ident()}" if clients.is_of_this_machine(client) else client


def _connection(environ: WSGIEnvironment) -> socket.socket | None:
    """The connection of a request, where the server hands it out and nothing is encrypted on it."""
    found = next(filter(None, map(environ.get, _SOCKETS)), None)
    is_plain = isinstance(found, socket.socket) and not isinstance(found, ssl.SSLSocket)
    return found if is_plain else None


def _taken_over(connection: socket.socket) -> socket.socket:
    """A connection that its server has no more: what that one closes is another one, which nobody hears."""
    own = connection.dup()
    nobody, other = socket.socketpair()
    with nobody, other:
        os.dup2(nobody.fileno(), connection.fileno(), inheritable=False)
    return own


@dataclass
class _Waiting:
    """A connection that is told something at a moment, and closed when its client has read it, or later."""

    connection: socket.socket
    answer: bytes
    at: float
    is_told: bool = False

    def goes_on(self, now: float) -> bool:
        """Do what there is to do; whether there will be more."""
        try:
            return now < self.at or self._tell_and_drain(now)
        except BlockingIOError:
            return True
        except OSError:  # its client has left
            return False

    def _tell_and_drain(self, now: float) -> bool:
        if not self.is_told:
            self.is_told = True
            self.connection.send(self.answer)
            self.connection.shutdown(socket.SHUT_WR)
        return now < self.at + _DRAINS and bool(self.connection.recv(_PIECE))


class WaitingRoom:
    """Holds the connections of those who are turned away, all in one thread that begins with the first."""

    def __init__(self) -> None:
        self._coming: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._inside = 0
        self._keeper: threading.Thread | None = None
        self._lock = threading.Lock()

    def take(self, connection: socket.socket, answer: bytes) -> None:
        """Take a connection away from its server; it is told the answer in a moment. Where too many wait, it is closed."""
        own = _taken_over(connection)
        with self._lock:
            is_full = self._inside >= _MOST
            self._inside += not is_full
            # In a process that was forked there is a keeper, and it is not alive.
            if self._keeper is None or not self._keeper.is_alive():
                self._keeper = threading.Thread(target=self._keep, daemon=True)
                self._keeper.start()
        if is_full:
            own.close()
            return
        own.setblocking(False)
        self._coming.put(_Waiting(own, answer, time.monotonic() + WAITS))

    def _keep(self) -> None:
        inside: list[_Waiting] = []
        while True:
            inside += self._new(wait=not inside)
            now = time.monotonic()
            inside, leaving = divided(inside, methodcaller("goes_on", now))
            for waiting in leaving:
                self._leave(waiting)
            time.sleep(_TICK)

    def _new(self, *, wait: bool) -> list[_Waiting]:
        found = [self._coming.get()] if wait else []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._coming.get_nowait())
        return found

    def _leave(self, waiting: _Waiting) -> None:
        with contextlib.suppress(OSError):
            waiting.connection.close()
        with self._lock:
            self._inside -= 1
