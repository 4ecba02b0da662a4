"""Transcripts → a new generation of catalogue, text and index, swapped in by one pointer.

Whoever reads the old one goes on with it; a killed run leaves the pointer alone. All of it is a cache.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from filelock import FileLock

from minutes.errors import MinutesError, reason_of
from minutes.findings.problem import Problem, problem
from minutes.publication.gate import WITHDRAWALS_FILE, Gate
from minutes.records.model import Meeting
from minutes.settings import Settings
from minutes.text.lists import omit, pick
from pipeline.engines import shard_folder
from pipeline.engines.registry import engine_named
from pipeline.history import tombstones
from pipeline.index import (
    generation,
    missing_files,
    text_writing,
    withdrawn_copies,
    withdrawn_traces,
)
from pipeline.index.generation import ENGINE, LONG_AGO, NOTHING, TEXT, Generation, HeldBack
from pipeline.index.head_fingerprints import (
    head_fingerprint,
    head_fingerprints,
    tombstone_fingerprints,
)
from pipeline.index.published_texts import count_words, keep_history
from pipeline.index.shard import Built, Job, build_shards, shard_of
from pipeline.source import attachments, git, parser, side_files, traces, withdrawn_speeches
from pipeline.source import files as ingest
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles

# So often a run begins anew because the history tells more of the tombstones. Two were the most that was
# ever needed; a state that leads to another and back would go round for ever.
MOST_ROUNDS = 5
_FULL = {errno.ENOSPC, errno.EDQUOT}

Progress = Callable[[int], None]
MakeReady = Callable[[Generation], bool]
_log = logging.getLogger("minutes.index")


class WithdrawalsUnsettled(MinutesError):
    """An index was left as it is because nothing tells for certain what is withdrawn."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did."""

    meetings: int
    changed: int
    removed: int
    held: int
    problems: tuple[Problem, ...]
    rebuilt: bool
    ready: bool = False  # what is worked out ahead of readers was, before they were shown it

    @property
    def made_anything(self) -> bool:
        """Whether the index is another one than before."""
        return bool(self.rebuilt or self.changed or self.removed)


def refresh(
    settings: Settings,
    *,
    full: bool = False,
    jobs: int = 2,
    now: dt.datetime | None = None,
    progress: Progress | None = None,
    started: Callable[[int], None] | None = None,
    may_remove: bool = False,
    make_ready: MakeReady = lambda _: False,
) -> IndexReport:
    """Bring the index up to date with the folder; a second run at the same time waits.

    `started` is told the number of files to read, `progress` each one that was read; `make_ready` is given a new
    generation before readers are, and tells whether it did its work. Raises `WouldRemove` where so much is missing that
    the folder itself is more likely to be, or a row of tombstones that nobody took out, unless it `may_remove`,
    `git.OtherBytes` where the files are not what was committed, and `generation.ForeignFolder` where root would write
    into the data folder of another account.
    """
    order = _Order(
        settings,
        jobs=max(1, jobs),
        now=now or dt.datetime.now(tz=dt.UTC),
        may_remove=may_remove,
        started=started or (lambda _: None),
        progress=progress or (lambda _: None),
        make_ready=make_ready,
    )
    settings.data.mkdir(parents=True, exist_ok=True)
    generation.refuse_foreign(settings.data)
    with FileLock(settings.data / "lock"):
        _refuse_other_bytes(settings)
        if not may_remove:
            missing_files.refuse_to_forget(settings)
        first = _Round(order, NOTHING if full else _continued(settings))
        # Who begins to read while all is made anew reads what was there before.
        generation.tidy(settings.data, generation.named(settings.data))
        try:
            return _settled(first)
        except (WithdrawalsUnsettled, missing_files.WouldRemove):
            raise
        except Exception as error:
            # What was begun is for nobody, and may be what fills the disk.
            generation.tidy(settings.data, generation.named(settings.data))
            if isinstance(error, OSError) and error.errno in _FULL:
                error.filename = error.filename or str(settings.data)
                raise
            # Whatever is wrong with the old generation, building anew does not need it.
            if not first.old.is_there:
                raise
            _log.warning("building the index anew: %s", error)
            return _settled(_Round(order, NOTHING))


@dataclass(frozen=True, slots=True)
class _Order:
    """What an indexing run is to do, and who is told of it, see `refresh`."""

    settings: Settings
    jobs: int
    now: dt.datetime
    may_remove: bool
    started: Callable[[int], None]
    progress: Progress
    make_ready: MakeReady


def _continued(settings: Settings) -> Generation:
    """The generation that is there, if the next one may take over what has not changed."""
    old = generation.current(settings.data)
    return old if old and old.can_be_continued(settings.archive.engine) else NOTHING


def _settled(first: _Round) -> IndexReport:
    """What was done in the first round after which nothing more is learnt."""
    more = (first.again() for _ in range(MOST_ROUNDS))
    for one in chain([first], more):
        report = one.run()
        if report is not None:
            return report
    raise WithdrawalsUnsettled(
        f"{first.settings.transcripts / WITHDRAWALS_FILE}: after {MOST_ROUNDS} rounds it is still open what "
        "its rows mean; the index was left as it is. Commit what is changed, then run `minutes index` again",
        zh=f"{first.settings.transcripts / WITHDRAWALS_FILE}：讀了這麼多次仍無法確定撤下的是哪些內容，"
        "索引維持原狀；請先提交修改，再執行 minutes index",
    )


