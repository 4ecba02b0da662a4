"""Memory of a process and its children, as the kernel counts it (Linux)."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path


def children(pid: int) -> list[int]:
    """A process with all below it."""
    found, seen = [pid], 0
    while seen < len(found):
        try:
            below = Path(f"/proc/{found[seen]}/task/{found[seen]}/children").read_text()
        except OSError:
            below = ""
        found += [int(child) for child in below.split()]
        seen += 1
    return found


def used(pid: int) -> int:
    """Bytes of a process, each page that n processes share counted as an n-th (PSS)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def resident(pid: int | str = "self") -> int:
    """Bytes of a process that lie in memory (RSS), shared or not."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def own(pid: int | str = "self") -> int:
    """Bytes of a process that lie in memory and are of no file: what the kernel cannot take back."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))


def peak(command: list[str]) -> tuple[float, int]:
    """Run a command: seconds, and the most memory that it and its children held at one moment."""
    began, most = time.perf_counter(), 0
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            most = max(most, sum(map(used, children(process.pid))))
            time.sleep(0.1)
        if process.returncode:
            raise SystemExit(f"{command}: exit code {process.returncode}")
    return time.perf_counter() - began, most
