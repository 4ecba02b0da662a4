"""Which meetings belong together: a monthly or seasonal series, a case, an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from minutes.catalogue.public_view import PublicView
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
        tiers: dict[str, list[Meeting]] = {}
        cases: dict[int, list[Meeting]] = {}
        issues: dict[str, list[Meeting]] = {}
        for meeting in sorted(view.meetings, key=session_day):
            if meeting.tier != "other" and meeting.kind in {"main", "other"}:
                tiers.setdefault(meeting.tier, []).append(meeting)
            if meeting.tier == "collaborative":
                for case in meeting.front.case:
                    cases.setdefault(case, []).append(meeting)
            for slug in meeting.front.issue:
                issues.setdefault(slug, []).append(meeting)
        beside = {
            name: near for row in tiers.values() for name, near in _neighbours(row, None).items()
        }
        for case, row in sorted(
            cases.items(), reverse=True
        ):  # of several cases the first goes last
            if len(row) > 1:
                beside |= _neighbours(row, case)
        return cls(
            {k: tuple(v) for k, v in tiers.items()},
            {k: tuple(v) for k, v in cases.items()},
            {k: tuple(v) for k, v in issues.items()},
            beside,
        )

    def beside(self, meeting: Meeting) -> Neighbours:
        """The meetings before and after it: of its case where that has other records, else of its
        tier."""
        return self._beside.get(meeting.id, Neighbours())

    def related(self, meeting: Meeting) -> tuple[Meeting, ...]:
        """The other records of its cases and issues, oldest first."""
        found: dict[str, Meeting] = {}
        if meeting.tier == "collaborative":
            for case in meeting.front.case:
                found |= {m.id: m for m in self.cases.get(case, ())}
        for slug in meeting.front.issue:
            found |= {m.id: m for m in self.issues.get(slug, ())}
        found.pop(meeting.id, None)
        return tuple(sorted(found.values(), key=session_day))


def _neighbours(row: Sequence[Meeting], case: int | None) -> dict[str, Neighbours]:
    """The neighbours of each meeting in a row."""
    around = [None, *row, None]
    return {m.id: Neighbours(around[n], around[n + 2], case) for n, m in enumerate(row)}


def session_day(meeting: Meeting) -> tuple[dt.date, str]:
    """The day by which records stand in a trail: of the first session, not of the file."""
    days = [s.date for s in meeting.front.sessions] or [meeting.date or dt.date.min]
    return min(days), meeting.id


MOST_QUARTERS = 80  # twenty years fit a picture


def by_quarter(meetings: Sequence[Meeting]) -> dict[tuple[int, int], list[Meeting]]:
    """(year, quarter) → meetings, without gaps up to the last quarter; the latest `MOST_QUARTERS`."""
    dated = [m for m in meetings if m.date]
    if not dated:
        return {}
    at = min((m.date.year, (m.date.month - 1) // 3 + 1) for m in dated if m.date)
    last = max((m.date.year, (m.date.month - 1) // 3 + 1) for m in dated if m.date)
    at = max(at, (last[0] - MOST_QUARTERS // 4 + 1, 1))
    found: dict[tuple[int, int], list[Meeting]] = {}
    while at <= last:
        found[at] = []
        at = (at[0], at[1] + 1) if at[1] < 4 else (at[0] + 1, 1)
    for m in dated:
        if m.date and (quarter := (m.date.year, (m.date.month - 1) // 3 + 1)) in found:
            found[quarter].append(m)
    return found
