"""A record that is not public, or is, read from its file for those who keep or correct it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from minutes import plain_files
from minutes.publication.gate import Gate
from pipeline.source import files, parser, withdrawn_speeches
from pipeline.source.parser import Parsed
from webapp.serving.visit import Visit


@dataclasses.dataclass(frozen=True, slots=True)
class ReadDraft:
    """A record's file without its withdrawn speeches: its bytes as they lie there, and what they say."""

    raw: bytes
    data: bytes
    parsed: Parsed

    @property
    def text(self) -> str:
        """The whole file, withdrawn words left out."""
        return self.data.decode("utf-8", "replace")


def waiting(visit: Visit, ident: str, now: dt.datetime) -> ReadDraft | None:
    """The record with this id, if it waits for its day; a draft that is due waits to be moved."""
    gate = visit.view.snapshot.catalogue.gate
    found = record(visit, ident)
    if found is None:
        return None
    meeting = found.parsed.meeting
    state = gate.state(meeting, now)
    return found if state == "held" or (meeting.draft and state == "public") else None


def record(visit: Visit, ident: str) -> ReadDraft | None:
    """The record with this id, a draft before one in the public folder; none that is withdrawn."""
    settings = visit.site.settings
    gate = visit.view.snapshot.catalogue.gate
    if gate.withdrawn(ident) is not None:
        return None
    for folder, draft in ((settings.drafts, True), (settings.transcripts, False)):
        for file in files.find(folder, draft=draft) if folder else ():
            if file.id == ident and folder is not None:
                return read(plain_files.read(folder, file.path), file.path, draft, gate)
    return None


def read(raw: bytes, path: str, draft: bool, gate: Gate) -> ReadDraft:
    """A file's bytes as a record, withdrawn speeches left out."""
    data, parsed = withdrawn_speeches.remove(raw, parser.parse(raw, path), gate)
    meeting = dataclasses.replace(parsed.meeting, draft=draft)
    return ReadDraft(raw, data, dataclasses.replace(parsed, meeting=meeting))
