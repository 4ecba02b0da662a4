"""Records of other kinds around a case: those that are all about it though they bear no number, and
those that speak of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass

from minutes.cases.trail import AGENDAS, ASIDE, Stage, series_of
from minutes.query.tree import Or, Query, Word
from minutes.recognition import case_profile
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.weights import WEIGHTS
from minutes.records import titles
from minutes.records.model import Meeting
from minutes.text.folding import fold
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading.evidence import MentionedSpeeches

_TALKS = frozenset({"interview", "talk", "visit", "office_hour"})
_PREPARING = frozenset({"working", "pre_meeting", "preparatory", "followup", "rehearsal"})
_MOST = 30  # records that are read for one trail
_COVERAGE = 0.3  # of a case's wording recurs in a record that is all about it
_AT_LEAST = 8  # speeches on a case in such a record


@dataclass(frozen=True, slots=True)
class RelatedRecords:
    """The search around one case; `life` is the day from which it may be proposed, its first
    session, and the last day on which it is likely to be tracked."""

    library: CaseLibrary
    profile: CaseProfile
    numbers: frozenset[int]
    life: tuple[dt.date, dt.date, dt.date]
    names: tuple[str, ...] = ()

    def named(self, known: Container[str]) -> Iterator[Meeting]:
        """Records that are not `known` and bear no number, whose title names the case's subject."""
        told = "\n".join([*self.names, *self.profile.core])
        for meeting, subject in self.library.once("subjects of titles", _subjects):
            if meeting.id not in known and self._is_named(meeting, subject, told):
                yield meeting

    def _is_named(self, meeting: Meeting, subject: str, told: str) -> bool:
        if not self.life[0] <= (meeting.date or dt.date.min) <= self.life[2]:
            return False
        share = case_profile.shared(subject, told, self.library.background)
        if meeting.tier == "other" and meeting.kind not in _PREPARING:
            return share >= WEIGHTS.named_elsewhere
        return share >= WEIGHTS.named_by_title

    def found(
        self, known: Container[str]
    ) -> Iterator[tuple[Meeting, Stage | None, MentionedSpeeches]]:
        """Records that are not `known`, with the stage of those that belong to the trail and None
        for those that only speak of the case."""
        read = [
            (m, told.whole)
            for m in self._candidates(known)
            if (told := self.library.findings(m, self.profile, numbers=False))
        ]
        stages = {m.id: self._stage(m, mention) for m, mention in read}
        series = {series_of(m.title) for m, _ in read if stages[m.id] is not None}
        for meeting, mention in read:
            stage = stages[meeting.id]
            if stage is None and self._may_surround(meeting) and series_of(meeting.title) in series:
                stage = self.called(meeting)
            if stage is not None or _worth_mentioning(meeting, mention):
                yield meeting, stage, mention

    def _candidates(self, known: Container[str]) -> list[Meeting]:
        """Records of other kinds in which the words for the subject stand most often."""
        words = tuple(Word(w, (w,), quoted=True) for w in sorted(self.profile.core)[:12])
        if not words:
            return []
        query = Query("", Or(words) if len(words) > 1 else words[0])
        view, first = self.library.view, self.life[0]
        shown = {
            m.id
            for m in view.public.meetings
            if m.id not in known
            and m.tier not in AGENDAS
            and m.kind not in _TALKS
            and m.date is not None
            and m.date >= first
        }
        hits: dict[str, int] = {}
        for searcher in view.snapshot.searchers:
            hits.update(searcher.find(query, shown))
        ranked = sorted(hits, key=lambda n: (-hits[n], n))[:_MOST]
        return [view.public.by_id[n] for n in ranked if hits[n] >= 2]

    def _stage(self, meeting: Meeting, mention: MentionedSpeeches) -> Stage | None:
        """The stage of a record that is all about the case though it bears no number, or None."""
        if not self._may_surround(meeting):
            return None
        title = fold(meeting.title)
        if meeting.tier == "collaborative" and not any(w in title for w in self.profile.core):
            return None  # it is called after another case
        if mention.coverage < _COVERAGE or len(mention.speeches) < _AT_LEAST:
            return None
        return self.called(meeting)

    def _may_surround(self, meeting: Meeting) -> bool:
        """Whether kind, number and date allow that a record belongs to the case."""
        first, _, last = self.life
        other = meeting.front.case and not self.numbers & set(meeting.front.case)
        return (
            meeting.kind not in ASIDE
            and not other
            and first <= (meeting.date or dt.date.min) <= last
        )

    def called(self, meeting: Meeting) -> Stage:
        """What a record that bears no number is to the case."""
        if meeting.kind in {"pre_meeting", "rehearsal"}:
            return "pre_meeting"
        if meeting.kind in {"working", "preparatory"}:
            return "working"
        main = min(self.profile.days, default=self.life[1])
        return "followup" if (meeting.date or dt.date.min) >= main else "working"


def _subjects(library: CaseLibrary) -> list[tuple[Meeting, str]]:
    """The records whose title alone tells what they are about, each with its (folded) subject."""
    talks = {*ASIDE, *_TALKS}
    untold = [
        m
        for m in library.view.public.meetings
        if m.date is not None and not m.front.case and m.tier not in AGENDAS and m.kind not in talks
    ]
    return [(m, fold(titles.subject(m.title))) for m in untold]


def _worth_mentioning(meeting: Meeting, mention: MentionedSpeeches) -> bool:
    if meeting.kind in ASIDE:
        return mention.best >= 5
    return mention.best >= 9 and (mention.firm or mention.density >= 0.05)
