"""Finds the files that hold the words of a withdrawn record, whatever they are called and whenever they
came. Its words are learnt while they can be read: from the files, the texts that were indexed last, and the
history."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, product
from pathlib import Path

from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import conceal
from minutes.publication.withdrawn_records import (
    KeptRecord,
    Marks,
    RecordCopy,
    WithdrawnRecords,
    han_marks,
    marks,
    marks_anywhere,
)
from minutes.records import document
from minutes.settings import Settings
from minutes.text.lists import pick
from pipeline.history import earlier
from pipeline.history.ledger import Life
from pipeline.history.tombstones import Meaning, Meanings
from pipeline.index import withdrawn_attachments
from pipeline.index.generation import Generation
from pipeline.index.withdrawn_leaves import Leaves
from pipeline.source import files, git, traces
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles
from pipeline.source.withdrawn_speeches import texts

# A record of which a speech is withdrawn goes on to be edited: a form of it of which so much stands in
# another one need not be kept beside that.
_MUCH = 0.9
# In so many records from before a row the same words are a form of the house: nobody is held back for them;
# in so many, nor is anybody told.
_SEVERAL, _MANY = 2, 3
_LESSON = "2"  # raised whenever more is learnt of a form than before: all are read anew
_SHA1 = 40
_NONE: Marks = frozenset()
_Form = tuple[str, str]


def learn(
    settings: Settings,
    sides: SideFiles,
    there: Mapping[SourceFile, str],
    old: Generation,
    *,
    history_read: bool,
) -> SideFiles:
    """Write down what the records of the rows (as they were read) say, and which of the files that are
    `there` (each with its digest) hold that. The small files with what is known then.

    Before a history that is there was read for the first time nothing is learnt: a table of old addresses
    alone may call another record the withdrawn one.
    """
    read = traces.load_records(settings.data, expected=True)
    records = dataclasses.replace(read, lost=False)  # it is about to be learnt
    if not sides.withdrawals and not records.kept:
        return sides
    records = dataclasses.replace(records, key=traces.empty_records(settings.data).key)
    meanings = Meanings.of(settings, sides.redirects, records)
    unread = not meanings.ids.ledger.head and _has_history(settings.transcripts)
    if unread and not history_read:
        return dataclasses.replace(sides, records=records)
    means = {fold_address(row.meeting): meanings.meaning(row) for row in sides.withdrawals}
    speeches = _speeches(sides)
    learnt = _Lesson(settings, means, meanings, there, old, speeches).learn(records)
    now = _CopySearch(settings, sides, records, means, meanings, there, old).find(learnt)
    whole = {fold_address(row.meeting) for row in sides.withdrawals if not row.speech}
    files = withdrawn_attachments.learn(settings, records, now.key, pick(means, whole))
    now = dataclasses.replace(now, files=files)
    if now != records or read.lost:
        traces.save_records(settings.data, now)
    return dataclasses.replace(sides, records=now)


def _has_history(folder: Path) -> bool:
    """Whether there is a history to wait for: who reads it says where git cannot."""
    try:
        return git.is_repository(folder)
    except git.GitFailed:
        return False


def _speeches(sides: SideFiles) -> Mapping[str, frozenset[str]]:
    """By row the speeches that are withdrawn of its record, as their tombstones call them."""
    found: dict[str, frozenset[str]] = {}
    for row in sides.withdrawals:
        name = fold_address(row.meeting)
        found[name] = found.get(name, frozenset()) | {row.speech} - {""}
    return found


@dataclass(frozen=True)
class _Lesson:
    """What the records of the rows say, in all forms in which they can be read, and by themselves the
    `speeches` that are withdrawn of each: one of them may come back in a file that has little else of it."""

    settings: Settings
    means: Mapping[str, Meaning]
    meanings: Meanings
    there: Mapping[SourceFile, str]
    old: Generation
    speeches: Mapping[str, frozenset[str]]

    def learn(self, records: WithdrawnRecords) -> WithdrawnRecords:
        """What is known with those forms that were not read yet. Where it is more than before, no file
        has been compared with it."""
        read = {form for form in records.read if form[0] in self.means}
        stays = (record for record in records.kept if record.row in self.means)
        kept = dict.fromkeys(chain(stays, self._mended(records)))
        for row, meaning in self.means.items():
            for name, data in self._new_texts(row, meaning, read):
                for record in self._kept_of_form(records.key, row, name, data):
                    kept |= {} if _is_known(record, kept) else {record: None}
        now = dataclasses.replace(records, kept=tuple(kept), read=frozenset(read))
        if now.kept == records.kept:
            return now
        return dataclasses.replace(now, copies=(), seen=frozenset())

    def _kept_of_form(self, key: bytes, row: str, name: str, data: bytes) -> Iterator[KeptRecord]:
        """What one form of a record tells: all of it, and those speeches of it that are withdrawn."""
        for form in forms(key, data):
            yield KeptRecord.of(row, name, form)
        wanted = self.speeches.get(row, frozenset())
        items = document.parse(data.decode("utf-8", "replace")).items if wanted else ()
        for item in items:
            if conceal(item.id) in wanted:
                yield KeptRecord.of(row, name, marks(key, item.text), conceal(item.id))

    def _mended(self, records: WithdrawnRecords) -> Iterator[KeptRecord]:
        """What went out of the records whose rows were taken back since: files that were held for these
        words may still have them."""
        for record in records.kept:
            if record.row not in self.means:
                now = (_own(records.key, data) for _, data in self._lying_there(record.name))
                yield from (left for left in map(record.without, now) if left.marks)

    def _new_texts(
        self, row: str, meaning: Meaning, read: set[_Form]
    ) -> Iterator[tuple[str, bytes]]:
        """The forms of a row's records that were not `read` yet for the speeches that are withdrawn by now,
        each with the record's name."""
        asked = " ".join((_LESSON, *sorted(self.speeches.get(row, ()))))

        def is_new(blob: str) -> bool:
            form = (row, f"{blob} {asked}")
            is_read = form in read
            read.add(form)
            return not is_read

        for name in meaning.own:
            for ident, data in chain(self._lying_there(name), self._indexed(name)):
                if is_new(git.blob_id(data, _SHA1)):
                    yield ident, data
            blobs = list(filter(is_new, self._committed(name, meaning.came)))
            yield from ((name, data) for data in _read(self.settings, blobs))

    def _lying_there(self, name: str) -> Iterator[tuple[str, bytes]]:
        for file in self.there:
            if likeness(file.id) == likeness(name):
                with suppress(OSError):  # it went away since the folder was read
                    yield file.id, files.read(self.settings, file)

    def _indexed(self, name: str) -> Iterator[tuple[str, bytes]]:
        if name in self.old.blocks:
            with closing(self.old.store(self.old.blocks)) as store:
                yield name, store.source(name)

    def _committed(self, name: str, came: int) -> Iterator[str]:
        """What the record was when the row came, and what it became."""
        lives = self.meanings.ids.ledger.lives_of(name)
        return chain.from_iterable(map(partial(_since, came), lives))


