"""By what the index tells that a record has to be read again though its own file is as it was."""

from __future__ import annotations

from collections.abc import Mapping

from minutes.addresses.likeness import likeness
from minutes.query.restrictions import describe
from minutes.records.model import Meeting
from pipeline.source import files as ingest
from pipeline.source.side_files import SideFiles


def head_fingerprint(sides: SideFiles, meeting: Meeting) -> str:
    """A fingerprint of what other files add to a meeting's text: registries and issue files to its
    searchable head, tombstones of its speeches a word in their place."""
    facts = describe(meeting, sides.agencies, sides.issues)
    words = (*facts.head, *facts.agencies, *facts.issues, *facts.host_ids)
    text = "\n".join((*words, *tombstone_fingerprints(sides, meeting.id)))
    return ingest.digest(text.encode())[:16]


def head_fingerprints(sides: SideFiles, meetings: Mapping[str, Meeting]) -> dict[str, str]:
    """Those of several meetings, by id."""
    return {name: head_fingerprint(sides, meeting) for name, meeting in meetings.items()}


def tombstone_fingerprints(sides: SideFiles, meeting: str) -> list[str]:
    """Marks of the tombstones of a meeting's speeches, and whether their words are known."""
    ident = likeness(meeting)
    traced = sides.traces.speeches
    return [
        f"{mark} {w.date} {w.reason}{' known' * (w.speech in traced)}"
        for w in sides.withdrawals
        if w.speech and likeness(w.meeting) == ident
        for mark in (w.speech, *sorted(sides.later_names.get(w, ())))
    ]
