"""An archive as its readers use it: one snapshot of the current generation, renewed when it
changes, and views of it for one moment. Never writes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from minutes import syntax
from minutes.catalogue import Catalogue, PublicView
from minutes.document import Document, Item
from minutes.errors import IndexMissing, SettingsError
from minutes.facts import Facts, gather
from minutes.fold import fold
from minutes.model import Meeting
from minutes.query import Query
from minutes.redirects import Redirects, fold_address
from minutes.registry import spellings
from minutes.settings import Settings
from minutes.visibility import Gate
from pipeline import generation as generations
from pipeline import index, ingest, parse, results, sides, struck
from pipeline.engines import Engine, Said, Searcher
from pipeline.engines.memory import Memory, Text
from pipeline.engines.whoosh import WhooshEngine
from pipeline.generation import Generation, Held
from pipeline.parse import Parsed
from pipeline.search import Exact
from pipeline.sides import Sides
from pipeline.store import Store

_log = logging.getLogger("minutes.archive")
_DOCUMENTS = 24
_MAX_ANEW = 200
_TRIES = 5


@dataclass(frozen=True)
class Snapshot:
    """One generation, opened, with the small files as they were then."""

    name: str
    catalogue: Catalogue
    facts: dict[str, Facts]
    searchers: tuple[Searcher, ...]
    store: Store | None
    parsed: dict[str, Parsed]
    sources: dict[str, bytes]
    held: tuple[Held, ...]
    engine: Engine | None = None
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
        if meeting in self.sources:
            return self.sources[meeting]
        assert self.store is not None  # noqa: S101 (what is not in memory is in the store)
        return self.store.source(meeting)

    def holders(self, speech_id: str) -> list[str]:
        """The meetings that have an item with this id."""
        found = [
            m for m, p in self.parsed.items() if any(i.id == speech_id for i in p.document.items)
        ]
        return found + (self.store.holders(speech_id) if self.store else [])

    def aliases(self, now: dt.date) -> syntax.Aliases:
        """Other spellings of an agency's name, for words typed without quotes."""
        agencies = self.catalogue.agencies

        def widen(word: str) -> tuple[str, ...]:
            agency = agencies.resolve(word, now)
            if agency is None:
                return ()
            return tuple(s for s in spellings(agency) if fold(s) != word)

        return widen


@dataclass(frozen=True)
class View:
    """What one request may see: the public view, with its words and its search."""

    snapshot: Snapshot
    public: PublicView

    def meeting(self, ident: str) -> Meeting | None:
        """The visible meeting with exactly this id."""
        return self.public.by_id.get(ident)

    def document(self, meeting: Meeting) -> Document:
        """The items of a visible meeting; a withdrawn speech has lost its words."""
        document = self.snapshot.document(meeting.id)
        return without_withdrawn(document, meeting.id, self.snapshot.catalogue.gate)

    def source(self, meeting: Meeting) -> bytes:
        """The Markdown file of a visible meeting, byte for byte, but for withdrawn speeches."""
        if not self.snapshot.catalogue.gate.hides_speeches(meeting.id):
            return self.snapshot.source(meeting.id)
        data = self.snapshot.source(meeting.id)
        parsed = parse.parse(data, meeting.path)
        return struck.strike(data, parsed, self.snapshot.catalogue.gate)[0]

    def find_speech(self, speech_id: str) -> list[tuple[Meeting, Item]]:
        """Every visible record that has an item with this id, newest first."""
        found = []
        for name in self.snapshot.holders(speech_id):
            meeting = self.meeting(name)
            item = meeting and next(
                (i for i in self.document(meeting).items if i.id == speech_id), None
            )
            if meeting and item:
                found.append((meeting, item))
        return sorted(
            found, key=lambda pair: (-(pair[0].date or dt.date.min).toordinal(), pair[0].id)
        )

    def parse_query(self, typed: str, *, aliases: bool = True) -> Query:
        """The query in `typed`, with agencies' other names unless switched off."""
        return syntax.parse(
            typed, self.snapshot.aliases(self.public.now.date()) if aliases else None
        )

    def search(
        self,
        query: Query,
        *,
        sort: results.Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
    ) -> results.Results:
        """One page of a query's results."""
        return results.run(
            query,
            self.snapshot.searchers,
            self.public,
            self.snapshot.facts.__getitem__,
            sort=sort,
            limit=limit,
            offset=offset,
        )


