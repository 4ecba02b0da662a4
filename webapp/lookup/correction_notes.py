"""Which note of a correction tells of which day's revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from minutes.records.front_matter import Correction
from minutes.records.model import Meeting
from minutes.text.lists import by_key
from pipeline.history.ledger import Version
from webapp.lookup.earlier_ids import old_ids
from webapp.serving.visit import Visit

# Days between a revision and its note: who corrects a record on a Friday may commit it on Monday.
_NOTED_WITHIN = dt.timedelta(days=7)


def _changes(version: Version) -> bool:
    return any((version.revised, version.removed, version.begun, version.head))


def notes_by_day(visit: Visit, meeting: Meeting) -> Mapping[dt.date | None, Sequence[Correction]]:
    """The notes of a record by the day of the revision that each tells of: the nearest on which anything
    changed, and that within a week (else None). The first version counts as one: it may bring notes
    with it."""
    days = sorted({*_committed(visit, meeting), *_days_of_changes(visit, meeting)}, reverse=True)
    return by_key(meeting.front.corrections, partial(_nearest, days))


def _nearest(days: Sequence[dt.date], note: Correction) -> dt.date | None:
    """The day next to that of a note, the later of two; None where none is near."""
    near = [day for day in days if abs(note.date - day) <= _NOTED_WITHIN]
    return min(near, key=lambda day: abs(note.date - day), default=None)


def _committed(visit: Visit, meeting: Meeting) -> Iterator[dt.date]:
    """The days on which git saw the record come to be, or change."""
    life = visit.view.snapshot.known_ids.ledger.life(meeting.id)
    versions = life.versions if life else ()
    for version in (*versions[:1], *filter(_changes, versions[1:])):
        yield version.day(visit.archive.zone)


def _days_of_changes(visit: Visit, meeting: Meeting) -> Iterator[dt.date]:
    """The days on which speeches changed, whoever wrote them down."""
    outcomes = old_ids(visit.view, meeting).values()
    yield from filter(None, chain.from_iterable(resolved.days for resolved in outcomes))
