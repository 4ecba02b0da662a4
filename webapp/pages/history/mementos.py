"""Memento (RFC 7089): a record's revisions for web archives and citation tools that ask by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import request
from werkzeug.http import http_date, parse_date

from minutes.records.model import Meeting
from pipeline.history.versions import Revision, Revisions
from webapp.lookup.short_links import Shorts
from webapp.pages import errors
from webapp.pages.history.record_history import of_record
from webapp.pages.history.relations import LINK_FORMAT, Headers, relations
from webapp.serving.visit import FileAnswer, Moved, Reply, Visit


def timegate(visit: Visit, address: str) -> Reply:
    """302 to the revision that stood there at the moment that `Accept-Datetime` names; without it, to
    the latest. 400 where it names none (RFC 7089, 4.5.3)."""
    return of_record(visit, address, visit.at.timegate, _timegate)


def _timegate(visit: Visit, found: Meeting, revisions: Revisions) -> Reply:
    asked = request.headers.get("Accept-Datetime", "")
    moment = parse_date(asked) if asked else dt.datetime.now(dt.UTC)
    if moment is None:
        return FileAnswer("Accept-Datetime: not an HTTP date.", "text/plain", status=400)
    wanted = revisions.at(moment)
    if wanted is None:
        return errors.missing(visit, found.id)
    headers = (*relations(visit, found), ("Vary", "accept-datetime"))
    place = Shorts.within(visit).revision(found.id, wanted.name)
    return Moved(place, permanent=False, headers=headers)


def timemap(visit: Visit, address: str) -> Reply:
    """All revisions of a record in link format (RFC 7089, 5; RFC 6690)."""
    return of_record(visit, address, visit.at.timemap, _timemap)


def _timemap(visit: Visit, found: Meeting, known: Revisions) -> Reply:
    shown = known.shown
    if not shown:
        return errors.missing(visit, found.id)
    links = visit.links
    span = f'; from="{http_date(shown[0].since)}"; until="{http_date(shown[-1].since)}"'
    rows = [
        f'<{links.meeting(found.id)}>; rel="original"',
        f'<{links.timemap(found.id)}>; rel="self"; type="{LINK_FORMAT}"{span}',
        f'<{links.timegate(found.id)}>; rel="timegate"',
        *_mementos(visit, found, shown),
    ]
    return FileAnswer(",\n".join(rows) + "\n", LINK_FORMAT)


def headers_of(visit: Visit, meeting: Meeting, known: Revisions, wanted: Revision) -> Headers:
    """The headers of a revision's page: when it was the record, and where the others are."""
    ends = dict.fromkeys((known.shown[0], wanted, known.shown[-1]))
    links = ", ".join(_mementos(visit, meeting, known.shown, set(ends)))
    return (
        ("Memento-Datetime", http_date(wanted.since)),
        *relations(visit, meeting),
        ("Link", links),
    )


def _mementos(
    visit: Visit,
    meeting: Meeting,
    shown: tuple[Revision, ...],
    only: set[Revision] | None = None,
) -> Iterator[str]:
    for revision in shown:
        if only is None or revision in only:
            first = "first " if revision is shown[0] else ""
            last = "last " if revision is shown[-1] else ""
            address = _address(visit, meeting, revision)
            day = http_date(revision.since)
            yield f'<{address}>; rel="{first}{last}memento"; datetime="{day}"'


def _address(visit: Visit, meeting: Meeting, revision: Revision) -> str:
    return Shorts.of(visit).revision(meeting.id, revision.name)
