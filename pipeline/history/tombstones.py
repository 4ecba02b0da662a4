"""What the rows of tombstones mean today: all records, under whatever names, of which something is
withdrawn. A record is what it holds; the names that git, the table of old addresses, likeness and the
data folder tell are all of it, and each of them is held back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain, filterfalse
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

from minutes.addresses.fates import Fate
from minutes.addresses.likeness import likeness
from minutes.addresses.record_names import RecordNames
from minutes.addresses.redirects import Redirects, fold_address
from minutes.findings.problem import Problem, problem
from minutes.publication.gate import Gate, Withdrawal, conceal
from minutes.publication.withdrawn_records import NO_RECORDS, WithdrawnRecords
from minutes.settings import Settings
from pipeline.history import bookkeeping, earlier, ledger
from pipeline.history.ledger import Ledger, Life
from pipeline.history.present_names import present_names, stood
from pipeline.history.resolution import KnownIds
from pipeline.history.withheld.sources import PublishedRecord, forms
from pipeline.history.wordings import rereading
from pipeline.source import files
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles

# What an id became for certain; where it is unclear, nothing is hidden for another's sake.
_SURE = frozenset({"revised", "split", "merged"})
_BEFORE = attrgetter("before")
_KEPT = 4096  # versions of withdrawn records of which the ids are kept


def side_files_of(settings: Settings, *, tombstones_expected: bool = False) -> SideFiles:
    """The small files of an archive, as `SideFiles.of` reads them, with each tombstone led on to the
    ids that the speech, or the names that the record has since."""
    sides = SideFiles.of(settings, tombstones_expected=tombstones_expected)
    return with_tombstones_led_on(settings, sides)


def with_tombstones_led_on(settings: Settings, sides: SideFiles) -> SideFiles:
    """The same small files, as they were read, with their tombstones led on by what is known now."""
    if not sides.withdrawals and not sides.records.kept:
        return sides
    return lead_tombstones_on(sides, Meanings.of(settings, sides.redirects, sides.records))


def meanings_by_git(folder: Path, sides: SideFiles, zone: ZoneInfo) -> Meanings:
    """What tells it to whoever has the files of an archive and no data folder: what they keep of old ids,
    and the git history of those records alone of which a speech is withdrawn, or whose file is not there."""
    there = _names_there((folder,))
    plain = Meanings(RecordNames(there, sides.redirects), KnownIds(folder, ledger.NOTHING, zone))
    asked = [w for w in sides.withdrawals if w.speech or _is_missed(w, plain.there)]
    if not asked:
        return plain
    names = frozenset(w.meeting for w in asked)
    meant = frozenset(chain.from_iterable(map(plain.there.meant, names)))
    gate = sides.gate(zone, ())
    book = bookkeeping.of_records(folder, gate, sides.redirects, list(_files(folder, meant)), names)
    return Meanings(plain.there, KnownIds(folder, book, zone))


def left_public(settings: Settings, read: SideFiles) -> Iterator[tuple[str, str]]:
    """(name, withdrawn record) of the records that hold the words of a withdrawn one, or a speech that is
    withdrawn of it, and stay public: they did before, or the speech is too short to hold anybody back. Whoever
    withdrew it should know. `read`: the small files as they were read."""
    if not read.records.copies:
        return
    meanings = Meanings.of(settings, read.redirects, read.records)
    means = {fold_address(row.meeting): meanings.meaning(row) for row in read.withdrawals}
    whole = {fold_address(row.meeting) for row in read.withdrawals if not row.speech}
    for copy in filter(_BEFORE, read.records.copies):
        own = means[copy.row].own if copy.row in means else (copy.name,)
        is_meant = copy.row in whole or not copy.forms.isdisjoint(read.records.spoken)
        if is_meant and likeness(copy.name) not in map(likeness, own):
            yield copy.name, own[0]


def told_public(
    settings: Settings, read: SideFiles, places: Iterable[SourceFile]
) -> Iterator[Problem]:
    """What to say of them, at the places of their files."""
    paths = {file.id: file.path for file in places}
    for name, record in left_public(settings, read):
        yield problem(paths.get(name, f"{name}.md"), "holds-withdrawn-words", id=record)


def _is_missed(row: Withdrawal, there: RecordNames) -> bool:
    """Whether the file of a tombstone is not there, though nobody says that it was taken away."""
    return not row.file and not there.called(row.meeting)


def _names_there(homes: Iterable[Path]) -> tuple[str, ...]:
    return tuple(file.id for home in homes for file in files.find(home))


def _files(folder: Path, names: Collection[str]) -> Iterator[PublishedRecord]:
    for file in files.find(folder):
        if file.id in names:
            yield PublishedRecord.in_folder(folder, file.path)


def lead_tombstones_on(sides: SideFiles, meanings: Meanings) -> SideFiles:
    """The same small files, as they were read, with their tombstones led on by what the rows mean."""
    meant = {row: meanings.meaning(row) for row in sides.withdrawals}
    withdrawals = tuple(chain.from_iterable(map(meanings.tombstones, sides.withdrawals)))
    names: dict[Withdrawal, frozenset[str]] = {}
    for row in sides.withdrawals:
        more = meanings.marks(row) if row.speech else frozenset(meant[row].own)
        names |= dict.fromkeys(meanings.tombstones(row), more)
    records = sides.records
    back = records.rows.difference(fold_address(row.meeting) for row in sides.withdrawals)
    closed = {likeness(name): records.names(row)[0] for row in back for name in records.held(row)}
    closed |= {likeness(name): m.own[0] for m in meant.values() for name in m.held}
    gone = filter(meanings.is_taken_out, sides.withdrawals)
    taken_out = frozenset(chain.from_iterable(map(meanings.tombstones, gone)))
    return dataclasses.replace(
        sides, withdrawals=withdrawals, later_names=names, closed=closed, taken_out=taken_out
    )


@dataclass(frozen=True, slots=True)
class Meaning:
    """The records of a row: all names of theirs that are known, first the one that its reader is told of,
    the files that are `held` for their words alone, and the number of the commit with which it came."""

    own: tuple[str, ...]
    held: tuple[str, ...]
    came: int


@dataclass(frozen=True)
class Meanings:
    """All that tells which records the rows of an archive mean: the files that are `there`, the history,
    and what is kept of the records."""

    there: RecordNames
    ids: KnownIds
    records: WithdrawnRecords = NO_RECORDS
    drafts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings, redirects: Redirects, records: WithdrawnRecords) -> Meanings:
        """What is known in an archive with a data folder."""
        book = ledger.load(settings.data)
        ids = KnownIds(settings.transcripts, book, settings.archive.zone)
        there = RecordNames(_names_there(settings.homes), redirects)
        drafts = frozenset(_names_there(filter(None, (settings.drafts,))))
        return cls(there, ids, records, drafts)

    @cached_property
    def ever(self) -> RecordNames:
        """The names of all records that are there or were."""
        stems = (stem for life in self.ids.ledger.lives for stem in life.stems)
        kept = (record.name for record in self.records.kept)
        return RecordNames((*self.there.names, *stems, *kept), self.there.redirects)

    @cached_property
    def _came(self) -> Mapping[str, int]:
        """By the name of a record the number of the commit with which the first row came that means it."""
        found: dict[str, int] = {}
        for row, number in self.ids.ledger.rows.items():
            for name in (row, *self.ever.meant(row)):
                found[name] = min(number, found.get(name, number))
        return found

    @cached_property
    def meaning(self) -> Callable[[Withdrawal], Meaning]:
        """What a row means today, worked out once. Whatever it meant when it was first read, it still
        does."""
        return cache(self._meaning)

    def _meaning(self, tombstone: Withdrawal) -> Meaning:
        row = fold_address(tombstone.meeting)
        once = self.records.names(row)
        called = tuple(dict.fromkeys((*self._called(tombstone.meeting), *once)))
        own = called or (tombstone.meeting,)
        came = min(self._came.get(name, self.ids.ledger.count) for name in (row, *own))
        since = chain.from_iterable(present_names(self.ids.ledger, n, came) for n in own)
        held = self.records.held(row)
        names = tuple(dict.fromkeys((*own, *since, *self._led_from(own, once, came, held))))
        if tombstone.speech and not any(map(self.there.has, names)):
            # Brought anew instead of being renamed: it is shown, but for the speech.
            names = (*names, *filterfalse(self.drafts.__contains__, held))
        alike = set(map(likeness, names))
        return Meaning(names, tuple(n for n in held if likeness(n) not in alike), came)

    def _called(self, written: str) -> tuple[str, ...]:
        """The records that a name means: first itself, where one is called so or nearly so."""
        itself = filter(self.ever.has, self.ever.long(written))
        return (*itself, *self.ever.meant(written))

    def _led_from(
        self, own: Sequence[str], once: Sequence[str], came: int, held: Collection[str]
    ) -> Iterator[str]:
        """Where the table of old addresses leads from names that are no file's. From one that a file had
        when the row came it leads to that record only where its words are: git tells the rest."""
        for name in filterfalse(self.there.has, own):
            leads = self.there.led_to(name)
            was_there = name in once or stood(self.ids.ledger, name, came)
            yield from filter(held.__contains__, leads) if was_there else leads

    def tombstones(self, tombstone: Withdrawal) -> Iterator[Withdrawal]:
        """The tombstones of a row: of a speech one for each name under which its record is there."""
        meaning = self.meaning(tombstone)
        names = tuple(filter(self.there.has, meaning.own)) if tombstone.speech else ()
        for name in names or meaning.own[:1]:
            yield dataclasses.replace(tombstone, meeting=name)

    def marks(self, tombstone: Withdrawal) -> frozenset[str]:
        """The concealed ids to which that of a row leads, under any name of its record."""
        became = self._became(self.meaning(tombstone).own)
        found, todo = {tombstone.speech}, [tombstone.speech]
        while todo:
            new = set(became.get(todo.pop(), ())) - found
            found |= new
            todo += new
        return frozenset(found) if tombstone.speech in became else frozenset()

    def is_taken_out(self, tombstone: Withdrawal) -> bool:
        """Whether the speech of a row stood in its record once and became nothing that stands there."""
        speech, own = tombstone.speech, self.meaning(tombstone).own
        return bool(speech) and speech in self._gone(own)

    @cached_property
    def _gone(self) -> Callable[[tuple[str, ...]], frozenset[str]]:
        """The concealed ids of what is gone from records of these names; read once for all rows."""
        return cache(self._read_gone)

    def _read_gone(self, names: tuple[str, ...]) -> frozenset[str]:
        fates = chain.from_iterable(map(self.ids.fates, names))
        return frozenset(conceal(fate.old) for fate in fates if fate.kind == "gone")

    @cached_property
    def _became(self) -> Callable[[tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
        """By the concealed ids of records of these names those that they became for certain; read once
        for all rows."""
        return cache(self._read_fates)

    def _read_fates(self, names: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for fate in filter(_is_sure, chain.from_iterable(map(self.ids.fates, names))):
            old = conceal(fate.old)
            found[old] = (*found.get(old, ()), *map(conceal, fate.new))
        return found


def _is_sure(fate: Fate) -> bool:
    return fate.kind in _SURE


def withdrawn_ids(folder: Path, book: Ledger, gate: Gate) -> frozenset[str]:
    """The concealed ids of withdrawn speeches, and of all that withdrawn records say or said. They may have
    stood in another record before, where a file was cut in two or a speech was moved: its history would
    show them still."""
    speeches = (forms(book, gate, row) for row in gate.withdrawals if row.speech)
    records = (_ids(folder, life) for life in book.lives if _is_withdrawn(life, gate))
    known_as = map(conceal, chain.from_iterable(records))
    return frozenset(chain(chain.from_iterable(speeches), known_as))


def _is_withdrawn(life: Life, gate: Gate) -> bool:
    """Whether a whole record is; one that is there is what it is called now."""
    names = life.stems if life.gone else life.stems[-1:]
    return any(gate.withdrawn(name) or gate.copied_record(name) for name in names)


def _ids(folder: Path, life: Life) -> Iterator[str]:
    """The ids that a record has, or had in any version."""
    yield from chain.from_iterable(version.ended_ids for version in life.versions)
    yield from () if life.gone else _ids_in(folder, life.versions[-1].blob)


@lru_cache(maxsize=_KEPT)
def _ids_in(folder: Path, blob: str) -> tuple[str, ...]:
    texts = (data.decode("utf-8", "replace") for data in earlier.texts(folder, [blob]))
    return tuple(piece.id for text in texts for piece in rereading.read(text).pieces)
