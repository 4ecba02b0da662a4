"""How long a case is followed: the items that meetings take up for it by its name, until when it may be heard of, and
which of the meetings that speak of it are stations of its trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from minutes.recognition.weights import WEIGHTS
from minutes.records.model import Meeting
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.gathering.known_case import KnownCase
from pipeline.trails.reading import agendas, lives, vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.evidence import MentionedSpeeches

_BY_NUMBER, _DATE = attrgetter("by_number"), attrgetter("date")


@dataclass(frozen=True)
class FollowedCase:
    """A case with all items that are its own, the day `until` which it may be heard of, and that of its release."""

    known: KnownCase
    until: dt.date
    released: dt.date

    @property
    def library(self) -> CaseLibrary:
        return self.known.wanted.library

    def heard_until(self, meeting: Meeting) -> dt.date:
        """The last day on which a meeting of this kind is likely to hear of the case."""
        if self.released > dt.date.max - WEIGHTS.reviewed:
            return self.until
        soon = WEIGHTS.soon_monthly if meeting.tier == "monthly" else WEIGHTS.soon_seasonal
        return self.released + soon

    def is_station(self, meeting: Meeting, mention: MentionedSpeeches) -> bool:
        """Whether what a meeting says of the case makes it a station of its trail."""
        date, opening = meeting.sort_day, self.known.life.opening
        if date < self.known.heard_since(meeting) or not mention.telling:
            return False
        if date > self.heard_until(meeting):
            return mention.certain or self._is_reviewed(meeting, mention)
        is_opened = mention.opened and date >= opening
        is_noted = meeting.tier == "monthly" and (mention.noted or is_opened)
        return mention.firm or is_noted

    def _is_reviewed(self, meeting: Meeting, mention: MentionedSpeeches) -> bool:
        """Whether a seasonal meeting comes back to it within a year."""
        date = meeting.sort_day
        is_late = date - max(self.known.profile.days, default=date) > WEIGHTS.reviewed
        return meeting.tier == "seasonal" and mention.reviewed and mention.firm and not is_late

    def is_of_another(self, meeting: Meeting, found: MentionedSpeeches) -> bool:
        """Whether a meeting speaks of it where it goes through proposals, or reports on another case."""
        opening = self.known.life.opening
        if agendas.is_proposal(self.library, meeting, found.key, opening):
            return True
        is_before = meeting.sort_day < opening
        return not is_before and agendas.is_of_another(
            self.library, meeting, found.key, self.known.profile
        )


def follow(known: KnownCase) -> FollowedCase:
    """A case with the items that are its own by their names, as long as each is heard of soon enough after the last,
    and until it is released."""
    library = known.wanted.library
    since, until = lives.named(known.life, known.choice and known.choice[0].sort_day)
    until = max([until, *map(_lingering, known.taken)])
    named: list[TakenUpItem] = []
    for meeting in agendas.held_since(library, since) if known.profile.named else ():
        if meeting.sort_day > until:
            break
        for taken in _taken_by_name(known, meeting):
            until = max(until, _lingering(taken))
            named.append(taken)
    items = sorted([*known.taken, *named], key=_DATE)
    released = _released(library, items)
    kept = (one for one in items if one.by_number or one.date <= released)
    return FollowedCase(replace(known, taken=tuple(kept)), until, released)


def _taken_by_name(known: KnownCase, meeting: Meeting) -> Iterator[TakenUpItem]:
    if meeting.sort_day >= known.heard_since(meeting):
        yield from vote_results.by_name(known.wanted.library, meeting, known.profile, known.choice)


def _lingering(taken: TakenUpItem) -> dt.date:
    """Until when a case may be heard of after a meeting has taken it up."""
    is_dated = taken.date < dt.date.max - WEIGHTS.lingers
    return taken.date + WEIGHTS.lingers if is_dated else dt.date.min


def _released(library: CaseLibrary, items: Iterable[TakenUpItem]) -> dt.date:
    """The day of the last meeting that released a case and called it up by its number, or else of
    the first that did; the last of all days where none did."""
    releasing = list(filter(partial(agendas.is_released, library), items))
    numbered = map(_DATE, filter(_BY_NUMBER, releasing))
    return max(numbered, default=min(map(_DATE, releasing), default=dt.date.max))
