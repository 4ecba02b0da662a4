"""The entries of a case's trail, gathered from what people declare, what agendas call up and what words tell."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.cases.trail import (
    AGENDAS,
    Entry,
    agenda_stage,
    aside_stage,
)
from minutes.recognition.weights import WEIGHTS
from minutes.records.model import Meeting
from pipeline.trails.gathering.entries import CaseFile, Entries
from pipeline.trails.gathering.followed_case import FollowedCase
from pipeline.trails.reading import agendas, naming, own_speeches, vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.evidence import MentionedSpeeches


@dataclass
class Gathering:
    """The stations of a case's trail and what stands aside, while they are entered."""

    followed: FollowedCase

    def __post_init__(self) -> None:
        self.known = self.followed.known
        self.wanted = self.known.wanted
        self.library = self.wanted.library
        self.entries = Entries(self.library, self.wanted.numbers)
        self.listed = set[str]()

    def gathered(self) -> Entries:
        """All entries: what people declared and titles tell, the items of agendas, and what words tell."""
        for record in self.known.declared:
            self.entries.declare(*record)
        for titled in self.known.titled:
            self.entries.put(*titled)
        for taken in sorted(self.known.taken, key=naming.plainest_first):
            self._enter_item(taken)
        if self.known.profile.named:
            self._enter_meetings()
            self._enter_vote()
            self._enter_related()
        self.entries.find_speeches(
            CaseFile(self.wanted.numbers, self.wanted.issue, self.known.profile)
        )
        return self.entries

    def _enter_item(self, taken: TakenUpItem) -> None:
        """Makes a meeting that takes the case up a station of its trail."""
        meeting = taken.meeting
        if self.entries.is_declared(meeting) or own_speeches.is_only_listed(self.library, taken):
            self.listed.add(meeting.id)
            return
        words = naming.called_up(self.library, self.known.profile, meeting, taken.item)
        said = own_speeches.of(self.library, taken, self.known.profile)
        self.entries.take_up(meeting, agenda_stage(meeting), words, said)

    def _enter_meetings(self) -> None:
        """Monthly and seasonal meetings that speak of it, oldest first."""
        for meeting in agendas.held(self.library):
            mentions = self.library.findings(meeting, self.known.profile, numbers=True)
            is_met = meeting.sort_day > self.known.life.opening
            found = mentions and mentions.said(is_met=is_met)
            if found:
                self._weigh(meeting, found)

    def _weigh(self, meeting: Meeting, found: MentionedSpeeches) -> None:
        """Decides whether a meeting that speaks of the case is a station of its trail; no list of cases is."""
        if meeting.id in self.entries.records:
            self.entries.strengthen(self.entries.records, meeting, found)
            return
        is_said = meeting.id not in self.listed and self.followed.is_station(meeting, found)
        is_station = is_said and not self.followed.is_of_another(meeting, found)
        if is_station or found.best >= WEIGHTS.mentioned:
            stage = agenda_stage(meeting)
            self.entries.weigh_in(meeting, stage, found, aside=not is_station)

    def _enter_vote(self) -> None:
        """Records before the case's first session: the monthly meeting that chose it, or else the
        last one that speaks of it; earlier ones that name it heard it proposed, others only speak of
        the matter."""
        chosen = self._enter_choice()
        before = [e for e in self.entries.in_order() if e.meeting != chosen and self._is_before(e)]
        for entry in reversed(before):
            may_have_chosen = chosen is None and entry is before[-1] and entry.stage == "monthly"
            if may_have_chosen or entry.meeting in self.entries.naming:
                self.entries.propose(entry)
            else:
                self.entries.set_aside(entry)

    def _enter_choice(self) -> str | None:
        """The record of the vote that chose the case, which is entered; None where none is known."""
        if self.known.choice is None:
            return None
        meeting, winner = self.known.choice
        if not self.entries.is_declared(meeting):
            words = vote_results.evidence(self.library, meeting, winner)
            self.entries.choose(meeting, words, vote_results.said(self.library, meeting, winner))
        return meeting.id

    def _is_before(self, entry: Entry) -> bool:
        """Whether a meeting was found by words before the case's first session, and did not call it up."""
        if entry.stage not in AGENDAS or entry.found != "automatic" or entry.date is None:
            return False
        called = (taken.meeting.id for taken in filter(agendas.is_called_up, self.known.taken))
        return entry.meeting not in called and entry.date < self.known.life.opening

    def _enter_related(self) -> None:
        """Other records around it."""
        entered = {*self.entries.records, *self.entries.aside}
        for meeting, stage, mention in self.known.related.found(entered):
            named = stage or aside_stage(meeting, self.known.life.opening)
            self.entries.weigh_in(meeting, named, mention, aside=stage is None)
