"""How the work over a text grows with the length of the text: a ratio, the same on a slow and on a fast machine.

How many seconds something takes is asked by the benchmarks (`python -m tests.bench.budgets`), never by a test.
"""

import gc
import time
from collections.abc import Callable

TIMES = 8
TRIES = 3
# Seconds of the processor below which a short text's time is the clock's grain more than the work.
LEAST = 0.004
# What costs its length gives 1, what costs the square of its length gives TIMES; 0 to 1.4 were measured.
LINEAR = 3.0


def is_linear(work: Callable[[str], object], pattern: str, size: int) -> bool:
    """Whether each character of a pattern costs among `size` what it costs among an eighth of them.

    One of some tries is enough: a neighbour on the machine, who takes the core or its memory, can only add.
    """
    return any(_growth(work, pattern, size) < LINEAR for _ in range(TRIES))


def _growth(work: Callable[[str], object], pattern: str, size: int) -> float:
    """How many times dearer each character is in the long text than in the short one."""
    few = _seconds(work, _repeated(pattern, size // TIMES))
    many = _seconds(work, _repeated(pattern, size))
    return many / (TIMES * max(few, LEAST))


def _repeated(pattern: str, size: int) -> str:
    return (pattern * size)[:size]


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Seconds of the processor, without those in which Python looks for the garbage of other tests."""
    gc.disable()
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()
