"""The day of the collaborative meeting for which the records wait that prepare it: held, or announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

# Preparation is a matter of weeks, so a later meeting takes no old record out of sight.
_PLANNED_AHEAD = dt.timedelta(days=366)
_CaseDay = tuple[int, dt.date]


@dataclass(frozen=True, slots=True)
class Unread:
    """Announcements that cannot be read: of some cases, or of `any`, where nobody can tell of which."""

    cases: frozenset[int] = frozenset()
    any: bool = False

    def may_name(self, cases: Collection[int]) -> bool:
        """Whether one of them may be of one of these cases."""
        return self.any or not self.cases.isdisjoint(cases)


ALL_READ = Unread()


def first_from(
    first: dt.date,
    cases: Collection[int],
    mains: Iterable[_CaseDay],
    planned: Iterable[_CaseDay],
    unread: Unread,
) -> dt.date | None:
    """The day of the first collaborative meeting of these cases from a day on, held (`mains`) or `planned`; where it may be
    announced in what is `unread`, the latest on which it can be."""
    if held := _days_from(first, mains, cases):
        return min(held)
    latest = first + _PLANNED_AHEAD
    if cases and unread.may_name(cases):
        return latest
    return min((day for day in _days_from(first, planned, cases) if day <= latest), default=None)


def _days_from(first: dt.date, mains: Iterable[_CaseDay], cases: Collection[int]) -> list[dt.date]:
    return [day for case, day in mains if case in cases and day >= first]
