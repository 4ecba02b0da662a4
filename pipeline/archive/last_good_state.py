"""The last good state of an archive whose folders cannot be read as they are: it stays as it was, but for
what somebody withdrew since."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from minutes.addresses.likeness import likeness
from minutes.addresses.record_names import RecordNames
from minutes.publication.gate import Gate, Withdrawal, good_rows
from minutes.settings import Settings
from pipeline.archive.snapshot import Snapshot
from pipeline.history.tombstones import Meanings
from pipeline.source import traces


def heeding_new_rows(snapshot: Snapshot, settings: Settings) -> Snapshot:
    """The same state without the records that a row of tombstones names since, whatever else is wrong
    with the list and with other files. A record of which a speech is withdrawn goes as a whole until the
    archive can be read again: only then can the rest be shown without its words."""
    catalogue = snapshot.catalogue
    names = tuple(meeting.id for meeting in catalogue.meetings)
    meanings = Meanings(RecordNames(names, catalogue.redirects), snapshot.known_ids)
    rows = (*good_rows(settings.transcripts), *traces.pushed_rows(settings.data))
    waits = traces.waiting_for_push(settings.data)
    closed = {**waits, **dict(_new(rows, meanings, catalogue.gate))}
    if closed.keys() <= catalogue.gate.closed.keys():
        return snapshot
    gate = dataclasses.replace(catalogue.gate, closed={**catalogue.gate.closed, **closed})
    now = dataclasses.replace(catalogue, gate=gate)
    return dataclasses.replace(snapshot, catalogue=now, stamp="", _views={}, _names={})


def _new(rows: Sequence[Withdrawal], meanings: Meanings, gate: Gate) -> Iterator[tuple[str, str]]:
    """By their likeness the names of the records that the gate does not know to be withdrawn."""
    for row in rows:
        for name in meanings.meaning(row).own:
            if not _is_heeded(row, name, gate):
                yield likeness(name), row.meeting


def _is_heeded(row: Withdrawal, name: str, gate: Gate) -> bool:
    whole = gate.withdrawn(name) is not None
    return whole or bool(row.speech and row.speech in gate.withdrawn_marks(name))
