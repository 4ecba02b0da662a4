"""One case put together: its records, declared or found; the items that meetings take up for it; and
the line of a ballot that chose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile
from operator import attrgetter

from minutes.cases.ballots import ballot_titles
from minutes.cases.gaps import gaps
from minutes.cases.trail import (
    AGENDAS,
    Entry,
    Trail,
    agenda_stage,
    aside_stage,
    declared,
    issue_of,
    station,
)
from minutes.recognition import called_names
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.weights import WEIGHTS
from minutes.records.front_matter import IssueFront
from minutes.records.model import Issue, Meeting
from pipeline.archive.snapshot import View
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.case_names import CaseNames
from pipeline.trails.entries import CaseFile, Entries
from pipeline.trails.known_cases import resolve
from pipeline.trails.reading import agendas, lives, naming, own_speeches, vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.evidence import MentionedSpeeches
from pipeline.trails.reading.lives import CaseLife
from pipeline.trails.reading.related_records import RelatedRecords


@dataclass(frozen=True)
class Assembled:
    """A case as it was put together. `own` are the records that are its own, oldest first; `profile` what
    it is recognised by; `aside` all that have some of its words, whether they name it or not."""

    trail: Trail
    profile: CaseProfile
    own: tuple[Meeting, ...]
    life: CaseLife
    taken: tuple[TakenUpItem, ...]
    choice: tuple[Meeting, Winner] | None
    aside: tuple[Entry, ...]


def assembled(view: View, wanted: str | int) -> Assembled | None:
    """The case (by number) or issue (by slug) put together; None where the archive knows neither.

    Kept until the view changes. Speeches are ids of `view.document(meeting)`.
    """
    found = resolve(view, wanted)
    if found is None:
        return None
    cases, issue = found
    library = case_library(view)
    profiles(library)
    key = (cases, issue.slug if issue else None)
    if key not in library.assembled:
        library.assembled[key] = _TrailSearch(library, cases, issue).result()
    made: Assembled = library.assembled[key]
    return made


def profiles(library: CaseLibrary) -> None:
    """Works out what each case that has records of its own is recognised by, once."""
    if library.profiles:
        return
    numbers = {n for m in library.network if m.tier == "collaborative" for n in m.front.case}
    for number in sorted(numbers):
        issue = issue_of(library.view.snapshot.catalogue.issues, (number,))
        library.profiles[number] = _TrailSearch(library, (number,), issue).built_profile()


def trail(view: View, wanted: str | int) -> Trail | None:
    """The trail of the case (a number) or issue (a slug) alone; None where the archive knows
    neither."""
    found = assembled(view, wanted)
    return found.trail if found else None


_BY_NUMBER, _DATE = attrgetter("by_number"), attrgetter("date")


@dataclass
class _TrailSearch:
    """One case being put together."""

    library: CaseLibrary
    cases: tuple[int, ...]
    issue: Issue | None

    def __post_init__(self) -> None:
        self.view = self.library.view
        self.numbers = frozenset(self.cases)
        self.slug = self.issue.slug if self.issue else None
        self.front = self.issue.front if self.issue else IssueFront()
        self.entries = Entries(self.library, self.numbers)
        self.names = CaseNames(self.library, self.cases, self.issue)
        self.own: list[Meeting] = []
        self.taken: list[TakenUpItem] = []
        self.listed = set[str]()
        self.choice: tuple[Meeting, Winner] | None = None
        self.until = self.released = dt.date.max

    def built_profile(self) -> CaseProfile:
        """What its own records alone make of it."""
        self._declared()
        return self._profile_with({})

    def result(self) -> Assembled:
        self._declared()
        self.profile = self._profile_with({})
        self._call_up()
        if self.profile.named or vote_results.numbered(self.library, self.numbers):
            self._titled()
            self._find_choice()
            self.profile = self._profile_with(self._names())
            self._titled()
        self._take()
        if self.profile.named:
            self._meetings()
            self._vote()
            self._around()
        self.entries.find_speeches(CaseFile(self.numbers, self.issue, self.profile))
        return Assembled(
            self._trail(),
            self.profile,
            tuple(sorted(self.own, key=attrgetter("oldest_first"))),
            self.life,
            tuple(sorted(self.taken, key=lambda taken: taken.date)),
            self.choice,
            tuple(self.entries.aside.values()),
        )

    def _trail(self) -> Trail:
        records = self.entries.in_order()
        hosts = chain.from_iterable(m.front.host_agency for m in self.own)
        declared_title = self._declared_title()
        allusions = self.names.allusions(self.profile, self._names())
        responses = (m.front.response for m in reversed(self.own))
        return Trail(
            cases=self.cases,
            issue=self.slug,
            title=declared_title or self._title(),
            title_found="declared" if declared_title else "automatic",
            hosts=self.front.host_agency or tuple(dict.fromkeys(hosts)),
            records=records,
            mentions=self.entries.alluding(allusions, self.life.first),
            gaps=gaps(records, self.issue, self.view.public.by_id, self.numbers),
            response=self.front.response or next(filter(None, responses), None),
        )

    def _declared_title(self) -> str:
        """The title that its issue file gives, or else the front matter of a vote on it."""
        balloted = ballot_titles(self.library.declaring, self.numbers, self.slug)
        written = (self.front.title.zh, self.front.title.en, *balloted)
        return next(filter(None, written), "")

    # --- what front matter, issue file and titles say

    def _declared(self) -> None:
        for meeting in self.library.declaring:
            by_front = declared(meeting, self.numbers, self.slug)
            if (by_front or self._is_titled(meeting)) and not self._is_translation(meeting):
                self._enter(meeting, told=by_front or self.issue is not None)

    def _is_titled(self, meeting: Meeting) -> bool:
        """Whether the title of a collaborative record bears the case's number."""
        return meeting.tier == "collaborative" and bool(self.numbers & set(meeting.front.case))

    def _enter(self, meeting: Meeting, *, told: bool) -> None:
        stage = station(meeting, self.numbers, self.slug)
        self.entries.declare(meeting, stage, "declared" if told else "automatic")
        if stage is not None and meeting.tier in {"collaborative", "other"}:
            self.own.append(meeting)

    def _is_translation(self, meeting: Meeting) -> bool:
        """Whether the record is the other-language twin of one that is listed."""
        twin = self.view.public.twin(meeting)
        return twin is not None and not meeting.lang.startswith("zh") and twin.lang.startswith("zh")

    def _title(self) -> str:
        """The title of its main record, where nobody names the case itself."""
        mains = [m for m in self.own if m.kind == "main"] or self.own
        return min(mains, key=attrgetter("oldest_first")).title if mains else ""

    def _find_choice(self) -> None:
        self.choice = self.names.choice(self.meant or self.own, self.life, list(self._called()))

    def _names(self) -> dict[str, Meeting]:
        """Further (folded) names of the case: as a ballot's result gives it, and as it is called up."""
        chosen = {self.choice[1].name: self.choice[0]} if self.choice else {}
        return chosen | self._called()

    def _called(self) -> dict[str, Meeting]:
        """The (folded) names by which meetings call it up by its number, each with the first that does."""
        names: dict[str, Meeting] = {}
        for taken in self.taken:
            passages = self.library.passages(taken.meeting)
            span = called_names.name(passages, taken.item, self.numbers)
            if span:
                names.setdefault(span.of(passages), taken.meeting)
        return names

    @property
    def meant(self) -> list[Meeting]:
        """The case's own records that say whose they are."""
        return [m for m in self.own if m.front.case or self.slug in m.front.issue]

    def _profile_with(self, names: Mapping[str, Meeting]) -> CaseProfile:
        return self.names.profile(self.meant or self.own, names)

    # --- what agendas call up

    def _call_up(self) -> None:
        """The items that bear the case's number; by their names the case is known where it has no
        record of its own."""
        called = agendas.by_number(self.library, self.numbers, self.profile)
        self.taken = lives.in_life(called, self.life.first)
        if not self.profile.named and self.taken:
            self.profile = self._profile_with(self._called())

    def _take(self) -> None:
        """The items of agendas that are the case's: by its number or, while it is followed up, by
        its name."""
        since, self.until = lives.named(self.life, self.choice and self.choice[0].sort_day)
        for taken in self.taken:
            self._linger(taken.date)
        named = self._named(since) if self.profile.named else ()
        self.taken = sorted([*self.taken, *named], key=lambda taken: taken.date)
        self.released = self._released()
        self.taken = [t for t in self.taken if t.by_number or t.date <= self.released]
        for taken in sorted(self.taken, key=naming.plainest_first):
            self._enter_item(taken)

    def _named(self, since: dt.date) -> Iterator[TakenUpItem]:
        """The items by name, oldest first, while each is heard of soon enough after the last."""
        for meeting in takewhile(self._is_in_time, agendas.held_since(self.library, since)):
            for taken in vote_results.by_name(self.library, meeting, self.profile, self.choice):
                if meeting.sort_day >= self._told_since(meeting):
                    self._linger(taken.date)
                    yield taken

    def _is_in_time(self, meeting: Meeting) -> bool:
        return meeting.sort_day <= self.until

    def _released(self) -> dt.date:
        """The day of the last meeting that released it and called it up by its number, or else of
        the first that did; the last of all days where none did."""
        told = list(filter(partial(agendas.is_released, self.library), self.taken))
        numbered = map(_DATE, filter(_BY_NUMBER, told))
        return max(numbered, default=min(map(_DATE, told), default=dt.date.max))

    def _enter_item(self, taken: TakenUpItem) -> None:
        """Makes a meeting that takes the case up a station of its trail."""
        meeting = taken.meeting
        if self.entries.is_declared(meeting) or own_speeches.is_only_listed(self.library, taken):
            self.listed.add(meeting.id)
            return
        words = naming.called_up(self.library, self.profile, meeting, taken.item)
        said = own_speeches.of(self.library, taken, self.profile)
        self.entries.take_up(meeting, agenda_stage(meeting), words, said)

    # --- what the words say

    @property
    def life(self) -> CaseLife:
        held = chain.from_iterable(m.days for m in self.meant or self.own)
        told = (status.date for status in self.front.status)
        called = list(filter(_BY_NUMBER, self.taken))
        return lives.life([*held, *filter(None, told)], called, self.profile.days)

    def _meetings(self) -> None:
        """Monthly and seasonal meetings, oldest first: being followed up lengthens how long the case
        may be heard of."""
        for meeting in agendas.held(self.library):
            told = self.library.findings(meeting, self.profile, numbers=True)
            is_met = meeting.sort_day > self.life.opening
            found = told and told.said(is_met=is_met)
            if found:
                self._weigh(meeting, found)

    def _weigh(self, meeting: Meeting, found: MentionedSpeeches) -> None:
        """Decides whether a meeting that speaks of the case is a station of its trail; no list of cases is."""
        if meeting.id in self.entries.records:
            self.entries.strengthen(self.entries.records, meeting, found)
            return
        is_said = meeting.id not in self.listed and self._is_record(meeting, found)
        is_record = is_said and not self._is_of_another(meeting, found)
        if is_record or found.best >= WEIGHTS.mentioned:
            stage = agenda_stage(meeting)
            self.entries.weigh_in(meeting, stage, found, aside=not is_record)

    def _is_of_another(self, meeting: Meeting, found: MentionedSpeeches) -> bool:
        """Whether a meeting speaks of it where it goes through proposals, or reports on another case."""
        if agendas.is_proposal(self.library, meeting, found.key, self.life.opening):
            return True
        is_before = meeting.sort_day < self.life.opening
        return not is_before and agendas.is_of_another(
            self.library, meeting, found.key, self.profile
        )

    def _linger(self, day: dt.date) -> None:
        if day < dt.date.max - WEIGHTS.lingers:
            self.until = max(self.until, day + WEIGHTS.lingers)

    def _is_record(self, meeting: Meeting, mention: MentionedSpeeches) -> bool:
        date = meeting.sort_day
        if date < self._told_since(meeting) or not mention.telling:
            return False
        if date > self._heard_until(meeting):
            return mention.certain or self._is_reviewed(meeting, mention)
        is_opened = mention.opened and date >= self.life.opening
        is_told = meeting.tier == "monthly" and (mention.noted or is_opened)
        return mention.firm or is_told

    def _is_reviewed(self, meeting: Meeting, mention: MentionedSpeeches) -> bool:
        """Whether a seasonal meeting comes back to it within a year."""
        date = meeting.sort_day
        is_late = date - max(self.profile.days, default=date) > WEIGHTS.reviewed
        return meeting.tier == "seasonal" and mention.reviewed and mention.firm and not is_late

    def _told_since(self, meeting: Meeting) -> dt.date:
        """The first day on which a meeting may hear of it: a seasonal one hears of what was met."""
        met = min(self.profile.days, default=self.life.opening)
        return met if meeting.tier == "seasonal" else self.life.first

    def _heard_until(self, meeting: Meeting) -> dt.date:
        """The last day on which a meeting of this kind is likely to hear of the case."""
        if self.released > dt.date.max - WEIGHTS.reviewed:
            return self.until
        soon = WEIGHTS.soon_monthly if meeting.tier == "monthly" else WEIGHTS.soon_seasonal
        return self.released + soon

    def _vote(self) -> None:
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
        if self.choice is None:
            return None
        meeting, winner = self.choice
        if not self.entries.is_declared(meeting):
            words = vote_results.evidence(self.library, meeting, winner)
            self.entries.choose(meeting, words, vote_results.said(self.library, meeting, winner))
        return meeting.id

    def _is_before(self, entry: Entry) -> bool:
        """Whether a meeting was found by words before the case's first session, and did not call it up."""
        if entry.stage not in AGENDAS or entry.found != "automatic":
            return False
        called = (taken.meeting.id for taken in filter(agendas.is_called_up, self.taken))
        if entry.date is None or entry.meeting in called:
            return False
        return entry.date < self.life.opening

    # --- other records around

    def _search(self) -> RelatedRecords:
        return RelatedRecords(
            self.library, self.profile, self.numbers, self.life, tuple(self._names())
        )

    def _titled(self) -> None:
        """Records without a number whose title names the case's subject, or that say whose meeting they are."""
        search = self._search()
        for meeting, words in search.its_own({*self.entries.records}):
            self.own.append(meeting)
            self.entries.put(meeting, search.called(meeting), words)

    def _around(self) -> None:
        search = self._search()
        known = {*self.entries.records, *self.entries.aside}
        for meeting, stage, mention in search.found(known):
            named = stage or aside_stage(meeting, self.life.opening)
            self.entries.weigh_in(meeting, named, mention, aside=stage is None)
