"""The site as it is deployed, on a copy of some transcripts: gunicorn with the settings of `deploy/`; or that
with its desk in a process of its own and nginx in front."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from minutes import settings
from minutes.settings import Settings
from pipeline.index import generation
from pipeline.updates import after_indexing
from tests.bench import memory
from tests.load.proxy import proxied

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120  # seconds: a busy machine needs that long to start two workers
# An index gives way to readers, as the units of `deploy/` have it.
_MINUTES = ["nice", "-n", "10", str(Path(sys.executable).with_name("minutes"))]


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: where it answers, gunicorn's master, its archive."""

    port: int
    master: int
    settings: Settings

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid in memory.children(self.master) if pid != self.master]

    def memory(self) -> int:
        """Bytes of all its processes, each shared page counted once."""
        return sum(map(memory.used, memory.children(self.master)))

    def seconds(self) -> float:
        """Of the processor's time that all its processes took, those that have ended too."""
        return sum(map(_seconds, memory.children(self.master)))

    def reload(self) -> None:
        os.kill(self.master, signal.SIGHUP)

    def kill_a_worker(self) -> None:
        os.kill(self.workers()[0], signal.SIGKILL)

    def change_a_record(self, turn: int) -> None:
        """Add words to a record and bring the index up to date, as a push would. Raises where no new
        index came of it."""
        folder = self.settings.transcripts
        files = sorted(folder.rglob("20*.md"))
        file = files[turn % len(files)]
        with file.open("a", encoding="utf-8") as out:
            out.write(f"\n\n> （第 {turn} 次補充）\n")
        where = ["--transcripts", str(folder), "--data", str(self.settings.data)]
        pointer = self.settings.data / generation.POINTER
        before = pointer.read_bytes()
        subprocess.run([*_MINUTES, "index", *where], check=True, capture_output=True, timeout=600)
        if pointer.read_bytes() == before:
            raise RuntimeError("nothing was indexed")


@contextmanager
def serving(transcripts: Path, folder: Path, *, is_proxied: bool = False) -> Iterator[Site]:
    """The site on a copy of `transcripts`, below `folder`, for as long as the block runs."""
    shutil.copytree(transcripts, folder / "transcripts", ignore=shutil.ignore_patterns(".git"))
    with (folder / "transcripts" / "archive.yaml").open("a", encoding="utf-8") as out:
        out.write("\nprepare: true\n")
    told = settings.load(folder / "transcripts", folder / "data")
    after_indexing.refresh(told)
    with _gunicorn(told) as (port, master):
        if not is_proxied:
            yield Site(port, master, told)
            return
        own = {"MINUTES_WORKERS": "1", "MINUTES_PART": "desk"}
        front = _free_port()
        with (
            _gunicorn(told, own, niceness=10) as (desk, _),
            proxied(port, desk, front, folder / "nginx"),
        ):
            _wait_for(f"http://127.0.0.1:{front}/healthz")
            yield Site(front, master, told)


@contextmanager
def _gunicorn(
    told: Settings, more: Mapping[str, str] = MappingProxyType({}), niceness: int = 0
) -> Iterator[tuple[int, int]]:
    """The site's port and its master, as the units of `deploy/` start it."""
    port = _free_port()
    env = {
        **os.environ,
        "MINUTES_TRANSCRIPTS": str(told.transcripts),
        "MINUTES_DATA": str(told.data),
        "MINUTES_BIND": f"127.0.0.1:{port}",
        "MINUTES_PROXIES": "1",
        **more,
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    command = [*gunicorn, "webapp:create_app()"]
    if niceness:
        command = ["nice", "-n", str(niceness), *command]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _seconds(pid: int) -> float:
    """Of the processor's time that a process and those of its children that have ended took (proc(5))."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310 (this machine)
                return
        except (OSError, urllib.error.HTTPError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
