"""Addresses of the older archive, answered with ours."""

from __future__ import annotations

from webapp.views.meeting import elsewhere
from webapp.visit import Moved, Reply, Visit


def feed(visit: Visit) -> Reply:
    return Moved(visit.at.feed())


def speeches(visit: Visit) -> Reply:
    return Moved(visit.at.meetings())


def speakers(visit: Visit) -> Reply:
    return Moved(visit.at.speakers())


def search(visit: Visit) -> Reply:
    """`/search/?q=` and its numbered pages; a numbered speaker (`p`) means nothing here."""
    return Moved(visit.at.searching(q=visit.args.get("q", "")))


def akoma_ntoso(visit: Visit, address: str) -> Reply:
    """`/<record>.an` leads to the record."""
    if visit.view.meeting(address) is not None:
        return Moved(visit.at.meeting(address))
    return elsewhere(visit, address, visit.at.meeting)
