"""The calendar: a month of meetings held and to come."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from minutes.publication.schedule import Scheduled, not_held, records
from minutes.records.model import Meeting
from minutes.text.days import FIRST_YEAR, LAST_YEAR
from webapp.pages import errors
from webapp.serving.visit import Moved, Page, Reply, Visit

_WEEK = calendar.Calendar(firstweekday=calendar.SUNDAY)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what was held, and what was announced and has no record."""

    date: dt.date
    inside: bool
    meetings: tuple[Meeting, ...]
    scheduled: tuple[Scheduled, ...]


def latest(visit: Visit) -> Reply:
    """The present month where something is on, else the last that has a record."""
    today = visit.today
    months = visit.derived.months
    now = (today.year, today.month)
    on = now in months or any((s.date.year, s.date.month) == now for s in visit.site.schedule())
    year, month = now if on or not months else max(months)
    return Moved(visit.at.month(year, month), permanent=False)


def month(visit: Visit, year: int, number: int) -> Reply:
    """One month. Months before the first and after the last meeting do not exist."""
    months = visit.derived.months
    schedule = visit.site.schedule()
    now = (visit.today.year, visit.today.month)
    known = sorted({*months, *((s.date.year, s.date.month) for s in schedule), now})
    at = (year, number)
    if (
        not 1 <= number <= 12
        or not FIRST_YEAR <= year <= LAST_YEAR
        or not known[0] <= at <= known[-1]
    ):
        return errors.missing(visit, "")
    recorded = records(schedule, visit.view.public.meetings)
    without = [
        s
        for s in not_held(schedule, visit.view.public.meetings)
        if s.period and s.date.year == year and 0 <= number - s.date.month < s.months
    ]
    weeks = [
        [
            Day(
                day,
                day.month == number,
                tuple(m for m in months.get((day.year, day.month), ()) if m.date == day),
                tuple(s for s in schedule if s.date == day and not s.period and s not in recorded),
            )
            for day in week
        ]
        for week in _WEEK.monthdatescalendar(year, number)
    ]
    busy = [day for week in weeks for day in week if day.inside and (day.meetings or day.scheduled)]
    context = {
        "year": year,
        "month": number,
        "weeks": weeks,
        "busy": busy,
        "without": without,
        "before": max((k for k in known if k < at), default=None),
        "after": min((k for k in known if k > at), default=None),
        "years": sorted({y for y, _ in known}),
        "known": set(known),
    }
    title = visit.language.month(year, number)
    return Page("calendar", title, context, canonical=visit.links.month(year, number))
