"""Addresses of the older archive, answered with ours."""

from __future__ import annotations

from webapp.pages.records import speech as single
from webapp.pages.records.meeting import elsewhere
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit


def feed(visit: Visit) -> Reply:
    """The older archive's feed leads to the feed."""
    return Moved(visit.at.feed())


def home(visit: Visit) -> Reply:
    """The older archive's first page leads to the first page."""
    return Moved(visit.at.home())


def terms(visit: Visit) -> Reply:
    """Its pages on privacy and on terms of use: ours tells how records are made and taken down."""
    return Moved(visit.at.about())


def speeches(visit: Visit) -> Reply:
    """The older archive's list of records leads to the records."""
    return Moved(visit.at.meetings())


def speakers(visit: Visit) -> Reply:
    """The older archive's list of speakers leads to the speakers."""
    return Moved(visit.at.speakers())


def search(visit: Visit) -> Reply:
    """`/search/?q=` and its numbered pages; a numbered speaker (`p`) means nothing here."""
    return Moved(visit.at.searching(q=visit.args.get("q", "")))


def speech(visit: Visit, ident: str) -> Reply:
    """`/speech/<id>.md` and `.an` lead to the speech."""
    reply = single.speech(visit, ident)
    return (
        Moved(visit.at.speech("", ident))
        if isinstance(reply, HtmlPage) and reply.status == 200
        else reply
    )


def part(visit: Visit, address: str, part: str) -> Reply:
    """`/<record>/<part>` of a record in parts leads to the record, which is one page here."""
    return akoma_ntoso(visit, address)


def akoma_ntoso(visit: Visit, address: str) -> Reply:
    """`/<record>.an` leads to the record."""
    if visit.view.meeting(address) is not None:
        return Moved(visit.at.meeting(address))
    return elsewhere(visit, address, visit.at.meeting)
