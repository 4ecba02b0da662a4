"""The names under which a record is today that was called otherwise once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, filterfalse
from operator import attrgetter

from minutes.addresses.redirects import fold_address
from pipeline.history.ledger import Ledger, Life, Version


def present_names(book: Ledger, record: str, day: dt.date, zone: dt.tzinfo) -> frozenset[str]:
    """The other names that the files have today of the record that was called so on a day: those that it
    was given since, and those of its copies since then. A record that took the free name later is not
    the one that was meant."""
    name = fold_address(record)
    lives = book.lives_of(record)
    lives = list(filter(partial(_began_by, day, zone), lives)) or lives
    copies = _names(_copies(book, lives, day, zone))
    if name in map(_last_name, lives):
        return copies
    carried = tuple(_carried(book.renamed, name))
    later = chain.from_iterable(map(book.lives_of, carried))
    return copies.union(carried, _names(chain(lives, later)))


def _began_by(day: dt.date, zone: dt.tzinfo, life: Life) -> bool:
    return life.versions[0].day(zone) <= day


def _names(lives: Iterable[Life]) -> frozenset[str]:
    there = filterfalse(attrgetter("gone"), lives)
    return frozenset(life.stems[-1] for life in there)


def _last_name(life: Life) -> str:
    return fold_address(life.stems[-1])


def _copies(book: Ledger, lives: Collection[Life], day: dt.date, zone: dt.tzinfo) -> Iterator[Life]:
    """The records that began on that day or later with the very bytes of one of these, or have them now:
    a file that was uploaded anew, or over another, instead of being renamed."""
    versions = list(chain.from_iterable(map(partial(_as_withdrawn, day, zone), lives)))
    blobs = frozenset(map(attrgetter("blob"), versions))
    first = min(map(attrgetter("at"), versions), default=0)

    def is_copy(version: Version) -> bool:
        return version.blob in blobs and version.at > first and version.day(zone) >= day

    for life in book.lives:
        ends = (life.versions[0], life.versions[-1])
        if life not in lives and any(map(is_copy, ends)):
            yield life


def _as_withdrawn(day: dt.date, zone: dt.tzinfo, life: Life) -> Sequence[Version]:
    """A record as it was on the day, and since: not the empty form with which it began."""
    whole = list(filter(attrgetter("blob"), life.versions))
    until = sum(version.day(zone) <= day for version in whole)
    return whole[max(0, until - 1) :]


def _carried(renamed: Mapping[str, str], name: str) -> Iterator[str]:
    """The names to which a history that is no more leads."""
    seen = {""}
    while name not in seen:
        seen.add(name)
        since = renamed.get(name, "")
        name = fold_address(since)
        yield from filter(None, (since,))
