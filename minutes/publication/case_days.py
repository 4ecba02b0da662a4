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
        return bool(cases) and (self.any or not self.cases.isdisjoint(cases))


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
    latest = first + _PLANNED_AHEAD
    held = _first_of(first, dt.date.max, mains, cases)
    to_come = latest if unread.may_name(cases) else _first_of(first, latest, planned, cases)
    return held or to_come


def _first_of(
    first: dt.date, last: dt.date, days: Iterable[_CaseDay], cases: Collection[int]
) -> dt.date | None:
    return min((day for case, day in days if case in cases and first <= day <= last), default=None)
