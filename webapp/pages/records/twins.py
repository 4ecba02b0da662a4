"""The speeches of a meeting whose record is there in two languages, matched."""

from __future__ import annotations

from itertools import chain

from minutes.catalogue.twin_speeches import Turn, aligned
from minutes.records.document import Item
from minutes.records.model import Meeting
from webapp.serving.visit import Visit


def turns(visit: Visit, meeting: Meeting, twin: Meeting | None) -> tuple[Turn, ...]:
    """The turns of a record beside those of its twin; empty where there is none or no sure match."""
    if twin is None:
        return ()
    people = visit.view.snapshot.catalogue.people

    def same(one: str, other: str) -> bool:
        first = people.by_label(one, meeting.date)
        second = people.by_label(other, meeting.date)
        return None in (first, second) or first is second

    return aligned(visit.view.document(meeting), visit.view.document(twin), same)


def counterpart(visit: Visit, meeting: Meeting, item: Item) -> tuple[Meeting, Item] | None:
    """The record in the other language, and the speech in it that says the same."""
    twin = visit.view.public.twin(meeting)
    if twin is None:
        return None
    matched = turns(visit, meeting, twin)
    pairs = chain.from_iterable(turn.pairs() for turn in matched)
    for ours, theirs in pairs:
        if ours.id == item.id:
            return twin, theirs
    return None
