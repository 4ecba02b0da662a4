"""Atom feeds (RFC 4287) of any list of records, in pages (RFC 5005), with tombstones (RFC 6721)
and licences (RFC 4946)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from minutes.records import terms
from minutes.records.model import Meeting
from minutes.text.shortening import one_line
from webapp.formats.bibliography import Bibliography, record_key
from webapp.links.building import EVERYTHING, LANGUAGE_TAGS, Scope, host_of
from webapp.serving.visit import language_of

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
PER_PAGE = 30
MAX_TOMBSTONES = 200
# The ids below are made of it for ever (RFC 4151: an authority and a day on which it was one's own).
_SINCE = "2026"
_BEGAN = dt.date(
    2026, 1, 1
)  # the first day of those ids: what an archive without records is as old as
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
}


def feed(
    bibliography: Bibliography,
    title: str,
    alternate: str,
    meetings: Sequence[Meeting],
    *,
    scope: Scope = EVERYTHING,
    page: int = 1,
    summary: Callable[[Meeting], str] | None = None,
) -> bytes | None:
    """One page of the feed of `meetings` (all of them, in any order), latest change first; None for a
    page that does not exist.

    `alternate` is the HTML page that shows the same. `summary` tells of a record more than its front
    matter does. A record without any date has no place in a feed, whose entries must have a time.
    The first page says which records were withdrawn.
    """
    dated = [(day, m) for m in meetings if (day := bibliography.days(m).changed) is not None]
    dated.sort(key=lambda pair: (-pair[0].toordinal(), pair[1].id))
    pages = max(1, -(-len(dated) // PER_PAGE))
    if not 1 <= page <= pages:
        return None
    links = bibliography.links
    root = ET.Element("feed", _NAMESPACES | {"xml:lang": LANGUAGE_TAGS[bibliography.lang]})
    _add(root, "id", feed_id(bibliography, scope))
    _add(root, "title", one_line(title, 300))
    updated = _add(root, "updated", "")
    _add(_add(root, "author"), "name", bibliography.publisher)
    _link(root, "self", links.feed(scope, page), "application/atom+xml")
    _link(root, "alternate", alternate, "text/html", hreflang=LANGUAGE_TAGS[bibliography.lang])
    for name, number in _other_pages(page, pages).items():
        _link(root, name, links.feed(scope, number), "application/atom+xml")
    moments = [bibliography.midnight(day) for day, _ in dated[:1]]
    if page == 1:
        moments += _tombstones(root, bibliography)
    updated.text = max(moments, default=_last_change(bibliography)).isoformat()
    for day, meeting in dated[(page - 1) * PER_PAGE : page * PER_PAGE]:
        root.append(_entry(bibliography, meeting, day, summary))
    return _document(root)


def _other_pages(page: int, pages: int) -> dict[str, int]:
    """The pages that a page of a feed leads to; none where there is but one."""
    if pages == 1:
        return {}
    near = {"first": 1, "previous": page - 1, "next": page + 1, "last": pages}
    return {name: number for name, number in near.items() if 1 <= number <= pages}


def _last_change(bibliography: Bibliography) -> dt.datetime:
    """When the archive last changed: since then a feed that holds nothing has held nothing."""
    days = [day for m in bibliography.view.meetings if (day := bibliography.days(m).changed)]
    return bibliography.midnight(max(days, default=_BEGAN))


def feed_id(bibliography: Bibliography, scope: Scope) -> str:
    """The lasting id of a feed: a tag URI. The Chinese and the English feed are two feeds, for a
    reader that follows both would take one for a copy of the other."""
    name = scope.kind if scope.kind == "all" else f"{scope.kind}/{record_key(scope.value)}"
    tongue = "" if bibliography.lang == "zh" else f"/{bibliography.lang}"
    return f"{_tag(bibliography)}:feed/{name}{tongue}"


def entry_id(bibliography: Bibliography, meeting: str) -> str:
    """The lasting id of a record's entry, in whichever feed it stands. It holds no words of the
    record, so that a tombstone repeats nothing."""
    return f"{_tag(bibliography)}:record/{record_key(meeting)}"


def _tag(bibliography: Bibliography) -> str:
    return f"tag:{host_of(bibliography.links)},{_SINCE}"


def _entry(
    bibliography: Bibliography,
    meeting: Meeting,
    updated: dt.date,
    summary: Callable[[Meeting], str] | None,
) -> ET.Element:
    links = bibliography.links
    published = bibliography.days(meeting).published or updated
    entry = ET.Element("entry")
    _add(entry, "id", entry_id(bibliography, meeting.id))
    _add(entry, "title", bibliography.title(meeting)).set("xml:lang", meeting.lang)
    _add(entry, "updated", bibliography.midnight(updated).isoformat())
    _add(entry, "published", bibliography.midnight(published).isoformat())
    for name in bibliography.authors(meeting):
        _add(_add(entry, "author"), "name", name)
    page, source = links.meeting(meeting.id), links.markdown(meeting.id)
    _link(entry, "alternate", page, "text/html", hreflang=meeting.lang)
    _link(entry, "alternate", source, "text/markdown", hreflang=meeting.lang)
    labels = {
        table[name].get(bibliography.lang): name
        for name, table in ((meeting.kind, terms.KIND), (meeting.tier, terms.TIER))
    }
    for label, name in reversed(labels.items()):
        ET.SubElement(entry, "category", {"term": name, "label": label})
    words = summary(meeting) if summary else bibliography.description(meeting)
    if words:
        _add(entry, "summary", one_line(words, 1_000)).set(
            "xml:lang", language_of(words, meeting.lang)
        )
    if licence := bibliography.licence(meeting):
        ET.SubElement(entry, "link", {"rel": "license", "href": licence})
    return entry


def _tombstones(root: ET.Element, bibliography: Bibliography) -> list[dt.datetime]:
    """Adds what was withdrawn, latest first, and tells when."""
    withdrawals = bibliography.view.catalogue.withdrawn_records
    latest = sorted(withdrawals, key=lambda w: (-w.date.toordinal(), w.meeting))[:MAX_TOMBSTONES]
    moments = [bibliography.midnight(w.date) for w in latest]
    for withdrawal, moment in zip(latest, moments, strict=True):
        attributes = {
            "ref": entry_id(bibliography, withdrawal.meeting),
            "when": moment.isoformat(),
        }
        grave = ET.SubElement(root, "at:deleted-entry", attributes)
        _add(grave, "at:comment", one_line(withdrawal.reason, 500))
    return moments


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = text or None
    return element


def _link(parent: ET.Element, rel: str, href: str, media: str, hreflang: str = "") -> None:
    attributes = {"rel": rel, "type": media, "href": href}
    ET.SubElement(parent, "link", attributes | ({"hreflang": hreflang} if hreflang else {}))


def _document(root: ET.Element) -> bytes:
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
