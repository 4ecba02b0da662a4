"""Names that were taken out of a record to protect somebody, for whoever looks where else they stand. They are read
from the repository and written down nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, filterfalse, pairwise
from pathlib import Path

from minutes.records.speaker_labels import apart
from pipeline.history.guards.edits import Edit
from pipeline.history.guards.traces import GuardedWords
from pipeline.history.ledger import PUBLISHED, Ledger, Life
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.known_names import KnownNames
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.history.wordings.naming import FAMILY, Knows, names_in, tells_of_speaker
from pipeline.history.wordings.protection import names_taken_out
from pipeline.history.wordings.rereading import read
from pipeline.source.git import GitFailed

_Names = Iterator[tuple[str, str]]


def of_archive(folder: Path, book: Ledger, known: KnownNames) -> _Names:
    """(record, name) of what is known to have been taken out of the records that are published, and is the name of
    nobody who speaks or attends in another one. Nothing where the repository cannot be read."""
    there = {record.meeting: record for record in known.published}
    lives = [life for life in book.lives if life.stems[-1] in there]
    try:
        with Blobs(folder) as blobs:
            for life in lives:
                yield from _of_life(life, book, there[life.stems[-1]], known, blobs)
    except GitFailed:
        return


def _of_life(
    life: Life, book: Ledger, record: PublishedRecord, known: KnownNames, blobs: Blobs
) -> _Names:
    knows = known.elsewhere(record.meeting)
    steps = [(a.blob, b.blob) for a, b in pairwise(life.versions) if b.cut and a.blob and b.blob]
    forms = [tuple(map(blobs.read, step)) for step in steps]
    if book.present.get(record.meeting, PUBLISHED).cut:
        forms.append((blobs.read(life.versions[-1].blob), record.read()))
    told = record.read().decode("utf-8", "replace")
    for old, new in forms:
        names = _lost(_edit(old or b"", new or b""), knows)
        yield from ((record.meeting, name) for name in names if name not in told)


def of_protective(old: bytes, new: bytes, knows: Knows) -> Iterator[str]:
    """The names that an edit took out, where it was made to protect somebody."""
    edit = _edit(old, new)
    hides = edit.came.unread or edit.came.protective
    return _lost(edit, knows) if edit.judged(GuardedWords(), knows, hides=hides)[0] else iter(())


def _edit(old: bytes, new: bytes) -> Edit:
    before, now = (read(data.decode("utf-8", "replace")) for data in (old, new))
    return Edit(old, new, before, now)


def _lost(edit: Edit, knows: Knows) -> Iterator[str]:
    """The names that are there no more, by which nobody else is known."""
    labels = names_in(edit.before.pieces) - names_in(edit.now.pieces)
    speakers = (apart(label).name for label in labels if tells_of_speaker(label) >= FAMILY)
    return filterfalse(knows, chain(speakers, names_taken_out(edit.changed)))


def lines_with(names: Mapping[str, str], text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text (from 1) in which one of these names stands, and whose it is."""
    for number, line in enumerate(text.splitlines(), 1):
        held = map(names.get, filter(partial(_stands_in, line), names))
        yield from ((number, record) for record in dict.fromkeys(held) if record)


def _stands_in(line: str, name: str) -> bool:
    return name in line