@dataclass(frozen=True)
class _CopySearch:
    """Which of the files that are there hold what is known."""

    settings: Settings
    sides: SideFiles
    before: WithdrawnRecords
    means: Mapping[str, Meaning]
    meanings: Meanings
    there: Mapping[SourceFile, str]
    old: Generation

    def find(self, records: WithdrawnRecords) -> WithdrawnRecords:
        """What is known, with the copies that there are now."""
        found = self._search(records)
        kept = tuple(map(self._without_formulas(found), found.kept))
        if kept == found.kept:
            return found
        return self._search(dataclasses.replace(found, kept=kept, copies=(), seen=frozenset()))

    def _without_formulas(self, records: WithdrawnRecords) -> Callable[[KeptRecord], KeptRecord]:
        """Takes from what is kept of a record what is said in several others from before its row: such
        words are a form of the house, and a new record that has them, too, is no copy."""
        rows = {copy.row for copy in records.copies} & self.means.keys()
        counts = {row: self._counts(records, row) for row in rows}
        fewest = {False: _SEVERAL, True: _MANY}
        formulas = {
            (row, is_told): _in_several(counted, number)
            for (row, counted), (is_told, number) in product(counts.items(), fewest.items())
        }
        return lambda record: record.without(formulas.get((record.row, record.told), frozenset()))

    def _counts(self, records: WithdrawnRecords, row: str) -> Counter[int]:
        """In how many other records from before a row each mark stands; none where there are not several."""
        own = set(map(likeness, self.means[row].own))
        left = {name for other, name in records.left if other == row and likeness(name) not in own}
        found: Counter[int] = Counter()
        if len(left) < _SEVERAL:
            return found
        for file in filter(lambda file: file.id in left, self.there):
            with suppress(OSError):
                found.update(_own(records.key, files.read(self.settings, file)))
        return found

    def _search(self, records: WithdrawnRecords) -> WithdrawnRecords:
        if not records.kept:
            return dataclasses.replace(records, copies=(), seen=frozenset())
        now = frozenset((file.id, digest) for file, digest in self.there.items())
        still = (copy for copy in records.copies if (copy.name, copy.digest) in now)
        found = {*still, *self._new_copies(records)}
        read = cache(self._committed)  # many rows may mean one record
        leaves = Leaves(
            self.settings,
            self.sides,
            before=self.before,
            known=records,
            means=self.means,
            meanings=self.meanings,
            old=self.old,
            read=read,
            marks=cache(lambda blob: _anywhere(records.key, read(blob))),
            marks_now=cache(partial(self._marks_now, records.key)),
        )
        copies = map(leaves.dated, found)
        in_order = sorted(copies, key=lambda copy: (copy.row, copy.name))
        return dataclasses.replace(records, copies=tuple(in_order), seen=now)

    def _new_copies(self, records: WithdrawnRecords) -> Iterator[RecordCopy]:
        """Those among the files that were not compared yet."""
        for file, digest in self.there.items():
            if (file.id, digest) not in records.seen:
                with suppress(OSError):
                    whole = _anywhere(records.key, files.read(self.settings, file), file.id)
                    for row, forms in records.alike(whole).items():
                        if self._asks_for(file.id, row):
                            yield RecordCopy(row, file.id, digest, forms)

    def _asks_for(self, name: str, row: str) -> bool:
        """Whether a file may be held for a row: for one that was taken back only what was so before."""
        return row in self.means or name in self.before.held(row)

    def _committed(self, blob: str) -> bytes:
        """What was committed once."""
        return next(iter(_read(self.settings, (blob,))), b"")

    def _marks_now(self, key: bytes, name: str) -> Marks:
        """The marks of a file that is there."""
        file = next(file for file in self.there if file.id == name)
        with suppress(OSError):  # it went away since the folder was read
            return _anywhere(key, files.read(self.settings, file), name)
        return _NONE


