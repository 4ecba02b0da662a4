"""The site as it is deployed: gunicorn with the settings of `deploy/`, on a copy of some transcripts."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minutes import settings
from minutes.settings import Settings
from pipeline.index import generation
from pipeline.updates import after_indexing
from tests.bench import memory

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
def serving(transcripts: Path, folder: Path) -> Iterator[Site]:
    """The site on a copy of `transcripts`, below `folder`, for as long as the block runs."""
    shutil.copytree(transcripts, folder / "transcripts", ignore=shutil.ignore_patterns(".git"))
    with (folder / "transcripts" / "archive.yaml").open("a", encoding="utf-8") as out:
        out.write("\nprepare: true\n")
    told = settings.load(folder / "transcripts", folder / "data")
    after_indexing.refresh(told)
    port = _free_port()
    env = os.environ | {
        "MINUTES_TRANSCRIPTS": str(told.transcripts),
        "MINUTES_DATA": str(told.data),
        "MINUTES_BIND": f"127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    with subprocess.Popen(
        [*command, "webapp:create_app()"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield Site(port, process.pid, told)
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
