"""What the forms of the desk choose from: the words of vocabularies, and the agencies of the registry."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence

from minutes.records import terms
from pipeline.authoring.rows.kinds import Cell, Of, kinds
from webapp.serving import desk_queue
from webapp.serving.visit import Visit

# One is at work and a few wait; behind a proxy that names nobody all are one client.
DESK = desk_queue.DeskQueue(places=4, each=2)


def choices(visit: Visit) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The values of each vocabulary with their words, for menus."""
    named = filter(None, (cell.of for cell in _cells()))
    label = visit.language.label
    tables = {name: getattr(terms, name.upper()) for name in named}
    return {name: [(v, label(table, v)) for v in table] for name, table in tables.items()}


def _cells() -> Iterator[Cell]:
    """All cells of all kinds of rows, those of inner rows too."""
    for of in typing.get_args(Of):
        for kind in kinds(of).values():
            yield from kind.cells
            yield from (inner for cell in kind.cells for inner in cell.cells)


def agency_names(visit: Visit) -> list[str]:
    """What the registry's agencies are called, for suggestions."""
    return sorted({a.name.zh or a.id for a in visit.view.snapshot.catalogue.agencies})
