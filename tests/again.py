"""`python -m tests.again --times 10 --load 4 -- PYTEST-WORDS`: what fails only once in a while shows.

Stops at the first run that fails, and says which one it was.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes beside that do nothing but take the processor."""
    made = [multiprocessing.Process(target=_turn, daemon=True) for _ in range(processes)]
    for process in made:
        process.start()
    try:
        yield
    finally:
        for process in made:
            process.terminate()


def _turn() -> None:
    while True:  # until it is ended; a daemon ends with its parent
        sum(range(10_000))


def main() -> int:
    """The exit code of the first run that failed; 0 where all passed."""
    options = argparse.ArgumentParser(prog="python -m tests.again", description=__doc__)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--load", type=int, default=0, help="processes that run beside")
    options.add_argument("pytest", nargs="*", help="what pytest is given")
    told = options.parse_args()
    with busy(told.load):
        for number in range(1, told.times + 1):
            began = time.monotonic()
            code = subprocess.run([sys.executable, "-m", "pytest", *told.pytest], check=False)
            took = f"{time.monotonic() - began:.0f} s"
            if code.returncode:
                print(f"run {number} of {told.times} failed after {took}")
                return code.returncode
            print(f"run {number} of {told.times} passed in {took}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
