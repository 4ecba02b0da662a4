"""Tombstones that name a speech by an id, or a record by a name, that it had once: the ledger leads on
to what it is now."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from minutes import plain_files
from minutes.addresses.fates import Fate
from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Withdrawal, conceal
from minutes.settings import Settings
from pipeline.history import bookkeeping, ledger
from pipeline.history.bookkeeping import Published
from pipeline.history.resolution import KnownIds
from pipeline.source import files
from pipeline.source.side_files import SideFiles

# What an id became for certain; where it is unclear, nothing is hidden for another's sake.
_SURE = frozenset({"revised", "split", "merged"})


def sides_of(settings: Settings, *, tombstones_expected: bool = False) -> SideFiles:
    """The small files of an archive, as `SideFiles.of` reads them, with each tombstone led on to the
    ids that the speech, or the names that the record has since."""
    sides = SideFiles.of(settings, tombstones_expected=tombstones_expected)
    return with_led(settings, sides)


def with_led(settings: Settings, sides: SideFiles) -> SideFiles:
    """The same small files with their tombstones led on by the ledger as it is now."""
    known = KnownIds(settings.transcripts, ledger.load(settings.data), settings.archive.zone)
    return _led(sides, known)


def led_by_git(folder: Path, sides: SideFiles, zone: ZoneInfo) -> SideFiles:
    """The same for whoever has the files of an archive and no ledger: what they keep of old ids, and
    the git history of those records alone of which a speech is withdrawn."""
    names = frozenset(likeness(w.meeting) for w in sides.withdrawals if w.speech)
    if not names:
        return sides
    gate = sides.gate(zone, ())
    book = bookkeeping.of_records(folder, gate, sides.redirects, list(_files(folder, names)))
    return _led(sides, KnownIds(folder, book, zone))


def _files(folder: Path, names: frozenset[str]) -> Iterator[Published]:
    for file in files.find(folder):
        if likeness(file.id) in names:
            yield Published(file.id, "", partial(plain_files.read, folder, file.path))


def _led(sides: SideFiles, known: KnownIds) -> SideFiles:
    led = {w: (_marks if w.speech else _names)(w, known) for w in sides.withdrawals}
    return dataclasses.replace(sides, led=led)


def _marks(tombstone: Withdrawal, known: KnownIds) -> frozenset[str]:
    """The concealed ids to which that of a tombstone leads."""
    fates = list(filter(_is_sure, known.fates(tombstone.meeting)))
    found = {fate.old for fate in fates if conceal(fate.old) == tombstone.speech}
    before: set[str] = set()
    while found != before:
        before = set(found)
        found.update(*(fate.new for fate in fates if fate.old in before))
    return frozenset(map(conceal, found))


def _names(tombstone: Withdrawal, known: KnownIds) -> frozenset[str]:
    """The name that a withdrawn record was given since, so that who renames a file publishes nothing.
    A record that took the free name later is not the one that was meant."""
    lives = known.ledger.lives_of(tombstone.meeting)
    then = [a for a in lives if _day(a.versions[0].moment, known) <= tombstone.date] or lives
    name = fold_address(tombstone.meeting)
    if any(fold_address(life.stems[-1]) == name for life in then):
        return frozenset()
    return frozenset(life.stems[-1] for life in then if not life.gone)


def _day(moment: dt.datetime, known: KnownIds) -> dt.date:
    return moment.astimezone(known.zone).date()


def _is_sure(fate: Fate) -> bool:
    return fate.kind in _SURE
