"""Which versions of a record the public may see: the gate, over history.

Asked only of a record that may be seen now. Shown is what was published when it was the record, and
nothing from before the last time that something was taken out to protect somebody, or that the record
was pulled back. Where two clocks or two rules differ, the one that shows less decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from minutes.addresses.fates import DatedFate, Fate
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Gate, conceal
from minutes.records.model import Meeting
from pipeline.history.ledger import EVER, UNKNOWN, Ledger, Life, Present, Version
from pipeline.history.withheld.telling import EVERYTHING, Telling
from pipeline.history.wordings.turns import way_back

SHORT_COMMIT = 12
"""So many digits of a commit stand in the address of a revision."""


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
    published = present or Present("")
    count = len(life.versions)
    is_cut = published.cut or _holds(published.ended, withdrawn)
    first = count if is_cut else _first(life, meeting, gate, withdrawn)
    first = max(first, telling.first(life, published))
    stood = {*range(first, count)}.difference(_taken_back(life.versions))
    due = gate.due(meeting).moment or EVER
    possible = (_revision(life, number, due, same=published.same) for number in sorted(stood))
    shown = tuple(filter(None, possible))
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


def published_since(
    life: Life, number: int, *, careful: bool = False, due: dt.datetime = EVER
) -> dt.datetime | None:
    """From when on the public could read a version; None if it was replaced before that. `careful`
    takes a replacement for as old as either of its clocks, or that of this archive, says, and a version
    for as young as its commit; else only what its own head says can tell that nobody could read it:
    commits made in one second, or by a clock that was set back, may have been pushed on different days."""
    version = life.versions[number]
    if version.was_barred:
        return None
    let_go = max(version.let_go, due)
    since = max(version.moment, let_go)
    if number + 1 == len(life.versions):
        return since
    after = life.versions[number + 1]
    begin, end = (since, after.surely_at) if careful else (let_go, after.at)
    return since if begin.timestamp() < end else None


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
        day = version.day(zone)
        for fate in version.ended:
            if stood_in_public(life, fate.old, number):
                yield DatedFate(fate, day)


def versions_since_cut(life: Life) -> tuple[Version, ...]:
    """The versions of a record since something was taken out of it last to protect somebody, or it was
    pulled back."""
    return life.versions[_last_cut(life) :]


def _last_cut(life: Life) -> int:
    cuts = (n for n, v in enumerate(life.versions) if v.cut or v.was_held)
    closed = (n + 1 for n, v in enumerate(life.versions) if v.closed)
    return max(chain(cuts, closed), default=0)


def _first(life: Life, meeting: Meeting, gate: Gate, withdrawn: Collection[str]) -> int:
    """The number of the first version that holds nothing that was taken out since."""
    versions = enumerate(life.versions)
    ends = (number for number, version in versions if _holds(version.ended, withdrawn))
    first = max((_last_cut(life), *ends))
    names = {fold_address(meeting.id), *map(fold_address, life.stems)}
    for tombstone in gate.withdrawals:
        if tombstone.speech and fold_address(tombstone.meeting) in names:
            first = max(first, *map(partial(_ended_at, life), gate.marks(tombstone)))
    return first


def _holds(ended: Iterable[Fate], withdrawn: Collection[str]) -> bool:
    """Whether something that ended is withdrawn, by the id that it had or has without its number."""
    ids = {name for fate in ended for name in (fate.old, fate.old.partition("-")[0])}
    return bool(withdrawn) and not set(map(conceal, ids)).isdisjoint(withdrawn)


def _ended_at(life: Life, concealed: str) -> int:
    """The version from which on a withdrawn speech was no longer there; where that is not known, none."""
    versions = enumerate(life.versions)
    ends = (number for number, version in versions if concealed in map(conceal, version.ended_ids))
    return max(ends, default=len(life.versions))


def hides_some(life: Life) -> bool:
    """Whether something of a record is not shown for what was done to it later."""
    return _last_cut(life) > 0 or any(True for _ in _taken_back(life.versions))


def _taken_back(versions: tuple[Version, ...]) -> Iterator[int]:
    """The numbers of versions that were undone: the file became again what it had been before, a
    commit says so, or what they brought in was taken out or made as before."""
    after_bytes: dict[str, int] = {}
    ended: dict[str, int] = {}
    begun: dict[str, int] = {}
    changed: dict[str, int] = {}
    for number, version in enumerate(versions):
        undone = chain(
            _known(after_bytes, [version.blob]),
            _reverted(versions, number),
            _known(begun, _taken_out(version)),
            _known(ended, _made_again(version)),
            _known(changed, map(way_back, version.changes)),
        )
        for first in undone:
            yield from range(first, number)
        after_bytes[version.blob] = number + 1
        begun |= _led_on(begun, version)
        ended |= dict.fromkeys(version.ended_ids, number)
        begun |= dict.fromkeys(version.begun, number)
        changed |= dict.fromkeys(version.changes, number)


def _led_on(begun: Mapping[str, int], version: Version) -> dict[str, int]:
    """When what a version revised began, by the ids that it gave to it."""
    revised = (fate for fate in version.ended if fate.kind == "revised" and fate.old in begun)
    return {fate.new[0]: begun[fate.old] for fate in revised}


def _reverted(versions: Sequence[Version], number: int) -> Iterator[int]:
    """The numbers of the versions before one of which its commit says that it takes them back."""
    reverts = versions[number].reverts
    for earlier in range(number) if reverts else ():
        if versions[earlier].commit.startswith(reverts):
            yield earlier


def _known(numbers: Mapping[str, int], names: Iterable[str]) -> Iterator[int]:
    return (numbers[name] for name in names if name in numbers)


def _taken_out(version: Version) -> Iterator[str]:
    """The ids of what a version no longer holds in any form that is plainly it."""
    return (fate.old for fate in version.ended if fate.kind in {"gone", "unclear"})


def _made_again(version: Version) -> Iterator[str]:
    """The ids that a version gave to what it revised."""
    revised = (fate.new for fate in version.ended if fate.kind == "revised")
    return chain.from_iterable(revised)
