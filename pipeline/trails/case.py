"""The one face of a case: everything that the archive tells of it, asked from a view and nothing else."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from minutes.cases import dossier as dossiers
from minutes.cases import follow_up, gaps, quarters
from minutes.cases import network as networks
from minutes.cases import openness as publicities
from minutes.cases.ballots import Ballot, ballots
from minutes.cases.claims import Claim, Claims
from minutes.cases.dossier import Dossier
from minutes.cases.follow_up import CaseState, CaseStep, FollowUp, Key
from minutes.cases.network import Network
from minutes.cases.openness import Availability
from minutes.cases.quarters import QuarterReport
from minutes.cases.trail import Entry, Trail, issue_of
from minutes.publication.schedule import Scheduled, not_held
from minutes.recognition import ballot_results
from minutes.records.front_matter import FRONT_MATTER, IssueStatus
from minutes.records.model import Issue, Meeting
from minutes.text.lists import omit
from pipeline.archive.snapshot import View
from pipeline.source import head_links
from pipeline.trails import assembly, found_claims, kept_cases, stations
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.kept_cases import WorkedOutCase
from pipeline.trails.known_cases import known_cases, resolve
from pipeline.trails.stations import Station

_reading = threading.Lock()  # one reader at a time goes through all records


@dataclass(frozen=True)
class Case:
    """One case (or issue that is not numbered yet). Its trail and claims are at hand, everything
    else is worked out when it is first asked for."""

    view: View
    trail: Trail
    claims: Claims

    @property
    def number(self) -> int | None:
        return self.trail.cases[0] if self.trail.cases else None

    @property
    def key(self) -> Key:
        return self.number, self.trail.issue

    @cached_property
    def issue(self) -> Issue | None:
        """Its issue file."""
        slug = self.trail.issue
        return self.view.snapshot.catalogue.issue(slug) if slug else None

    @property
    def name(self) -> str:
        """What it is called: as people or meetings call it, else the title of its record; "" where
        neither is known."""
        title = self.claims.title
        return title.text if title else self.trail.title

    @property
    def hosts(self) -> tuple[str, ...]:
        """Its hosts, as ids where the registry knows them, else as they are written."""
        return tuple(host.word for host in self.claims.hosts)

    @property
    def are_hosts_inferred(self) -> bool:
        return any(host.is_automatic for host in self.claims.hosts)

    @cached_property
    def records(self) -> tuple[Meeting, ...]:
        """The visible meetings of its records, in the trail's order."""
        found = (self.view.meeting(entry.meeting) for entry in self.trail.records)
        return tuple(filter(None, found))

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        """Records and gaps as they are shown."""
        return stations.stations(self.view, self.trail)

    @cached_property
    def steps(self) -> tuple[CaseStep, ...]:
        """What the claims tell of its state that front matter and issue file do not."""
        return found_claims.steps(self.trail, self.claims)

    @cached_property
    def network(self) -> Network:
        """Who took part, each with the speeches they made."""
        catalogue = self.view.snapshot.catalogue
        return networks.network(
            replace(self.trail, hosts=self.hosts),
            self.view.public.by_id,
            catalogue.agencies,
            catalogue.people,
            self._speeches_by_speaker,
            self.issue.front.co_agencies if self.issue else (),
        )

    def _speeches_by_speaker(self, meeting: Meeting) -> Mapping[str, Sequence[str]]:
        """The speeches of a record by who made them; what is written under the heading of a result nobody said."""
        passages = case_library(self.view).passages(meeting)
        said: dict[str, list[str]] = {}
        for number, speaker in enumerate(passages.speakers):
            if speaker is not None and passages.speech[number]:
                said.setdefault(speaker, []).append(passages.ids[number])
        return omit(said, list(filter(ballot_results.is_label, said)))

    @cached_property
    def dossier(self) -> Dossier:
        """Its decisions, actions, requests and reports, with the records that hold them."""
        return dossiers.dossier(
            self.view.public.meetings,
            self.view.snapshot.catalogue.agencies,
            frozenset(self.trail.cases),
            self.trail.issue,
            self.claims.declared_title,
        )

    @cached_property
    def votes(self) -> tuple[Ballot, ...]:
        """The ballots in front matter in which it was an option, oldest first."""
        cases, slug = frozenset(self.trail.cases), self.trail.issue
        held = [m for m in reversed(self.view.public.meetings) if m.front.votes]
        return tuple(ballot for m in held for ballot in ballots(m, cases, slug))

    @cached_property
    def openness(self) -> tuple[tuple[Meeting, tuple[Availability, ...]], ...]:
        """What is public, for each of its collaborative meetings."""
        mains = (self.view.meeting(entry.meeting) for entry in self.trail.records_in("main"))
        return tuple(
            (meeting, publicity(self.view, meeting, self))
            for meeting in mains
            if meeting is not None and meeting.tier == "collaborative"
        )

    def state(self, today: dt.date) -> tuple[CaseState | None, bool]:
        """Where it stands on a day; and whether only the words of records tell it."""
        whole = self._state(today, dict.fromkeys(self.trail.cases, self.steps))
        if whole is None:
            return None, False
        declared = self._state(today, {}, declared=True)
        by_claims = by_words((declared,) if declared else (), (whole,))
        return self.led_on(whole, today), bool(by_claims)

    def _state(
        self, today: dt.date, found: Mapping[int, Sequence[CaseStep]], *, declared: bool = False
    ) -> CaseState | None:
        catalogue = self.view.snapshot.catalogue
        known = catalogue.issues, catalogue.agencies, today, found
        every = follow_up.states(self.view.public.meetings, *known, declared=declared)
        return next(filter(self._is_mine, every), None)

    def _is_mine(self, state: CaseState) -> bool:
        if self.trail.cases:
            return state.case in self.trail.cases
        return state.issue == self.trail.issue

    def led_on(self, state: CaseState, day: dt.date) -> CaseState:
        """Its state on a day, last spoken of where its trail says so."""
        dated = [entry for entry in self.trail.records if entry.date and entry.date <= day]
        latest = dated[-1] if dated else None
        if latest is None or (latest.date or day) <= (state.last or dt.date.min):
            return state
        speech = latest.key or next(iter(latest.speeches), "")
        return replace(state, last=latest.date, meeting=latest.meeting, speech=speech)

    def told_in(self, meeting: str) -> IssueStatus | None:
        """Where one of its records says that it stands, by front matter or else by its words. That it is
        spoken of before it met does not say that it is tracked."""
        record = self.view.meeting(meeting)
        numbers = frozenset(self.trail.cases)
        declared = follow_up.told_in(record, numbers, self.trail.issue) if record else None
        met = [entry.date for entry in self.trail.records_in("main") if entry.date]
        since = min(met, default=dt.date.max)
        mine = (step for step in self.steps if step.meeting == meeting)
        found = (s.status for s in mine if s.status != "tracked" or s.date > since)
        return declared or next(found, None)

    def entry(self, meeting: str) -> Entry | None:
        """One of its records, as its trail has it."""
        return next((entry for entry in self.trail.records if entry.meeting == meeting), None)

    def ground_of(self, state: CaseState) -> Claim | Entry | None:
        """What bears out where it stands, if words tell it: the record with which it came to stand there, by the day
        that is told, or else the claim that says so."""
        told = self.claims.status if self.claims.status.tells(state.status, state.last) else None
        mine = (s for s in self.steps if (s.status, s.date) == (state.status, state.changed))
        begun = next((self.entry(step.meeting) for step in mine), None)
        is_of_the_day = told is not None and told.since == state.changed
        return told if is_of_the_day or begun is None else begun

    def as_json(self) -> dict[str, Any]:
        """What `minutes trail --json` prints."""
        return {**self.trail.as_json(), **self.claims.as_json()}


