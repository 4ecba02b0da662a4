"""The rows of tombstones that came since an index was made, beside files that may have become others since, too: what
they take out is known again at once, and where a row finds nothing its record waits until it is indexed."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import chain, product
from operator import attrgetter
from pathlib import PurePosixPath

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import fold_address
from minutes.publication.gate import Gate, Withdrawal, conceal, good_rows
from minutes.publication.withdrawn_records import STRETCH, KeptRecord, Runs, marks, runs
from minutes.records import document
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.lists import by_key
from pipeline.index import head_fingerprints, withdrawn_copies
from pipeline.index.generation import Generation
from pipeline.source import files as ingest
from pipeline.source import parser, traces, withdrawn_speeches
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles

_log = logging.getLogger("minutes.archive")
_SPEECH = attrgetter("speech")


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as it may be shown; one that `waits` may not be."""

    path: str
    draft: bool
    data: bytes
    waits: bool = False


@dataclass(frozen=True)
class NewRows:
    """What is withdrawn since a generation was made; `read` are the small files with their tombstones led on."""

    settings: Settings
    generation: Generation
    read: SideFiles

    @cached_property
    def sides(self) -> SideFiles:
        """The small files, with what the records say of which something was withdrawn since: as they were
        indexed, and as they lie there. What repeats it, be it in the same push, is left out."""
        read = self._without_renamed
        found = frozenset(filter(None, (read.traces.trace(*speech) for speech in self._said)))
        records = frozenset(chain(self._whole_records(), self._speeches()))
        if not (found or records):
            return read
        read = _closing(read, self._moved_out)
        words = dataclasses.replace(read.traces, kept=(*read.traces.kept, *found))
        kept = dataclasses.replace(read.records, kept=(*read.records.kept, *records))
        return read.knowing(self.settings.transcripts, words, kept)

    @cached_property
    def redacted(self) -> tuple[Meeting, ...]:
        """The indexed records that lost a speech since: without its words the ids of its neighbours are others,
        and a tombstone finds its speech in the text that those before it left."""
        sides = self._without_renamed
        wanted = {likeness(w.meeting) for w in sides.withdrawals if w.speech}
        asked = (m for m in self.generation.meetings if wanted and likeness(m.id) in wanted)
        heads, now = self.generation.heads, partial(head_fingerprints.head_fingerprint, sides)
        return tuple(m for m in asked if heads.get(m.id) != now(m))

    def shown(self, due: Iterable[tuple[str, bool]]) -> Iterator[Shown]:
        """Those records, and the files that are `due` (path, and whether it is a draft), as they may be shown: as
        they lie there, or, where a row finds nothing in that, as they were indexed. What became another file since
        waits where its row finds nothing in either."""
        redacted = ((meeting.path, meeting.draft) for meeting in self.redacted)
        for path, draft in dict.fromkeys((*redacted, *due)):
            forms = self._forms(path, draft)
            if forms:
                yield self._shown(path, draft, *forms)
            else:
                _log.warning("%s: it is due and cannot be read", path)

    def _shown(self, path: str, draft: bool, first: bytes, *others: bytes) -> Shown:
        """A file of these forms, as it may be shown; see `shown`."""
        is_new, unheeded = not self._is_known(path, first), self._unheeded(path, first)
        older = (data for data in others if not self._unheeded(path, data))
        heeded = next(older, None) if unheeded else first
        is_missed = heeded is None and (is_new or self._is_any_only_pushed(unheeded))
        waits = is_missed or (is_new and self._may_repeat(path))
        return Shown(path, draft, first if heeded is None else heeded, waits)

    # --- what is known of the words

    @cached_property
    def _said(self) -> tuple[tuple[str, str, str, Sequence[str]], ...]:
        """(record, speech as its tombstone calls it, its words, all that the record says beside it) of those that
        were withdrawn since."""
        gate, found = self._gate_of(self._without_renamed), []
        for meeting in self.redacted:
            for data in self._forms(meeting.path, meeting.draft):
                cut = withdrawn_speeches.cut(data, parser.parse(data, meeting.path), gate)
                others = list(traces.said(cut.parsed.document)) if cut.words else []
                found += [(meeting.id, *speech, others) for speech in cut.words.items()]
        return tuple(found)

    def _speeches(self) -> Iterator[KeptRecord]:
        key = self.read.records.key
        for record, speech, words, _ in self._said:
            yield KeptRecord.of(fold_address(record), record, marks(key, words), speech)

    def _whole_records(self) -> Iterator[KeptRecord]:
        records, gate = self.read.records, self._gate_of(self._without_renamed)
        for meeting in filter(lambda meeting: gate.withdrawn(meeting.id), self.generation.meetings):
            for data in self._forms(meeting.path, meeting.draft):
                for form in withdrawn_copies.forms(records.key, data):
                    yield KeptRecord.of(fold_address(meeting.id), meeting.id, form)

    def _gate_of(self, sides: SideFiles) -> Gate:
        return sides.gate(self.settings.archive.zone, ())

    @cached_property
    def _moved_out(self) -> Mapping[str, str]:
        """The records from whose files the words of a speech went that is withdrawn of another one since, each with the
        name of that: as they were indexed they have them still. Where the words are too few to be known, all that changed."""
        came = [(name, runs(words)) for name, words in self._came]
        changed = self._changed if came else ()
        lost = {name: self._lost(name) for name in changed}
        return {
            name: other
            for name, (other, said) in product(changed, came)
            if name != other and _went(said, lost[name])
        }

    @property
    def _came(self) -> Iterator[tuple[str, str]]:
        """(record, words) of the speeches withdrawn since that their record did not say when it was indexed."""
        for name, speech, words, _ in self._said:
            indexed = self.generation.source(name) if name in self.generation.blocks else b""
            items = document.parse(indexed.decode("utf-8", "replace")).items
            if speech not in (conceal(item.id) for item in items):
                yield name, words

    def _lost(self, name: str) -> Runs:
        """What a record said when it was indexed, and says no more in its file."""
        file = self._there.get(name)
        now = b""
        if file is not None:
            with suppress(OSError):  # it went away since the folder was read
                now = ingest.read(self.settings, file)
        before = self.generation.source(name).decode("utf-8", "replace")
        return runs(before) - runs(now.decode("utf-8", "replace"))

    # --- the texts of a record

    @cached_property
    def _forms(self) -> Callable[[str, bool], tuple[bytes, ...]]:
        """A file as it lies there, and as it was indexed, each where it is there; read once."""
        return cache(lambda path, draft: tuple(self._read_forms(path, draft)))

    def _read_forms(self, path: str, draft: bool) -> Iterator[bytes]:
        with suppress(OSError):  # it went away since the folder was read
            yield plain_files.read(self.settings.home(draft=draft), path)
        if _name(path) in self.generation.blocks:
            yield self.generation.source(_name(path))

    # --- whether a record waits

    @cached_property
    def _gate(self) -> Gate:
        return self._gate_of(self.sides)

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[Withdrawal]]:
        """By the likeness of a record's name the rows of its speeches."""
        of_speeches = filter(_SPEECH, self.sides.withdrawals)
        return by_key(of_speeches, lambda row: likeness(row.meeting))

    def _unheeded(self, path: str, data: bytes) -> Collection[Withdrawal]:
        """The rows of a record that find nothing in what it says."""
        wanted = self._rows.get(likeness(_name(path)), ())
        if not wanted:
            return ()
        cut = withdrawn_speeches.cut(data, parser.parse(data, path), self._gate)
        return set(withdrawn_speeches.without_mark(cut.data, wanted)) - self._gate.taken_out

    def _is_any_only_pushed(self, rows: Iterable[Withdrawal]) -> bool:
        """Whether one of some rows belongs to a push that is not taken over."""
        return not self._only_pushed.isdisjoint(map(_SPEECH, rows))

    @cached_property
    def _only_pushed(self) -> frozenset[str]:
        """The speeches that rows take out which stand in a push alone, and not in the folder."""
        own = map(_SPEECH, good_rows(self.settings.transcripts))
        pushed = map(_SPEECH, traces.pushed_rows(self.settings.data))
        return frozenset(pushed).difference(own)

    def _may_repeat(self, path: str) -> bool:
        """Whether a file was held when it was indexed, and something is withdrawn that it may repeat since."""
        return _name(path) not in self.generation.blocks and bool(self.sides.records.kept)

    def _is_known(self, path: str, data: bytes) -> bool:
        """Whether a file is as it was when it was indexed."""
        there = self.generation.files.get(path)
        return there is not None and there[1] == ingest.digest(data)

    @cached_property
    def _without_renamed(self) -> SideFiles:
        """The small files; where a row means a file that came or became another since the generation was made,
        those of its records whose files are gone wait: one of them may be that record, renamed by hand. Those whose
        files became others wait, too, unless only the one of which a speech is withdrawn did: a record that is held
        may have got the speech of any."""
        sides = self.read
        if not sides.withdrawals:
            return sides
        gate, there = self._gate_of(sides), self._there
        waits = traces.waiting_for_push(self.settings.data)
        named = frozenset(chain(waits, *map(gate.names, sides.withdrawals)))
        meant = [name for name in there if likeness(name) in named and self._is_another(name)]
        if not meant:
            return sides
        is_whole = any(name not in self._open or gate.withdrawn(name) for name in meant)
        wait = {name for name in self._changed if is_whole or name not in there}
        return _closing(sides, dict.fromkeys(wait.difference(meant), meant[0]))

    # --- the files that became others since

    @cached_property
    def _known(self) -> Mapping[str, tuple[tuple[int, ...], str]]:
        files = self.generation.files.values()
        return dict(zip(self.generation.names, files, strict=True))

    @cached_property
    def _open(self) -> Mapping[str, Meeting]:
        """By their names the records that were not held when they were indexed."""
        return {meeting.id: meeting for meeting in self.generation.meetings}

    @cached_property
    def _there(self) -> Mapping[str, SourceFile]:
        return ingest.by_id(self.settings)

    @cached_property
    def _changed(self) -> Sequence[str]:
        """The indexed records whose files are others, or gone."""
        return [name for name in self._open if name not in self._there or self._is_another(name)]

    @cached_property
    def _is_another(self) -> Callable[[str], bool]:
        return cache(lambda name: _is_another(self.settings, self._known, self._there[name]))


def _closing(sides: SideFiles, closed: Mapping[str, str]) -> SideFiles:
    """The same small files, with records held back, each for the sake of another one."""
    held_back = {likeness(name): other for name, other in closed.items()}
    return dataclasses.replace(sides, closed={**held_back, **sides.closed})


def _went(said: Runs, lost: Runs) -> bool:
    """Whether words of a speech are among what was lost somewhere; of too few nobody can tell."""
    return len(said) < STRETCH or len(said & lost) >= STRETCH


def waiting(sides: SideFiles, shown: Iterable[Shown]) -> SideFiles:
    """The same small files, with the files that wait held back."""
    names = (_name(one.path) for one in shown if one.waits)
    return _closing(sides, {name: name for name in names})


def _name(path: str) -> str:
    return PurePosixPath(path).stem


def _is_another(
    settings: Settings, files: Mapping[str, tuple[tuple[int, ...], str]], file: SourceFile
) -> bool:
    """Whether a file is not the one of that name whose stamp and digest are known."""
    stamp, digest = files.get(file.id, ((), ""))
    if stamp == file.stamp:
        return False
    try:
        return ingest.digest(ingest.read(settings, file)) != digest
    except OSError:
        return True
