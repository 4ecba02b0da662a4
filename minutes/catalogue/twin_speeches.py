"""The speeches of one meeting in two languages, one beside the other, where their order shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import groupby, product, starmap
from operator import attrgetter, itemgetter

from minutes.records.document import Document, Item

Same = Callable[[str, str], bool]
"""Whether two names may be one person's; True where nothing is known."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice says before the next one does, in two languages; neither side is empty."""

    ours: tuple[Item, ...]
    theirs: tuple[Item, ...]

    def pairs(self) -> Iterator[tuple[Item, Item]]:
        """Each speech with that which says the same: one for one where both turns have as many, else
        every one with the first of the other turn."""
        if len(self.ours) == len(self.theirs):
            yield from zip(self.ours, self.theirs, strict=True)
            return
        yield from product(self.ours, self.theirs[:1])
        yield from product(self.ours[:1], self.theirs[1:])


def aligned(ours: Document, theirs: Document, same: Same) -> tuple[Turn, ...]:
    """The turns of two records of one meeting, side by side. Empty where it is not sure that they
    are: both must have the same number of turns, each name of one always the same name of the other,
    and nobody may be known to be two people."""
    left = list(_turns(ours))
    right = list(_turns(theirs))
    if len(left) != len(right):
        return ()
    voices = set(zip(map(_voice, left), map(_voice, right), strict=True))
    if not _is_one_to_one(voices) or not all(starmap(same, voices)):
        return ()
    return tuple(map(Turn, left, right))


def _turns(document: Document) -> Iterator[tuple[Item, ...]]:
    for _, run in groupby(filter(_is_said, document.items), key=attrgetter("label")):
        yield tuple(run)


def _is_said(item: Item) -> bool:
    """Whether an item is a speech with words that may be read."""
    return item.is_spoken and bool(item.id)


def _voice(turn: tuple[Item, ...]) -> str:
    return turn[0].label


def _is_one_to_one(pairs: Collection[tuple[str, str]]) -> bool:
    """Whether every name on one side has one name on the other, and there are two at least: a record
    with a single voice says nothing by its order."""
    ours = set(map(itemgetter(0), pairs))
    theirs = set(map(itemgetter(1), pairs))
    sizes = {len(ours), len(theirs), len(pairs)}
    return len(sizes) == 1 and len(pairs) > 1
