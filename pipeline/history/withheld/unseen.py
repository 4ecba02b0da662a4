"""The versions of a record that nobody may read for what was done to the record itself, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from pipeline.history.ledger import EVER, PUBLISHED, Life, Present, Version
from pipeline.history.wordings.turns import way_back


def unseen(life: Life, present: Present) -> frozenset[int]:
    """The numbers of those from before the last time that something was taken out or the record was pulled
    back, of those that were undone, and of those that were replaced while their own head held them back."""
    numbers = range(len(life.versions))
    first = last_cut(life, present)
    held = (number for number in numbers if published_since(life, number) is None)
    return frozenset(chain(range(first), undone(life.versions), held))


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


def last_cut(life: Life, present: Present = PUBLISHED) -> int:
    """The number of the version before which nothing is shown: something was taken out to protect somebody
    then, or the record was pulled back. What is `closed` goes as well once it is not what is published."""
    count = len(life.versions)
    if present.cut or (life.versions[-1].closed and not present.same):
        return count
    cuts = (n for n, v in enumerate(life.versions) if v.cut or v.was_held)
    ends = (min(n + 1, count - 1) for n, v in enumerate(life.versions) if v.closed)
    return max(chain(cuts, ends), default=0)


def undone(versions: tuple[Version, ...]) -> Iterator[int]:
    """The numbers of versions that were undone: the file became again what it had been before, a
    commit says so, or what they brought in was taken out or made as before."""
    after_bytes: dict[str, int] = {}
    ended: dict[str, int] = {}
    begun: dict[str, int] = {}
    changed: dict[str, int] = {}
    for number, version in enumerate(versions):
        taken_back = chain(
            _known(after_bytes, [version.blob]),
            _reverted(versions, number),
            _known(begun, _taken_out(version)),
            _known(ended, _made_again(version)),
            _known(changed, map(way_back, version.changes)),
        )
        for first in taken_back:
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
