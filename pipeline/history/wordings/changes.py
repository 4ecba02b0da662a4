"""What changed between two versions of a record, piece by piece, in the order of reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from minutes.records.document import Document, Item
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.difference import MOST_OF_A_PAGE, Stretch, compare, shortened
from pipeline.history.wordings.likeness import Effort
from pipeline.history.wordings.rereading import pieces_of

Kind = Literal["added", "revised", "removed"]


@dataclass(frozen=True, slots=True)
class WordingChange:
    """A piece that changed: `item` as it is in the later version, or as it was where it was removed;
    `difference` with what stands beside the changes, None where the two wordings are too different to
    be set side by side."""

    kind: Kind
    item: Item
    difference: tuple[Stretch, ...] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes; `more` where there are others that were left out, `head` where the front matter is
    another."""

    rows: tuple[WordingChange, ...]
    more: bool
    head: bool


def changes(old: Document, new: Document, most: int) -> Changes:
    """At most so many changes from one version to another."""
    rows = list(islice(_changes(old, new), most + 1))
    return Changes(tuple(rows[:most]), len(rows) > most, old.head != new.head)


def _changes(old: Document, new: Document) -> Iterator[WordingChange]:
    before = {item.id: item for item in old.items}
    fates = align(pieces_of(old), pieces_of(new)).fates
    revised = {fate.new[0]: before[fate.old] for fate in fates if fate.kind == "revised"}
    stayed = {item.id: item.id for item in new.items}
    removed = _removed(old, stayed | {item.id: now for now, item in revised.items()})
    effort = Effort(MOST_OF_A_PAGE)
    yield from _as_removed(removed[""])
    for item in new.items:
        was = revised.get(item.id)
        if was is None and item.id not in before:
            yield WordingChange("added", item)
        elif was is not None and was.text != item.text:
            difference = shortened(compare(was.text, item.text, effort))
            yield WordingChange("revised", item, difference)
        yield from _as_removed(removed[item.id])


def _as_removed(items: Iterable[Item]) -> Iterator[WordingChange]:
    return (WordingChange("removed", item) for item in items)


def _removed(old: Document, now: Mapping[str, str]) -> defaultdict[str, list[Item]]:
    """What is no longer there, by the present id of the piece that stood before it. `now` are the
    present ids of what still is, by its ids before."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    last = ""
    for item in old.items:
        if item.id in now:
            last = now[item.id]
        else:
            found[last].append(item)
    return found
