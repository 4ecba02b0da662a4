"""The correction window: from which day on the public may read a record.

Pure functions over plain values. Whatever cannot be read holds the record back; only a waiver with
a reason brings it forward.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final, Literal
from zoneinfo import ZoneInfo

from minutes.publication.office_calendar import Calendar

WORKING_DAYS = 10
WINDOWED_TIERS = frozenset({"seasonal", "monthly", "collaborative"})
TIERS = WINDOWED_TIERS | {"other"}
TAIPEI: Final[tzinfo] = ZoneInfo("Asia/Taipei")
_ONE_DAY = timedelta(days=1)
# What people write into a field that they do not mean to use.
_NO_REASON = frozenset(
    {"no", "none", "nil", "null", "na", "nan", "false", "true", "yes", "ok", "todo", "tbd", "tba"}
    | {"unknown", "reason", "waiver", "waiverreason", "later", "pending", "open", "closed"}
    | {"沒有", "無理由", "沒有理由", "無原因", "不適用", "未定", "理由", "原因", "豁免", "免"}
    | {"待補", "待填", "待定", "待確認", "尚未", "尚無", "不需要", "無需", "不用", "不必", "暫無"}
    | {"請填寫", "請填理由", "請填寫理由", "請說明", "請說明理由", "同意", "可以", "放棄"}
)


class Unreadable(Enum):
    """The type of `UNREADABLE`."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE
"""Stands for a field that is there and cannot be understood: it always holds the record back."""

Reason = Literal["window", "hold_until", "hold", "collaborative", "waiver", "none", "unreadable"]


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

    A waiver that says no or not yet (`denies`) withholds: whoever wrote it did not mean to publish.
    A waiver with a reason lifts the ten working days and `closes`. It lifts neither a `hold_until`,
    which somebody set on purpose, nor the wait for the collaborative meeting, which protects its
    preparation and not its corrections. Any `UNREADABLE` value, and an unknown tier, withholds.
    """
    if (
        tier is UNREADABLE
        or has_edit is UNREADABLE
        or meeting_day is UNREADABLE
        or closes is UNREADABLE
        or hold_until is UNREADABLE
        or hold is UNREADABLE
        or waiver_reason is UNREADABLE
        or also_after is UNREADABLE
        or tier not in TIERS
        or denies(waiver_reason)
    ):
        return _WITHHELD
    # A field of the block is a block, whatever the caller says of it.
    has_edit = has_edit or any(v is not None for v in (closes, hold_until, hold, waiver_reason))
    last, known = None, True
    waits: list[tuple[date, Reason]] = []
    waived = False
    try:
        if tier in WINDOWED_TIERS or has_edit:
            last, known = _closing_day(meeting_day, closes, calendar)
            waived = is_reason(waiver_reason)
            if not waived:
                waits.append((last + _ONE_DAY, "window"))
        if hold is not None:
            return Due(None, None, last, "hold", known, withheld=True)
        if hold_until is not None:
            waits.append((hold_until, "hold_until"))
        if also_after is not None:
            waits.append((also_after + _ONE_DAY, "collaborative"))
        if not waits:
            return Due(None, None, last, "waiver" if waived else "none", known)
        day, reason = max(waits, key=lambda wait: wait[0])
        return Due(day, datetime.combine(day, time.min, zone), last, reason, known)
    except OverflowError:
        return _WITHHELD


_WITHHELD: Final = Due(None, None, None, "unreadable", withheld=True)


def _closing_day(meeting: date, stated: date | None, calendar: Calendar) -> tuple[date, bool]:
    tenth = calendar.nth_working_day_after(meeting, WORKING_DAYS)
    known = calendar.covers(meeting) and calendar.covers(tenth)
    return (stated if stated is not None and stated > tenth else tenth), known


def is_reason(text: str | None) -> bool:
    """Whether `text` gives a reason: two different letters or Han characters, and no placeholder."""
    said = "".join(ch for ch in (text or "").casefold() if ch.isalnum())
    letters = {ch for ch in said if ch.isalpha()}
    return len(letters) > 1 and said not in _NO_REASON


@cache
def _denials() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads((files("minutes") / "data" / "waivers.toml").read_text("utf-8"))
    harmless, refusals = ("|".join(table[name]) for name in ("harmless", "refusals"))
    return re.compile(harmless, re.I), re.compile(refusals, re.I)


def denies(text: str | None) -> bool:
    """Whether a reason to publish early says no or not yet (尚未確認, 不提早公開, "not yet"), by the
    words of `minutes/data/waivers.toml`: somebody who was asked has not agreed."""
    if text is None or not is_reason(text):
        return False
    harmless, refusals = _denials()
    plain = unicodedata.normalize("NFKC", text)
    return refusals.search(harmless.sub(" ", plain)) is not None


def is_public(due: Due, now: datetime) -> bool:
    """Whether the public may read the record at `now`; a naive `now` is a `ValueError`."""
    if now.utcoffset() is None:
        raise ValueError("now must carry its time zone")
    if due.withheld:
        return False
    return due.moment is None or now >= due.moment
