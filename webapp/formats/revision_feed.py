"""The revisions of one record as an Atom feed (RFC 4287), for those who follow what is corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from webapp.formats import atom
from webapp.formats.bibliography import Bibliography
from webapp.links.building import LANGUAGE_TAGS
from webapp.links.site_addresses import Addresses

MEDIA_TYPE = atom.MEDIA_TYPE
MOST = 100


@dataclass(frozen=True, slots=True)
class FeedRevision:
    """A revision: its name, when it appeared, the note of it ("" for none), its absolute address."""

    name: str
    since: dt.datetime
    note: str
    address: str


def feed(
    bibliography: Bibliography,
    meeting: Meeting,
    title: str,
    revisions: Sequence[FeedRevision],
    links: Addresses,
) -> bytes:
    """The feed, latest first, at most `MOST` of them."""
    tag = LANGUAGE_TAGS[bibliography.lang]
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": tag})
    record = atom.entry_id(bibliography, meeting.id)
    _add(root, "id", f"{record}/history")
    _add(root, "title", one_line(title, 300))
    latest = revisions[0].since if revisions else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    _add(root, "updated", latest.isoformat())
    _add(_add(root, "author"), "name", bibliography.publisher)
    for rel, address, kind in (
        ("self", links.history_feed(meeting.id), "application/atom+xml"),
        ("alternate", links.history(meeting.id), "text/html"),
    ):
        ET.SubElement(root, "link", {"rel": rel, "type": kind, "href": address})
    for revision in revisions[:MOST]:
        entry = _add(root, "entry")
        _add(entry, "id", f"{record}/{revision.name}")
        _add(entry, "title", one_line(revision.note or meeting.title, 300))
        _add(entry, "updated", revision.since.isoformat())
        link = {"rel": "alternate", "type": "text/html", "href": revision.address}
        ET.SubElement(entry, "link", link)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text or None
    return element
