"""Which versions of a record the public may see: the gate, over history.

Asked only of a record that may be seen now. Shown is what was published when it was the record, and
nothing from before the last time that something was taken out to protect somebody, or that the record
was pulled back. Where two clocks or two rules differ, the one that shows less decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from minutes.addresses.fates import DatedFate, Fate
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Gate, conceal
from minutes.records.model import Meeting
from pipeline.history.ledger import EVER, PUBLISHED, UNKNOWN, Ledger, Life, Present, Version
from pipeline.history.withheld.telling import EVERYTHING, Telling
from pipeline.history.withheld.unseen import last_cut, published_since, undone

SHORT_COMMIT = 12
"""So many digits of a commit stand in the address of a revision."""
_APART = 24 * 60 * 60  # seconds: so far two clocks may be apart


@dataclass(frozen=True, slots=True)
class Revision:
    """A version that may be shown: its number among all, and from when on it was the record."""

    number: int
    version: Version
    since: dt.datetime

    @property
    def name(self) -> str:
        """How its address calls it."""
        return self.version.commit[:SHORT_COMMIT]


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions of a record from first to last, and how many more there were that are not shown.
    `current` is whether the last one is what is published now; `unread` whether the history could not be
    read up to what is published: then none is shown, since nobody knows what was taken out of it."""

    shown: tuple[Revision, ...] = ()
    hidden: int = 0
    current: bool = True
    unread: bool = False

    def find(self, name: str) -> Revision | None:
        """The revision that an address names by its commit (12 digits or more)."""
        if len(name) < SHORT_COMMIT:
            return None
        named = (r for r in self.shown if r.version.commit.startswith(name))
        return next(named, None)

    def at(self, moment: dt.datetime) -> Revision | None:
        """What stood there at a moment; before the first, the first (RFC 7089, 4.5.3)."""
        earlier = [revision for revision in self.shown if revision.since <= moment]
        nearest = earlier[-1:] or self.shown[:1]
        return next(iter(nearest), None)


def revisions(
    life: Life | None,
    present: Present | None,
    meeting: Meeting,
    gate: Gate,
    withdrawn: Collection[str] = (),
    telling: Telling = EVERYTHING,
) -> Revisions:
    """The revisions of a public record that may be shown. `withdrawn` are the concealed ids of what is
    withdrawn from any record: none that held one of them is shown, unless it stands here to this day;
    nor one that is `telling` what is withheld in another record."""
    if life is None or life.gone:
        return Revisions()
    published = present or PUBLISHED
    count = len(life.versions)
    is_gone = _holds(published.ended, withdrawn)
    first = count if is_gone else _first(life, published, meeting, gate, withdrawn)
    first = max(first, telling.first(life, published))
    stood = {*range(first, count)}.difference(undone(life.versions))
    due = gate.due(meeting).moment or EVER
    possible = (_revision(life, number, due, same=published.same) for number in sorted(stood))
    shown = _with_times(life, list(filter(None, possible)))
    there = [version for version in life.versions if version.blob]
    return Revisions(shown, len(there) - len(shown), published.same)


def _revision(life: Life, number: int, due: dt.datetime, *, same: bool) -> Revision | None:
    """A version as the public could read it; None where it could not. `same` is whether what was
    committed last is what is published."""
    version = life.versions[number]
    is_current = same and number == len(life.versions) - 1
    if version.due == UNKNOWN and not is_current:
        return None
    since = published_since(life, number, careful=True, due=due)
    return Revision(number, version, since) if since else None


def told_at(life: Life, number: int) -> dt.datetime | None:
    """When a version was made, as its commit says; None where that cannot be: before the record was there
    at all, or after this archive saw the version."""
    version = life.versions[number]
    seen = version.seen or version.at
    return version.moment if life.versions[0].surely_at <= version.at <= seen + _APART else None


