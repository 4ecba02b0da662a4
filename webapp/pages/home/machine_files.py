"""Answers for programs: feeds, the calendar file, sitemaps, citations as files."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from minutes.records import terms
from minutes.records.front_matter import TIERS
from minutes.text.shortening import shorten
from webapp.formats import icalendar_files, sitemaps
from webapp.formats.citation import MEDIA_TYPES, Style, cite
from webapp.formats.page_metadata import bibliography
from webapp.links.building import EVERYTHING, Scope
from webapp.pages import errors
from webapp.pages.feed_page import feed_of
from webapp.pages.records.meeting import elsewhere
from webapp.pages.search.search import asked
from webapp.serving import responses
from webapp.serving.visit import FileAnswer, Moved, Reply, Visit

MAX_FEED_RESULTS = 300
ICON_SIZES = (180, 512)  # pixels: the home screens of iOS and of Android
_SHORT_NAME = 12  # characters: what is left of a name below an icon


def feed(visit: Visit) -> Reply:
    """The feed of all records, a page of it with `?page=`."""
    return feed_of(visit, "", visit.links.home(), visit.view.public.meetings, EVERYTHING)


def tier_feed(visit: Visit, tier: str) -> Reply:
    """The feed of one tier; 404 for a word that is none."""
    if tier not in TIERS:
        return errors.missing(visit, tier)
    title = visit.language.label(terms.TIER, tier)
    return feed_of(
        visit,
        title,
        visit.links.meetings(tier),
        visit.view.public.by_tier(tier),
        Scope("tier", tier),
    )


def speaker_feed(visit: Visit, name: str) -> Reply:
    """The feed of the records in which a label speaks."""
    voice = visit.derived.roster.find(name)
    if voice is None:
        return errors.missing(visit, name)
    return feed_of(
        visit,
        voice.name,
        visit.links.speaker(voice.name),
        voice.meetings,
        Scope("speaker", voice.name),
    )


def agency_feed(visit: Visit, ident: str) -> Reply:
    """The feed of the records that an agency hosts, those found by words alone too."""
    agency = visit.view.snapshot.catalogue.agencies.get(ident)
    if agency is None:
        return errors.missing(visit, ident)
    name, meetings = visit.said(agency.name), visit.hosted_by(ident)
    return feed_of(visit, name, visit.links.agency(ident), meetings, Scope("agency", ident))


def search_feed(visit: Visit) -> Reply:
    """The exact results of a search, newest first, with its filters."""
    question = asked(visit)
    if question.query.root is None:
        return Moved(visit.at.feed())
    found = question.view.search(question.query, sort="date", limit=MAX_FEED_RESULTS)
    meetings = [r.meeting for r in found.results if not r.near]
    return feed_of(
        visit, question.q, visit.links.search(question.q), meetings, Scope("search", question.q)
    )


def calendar(visit: Visit) -> Reply:
    """Meetings held and to come, as iCalendar."""
    return _calendar(visit, visit.said(visit.archive.name), dt.date.min)


def coming(visit: Visit) -> Reply:
    """What is to come alone, today included: a file that stays small."""
    name = f"{visit.said(visit.archive.name)} · {visit.language.text('Meetings to come')}"
    return _calendar(visit, name, visit.today)


def _calendar(visit: Visit, name: str, since: dt.date) -> Reply:
    body = icalendar_files.calendar(
        bibliography(visit),
        name,
        visit.view.public.meetings,
        visit.site.schedule(),
        visit.today,
        visit.site.schedule_changed(),
        visit.site.deleted_announcements(),
        since,
    )
    return FileAnswer(body, icalendar_files.MEDIA_TYPE)


def _parts(visit: Visit) -> list[bytes]:
    return sitemaps.parts(sitemaps.pages(bibliography(visit), visit.archive.languages))


def sitemap(visit: Visit) -> Reply:
    """The index of the sitemaps (sitemaps.org)."""
    return FileAnswer(sitemaps.index(visit.links, len(_parts(visit))), "application/xml")


def sitemap_part(visit: Visit, part: int) -> Reply:
    """One of the sitemaps, counted from 1; 404 beyond the last."""
    parts = _parts(visit)
    if not 1 <= part <= len(parts):
        return errors.missing(visit, "")
    return FileAnswer(parts[part - 1], "application/xml")


def robots(visit: Visit) -> Reply:
    """For a site that is nothing but this archive."""
    address = f"{visit.base}/sitemap.xml" if "://" in visit.base else None
    return FileAnswer(sitemaps.robots(address), "text/plain")


def manifest(visit: Visit) -> Reply:
    """What a phone needs to keep the archive beside its programs (W3C, Web Application Manifest)."""
    name = visit.said(visit.archive.name)
    manifest = {
        "name": name,
        "short_name": shorten(name, _SHORT_NAME),
        "lang": visit.language.tag,
        "start_url": visit.at.home(),
        "scope": visit.at.home(),
        "display": "minimal-ui",
        "background_color": "#faf9f5",
        "theme_color": "#faf9f5",
        "icons": [
            {
                "src": visit.at.static(f"icon-{size}.png", responses.version(f"icon-{size}.png")),
                "sizes": f"{size}x{size}",
                "type": "image/png",
            }
            for size in ICON_SIZES
        ],
    }
    return FileAnswer(json.dumps(manifest, ensure_ascii=False), "application/manifest+json")


def worker(visit: Visit) -> Reply:
    """The service worker: a script controls only pages beside and below its own address."""
    return FileAnswer(responses.static_file("worker.js"), "text/javascript")


def opensearch(visit: Visit) -> Reply:
    """How a browser searches here (OpenSearch 1.1)."""
    return FileAnswer(
        sitemaps.opensearch(bibliography(visit)), "application/opensearchdescription+xml"
    )


def _citation(visit: Visit, address: str, style: Style, build: Callable[[str], str]) -> Reply:
    meeting = visit.view.meeting(address)
    if meeting is None:
        return elsewhere(visit, address, build)
    return FileAnswer(cite(bibliography(visit), meeting, None, style), MEDIA_TYPES[style])


def bibtex(visit: Visit, address: str) -> Reply:
    """A record or speech as an entry for BibTeX."""
    return _citation(visit, address, "bibtex", lambda a: visit.at.citation(a, "bib"))


def ris(visit: Visit, address: str) -> Reply:
    """A record or speech as RIS, for Zotero and EndNote."""
    return _citation(visit, address, "ris", lambda a: visit.at.citation(a, "ris"))


def csl(visit: Visit, address: str) -> Reply:
    """A record or speech as CSL-JSON."""
    return _citation(visit, address, "csl", lambda a: visit.at.citation(a, "csl.json"))


def apa(visit: Visit, address: str) -> Reply:
    """A record or speech as APA has it in a list of references."""
    return _citation(visit, address, "apa", lambda a: visit.at.printed(a, "apa"))


def chicago(visit: Visit, address: str) -> Reply:
    """A record or speech as the Chicago manual has it in a bibliography."""
    return _citation(visit, address, "chicago", lambda a: visit.at.printed(a, "chicago"))
