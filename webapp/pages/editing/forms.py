"""What the forms of the desk choose from: the words of vocabularies, and the agencies of the registry."""

from __future__ import annotations

from minutes.records import terms
from webapp.serving import desk_queue
from webapp.serving.visit import Visit

# One is at work and a few wait; behind a proxy that names nobody all are one client.
DESK = desk_queue.DeskQueue(places=4, each=2)


def menu(visit: Visit, name: str) -> list[tuple[str, str]]:
    """The values of a vocabulary (`capacity`, `link` …) with their words; none for any other name."""
    table = getattr(terms, name.upper(), {})
    return [(value, visit.language.label(table, value)) for value in table]


def agency_names(visit: Visit) -> list[str]:
    """What the registry's agencies are called, for suggestions."""
    return sorted({a.name.get("zh") for a in visit.view.snapshot.catalogue.agencies})
