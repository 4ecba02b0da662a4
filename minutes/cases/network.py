"""Who took part in a case, seen from its host: inside it, above and below it, beside it, outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from minutes.cases.dossier import resolve
from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import Attendee, Capacity
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, Agency, comparable, spellings
from minutes.registers.people import People, Person
from minutes.text.folding import fold, is_han

Circle = Literal["inside", "vertical", "horizontal", "outside", "convening", "unplaced"]
Named = Literal["host", "co_host", ""]
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
_WITH_AGENCIES: frozenset[Circle] = frozenset({"inside", "vertical", "horizontal"})
_MEETS = frozenset({"working", "pre_meeting", "main", "followup"})
_GENERIC = frozenset(map(fold, ("主席", "司儀", "主持人", "與會者", "眾人", "全體")))


@dataclass(frozen=True, slots=True)
class PartInRecord:
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
    parts: tuple[PartInRecord, ...] = ()

    @property
    def speeches(self) -> int:
        return sum(len(p.speeches) for p in self.parts)

    def order(self) -> tuple[int, int, str]:
        """The sort key of lists: by circle, most speeches first."""
        return CIRCLES.index(self.circle), -self.speeches, self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An agency of the network: its circle, how it is named as host or helper, who came for it."""

    agency: str
    circle: Circle
    named: Named
    participants: tuple[Participant, ...]

    @property
    def speeches(self) -> int:
        return sum(p.speeches for p in self.participants)

    def order(self) -> tuple[int, bool, int, str]:
        """The sort key of lists: by circle, those that are named first, then most speeches first."""
        return CIRCLES.index(self.circle), not self.named, -self.speeches, self.agency


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everybody around a case. `bodies` are the agencies by circle, hosts first; `people` those who
    came for none: outsiders, the convening team, and speakers whose place nobody has noted."""

    hosts: tuple[str, ...]
    bodies: tuple[Body, ...]
    people: tuple[Participant, ...]

    def within(self, circle: Circle) -> tuple[Body | Participant, ...]:
        """The agencies and people of one circle."""
        everybody: tuple[Body | Participant, ...] = (*self.bodies, *self.people)
        return tuple(each for each in everybody if each.circle == circle)


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
    parts: list[PartInRecord] = field(default_factory=list)

    def enter(self, attendee: Attendee, part: PartInRecord) -> None:
        """What one more record says."""
        self.role = attendee.role or self.role
        self.organisation = attendee.organisation or self.organisation
        self.outside |= part.capacity in _OUTSIDE
        is_nobody = not self.agency and fold(attendee.name) in _GENERIC
        self.convening |= part.capacity in _CONVENING or is_nobody
        self.parts.append(part)

    def in_circle(self, circle: Circle) -> Participant:
        return Participant(
            name=self.name,
            circle=circle,
            agency=self.agency,
            person=self.person,
            role=self.role,
            organisation=self.organisation,
            parts=tuple(self.parts),
        )


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
    day = max((entry.date for entry in trail.records if entry.date), default=None)
    hosts, helpers = list(trail.hosts), list(co_agencies)
    for entry in trail.records:
        meeting = meetings.get(entry.meeting)
        if meeting is not None:
            gatherer.read(meeting, entry, speeches(meeting))
            hosts += meeting.front.host_agency
            helpers += meeting.front.co_agencies
    hosting = dict.fromkeys(resolve(agencies, hosts, day))
    helping = dict.fromkeys(resolve(agencies, helpers, day))
    return gatherer.network(list(hosting), [each for each in helping if each not in hosting])


def _is_han_name(words: str) -> bool:
    """Whether words are a name in Han characters, long enough to begin no other."""
    return len(words) > 2 and is_han(words[0])


class _Gatherer:
    def __init__(self, agencies: Agencies, people: People) -> None:
        self.agencies, self.people = agencies, people
        self.seen: dict[tuple[str, str | None], _Seen] = {}

    def read(self, meeting: Meeting, entry: Entry, spoken: Mapping[str, Sequence[str]]) -> None:
        """Everybody at one record."""
        is_own = entry.stage in _MEETS
        counts_all = is_own and "attendees" not in meeting.inferred
        counts = {*chain.from_iterable(spoken.values())} if is_own else {*entry.speeches}
        unclaimed = {label: list(filter(counts.__contains__, ids)) for label, ids in spoken.items()}
        for attendee in meeting.front.attendees:
            speeches = self._claimed(unclaimed, attendee, meeting.date)
            if counts_all or speeches:
                self._note(meeting, attendee, speeches)
        for label, speeches in unclaimed.items():
            if speeches:
                self._note(meeting, Attendee(label), speeches)

    def _claimed(
        self, unclaimed: dict[str, list[str]], attendee: Attendee, on: dt.date | None
    ) -> list[str]:
        """The speeches under the labels that name an attendee, which are nobody else's from then on."""
        labels = [label for label in unclaimed if self._is(label, attendee.name, on)]
        return list(chain.from_iterable(map(unclaimed.pop, labels)))

    def _is(self, label: str, name: str, on: dt.date | None) -> bool:
        """Whether a label names an attendee: the same words, with a title behind them, or the same
        person of the registry. A nickname is never resolved otherwise."""
        mine, theirs = comparable(label), comparable(name)
        if mine == theirs:
            return True
        person = self.people.by_label(label, on)
        if person is not None and person is self.people.by_label(name, on):
            return True
        return _is_han_name(theirs) and mine.startswith(theirs)

    def _note(self, meeting: Meeting, attendee: Attendee, speeches: Sequence[str]) -> None:
        person = self.people.by_label(attendee.name, meeting.date)
        agency = self._agency_of(attendee, person, meeting.date)
        who = person.id if person else comparable(attendee.name)
        seen = self.seen.setdefault((who, agency), _Seen(attendee.name, agency))
        if person is not None:
            seen.person = person.id
        seen.enter(attendee, PartInRecord(meeting.id, attendee.capacity, tuple(speeches)))

    def _agency_of(
        self, attendee: Attendee, person: Person | None, on: dt.date | None
    ) -> str | None:
        """The agency for which somebody came: as the record says, as the registry of people does, or
        as the label begins."""
        word = attendee.agency
        if not word and person is not None and attendee.capacity not in _OUTSIDE:
            word = person.agency_on(on)
        agencies = resolve(self.agencies, [word], on) if word else ()
        return agencies[0] if agencies else self._agency_named_in(attendee.name)

    def _agency_named_in(self, label: str) -> str | None:
        """The agency that a label begins with (內政部代表), the longest name that fits."""
        text = fold(label)
        longest, found = 2, None  # two characters stand at the beginning of names of people
        for agency in self.agencies:
            for spelling in filter(_is_han_name, spellings(agency)):
                if len(spelling) > longest and text.startswith(fold(spelling)):
                    longest, found = len(spelling), agency.id
        return found

    def network(self, hosts: Sequence[str], helpers: Sequence[str]) -> Network:
        """The circles around these hosts."""
        named: dict[str, Named] = dict.fromkeys(helpers, "co_host")
        named.update(dict.fromkeys(hosts, "host"))
        came: dict[str, list[Participant]] = {a: [] for a in (*hosts, *helpers)}
        alone: list[Participant] = []
        for seen in self.seen.values():
            participant = seen.in_circle(self._circle(seen, hosts))
            if participant.agency is not None and participant.circle in _WITH_AGENCIES:
                came.setdefault(participant.agency, []).append(participant)
            else:
                alone.append(participant)

        def body(agency: str) -> Body:
            return Body(
                agency=agency,
                circle=self._place(agency, hosts),
                named=named.get(agency, ""),
                participants=tuple(sorted(came[agency], key=Participant.order)),
            )

        return Network(
            hosts=tuple(hosts),
            bodies=tuple(sorted(map(body, came), key=Body.order)),
            people=tuple(sorted(alone, key=Participant.order)),
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
        agencies = list(filter(None, map(self.agencies.get, hosts)))
        family = {a.id for a in chain.from_iterable(map(self.agencies.lineage, agencies))}
        if ident in family:
            return "inside"
        is_below = not family.isdisjoint(self._above(agency))
        is_above = ident in chain.from_iterable(map(self._above, agencies))
        return "vertical" if is_below or is_above else "horizontal"

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
        return agency.parent is None and any(map(self.agencies.children, below))
