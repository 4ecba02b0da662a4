"""A case that is put together, and what is known of it at each step: its own records, the names by which it is
recognised, the items that call it up, and the ballot that chose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from minutes.cases.ballots import ballot_titles
from minutes.cases.claims import Evidence, Found
from minutes.cases.trail import (
    Stage,
    declared,
    station,
)
from minutes.recognition import called_names
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.records.front_matter import IssueFront
from minutes.records.model import Issue, Meeting
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.gathering.case_names import CaseNames
from pipeline.trails.reading import agendas, lives
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.lives import CaseLife
from pipeline.trails.reading.related_records import RelatedRecords

_BY_NUMBER, _DATE, _OLDEST_FIRST = map(attrgetter, ("by_number", "date", "oldest_first"))
_OF_ITS_OWN = frozenset({"collaborative", "other"})
"""The tiers of meetings that are held on one case alone."""
_UNKNOWN = CaseProfile(frozenset(), {}, frozenset(), frozenset())


class DeclaredRecord(NamedTuple):
    """A record that front matter, issue file or its own title gives to a case; without a stage it stands aside."""

    meeting: Meeting
    stage: Stage | None
    found: Found

    @property
    def is_own(self) -> bool:
        return self.stage is not None and self.meeting.tier in _OF_ITS_OWN


class TitledRecord(NamedTuple):
    """A record without a number whose title names a case's subject, or that says whose meeting it is."""

    meeting: Meeting
    stage: Stage
    words: Evidence


@dataclass(frozen=True)
class WantedCase:
    """The case that is to be put together: its numbers, and its issue file where it has one."""

    library: CaseLibrary
    cases: tuple[int, ...]
    issue: Issue | None

    @cached_property
    def numbers(self) -> frozenset[int]:
        return frozenset(self.cases)

    @property
    def slug(self) -> str | None:
        return self.issue.slug if self.issue else None

    @property
    def front(self) -> IssueFront:
        return self.issue.front if self.issue else IssueFront()

    @cached_property
    def names(self) -> CaseNames:
        return CaseNames(self.library, self.cases, self.issue)

    def declared(self) -> Iterator[DeclaredRecord]:
        """The records that people give to it, or whose title bears its number."""
        for meeting in self.library.declaring:
            by_people = declared(meeting, self.numbers, self.slug)
            if (by_people or self._is_titled(meeting)) and not self._is_translation(meeting):
                stage = station(meeting, self.numbers, self.slug)
                is_declared = by_people or self.issue is not None
                yield DeclaredRecord(meeting, stage, "declared" if is_declared else "automatic")

    def _is_titled(self, meeting: Meeting) -> bool:
        """Whether the title of a collaborative record bears the case's number."""
        return meeting.tier == "collaborative" and bool(self.numbers & set(meeting.front.case))

    def _is_translation(self, meeting: Meeting) -> bool:
        """Whether the record is the other-language twin of one that is listed."""
        twin = self.library.view.public.twin(meeting)
        return twin is not None and not meeting.lang.startswith("zh") and twin.lang.startswith("zh")

    def title(self) -> str:
        """The title that its issue file gives, or else the front matter of a vote on it."""
        balloted = ballot_titles(self.library.declaring, self.numbers, self.slug)
        written = (self.front.title.zh, self.front.title.en, *balloted)
        return next(filter(None, written), "")


@dataclass(frozen=True)
class KnownCase:
    """What is known of a case at one step of putting it together; the next step gives another."""

    wanted: WantedCase
    declared: tuple[DeclaredRecord, ...]
    profile: CaseProfile = _UNKNOWN
    titled: tuple[TitledRecord, ...] = ()
    taken: tuple[TakenUpItem, ...] = ()
    """The items that meetings take up for it, oldest first."""
    choice: tuple[Meeting, Winner] | None = None

    @classmethod
    def declared_alone(cls, wanted: WantedCase) -> KnownCase:
        """What its own records, as they are declared, make of it."""
        return cls(wanted, tuple(wanted.declared())).recognised_by({})

    # --- what follows from it

    @cached_property
    def own(self) -> list[Meeting]:
        """The records that are its own."""
        held = (one.meeting for one in self.declared if one.is_own)
        return [*held, *(one.meeting for one in self.titled)]

    @cached_property
    def meant(self) -> list[Meeting]:
        """Its own records that say whose they are; all of its own where none does."""
        slug = self.wanted.slug
        return [m for m in self.own if m.front.case or slug in m.front.issue] or self.own

    @cached_property
    def life(self) -> CaseLife:
        held = chain.from_iterable(m.days for m in self.meant)
        steps = filter(None, map(_DATE, self.wanted.front.status))
        called = list(filter(_BY_NUMBER, self.taken))
        return lives.life([*held, *steps], called, self.profile.days)

    @cached_property
    def called(self) -> dict[str, Meeting]:
        """The (folded) names by which meetings call it up by its number, each with the first that does."""
        names: dict[str, Meeting] = {}
        for taken in self.taken:
            passages = self.wanted.library.passages(taken.meeting)
            span = called_names.name(passages, taken.item, self.wanted.numbers)
            if span:
                names.setdefault(span.of(passages), taken.meeting)
        return names

    @property
    def names(self) -> dict[str, Meeting]:
        """Further (folded) names of the case: as a ballot's result gives it, and as it is called up."""
        chosen = {self.choice[1].name: self.choice[0]} if self.choice else {}
        return chosen | self.called

    @cached_property
    def related(self) -> RelatedRecords:
        """The search for records around it."""
        wanted = self.wanted
        return RelatedRecords(
            wanted.library, self.profile, wanted.numbers, self.life, tuple(self.names)
        )

    def title(self) -> str:
        """The title of its main record, where nobody names the case itself."""
        mains = [m for m in self.own if m.kind == "main"] or self.own
        return min(mains, key=_OLDEST_FIRST).title if mains else ""

    def heard_since(self, meeting: Meeting) -> dt.date:
        """The first day on which a meeting may hear of it: a seasonal one hears of what was met."""
        met = min(self.profile.days, default=self.life.opening)
        return met if meeting.tier == "seasonal" else self.life.first

    # --- the steps

    def recognised_by(self, names: Mapping[str, Meeting]) -> KnownCase:
        """The same case with what its own records and these names make of its profile."""
        return replace(self, profile=self.wanted.names.profile(self.meant, names))

    def called_up(self) -> KnownCase:
        """With the items that bear its number; by their names it is known where it has no record of its own."""
        called = agendas.by_number(self.wanted.library, self.wanted.numbers, self.profile)
        found = replace(self, taken=tuple(lives.in_life(called, self.life.first)))
        is_unknown = not self.profile.named and bool(found.taken)
        return found.recognised_by(found.called) if is_unknown else found

    def with_titled(self) -> KnownCase:
        """With the records without a number that are its own by their words."""
        stations = [one.meeting.id for one in self.declared if one.stage is not None]
        known = {*stations, *(one.meeting.id for one in self.titled)}
        found = (
            TitledRecord(meeting, self.related.called(meeting), words)
            for meeting, words in self.related.its_own(known)
        )
        return replace(self, titled=(*self.titled, *found))

    def chosen(self) -> KnownCase:
        """With the line of a ballot that chose it, by whose name it is recognised, too."""
        choice = self.wanted.names.choice(self.meant, self.life, list(self.called))
        found = replace(self, choice=choice)
        return found.recognised_by(found.names)
