"""One process's share of an indexing run: files → a text part and a shard of the engine."""

from __future__ import annotations

import dataclasses
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from minutes.findings.problem import Problem
from minutes.query.ordinals import ordinals_in
from minutes.query.restrictions import Facts, describe
from minutes.records.document import Document
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.folding import compose, fold
from pipeline.engines.protocol import MeetingWords, Place
from pipeline.engines.registry import engine_named
from pipeline.history import tombstones
from pipeline.index import text_store
from pipeline.source import files, parser, withdrawn_speeches
from pipeline.source.files import SourceFile
from pipeline.source.written_addresses import addresses_of

# Below this many changed files a second process would cost more than it brings.
WORTH_TWO = 24
# Set in a worker process: the number of files read so far, shared with the parent.
counter: Any = None

_PLACES: dict[str, Place] = {"speech": "speech", "head": "head"}


@dataclass(frozen=True, slots=True)
class Job:
    """What one process has to do."""

    settings: Settings
    engine: Path
    part: Path
    files: tuple[SourceFile, ...]
    drop: tuple[str, ...]
    purge: bool


@dataclass(frozen=True, slots=True)
class Built:
    """A meeting that was read: where its block begins in the part, and the lengths of its parts."""

    meeting: Meeting
    part: Path
    start: int
    lengths: text_store.Lengths
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one process made: the meetings that it read, and how many of them hold each token."""

    built: list[Built]
    words: Counter[str]


def begin_worker(read: Any) -> None:
    """Begin a worker: count the files that were read, and end with the process that it works for."""
    global counter
    counter = read
    parent = parent_process()
    assert parent is not None  # noqa: S101 (a worker has one)

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def shard_of(meeting: str, shards: int) -> int:
    """The shard that holds a meeting: always the same one, in whatever process it is asked."""
    return sum(meeting.encode("utf-8", "surrogatepass")) % shards


def build_shards(
    jobs: Sequence[Job], processes: int, progress: Callable[[int], None]
) -> list[Share]:
    """What each job makes, side by side in so many processes where that is worth it; `progress` hears of each
    record that was read."""
    records = sum(len(job.files) for job in jobs)
    if min(processes, len(jobs)) > 1 and records >= WORTH_TWO:
        return _build_side_by_side(jobs, processes, records, progress)
    return [build_shard(job, progress) for job in jobs]


def _build_side_by_side(
    jobs: Sequence[Job], processes: int, records: int, progress: Callable[[int], None]
) -> list[Share]:
    context = get_context("spawn")
    counter = context.Value("i", 0)
    with ProcessPoolExecutor(
        processes, context, initializer=begin_worker, initargs=(counter,)
    ) as pool:
        running = [pool.submit(build_shard, job) for job in jobs]
        done = 0
        while not all(r.done() for r in running):
            wait(running, timeout=0.2)
            done = _tell(progress, done, counter.value)
        _tell(progress, done, records)
        return [r.result() for r in running]


def _tell(progress: Callable[[int], None], done: int, total: int) -> int:
    if total > done:
        progress(total - done)
    return total


def build_shard(job: Job, progress: Callable[[int], None] | None = None) -> Share:
    """Read the job's files, write their texts and their tokens."""
    sides = tombstones.side_files_of(job.settings)
    gate = sides.gate(job.settings.archive.zone, ())  # asked about withdrawn speeches only
    writer = engine_named(job.settings.archive.engine).writer(job.engine)
    built: list[Built] = []
    counts: Counter[str] = Counter()
    try:
        writer.drop(job.drop)
        with job.part.open("wb") as out:
            for file in job.files:
                try:
                    data = files.read(job.settings, file)
                except OSError:
                    continue  # it went away since the folder was read; the caller misses it
                data, parsed = withdrawn_speeches.remove(data, parser.parse(data, file.path), gate)
                meeting = dataclasses.replace(parsed.meeting, draft=file.draft)
                facts = describe(meeting, sides.agencies, sides.issues)
                pieces = list(passages(facts, parsed.document))
                block, lengths = text_store.encode(pieces, data)
                built.append(Built(meeting, job.part, out.tell(), lengths, parsed.problems))
                out.write(block)
                entry = words(meeting.id, pieces, block)
                writer.put([entry])
                numbers = (row for _, folded in entry.passages for row in ordinals_in(folded))
                counts.update({*entry.tokens, *numbers})
                _count(progress)
        writer.commit(purge=job.purge)
    except BaseException:
        writer.cancel()
        raise
    return Share(built, counts)


def _count(progress: Callable[[int], None] | None) -> None:
    if progress is not None:
        progress(1)
    elif counter is not None:
        with counter.get_lock():
            counter.value += 1


def passages(facts: Facts, document: Document) -> Iterator[text_store.Passage]:
    """A meeting's passages: title, head, items."""
    yield text_store.Passage("title", "", None, compose(facts.meeting.title))
    for text in facts.head:
        yield text_store.Passage("head", "", None, text)
    for item in document.items:
        named = tuple(addresses_of(item))
        yield text_store.Passage(item.type, item.id, item.speaker, item.text, named)


def words(meeting: str, pieces: Sequence[text_store.Passage], block: bytes = b"") -> MeetingWords:
    """What the engine is given of a meeting, whose block this is."""
    placed = [(_PLACES.get(p.type, "elsewhere"), fold(p.text)) for p in pieces]
    items = sorted({p.id for p in pieces if p.id})
    return MeetingWords(meeting, placed, [p.speaker for p in pieces], block, items)
