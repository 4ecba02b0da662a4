"""One moment of an archive: what it holds, and the view that the public has of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from minutes.catalogue.public_view import Catalogue, PublicView
from minutes.publication.gate import Gate
from minutes.publication.schedule import Scheduled
from minutes.query import parser
from minutes.query.agency_names import AgencyNames
from minutes.query.restrictions import Facts
from minutes.query.tree import Query
from minutes.records.document import Document, Item
from minutes.records.document import parse as parse_document
from minutes.records.model import Issue, Meeting
from minutes.settings import ArchiveSettings
from minutes.text.folding import fold
from pipeline.engines.protocol import Matches, Reader, Searcher, find_in
from pipeline.history.resolution import KnownIds, Resolved
from pipeline.history.tombstones import withdrawn_ids
from pipeline.history.versions import Revisions, revisions, seen_published
from pipeline.history.withheld.telling import Telling
from pipeline.index.generation import HeldBack
from pipeline.index.text_store import Store
from pipeline.search import results
from pipeline.search.measures import Measures
from pipeline.search.titles import NO_TEXTS, ShortTexts, Titles
from pipeline.search.words import known_words, related
from pipeline.source import parser as parse
from pipeline.source import side_files, withdrawn_speeches
from pipeline.source.parser import Parsed

_BEGINNING = 12_000  # characters: a head of front matter and some speeches after it
_DOCUMENTS = 24
_IDS = 4096  # items whose holders are kept
_RELATED = 1000  # queries whose related words are kept


@dataclass(frozen=True)
class Snapshot:
    """One generation, opened, with the small files as they were then: `schedule` holds the announced
    meetings by day, `data` is the folder in which what follows from the words is kept (None where
    nothing is). `mark` tells, in every process alike, the state of all files that it was read from; ""
    where they do not tell what it shows. `has_rows` says whether the folder itself had tombstones."""

    name: str
    catalogue: Catalogue
    facts: dict[str, Facts]
    searchers: tuple[Searcher, ...]
    store: Store | None
    parsed: dict[str, Parsed]
    sources: dict[str, bytes]
    held: tuple[HeldBack, ...]
    known_ids: KnownIds
    reader: Reader | None = None
    schedule: tuple[Scheduled, ...] = ()
    data: Path | None = None
    stamp: str = ""
    has_rows: bool = False
    _names: dict[dt.date, AgencyNames] = field(default_factory=dict)
    _views: dict[str, tuple[PublicView, dt.datetime]] = field(default_factory=dict)

    def public(self, now: dt.datetime) -> PublicView:
        """The public view at `now`; the same object as long as nothing becomes due."""
        view, until = self._views.get("public") or (None, now)
        if view is not None and view.now <= now < until:
            return view
        view = self.catalogue.public(now)
        until = self.catalogue.next_change(now) or dt.datetime.max.replace(tzinfo=dt.UTC)
        self._views["public"] = view, until
        return view

    @cached_property
    def document(self) -> Callable[[str], Document]:
        """The document of a meeting; the latest ones are kept."""
        return lru_cache(maxsize=_DOCUMENTS)(self._document)

    def _document(self, meeting: str) -> Document:
        if meeting in self.parsed:
            return self.parsed[meeting].document
        return parse.parse(self.source(meeting), f"{meeting}.md").document

    def source(self, meeting: str) -> bytes:
        """The bytes of a meeting's file as they were read."""
        if meeting in self.sources or self.store is None:
            return self.sources[meeting]
        return self.store.source(meeting)

    def folded(self, meeting: str) -> str:
        """The folded text of a meeting, a line for each of its items, without reading it as a document
        where an index has it."""
        if meeting in self.parsed or self.store is None:
            return "\n".join(fold(item.text) for item in self.parsed[meeting].document.items)
        return self.store.folded(meeting)

    def expect(self, meetings: Sequence[str]) -> None:
        """Be told which meetings are about to be read, in this order; see `Searcher.expect`."""
        if self.store is not None:
            self.store.expect(meetings)

    @cached_property
    def holders(self) -> Callable[[str], tuple[str, ...]]:
        """The meetings that have an item with an id; the latest answers are kept, for a page of a speech
        asks several times and an index looks through all tables."""
        return lru_cache(maxsize=_IDS)(self._holders)

    def _holders(self, item_id: str) -> tuple[str, ...]:
        found = [
            m for m, p in self.parsed.items() if any(i.id == item_id for i in p.document.items)
        ]
        return (*found, *(self.store.holders(item_id) if self.store else ()))

    @cached_property
    def withdrawn_ids(self) -> frozenset[str]:
        """The concealed ids of all that is withdrawn; made once."""
        known_ids = self.known_ids
        return withdrawn_ids(known_ids.folder, known_ids.ledger, self.catalogue.gate)

    @cached_property
    def titles(self) -> Titles:
        """The titles of all meetings, for the rank."""
        return Titles(self.facts)

    def agency_names(self, today: dt.date) -> AgencyNames:
        """The names of agencies as of a day, and which of them hosted a record."""
        names = self._names.get(today)
        if names is None:
            hosts = frozenset(ident for facts in self.facts.values() for ident in facts.host_ids)
            names = self._names[today] = AgencyNames(self.catalogue.agencies, today, hosts)
        return names


