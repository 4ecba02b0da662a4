"""The table of addresses: which view answers where. These addresses are for good."""

from __future__ import annotations

from webapp.pages import errors
from webapp.pages.cases import agenda, following, issues, quarter
from webapp.pages.history import mementos, revisions, verifying
from webapp.pages.home import about, home, machine_files
from webapp.pages.people import agencies, speakers
from webapp.pages.records import (
    beside,
    browse,
    calendar,
    meeting,
    old_addresses,
    page_fingerprints,
    speech,
)
from webapp.pages.search import search
from webapp.serving.routing import Route
from webapp.serving.visit import CHOICES

_RECORD = "/<address>"
_CHOICE = f"/<any({', '.join(CHOICES.values())}):choice>/"
ROUTES: tuple[Route, ...] = (
    Route("home", home.home, ("/",), first=home.in_readers_language),
    Route("chosen", home.chosen, (_CHOICE, f"{_CHOICE}<path:rest>"), both=False, keep=False),
    Route("meetings", browse.overview, ("/meetings",)),
    Route("tier", browse.tier, ("/meetings/<tier>",)),
    Route("year", browse.year, ("/meetings/<tier>/<year>", "/meetings/<tier>/<year>/<int:number>")),
    Route("tier_feed", machine_files.tier_feed, ("/meetings/<tier>/feed.atom",)),
    Route("speakers", speakers.overview, ("/speakers",)),
    Route("speaker_group", speakers.group, ("/speakers/<group>", "/speakers/<group>/<int:number>")),
    Route("speaker", speakers.speaker, ("/speaker/<path:name>",)),
    Route("speaker_feed", machine_files.speaker_feed, ("/speaker/<path:name>/feed.atom",)),
    Route("agencies", agencies.overview, ("/agencies",)),
    Route("agency", agencies.agency, ("/agency/<ident>",)),
    Route("agency_feed", machine_files.agency_feed, ("/agency/<ident>/feed.atom",)),
    Route("months", calendar.latest, ("/calendar",), keep=False),
    Route("month", calendar.month, ("/calendar/<int:year>/<int:number>",)),
    Route("calendar_file", machine_files.calendar, ("/calendar/meetings.ics",), keep=False),
    Route("coming_file", machine_files.coming, ("/calendar/coming.ics",), keep=False),
    Route("issues", issues.overview, ("/issues", "/issues/<int:number>")),
    Route("issue", issues.issue, ("/issue/<slug>",)),
    Route("issue_feed", issues.issue_feed, ("/issue/<slug>/feed.atom",)),
    Route("case", issues.case, ("/case/<int:number>",)),
    Route("case_feed", issues.case_feed, ("/case/<int:number>/feed.atom",)),
    Route("following", following.overview, ("/following",)),
    Route("following_feed", following.feed, ("/following/feed.atom",), keep=False),
    Route("following_table", following.table, ("/following/cases.csv",), keep=False),
    Route("following_due", following.due, ("/following/due.ics",), keep=False),
    Route("agenda", agenda.page, ("/following/agenda",)),
    Route("agenda_markdown", agenda.markdown, ("/following/agenda.md",), keep=False),
    Route("agenda_odt", agenda.odt, ("/following/agenda.odt",), keep=False),
    Route("agenda_docx", agenda.docx, ("/following/agenda.docx",), keep=False),
    Route("followed", following.agency, ("/following/<ident>",)),
    Route("followed_feed", following.feed, ("/following/<ident>/feed.atom",), keep=False),
    Route("followed_table", following.table, ("/following/<ident>/cases.csv",), keep=False),
    Route("followed_due", following.due, ("/following/<ident>/due.ics",), keep=False),
    Route("quarter_now", quarter.running, ("/quarter",)),
    Route("quarter", quarter.quarter, ("/quarter/<int:year>/<int:number>",)),
    Route("verify", verifying.verifying, ("/verify",), keep=False),
    Route("search", search.search, ("/search",)),
    Route("search_feed", machine_files.search_feed, ("/search/feed.atom",), keep=False),
    Route("about", about.about, ("/about",)),
    Route("withdrawals", about.withdrawals, ("/withdrawals",)),
    Route("speech", speech.speech, ("/speech/<ident>",), fingerprint=page_fingerprints.of_speech),
    Route("feed", machine_files.feed, ("/feed.atom",)),
    Route("manifest", machine_files.manifest, ("/manifest.webmanifest",)),
    Route("worker", machine_files.worker, ("/worker.js",), both=False),
    Route("opensearch", machine_files.opensearch, ("/opensearch.xml",)),
    Route("sitemaps", machine_files.sitemap, ("/sitemaps/index.xml",), both=False),
    Route("sitemap_part", machine_files.sitemap_part, ("/sitemaps/<int:part>.xml",), both=False),
    Route(
        "attachment", meeting.attachment, ("/attachments/<address>/<file>",), both=False, keep=False
    ),
    Route("old_feed", old_addresses.feed, ("/rss.xml",), both=False, keep=False),
    Route("old_feed_too", old_addresses.feed, ("/feed.xml",), both=False, keep=False),
    Route("old_home", old_addresses.home, ("/index.html",), both=False, keep=False),
    Route("old_privacy", old_addresses.terms, ("/privacy",), both=False, keep=False),
    Route("old_terms", old_addresses.terms, ("/terms",), both=False, keep=False),
    Route("old_speeches", old_addresses.speeches, ("/speeches",), both=False, keep=False),
    Route("old_speakers", old_addresses.speakers, ("/speakers/",), both=False, keep=False),
    Route("old_search", old_addresses.search, ("/search/",), both=False, keep=False),
    Route("old_speeches_too", old_addresses.speeches, ("/speeches/",), both=False, keep=False),
    Route("old_speech", old_addresses.speech, ("/speech/<ident>.md",), both=False, keep=False),
    Route("old_speech_too", old_addresses.speech, ("/speech/<ident>.an",), both=False, keep=False),
    Route("markdown", meeting.markdown, ("/<address>.md",), both=False, keep=False),
    Route("akoma_ntoso", old_addresses.akoma_ntoso, ("/<address>.an",), both=False, keep=False),
    Route(
        "bibtex", machine_files.bibtex, ("/<address>.bib",), fingerprint=page_fingerprints.of_record
    ),
    Route("ris", machine_files.ris, ("/<address>.ris",), fingerprint=page_fingerprints.of_record),
    Route(
        "csl", machine_files.csl, ("/<address>.csl.json",), fingerprint=page_fingerprints.of_record
    ),
    Route(
        "apa", machine_files.apa, ("/<address>.apa.txt",), fingerprint=page_fingerprints.of_record
    ),
    Route(
        "chicago",
        machine_files.chicago,
        ("/<address>.chicago.txt",),
        fingerprint=page_fingerprints.of_record,
    ),
    Route("history", revisions.history, (f"{_RECORD}/history",)),
    Route("history_feed", revisions.feed, (f"{_RECORD}/history/feed.atom",), keep=False),
    Route("difference", revisions.difference, (f"{_RECORD}/history/<span>",)),
    Route("beside", beside.beside, (f"{_RECORD}/beside",)),
    Route("timegate", mementos.timegate, (f"{_RECORD}/timegate",), both=False, keep=False),
    Route("timemap", mementos.timemap, (f"{_RECORD}/timemap",), both=False, keep=False),
    Route(
        "meeting",
        meeting.meeting,
        (_RECORD,),
        first=meeting.in_its_language,
        fingerprint=page_fingerprints.of_record,
    ),
    Route("old_part", old_addresses.part, (f"{_RECORD}/<part>",), both=False, keep=False),
)
MISSING = Route("missing", errors.missing, ("/<path:address>",), keep=False)
