"""Opens a generation on disk, or reads the folder where there is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from minutes.addresses.redirects import Redirects, fold_address
from minutes.catalogue.public_view import Catalogue
from minutes.publication.gate import Gate
from minutes.query.restrictions import Facts, describe
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.folding import fold
from minutes.text.lists import omit, pick
from pipeline.archive import new_rows
from pipeline.archive.new_rows import NewRows
from pipeline.archive.snapshot import Snapshot, hidden_ids
from pipeline.engines.brute_force import BruteForceSearcher, MeetingText
from pipeline.engines.protocol import Utterance
from pipeline.engines.registry import engine_named
from pipeline.history import ledger, tombstones
from pipeline.history.resolution import KnownIds
from pipeline.index import generation as generations
from pipeline.index.generation import Generation
from pipeline.index.text_store import Store
from pipeline.index.word_counts import WordCounts
from pipeline.search.exact import IndexSearcher
from pipeline.source import files as ingest
from pipeline.source import parser, traces, withdrawn_speeches
from pipeline.source.parser import Parsed
from pipeline.source.side_files import SideFiles

_log = logging.getLogger("minutes.archive")
MANY_ANEW = 200  # records read into memory, above which every search takes noticeably longer


def open_generation(
    settings: Settings,
    generation: Generation,
    now: dt.datetime,
    *,
    tombstones_expected: bool = False,
) -> Snapshot:
    """A generation ready to be read; what was withdrawn since, and the held records that have become
    due, are read from their files into memory."""
    if any(not meeting.draft for meeting in generation.meetings):
        ingest.refuse_emptied(settings.transcripts)
    read = _small_files(settings, tombstones_expected)
    rows = NewRows(settings, generation, read)
    anew = list(rows.shown((h.path, h.draft) for h in generation.held if h.is_due(now)))
    if len(anew) > MANY_ANEW:
        _log.warning("%d records are read at once: run `minutes index`", len(anew))
    sides = new_rows.waiting(rows.sides, anew)
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for shown in anew:
        found = _parsed(shown.data, shown.path, shown.draft)
        parsed[found.meeting.id], sources[found.meeting.id] = found, shown.data
    indexed = {m.id: m for m in generation.meetings}
    meetings = [*indexed.values(), *(p.meeting for p in omit(parsed, indexed).values())]
    blocks = omit(generation.blocks, parsed)
    replaced = pick(generation.blocks, parsed)
    store = generation.store(blocks, replaced, generation.read)
    reader = engine_named(generation.engine).reader(generation.folder / generations.ENGINE)
    snapshot = _assemble(generation.name, settings, sides, meetings, parsed, sources, store)
    words = WordCounts(generation.folder / generations.WORDS)
    exact = IndexSearcher(reader, store, snapshot.facts, words)
    return dataclasses.replace(
        snapshot,
        reader=reader,
        held=generation.held,
        searchers=(exact, *(snapshot.searchers if parsed else ())),
    )


def _parsed(data: bytes, name: str, draft: bool) -> Parsed:
    found = parser.parse(data, name)
    return dataclasses.replace(found, meeting=dataclasses.replace(found.meeting, draft=draft))


def read_folder(settings: Settings, tombstones_expected: bool = False) -> Snapshot:
    """A folder of transcripts read into memory, without an index: for a few files."""
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for file in ingest.unique(ingest.of_archive(settings))[0]:
        data = ingest.read(settings, file)
        parsed[file.id], sources[file.id] = _parsed(data, file.path, file.draft), data
    meetings = [p.meeting for p in parsed.values()]
    sides = _small_files(settings, tombstones_expected)
    return _assemble("memory", settings, sides, meetings, parsed, sources, None)


def _small_files(settings: Settings, tombstones_expected: bool) -> SideFiles:
    """The small files with what is withdrawn, and what waits until a push is taken over."""
    read = tombstones.side_files_of(settings, tombstones_expected=tombstones_expected)
    waits = traces.waiting_for_push(settings.data)
    return dataclasses.replace(read, closed={**waits, **read.closed})


def _assemble(
    name: str,
    settings: Settings,
    sides: SideFiles,
    meetings: Sequence[Meeting],
    parsed: dict[str, Parsed],
    sources: dict[str, bytes],
    store: Store | None,
) -> Snapshot:
    gate = sides.gate(settings.archive.zone, meetings)
    for ident, one in parsed.items():
        sources[ident], parsed[ident] = withdrawn_speeches.remove(sources[ident], one, gate)
    read = {p.meeting.path: p.meeting for p in parsed.values()}
    meetings = [read.get(m.path, m) for m in meetings]
    hidden = {} if store is None else _still_stored(meetings, parsed, store, gate)
    meetings = [
        _without_speakers(m, store, gate) if store and hidden.get(m.id) else m for m in meetings
    ]
    known_ids = KnownIds(settings.transcripts, ledger.load(settings.data), settings.archive.zone)
    facts = {
        m.id: describe(m, sides.agencies, sides.issues, hidden.get(m.id, frozenset()))
        for m in meetings
    }
    memory = BruteForceSearcher(text_of(facts[i], p.document.items) for i, p in parsed.items())
    return Snapshot(
        name=name,
        catalogue=_catalogue(settings, sides, gate, meetings, known_ids),
        facts=facts,
        searchers=(memory,),
        store=store,
        parsed=parsed,
        sources=sources,
        held=(),
        known_ids=known_ids,
        schedule=sides.schedule,
        data=settings.data if store is not None else None,
        has_rows=sides.has_rows,
    )


def _catalogue(
    settings: Settings,
    sides: SideFiles,
    gate: Gate,
    meetings: Sequence[Meeting],
    known_ids: KnownIds,
) -> Catalogue:
    """The records with all addresses that lead to them: by the table, by ids that moved when others were
    withdrawn, by names that git knows."""
    moved = (withdrawn_speeches.moved_ids(home, gate) for home in settings.homes)
    pairs = (*sides.redirects.pairs, *chain.from_iterable(moved), *_folded(known_ids.renames()))
    return Catalogue(
        tuple(meetings),
        gate,
        sides.issues,
        sides.agencies,
        sides.people,
        Redirects(pairs),
        sides.twins,
    )


def _folded(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((fold_address(old), fold_address(new)) for old, new in pairs)


def _still_stored(
    meetings: Iterable[Meeting], parsed: Collection[str], store: Store, gate: Gate
) -> dict[str, frozenset[str]]:
    """The withdrawn speeches that a generation still holds, because it was made before."""
    names = [m.id for m in meetings if m.id not in parsed and gate.hides_speeches(m.id)]
    store.expect(names)
    return {name: hidden_ids(gate, name, store.table(name).ids) for name in names}


def _without_speakers(meeting: Meeting, store: Store, gate: Gate) -> Meeting:
    """A record of the index without those who only said what has been withdrawn since."""
    data = store.source(meeting.id)
    now = withdrawn_speeches.remove(data, parser.parse(data, meeting.path), gate)[1].meeting
    return dataclasses.replace(now, digest=meeting.digest, draft=meeting.draft)


def text_of(facts: Facts, items: Iterable[Item]) -> MeetingText:
    """A meeting for brute force."""
    return MeetingText(
        facts, tuple(Utterance(i.id, i.type, i.speaker, i.text, fold(i.text)) for i in items)
    )
