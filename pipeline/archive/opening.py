"""Opens a generation on disk, or reads the folder where there is none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import Redirects, fold_address
from minutes.catalogue.public_view import Catalogue
from minutes.publication.gate import Gate
from minutes.query.restrictions import Facts, describe
from minutes.records.document import Item
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.folding import fold
from minutes.text.lists import omit, pick
from pipeline.archive.snapshot import Snapshot, hidden_ids
from pipeline.engines.brute_force import BruteForceSearcher, MeetingText
from pipeline.engines.protocol import Utterance
from pipeline.engines.registry import engine_named
from pipeline.history import ledger, tombstones
from pipeline.history.resolution import KnownIds
from pipeline.index import generation as generations
from pipeline.index import head_fingerprints
from pipeline.index.generation import Generation
from pipeline.index.text_store import Store
from pipeline.index.word_counts import WordCounts
from pipeline.search.exact import IndexSearcher
from pipeline.source import files as ingest
from pipeline.source import parser, withdrawn_speeches
from pipeline.source.files import SourceFile
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
    read = tombstones.side_files_of(settings, tombstones_expected=tombstones_expected)
    small = _without_renamed(settings, generation, read)
    due = [(h.path, h.draft) for h in generation.held if h.is_due(now)]
    anew = list(dict.fromkeys([*_redacted_since(generation, small), *due]))
    if len(anew) > MANY_ANEW:
        _log.warning("%d records are read at once: run `minutes index`", len(anew))
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for name, draft, data in _due_files(settings, anew):
        found = _parsed(data, name, draft)
        parsed[found.meeting.id], sources[found.meeting.id] = found, data
    known = {m.id: m for m in generation.meetings}
    meetings = [*known.values(), *(p.meeting for p in omit(parsed, known).values())]
    blocks = omit(generation.blocks, parsed)
    replaced = pick(generation.blocks, parsed)
    texts = generation.folder / generations.TEXT
    store = Store(texts, blocks, replaced, generation.read)
    reader = engine_named(generation.engine).reader(generation.folder / generations.ENGINE)
    snapshot = _assemble(generation.name, settings, small, meetings, parsed, sources, store)
    words = WordCounts(generation.folder / generations.WORDS)
    exact = IndexSearcher(reader, store, snapshot.facts, words)
    return dataclasses.replace(
        snapshot,
        reader=reader,
        held=generation.held,
        searchers=(exact, *(snapshot.searchers if parsed else ())),
    )


def _due_files(
    settings: Settings, files: Iterable[tuple[str, bool]]
) -> Iterator[tuple[str, bool, bytes]]:
    """The bytes of files, each named by its path and by whether it is a draft; one that cannot be read
    is left out, and noted."""
    for name, draft in files:
        try:
            yield name, draft, plain_files.read(settings.home(draft=draft), name)
        except OSError as error:
            _log.warning("%s: it is due and cannot be read: %s", name, error.strerror)


def _parsed(data: bytes, name: str, draft: bool) -> Parsed:
    found = parser.parse(data, name)
    return dataclasses.replace(found, meeting=dataclasses.replace(found.meeting, draft=draft))


def _without_renamed(settings: Settings, generation: Generation, small: SideFiles) -> SideFiles:
    """The same small files; where a row means a file that came or became another since the generation was
    made, those of its records whose files are gone wait: one of them may be that record, renamed by hand.
    Those whose files became others wait, too, unless only the one of which a speech is withdrawn did."""
    if not small.withdrawals:
        return small
    gate = small.gate(settings.archive.zone, ())
    known = dict(zip(generation.names, generation.files.values(), strict=True))
    there = ingest.by_id(settings)
    named = frozenset(chain.from_iterable(map(gate.names, small.withdrawals)))
    is_another = cache(partial(_is_another, settings, known))
    meant = [name for name in there if likeness(name) in named and is_another(there[name])]
    if not meant:
        return small
    is_whole = any(name not in known or gate.withdrawn(name) for name in meant)
    ids = [meeting.id for meeting in generation.meetings]
    wait = {name for name in ids if name not in there or (is_whole and is_another(there[name]))}
    closed = {likeness(name): meant[0] for name in wait.difference(meant)}
    return dataclasses.replace(small, closed={**closed, **small.closed})


def _is_another(
    settings: Settings, known: Mapping[str, tuple[tuple[int, ...], str]], file: SourceFile
) -> bool:
    """Whether a file is not the one of that name whose stamp and digest are known."""
    stamp, digest = known.get(file.id, ((), ""))
    if stamp == file.stamp:
        return False
    try:
        return ingest.digest(ingest.read(settings, file)) != digest
    except OSError:
        return True


def _redacted_since(generation: Generation, small: SideFiles) -> Iterator[tuple[str, bool]]:
    """The files of the indexed records that lost a speech since: without its words the ids of its
    neighbours are others, and a tombstone finds its speech in the text that those before it left."""
    wanted = {likeness(w.meeting) for w in small.withdrawals if w.speech}
    for meeting in generation.meetings if wanted else ():
        then = generation.heads.get(meeting.id)
        now = partial(head_fingerprints.head_fingerprint, small, meeting)
        if likeness(meeting.id) in wanted and then != now():
            yield meeting.path, meeting.draft


def read_folder(settings: Settings, tombstones_expected: bool = False) -> Snapshot:
    """A folder of transcripts read into memory, without an index: for a few files."""
    sources: dict[str, bytes] = {}
    parsed: dict[str, Parsed] = {}
    for file in ingest.unique(ingest.of_archive(settings))[0]:
        data = ingest.read(settings, file)
        parsed[file.id], sources[file.id] = _parsed(data, file.path, file.draft), data
    meetings = [p.meeting for p in parsed.values()]
    small = tombstones.side_files_of(settings, tombstones_expected=tombstones_expected)
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
    old = [row for home in settings.homes for row in withdrawn_speeches.moved_ids(home, gate)]
    known = KnownIds(settings.transcripts, ledger.load(settings.data), settings.archive.zone)
    catalogue = Catalogue(
        tuple(meetings),
        gate,
        small.issues,
        small.agencies,
        small.people,
        Redirects((*small.redirects.pairs, *old, *_folded(known.renames()))),
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
        known,
        schedule=small.schedule,
        data=settings.data if store is not None else None,
    )


def _folded(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((fold_address(old), fold_address(new)) for old, new in pairs)


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
