"""The names under which git tells that a record is today that was called otherwise once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, filterfalse
from operator import attrgetter

from minutes.addresses.redirects import fold_address
from pipeline.history.ledger import Ledger, Life


def present_names(book: Ledger, record: str, came: int) -> frozenset[str]:
    """The other names that the file has today of the record that was called so before a commit (by its
    number): those that it was given since. A record that took the free name later is not the one that
    was meant."""
    name = fold_address(record)
    lives = book.lives_of(record)
    lives = [life for life in lives if life.versions[0].number <= came] or lives
    if name in map(_last_name, lives):
        return frozenset()
    carried = tuple(_carried(book.renamed, name))
    later = chain.from_iterable(map(book.lives_of, carried))
    return frozenset((*carried, *_names(chain(lives, later))))


def stood(book: Ledger, record: str, came: int) -> bool:
    """Whether git knows that a record of this name was there at a commit (by its number)."""
    return any(_stood(life, came) for life in book.lives_of(record))


def _stood(life: Life, came: int) -> bool:
    until = [version for version in life.versions if version.number <= came]
    return bool(until and until[-1].blob)


def _names(lives: Iterable[Life]) -> Iterator[str]:
    there = filterfalse(attrgetter("gone"), lives)
    yield from (life.stems[-1] for life in there)


def _last_name(life: Life) -> str:
    return fold_address(life.stems[-1])


def _carried(renamed: Mapping[str, str], name: str) -> Iterator[str]:
    """The names to which a history that is no more leads."""
    seen = {""}
    while name not in seen:
        seen.add(name)
        since = renamed.get(name, "")
        name = fold_address(since)
        yield from filter(None, (since,))
