"""A process that has a module loaded and waits: for each task it makes a copy of itself, which works
within bounds and ends. What strangers send never runs in the site, no task meets another, and none has
to load the module anew, which takes longer than most of them.

Where a system cannot copy a process (Windows), each task gets a new one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

Work = Callable[[bytes], bytes]

_COPIES = hasattr(os, "fork") and hasattr(socket, "send_fds")
_SECONDS = struct.Struct("d")  # what travels with the socket of a task
_IDLE_SECONDS = 600
"""After so long without a task the process ends: it holds some eighty megabytes."""
_SOON = 30
"""So long before that it is no longer trusted with a task."""
_GRACE = 5
"""Seconds after a copy's own bound in which its end must be seen."""
_DONE, _BROKEN = b"+", b"!"
_PIECE = 1 << 16


class Ended(Exception):
    """A copy ended without an answer: it had reached a bound of time or memory."""


class Broken(Exception):
    """The work failed in a way that nobody foresaw; the text is only the kind of error."""


class _Waiting:
    """A process that waits for tasks, and the socket that they are handed over by."""

    def __init__(self, module: str) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-P", "-m", module],
                stdin=theirs.fileno(),
                env=_environment(),
            )
        self._owner, self._used = os.getpid(), time.monotonic()
        self.end = weakref.finalize(self, _end, self._control, self._process)

    @property
    def is_there(self) -> bool:
        """Whether it is ours (a worker may be a copy of the site's first process), and will not end for
        want of tasks just now."""
        return (
            self._owner == os.getpid()
            and time.monotonic() - self._used < _IDLE_SECONDS - _SOON
            and self._process.poll() is None
        )

    def hand_over(self, task: socket.socket, seconds: float) -> None:
        socket.send_fds(self._control, [_SECONDS.pack(seconds)], [task.fileno()])
        self._used = time.monotonic()


def _end(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    control.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)


class ForkServer:
    """`module`, whose main program calls `serve`, in a process without the site's secrets. It starts
    with the first task; threads share it."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._waiting: _Waiting | None = None

    def answer(self, task: bytes, seconds: float) -> bytes:
        """What the module's work makes of a task, in `seconds` on the clock. Raises `Ended` and `Broken`."""
        said = self._by_copy(task, seconds) if _COPIES else self._by_new_process(task, seconds)
        if said[:1] == _BROKEN:
            raise Broken(said[1:].decode())
        if said[:1] != _DONE:
            raise Ended
        return said[1:]

    def _by_copy(self, task: bytes, seconds: float) -> bytes:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self._lock:
                self._process().hand_over(theirs, seconds)
            ours.settimeout(seconds + _GRACE)
            try:
                ours.sendall(task)
                ours.shutdown(socket.SHUT_WR)
                return _all(ours)
            except OSError:  # it ended before it had read the task
                return b""

    def _process(self) -> _Waiting:
        """The process that waits, started anew where it is gone."""
        if self._waiting is None or not self._waiting.is_there:
            if self._waiting is not None:
                self._waiting.end()
            self._waiting = _Waiting(self._module)
        return self._waiting

    def _by_new_process(self, task: bytes, seconds: float) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-P", "-m", self._module],
                input=task,
                stdout=subprocess.PIPE,
                timeout=seconds,
                check=False,
                env=_environment(),
            )
        except subprocess.TimeoutExpired:
            return b""
        return done.stdout


def _environment() -> dict[str, str]:
    """No secret of the site reaches a process that reads strangers' files."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
        if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[3]), "PYTHONUTF8": "1"}


def serve(work: Work, bound: Callable[[], None]) -> None:
    """The main program of a module: `work` for each task that the site sends, in a copy of this process
    that has called `bound` first. Returns when the site is gone or has sent nothing for long."""
    if not stat.S_ISSOCK(os.fstat(sys.stdin.fileno()).st_mode):  # the task itself
        bound()
        sys.stdout.buffer.write(_said(work, sys.stdin.buffer.read()))
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the site closes the socket
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    control = socket.socket(fileno=sys.stdin.fileno())
    control.settimeout(_IDLE_SECONDS)
    while task := _next_task(control):
        with task[0] as asking:
            if os.fork() == 0:
                control.close()
                _be_copy(asking, task[1], work, bound)


def _next_task(control: socket.socket) -> tuple[socket.socket, float] | None:
    """The socket of the next task, and its seconds."""
    try:
        said, found, _, _ = socket.recv_fds(control, _SECONDS.size, 1)
    except OSError:
        return None
    return (socket.socket(fileno=found[0]), *_SECONDS.unpack(said)) if found else None


def _be_copy(
    asking: socket.socket, seconds: float, work: Work, bound: Callable[[], None]
) -> NoReturn:
    """One task, and the end of this process whatever comes of it."""
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # ends it, also within a library
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        bound()
        asking.sendall(_said(work, _all(asking)))
    finally:
        os._exit(0)


def _said(work: Work, task: bytes) -> bytes:
    try:
        return _DONE + work(task)
    except MemoryError:
        return b""
    except Exception as error:  # only its kind: a message may hold words of what was sent
        return _BROKEN + type(error).__name__.encode()


def _all(connection: socket.socket) -> bytes:
    """Everything until the other side has ended."""
    return b"".join(iter(lambda: connection.recv(_PIECE), b""))
