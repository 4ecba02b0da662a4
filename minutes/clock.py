"""The moment that everything in one answer is worked out for; the Republic's years, quarters, and
spans of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

BEFORE_THE_REPUBLIC = 1911  # year 1 of the Republic's calendar is 1912


def now() -> dt.datetime:
    """The present moment, with its zone."""
    return dt.datetime.now(tz=dt.UTC)


def iso(day: dt.date | None) -> str | None:
    """A day or moment as ISO 8601 writes it, for data; None where nobody knows it."""
    return day.isoformat() if day else None


def iso_text(day: dt.date | None) -> str:
    """A day or moment as ISO 8601 writes it, for text; "" where nobody knows it."""
    return iso(day) or ""


def roc_year(year: int) -> int:
    """The Republic's year of a Western one; less than 1 before the Republic."""
    return year - BEFORE_THE_REPUBLIC


def western_year(roc_year: int) -> int:
    """The Western year of one of the Republic's."""
    return roc_year + BEFORE_THE_REPUBLIC


class Quarter(NamedTuple):
    """A quarter (1 to 4) of a Western year; earlier ones sort first."""

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


def month_number(day: dt.date) -> int:
    """The month in which a day lies, counted through the years, so that months have a distance."""
    return day.year * 12 + day.month - 1


def first_of_month(number: int) -> dt.date:
    """The first day of the month that `month_number` counts so."""
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, 1)


class DaySpan(NamedTuple):
    """A time in days, from one to another; an end that nobody tells is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def first(self) -> dt.date:
        return self.since or dt.date.min

    @property
    def last(self) -> dt.date:
        return self.until or dt.date.max

    @property
    def ends_before_it_begins(self) -> bool:
        return self.first > self.last

    def covers(self, day: dt.date | None) -> bool:
        """Whether a day lies in it; one that nobody knows lies only in the time without ends."""
        if day is None:
            return self == DaySpan()
        return self.first <= day <= self.last

    def among(self, *days: dt.date | None) -> Iterator[dt.date]:
        """Those of some days that are known and lie in it, in the order given."""
        return filter(self.covers, filter(None, days))
