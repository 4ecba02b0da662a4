"""Opens a generation on disk, or reads the folder where there is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from minutes.addresses.redirects import Redirects, fold_address
from minutes.catalogue.public_view import Catalogue
from minutes.publication.gate import Gate
from minutes.query.restrictions import Facts, describe
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.folding import fold
from pipeline.archive.snapshot import Snapshot, hidden_ids
from pipeline.engines.brute_force import BruteForceSearcher, MeetingText
from pipeline.engines.protocol import Utterance
from pipeline.engines.registry import engine_named
from pipeline.index import generation as generations
from pipeline.index import indexer
from pipeline.index.generation import Generation
from pipeline.index.text_store import Store
from pipeline.search.exact import IndexSearcher
from pipeline.source import files as ingest
from pipeline.source import parser, withdrawn_speeches
from pipeline.source.files import source_path
from pipeline.source.parser import Parsed
from pipeline.source.side_files import SideFiles

_MAX_ANEW = 200


def open_generation(settings: Settings, generation: Generation, now: dt.datetime) -> Snapshot:
    """A generation ready to be read, with the held records that have become due in memory."""
    small = SideFiles.load(settings.transcripts)
    due = [h for h in generation.held if h.due is not None and h.due <= now]
    anew = [*((h.path, h.draft) for h in due), *_struck_since(generation, small)][:_MAX_ANEW]
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for name, draft in anew:
        path = source_path(settings, name, draft=draft)
        try:
            data = path.read_bytes()
        except OSError:
            continue
        found = parser.parse(data, name)
        meeting = dataclasses.replace(found.meeting, draft=draft)
        parsed[meeting.id], sources[meeting.id] = dataclasses.replace(found, meeting=meeting), data
    known = {m.id: m for m in generation.meetings}
    meetings = [*known.values(), *(p.meeting for i, p in parsed.items() if i not in known)]
    blocks = {i: b for i, b in generation.blocks.items() if i not in parsed}
    store = Store(generation.folder / generations.TEXT, blocks)
    reader = engine_named(generation.engine).reader(generation.folder / generations.ENGINE)
    snapshot = _assemble(generation.name, settings, small, meetings, parsed, sources, store)
    exact = IndexSearcher(reader, store, snapshot.facts)
    return dataclasses.replace(
        snapshot,
        reader=reader,
        held=generation.held,
        searchers=(exact, *(snapshot.searchers if parsed else ())),
    )


def _struck_since(generation: Generation, small: SideFiles) -> Iterator[tuple[str, bool]]:
    """The files of the indexed records that lost a speech since: without its words the ids of its
    neighbours are others, and a tombstone finds its speech in the text that those before it left."""
    wanted = {fold_address(w.meeting) for w in small.withdrawals if w.speech}
    for meeting in generation.meetings if wanted else ():
        mark = generation.heads.get(meeting.id)
        if fold_address(meeting.id) in wanted and mark != indexer.head_mark(small, meeting):
            yield meeting.path, meeting.draft


def read_folder(settings: Settings) -> Snapshot:
    """A folder of transcripts read into memory, without an index: for a few files."""
    files = ingest.find(settings.transcripts)
    if settings.drafts:
        files += ingest.find(settings.drafts, draft=True)
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for file in ingest.unique(files)[0]:
        data = source_path(settings, file.path, draft=file.draft).read_bytes()
        found = parser.parse(data, file.path)
        meeting = dataclasses.replace(found.meeting, draft=file.draft)
        parsed[file.id], sources[file.id] = dataclasses.replace(found, meeting=meeting), data
    meetings = [p.meeting for p in parsed.values()]
    small = SideFiles.load(settings.transcripts)
    return _assemble("memory", settings, small, meetings, parsed, sources, None)


def _assemble(
    name: str,
    settings: Settings,
    small: SideFiles,
    meetings: Sequence[Meeting],
    parsed: dict[str, Parsed],
    sources: dict[str, bytes],
    store: Store | None,
) -> Snapshot:
    gate = small.gate(settings.archive.zone, meetings)
    for ident, one in parsed.items():
        sources[ident], parsed[ident] = withdrawn_speeches.remove(sources[ident], one, gate)
    read = {p.meeting.path: p.meeting for p in parsed.values()}
    meetings = [read.get(m.path, m) for m in meetings]
    hidden = {} if store is None else _still_stored(meetings, parsed, store, gate)
    meetings = [
        _without_speakers(m, store, gate) if store and hidden.get(m.id) else m for m in meetings
    ]
    homes = [home for home in (settings.transcripts, settings.drafts) if home]
    old = [row for home in homes for row in withdrawn_speeches.moved(home, gate)]
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
        m.id: describe(m, small.agencies, small.issues, hidden.get(m.id, frozenset()))
        for m in meetings
    }
    memory = BruteForceSearcher(text_of(facts[i], p.document.items) for i, p in parsed.items())
    return Snapshot(
        name,
        catalogue,
        facts,
        (memory,),
        store,
        parsed,
        sources,
        (),
        schedule=small.schedule,
        data=settings.data if store is not None else None,
    )


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
    now = withdrawn_speeches.remove(data, parser.parse(data, meeting.path), gate)[1].meeting
    return dataclasses.replace(now, digest=meeting.digest, draft=meeting.draft)


def text_of(facts: Facts, items: Iterable[Item]) -> MeetingText:
    """A meeting for brute force."""
    return MeetingText(
        facts, tuple(Utterance(i.id, i.type, i.speaker, i.text, fold(i.text)) for i in items)
    )
