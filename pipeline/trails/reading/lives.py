"""From when to when a case may be heard of, by the days on which it was held and called up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from minutes.recognition.weights import WEIGHTS
from pipeline.trails.reading.agendas import TakenUpItem


class CaseLife(NamedTuple):
    """The first day on which a case may be proposed, its first session (`opening`), and the last day on
    which it is likely to be tracked."""

    first: dt.date
    opening: dt.date
    last: dt.date


_DATE = attrgetter("date")
_IS_SERIAL = attrgetter("item.serial")


def life(
    held: Sequence[dt.date], called: Sequence[TakenUpItem], main: Sequence[dt.date]
) -> CaseLife:
    """The life of a case that was `held` on some days (with a `main` meeting on some of them), and `called` up
    by its number on others: as a case (序號), since an amount (「16案」) may be taken for its number."""
    days = held or list(map(_DATE, called))
    if not days:
        return CaseLife(dt.date.min, dt.date.max, dt.date.max)
    opening = min([*days, *map(_DATE, filter(_IS_SERIAL, called))])
    proposed = WEIGHTS.proposed if held else WEIGHTS.untold
    met = max(main or days)
    last = min(met, dt.date.max - WEIGHTS.tracked) + WEIGHTS.tracked
    return CaseLife(opening - proposed, opening, last)


def in_life(called: Sequence[TakenUpItem], first: dt.date) -> list[TakenUpItem]:
    """Of the items that bear a case's number, oldest first, those since a day; and those before that which
    lead up to it: a meeting that is put off is called up as a case long before it is held."""
    reached = first
    for taken in reversed(list(filter(_IS_SERIAL, called))):
        if taken.date >= reached:
            reached = min(reached, taken.date - WEIGHTS.tracked)
    since = {True: reached, False: first}
    return [taken for taken in called if taken.date >= since[taken.item.serial]]


def named(known: CaseLife, chosen: dt.date | None) -> tuple[dt.date, dt.date]:
    """From when to when meetings are likely to call a case up by its name: after it was `chosen`, or else since its
    first session."""
    if chosen is None or chosen > dt.date.max - WEIGHTS.lingers:
        return known.opening, known.last
    until = known.last if known.last < dt.date.max else chosen + WEIGHTS.lingers
    return min(known.opening, chosen + dt.timedelta(days=1)), until
