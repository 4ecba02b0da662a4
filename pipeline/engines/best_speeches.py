"""Which speeches show best that a meeting holds what was asked; the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import chain

from minutes.query.tree import Word


def fullest(held: Mapping[int, Set[Word]]) -> list[int]:
    """Speeches, each with the words it holds, the best first: what holds most words, then what holds most of those
    that none before it does; once every word is shown, by the number of words, then as they were said."""
    left = sorted(held, key=lambda n: (-len(held[n]), n))
    unseen = set(chain.from_iterable(held.values()))
    chosen: list[int] = []
    while unseen:
        best = max(left, key=lambda n: len(unseen & held[n]))  # the first of several
        unseen -= held[best]
        left.remove(best)
        chosen.append(best)
    return [*chosen, *left]
