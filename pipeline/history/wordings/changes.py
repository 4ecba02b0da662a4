"""What changed between two versions of a record, piece by piece, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
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
    before = {i.id: i for i in old.items}
    after = {i.id for i in new.items}
    fates = align(pieces_of(old), pieces_of(new)).fates
    revised = {f.new[0]: before[f.old] for f in fates if f.kind == "revised"}
    kept = {i.id for i in revised.values()}
    removed = _removed(old, after | kept)
    place = {**{i.id: i.id for i in old.items}, **{i.id: new_id for new_id, i in revised.items()}}
    effort = Effort(MOST_OF_A_PAGE)
    led: dict[str, list[Item]] = {}
    for anchor, items in removed.items():
        led.setdefault(place.get(anchor, ""), []).extend(items)
    yield from (WordingChange("removed", i) for i in led.get("", ()))
    for item in new.items:
        earlier = revised.get(item.id)
        if earlier is not None and earlier.text != item.text:
            told = shortened(compare(earlier.text, item.text, effort))
            yield WordingChange("revised", item, told)
        elif earlier is None and item.id not in before:
            yield WordingChange("added", item)
        yield from (WordingChange("removed", i) for i in led.get(item.id, ()))


def _removed(old: Document, there: set[str]) -> dict[str, list[Item]]:
    """What is no longer there, by the id of the piece that stood before it and still does."""
    found: dict[str, list[Item]] = {}
    last = ""
    for item in old.items:
        if item.id in there:
            last = item.id
        else:
            found.setdefault(last, []).append(item)
    return found