def _refuse_other_bytes(settings: Settings) -> None:
    """A folder that was cloned may hold other bytes than the ones that somebody looked at."""
    for home in settings.homes:
        with suppress(git.GitFailed):  # what git cannot read or find is said where the history is
            git.refuse_other_bytes(home, "HEAD")


@dataclass(frozen=True, slots=True)
class _Difference:
    """What is not as it was indexed: the files that are read anew and the records that are public no more;
    and the files that are held back."""

    changed: list[SourceFile]
    gone: list[Meeting]
    held: list[HeldBack]


class _Round:
    """One run over all files, with the lock held."""

    def __init__(self, order: _Order, old: Generation, *, history_read: bool = False) -> None:
        settings = order.settings
        self.order, self.settings, self.now = order, settings, order.now
        self.old, self.history_read = old, history_read
        self.engine = engine_named(settings.archive.engine)
        folder = settings.transcripts
        self.read = SideFiles.load(folder) if order.may_remove else SideFiles.anew(settings)
        self.sides = self.read
        self.known = {m.path: m for m in old.meetings}
        self.files, twice = ingest.unique(ingest.of_archive(settings))
        self.outlines: dict[str, Meeting] = {}
        self.digests: dict[str, str] = {}
        self.problems = [
            problem(later.path, "duplicate-id", id=later.id, first=first.path)
            for later, first in twice
        ]

    def run(self) -> IndexReport | None:
        """What was done; None where the history told more of the tombstones meanwhile: what was made may hold
        what they withdraw, so nobody is shown it."""
        self._note_small_files()
        self._read_stamps()
        self._read_tombstones()
        gate = self.sides.gate(self.settings.archive.zone, self._all())
        found = self._compare(gate)
        if self._is_same(found):
            self._keep_history(gate, self.old)
            return self._report(self.old, found) if self._is_settled() else None
        self.order.started(len(found.changed))
        new = self._write(found)
        self._keep_history(gate, new)
        learnt = withdrawn_traces.learn(self.settings, self.sides, self.old)[1]
        if learnt or not self._is_settled():
            return None
        is_ready = self.order.make_ready(new)
        generation.point(self.settings.data, new.name)
        return self._report(new, found, ready=is_ready)

    def again(self) -> _Round:
        """The next one, which knows what the history told in this one."""
        return _Round(self.order, self.old, history_read=True)

    def _report(self, shown: Generation, found: _Difference, *, ready: bool = False) -> IndexReport:
        return IndexReport(
            len(shown.meetings),
            len(found.changed),
            len(found.gone),
            len(found.held),
            tuple(self.problems),
            rebuilt=not self.old.is_there,
            ready=ready,
        )

    def _note_small_files(self) -> None:
        missing_files.note_rows(self.settings, may_remove=self.order.may_remove)
        folder, today = self.settings.transcripts, self.now.astimezone(self.settings.archive.zone)
        side_files.note(self.settings.data, folder, self.now, today.date())

    def _read_tombstones(self) -> None:
        """What tombstones mean by all that is known now, and what is wrong with public records for it."""
        led_on = self._led_on(history_read=self.history_read)
        self.sides, _ = withdrawn_traces.learn(self.settings, led_on, self.old)
        known_now = dataclasses.replace(self.read, records=self.sides.records)
        self.problems += tombstones.told_public(self.settings, known_now, self.files)
        self.problems += side_files.repeating_files(self.settings.transcripts, self.sides.records)

    def _compare(self, gate: Gate) -> _Difference:
        public, held = self._decide(gate)
        shown = (file for file in self.files if file.path in public)
        return _Difference(
            list(filter(self._is_changed, shown)), list(omit(self.known, public).values()), held
        )

    def _keep_history(self, gate: Gate, current: Generation) -> None:
        there = {file: self.digests[file.path] for file in self.files}
        records, folder = self.sides.records, self.settings.transcripts
        self.problems += attachments.returned(folder, records, current.meetings)
        keep_history(
            self.settings, self.read, gate, current, self.now, there, begun=self.old.is_there
        )

    def _is_changed(self, file: SourceFile) -> bool:
        """Whether a public file is not as it was indexed, or what other files add to it is not."""
        before = self.known.get(file.path)
        if before is None or (before.digest, before.draft) != (self.digests[file.path], file.draft):
            return True
        return self.old.heads.get(before.id) != head_fingerprint(self.sides, before)

    def _is_settled(self) -> bool:
        """Whether the ledger, as it is now, leads the tombstones to nothing new."""
        return self._led_on(history_read=True).meant == self.sides.meant

    def _led_on(self, *, history_read: bool) -> SideFiles:
        """The small files with what their tombstones mean by all that is known now."""
        there = {file: self.digests[file.path] for file in self.files}
        read = withdrawn_copies.learn(
            self.settings, self.read, there, self.old, history_read=history_read
        )
        return tombstones.with_tombstones_led_on(self.settings, read)

    def _read_stamps(self) -> None:
        """Digest of every file; the outline of those that are not known as they are."""
        for file in self.files:
            try:
                self.digests[file.path] = self._look_at(file, self.known.get(file.path))
            except OSError as error:
                reason = reason_of(error)
                self.problems.append(problem(file.path, "unreadable-file", reason=reason))
        self.files = [f for f in self.files if f.path in self.digests]

    def _look_at(self, file: SourceFile, indexed: Meeting | None) -> str:
        """The digest of a file; its outline is noted where it is not known as it is."""
        stamp, digest = self.old.files.get(file.path, ((-1, -1, -1), ""))
        data = None
        if stamp != file.stamp:
            data = ingest.read(self.settings, file)
            digest = ingest.digest(data)
        if indexed is None or indexed.digest != digest:
            data = ingest.read(self.settings, file) if data is None else data
            outline = parser.outline(data, file.path)
            self.outlines[file.path] = dataclasses.replace(outline, draft=file.draft)
        return digest

    def _all(self) -> list[Meeting]:
        stay = omit(pick(self.known, {file.path for file in self.files}), self.outlines)
        return [*self.outlines.values(), *stay.values()]

    def _decide(self, gate: Gate) -> tuple[dict[str, Meeting], list[HeldBack]]:
        """The records that are public, by path, and the files that are held back."""
        public: dict[str, Meeting] = {}
        held = []
        wait = traces.meant_in_index(self.settings.data)
        for file in self.files:
            meeting = self.outlines.get(file.path) or self.known[file.path]
            state = gate.state(meeting, self.now)
            if state == "public" and file.id in wait:
                held.append(HeldBack(file.path, file.draft, self.digests[file.path], LONG_AGO))
            elif state == "public":
                public[file.path] = meeting
            self.problems += withdrawn_speeches.other_name(gate, file.id, file.path)
            if state == "held":
                due = gate.due(meeting).moment
                held.append(HeldBack(file.path, file.draft, self.digests[file.path], due))
        return public, held

    def _is_same(self, found: _Difference) -> bool:
        """Nothing to do at all; a file that was only touched needs its new stamp written down."""
        if not self.old.is_there or found.changed or found.gone:
            return False
        stamps = {f.path: (f.stamp, self.digests[f.path]) for f in self.files}
        return stamps == self.old.files and tuple(found.held) == self.old.held

    # --- writing

    def _write(self, found: _Difference) -> Generation:
        """A new generation of what is kept of the old one and what was read anew."""
        folder = generation.new_folder(self.settings.data, self.now)
        if self.old.is_there:
            self.old.check_shared()
            shard_folder.carry_over(self.old.folder / ENGINE, folder / ENGINE)
        anew = pick(self.known, {file.path for file in found.changed})
        drop = {meeting.id for meeting in (*anew.values(), *found.gone)}
        jobs = list(self._jobs(folder, found, drop))
        shares = build_shards(jobs, self.order.jobs, self.order.progress)
        count_words(folder, [share.words for share in shares], self.old, drop)
        built = list(chain.from_iterable(share.built for share in shares))
        self._note_built(found, built)
        kept = {m.id: m for m in self.known.values() if m.id not in drop}
        texts = self.old.folder / TEXT
        blocks = text_writing.write_texts(folder / TEXT, texts, self.old.blocks, kept, built)
        for job in jobs:
            job.part.unlink()
        read = {b.meeting.id: b.meeting for b in built}
        new = Generation(
            folder.name,
            folder,
            self.settings.archive.engine,
            tuple((kept | read).values()),
            blocks,
            {f.path: (f.stamp, self.digests[f.path]) for f in self.files},
            {name: self.old.heads[name] for name in kept} | head_fingerprints(self.sides, read),
            tuple(found.held),
        )
        new.save(self.old)
        return new

    def _note_built(self, found: _Difference, built: Sequence[Built]) -> None:
        """What is wrong with the files that were read, and which went away before they were."""
        self.problems += chain.from_iterable(one.problems for one in built)
        lost = {file.path for file in found.changed} - {one.meeting.path for one in built}
        self.problems += map(_went_away, lost)

    def _jobs(self, folder: Path, found: _Difference, drop: set[str]) -> Iterator[Job]:
        """What is to be done for each shard in which anything is another, or for all where none is there."""
        shards = self.engine.shards
        for number in range(shards):
            files = tuple(f for f in found.changed if shard_of(f.id, shards) == number)
            dropped = tuple(i for i in sorted(drop) if shard_of(i, shards) == number)
            holds_withdrawn = any(tombstone_fingerprints(self.sides, ident) for ident in dropped)
            if files or dropped or not self.old.is_there:
                yield Job(
                    self.settings,
                    folder / ENGINE / str(number),
                    folder / f"part-{number}",
                    files,
                    dropped,
                    purge=bool(found.gone) or holds_withdrawn,
                )


def _went_away(path: str) -> Problem:
    return problem(path, "unreadable-file", reason_zh="索引時不見了", reason_en="it went away")
