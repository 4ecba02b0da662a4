"""Where the pages of one archive stand: the addresses of `links.BaseLinks`, and those of the lists."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.records.model import Meeting
from webapp.links.building import EVERYTHING, BaseLinks, Lang, Scope, query_string

UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Addresses(BaseLinks):
    """All addresses below `base`: the site's own root, or the absolute address of the archive.

    Scoped feeds are paths, not queries, so that a copy of the site as files has them too.
    """

    def in_language(self, lang: Lang) -> Addresses:
        return Addresses(self.base, lang)

    def feed(self, scope: Scope = EVERYTHING, page: int = 1) -> str:
        number = (("page", str(page)),) if page > 1 else ()
        match scope.kind:
            case "all":
                return self._at("feed.atom", query=number)
            case "tier":
                return self._at("meetings", scope.value, "feed.atom", query=number)
            case "search":
                return self._at("search", "feed.atom", query=(("q", scope.value), *number))
        return self._at(*filter(None, (scope.kind, scope.value, "feed.atom")), query=number)

    def calendar(self) -> str:
        return self._at("calendar", "meetings.ics")

    def coming(self) -> str:
        """The calendar of what is to come."""
        return self._at("calendar", "coming.ics")

    def sitemap(self, part: int | None = None) -> str:
        return self._at("sitemaps", "index.xml" if part is None else f"{part}.xml", page=False)

    def meetings(self, tier: str = "", year: int | None = None, page: int = 0) -> str:
        """The overview of records; with `tier`, that tier; with `page`, a page of a year's list."""
        if not page:
            return self._at(*filter(None, ("meetings", tier)))
        return self._at("meetings", tier, str(year) if year else UNDATED, str(page))

    def month(self, year: int, month: int) -> str:
        return self._at("calendar", f"{year:04}", f"{month:02}")

    def speakers(self, group: str = "", page: int = 1) -> str:
        """The most active speakers; with `group`, the names under that letter or stroke count."""
        return self._at(*filter(None, ("speakers", group, str(page) if group else "")))

    def issues(self, page: int = 1) -> str:
        """The list of issues and cases; from its second page on with the page's number."""
        return self._at(*filter(None, ("issues", str(page) if page > 1 else "")))

    def following_agenda(self, form: str = "") -> str:
        """The next meeting's paper; `form` is `md`, `odt` or `docx`."""
        return self._at("following", f"agenda.{form}" if form else "agenda")

    def withdrawals(self) -> str:
        return self._at("withdrawals")

    def data(self) -> str:
        """The whole archive as files."""
        return self._at("data")

    def api(self) -> str:
        return self._at("api")

    def prepare(self, record: str = "") -> str:
        """The page on which a record is prepared; with an id, that record opened there."""
        return self._at("prepare", query=(("record", record),) if record else ())

    def desk(self, *parts: str, **parameters: str) -> str:
        """The desk of those who keep the archive, or a page of it."""
        query = tuple((k, v) for k, v in parameters.items() if v)
        return self._at("desk", *parts, query=query)

    def preview(self, token: str) -> str:
        """A draft, by the token of a signed link."""
        return self._at("preview", token)

    def searching(self, **parameters: str) -> str:
        """The search page with the parameters that are not empty."""
        return self._at("search", query=tuple((k, v) for k, v in parameters.items() if v))

    def said_by(self, name: str, **parameters: str) -> str:
        """A search of what one voice said, in all records or with more parameters."""
        return self.searching(by=name, **parameters)

    def speech_in(self, meeting: str, speech: str) -> str:
        """A speech by itself, as it stands in one record."""
        return self._at("speech", speech, query=(("in", meeting),))

    def speech_now(self, speech: str, meeting: str = "", was: str = "") -> str:
        """A speech by itself, for somebody who followed the id that it had before (`was`)."""
        query = tuple((k, v) for k, v in (("in", meeting), ("was", was)) if v)
        return self._at("speech", speech, query=query)

    def history(self, meeting: str) -> str:
        """The revisions of a record."""
        return self._at(meeting, "history")

    def history_feed(self, meeting: str) -> str:
        return self._at(meeting, "history", "feed.atom")

    def difference(self, meeting: str, old: str, new: str) -> str:
        """What changed in a record from one revision to another."""
        return self._at(meeting, "history", f"{old}..{new}")

    def beside(self, meeting: str) -> str:
        """A record beside that of the same meeting in another language."""
        return self._at(meeting, "beside")

    def timegate(self, meeting: str) -> str:
        return self._at(meeting, "timegate", page=False)

    def timemap(self, meeting: str) -> str:
        return self._at(meeting, "timemap", page=False)

    def verifying(self) -> str:
        return self._at("verify")

    def citation(self, meeting: str, style: str) -> str:
        """A meeting's citation as a file, `bib`, `ris` or `csl.json`, in the language of the interface."""
        return self._at(f"{meeting}.{style}")

    def printed(self, meeting: str, style: str) -> str:
        """A meeting's citation as papers print it, in the language of the interface."""
        return self._at(f"{meeting}.{style}.txt")

    def attachment(self, meeting: str, file: str) -> str:
        return self._at("attachments", meeting, file, page=False)

    def manifest(self) -> str:
        return self._at("manifest.webmanifest")

    def worker(self) -> str:
        """The script that keeps pages for offline reading; it stands where it may see all of them."""
        return self._at("worker.js", page=False)

    def static(self, name: str, version: str) -> str:
        return self._at("static", name, page=False) + query_string((("v", version),))

    def own(self, meeting: Meeting) -> str:
        return self.meeting(meeting.id)
