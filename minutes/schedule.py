"""Meetings to come, and those whose record is awaited (`schedule.yaml`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from minutes import title
from minutes.fields import read_entries
from minutes.fold import fold
from minutes.front import Cases, Date, Kind, Str, Strs, Tier, Url, Words
from minutes.model import Meeting
from minutes.problems import Problem

SCHEDULE_FILE = "schedule.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A meeting as announced. `time` is `HH:MM` where the archive is; `join` leads to the stream."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    date: Date
    tier: Tier
    title: Words
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    end: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    place: Str = ""
    kind: Kind = "main"
    case: Cases = ()
    host: Strs = ()
    join: Url = ""

    def moments(self, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime | None] | None:
        """First and last moment, aware; None where no time was announced. An end that is not after
        the beginning tells nothing."""
        if self.time is None:
            return None
        begins = dt.datetime.combine(self.date, dt.time.fromisoformat(self.time), zone)
        if self.end is None or self.end <= self.time:
            return begins, None
        return begins, dt.datetime.combine(self.date, dt.time.fromisoformat(self.end), zone)


SCHEDULED: TypeAdapter[Scheduled] = TypeAdapter(Scheduled)


def load_schedule(folder: Path | None) -> tuple[list[tuple[Scheduled, int]], list[Problem]]:
    """The announced meetings with their lines, in the order of the file; bad entries are left out."""
    if folder is None:
        return [], []
    return read_entries(folder / SCHEDULE_FILE, SCHEDULE_FILE, SCHEDULED, Scheduled)


def to_come(scheduled: Iterable[Scheduled], today: dt.date) -> tuple[Scheduled, ...]:
    """The meetings of today and later, soonest first."""
    return tuple(sorted((s for s in scheduled if s.date >= today), key=_when))


def awaited(
    scheduled: Iterable[Scheduled],
    meetings: Sequence[Meeting],
    today: dt.date,
    withdrawn: Collection[str] = (),
) -> tuple[Scheduled, ...]:
    """The past meetings that have no record among `meetings`, latest first.

    `withdrawn` are the ids of records that were taken back: nobody need wait for these.
    """
    past = sorted((s for s in scheduled if s.date < today), key=_when, reverse=True)
    kept = records(past, meetings)
    return tuple(s for s in past if s not in kept and not any(_names(w, s) for w in withdrawn))


def records(
    scheduled: Iterable[Scheduled], meetings: Iterable[Meeting]
) -> dict[Scheduled, Meeting]:
    """Which announced meeting has which record: one of its day (or with a session on it) and tier
    that bears its title, or else is of its kind and of no other case."""
    by_day: dict[dt.date, list[Meeting]] = {}
    for meeting in meetings:
        for day in {*held_on(meeting), *filter(None, [meeting.date])}:
            by_day.setdefault(day, []).append(meeting)
    found = {}
    for entry in scheduled:
        same = [m for m in by_day.get(entry.date, ()) if m.tier == entry.tier]
        best = next((m for m in same if _same_title(entry, m.title)), None)
        best = best or next((m for m in same if _fits(entry, m)), None)
        if best is not None:
            found[entry] = best
    return found


def held_on(meeting: Meeting) -> tuple[dt.date, ...]:
    """The days on which a meeting sat: its sessions', or else its own."""
    days = {s.date for s in meeting.front.sessions} or set(filter(None, [meeting.date]))
    return tuple(sorted(days))


def _when(entry: Scheduled) -> tuple[dt.date, str, str]:
    return entry.date, entry.time or "", entry.title.zh or entry.title.en


def _same_title(entry: Scheduled, other: str) -> bool:
    return _bare(other) in {_bare(t) for t in (entry.title.zh, entry.title.en) if t}


def _fits(entry: Scheduled, meeting: Meeting) -> bool:
    cases = set(entry.case), set(meeting.front.case)
    return meeting.kind == entry.kind and (not all(cases) or bool(cases[0] & cases[1]))


def _names(ident: str, entry: Scheduled) -> bool:
    """Whether a record's id, all that is left of it, speaks of the announced meeting."""
    told = title.infer(ident, None)
    if told.date != entry.date:
        return False
    if _same_title(entry, told.title):
        return True
    known = (told.tier, told.kind or "main") == (entry.tier, entry.kind)
    return known and (not (told.cases and entry.case) or bool({*told.cases} & {*entry.case}))


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, fold(words)))