class Archive:
    """One archive in this process. Threads may share it; `view` is cheap."""

    def __init__(
        self, settings: Settings, *, in_memory: bool = False, private: bool = False
    ) -> None:
        self.settings = settings
        self.in_memory = in_memory
        self.private = private
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._mark: tuple[object, ...] = ()

    def view(self, now: dt.datetime | None = None) -> View:
        """What may be seen at `now` (aware; the present by default).

        Raises `IndexMissing` where nothing has been indexed yet.
        """
        now = now or sides.now()
        snapshot = self.snapshot(now)
        if self.private:
            return View(snapshot, snapshot.catalogue.everything(now))
        return View(snapshot, snapshot.public(now))

    def snapshot(self, now: dt.datetime) -> Snapshot:
        """The current generation with what became due since it was made."""
        mark = self._current_mark(now)
        if self._snapshot is None or mark != self._mark:
            with self._lock:
                if self._snapshot is None or mark != self._mark:
                    self._renew(now, mark)
        assert self._snapshot is not None  # noqa: S101 (`_renew` sets it or raises)
        return self._snapshot

    def _current_mark(self, now: dt.datetime) -> tuple[object, ...]:
        folder = self.settings.transcripts
        if self.in_memory:
            return tuple((f.path, f.mark) for f in ingest.find(folder)), sides.marks(folder)
        try:
            stat = (self.settings.data / generations.POINTER).stat()
        except OSError as error:
            if self._snapshot is not None:
                return ()
            raise IndexMissing(f"{self.settings.data}: run `minutes index` first") from error
        due = 0
        if self._snapshot is not None:
            due = sum(h.due is not None and h.due <= now for h in self._snapshot.held)
        return stat.st_mtime_ns, stat.st_ino, sides.marks(folder), due

    def _renew(self, now: dt.datetime, mark: tuple[object, ...]) -> None:
        try:
            if self.in_memory:
                self._snapshot = read_folder(self.settings)
            else:
                self._snapshot = self._open(now)
                # What changed while it was being opened must differ from the mark next time.
                mark = (*mark[:-1], *self._current_mark(now)[-1:])
        except (SettingsError, IndexMissing, OSError) as error:
            if self._snapshot is None:
                raise
            _log.error("keeping the last good state: %s", error)
        self._mark = mark

    def _open(self, now: dt.datetime) -> Snapshot:
        """The current generation; anew where it was replaced while it was being opened."""
        lost: Exception | None = None
        for _ in range(_TRIES):
            generation = generations.current(self.settings.data)
            if generation is None:
                continue
            try:
                snapshot = open_generation(self.settings, generation, now)
            except Exception as error:
                if generation.folder.is_dir():
                    raise
                lost = error
            else:
                if generation.folder.is_dir():
                    return snapshot
        raise IndexMissing(f"{self.settings.data}: run `minutes index` first") from lost


def without_withdrawn(document: Document, meeting: str, gate: Gate) -> Document:
    """The document of a meeting in which withdrawn speeches have lost words, speaker and id."""
    if not gate.hides_speeches(meeting):
        return document
    gone = hidden_ids(gate, meeting, (i.id for i in document.items))
    items = tuple(_emptied(i) if i.id in gone else i for i in document.items)
    return dataclasses.replace(document, items=items, body="".join(i.source for i in items))


def _emptied(item: Item) -> Item:
    return dataclasses.replace(
        item, text="", source="", markdown="", type="narrative", speaker=None, id=""
    )


def open_generation(settings: Settings, generation: Generation, now: dt.datetime) -> Snapshot:
    """A generation ready to be read, with the held records that have become due in memory."""
    small = Sides.load(settings.transcripts)
    due = [h for h in generation.held if h.due is not None and h.due <= now]
    anew = [*((h.path, h.draft) for h in due), *_struck_since(generation, small)][:_MAX_ANEW]
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for name, draft in anew:
        path = index.source_path(settings, name, draft=draft)
        try:
            data = path.read_bytes()
        except OSError:
            continue
        found = parse.parse(data, name)
        meeting = dataclasses.replace(found.meeting, draft=draft)
        parsed[meeting.id], sources[meeting.id] = dataclasses.replace(found, meeting=meeting), data
    known = {m.id: m for m in generation.meetings}
    meetings = [*known.values(), *(p.meeting for i, p in parsed.items() if i not in known)]
    blocks = {i: b for i, b in generation.blocks.items() if i not in parsed}
    store = Store(generation.folder / generations.TEXT, blocks)
    engine = WhooshEngine(generation.folder / generations.ENGINE)
    snapshot = _assemble(generation.name, settings, small, meetings, parsed, sources, store)
    exact = Exact(engine, store, snapshot.facts)
    return dataclasses.replace(
        snapshot,
        engine=engine,
        held=generation.held,
        searchers=(exact, *(snapshot.searchers if parsed else ())),
    )


