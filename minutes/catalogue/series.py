"""Which meetings belong together: a monthly or seasonal series, a case, an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from minutes.catalogue.public_view import PublicView, grouped
from minutes.clock import Quarter
from minutes.records.model import Meeting


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The meetings before and after one, in its case (its number) or else in its tier."""

    before: Meeting | None = None
    after: Meeting | None = None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of a public view: by tier (main meetings), by case, by issue; each oldest first."""

    tiers: dict[str, tuple[Meeting, ...]]
    cases: dict[int, tuple[Meeting, ...]]
    issues: dict[str, tuple[Meeting, ...]]
    _beside: dict[str, Neighbours]

    @classmethod
    def of(cls, view: PublicView) -> Series:
        meetings = sorted(view.meetings, key=session_day)
        tiers = grouped(meetings, _tier_of_series)
        cases = grouped(meetings, _cases_of_series)
        issues = grouped(meetings, lambda meeting: meeting.front.issue)
        beside: dict[str, Neighbours] = {}
        for row in tiers.values():
            beside |= _neighbours(row, None)
        for case, trail in sorted(cases.items(), reverse=True):  # of several the first goes last
            if len(trail) > 1:
                beside |= _neighbours(trail, case)
        return cls(tiers, cases, issues, beside)

    def beside(self, meeting: Meeting) -> Neighbours:
        """The meetings before and after it: of its case where that has other records, else of its
        tier."""
        return self._beside.get(meeting.id, Neighbours())

    def related(self, meeting: Meeting) -> tuple[Meeting, ...]:
        """The other records of its cases and issues, oldest first."""
        beside = [
            *(self.cases.get(case, ()) for case in _cases_of_series(meeting)),
            *(self.issues.get(slug, ()) for slug in meeting.front.issue),
        ]
        found = {other.id: other for other in chain.from_iterable(beside)}
        found.pop(meeting.id, None)
        return tuple(sorted(found.values(), key=session_day))


def _tier_of_series(meeting: Meeting) -> tuple[str, ...]:
    """The tier in whose row a meeting stands: preparatory and working meetings stand in none."""
    in_row = meeting.tier != "other" and meeting.kind in {"main", "other"}
    return (meeting.tier,) if in_row else ()


def _cases_of_series(meeting: Meeting) -> tuple[int, ...]:
    """The cases in whose rows a meeting stands: monthly and seasonal ones name many cases and are
    about none."""
    return meeting.front.case if meeting.tier == "collaborative" else ()


def _neighbours(row: Sequence[Meeting], case: int | None) -> dict[str, Neighbours]:
    """The neighbours of each meeting in a row."""
    around = [None, *row, None]
    return {m.id: Neighbours(around[n], around[n + 2], case) for n, m in enumerate(row)}


def session_day(meeting: Meeting) -> tuple[dt.date, str]:
    """The day by which records stand in a trail: of the first session, not of the file."""
    days = [s.date for s in meeting.front.sessions] or [meeting.sort_day]
    return min(days), meeting.id


MOST_QUARTERS = 80  # twenty years fit a picture


def by_quarter(meetings: Sequence[Meeting]) -> dict[Quarter, tuple[Meeting, ...]]:
    """Quarter → meetings, without gaps up to the last quarter; the latest `MOST_QUARTERS`."""
    held = grouped(meetings, _quarter)
    if not held:
        return {}
    last = max(held)
    at = max(min(held), Quarter(last.year - MOST_QUARTERS // 4 + 1, 1))
    found: dict[Quarter, tuple[Meeting, ...]] = {}
    while at <= last:
        found[at] = held.get(at, ())
        at = at.moved(1)
    return found


def _quarter(meeting: Meeting) -> tuple[Quarter, ...]:
    return (Quarter.of(meeting.date),) if meeting.date else ()
