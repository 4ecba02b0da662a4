"""A record with its revisions, for the pages that show them; or what is answered in their place."""

from __future__ import annotations

from collections.abc import Callable

from minutes.records.model import Meeting
from pipeline.history.versions import Revisions
from webapp.pages import errors
from webapp.pages.records.meeting import elsewhere
from webapp.serving.visit import Reply, Visit

Make = Callable[[Visit, Meeting, Revisions], Reply]


def of_record(visit: Visit, address: str, build: Callable[[str], str], make: Make) -> Reply:
    """What is made of a record and its revisions; where there is no such record, the way to what its
    address leads to (by `build`), and where its history cannot be read, that."""
    found = visit.view.meeting(address)
    if found is None:
        return elsewhere(visit, address, build)
    revisions = visit.view.revisions(found)
    if revisions.unread:
        return errors.unread_history(visit)
    return make(visit, found, revisions)
