"""The stations of a trail as they are shown: records with their telling speeches and votes, and gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from minutes.cases.ballots import Ballot, ballots
from minutes.cases.claims import Found
from minutes.cases.trail import STAGES, Entry, Gap, Stage, Trail
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from pipeline.archive.snapshot import View

QUOTED = 180  # characters of a speech that a station shows
MARKED, TELLING = 4, 2  # speeches shown: of those that people chose, of those found by words
_SPEAKER = 80  # characters of a label


@dataclass(frozen=True, slots=True)
class SpeechExcerpt:
    """A speech as a station shows it, shortened."""

    ident: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place in the trail: a record with its telling speeches and votes, or (`gap`) a step of which
    no record is published. `more` counts speeches that are not shown."""

    stage: Stage
    date: dt.date | None
    entry: Entry | None = None
    meeting: Meeting | None = None
    gap: Gap | None = None
    quotes: tuple[SpeechExcerpt, ...] = ()
    more: int = 0
    votes: tuple[Ballot, ...] = ()

    @property
    def found(self) -> Found | None:
        return self.entry.found if self.entry else None


def stations(view: View, way: Trail) -> tuple[Station, ...]:
    """Records and gaps in their order; a gap without a date stands before the step that follows it."""
    found = [
        _record(view, way, entry, meeting)
        for entry in way.records
        if (meeting := view.meeting(entry.meeting)) is not None
    ]
    for gap in way.gaps:
        found.insert(_place(found, gap), Station(stage=gap.stage, date=gap.date, gap=gap))
    return tuple(found)


def _place(found: Sequence[Station], gap: Gap) -> int:
    return next((n for n, station in enumerate(found) if _follows(station, gap)), len(found))


def _follows(station: Station, gap: Gap) -> bool:
    """Whether a station belongs behind a gap: by its day, or by the natural order of steps."""
    if gap.date is not None:
        return station.date is not None and station.date > gap.date
    return station.stage != "monthly" and STAGES.index(station.stage) >= STAGES.index(gap.stage)


def _record(view: View, way: Trail, entry: Entry, meeting: Meeting) -> Station:
    shown = entry.speeches[:MARKED] if entry.marked else _telling(entry)
    return Station(
        stage=entry.stage,
        date=entry.date,
        entry=entry,
        meeting=meeting,
        quotes=quotes(view, meeting, shown),
        more=len(entry.speeches) - len(shown),
        votes=ballots(meeting, frozenset(way.cases), way.issue),
    )


def _telling(entry: Entry) -> tuple[str, ...]:
    """The speeches that tell most of a case, in the record's order."""
    first = [entry.key] if entry.key else []
    chosen = [*first, *entry.speeches][:TELLING]
    return tuple(ident for ident in entry.speeches if ident in chosen)


def quotes(view: View, meeting: Meeting, wanted: Iterable[str]) -> tuple[SpeechExcerpt, ...]:
    """These speeches of a record, in its order, as their first words."""
    ids = frozenset(wanted)
    items = view.document(meeting).items if ids else ()
    return tuple(
        SpeechExcerpt(item.id, one_line(item.label, _SPEAKER), one_line(item.text, QUOTED))
        for item in items
        if item.id in ids and item.text.strip()
    )
