"""Which addresses of the web a record holds, kept beside the index by the record's mark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.source.written_addresses import addresses_of
from pipeline.trails.case_library import case_library

_ADDRESS = re.compile(rb"https?://|\.[A-Za-z]{2,10}/")
_MOST = 400  # addresses of one record


def addresses(view: View, meeting: Meeting) -> list[tuple[str, tuple[str, ...]]]:
    """The addresses that a record's links lead to or its words hold, in their order, each with the ids
    of the speeches and narratives that hold it."""
    library = case_library(view)
    mark = library.mark(meeting)

    def make() -> Any:
        return _read(view, meeting)

    kept = library.memo.get(f"addresses {mark or meeting.id}", [mark], make)
    return [(address, tuple(ids)) for address, ids in kept]


def _read(view: View, meeting: Meeting) -> list[tuple[str, list[str]]]:
    if not _ADDRESS.search(view.source(meeting)):
        return []
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for address, ident in _named(view.document(meeting).items):
        found[address][ident] = None
    first = islice(found.items(), _MOST)
    return [(address, [*filter(None, idents)]) for address, idents in first]


def _named(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Each address with the item that names it, in their order."""
    return ((address, item.id) for item in items for address in addresses_of(item))
