"""Where the earlier versions of a record are, for its own page and for theirs (RFC 7089, 2.2)."""

from __future__ import annotations

from minutes.records.model import Meeting
from webapp.serving.visit import Visit

Headers = tuple[tuple[str, str], ...]
LINK_FORMAT = "application/link-format"


def relations(visit: Visit, meeting: Meeting) -> Headers:
    """The `Link` header: the record itself, its TimeGate, its TimeMap."""
    links = visit.links
    rows = (
        f'<{links.meeting(meeting.id)}>; rel="original"',
        f'<{links.timegate(meeting.id)}>; rel="timegate"',
        f'<{links.timemap(meeting.id)}>; rel="timemap"; type="{LINK_FORMAT}"',
    )
    return (("Link", ", ".join(rows)),)