@dataclass(frozen=True)
class View:
    """What one request may see: the public view, with its words and its search. A view of some of the
    records is ranked as the `whole` is, so that no filter changes the order."""

    snapshot: Snapshot
    public: PublicView
    whole: PublicView | None = None

    def with_issue(self, issue: Issue) -> View:
        """This view as it would be with another issue file, or with this one in the place of the one
        of its name. Nothing that is kept of the archive itself is touched."""
        catalogue = self.snapshot.catalogue
        others = (other for other in catalogue.issues if other.slug != issue.slug)
        changed = dataclasses.replace(catalogue, issues=(*others, issue))
        snapshot = dataclasses.replace(
            self.snapshot, catalogue=changed, stamp="", _views={}, _names={}
        )
        return View(snapshot, snapshot.public(self.public.now))

    def settings(self, archive: ArchiveSettings) -> ArchiveSettings:
        """What the archive says of itself as it may be shown: without what is withdrawn."""
        return side_files.shown_settings(archive, self.snapshot.catalogue.gate.records)

    def meeting(self, ident: str) -> Meeting | None:
        """The visible meeting with exactly this id."""
        return self.public.by_id.get(ident)

    def document(self, meeting: Meeting) -> Document:
        """The items of a visible meeting; a withdrawn speech has lost its words."""
        document = self.snapshot.document(meeting.id)
        return without_withdrawn(document, meeting.id, self.snapshot.catalogue.gate)

    def first_items(self, meeting: Meeting) -> tuple[Item, ...]:
        """The items with which a visible record begins: enough for its first words, without reading
        the rest."""
        if self.snapshot.catalogue.gate.hides_speeches(meeting.id):
            return self.document(meeting).items
        source = self.snapshot.source(meeting.id).decode("utf-8", "replace")
        if len(source) <= _BEGINNING:
            return parse_document(source).items
        return parse_document(source[:_BEGINNING]).items[:-1]  # the last one may be cut

    def source(self, meeting: Meeting) -> bytes:
        """The Markdown file of a visible meeting, byte for byte, but for withdrawn speeches."""
        if not self.snapshot.catalogue.gate.hides_speeches(meeting.id):
            return self.snapshot.source(meeting.id)
        data = self.snapshot.source(meeting.id)
        parsed = parse.parse(data, meeting.path)
        return withdrawn_speeches.remove(data, parsed, self.snapshot.catalogue.gate)[0]

    def find_speech(self, speech_id: str) -> list[tuple[Meeting, Item]]:
        """Every visible record that has an item with this id, newest first."""
        found = []
        for name in self.snapshot.holders(speech_id):
            meeting = self.meeting(name)
            item = meeting and self.document(meeting).item(speech_id)
            if meeting and item:
                found.append((meeting, item))
        return sorted(found, key=lambda pair: (-pair[0].sort_day.toordinal(), pair[0].id))

    def resolve(self, meeting: Meeting, ident: str) -> Resolved | None:
        """What became of an id that a visible record does not have (any more)."""
        there = self.document(meeting).ids - {""}
        hidden = self.snapshot.catalogue.gate.withdrawn_speech
        return self.snapshot.known_ids.resolve(
            meeting.id, ident, there, lambda i: hidden(meeting.id, i) is not None
        )

    def old_ids(self, meeting: Meeting) -> Iterator[tuple[str, Resolved]]:
        """Every id that stood in a visible record once and does no longer, with what became of it."""
        there = self.document(meeting).ids - {""}
        hidden = self.snapshot.catalogue.gate.withdrawn_speech
        yield from self.snapshot.known_ids.resolve_all(
            meeting.id, there, lambda i: hidden(meeting.id, i) is not None
        )

    def revisions(self, meeting: Meeting) -> Revisions:
        """The revisions of a visible record that may be shown; none where the history could not be read
        up to what is published."""
        book = self.snapshot.known_ids.ledger
        if book.trouble:
            return Revisions(current=False, unread=True)
        life, present = book.life(meeting.id), book.present.get(meeting.id)
        gate, withdrawn = self.snapshot.catalogue.gate, self.snapshot.withdrawn_ids
        return revisions(life, present, meeting, gate, withdrawn, self.telling)

    @property
    def telling(self) -> Telling:
        """What versions tell of records that may not be seen; made once."""
        whole = self.whole or self.public
        telling: Telling | None = vars(whole).get("telling")
        if telling is None:
            catalogue, book = self.snapshot.catalogue, self.snapshot.known_ids.ledger
            ids = [meeting.id for meeting in catalogue.meetings]
            telling = Telling.of(book.elsewhere, catalogue.gate, ids, whole.by_id.keys())
            vars(whole)["telling"] = telling
        return telling

    def published(self, meeting: Meeting) -> dt.date | None:
        """The day on which git saw a visible record become public, where it did."""
        known_ids = self.snapshot.known_ids
        moment = seen_published(known_ids.ledger, meeting, self.snapshot.catalogue.gate)
        return moment.astimezone(known_ids.zone).date() if moment else None

    def parse_query(
        self,
        typed: str,
        *,
        aliases: bool = True,
        hosting: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> Query:
        """The query in `typed`; understood, and with agencies' other names, unless switched off.
        `hosting` are the records, by agency, that only words of other records give it as host."""
        names = self.snapshot.agency_names(self.public.now.date())
        return parser.parse(typed, names if aliases else None, hosting)

    def make_ready(self) -> None:
        """Make what every question asks, so that the first one does not wait for it."""
        _ = self.measures.order, self.measures.lengths, self.measures.characters, self.names

    @property
    def measures(self) -> Measures:
        """What the rank knows of the view; made once."""
        whole = self.whole or self.public
        measures: Measures | None = vars(whole).get("measures")
        if measures is None:
            counts = [one.counts(whole.by_id.keys()) for one in self.snapshot.searchers]
            measures = Measures(whole.by_id, self.snapshot.titles, counts)
            vars(whole)["measures"] = measures
        return measures

    @property
    def names(self) -> related.Names:
        """The names of people that the records or the registry know; made once."""
        names: related.Names | None = vars(self.public).get("names")
        if names is None:
            names = vars(self.public)["names"] = related.Names(self._all_names())
        return names

    def _all_names(self) -> Iterator[str]:
        for person in self.snapshot.catalogue.people:
            yield from (person.name.zh, person.name.en, *person.labels)
        for meeting in self.public.meetings:
            yield from (speaker.name for speaker in meeting.speakers)
            yield from (attendee.name for attendee in meeting.front.attendees)

    def related(self, query: Query) -> related.Related:
        """Words of the records for the word of a query, see `pipeline.search.words.related`;
        looked for once while the view shows the same records."""
        by_query: dict[str, related.Related] = vars(self.public).setdefault("related", {})
        if query.typed not in by_query:
            if len(by_query) >= _RELATED:
                by_query.clear()
            searchers, shown = self.snapshot.searchers, self.public.by_id.keys()
            found = related.related(query, searchers, shown, self.measures, self.names)
            by_query[query.typed] = found
        return by_query.get(query.typed, related.Related())

    def known_words(self, typed: str) -> list[str]:
        """The words within a longer one that no record holds, see `pipeline.search.words.known_words`."""
        searchers, shown = self.snapshot.searchers, self.public.by_id.keys()
        return known_words.known_words(typed, searchers, shown, self.measures)

    def found(self, query: Query) -> Matches:
        """The meetings that hold all of a query, each with the number of its speeches that do."""
        return find_in(self.snapshot.searchers, query, self.public.by_id.keys())

    def number(self, query: Query) -> int:
        """How many meetings hold all of a query."""
        return len(self.found(query))

    def search(
        self,
        query: Query,
        *,
        sort: results.Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        hosts: Mapping[str, Sequence[str]] = MappingProxyType({}),
        subjects: ShortTexts = NO_TEXTS,
    ) -> results.Results:
        """One page of a query's results; `hosts` and `subjects` as in `results.run`."""
        return results.run(
            query,
            self.snapshot.searchers,
            self.public,
            self.snapshot.facts.__getitem__,
            self.measures,
            sort=sort,
            limit=limit,
            offset=offset,
            hosts=hosts,
            subjects=subjects,
        )


def without_withdrawn(document: Document, meeting: str, gate: Gate) -> Document:
    """The document of a meeting in which withdrawn speeches have lost words, speaker and id."""
    if not gate.hides_speeches(meeting):
        return document
    gone = hidden_ids(gate, meeting, document.ids)
    items = tuple(_emptied(i) if i.id in gone else i for i in document.items)
    return dataclasses.replace(document, items=items, body="".join(i.source for i in items))


def _emptied(item: Item) -> Item:
    return item._replace(text="", source="", markdown="", type="narrative", speaker=None, id="")


def hidden_ids(gate: Gate, meeting: str, ids: Iterable[str]) -> frozenset[str]:
    """Those of a meeting's ids that belong to withdrawn speeches."""
    return frozenset(i for i in ids if gate.withdrawn_speech(meeting, i) is not None)
