"""Records by tier and year. No page here grows with the archive."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from typing import Literal

from minutes import clock
from minutes.catalogue.public_view import PublicView
from minutes.publication.schedule import Scheduled, awaited, not_held, to_come
from minutes.records import terms
from minutes.records.front_matter import TIERS
from minutes.records.model import Meeting
from minutes.text import numerals
from webapp.links.building import Scope
from webapp.links.site_addresses import UNDATED
from webapp.pages import errors
from webapp.serving.visit import HtmlPage, Reply, Visit

PER_PAGE = 50
REASONS = 24
CASES = 60
_SLOTS = {"monthly": 12, "seasonal": 4}
"""The tiers that meet again and again, and how often a year."""
State = Literal["held", "awaited", "announced", "not_held", "unknown", "future"]
Place = tuple[int, int]
"""A year, and the number of a month or quarter in it."""
_IS_CALLED_OFF = attrgetter("is_called_off")


@dataclass(frozen=True, slots=True)
class Slot:
    """A month or quarter of a series: its records, or why there is none."""

    number: int
    state: State
    meetings: tuple[Meeting, ...] = ()
    entry: Scheduled | None = None


def overview(visit: Visit) -> Reply:
    """The tiers with their years, the languages, and the newest records."""
    public = visit.view.public
    tiers = [(t, _years(public, t), public.by_tier(t)) for t in TIERS if public.by_tier(t)]
    title = visit.language.text("Records")
    return HtmlPage(
        "meetings",
        title,
        {"tiers": tiers, "newest": public.meetings[:10], "tongues": _tongues(public)},
        canonical=visit.links.meetings(),
    )


def _tongues(public: PublicView) -> list[tuple[str, int]]:
    """The languages in which records are written, with their numbers, the commonest first."""
    counts = Counter(m.lang.partition("-")[0].lower() for m in public.meetings)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _years(public: PublicView, tier: str) -> list[tuple[int | None, int]]:
    """The years of a tier with the numbers of their records; None for those without a date."""
    counts = Counter(map(_year, public.by_tier(tier)))
    return sorted(counts.items(), key=lambda pair: -(pair[0] or 0))


def _year(meeting: Meeting) -> int | None:
    return meeting.date.year if meeting.date else None


def tier(visit: Visit, tier: str) -> Reply:
    """One tier: its years, and for the series every month or quarter."""
    public = visit.view.public
    meetings = public.by_tier(tier)
    if not meetings:
        return errors.missing(visit, tier)
    schedule = [s for s in visit.site.schedule() if s.tier == tier]
    context = {
        "off": not_held(schedule, public.meetings)[:REASONS],
        "tier": tier,
        "years": _years(public, tier),
        "rows": calendar_rows(visit, tier, _SLOTS[tier]) if tier in _SLOTS else [],
        "newest": meetings[:12],
        "total": len(meetings),
        "feeds": [Scope("tier", tier)],
        "cases": _cases(visit) if tier == "collaborative" else [],
    }
    label = visit.language.label(terms.TIER, tier)
    return HtmlPage("tier", label, context, canonical=visit.links.meetings(tier))


def _cases(visit: Visit) -> list[tuple[int, tuple[Meeting, ...]]]:
    """The latest cases; the page of issues has all of them."""
    return sorted(visit.derived.series.cases.items(), reverse=True)[:CASES]


def calendar_rows(visit: Visit, tier: str, slots: int) -> list[tuple[int, list[Slot]]]:
    """Every year of a series, newest first, with each of its months or quarters."""
    found: dict[Place, list[Meeting]] = defaultdict(list)
    for meeting in visit.derived.series.tiers.get(tier, ()):
        if place := slot_of(meeting, slots):
            found[place].append(meeting)
    if not found:
        return []
    schedule = [s for s in visit.site.schedule() if s.tier == tier]
    meetings = visit.view.public.meetings
    soon = reversed(to_come(schedule, visit.today))
    held = {at: Slot(at[1], "held", tuple(of_slot)) for at, of_slot in found.items()}
    late = _scheduled("awaited", awaited(schedule, meetings, visit.today), slots)
    come = _scheduled("announced", filterfalse(_IS_CALLED_OFF, soon), slots)
    off = _scheduled("not_held", not_held(schedule, meetings), slots)
    # What was held is told before what is awaited, that before what is announced.
    by_place = off | come | late | held
    first, last = min(held), min(max(by_place), _slot_of_day(visit.today, slots))
    rows = []
    for year in range(max(by_place)[0], min([*held, *off])[0] - 1, -1):
        row = [_slot(by_place, (year, number), first, last) for number in range(1, slots + 1)]
        if {slot.state for slot in row} != {"future"}:
            rows.append((year, row))
    return rows


def _scheduled(state: State, entries: Iterable[Scheduled], slots: int) -> dict[Place, Slot]:
    """The slots of entries in the schedule; of several in one slot the last."""
    places = ((_slot_of_day(entry.date, slots), entry) for entry in entries)
    return {at: Slot(at[1], state, (), entry) for at, entry in places}


def _slot(slots: Mapping[Place, Slot], at: Place, first: Place, last: Place) -> Slot:
    """One that nobody tells of is unknown within the life of the series, and has not come yet after it."""
    return slots.get(at) or Slot(at[1], "unknown" if first <= at <= last else "future")


def slot_of(meeting: Meeting, slots: int) -> Place | None:
    """Year and month (12 slots) or quarter (4) for which a meeting was held: its term, or its date."""
    term = meeting.front.term
    if term and term.roc_year:
        number = term.month if slots == 12 else term.quarter
        if number:
            return clock.western_year(term.roc_year), number
    return _slot_of_day(meeting.date, slots) if meeting.date else None


def _slot_of_day(day: dt.date, slots: int) -> Place:
    return day.year, (day.month - 1) * slots // 12 + 1


def year(visit: Visit, tier: str, year: str, number: int = 1) -> Reply:
    """A page of one year's records of a tier."""
    public = visit.view.public
    wanted = numerals.of_digits(year, 4)
    if tier not in TIERS or (wanted is None and year != UNDATED):
        return errors.missing(visit, f"{tier} {year}")
    meetings = [m for m in public.by_tier(tier) if _year(m) == wanted]
    pages = -(-len(meetings) // PER_PAGE)
    if not 1 <= number <= pages:
        return errors.missing(visit, f"{tier} {year}")
    context = {
        "tier": tier,
        "year": wanted,
        "number": number,
        "pages": pages,
        "total": len(meetings),
        "meetings": meetings[(number - 1) * PER_PAGE : number * PER_PAGE],
        "years": _years(public, tier),
        "feeds": [Scope("tier", tier)],
    }
    label = visit.language.label(terms.TIER, tier)
    when = str(wanted) if wanted else visit.language.text("Without a date")
    return HtmlPage(
        "year", f"{label} {when}", context, canonical=visit.links.meetings(tier, wanted, number)
    )
