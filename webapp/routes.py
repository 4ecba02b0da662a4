"""The table of addresses: which view answers where. These addresses are for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from webapp.links import Lang
from webapp.views import (
    about,
    agencies,
    browse,
    calendar,
    errors,
    following,
    home,
    issues,
    machines,
    meeting,
    old,
    quarter,
    search,
    speakers,
    speech,
)
from webapp.visit import Reply


@dataclass(frozen=True, slots=True)
class Route:
    """One view and its addresses; `both` has them below `/en` too, `keep` lets answers be kept."""

    name: str
    view: Callable[..., Reply]
    paths: tuple[str, ...]
    both: bool = True
    keep: bool = True

    def rules(self, languages: Sequence[Lang]) -> Iterator[tuple[Lang, str]]:
        """The rules of this route with their language; the first language has the bare addresses."""
        for path in self.paths:
            yield languages[0] if not self.both else "zh", path
            if self.both and "en" in languages:
                yield "en", f"/en{path}"


_RECORD = "/<address>"
ROUTES: tuple[Route, ...] = (
    Route("home", home.home, ("/",), keep=False),
    Route("chinese", home.in_chinese, ("/zh/", "/zh/<path:rest>"), both=False, keep=False),
    Route("meetings", browse.overview, ("/meetings",)),
    Route("tier", browse.tier, ("/meetings/<tier>",)),
    Route("year", browse.year, ("/meetings/<tier>/<year>", "/meetings/<tier>/<year>/<int:number>")),
    Route("tier_feed", machines.tier_feed, ("/meetings/<tier>/feed.atom",), keep=False),
    Route("speakers", speakers.overview, ("/speakers",)),
    Route("speaker_group", speakers.group, ("/speakers/<group>", "/speakers/<group>/<int:number>")),
    Route("speaker", speakers.speaker, ("/speaker/<path:name>",)),
    Route("speaker_feed", machines.speaker_feed, ("/speaker/<path:name>/feed.atom",), keep=False),
    Route("agencies", agencies.overview, ("/agencies",)),
    Route("agency", agencies.agency, ("/agency/<ident>",)),
    Route("agency_feed", machines.agency_feed, ("/agency/<ident>/feed.atom",), keep=False),
    Route("months", calendar.latest, ("/calendar",), keep=False),
    Route("month", calendar.month, ("/calendar/<int:year>/<int:number>",)),
    Route("calendar_file", machines.calendar, ("/calendar/meetings.ics",), keep=False),
    Route("issues", issues.overview, ("/issues", "/issues/<int:number>")),
    Route("issue", issues.issue, ("/issue/<slug>",)),
    Route("issue_feed", issues.issue_feed, ("/issue/<slug>/feed.atom",), keep=False),
    Route("case", issues.case, ("/case/<int:number>",)),
    Route("case_feed", issues.case_feed, ("/case/<int:number>/feed.atom",), keep=False),
    Route("following", following.overview, ("/following",)),
    Route("following_feed", following.feed, ("/following/feed.atom",), keep=False),
    Route("following_table", following.table, ("/following/cases.csv",), keep=False),
    Route("following_due", following.due, ("/following/due.ics",), keep=False),
    Route("followed", following.agency, ("/following/<ident>",)),
    Route("followed_feed", following.feed, ("/following/<ident>/feed.atom",), keep=False),
    Route("followed_table", following.table, ("/following/<ident>/cases.csv",), keep=False),
    Route("followed_due", following.due, ("/following/<ident>/due.ics",), keep=False),
    Route("quarter_now", quarter.running, ("/quarter",)),
    Route("quarter", quarter.quarter, ("/quarter/<int:year>/<int:number>",)),
    Route("search", search.search, ("/search",), keep=False),
    Route("search_feed", machines.search_feed, ("/search/feed.atom",), keep=False),
    Route("about", about.about, ("/about",)),
    Route("withdrawals", about.withdrawals, ("/withdrawals",)),
    Route("speech", speech.speech, ("/speech/<ident>",), keep=False),
    Route("feed", machines.feed, ("/feed.atom",), keep=False),
    Route("opensearch", machines.opensearch, ("/opensearch.xml",)),
    Route("sitemaps", machines.sitemap, ("/sitemaps/index.xml",), both=False),
    Route("sitemap_part", machines.sitemap_part, ("/sitemaps/<int:part>.xml",), both=False),
    Route(
        "attachment", meeting.attachment, ("/attachments/<address>/<file>",), both=False, keep=False
    ),
    Route("old_feed", old.feed, ("/rss.xml",), both=False, keep=False),
    Route("old_feed_too", old.feed, ("/feed.xml",), both=False, keep=False),
    Route("old_home", old.home, ("/index.html",), both=False, keep=False),
    Route("old_privacy", old.terms, ("/privacy",), both=False, keep=False),
    Route("old_terms", old.terms, ("/terms",), both=False, keep=False),
    Route("old_speeches", old.speeches, ("/speeches",), both=False, keep=False),
    Route("old_speakers", old.speakers, ("/speakers/",), both=False, keep=False),
    Route("old_search", old.search, ("/search/",), both=False, keep=False),
    Route("old_speeches_too", old.speeches, ("/speeches/",), both=False, keep=False),
    Route("old_speech", old.speech, ("/speech/<ident>.md",), both=False, keep=False),
    Route("old_speech_too", old.speech, ("/speech/<ident>.an",), both=False, keep=False),
    Route("markdown", meeting.markdown, ("/<address>.md",), both=False, keep=False),
    Route("akoma_ntoso", old.akoma_ntoso, ("/<address>.an",), both=False, keep=False),
    Route("bibtex", machines.bibtex, ("/<address>.bib",), both=False),
    Route("ris", machines.ris, ("/<address>.ris",), both=False),
    Route("csl", machines.csl, ("/<address>.csl.json",), both=False),
    Route("meeting", meeting.meeting, (_RECORD,)),
    Route("old_part", old.part, (f"{_RECORD}/<part>",), both=False, keep=False),
)
MISSING = Route("missing", errors.missing, ("/<path:address>",), keep=False)
