"""One request as the views see it: its language, the records it may see, the addresses to link to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from minutes.errors import MinutesError
from minutes.publication.schedule import Scheduled, readable_from
from minutes.query.tree import Query
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from minutes.registers.agencies import Agency
from minutes.settings import ArchiveSettings
from minutes.text import numerals
from minutes.text.folding import fold
from minutes.text.han import count_han
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.search.titles import ShortTexts
from pipeline.source import side_files
from pipeline.trails.case import at_hand, number_worked_out
from pipeline.trails.inferences import Hosts, found_hosting, found_subjects, inferred_hosts
from webapp.i18n.language import LANGUAGES, Language
from webapp.links.building import LANGUAGE_TAGS, Lang, query_string
from webapp.links.site_addresses import Addresses
from webapp.serving.site import Site, ViewData

_ADDRESS = re.compile(r"https?://[!-~]+|[!-~]+@[!-~]+")
_LOOKED_AT = 400  # characters: enough to tell in which language a text is
CHOICES: Mapping[Lang, str] = {"zh": "zh", "en": "english"}
"""The first part of addresses that lead to a page in a language, and remember it."""
_LONGEST_NUMBER = 5  # digits: no list has a hundred thousand pages


class CaseSubject(NamedTuple):
    """What a case is about. `is_found`: only words of records tell it, and they stand at `source`."""

    text: str = ""
    is_found: bool = False
    source: str = ""


NO_SUBJECT = CaseSubject()


@dataclass(frozen=True)
class Visit:
    """What a view needs to know. `root` is where the archive stands in this app ("" or `/minutes`);
    `base` its absolute address, or `root` where that cannot be known."""

    site: Site
    lang: Lang
    root: str
    base: str
    path: str
    args: Mapping[str, str] = field(default_factory=dict)
    supposed: View | None = None
    """A view that is shown in the place of the archive's own: with a file that is not in it yet."""

    @cached_property
    def view(self) -> View:
        """The records that may be seen now: the one gate."""
        return self.supposed or self.site.archive.view()

    @cached_property
    def derived(self) -> ViewData:
        return ViewData(self.supposed) if self.supposed else self.site.derived(self.view)

    @cached_property
    def archive(self) -> ArchiveSettings:
        """What the archive says of itself, without withdrawn words, be it in words that came in the same push."""
        written = self.site.settings.archive
        try:
            return once_per_view(self.view, "_settings", lambda view: view.settings(written))
        except (MinutesError, OSError):  # the page that says so has its head, too
            records = side_files.records_of(self.site.settings.data)
            return side_files.shown_settings(written, records)

    @cached_property
    def language(self) -> Language:
        return LANGUAGES[self.lang]

    @property
    def page_number(self) -> int:
        """The page of a list that `?page=` asks for, from 1; 0 for what is no number."""
        return numerals.of_digits(self.args.get("page") or "1", _LONGEST_NUMBER) or 0

    @cached_property
    def at(self) -> Addresses:
        """Addresses within this site."""
        return Addresses(self.root, self.lang)

    @cached_property
    def links(self) -> Addresses:
        """Absolute addresses, for what leaves the site."""
        return Addresses(self.base, self.lang)

    @cached_property
    def today(self) -> dt.date:
        return self.site.today()

    def readable_from(self, entry: Scheduled) -> dt.date | None:
        """The first day on which the record of an announced meeting may be read, if a rule tells."""
        gate = self.view.snapshot.catalogue.gate
        return readable_from(entry, self.site.schedule(), gate.calendar, gate.zone)

    def kept_at(self, file: str) -> HostPages | None:
        """Where a file of the archive is edited and its history read; None where `archive.yaml` names no
        repository whose host is known, or there is no such file."""
        home = self.site.repository
        if home is None or not (self.site.settings.transcripts / file).is_file():
            return None
        return HostPages(home.edit(file), home.history(file))

    def record_kept_at(self, meeting: Meeting) -> HostPages | None:
        """The same for a public record. Where a speech of it is withdrawn, its file would show the
        words; where it lies among the drafts still, its repository is not the public's business."""
        whole = self.is_whole(meeting) and not meeting.draft
        return self.kept_at(meeting.path) if whole else None

    def is_whole(self, meeting: Meeting) -> bool:
        """Whether no speech of a record is withdrawn, so that what readers see is its file."""
        return not self.view.snapshot.catalogue.gate.hides_speeches(meeting.id)

    def agency(self, word: str, day: dt.date | None) -> Agency | None:
        """The agency that a word of a record means on its day."""
        return self.view.snapshot.catalogue.agencies.resolve(word, day)

    @property
    def inferred_hosts(self) -> Hosts:
        """Record → the agencies that host it as only words of other records tell."""
        return inferred_hosts(self.view)

    @property
    def found_subjects(self) -> ShortTexts:
        """What meetings were about as only other records tell."""
        return found_subjects(self.view)

    @property
    def state(self) -> str:
        """A fingerprint of all that a page may be made from: the archive as it stands and, known to this process
        alone, how many of its cases were worked out since."""
        here = number_worked_out(self.view)
        return f"{self.derived.token} {here}" if here else self.derived.state

    @property
    def found_hosting(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Agency id → the meetings that it hosts as only words of other records tell, newest first."""
        return found_hosting(self.view)

    def hosted_by(self, ident: str) -> tuple[Meeting, ...]:
        """The meetings that an agency hosts or co-hosts, as they say and as only words tell, newest
        first."""
        declared = self.derived.hosting.get(ident, ())
        found = self.found_hosting.get(ident, ())
        if not found:
            return declared
        ids = {meeting.id for meeting in (*declared, *found)}
        return tuple(m for m in self.view.public.meetings if m.id in ids)

    def query(self, typed: str, *, aliases: bool = True) -> Query:
        """A query as the view understands it; who hosts a record may also be what only words tell."""
        found = self.found_hosting.items()
        hosting = {ident: [m.id for m in meetings] for ident, meetings in found}
        return self.view.parse_query(typed, aliases=aliases, hosting=hosting)

    def hosts(self, meeting: Meeting) -> tuple[str, ...]:
        """The agencies, by id where the registry knows them, that host or co-host a record: as it says,
        and as only words of other records tell."""
        declared = self.view.snapshot.facts[meeting.id].host_ids
        return (*declared, *self.inferred_hosts.get(meeting.id, ()))

    def agency_name(self, word: str, day: dt.date | None) -> str:
        """How an agency was called on that day, or the word itself where none is known."""
        return self.view.snapshot.catalogue.agencies.name_of(word, day, self.lang)

    def agency_id(self, word: str, day: dt.date | None) -> str:
        """The id of that agency, or the word itself."""
        return self.view.snapshot.catalogue.agencies.id_of(word, day)

    def body_name(self, ident: str) -> str:
        """What an agency is called today, by its id; `ident` itself where none is known."""
        agency = self.view.snapshot.catalogue.agencies.get(ident)
        return self.said(agency.name) if agency else ident

    def subject(self, number: int, title: str) -> CaseSubject:
        """What a case is about; nothing where nobody knows that
        without being waited for, or where the record's `title` says it already."""
        found = at_hand(self.view, number)
        claim = found.claims.title if found else None
        if claim is None or fold(claim.text) in fold(title):
            return NO_SUBJECT
        words = claim.evidence
        if words is None:
            return CaseSubject(claim.text, claim.is_automatic)
        source = self.at.passage(words.meeting, words.speech)
        return CaseSubject(claim.text, claim.is_automatic, source)

    def said(self, words: Bilingual) -> str:
        return words.get(self.lang)

    def other_path(self, lang: Lang) -> str:
        """This page's address, with its query, in another language of the interface."""
        there = "/en" if lang == "en" else ""
        return f"{self.root}{there}{self._inside}"

    def chosen(self, lang: Lang, *, first: bool = False) -> str:
        """The same, or the `first` page, for a reader who chooses that language: the wish is remembered."""
        return f"{self.root}/{CHOICES[lang]}{'/' if first else self._inside}"

    @property
    def _inside(self) -> str:
        """This page's address below the one of its language, with its query."""
        path = self.path.removeprefix("/en") if self.lang == "en" else self.path
        return f"{quote(path or '/', safe='/', errors='replace')}{query_string(self.args.items())}"


@dataclass(frozen=True, slots=True)
class HostPages:
    """The pages of a repository's host that are about one file."""

    edit: str
    history: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """An answer made from a template. `title` is without the archive's name. What is noted each time
    that it is asked for says that it is not to be kept."""

    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    canonical: str = ""  # absolute path below the base, where it is not the page's own
    index: bool = True  # whether search engines may list it
    headers: tuple[tuple[str, str], ...] = ()
    keep: bool = True


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is no page."""

    body: str | bytes
    mimetype: str
    filename: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """The answer is elsewhere: for good, or (302) only now."""

    to: str
    permanent: bool = True
    cookie: tuple[str, str] | None = None
    headers: tuple[tuple[str, str], ...] = ()


Reply = HtmlPage | FileAnswer | Moved


def language_of(text: str, fallback: str) -> str:
    """The language in which a short text is plainly written: Chinese if a fifth of its letters are
    Han, English if it has Latin letters only; `fallback` keeps its own region and script."""
    text = text[:_LOOKED_AT]
    if "://" in text or "@" in text:
        text = _ADDRESS.sub("", text)
    is_chinese = _is_chinese(text)
    if fallback.startswith("zh"):
        is_own = is_chinese or not any(map(str.isalpha, text))
        return fallback if is_own else LANGUAGE_TAGS["en"]
    is_own = not is_chinese or fallback.startswith("ja")
    return fallback if is_own else LANGUAGE_TAGS["zh"]


def _is_chinese(text: str) -> bool:
    """Whether a fifth of the letters are Han; letters are counted only where the length does not tell that already."""
    han = count_han(text)
    return han > 0 and (5 * han >= len(text) or 5 * han >= sum(map(str.isalpha, text)))


def title_language(meeting: Meeting) -> str:
    """The language of a meeting's title."""
    return language_of(meeting.title, meeting.lang)


_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?")


def names_this_machine(host: str) -> bool:
    """Whether a Host header names the loopback address: any other is a stranger's word."""
    return _HERE.fullmatch(host) is not None