def told_day(life: Life, number: int, zone: dt.tzinfo) -> dt.date | None:
    """The day of `told_at`."""
    moment = told_at(life, number)
    return moment.astimezone(zone).date() if moment else None


def _with_times(life: Life, shown: Sequence[Revision]) -> tuple[Revision, ...]:
    """The same revisions; one with a day that cannot be was the record from when this archive saw it on, and
    before the next one."""
    found: list[Revision] = []
    for revision in reversed(shown):
        if told_at(life, revision.number) is None:
            version = revision.version
            seen = dt.datetime.fromtimestamp(version.seen or version.at, dt.UTC)
            revision = replace(revision, since=min([seen, *(r.since for r in found[-1:])]))
        found.append(revision)
    return tuple(reversed(found))


def seen_published(book: Ledger, meeting: Meeting, gate: Gate) -> dt.datetime | None:
    """The moment at which git saw a public record become public. None where its history does not tell,
    or where the gate decided the moment and no commit."""
    life = book.followed(meeting.id)
    if life is None:
        return None
    due = gate.due(meeting).moment or EVER
    for number, version in enumerate(life.versions):
        since = published_since(life, number, due=due)
        if since is not None:
            return since if since == version.moment else None
    return None


def stood_in_public(life: Life, ident: str, end: int) -> bool:
    """Whether the public could read one of the versions that held an id which ended with version `end`."""
    for number in range(end - 1, -1, -1):
        if published_since(life, number) is not None:
            return True
        if _came_with(life.versions[number], ident):
            return False
    return False


def _came_with(version: Version, ident: str) -> bool:
    """Whether an id was not there before a version."""
    became = (fate.new for fate in version.ended if fate.kind not in {"gone", "unclear"})
    return ident in version.begun or ident in chain.from_iterable(became)


def public_rows(life: Life, zone: dt.tzinfo) -> Iterator[DatedFate]:
    """What became of the ids of the versions that the public could read, each with its day."""
    for number, version in enumerate(life.versions):
        day = told_day(life, number, zone)
        for fate in version.ended:
            if stood_in_public(life, fate.old, number):
                yield DatedFate(fate, day)


def versions_since_cut(life: Life) -> tuple[Version, ...]:
    """The versions of a record since something was taken out of it last to protect somebody, or it was
    pulled back."""
    return life.versions[last_cut(life) :]


def _first(
    life: Life, published: Present, meeting: Meeting, gate: Gate, withdrawn: Collection[str]
) -> int:
    """The number of the first version that holds nothing that was taken out since."""
    versions = enumerate(life.versions)
    ends = (number for number, version in versions if _holds(version.ended, withdrawn))
    first = max((last_cut(life, published), *ends))
    names = {fold_address(meeting.id), *map(fold_address, life.stems)}
    for tombstone in gate.withdrawals:
        if tombstone.speech and fold_address(tombstone.meeting) in names:
            first = max(first, *map(partial(_ended_at, life), gate.marks(tombstone)))
    return first


def _holds(ended: Iterable[Fate], withdrawn: Collection[str]) -> bool:
    """Whether something that ended is withdrawn, by the id that it had or has without its number."""
    if not withdrawn:
        return False
    names = chain.from_iterable(map(_names, ended))
    return not set(map(conceal, names)).isdisjoint(withdrawn)


def _names(fate: Fate) -> tuple[str, str]:
    return fate.old, fate.old.partition("-")[0]


def _ended_at(life: Life, concealed: str) -> int:
    """The version from which on a withdrawn speech was no longer there; where that is not known, none."""
    versions = enumerate(life.versions)
    ends = (number for number, version in versions if concealed in map(conceal, version.ended_ids))
    return max(ends, default=len(life.versions))


def hides_some(life: Life) -> bool:
    """Whether something of a record is not shown for what was done to it later."""
    is_cut = last_cut(life) > 0 or life.versions[-1].closed
    return is_cut or any(True for _ in undone(life.versions))
