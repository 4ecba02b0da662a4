"""What follows from the texts of a generation and is brought up to date before anybody reads them: the
ledger of ids, and the table of words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from minutes import plain_files
from minutes.publication.gate import Gate
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.history import bookkeeping
from pipeline.history.withheld.sources import LyingFile, PublishedRecord
from pipeline.index import text_store, word_counts
from pipeline.index.generation import WORDS, Generation
from pipeline.source import files
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles


def keep_history(
    settings: Settings,
    read: SideFiles,
    gate: Gate,
    generation: Generation,
    now: dt.datetime,
    there: Mapping[SourceFile, str],
    *,
    begun: bool,
) -> None:
    """Write down what became of ids: whoever reads the new texts finds the old addresses, too. `read` are
    the small files as they were read, `there` all files with their digests; `begun` is whether there was an
    index before."""
    with closing(generation.store(generation.blocks)) as store:
        published = [
            PublishedRecord(
                m.id,
                f"{m.digest[:16]} {generation.heads.get(m.id, '')}",
                partial(store.source, m.id),
                partial(_whole, settings, store, m) if gate.hides_speeches(m.id) else None,
                partial(store.folded, m.id),
            )
            for m in generation.meetings
        ]
        whole = {m.id for m in generation.meetings if not gate.hides_speeches(m.id)}
        lying = [
            LyingFile(file.id, digest, partial(_lying, settings, file))
            for file, digest in there.items()
            if file.id not in whole
        ]
        bookkeeping.refresh(
            settings,
            gate,
            read.redirects,
            published,
            rows=read.withdrawals,
            now=now,
            lying=lying,
            registered=read.people.called,
            begun=begun,
        )


def _lying(settings: Settings, file: SourceFile) -> bytes | None:
    with suppress(OSError):  # it went away since the folder was read
        return files.read(settings, file)
    return None


def _whole(settings: Settings, store: text_store.Store, meeting: Meeting) -> bytes:
    """A record's file as it lies; as it is published, where it went away since."""
    try:
        return plain_files.read(settings.home(draft=meeting.draft), meeting.path)
    except OSError:
        return store.source(meeting.id)


def count_words(
    folder: Path,
    came: Iterable[Mapping[str, int]],
    old: Generation,
    drop: Collection[str],
) -> None:
    """Write a new generation's table of words: the old one without the meetings that are dropped, with
    the words of those that came."""
    words: Counter[str] = Counter()
    for more in came:
        words.update(more)
    if not old.is_there:
        word_counts.write(folder / WORDS, words)
        return
    with closing(old.store(old.blocks)) as store:
        for meeting in old.blocks.keys() & set(drop):
            words.subtract(store.words(meeting))
    word_counts.write(folder / WORDS, words, old.folder / WORDS)
