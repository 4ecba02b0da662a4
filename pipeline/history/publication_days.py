"""When git saw a record become public, where its history tells."""

from __future__ import annotations

import datetime as dt

from minutes.publication.gate import Gate
from minutes.records.model import Meeting
from pipeline.history.ledger import Ledger
from pipeline.history.versions import published_since

_EVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def seen_published(book: Ledger, meeting: Meeting, gate: Gate) -> dt.datetime | None:
    """The moment at which git saw a public record become public. None where its history does not tell,
    or where the gate decided the moment and no commit."""
    life = book.followed(meeting.id)
    if life is None:
        return None
    due = gate.due(meeting).moment or _EVER
    for number, version in enumerate(life.versions):
        since = published_since(life, number, due=due)
        if since is not None:
            return since if since == version.moment else None
    return None
