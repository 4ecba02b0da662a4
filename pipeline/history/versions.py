"""Which versions of a record the public may see: the gate, over history.

Asked only of a record that may be seen now. Shown is what was published when it was the record, and
nothing from before the last time that something was taken out to protect somebody. Where two clocks
or two rules differ, the one that shows less decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from minutes.addresses.fates import DatedFate
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Gate, conceal
from minutes.records.model import Meeting
from pipeline.history.ledger import NEVER, UNKNOWN, Life, Present, Version

SHORT_COMMIT = 12
"""So many digits of a commit stand in the address of a revision."""
_EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_ALWAYS = dt.datetime.max.replace(tzinfo=dt.UTC)


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
    `current` is whether the last one is what is published now."""

    shown: tuple[Revision, ...] = ()
    hidden: int = 0
    current: bool = True

    def find(self, name: str) -> Revision | None:
        """The revision that an address names by its commit (12 digits or more)."""
        if len(name) < SHORT_COMMIT:
            return None
        return next((r for r in self.shown if r.version.commit.startswith(name)), None)

    def at(self, moment: dt.datetime) -> Revision | None:
        """What stood there at a moment; before the first, the first (RFC 7089, 4.5.3)."""
        earlier = [r for r in self.shown if r.since <= moment]
        return earlier[-1] if earlier else next(iter(self.shown), None)


def revisions(
    life: Life | None, present: Present | None, meeting: Meeting, gate: Gate
) -> Revisions:
    """The revisions of a public record that may be shown."""
    if life is None or life.gone:
        return Revisions()
    same = present is None or present.same
    first = _first(life, meeting, gate)
    if present is not None and present.cut:
        first = len(life.versions)
    back = set(_taken_back(life.versions))
    due = gate.due(meeting).moment or _EVER
    shown = []
    for number, version in enumerate(life.versions):
        last = number == len(life.versions) - 1
        since = published_since(life, number, careful=True, due=due)
        only = version.due == UNKNOWN and not (last and same)
        if number >= first and number not in back and since is not None and not only:
            shown.append(Revision(number, version, since))
    there = sum(1 for v in life.versions if v.blob)
    return Revisions(tuple(shown), there - len(shown), same)


def published_since(
    life: Life, number: int, *, careful: bool = False, due: dt.datetime = _EVER
) -> dt.datetime | None:
    """From when on the public could read a version; None if it was replaced before that. `careful`
    takes a replacement for as old as either of its clocks, or that of this archive, says, and a version
    for as young as its commit; else only what its own head says can tell that nobody could read it:
    commits made in one second, or by a clock that was set back, may have been pushed on different days."""
    version = life.versions[number]
    if not version.blob or version.due == NEVER:
        return None
    own = dt.datetime.fromisoformat(version.due) if version.due not in {"", UNKNOWN} else _EVER
    since = max(version.moment, own, due)
    if number + 1 == len(life.versions):
        return since
    after = life.versions[number + 1]
    end = after.surely_at if careful else after.at
    begin = since if careful else max(own, due)
    return since if begin.timestamp() < end else None


def public_rows(life: Life, zone: dt.tzinfo) -> Iterator[DatedFate]:
    """What became of the ids of the versions that the public could read, each with its day."""
    for number in range(1, len(life.versions)):
        if published_since(life, number - 1) is not None:
            version = life.versions[number]
            day = version.day(zone)
            yield from (DatedFate(fate, day) for fate in version.ended)


def _first(life: Life, meeting: Meeting, gate: Gate) -> int:
    """The number of the first version that holds nothing that was taken out since."""
    first = max((n for n, v in enumerate(life.versions) if v.cut), default=0)
    names = {fold_address(meeting.id), *map(fold_address, life.stems)}
    for tombstone in gate.withdrawals:
        if tombstone.speech and fold_address(tombstone.meeting) in names:
            first = max(first, *map(partial(_ended_at, life), gate.marks(tombstone)))
    return first


def _ended_at(life: Life, concealed: str) -> int:
    """The version from which on a withdrawn speech was no longer there; where that is not known, none."""
    return max(
        (n for n, v in enumerate(life.versions) for f in v.ended if conceal(f.old) == concealed),
        default=len(life.versions),
    )


def _taken_back(versions: tuple[Version, ...]) -> Iterator[int]:
    """The numbers of versions that were undone: the file became again what it had been before, a
    commit says so, or what they brought in was taken out or made as before."""
    places: dict[str, int] = {}
    ended: dict[str, int] = {}
    begun: dict[str, int] = {}
    commits = {v.commit: n for n, v in enumerate(versions)}
    for number, version in enumerate(versions):
        if version.blob in places:
            yield from range(places[version.blob] + 1, number)
        yield from (n for c in version.reverts if c in commits for n in range(commits[c], number))
        for fate in version.ended:
            if fate.kind == "gone" and fate.old in begun:
                yield from range(begun[fate.old], number)
            for ident in fate.new if fate.kind == "revised" else ():
                if ident in ended:
                    yield from range(ended[ident], number)
        places[version.blob] = number
        ended |= {fate.old: number for fate in version.ended}
        begun |= dict.fromkeys(version.begun, number)
