"""The way back: what each round changed in a text, so that it can be taken back, without the text itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

_MOST_STEPS = 30
_MOST_CHARS = 400_000  # of all steps: they travel with the form

Hunk = tuple[int, int, list[str]]
"""Where lines stand now, how many, and those that stood there before."""


@dataclass(frozen=True, slots=True)
class UndoRound:
    """One round: the name that the file had, and the lines that it changed."""

    name: str
    hunks: list[Hunk]

    @property
    def line(self) -> int:
        """The first line that it changed, from 1; where lines went, the one before them."""
        start, count, _ = min(self.hunks, default=(0, 1, []))
        return start + bool(count)

    def taken_back(self, text: str) -> str:
        """The text as it was before the round; the text itself where the step is not of it."""
        lines = text.split("\n")
        for start, count, old in reversed(self.hunks):
            if start + count > len(lines):
                return text
            lines[start : start + count] = old
        return "\n".join(lines)


def step(name: str, before: str, after: str) -> UndoRound | None:
    """What a round changed; None where it was nothing."""
    if before == after:
        return None
    old, new = before.split("\n"), after.split("\n")
    hunks = list(_each(old, new)) if len(old) == len(new) else [_whole(old, new)]
    return UndoRound(name, hunks)


def _each(old: Sequence[str], new: Sequence[str]) -> Iterator[Hunk]:
    for at, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            yield at, 1, [one]


def _whole(old: Sequence[str], new: Sequence[str]) -> Hunk:
    """All between the lines that are the same at the beginning and at the end."""
    head = _same(old, new)
    tail = min(_same(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    return head, len(new) - head - tail, list(old[head : len(old) - tail])


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def as_json(steps: Sequence[UndoRound]) -> list[Any]:
    """The latest steps in a form that can travel, the oldest left out where they are too many."""
    kept: list[Any] = []
    room = _MOST_CHARS
    for each in reversed(steps[-_MOST_STEPS:]):
        room -= sum(len(line) for _, _, lines in each.hunks for line in lines)
        if room < 0:
            break
        kept.insert(0, [each.name, each.hunks])
    return kept


def from_json(found: Any) -> list[UndoRound]:
    """The steps that a form brought back; none where it was tampered with."""
    try:
        return [
            UndoRound(
                str(name),
                [(_count(a), _count(n), list(map(str, old))) for a, n, old in hunks],
            )
            for name, hunks in found[-_MOST_STEPS:]
        ]
    except (TypeError, ValueError, KeyError):
        return []


def _count(found: Any) -> int:
    if type(found) is not int or found < 0:
        raise ValueError
    return found
