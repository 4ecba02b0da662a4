"""Which addresses of the web a record holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.source.written_addresses import addresses_of

_MOST = 400  # addresses of one record


def addresses(view: View, meeting: Meeting) -> list[tuple[str, tuple[str, ...]]]:
    """The addresses that a record's links lead to or its words hold, in their order, each with the ids
    of the speeches and narratives that hold it."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for address, ident in _named(view, meeting):
        found[address][ident] = None
    first = islice(found.items(), _MOST)
    return [(address, tuple(filter(None, idents))) for address, idents in first]


def _named(view: View, meeting: Meeting) -> Iterable[tuple[str, str]]:
    """Each address with the id of what names it: from the index, where that has the record as this
    view shows it."""
    snapshot = view.snapshot
    is_changed = meeting.id in snapshot.parsed or snapshot.catalogue.gate.hides_speeches(meeting.id)
    if snapshot.store is None or is_changed:
        return _written(view.document(meeting).items)
    return snapshot.store.table(meeting.id).addresses


def _written(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    return ((address, item.id) for item in items for address in addresses_of(item))
