"""The ids that the pieces of a record had once, and what they said then, as far as it may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.history import earlier
from pipeline.history.resolution import Resolved
from pipeline.history.versions import Revision
from webapp.serving.visit import Visit


def words_before(visit: Visit, meeting: Meeting, ident: str) -> str | None:
    """What a piece said under an id that it has no longer; None where that may not be shown."""
    life = visit.view.snapshot.known_ids.ledger.life(meeting.id)
    if life is None:
        return None
    revision = earlier.last_with(life, visit.view.revisions(meeting), ident)
    return next((i.text for i in items_of(visit, meeting, revision) if i.id == ident), None)


def items_of(visit: Visit, meeting: Meeting, revision: Revision | None) -> tuple[Item, ...]:
    """The pieces of a record in a revision; none where there is no such, or it cannot be read."""
    if revision is None:
        return ()
    read = earlier.read(visit.site.settings.transcripts, meeting, revision)
    return read.document.items if read else ()


def earlier_ids(view: View, meeting: Meeting) -> Mapping[str, Mapping[str, Resolved]]:
    """For each piece of a record, the ids that it had before, the latest last."""
    kept: dict[str, Mapping[str, Mapping[str, Resolved]]]
    kept = once_per_view(view, "_earlier_ids", lambda _: {})
    if meeting.id not in kept:
        kept[meeting.id] = _earlier_ids(view, meeting)
    return kept[meeting.id]


def _earlier_ids(view: View, meeting: Meeting) -> Mapping[str, Mapping[str, Resolved]]:
    found: dict[str, dict[str, Resolved]] = {}
    for ident, resolved in old_ids(view, meeting).items():
        if resolved.successor is not None:
            found.setdefault(resolved.successor, {})[ident] = resolved
    first = dt.date.min
    return {
        item: dict(sorted(ids.items(), key=lambda pair: pair[1].day or first))
        for item, ids in found.items()
    }


def old_ids(view: View, meeting: Meeting) -> Mapping[str, Resolved]:
    """Every id that stood in the record once and does no longer, with what became of it."""
    kept: dict[str, Mapping[str, Resolved]] = once_per_view(view, "_old_ids", lambda _: {})
    if meeting.id not in kept:
        kept[meeting.id] = dict(view.old_ids(meeting))
    return kept[meeting.id]
