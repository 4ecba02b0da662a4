"""What calendars were told of: each announced meeting by a key that lasts, and those deleted since.

Nothing but the key, the day and the moment of the deletion is kept: no word of what was deleted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import filterfalse
from operator import attrgetter

from minutes.addresses.speech_ids import fingerprint
from minutes.publication.schedule import Scheduled

KEPT = dt.timedelta(days=60)
"""After its day, a deleted meeting is still called off for those whose programmes ask seldom."""
_MOST = 1000
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A meeting that was announced; `gone` is when it was first seen deleted, before its day."""

    key: str
    day: dt.date
    gone: dt.datetime | None = None

    @property
    def told_until(self) -> dt.date:
        """The last day on which it is still called off; while it stands there, the last on which that
        would be of use to anybody."""
        return self.day + KEPT if self.gone else self.day

    def taken_out(self, now: dt.datetime) -> Announcement:
        """The same, deleted: at this moment, or when it was."""
        return replace(self, gone=self.gone or now)


def with_keys(entries: Iterable[Scheduled]) -> Iterator[tuple[Scheduled, str]]:
    """Each meeting that has a day, with its key: its series, title and cases, with the year where these
    name it, else with the month, so that it stays when the day is moved. A second one of that name has
    its day as well."""
    times = Counter[str]()
    dated = filterfalse(attrgetter("period"), dict.fromkeys(entries))
    for entry in sorted(dated, key=attrgetter("date")):
        key = _key(entry, _span(entry))
        times[key] += 1
        if times[key] > 1:
            key = _key(entry, entry.date.isoformat())
        yield entry, key


def _span(entry: Scheduled) -> str:
    titles = entry.title.zh + entry.title.en
    if entry.case or _DIGIT.search(titles):
        return entry.date.strftime("%Y")
    return entry.date.strftime("%Y-%m")


def _key(entry: Scheduled, when: str) -> str:
    parts = (entry.tier, entry.kind, entry.title.zh, entry.title.en, *map(str, entry.case))
    return fingerprint("announced", when, *parts)


def led_on(
    known: Iterable[Announcement], entries: Iterable[Scheduled], now: dt.datetime, today: dt.date
) -> tuple[Announcement, ...]:
    """What is known after another look at the schedule: what stands there, and what was deleted while it
    was still to come. What comes back is announced again."""
    there = {key: Announcement(key, entry.date) for entry, key in with_keys(entries)}
    left = {each.key: each.taken_out(now) for each in known if each.told_until >= today}
    return tuple((left | there).values())[:_MOST]
