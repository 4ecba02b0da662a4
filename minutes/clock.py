"""The moment that everything in one answer is worked out for; the Republic's years, and quarters."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

BEFORE_THE_REPUBLIC = 1911  # year 1 of the Republic's calendar is 1912


def now() -> dt.datetime:
    """The present moment, with its zone."""
    return dt.datetime.now(tz=dt.UTC)


def roc_year(year: int) -> int:
    """The Republic's year of a Western one; less than 1 before the Republic."""
    return year - BEFORE_THE_REPUBLIC


def western_year(roc_year: int) -> int:
    """The Western year of one of the Republic's."""
    return roc_year + BEFORE_THE_REPUBLIC


class Quarter(NamedTuple):
    """A quarter (1 to 4) of a Western year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.moved(1).first - dt.timedelta(days=1)

    def moved(self, quarters: int) -> Quarter:
        """The quarter so many later, or earlier."""
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)
