"""The correction window: from which day on the public may read a record.

Pure functions over plain values. Whatever cannot be read holds the record back; only a waiver that says
that everybody has confirmed or agreed brings it forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from operator import itemgetter
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from minutes.publication.office_calendar import Calendar
from minutes.publication.waivers import agrees
from minutes.text.word_tables import table

WORKING_DAYS = 10
WINDOWED_TIERS = frozenset({"seasonal", "monthly", "collaborative"})
TIERS = WINDOWED_TIERS | {"other"}
TAIPEI: Final[tzinfo] = ZoneInfo("Asia/Taipei")
_ONE_DAY = timedelta(days=1)


class Unreadable(Enum):
    """The type of `UNREADABLE`."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE
"""Stands for a field that is there and cannot be understood: it always holds the record back."""

Reason = Literal[
    "window", "hold_until", "hold", "collaborative", "waiver", "none", "unagreed", "unreadable"
]


@dataclass(frozen=True, slots=True)
class Due:
    """When a record becomes public, and what decided it.

    `day` and `moment` (its first instant, aware) are None where nothing holds the record back, and
    where it is `withheld`: then it is not public at all until its file is put right, or until its
    `hold` is taken out. `closes` is
    the last day for corrections, None without a window. `calendar_known` is False where the days
    were counted beyond the official calendar, so that the day may still change.
    """

    day: date | None
    moment: datetime | None
    closes: date | None
    reason: Reason
    calendar_known: bool = True
    withheld: bool = False


def due(
    *,
    tier: str | Unreadable,
    has_edit: bool | Unreadable,
    meeting_day: date | Unreadable,
    calendar: Calendar,
    closes: date | Unreadable | None = None,
    hold_until: date | Unreadable | None = None,
    hold: str | Unreadable | None = None,
    waiver_reason: str | Unreadable | None = None,
    also_after: date | Unreadable | None = None,
    zone: tzinfo = TAIPEI,
) -> Due:
    """When a record becomes public: the day after the tenth working day that follows the meeting.

    `has_edit`: an `edit:` block is there, even an empty one. `meeting_day`: the last session of a
    bundle. The ten days are a minimum: a stated `closes` can lengthen them, never shorten them, and
    the record then waits for `hold_until` (public from that day on) where that is later. With a
    `hold`, whatever it says, nobody knows the day yet: it has none.

    `also_after` is the day of the case's collaborative meeting, for a working or pre-meeting
    record. The rule as POs heard it is "ten working days or the day of the meeting, whichever is
    later" (2018-07-03-第38次協作會議警消紀念日會前會); that day's first minute lies before the
    meeting itself, so the record appears at the next midnight.

    A waiver that says, in a form that is known, that everybody who spoke has confirmed or agreed lifts
    the ten working days and `closes`. Any other text withholds (`is_unagreed`): nobody can tell what its
    writer meant. It lifts neither a `hold_until`, which somebody set on purpose, nor the wait for the
    collaborative meeting, which protects its preparation and not its corrections. Any `UNREADABLE` value, and an unknown tier, withholds.
    """
    try:
        facts = _WindowFacts(
            tier=_readable(tier),
            has_edit=_readable(has_edit),
            meeting_day=_readable(meeting_day),
            closes=_readable(closes),
            hold_until=_readable(hold_until),
            hold=_readable(hold),
            waiver_reason=_readable(waiver_reason),
            also_after=_readable(also_after),
        )
        if facts.tier not in TIERS:
            return _WITHHELD
        if is_unagreed(facts.waiver_reason):
            return _UNAGREED
        return facts.due(calendar, zone)
    except (_NotReadable, OverflowError):
        return _WITHHELD


class _NotReadable(Exception):
    """A field is there that cannot be understood."""


Value = TypeVar("Value")


def _readable(value: Value | Unreadable) -> Value:
    if isinstance(value, Unreadable):
        raise _NotReadable
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _WindowFacts:
    """What decides when a record becomes public, each as in `due` and readable."""

    tier: str
    has_edit: bool
    meeting_day: date
    closes: date | None
    hold_until: date | None
    hold: str | None
    waiver_reason: str | None
    also_after: date | None

    @property
    def has_window(self) -> bool:
        # A field of the block is a block, whatever the caller says of it.
        fields = (self.closes, self.hold_until, self.hold, self.waiver_reason)
        has_edit = self.has_edit or any(value is not None for value in fields)
        return has_edit or self.tier in WINDOWED_TIERS

    @property
    def is_waived(self) -> bool:
        said = is_reason(self.waiver_reason) and not is_unagreed(self.waiver_reason)
        return self.has_window and said

    def due(self, calendar: Calendar, zone: tzinfo) -> Due:
        """The latest day that anything tells. Raises `OverflowError` where the calendar ends before."""
        last, known = self._window(calendar)
        waits = list(self._waits(last))
        if self.hold is not None:
            return Due(None, None, last, "hold", known, withheld=True)
        if not waits:
            return Due(None, None, last, "waiver" if self.is_waived else "none", known)
        day, reason = max(waits, key=itemgetter(0))
        return Due(day, datetime.combine(day, time.min, zone), last, reason, known)

    def _window(self, calendar: Calendar) -> tuple[date | None, bool]:
        """The last day for corrections, and whether the calendar knows all the days until then."""
        if not self.has_window:
            return None, True
        tenth = calendar.nth_working_day_after(self.meeting_day, WORKING_DAYS)
        known = calendar.covers(self.meeting_day) and calendar.covers(tenth)
        return max(tenth, self.closes or tenth), known

    def _waits(self, last: date | None) -> Iterator[tuple[date, Reason]]:
        """What the record waits for: the first day on which it would let it be read, and its name."""
        if last is not None and not self.is_waived:
            yield last + _ONE_DAY, "window"
        if self.hold_until is not None:
            yield self.hold_until, "hold_until"
        if self.also_after is not None:
            yield self.also_after + _ONE_DAY, "collaborative"


_WITHHELD: Final = Due(None, None, None, "unreadable", withheld=True)
_UNAGREED: Final = Due(None, None, None, "unagreed", withheld=True)


def is_reason(text: str | None) -> bool:
    """Whether `text` gives a reason: two different letters or Han characters, and no placeholder."""
    said = "".join(filter(str.isalnum, (text or "").casefold()))
    letters = set(filter(str.isalpha, said))
    return len(letters) > 1 and said not in table("waivers")["unused"]


def is_unagreed(text: str | None) -> bool:
    """Whether a reason to publish early does not say, in a form that is known, that everybody who spoke has
    confirmed or agreed."""
    return text is not None and is_reason(text) and not agrees(text)


def is_public(due: Due, now: datetime) -> bool:
    """Whether the public may read the record at `now`; a naive `now` is a `ValueError`."""
    if now.utcoffset() is None:
        raise ValueError("now must carry its time zone")
    if due.withheld:
        return False
    return due.moment is None or now >= due.moment
