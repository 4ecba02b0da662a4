"""Lines of a text put in the place of others, and where each line then stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """The lines from `start` to before `end`, counted from 0, are to be these; each of `lines` may be
    several."""

    start: int
    end: int
    lines: tuple[str, ...]

    def split(self) -> list[str]:
        """The lines, one by one."""
        return "\n".join(self.lines).split("\n") if self.lines else []


@dataclass(frozen=True, slots=True)
class Spliced:
    """A text with its splices in it."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = (0,)

    def now(self, line: int) -> int:
        """Where a line that was kept, or the first line of what was put in its place, stands."""
        return line + self.shifts[bisect_right(self.starts, line - 1)]


def spliced(text: str, splices: Iterable[Splice]) -> Spliced:
    """The text with splices in it; of two for the same lines the first counts."""
    lines = text.split("\n")
    made: list[str] = []
    done: list[Splice] = []
    at = 0
    for splice in sorted(splices):
        if splice.start < at:
            continue
        made += [*lines[at : splice.start], *splice.split()]
        at = splice.end
        done.append(splice)
    grown = accumulate((len(s.split()) - (s.end - s.start) for s in done), initial=0)
    return Spliced("\n".join([*made, *lines[at:]]), tuple(s.start for s in done), tuple(grown))