def _struck_since(generation: Generation, small: Sides) -> Iterator[tuple[str, bool]]:
    """The files of the indexed records that lost a speech since: without its words the ids of its
    neighbours are others, and a tombstone finds its speech in the text that those before it left."""
    wanted = {fold_address(w.meeting) for w in small.withdrawals if w.speech}
    for meeting in generation.meetings if wanted else ():
        mark = generation.heads.get(meeting.id)
        if fold_address(meeting.id) in wanted and mark != index.head_mark(small, meeting):
            yield meeting.path, meeting.draft


def read_folder(settings: Settings) -> Snapshot:
    """A folder of transcripts read into memory, without an index: for a few files."""
    files = ingest.find(settings.transcripts)
    if settings.drafts:
        files += ingest.find(settings.drafts, draft=True)
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for file in ingest.unique(files)[0]:
        data = index.source_path(settings, file.path, draft=file.draft).read_bytes()
        found = parse.parse(data, file.path)
        meeting = dataclasses.replace(found.meeting, draft=file.draft)
        parsed[file.id], sources[file.id] = dataclasses.replace(found, meeting=meeting), data
    meetings = [p.meeting for p in parsed.values()]
    small = Sides.load(settings.transcripts)
    return _assemble("memory", settings, small, meetings, parsed, sources, None)


def _assemble(
    name: str,
    settings: Settings,
    small: Sides,
    meetings: Sequence[Meeting],
    parsed: dict[str, Parsed],
    sources: dict[str, bytes],
    store: Store | None,
) -> Snapshot:
    gate = small.gate(settings.archive.zone, meetings)
    for ident, one in parsed.items():
        sources[ident], parsed[ident] = struck.strike(sources[ident], one, gate)
    read = {p.meeting.path: p.meeting for p in parsed.values()}
    meetings = [read.get(m.path, m) for m in meetings]
    hidden = {} if store is None else _still_stored(meetings, parsed, store, gate)
    meetings = [
        _without_speakers(m, store, gate) if store and hidden.get(m.id) else m for m in meetings
    ]
    homes = [home for home in (settings.transcripts, settings.drafts) if home]
    old = [row for home in homes for row in struck.moved(home, gate)]
    catalogue = Catalogue(
        tuple(meetings),
        gate,
        small.issues,
        small.agencies,
        small.people,
        Redirects((*small.redirects.pairs, *old)),
        small.twins,
    )
    facts = {
        m.id: gather(m, small.agencies, small.issues, hidden.get(m.id, frozenset()))
        for m in meetings
    }
    memory = Memory(text_of(facts[i], p.document.items) for i, p in parsed.items())
    return Snapshot(name, catalogue, facts, (memory,), store, parsed, sources, ())


def _still_stored(
    meetings: Iterable[Meeting], parsed: Collection[str], store: Store, gate: Gate
) -> dict[str, frozenset[str]]:
    """The withdrawn speeches that a generation still holds, because it was made before."""
    return {
        m.id: hidden_ids(gate, m.id, store.table(m.id).ids)
        for m in meetings
        if m.id not in parsed and gate.hides_speeches(m.id)
    }


def _without_speakers(meeting: Meeting, store: Store, gate: Gate) -> Meeting:
    """A record of the index without those who only said what has been withdrawn since."""
    data = store.source(meeting.id)
    now = struck.strike(data, parse.parse(data, meeting.path), gate)[1].meeting
    return dataclasses.replace(now, digest=meeting.digest, draft=meeting.draft)


def hidden_ids(gate: Gate, meeting: str, ids: Iterable[str]) -> frozenset[str]:
    """Those of a meeting's ids that belong to withdrawn speeches."""
    return frozenset(i for i in ids if gate.withdrawn_speech(meeting, i) is not None)


def text_of(facts: Facts, items: Iterable[Item]) -> Text:
    """A meeting for the memory engine."""
    return Text(facts, tuple(Said(i.id, i.type, i.speaker, i.text, fold(i.text)) for i in items))
