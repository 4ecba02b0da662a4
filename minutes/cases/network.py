"""Who took part in a case, seen from its host: inside it, above and below it, beside it, outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import Attendee, Capacity
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, Agency, key, spellings
from minutes.registers.people import People
from minutes.text.folding import fold, is_han

Circle = Literal["inside", "vertical", "horizontal", "outside", "convening", "unplaced"]
CIRCLES: tuple[Circle, ...] = (
    "inside",
    "vertical",
    "horizontal",
    "outside",
    "convening",
    "unplaced",
)
Speeches = Callable[[Meeting], Mapping[str, Sequence[str]]]
"""The speech ids of a record by label, in their order."""

_OUTSIDE: frozenset[Capacity] = frozenset({"petitioner", "cosigner", "expert", "public"})
_CONVENING: frozenset[Capacity] = frozenset({"chair", "facilitator", "pdis"})
_MEETS = frozenset({"working", "pre_meeting", "main", "followup"})
_GENERIC = frozenset(map(fold, ("主席", "司儀", "主持人", "與會者", "眾人", "全體")))


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did at one record: as what, and which speeches are theirs (none: silent)."""

    meeting: str
    capacity: Capacity | None
    speeches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who took part. `person` is a registry id where a label is listed there; `role` and
    `organisation` are as the latest record says."""

    name: str
    circle: Circle
    agency: str | None = None
    person: str | None = None
    role: str = ""
    organisation: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def speeches(self) -> int:
        return sum(len(p.speeches) for p in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An agency of the network: its circle, how it is named as host or helper, who came for it."""

    agency: str
    circle: Circle
    named: Literal["host", "co_host", ""]
    participants: tuple[Participant, ...]

    @property
    def speeches(self) -> int:
        return sum(p.speeches for p in self.participants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everybody around a case. `bodies` are the agencies by circle, hosts first; `people` those who
    came for none: outsiders, the convening team, and speakers whose place nobody has noted."""

    hosts: tuple[str, ...]
    bodies: tuple[Body, ...]
    people: tuple[Participant, ...]

    def within(self, circle: Circle) -> tuple[Body | Participant, ...]:
        """The agencies and people of one circle."""
        bodies: list[Body | Participant] = [b for b in self.bodies if b.circle == circle]
        return (*bodies, *(p for p in self.people if p.circle == circle))


@dataclass(slots=True)
class _Seen:
    """One participant while the records are read, newest word last."""

    name: str
    agency: str | None = None
    person: str | None = None
    role: str = ""
    organisation: str = ""
    outside: bool = False
    convening: bool = False
    parts: list[Part] = field(default_factory=list)


def network(
    trail: Trail,
    meetings: Mapping[str, Meeting],
    agencies: Agencies,
    people: People,
    speeches: Speeches,
    co_agencies: Iterable[str] = (),
) -> Network:
    """The network around a case.

    At its own meetings everybody counts; at monthly and seasonal ones those whose speeches are on
    the case. Speakers without a line in the front matter belong to an agency only where their label
    or the people's registry says so. `co_agencies` are those that the issue file names.
    """
    gatherer = _Gatherer(agencies, people)
    for entry in trail.records:
        meeting = meetings.get(entry.meeting)
        if meeting is not None:
            gatherer.read(meeting, entry, speeches(meeting))
    day = max((e.date for e in trail.records if e.date), default=None)
    own = [meetings[e.meeting] for e in trail.records if e.meeting in meetings]
    hosts = _ids(agencies, [*trail.hosts, *(h for m in own for h in m.front.host_agency)], day)
    helpers = _ids(agencies, [*co_agencies, *(c for m in own for c in m.front.co_agencies)], day)
    return gatherer.network(hosts, [h for h in helpers if h not in hosts])


def _ids(agencies: Agencies, words: Iterable[str], on: dt.date | None) -> list[str]:
    return list(dict.fromkeys(a.id if (a := agencies.resolve(w, on)) else w for w in words))


class _Gatherer:
    def __init__(self, agencies: Agencies, people: People) -> None:
        self.agencies, self.people = agencies, people
        self.seen: dict[tuple[str, str | None], _Seen] = {}

    def read(self, meeting: Meeting, entry: Entry, spoken: Mapping[str, Sequence[str]]) -> None:
        """Everybody at one record."""
        whole = entry.stage in _MEETS
        on_case = set(entry.speeches)
        rest = dict(spoken)
        for attendee in meeting.front.attendees:
            given = "attendees" not in meeting.inferred
            labels = [label for label in rest if self._is(label, attendee.name, meeting.date)]
            said = [i for label in labels for i in rest.pop(label) if whole or i in on_case]
            if (whole and given) or said:
                self._note(meeting, attendee, said)
        for label, ids in rest.items():
            said = [i for i in ids if whole or i in on_case]
            if said:
                self._note(meeting, Attendee(label), said)

    def _is(self, label: str, name: str, on: dt.date | None) -> bool:
        """Whether a label names an attendee: the same words, with a title behind them, or the same
        person of the registry. A nickname is never resolved otherwise."""
        mine, theirs = key(label), key(name)
        if mine == theirs:
            return True
        person = self.people.by_label(label, on)
        if person is not None and person is self.people.by_label(name, on):
            return True
        return len(theirs) > 2 and is_han(theirs[0]) and mine.startswith(theirs)

    def _note(self, meeting: Meeting, attendee: Attendee, said: Sequence[str]) -> None:
        person = self.people.by_label(attendee.name, meeting.date)
        capacity = attendee.capacity
        word = attendee.agency
        if not word and person is not None and capacity not in _OUTSIDE:
            duty = person.duty_on(meeting.date) if meeting.date else None
            word = duty.agency if duty else person.agency
        agency = _ids(self.agencies, [word], meeting.date)[0] if word else self._told(attendee.name)
        seen = self.seen.setdefault(
            (person.id if person else key(attendee.name), agency), _Seen(attendee.name, agency)
        )
        seen.person = person.id if person else seen.person
        seen.role = attendee.role or seen.role
        seen.organisation = attendee.organisation or seen.organisation
        seen.outside |= capacity in _OUTSIDE
        seen.convening |= capacity in _CONVENING or (fold(attendee.name) in _GENERIC and not agency)
        seen.parts.append(Part(meeting.id, capacity, tuple(said)))

    def _told(self, label: str) -> str | None:
        """The agency that a label begins with (內政部代表), the longest name that fits."""
        text = fold(label)
        fits: list[tuple[int, Agency]] = [
            (len(s), a)
            for a in self.agencies
            for s in spellings(a)
            if len(s) > 2 and is_han(s[0]) and text.startswith(fold(s))
        ]
        return max(fits, key=lambda f: f[0])[1].id if fits else None

    def network(self, hosts: Sequence[str], helpers: Sequence[str]) -> Network:
        """The circles around these hosts."""
        bodies: dict[str, list[Participant]] = {a: [] for a in (*hosts, *helpers)}
        alone: list[Participant] = []
        for seen in self.seen.values():
            circle = self._circle(seen, hosts)
            participant = Participant(
                name=seen.name,
                circle=circle,
                agency=seen.agency,
                person=seen.person,
                role=seen.role,
                organisation=seen.organisation,
                parts=tuple(seen.parts),
            )
            if seen.agency is not None and circle in {"inside", "vertical", "horizontal"}:
                bodies.setdefault(seen.agency, []).append(participant)
            else:
                alone.append(participant)
        made = [
            Body(
                agency=agency,
                circle=self._place(agency, hosts),
                named="host" if agency in hosts else "co_host" if agency in helpers else "",
                participants=tuple(sorted(came, key=lambda p: (-p.speeches, p.name))),
            )
            for agency, came in bodies.items()
        ]
        return Network(
            hosts=tuple(hosts),
            bodies=tuple(
                sorted(
                    made,
                    key=lambda b: (CIRCLES.index(b.circle), not b.named, -b.speeches, b.agency),
                )
            ),
            people=tuple(
                sorted(alone, key=lambda p: (CIRCLES.index(p.circle), -p.speeches, p.name))
            ),
        )

    def _circle(self, seen: _Seen, hosts: Sequence[str]) -> Circle:
        if seen.outside:
            return "outside"
        if seen.convening:
            return "convening"
        if seen.agency is None:
            return "outside" if seen.organisation else "unplaced"
        return self._place(seen.agency, hosts)

    def _place(self, ident: str, hosts: Sequence[str]) -> Circle:
        """Where an agency stands towards the hosts; what a host was or became counts as the host."""
        agency = self.agencies.get(ident)
        if ident in hosts:
            return "inside"
        if agency is None:
            return "horizontal"
        family = {
            a.id for h in hosts if (b := self.agencies.get(h)) for a in self.agencies.lineage(b)
        }
        if ident in family:
            return "inside"
        below = {h for h in self._above(agency) if h in family}
        above = {a for h in hosts if (b := self.agencies.get(h)) for a in self._above(b)}
        return "vertical" if below or ident in above else "horizontal"

    def _above(self, agency: Agency) -> list[str]:
        """The agencies above one, nearest first, but for the one that is above all."""
        found: list[str] = []
        at = self.agencies.parent(agency)
        while at is not None and at.id not in found and not self._is_above_all(at):
            found.append(at.id)
            at = self.agencies.parent(at)
        return found

    def _is_above_all(self, agency: Agency) -> bool:
        """Whether an agency has none above it and at least two levels below."""
        below = self.agencies.children(agency)
        return agency.parent is None and any(self.agencies.children(a) for a in below)
