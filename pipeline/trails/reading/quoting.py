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


def beginning(library: CaseLibrary, meeting: Meeting, ident: str) -> Evidence:
    """The words with which a speech begins."""
    mark = library.mark(meeting)

    def make() -> str:
        passages = library.passages(meeting)
        number = passages.ids.index(ident)
        end = min(len(passages.texts[number]), LONGEST)
        return evidence(library, meeting, Span(number, 0, end)).words

    key = f"beginning {mark or meeting.id} {ident}"
    return Evidence(meeting.id, ident, library.memo.get(key, [mark], make))
