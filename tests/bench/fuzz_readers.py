"""`python -m tests.bench.fuzz_readers --files N`: mutated files of every kind; none may crash, hang or grow.

Some hundred files at a time are tried in a process of its own, so that memory is theirs; a file that takes
longer than the limit is stopped. Seconds are those of the processor: others may share the machine. A file counts
as answered where `read` gives a transcript or an `ImportProblem`; everything else is a crash. A run that is stopped
(SIGTERM, Ctrl-C or `--minutes`) prints the table of what was tried until then.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from pipeline.readers.reading import ImportProblem, read
from tests.bench.spoilt_files import REPEATED, SRT, mutated, seeds

MOST_SECONDS = 20
_CHUNK = 500  # files of one process
MOST_BYTES = 1_500_000_000


@dataclass(slots=True)
class Tried:
    """What came of the files of one kind."""

    files: int = 0
    read: int = 0
    refused: int = 0
    crashed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0

    def add(self, other: Tried) -> None:
        """Count other files in."""
        self.files += other.files
        self.read += other.read
        self.refused += other.refused
        self.crashed += other.crashed
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)


class Hangs(BaseException):
    """A file took longer than the limit; no handler of a reader catches it."""


def _stop(_signal: int, _frame: object) -> None:
    raise Hangs


def answer(data: bytes, name: str, tried: Tried, what: str) -> None:
    """Read one file and note what came of it."""
    begun = time.process_time()
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        read(data, name)
        tried.read += 1
    except Hangs:
        tried.crashed.append(f"{what}: longer than {MOST_SECONDS} s")
    except ImportProblem as problem:
        tried.refused += 1
        cause = problem.__cause__
        if problem.code == "damaged" and cause is not None and type(cause).__module__ == "builtins":
            tried.crashed += [f"{what}: {cause!r}"] if type(cause) in _OURS else []
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    tried.files += 1
    tried.slowest = max(tried.slowest, time.process_time() - begun)


# What a reader of ours raises by a slip, and `read` turns into "damaged": a crash all the same.
_OURS = (
    AttributeError,
    TypeError,
    IndexError,
    KeyError,
    NameError,
    AssertionError,
    RecursionError,
    UnboundLocalError,
    StopIteration,
)


def try_kind(suffix: str, made: list[bytes], numbers: Iterable[int], seed: int) -> Tried:
    """Mutate the files of one kind, once for each number; the same number gives the same file."""
    tried = Tried()
    for number in numbers:
        chance = random.Random(f"{seed}{suffix}{number}")
        data = mutated(chance.choice(made), chance)
        answer(data, f"a{suffix}", tried, f"{suffix} {number}")
    tried.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return tried


def try_repeated() -> Tried:
    """One short piece again and again, 200 KB of it, as text, note and captions."""
    tried = Tried()
    for piece in REPEATED:
        text = piece * (200_000 // len(piece))
        for name, whole in (
            ("a.txt", text),
            ("a.md", f"# a\n\n{text}"),
            ("a.srt", SRT + text),
            ("a.html", f"<html>{text}"),
        ):
            answer(whole.encode(), name, tried, f"{piece!r} in {name}")
    tried.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return tried


_Task = tuple[str, Callable[..., Tried], tuple[object, ...]]


def _tried(task: _Task) -> tuple[str, Tried]:
    name, work, given = task
    return name, work(*given)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is tried: so many files in all, by so many processes, for no longer than so many minutes."""

    files: int
    minutes: float = 24 * 60
    jobs: int = 1


def runs(budget: Budget, seed: int, wanted: Container[str] = ()) -> Iterator[tuple[str, Tried]]:
    """Each kind, or each that is wanted, with what came of a part of its share of the files: all kinds take turns,
    so that each has had its part whenever the time is over, or somebody stops the run."""
    kinds = {suffix: made for suffix, made in seeds().items() if not wanted or suffix in wanted}
    share = budget.files // len(kinds)
    rounds = [range(begun, min(begun + _CHUNK, share)) for begun in range(0, share, _CHUNK)]
    tasks: list[_Task] = [
        (suffix, try_kind, (suffix, made, numbers, seed))
        for numbers in rounds
        for suffix, made in kinds.items()
    ]
    tasks.insert(len(kinds), ("repeated", try_repeated, ()))
    until = time.monotonic() + 60 * budget.minutes
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    context = multiprocessing.get_context("spawn")
    with suppress(KeyboardInterrupt), context.Pool(budget.jobs, maxtasksperchild=1) as pool:
        for came in pool.imap_unordered(_tried, tasks):
            yield came
            if time.monotonic() > until:
                return


def main() -> int:
    """Print the table; exit code 1 where something crashed, took too long or grew too large."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=100_000)
    options.add_argument("--minutes", type=float, default=24 * 60, help="No longer.")
    options.add_argument("--jobs", type=int, default=1, help="Processes beside each other.")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--kinds", nargs="*", default=(), help="Suffixes; else all kinds.")
    chosen = options.parse_args()
    budget = Budget(chosen.files, chosen.minutes, chosen.jobs)
    came: dict[str, Tried] = {}
    for name, tried in runs(budget, chosen.seed, chosen.kinds):
        came.setdefault(name, Tried()).add(tried)
        _tell_progress(came.values())
    sys.stdout.write(
        f"{'kind':10}{'files':>8}{'read':>8}{'refused':>9}{'crashed':>9}{'slowest':>9}{'MB':>7}\n"
    )
    for name, tried in came.items():
        sys.stdout.write(
            f"{name:10}{tried.files:8}{tried.read:8}{tried.refused:9}{len(tried.crashed):9}"
            f"{tried.slowest:8.2f}s{tried.memory // 1_000_000:7}\n"
        )
        sys.stdout.write("".join(f"  {line}\n" for line in tried.crashed[:20]))
    return int(any(map(_is_bad, came.values())))


def _tell_progress(came: Iterable[Tried]) -> None:
    done = Tried()
    for tried in came:
        done.add(tried)
    sys.stderr.write(
        f"{done.files} files, {len(done.crashed)} crashed, slowest {done.slowest:.2f} s\n"
    )


def _is_bad(tried: Tried) -> bool:
    return bool(tried.crashed) or tried.slowest > MOST_SECONDS or tried.memory > MOST_BYTES


if __name__ == "__main__":
    sys.exit(main())