def case(view: View, wanted: str | int) -> Case | None:
    """The case with a number, or the issue with a slug, as a reader writes it; None where the archive
    knows neither."""
    found = resolve(view, wanted)
    if found is None:
        return None
    numbers, issue = found
    key = numbers, issue.slug if issue else None
    return _at_hand(view, key) or _made(view, key, _worked(view, wanted))


def at_hand(view: View, number: int) -> Case | None:
    """The case with a number if nobody need wait for it: worked out before, or kept beside the index."""
    issue = issue_of(view.snapshot.catalogue.issues, (number,))
    key = (issue.front.case, issue.slug) if issue else ((number,), None)
    return _at_hand(view, key)


def number_worked_out(view: View) -> int:
    """How many cases were worked out here since the view is shown: before that they were not at hand."""
    return case_library(view).worked_out


def _at_hand(view: View, key: kept_cases.Key) -> Case | None:
    library = case_library(view)
    known: Case | None = library.cases.get(key)
    worked = None if known else kept_cases.kept(library, key)
    return _made(view, key, worked) if worked else known


def _made(view: View, key: kept_cases.Key, worked: WorkedOutCase) -> Case:
    library = case_library(view)
    staged = found_claims.staged(worked.trail, worked.claims)
    way = gaps.expecting(staged, worked.claims.status.value)
    explained = gaps.explained(way, library.once("called off", _called_off))
    known = library.cases[key] = Case(view, explained, worked.claims)
    return known


def _called_off(library: CaseLibrary) -> tuple[Scheduled, ...]:
    """The meetings that were not held."""
    view = library.view
    return not_held(view.snapshot.schedule, view.public.meetings)


