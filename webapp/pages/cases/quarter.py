"""A quarter for the heads over the POs: its cases by what became of them, votes, what is late, help."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from minutes import clock
from minutes.cases import quarters
from minutes.cases.follow_up import CaseState
from minutes.cases.quarters import QuarterReport
from minutes.publication.schedule import Scheduled, records
from minutes.records.model import Meeting
from pipeline.trails import case as cases
from webapp.pages import errors
from webapp.pages.cases import case_page
from webapp.serving.visit import HtmlPage, Reply, Visit

LISTED = 40
_NUMBERS = range(1, 4 + 1)
_YEARS = range(dt.MINYEAR + 1, dt.MAXYEAR)  # so that the quarters beside it have days


@dataclass(frozen=True, slots=True)
class Group:
    """The cases of a quarter that have come to the same."""

    name: str
    cases: tuple[CaseState, ...]


def running(visit: Visit) -> Reply:
    """The page of the quarter that runs today, under an address that stays."""
    return _page(visit, visit.today.year, (visit.today.month + 2) // 3, visit.links.quarter())


def quarter(visit: Visit, year: int, number: int) -> Reply:
    """A quarter (1 to 4) of a Western year in which the archive has records."""
    held = _days(visit) or [visit.today]
    years = range(min(held).year, max(*held, visit.today).year + 1)
    if number not in _NUMBERS or year not in years:
        return errors.missing(visit, f"{year} Q{number}")
    return _page(visit, year, number, visit.links.quarter(year, number))


def gathered(visit: Visit, year: int, number: int) -> QuarterReport:
    """What a quarter brought, the trails of all cases included."""
    return cases.quarter(visit.view, year, number, visit.today)


def _page(visit: Visit, year: int, number: int, canonical: str) -> Reply:
    found = gathered(visit, year, number)
    meetings = filter(None, map(visit.view.meeting, found.meetings))
    shown = groups(visit, found)
    every = [case for group in shown for case in group.cases]
    context = {
        "quarter": found,
        "groups": shown,
        "seasonal": [
            m
            for m in visit.view.public.by_tier("seasonal")
            if quarters.quarter_of(m) == (year, number)
        ],
        "planned": _without_record(visit, found),
        "called_quarter": lambda place: title(visit, *place),
        "meetings": [m for m in meetings if m.tier != "other"],
        "runs": found.first <= visit.today <= found.last,
        "before": _beside(visit, found, -1),
        "after": _beside(visit, found, 1),
        "listed": LISTED,
        **case_page.tools_for(visit, every, found.end),
    }
    return HtmlPage("quarter", title(visit, year, number), context, canonical=canonical)


def _without_record(visit: Visit, found: QuarterReport) -> list[Scheduled]:
    """The seasonal meetings of a quarter that the schedule announces or calls off, and that no record
    is of."""
    schedule = [
        s for s in visit.view.snapshot.schedule if s.tier == "seasonal" and s.kind == "main"
    ]
    kept = records(schedule, visit.view.public.meetings)
    return [s for s in schedule if s not in kept and found.first <= s.date <= found.last]


def groups(visit: Visit, found: QuarterReport) -> list[Group]:
    """The cases of a quarter under what became of them; the ongoing ones first."""
    language = visit.language
    return [
        Group(language.text("No end recorded, not paused"), found.ongoing),
        Group(language.text("Completed"), found.completed),
        Group(language.text("Paused"), found.paused),
        Group(language.text("Not held"), found.not_held),
        Group(language.text("Self-run"), found.self_run),
    ]


def title(visit: Visit, year: int, number: int) -> str:
    """What a quarter is called: 民國 in Chinese, as the meetings' names have it."""
    if visit.lang == "zh" and clock.roc_year(year) > 0:
        return f"{clock.roc_year(year)}年第{number}季"
    return f"{year} Q{number}"


def _beside(visit: Visit, found: QuarterReport, step: int) -> tuple[int, int] | None:
    """The quarter before or after, where there may be something in it."""
    place = found.year * 4 + found.quarter - 1 + step
    year, number = place // 4, place % 4 + 1
    if dt.date(year, number * 3, 28) < min(_days(visit), default=dt.date.max):
        return None
    return (year, number) if dt.date(year, number * 3 - 2, 1) <= visit.today else None


def _days(visit: Visit) -> list[dt.date]:
    """The days of which there are records."""
    return [m.date for m in visit.view.public.meetings if m.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterDigest:
    """A quarter in short, for the page of its seasonal meeting."""

    year: int
    quarter: int
    name: str
    groups: list[Group]
    overdue: int
    asks: int
    votes: int


def block(visit: Visit, meeting: Meeting) -> QuarterDigest | None:
    """The quarter of a seasonal meeting as front matter and issue files tell it: the cases that were
    spoken of in it. None for any other meeting."""
    place = quarters.quarter_of(meeting) if meeting.tier == "seasonal" else None
    if place is None or place[1] not in _NUMBERS or place[0] not in _YEARS:
        return None
    catalogue = visit.view.snapshot.catalogue
    found = quarters.quarter(
        visit.view.public.meetings, catalogue.issues, catalogue.agencies, *place, visit.today
    )
    heard = [
        Group(g.name, tuple(c for c in g.cases if c.meeting in found.meetings))
        for g in groups(visit, found)
    ]
    return QuarterDigest(
        year=found.year,
        quarter=found.quarter,
        name=title(visit, *place),
        groups=heard,
        overdue=len(found.overdue),
        asks=len(found.asks),
        votes=len(found.votes),
    )
