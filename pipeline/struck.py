"""A record as it was read, without the speeches of it that are withdrawn."""

from __future__ import annotations

import dataclasses

from minutes import redaction
from minutes.visibility import Gate
from pipeline import parse
from pipeline.parse import Parsed


def strike(data: bytes, parsed: Parsed, gate: Gate) -> tuple[bytes, Parsed]:
    """The file's bytes and what they say, marks in the place of withdrawn speeches.

    A file that came back with such words is served, searched and kept as if `minutes withdraw` had
    just been run on it. The digest stays that of the file as it lies on disk.
    """
    meeting, parts = parsed.meeting, parsed.document
    if not gate.hides_speeches(meeting.id):
        return data, parsed
    found = {n: gate.withdrawn_speech(meeting.id, i.id) for n, i in enumerate(parts.items)}
    marks = {
        n: redaction.mark_line(redaction.mark_words(meeting.lang, w.date, w.reason))
        for n, w in found.items()
        if w is not None
    }
    if not marks:
        return data, parsed
    try:
        text = redaction.strike(parts, marks).text
    except redaction.NotSeparable:  # rather a record that reads oddly than the words
        gone = frozenset(parts.items[n].id for n in marks)
        kept = (item.source for n, item in enumerate(parts.items) if n not in marks)
        text = redaction.forget(parts.head, gone, {}) + "".join(kept)
    made = text.encode("utf-8", "surrogatepass")
    again = parse.parse(made, meeting.path)
    same = dataclasses.replace(again.meeting, digest=meeting.digest, draft=meeting.draft)
    return made, dataclasses.replace(again, meeting=same, problems=parsed.problems)
