"""The calendar: a month of meetings held and to come."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from minutes.publication.schedule import Scheduled, not_held, records
from minutes.records.model import Meeting
from minutes.text.days import FIRST_YEAR, LAST_YEAR
from webapp.pages import errors
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit

_WEEK = calendar.Calendar(firstweekday=calendar.SUNDAY)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what was held, and what was announced and has no record."""

    date: dt.date
    inside: bool
    meetings: tuple[Meeting, ...]
    scheduled: tuple[Scheduled, ...]

    @property
    def is_busy(self) -> bool:
        return bool(self.meetings or self.scheduled)


def latest(visit: Visit) -> Reply:
    """The present month where something is on, else the next that is announced, else the last that has
    a record."""
    months = visit.derived.months
    now = _month_of(visit.today)
    busy = {*months, *map(_month_announced, visit.site.schedule())}
    coming = min((each for each in busy if each >= now), default=None)
    year, month = coming or max(months, default=now)
    return Moved(visit.at.month(year, month), permanent=False)


def _month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _month_announced(entry: Scheduled) -> tuple[int, int]:
    return _month_of(entry.date)


def month(visit: Visit, year: int, number: int) -> Reply:
    """One month. Months before the first and after the last meeting do not exist."""
    months = visit.derived.months
    schedule, meetings = visit.site.schedule(), visit.view.public.meetings
    known = sorted({*months, *map(_month_announced, schedule), _month_of(visit.today)})
    at = (year, number)
    exists = 1 <= number <= 12 and FIRST_YEAR <= year <= LAST_YEAR
    if not exists or not known[0] <= at <= known[-1]:
        return errors.missing(visit, "")
    recorded = records(schedule, meetings)
    weeks = _weeks(at, months, [s for s in schedule if not s.period and s not in recorded])
    earlier, later = known[: bisect_left(known, at)], known[bisect_right(known, at) :]
    context = {
        "year": year,
        "month": number,
        "weeks": weeks,
        "busy": [day for day in chain.from_iterable(weeks) if day.inside and day.is_busy],
        "without": [s for s in not_held(schedule, meetings) if _covers(s, at)],
        "before": next(reversed(earlier), None),
        "after": next(iter(later), None),
        "years": sorted({y for y, _ in known}),
        "known": set(known),
    }
    title = visit.language.month(year, number)
    return HtmlPage("calendar", title, context, canonical=visit.links.month(year, number))


def _weeks(
    at: tuple[int, int],
    months: Mapping[tuple[int, int], Sequence[Meeting]],
    announced: Sequence[Scheduled],
) -> list[list[Day]]:
    """The weeks of a month, with the days of its neighbours that stand in them."""

    def day_of(date: dt.date) -> Day:
        held = (m for m in months.get(_month_of(date), ()) if m.date == date)
        to_come = (s for s in announced if s.date == date)
        return Day(date, _month_of(date) == at, tuple(held), tuple(to_come))

    return [list(map(day_of, week)) for week in _WEEK.monthdatescalendar(*at)]


def _covers(entry: Scheduled, month: tuple[int, int]) -> bool:
    """Whether an entry is about a time in which a month lies."""
    year, number = month
    if not entry.period or entry.date.year != year:
        return False
    return number in range(entry.date.month, entry.date.month + entry.months)
