"""Names that were taken out of a record to protect somebody, for whoever looks where else they stand. They are read
from the repository and written down nowhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from itertools import chain, filterfalse, pairwise, repeat
from pathlib import Path

from minutes.records.speaker_labels import apart
from pipeline.history.guards.edits import FileEdit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import PUBLISHED, Ledger
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.history.wordings.naming import FAMILY, Knows, names_in, tells_of_speaker
from pipeline.history.wordings.protection import names_taken_out
from pipeline.source.git import GitFailed


def of_archive(folder: Path, book: Ledger, known: KnownNames) -> Iterator[tuple[str, str]]:
    """(record, name) of what is known to have been taken out of the records that are published, and is the name of
    nobody who speaks or attends in another one. Nothing where the repository cannot be read."""
    with contextlib.suppress(GitFailed), Blobs(folder) as blobs:
        for record in known.published:
            for edit in _cuts(book, record, blobs):
                text = record.read().decode("utf-8", "replace")
                lost = filterfalse(text.__contains__, _lost(edit, known.elsewhere(record.meeting)))
                yield from zip(repeat(record.meeting), lost, strict=False)


def _cuts(book: Ledger, record: PublishedRecord, blobs: Blobs) -> Iterator[FileEdit]:
    """The edits of a record that took something out, with one that is not committed."""
    life = book.life(record.meeting)
    versions = life.versions if life else ()
    for before, now in pairwise(versions):
        if now.cut:
            yield FileEdit.of(blobs.read(before.blob), blobs.read(now.blob))
    if book.present.get(record.meeting, PUBLISHED).cut:
        yield FileEdit.of(blobs.read(versions[-1].blob), record.read())


def of_protective(old: bytes, new: bytes, knows: Knows) -> Iterator[str]:
    """The names that an edit took out, where it was made to protect somebody."""
    edit = FileEdit.of(old, new)
    is_cut, _ = edit.judged(GuardedWords(), knows, hides=edit.is_noted)
    return _lost(edit, knows) if is_cut else iter(())


def _lost(edit: FileEdit, knows: Knows) -> Iterator[str]:
    """The names that are there no more, by which nobody else is known."""
    labels = names_in(edit.before.pieces) - names_in(edit.now.pieces)
    speakers = (apart(label).name for label in filter(_is_of_person, labels))
    return filterfalse(knows, chain(speakers, names_taken_out(edit.changed)))


def _is_of_person(label: str) -> bool:
    return tells_of_speaker(label) >= FAMILY


def lines_with(names: Mapping[str, str], text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text (from 1) in which one of these names stands, and whose it is."""
    for number, line in enumerate(text.splitlines(), 1):
        held = map(names.__getitem__, filter(line.__contains__, names))
        yield from ((number, record) for record in dict.fromkeys(held))
