"""How long `minutes check` takes: an archive of 2,000 files, and one changed file in it.

`python -m tests.bench.check [FILES]` prints a table. Others may use the cores meanwhile, so the
processor time of all processes is printed too: half of it is what two free cores need.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.conftest import ROOT, SHARED

CORES = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: what was done, seconds on the clock, seconds of processor time, seconds allowed."""

    what: str
    wall: float
    cpu: float
    allowed: float
    cores: int = CORES

    @property
    def row(self) -> str:
        need = self.cpu / self.cores
        return (
            f"{self.what:34} {self.wall:8.2f} {self.cpu:8.2f} {need:12.2f} {self.allowed:8.1f}"
            f"  {'ok' if min(need, self.wall) <= self.allowed else 'TOO SLOW'}\n"
        )


HEAD = f"{'':34} {'wall s':>8} {'cpu s':>8} {'cpu/cores s':>12} {'budget':>8}\n"


def make_archive(folder: Path, files: int) -> None:
    """`files` records in `folder`, those beside the repository under as many names as it takes."""
    home = SHARED / "corpus" if SHARED.exists() else ROOT / "transcripts"
    sources = sorted(p for p in home.glob("**/*.md") if p.name[:4].isdigit())
    left = files
    for turn in count():
        for source in sources[:left]:
            name = f"{source.stem}-{turn}.md" if turn else source.name
            (folder / name).write_bytes(source.read_bytes())
        left -= min(left, len(sources))
        if not left:
            break
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "records")):
        who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org")
        subprocess.run(["git", *who, "-C", folder, *words], check=True)


def measure(what: str, allowed: float, cores: int, *words: str) -> Measure:
    """One run of `minutes check` with these words."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [Path(sys.executable).parent / "minutes", "check", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measure(what, wall, used, allowed, cores)


def run(files: int = 2_000) -> list[Measure]:
    """The two measurements."""
    with tempfile.TemporaryDirectory(prefix="minutes-bench-") as name:
        folder = Path(name)
        make_archive(folder, files)
        at = ("--transcripts", name)
        whole = measure(f"check, {files} files, two processes", 20, CORES, *at, "--jobs", "2")
        some = sorted(folder.glob("*.md"))[files // 2]
        some.write_bytes(some.read_bytes() + "\n再補一句。\n".encode())
        return [whole, measure("check --changed, one changed file", 1, 1, *at, "--changed")]


def main() -> None:
    """Measure and print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    sys.stdout.write(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n{HEAD}")
    for one in run(files):
        sys.stdout.write(one.row)


if __name__ == "__main__":
    main()
