"""Tombstones that name a speech by an id, or a record by a name, that it had once: the ledger leads on
to what it is now."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from minutes import plain_files
from minutes.addresses.fates import Fate
from minutes.addresses.likeness import likeness
from minutes.addresses.references import SHORT
from minutes.addresses.short_ids import Shortlinks
from minutes.publication.gate import Withdrawal, conceal
from minutes.settings import Settings
from pipeline.history import bookkeeping, ledger
from pipeline.history.bookkeeping import Published
from pipeline.history.present_names import present_names
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
    the git history of those records alone of which a speech is withdrawn, or whose file is not there."""
    there = {likeness(file.id) for file in files.find(folder)}
    asked = [w for w in sides.withdrawals if w.speech or _is_missed(w, there)]
    if not asked:
        return sides
    names = frozenset(w.meeting for w in asked)
    alike = frozenset(map(likeness, names))
    gate = sides.gate(zone, ())
    book = bookkeeping.of_records(folder, gate, sides.redirects, list(_files(folder, alike)), names)
    return _led(sides, KnownIds(folder, book, zone))


def _is_missed(tombstone: Withdrawal, there: Collection[str]) -> bool:
    """Whether the file of a tombstone is not there, though nobody says that it was taken away."""
    return not tombstone.file and likeness(tombstone.meeting) not in there


def _files(folder: Path, names: frozenset[str]) -> Iterator[Published]:
    for file in files.find(folder):
        if likeness(file.id) in names:
            yield Published(file.id, "", partial(plain_files.read, folder, file.path))


def _led(sides: SideFiles, known: KnownIds) -> SideFiles:
    withdrawals = tuple(w for told in sides.withdrawals for w in _meant(told, known))
    led = {w: (_marks if w.speech else _names)(w, known) for w in withdrawals}
    return dataclasses.replace(sides, withdrawals=withdrawals, led=led)


def _meant(told: Withdrawal, known: KnownIds) -> Iterator[Withdrawal]:
    """What a tombstone means today: a short id is the name that the record had once, and a speech of a
    record that was renamed is one of the record under the name that it has since."""
    tombstone = _long(told, known)
    since = _names(tombstone, known) if tombstone.speech else frozenset()
    if not since or any(_files(known.folder, frozenset((likeness(tombstone.meeting),)))):
        yield tombstone
    yield from (_named(tombstone, name) for name in sorted(since))


def _long(told: Withdrawal, known: KnownIds) -> Withdrawal:
    """The tombstone by the name that a record had once, where it gives a short id of that."""
    if not told.meeting.startswith(SHORT):
        return told
    table = Shortlinks.of(stem for life in known.ledger.lives for stem in life.stems)
    name = next(iter(table.find(told.meeting.removeprefix(SHORT))), told.meeting)
    return _named(told, name)


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
    """The other names that the record of a tombstone has today, so that who renames a file, or brings it
    again under another name, publishes nothing."""
    return present_names(known.ledger, tombstone.meeting, tombstone.date, known.zone)


def _named(tombstone: Withdrawal, name: str) -> Withdrawal:
    return dataclasses.replace(tombstone, meeting=name)


def _is_sure(fate: Fate) -> bool:
    return fate.kind in _SURE
