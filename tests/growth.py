"""How the work over a text grows with the length of the text: a ratio, the same on a slow and on a fast machine.

How many seconds something takes is asked by the benchmarks (`python -m tests.bench.budgets`), never by a test.
"""

import time
from collections.abc import Callable

TIMES = 8
# Seconds of the processor below which a short text's time is the clock's grain more than the work.
LEAST = 0.01
# What costs its length gives 1, what costs the square of its length gives TIMES; a busy machine adds a half.
LINEAR = 3.0


def growth(work: Callable[[str], object], pattern: str, size: int) -> float:
    """How many times dearer each character of a pattern is among `size` than among an eighth of them."""
    few = _seconds(work, _repeated(pattern, size // TIMES))
    many = _seconds(work, _repeated(pattern, size))
    return many / (TIMES * max(few, LEAST))


def _repeated(pattern: str, size: int) -> str:
    return (pattern * size)[:size]


def _seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
