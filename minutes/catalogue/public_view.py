"""All records of an archive, and the view of them that the public has at one moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar

from minutes.addresses.redirects import Redirects, fold_address, slug
from minutes.publication.gate import Gate, Withdrawal
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import Agencies
from minutes.registers.people import People

Key = TypeVar("Key", bound=Hashable)


def order(meeting: Meeting) -> tuple[int, str]:
    """The sort key of lists: newest first, then by id."""
    return (-meeting.sort_day.toordinal(), meeting.id)


@dataclass(frozen=True)
class Catalogue:
    """What is known of an archive: meetings (public or not), issues, registries, old addresses."""

    meetings: tuple[Meeting, ...]
    gate: Gate
    issues: tuple[Issue, ...] = ()
    agencies: Agencies = field(default_factory=Agencies)
    people: People = field(default_factory=People)
    redirects: Redirects = Redirects()
    twins: tuple[tuple[str, str], ...] = ()

    def issue(self, slug: str) -> Issue | None:
        """The issue with this slug."""
        return next((i for i in self.issues if i.slug == slug), None)

    def issue_of(self, case: int) -> Issue | None:
        """The first issue that names a case."""
        return next((issue for issue in self.issues if case in issue.front.case), None)

    @property
    def withdrawn_records(self) -> tuple[Withdrawal, ...]:
        """The rows by which whole records are withdrawn."""
        return tuple(row for row in self.gate.withdrawals if not row.speech)

    def public(self, now: dt.datetime) -> PublicView:
        """The records that may be seen at `now`."""
        return PublicView(self, now, lambda m: self.gate.state(m, now) == "public")

    def everything(self, now: dt.datetime) -> PublicView:
        """All readable records, held ones too: for an archive's own people, never for a site."""
        return PublicView(self, now, lambda m: self.gate.state(m, now) in {"public", "held"})

    def next_change(self, now: dt.datetime) -> dt.datetime | None:
        """The next moment at which a held record becomes public."""
        moments = filter(None, (self.gate.due(meeting).moment for meeting in self.meetings))
        return min((moment for moment in moments if moment > now), default=None)


@dataclass(frozen=True)
class PublicView:
    """One moment's records. Everything that is shown, counted or found comes from here."""

    catalogue: Catalogue
    now: dt.datetime
    shows: Callable[[Meeting], bool]

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The visible meetings, newest first."""
        return tuple(sorted(filter(self.shows, self.catalogue.meetings), key=order))

    @cached_property
    def by_id(self) -> dict[str, Meeting]:
        return {m.id: m for m in self.meetings}

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """Folded addresses and the old archive's slugs → id. Where two records claim one, none has
        it; a slug never shadows a record's own address."""
        return _claimed_once(self.by_id, slug) | _claimed_once(self.by_id, fold_address)

    def resolve(self, address: str) -> str | None:
        """The id of the meeting that an address names: its own, in other case or form, or one that
        the table of old addresses knows; None where nothing does."""
        if address in self.by_id:
            return address
        return self.catalogue.redirects.resolve(address, self._addresses.get)

    def hidden(self, meeting: Meeting, speech_id: str) -> Withdrawal | None:
        """The tombstone of a speech of a visible meeting, if it has one."""
        return self.catalogue.gate.withdrawn_speech(meeting.id, speech_id)

    @cached_property
    def _twins(self) -> dict[str, str]:
        pairs = dict(self.catalogue.twins) | {b: a for a, b in self.catalogue.twins}
        for meeting in self.meetings:
            other = meeting.original
            if other:
                pairs[meeting.id] = other
                pairs.setdefault(other, meeting.id)
        return pairs

    def twin(self, meeting: Meeting) -> Meeting | None:
        """The same meeting's record in another language."""
        other = self.by_id.get(self._twins.get(meeting.id, ""))
        return other if other is not meeting else None

    @cached_property
    def speakers(self) -> dict[str, tuple[int, int]]:
        """Every label: in how many meetings, how many speeches; most meetings first."""
        meetings: Counter[str] = Counter()
        speeches: Counter[str] = Counter()
        for speaker in chain.from_iterable(m.speakers for m in self.meetings):
            meetings[speaker.name] += 1
            speeches[speaker.name] += speaker.speeches
        names = sorted(meetings, key=lambda name: (-meetings[name], name))
        return {name: (meetings[name], speeches[name]) for name in names}

    def by_tier(self, tier: str) -> tuple[Meeting, ...]:
        """The meetings of a tier, newest first."""
        return self._by_tier.get(tier, ())

    @cached_property
    def _by_tier(self) -> dict[str, tuple[Meeting, ...]]:
        return grouped(self.meetings, lambda meeting: (meeting.tier,))

    def by_speaker(self, name: str) -> tuple[Meeting, ...]:
        """The meetings in which a label speaks, newest first."""
        return self._by_speaker.get(name, ())

    @cached_property
    def _by_speaker(self) -> dict[str, tuple[Meeting, ...]]:
        return grouped(self.meetings, lambda meeting: {each.name for each in meeting.speakers})

    def years(self, tier: str) -> tuple[int, ...]:
        """The years in which a tier has records, newest first."""
        return tuple(sorted({m.date.year for m in self.by_tier(tier) if m.date}, reverse=True))

    def tombstone(self, address: str) -> Withdrawal | None:
        """The tombstone of a withdrawn meeting, also under the older archive's slug."""
        gate = self.catalogue.gate
        return gate.withdrawn(address) or self._tombstones_by_slug.get(fold_address(address))

    @cached_property
    def _tombstones_by_slug(self) -> dict[str, Withdrawal]:
        last_first = reversed(self.catalogue.withdrawn_records)
        return {slug(row.meeting): row for row in last_first}  # the first of a slug counts


def grouped(
    meetings: Iterable[Meeting], keys: Callable[[Meeting], Iterable[Key]]
) -> dict[Key, tuple[Meeting, ...]]:
    """The meetings under each of their keys, in the same order."""
    found: defaultdict[Key, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        for key in keys(meeting):
            found[key].append(meeting)
    return {key: tuple(row) for key, row in found.items()}


def _claimed_once(idents: Collection[str], address: Callable[[str], str]) -> dict[str, str]:
    """Address → id, for the addresses that only one id has."""
    claims = Counter(map(address, idents))
    return {address(ident): ident for ident in idents if claims[address(ident)] == 1}
