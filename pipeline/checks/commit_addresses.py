"""What an edit does to the addresses of speeches: which move, which end, and whether that is told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from minutes import plain_files
from minutes.addresses.fates import Fate
from minutes.findings.problem import Problem, problem
from minutes.text.lists import by_key
from pipeline.checks import commit_changes
from pipeline.checks.commit_changes import ChangedPaths, Whereabouts
from pipeline.checks.rules.table import Context
from pipeline.history import written as ids_file
from pipeline.history.wordings.alignment import align
from pipeline.history.wordings.rereading import pieces_of
from pipeline.source.files import is_meeting
from pipeline.source.parser import Parsed, parse

# So many addresses are named in a message; the others are counted.
_NAMED = 4


def address_problems(folder: Path, changed: ChangedPaths, context: Context) -> Iterator[Problem]:
    """For each public record that changed: the addresses that lead on, those that end, and, as an
    error, speeches that vanish without a note of a correction or a tombstone."""
    whereabouts = Whereabouts.of(folder, context)
    for before in filter(is_meeting, (*changed.edited, *changed.gone)):
        path = whereabouts.now(before)
        old = commit_changes.earlier(folder, changed, before)
        if path and commit_changes.was_public(old, context):
            with contextlib.suppress(OSError):  # it went away since git looked
                new = parse(plain_files.read(folder, path), path)
                yield from _fate_problems(folder, old, new, _fates(old, new, context))


def _fates(old: Parsed, new: Parsed, context: Context) -> list[Fate]:
    """What became of the speeches whose address changed and that are not withdrawn."""
    fates = align(pieces_of(old.document), pieces_of(new.document)).fates
    types = {item.id: item.type for item in old.document.items}

    def counts(fate: Fate) -> bool:
        tombstones = (
            context.gate.withdrawn_speech(old.meeting.id, fate.old),
            context.gate.withdrawn_speech(new.meeting.id, fate.old),
        )
        return types[fate.old] == "speech" and not any(tombstones)

    return list(filter(counts, fates))


def _fate_problems(
    folder: Path, old: Parsed, new: Parsed, fates: Sequence[Fate]
) -> Iterator[Problem]:
    noted = commit_changes.has_new_note(old, new)
    ended = "speech-addresses-end" if noted else "speech-gone-without-note"
    written = {row.fate for row in ids_file.written(folder, new.meeting.id)}
    lines = {item.id: item.line for item in new.document.items}
    kinds = by_key(fates, lambda fate: ended if fate.kind == "gone" else "speech-addresses-move")
    for code, found in kinds.items():
        near = found[0].new
        shown = "; ".join(map(_shown, found[:_NAMED]))
        rest = "" if found == found[:_NAMED] else "; …"
        command = "" if written.issuperset(found) else "minutes ids --write"
        yield problem(
            new.meeting.path,
            code,
            lines[near[0]] if near else 1,
            count=len(found),
            which=f"{shown}{rest}",
            command=command,
        )


def _shown(fate: Fate) -> str:
    return fate.old if fate.kind == "gone" else f"{fate.old} → {' / '.join(fate.new)}"
