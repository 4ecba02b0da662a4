"""The words that bear a claim out, as they are written."""

from __future__ import annotations

from minutes.cases.claims import Evidence
from minutes.recognition.agenda_items import Span
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from pipeline.trails.case_library import CaseLibrary

LONGEST = 160  # characters of the words that stand beside a claim


def evidence(library: CaseLibrary, meeting: Meeting, span: Span) -> Evidence:
    """The words of a stretch, with where they stand."""
    passages = library.passages(meeting)
    written = library.text(meeting, span.number, span.start, span.end)
    return Evidence(meeting.id, passages.ids[span.number], one_line(written, LONGEST))