def forms(key: bytes, data: bytes) -> tuple[Marks, Marks]:
    """The two forms in which what a file says is kept: all that is said, and its Han letters."""
    text = data.decode("utf-8", "replace")
    body = text[len(document.split_front(text)[0]) :]
    return marks(key, body), han_marks(key, body)


def _own(key: bytes, data: bytes) -> Marks:
    whole, han = forms(key, data)
    return whole | han


def _anywhere(key: bytes, data: bytes, name: str = "") -> Marks:
    """All marks of a file: of its text, of what YAML reads in its head, and of its name."""
    text = data.decode("utf-8", "replace")
    _, front = document.split_front(text)
    fields = "\n\n".join((*texts(front.data if front else {}), name))
    return marks_anywhere(key, text) | marks_anywhere(key, fields)


def _in_several(counted: Counter[int], several: int) -> Marks:
    return frozenset(mark for mark, number in counted.items() if number >= several)


def _is_known(record: KeptRecord, kept: Iterable[KeptRecord]) -> bool:
    """Whether much of a form stands in one of the same record that is kept."""
    same = (record.row, record.name, record.speech)
    forms = (k for k in kept if (k.row, k.name, k.speech) == same)
    return any(form.share_in(record.marks) >= _MUCH for form in forms)


def _since(came: int, life: Life) -> Sequence[str]:
    """The forms of a record, by their blob ids: as it was at a commit, and from then on."""
    until = sum(version.number <= came for version in life.versions)
    blobs = [version.blob for version in life.versions]
    return [*list(filter(None, blobs[:until]))[-1:], *filter(None, blobs[until:])]


def _read(settings: Settings, blobs: Sequence[str]) -> Iterable[bytes]:
    """The bytes of some blobs, as far as there are any and git has them."""
    asked = list(filter(None, blobs))
    return earlier.texts(settings.transcripts, asked) if asked else ()
