"""Records of other kinds around a case: those that are all about it though they bear no number, and
those that speak of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Set
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, filterfalse
from operator import attrgetter
from typing import Any, NamedTuple

from minutes.cases.claims import Evidence
from minutes.cases.trail import AGENDAS, ASIDE, Stage, series_of
from minutes.query.tree import Or, Query, Word
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.names import RarePieces
from minutes.recognition.passages import Span, compared
from minutes.recognition.statements import named_numbers
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern
from minutes.records import titles
from minutes.records.model import Meeting
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import quoting
from pipeline.trails.reading.evidence import MentionedSpeeches
from pipeline.trails.reading.lives import CaseLife

_TALKS = frozenset({"interview", "talk", "visit", "office_hour"})
_PREPARING = frozenset({"working", "pre_meeting", "preparatory", "followup", "rehearsal"})
_BEFORE: dict[str, Stage] = {
    "pre_meeting": "pre_meeting",
    "rehearsal": "pre_meeting",
    "working": "working",
    "preparatory": "working",
}
_MOST = 30  # records that are read for one trail
_MOST_WORDS = 12  # words that are searched for it
_LEAST_HITS = 2
_OTHER_EVENT = pattern("neighbours", "event")


@dataclass(frozen=True, slots=True)
class _ReadRecord:
    """A record that speaks of a case, and what it says of it."""

    meeting: Meeting
    mention: MentionedSpeeches

    @property
    def series(self) -> str:
        """What its title has in common with those of the meetings before and after it."""
        return series_of(self.meeting.title)

    @property
    def is_about_one_case(self) -> bool:
        """Whether what a case is spoken of with recurs in it, in speech after speech."""
        is_long = len(self.mention.speeches) >= WEIGHTS.speeches
        return is_long and self.mention.coverage >= WEIGHTS.coverage

    @property
    def is_worth_mentioning(self) -> bool:
        """Whether it says enough of the case to stand beside its trail."""
        if self.meeting.kind in ASIDE:
            return self.mention.best >= WEIGHTS.told_aside
        is_dense = self.mention.firm or self.mention.density >= WEIGHTS.density
        return self.mention.best >= WEIGHTS.firm_by_words and is_dense


class _Opened(NamedTuple):
    """A record that begins by saying that it is a meeting on the case with a number, and the sentence."""

    meeting: Meeting
    number: int
    sentence: Span


_Titled = tuple[Meeting, str]
_SERIES = attrgetter("series")
Related = tuple[Meeting, Stage | None, MentionedSpeeches]
"""A record with its stage, None where it only speaks of the case, and what it says of it."""


@dataclass(frozen=True)
class RelatedRecords:
    """The search around one case, in its life."""

    library: CaseLibrary
    profile: CaseProfile
    numbers: frozenset[int]
    life: CaseLife
    names: tuple[str, ...] = ()

    # --- by their titles

    def its_own(self, known: Container[str]) -> Iterator[tuple[Meeting, Evidence]]:
        """Records that are not `known` and bear no number, whose title names the case's subject, or that begin by
        saying that they are a meeting on the case; each with these words."""
        by_title = filter(self._is_named, self.library.once("subjects of titles", _subjects))
        opened = filter(self._is_opened, self.library.once("opened records", _opened))
        words = dict(chain(map(_title, by_title), map(self._beginning, opened)))
        by_id = self.library.view.public.by_id
        new = filterfalse(known.__contains__, words)
        return ((by_id[ident], words[ident]) for ident in new)

    def _is_opened(self, told: _Opened) -> bool:
        return told.number in self.numbers and self._is_in_life(told.meeting)

    def _beginning(self, told: _Opened) -> tuple[str, Evidence]:
        words = quoting.evidence(self.library, told.meeting, told.sentence)
        return told.meeting.id, words

    def _is_named(self, titled: _Titled) -> bool:
        meeting, subject = titled
        if not self._is_in_life(meeting):
            return False
        is_elsewhere = meeting.tier == "other" and meeting.kind not in _PREPARING
        least = WEIGHTS.named_elsewhere if is_elsewhere else WEIGHTS.named_by_title
        pieces = RarePieces.of(subject, self.library.background)
        return pieces.shared(self._told).share >= least

    @cached_property
    def _told(self) -> str:
        """What the case is called."""
        return "\n".join([*self.names, *self.profile.core])

    def _is_in_life(self, meeting: Meeting) -> bool:
        return self.life.first <= _day(meeting) <= self.life.last

    # --- by their words

    def found(self, known: Container[str]) -> Iterator[Related]:
        """Records that are not `known`, with the stage of those that belong to the trail and None
        for those that only speak of the case."""
        read = list(self._read(known))
        series = set(map(_SERIES, filter(self._is_all_about_it, read)))
        for one in read:
            if one.series in series and self._may_surround(one.meeting):
                yield one.meeting, self.called(one.meeting), one.mention
            elif one.is_worth_mentioning:
                yield one.meeting, None, one.mention

    def _read(self, known: Container[str]) -> Iterator[_ReadRecord]:
        """The records in which most is said of the case, with what they say of it."""
        for meeting in self._candidates(known):
            told = self.library.findings(meeting, self.profile, numbers=False)
            if told is not None:
                yield _ReadRecord(meeting, told.whole)

    def _candidates(self, known: Container[str]) -> list[Meeting]:
        """Records of other kinds in which the words for the subject stand most often."""
        by_id = self.library.view.public.by_id
        others = filterfalse(known.__contains__, by_id)
        shown = {ident for ident in others if self._is_candidate(by_id[ident])}
        hits = self._hits(shown)
        ranked = sorted(hits, key=lambda ident: (-hits[ident], ident))[:_MOST]
        return [by_id[ident] for ident in ranked if hits[ident] >= _LEAST_HITS]

    def _hits(self, shown: Set[str]) -> dict[str, int]:
        """How often the words for the subject stand in each of some records."""
        sought = sorted(self.profile.core)[:_MOST_WORDS]
        words = tuple(Word(word, (word,), quoted=True) for word in sought)
        searchers = self.library.view.snapshot.searchers if words else ()
        hits: dict[str, int] = {}
        for searcher in searchers:
            hits.update(searcher.find(Query("", Or(words)), shown))
        return hits

    def _is_candidate(self, meeting: Meeting) -> bool:
        is_apart = meeting.tier in AGENDAS or meeting.kind in _TALKS
        return not is_apart and meeting.date is not None and meeting.date >= self.life.first

    def _is_all_about_it(self, read: _ReadRecord) -> bool:
        """Whether a record is all about the case though it bears no number."""
        if read.meeting.tier == "collaborative" and not self._names(read.meeting.title):
            return False  # it is called after another case
        return read.is_about_one_case and self._may_surround(read.meeting)

    def _names(self, title: str) -> bool:
        """Whether a title holds a word that is about the case."""
        return any(map(compared(title).__contains__, self.profile.core))

    def _may_surround(self, meeting: Meeting) -> bool:
        """Whether kind, number, date and title allow that a record belongs to the case."""
        numbers = frozenset(meeting.front.case)
        is_of_another = bool(numbers) and numbers.isdisjoint(self.numbers)
        is_of_another = is_of_another or prepares_an_event(meeting.title)
        return meeting.kind not in ASIDE and not is_of_another and self._is_in_life(meeting)

    def called(self, meeting: Meeting) -> Stage:
        """What a record that bears no number is to the case."""
        main = min(self.profile.days, default=self.life.opening)
        after: Stage = "followup" if _day(meeting) >= main else "working"
        return _BEFORE.get(meeting.kind, after)


def prepares_an_event(title: str) -> bool:
    """Whether a title says that the meeting is of an event of its own, a forum or a dialogue on a policy:
    whatever case is spoken of there, it is no meeting of that case."""
    return _OTHER_EVENT.search(compared(title)) is not None


def _day(meeting: Meeting) -> dt.date:
    return meeting.sort_day


def _subjects(library: CaseLibrary) -> list[tuple[Meeting, str]]:
    """The records whose title alone tells what they are about, each with its (folded) subject."""
    untold = filter(_tells_by_title_alone, library.view.public.meetings)
    return [(meeting, compared(titles.subject(meeting.title))) for meeting in untold]


def _opened(library: CaseLibrary) -> list[_Opened]:
    """The working meetings whose title bears no number, with those that they begin with."""
    untold = filter(_tells_by_title_alone, library.view.public.meetings)
    return list(chain.from_iterable(map(partial(_opening, library), filter(_is_working, untold))))


def _is_working(meeting: Meeting) -> bool:
    return meeting.kind in _PREPARING or meeting.tier == "collaborative"


def _opening(library: CaseLibrary, meeting: Meeting) -> Iterator[_Opened]:
    def make() -> Any:
        return list(named_numbers.opening(library.passages(meeting)))

    for number, span in library.kept(meeting, "opening", make):
        yield _Opened(meeting, number, Span(*span))


def _title(titled: _Titled) -> tuple[str, Evidence]:
    meeting, _ = titled
    return meeting.id, Evidence(meeting.id, "", meeting.title)


def _tells_by_title_alone(meeting: Meeting) -> bool:
    is_apart = meeting.tier in AGENDAS or meeting.kind in {*ASIDE, *_TALKS}
    return not (is_apart or meeting.front.case) and meeting.date is not None
