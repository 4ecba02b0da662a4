"""Records by tier and year. No page here grows with the archive."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from minutes import clock
from minutes.catalogue.public_view import PublicView
from minutes.publication.schedule import Scheduled, awaited, not_held, to_come
from minutes.records import terms
from minutes.records.front_matter import TIERS
from minutes.records.model import Meeting
from webapp.links.building import Scope
from webapp.links.site_addresses import UNDATED
from webapp.pages import errors
from webapp.serving.visit import HtmlPage, Reply, Visit

PER_PAGE = 50
REASONS = 24
CASES = 60


@dataclass(frozen=True, slots=True)
class Slot:
    """A month or quarter of a series: its records, or why there is none."""

    number: int
    state: Literal["held", "awaited", "announced", "not_held", "unknown", "future"]
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
    counts: dict[int | None, int] = {}
    for meeting in public.by_tier(tier):
        year = meeting.date.year if meeting.date else None
        counts[year] = counts.get(year, 0) + 1
    return sorted(counts.items(), key=lambda pair: -(pair[0] or 0))


def tier(visit: Visit, tier: str) -> Reply:
    """One tier: its years, and for the series every month or quarter."""
    public = visit.view.public
    meetings = public.by_tier(tier) if tier in TIERS else ()
    if not meetings:
        return errors.missing(visit, tier)
    rows = []
    if tier in {"monthly", "seasonal"}:
        rows = calendar_rows(visit, tier, 12 if tier == "monthly" else 4)
    schedule = [s for s in visit.site.schedule() if s.tier == tier]
    context = {
        "off": not_held(schedule, public.meetings)[:REASONS],
        "tier": tier,
        "years": _years(public, tier),
        "rows": rows,
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
    found: dict[tuple[int, int], list[Meeting]] = {}
    for meeting in visit.derived.series.tiers.get(tier, ()):
        place = slot_of(meeting, slots)
        if place:
            found.setdefault(place, []).append(meeting)
    if not found:
        return []
    schedule = [s for s in visit.site.schedule() if s.tier == tier]
    meetings = visit.view.public.meetings
    late = {_at(s, slots): s for s in awaited(schedule, meetings, visit.today)}
    soon = to_come(schedule, visit.today)
    come = {_at(s, slots): s for s in reversed(soon) if not s.is_called_off}
    off = {_at(s, slots): s for s in not_held(schedule, meetings)}
    first, last = min(found), max([*found, *late, *come, *off])
    now = (visit.today.year, (visit.today.month - 1) * slots // 12 + 1)
    rows = []
    for year in range(last[0], min([*found, *off])[0] - 1, -1):
        row = []
        for number in range(1, slots + 1):
            at = (year, number)
            if at in found:
                row.append(Slot(number, "held", tuple(found[at])))
            elif at in late:
                row.append(Slot(number, "awaited", (), late[at]))
            elif at in come:
                row.append(Slot(number, "announced", (), come[at]))
            elif at in off:
                row.append(Slot(number, "not_held", (), off[at]))
            else:
                row.append(Slot(number, "unknown" if first <= at <= min(last, now) else "future"))
        if any(slot.state != "future" for slot in row):
            rows.append((year, row))
    return rows


def slot_of(meeting: Meeting, slots: int) -> tuple[int, int] | None:
    """Year and month (12 slots) or quarter (4) for which a meeting was held: its term, or its date."""
    term = meeting.front.term
    if term and term.roc_year:
        number = term.month if slots == 12 else term.quarter
        if number:
            return clock.western_year(term.roc_year), number
    return (meeting.date.year, (meeting.date.month - 1) * slots // 12 + 1) if meeting.date else None


def _at(entry: Scheduled, slots: int) -> tuple[int, int]:
    return entry.date.year, (entry.date.month - 1) * slots // 12 + 1


def year(visit: Visit, tier: str, year: str, number: int = 1) -> Reply:
    """A page of one year's records of a tier."""
    public = visit.view.public
    wanted = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    if tier not in TIERS or (wanted is None and year != UNDATED):
        return errors.missing(visit, f"{tier} {year}")
    meetings = [m for m in public.by_tier(tier) if (m.date.year if m.date else None) == wanted]
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
