"""Which speeches under a call are surely said of a case: all where it was called up alone, else those that name
it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from minutes.recognition.agenda import worths
from minutes.recognition.case_profile import CaseProfile
from minutes.records.case_numbers import find_bare, find_counted
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas
from pipeline.trails.reading.agendas import TakenUpItem


def of(library: CaseLibrary, taken: TakenUpItem, profile: CaseProfile) -> Iterator[str]:
    """The ids of the speeches in which a meeting speaks of a case under an item."""
    if not agendas.is_surely_about(library, taken, profile):
        return
    numbers = taken.item.passages
    others = {*taken.item.numbers} - profile.numbers
    if others and taken.by_number:
        numbers = tuple(filter(partial(_is_its_own, library, taken, profile), numbers))
    ids = library.passages(taken.meeting).ids
    yield from filter(None, map(ids.__getitem__, numbers))


def _is_its_own(
    library: CaseLibrary, taken: TakenUpItem, profile: CaseProfile, number: int
) -> bool:
    """Whether a passage under a call of several cases calls this one up, names it by its number, or says
    more of it than of any other."""
    item = taken.item
    if number == item.heading.number:
        return True
    text = library.passages(taken.meeting).texts[number]
    counted = find_counted(text)
    told = {one.number for one in (*counted, *find_bare(text, item.numbers, counted))}
    named = told.intersection(item.numbers)
    if named:
        return not named.isdisjoint(profile.numbers)
    profiles = (
        library.profiles.get(other) for other in item.numbers if other not in profile.numbers
    )
    rivals = [worths.value(text, other)[0] for other in filter(None, profiles)]
    return worths.value(text, profile)[0] > max(rivals, default=0.0)
