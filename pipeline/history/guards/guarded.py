"""What any record lost to protect somebody, by the ids of its words: they may be committed again, under
another name, or after the history that told why was written anew. Whichever version of whichever record loses
them then hides what is older of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from minutes.addresses.fates import Fate
from pipeline.history.ledger import Ledger, Life, Version
from pipeline.history.wordings.turns import HEAD, UNREAD

_OF_EACH_RECORD = {HEAD, UNREAD}
_GUARD = attrgetter("guard")


def of_record(versions: Iterable[Version]) -> frozenset[str]:
    """The ids of what may not leave a record unnoticed after these versions of it."""
    return frozenset(chain.from_iterable(map(_GUARD, versions)))


def heed(book: Ledger, before: Collection[str]) -> Ledger:
    """The ledger in which nothing is shown from before a version that lost what is guarded: what it tells of
    itself, and what was known `before`."""
    guarded = _guarded(book, before)
    lives = tuple(_cut(life, guarded) for life in book.lives)
    present = {
        name: replace(there, cut=there.cut or _loses(there.ended, guarded))
        for name, there in book.present.items()
    }
    return replace(book, lives=lives, present=present, guarded=guarded)


def _guarded(book: Ledger, before: Collection[str]) -> frozenset[str]:
    """The ids of all that was ever taken out, with what became of them where they came back."""
    versions = chain.from_iterable(life.versions for life in book.lives)
    guards = chain(map(_GUARD, versions), map(_GUARD, book.present.values()))
    found = {*before, *chain.from_iterable(guards)} - _OF_EACH_RECORD
    known = -1
    while found and known < len(found):
        known = len(found)
        for life in book.lives:
            found |= set(_led_on(life, found))
    return frozenset(found)


def _led_on(life: Life, guarded: Collection[str]) -> Iterator[str]:
    """What guarded words became in the versions of a record, but for what stands in their place in the
    version that took them out."""
    before = set[str]()
    for version in life.versions:
        taken_out = set(version.guard) - before
        before |= taken_out
        for fate in _lost(version.ended, guarded):
            if fate.kind != "gone" and fate.old not in taken_out:
                yield from fate.new


def _cut(life: Life, guarded: Collection[str]) -> Life:
    """A life of which those versions are cut that lost what is guarded."""
    versions = tuple(_cut_version(version, guarded) for version in life.versions)
    return life if versions == life.versions else replace(life, versions=versions)


def _cut_version(version: Version, guarded: Collection[str]) -> Version:
    is_cut = version.cut or not _loses(version.ended, guarded)
    return version if is_cut else replace(version, cut=True)


def _loses(ended: Iterable[Fate], guarded: Collection[str]) -> bool:
    return any(_lost(ended, guarded))


def _lost(ended: Iterable[Fate], guarded: Collection[str]) -> Iterator[Fate]:
    return (fate for fate in ended if fate.old in guarded)
