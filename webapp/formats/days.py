"""The days of a record, one policy for every format that tells them.

The day of a record, by which it is cited, is the day of its meeting. The day of publication is the
first on which the public could read it. Where a format has one slot for "the date that would
normally be cited" (Google Scholar's words for `citation_publication_date`; BibTeX `date`, RIS `DA`,
CSL `issued`, `DC.Date`), the day of the meeting stands there; where it has one for when something
could first be read (`citation_online_date`, CSL `available-date`, `DCTERMS.available`, schema.org
`datePublished`), the day of publication. BibTeX and RIS have none: a note tells it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from minutes.clock import DaySpan
from minutes.records.model import Meeting
from webapp.links.building import Lang

_PUBLISHED = {"zh": "公開日 {day}", "en": "Published {day}"}
_INFERRED = {"zh": "公開日 {day}（推算）", "en": "Published {day} (estimated)"}


@dataclass(frozen=True, slots=True)
class Days:
    """`held` and `until`: the first and the last day of a meeting. `published`: the first day on which
    the public could read its record; `inferred` where no person and no history tells it, so that it is
    worked out from the correction window or the meeting. `changed`: the day on which the record last
    changed as far as it says. None is a day that is not known."""

    held: dt.date | None = None
    until: dt.date | None = None
    published: dt.date | None = None
    inferred: bool = False
    changed: dt.date | None = None

    def publication(self, lang: Lang) -> str:
        """The day of publication as a note, marked where it is inferred; "" where there is none."""
        if self.published is None:
            return ""
        words = _INFERRED if self.inferred else _PUBLISHED
        return words[lang].format(day=self.published.isoformat())


def days_of(meeting: Meeting, due: dt.date | None, seen: dt.date | None, today: dt.date) -> Days:
    """The days of a record that its correction window let out on the day `due` (None without one).

    That of publication is the one that its file states, or else the one on which history has `seen`
    it become public. Nobody can have read it before it was due, and a day to come is a slip."""
    past, possible = DaySpan(until=today), DaySpan(due, today)
    stated = next(possible.among(meeting.edit.published, seen), None)
    published = stated or next(past.among(due), None) or meeting.last_day
    corrected = past.among(*(correction.date for correction in meeting.front.corrections))
    changed = max(filter(None, (published, *corrected)), default=None)
    return Days(meeting.date, meeting.last_day, published, stated is None, changed)