def _worked(view: View, wanted: str | int) -> WorkedOutCase:
    made = assembly.assembled(view, wanted)
    assert made is not None  # noqa: S101 (the archive knows it)
    told = found_claims.claims(view, made)
    worked = WorkedOutCase(found_claims.with_told(view, made, told), told, made.life)
    library = case_library(view)
    kept_cases.keep(library, made, worked)
    library.worked_out += 1
    return worked


def cases(view: View) -> tuple[Case, ...]:
    """Every case that the archive knows by its number."""
    found = (case(view, number) for number in known_cases(view))
    return tuple(one for one in found if one is not None)


def steps(view: View) -> dict[int, Sequence[CaseStep]]:
    """What the claims about all cases tell beside front matter and issue files, by case number."""
    with _reading:
        return {one.number: one.steps for one in cases(view) if one.number is not None}


def of_state(view: View, state: CaseState) -> Case | None:
    """The case whose state is known."""
    return case(view, state.case if state.case is not None else state.issue or "")


def with_claims(view: View, states: Iterable[CaseState], day: dt.date) -> tuple[CaseState, ...]:
    """These states, each with the hosts and the title that records until a day claim where nobody
    declared them, and with the last of these records that speaks of the case."""
    return tuple(_with_claims(view, state, day) for state in states)


def _with_claims(view: View, state: CaseState, day: dt.date) -> CaseState:
    found = of_state(view, state)
    if found is None:
        return state
    hosts = tuple(host.word for host in found.claims.hosts if _is_known(view, host, day))
    title = found.claims.title
    told = title.text if title and _is_known(view, title, day) else ""
    called = state.title if state.issue else told or state.title or found.trail.title
    return replace(found.led_on(state, day), hosts=state.hosts or hosts, title=called)


def _is_known(view: View, claim: Claim, day: dt.date) -> bool:
    """Whether the record whose words bear a claim out is not of a later day."""
    words = claim.evidence
    meeting = view.meeting(words.meeting) if words else None
    return meeting is None or meeting.date is None or meeting.date <= day


def followed(view: View, today: dt.date) -> FollowUp:
    """Everything that is not finished on a day, the claims about all cases included."""
    catalogue = view.snapshot.catalogue
    found = follow_up.followup(
        view.public.meetings, catalogue.issues, catalogue.agencies, today, steps(view)
    )
    return replace(
        found,
        cases=with_claims(view, found.cases, today),
        waiting=with_claims(view, found.waiting, today),
    )


def quarter(view: View, year: int, number: int, today: dt.date) -> QuarterReport:
    """What a quarter brought, the claims about all cases included."""
    catalogue = view.snapshot.catalogue
    found = quarters.quarter(
        view.public.meetings, catalogue.issues, catalogue.agencies, year, number, today, steps(view)
    )
    return replace(
        found,
        ongoing=with_claims(view, found.ongoing, found.end),
        completed=with_claims(view, found.completed, found.end),
        paused=with_claims(view, found.paused, found.end),
        not_held=with_claims(view, found.not_held, found.end),
        self_run=with_claims(view, found.self_run, found.end),
    )


def declared_states(view: View, day: dt.date) -> tuple[CaseState, ...]:
    """Where every case stands on a day as people have declared it."""
    until = [m for m in view.public.meetings if m.date is not None and m.date <= day]
    catalogue = view.snapshot.catalogue
    return follow_up.states(until, catalogue.issues, catalogue.agencies, day, declared=True)


def by_words(told: Iterable[CaseState], whole: Iterable[CaseState]) -> frozenset[Key]:
    """The cases of `whole` of which words alone tell where they stand: `told` is what people have
    declared."""
    known = {(s.case, s.issue): s.status for s in told}
    return frozenset((s.case, s.issue) for s in whole if known.get((s.case, s.issue)) != s.status)


def hosted(told: Iterable[CaseState]) -> frozenset[Key]:
    """The cases whose hosts people have declared."""
    return frozenset((s.case, s.issue) for s in told if s.hosts)


def publicity(view: View, meeting: Meeting, of: Case | None = None) -> tuple[Availability, ...]:
    """What of a collaborative meeting is public. `of` is its case, where that is known already; what
    its other records link, promise and answer counts too."""
    if of is None and meeting.front.case:
        of = case(view, meeting.front.case[0])
    related = of.records if of else ()
    spoken = tuple(
        FRONT_MATTER.validate_python({"links": [entry]}).links[0]
        for entry in head_links.head_links(view.document(meeting))
    )
    return publicities.publicity(
        meeting,
        [m for m in related if m.tier == "collaborative"],
        of.dossier.tasks if of else (),
        of.trail.response if of else None,
        spoken,
    )
