"""Learns the words of withdrawn speeches while they can still be read: from the files, from the texts
that were indexed last, and from the history."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from contextlib import closing, suppress

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.publication.gate import Withdrawal
from minutes.publication.withdrawn_words import Trace
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.history import earlier
from pipeline.index.generation import Generation
from pipeline.source import files, parser, traces, withdrawn_speeches
from pipeline.source.side_files import SideFiles


def learn(settings: Settings, sides: SideFiles, old: Generation) -> tuple[SideFiles, bool]:
    """Write down the traces of withdrawn speeches that have none yet, and forget those of tombstones
    that are no more; where there are none they are written all the same, so that none are told from lost ones.
    What is known then, and whether it is more than before."""
    before = traces.load(settings.data, expected=bool(sides.withdrawals))
    wanted = {w.speech for w in sides.withdrawals} - {""}
    learnt = {trace.speech for trace in before.kept if trace.own is not None}
    missing = {w for w in sides.withdrawals if w.speech in wanted - learnt}
    new = list(_new_traces(settings, sides, old, missing)) if missing else []
    anew = {trace.speech for trace in new}
    kept = [trace for trace in before.kept if trace.speech in wanted - anew]
    if new or before.lost or len(kept) < len(before.kept):
        traces.save(settings.data, [*kept, *new])
    return dataclasses.replace(sides, traces=traces.load(settings.data)), bool(new)


def _new_traces(
    settings: Settings,
    sides: SideFiles,
    old: Generation,
    missing: Collection[Withdrawal],
) -> Iterator[Trace]:
    new, left = traces.empty(settings.data), {w.speech for w in missing}
    gate = sides.gate(settings.archive.zone, ())
    for path, data in _texts(settings, old, missing):
        if not left:
            return
        found = withdrawn_speeches.cut(data, parser.parse(data, path), gate)
        here, parsed = left.intersection(found.words), found.parsed
        left -= here
        learnt = (
            new.trace(parsed.meeting.id, speech, found.words[speech], traces.said(parsed.document))
            for speech in here
        )
        yield from filter(None, learnt)


def _texts(
    settings: Settings, old: Generation, missing: Collection[Withdrawal]
) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of whatever may still hold the words, the easiest to be had first."""
    names = {likeness(w.meeting) for w in missing}
    yield from _lying_there(settings, names)
    yield from _indexed(old, names)
    yield from earlier.before_withdrawal(settings, missing)


def _lying_there(settings: Settings, names: set[str]) -> Iterator[tuple[str, bytes]]:
    for home in settings.homes:
        for file in files.find(home):
            if likeness(file.id) in names:
                with suppress(OSError):  # it went away since the folder was read
                    yield file.path, plain_files.read(home, file.path)


def _indexed(old: Generation, names: set[str]) -> Iterator[tuple[str, bytes]]:
    meant: list[Meeting] = [m for m in old.meetings if likeness(m.id) in names]
    if meant:
        with closing(old.store(old.blocks)) as store:
            for meeting in meant:
                yield meeting.path, store.source(meeting.id)
