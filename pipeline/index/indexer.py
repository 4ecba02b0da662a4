"""Transcripts → a new generation of catalogue, text and index, swapped in by one pointer.

Whoever reads the old one goes on with it; a killed run leaves the pointer alone. All of it is a cache.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
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
    shard,
    text_store,
    text_writing,
    withdrawn_copies,
    withdrawn_traces,
)
from pipeline.index.generation import ENGINE, LONG_AGO, NOTHING, TEXT, Generation, HeldBack
from pipeline.index.head_fingerprints import head_fingerprint, tombstone_fingerprints
from pipeline.index.published_texts import count_words, keep_history
from pipeline.index.shard import Built, Job, Share, build_shard, shard_of
from pipeline.source import attachments, git, parser, side_files, traces, withdrawn_speeches
from pipeline.source import files as ingest
from pipeline.source.files import SourceFile
from pipeline.source.side_files import SideFiles

# Below this many changed files a second process would cost more than it brings.
WORTH_TWO = 24
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

    `started` is told the number of files to read, `progress` each one that was read; `make_ready` is
    given a new generation before readers are, and tells whether it did its work. Raises
    `WouldRemove` where so much is missing that the folder itself is more likely to be, unless it
    `may_remove`, `git.OtherBytes` where the files are not what was committed, and
    `generation.ForeignFolder` where root would write into the data folder of another account.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    generation.refuse_foreign(settings.data)
    now = now or dt.datetime.now(tz=dt.UTC)
    started, progress = started or (lambda _: None), progress or (lambda _: None)
    with FileLock(settings.data / "lock"):
        _refuse_other_bytes(settings)
        if not may_remove:
            missing_files.refuse_to_forget(settings)
        run = _Refresh(settings, full, jobs, now, may_remove, make_ready)
        # Who begins to read while all is made anew reads what was there before.
        generation.tidy(settings.data, generation.named(settings.data))
        try:
            return run.run(started, progress)
        except WithdrawalsUnsettled:
            raise
        except Exception as error:
            # What was begun is for nobody, and may be what fills the disk.
            generation.tidy(settings.data, generation.named(settings.data))
            if isinstance(error, OSError) and error.errno in _FULL:
                error.filename = error.filename or str(settings.data)
                raise
            # Whatever is wrong with the old generation, building anew does not need it.
            if not run.old.is_there:
                raise
            _log.warning("building the index anew: %s", error)
            anew = _Refresh(settings, True, jobs, now, may_remove, make_ready)
            return anew.run(started, progress)


def _refuse_other_bytes(settings: Settings) -> None:
    """A folder that was cloned may hold other bytes than the ones that somebody looked at."""
    for home in settings.homes:
        with suppress(git.GitFailed):  # what git cannot read or find is said where the history is
            git.refuse_other_bytes(home, "HEAD")


class _Refresh:
    """One run, with the lock held."""

    def __init__(
        self,
        settings: Settings,
        full: bool,
        jobs: int,
        now: dt.datetime,
        may_remove: bool,
        make_ready: MakeReady,
        round_: int = 0,
    ) -> None:
        self.settings, self.jobs, self.now, self.round = settings, max(1, jobs), now, round_
        self.full, self.may_remove, self.make_ready = full, may_remove, make_ready
        read = SideFiles.load(settings.transcripts) if may_remove else SideFiles.anew(settings)
        self.read = self.sides = read
        self.engine = engine_named(settings.archive.engine)
        old = None if full else generation.current(settings.data)
        self.old = old if old and old.can_be_continued(settings.archive.engine) else NOTHING
        self.files, self.twice = ingest.unique(ingest.of_archive(settings))
        self.outlines: dict[str, Meeting] = {}
        self.digests: dict[str, str] = {}
        self.problems = [
            problem(later.path, "duplicate-id", id=later.id, first=first.path)
            for later, first in self.twice
        ]

    def run(self, started: Callable[[int], None], progress: Progress) -> IndexReport:
        side_files.note_tombstones(self.settings.data, self.settings.transcripts)
        today = self.now.astimezone(self.settings.archive.zone).date()
        side_files.note_announced(self.settings.data, self.settings.transcripts, self.now, today)
        known = {m.path: m for m in self.old.meetings}
        self._read_stamps(known)
        led = self._led(history_read=self.round > 0)
        self.sides, _ = withdrawn_traces.learn(self.settings, led, self.old)
        known_now = dataclasses.replace(self.read, records=self.sides.records)
        self.problems += tombstones.told_public(self.settings, known_now, self.files)
        self.problems += side_files.repeating_files(self.settings.transcripts, self.sides.records)
        gate = self.sides.gate(self.settings.archive.zone, self._all(known))
        public, held = self._decide(gate, known)
        shown = (f for f in self.files if f.path in public)
        changed = [f for f in shown if self._is_changed(f, known.get(f.path))]
        gone = list(omit(known, public).values())
        if self.old.is_there and not (changed or gone) and self._same_files(held):
            self._keep_history(gate, self.old)
            if self._is_settled():
                return IndexReport(len(known), 0, 0, len(held), tuple(self.problems), rebuilt=False)
            return self._again().run(started, progress)
        started(len(changed))
        made, built = self._write(known, changed, gone, held, progress)
        self.problems += [p for b in built for p in b.problems]
        lost = {f.path for f in changed} - {b.meeting.path for b in built}
        self.problems += map(_went_away, lost)
        self._keep_history(gate, made)
        if withdrawn_traces.learn(self.settings, self.sides, self.old)[1] or not self._is_settled():
            # Only the history had them: what was just made may hold them, so nobody is shown it.
            return self._again().run(started, progress)
        ready = self.make_ready(made)
        generation.point(self.settings.data, made.name)
        return IndexReport(
            len(made.meetings),
            len(changed),
            len(gone),
            len(held),
            tuple(self.problems),
            not self.old.is_there,
            ready,
        )

    def _keep_history(self, gate: Gate, made: Generation) -> None:
        there = {file: self.digests[file.path] for file in self.files}
        records, folder = self.sides.records, self.settings.transcripts
        self.problems += attachments.returned(folder, records, made.meetings)
        told = self.settings, self.read, gate, made, self.now, there
        keep_history(*told, begun=self.old.is_there)

    def _is_changed(self, file: SourceFile, known: Meeting | None) -> bool:
        """Whether a public file is not as it was indexed, or what other files add to it is not."""
        if known is None or (known.digest, known.draft) != (self.digests[file.path], file.draft):
            return True
        return self.old.heads.get(known.id) != head_fingerprint(self.sides, known)

    def _is_settled(self) -> bool:
        """Whether the ledger, as it is now, leads the tombstones to nothing new."""
        return self._led(history_read=True).meant == self.sides.meant

    def _led(self, *, history_read: bool) -> SideFiles:
        """The small files with what their tombstones mean by all that is known now."""
        there = {file: self.digests[file.path] for file in self.files}
        read = withdrawn_copies.learn(
            self.settings, self.read, there, self.old, history_read=history_read
        )
        return tombstones.with_tombstones_led_on(self.settings, read)

    def _again(self) -> _Refresh:
        if self.round == MOST_ROUNDS:
            raise WithdrawalsUnsettled(
                f"{self.settings.transcripts / WITHDRAWALS_FILE}: after {MOST_ROUNDS} rounds it is still "
                "open what its rows mean; the index was left as it is. Commit what is changed, then run "
                "`minutes index` again 讀了這麼多次仍無法確定撤下的是哪些內容，索引維持原狀；"
                "請先提交修改，再執行 minutes index"
            )
        told = (self.settings, self.full, self.jobs, self.now, self.may_remove, self.make_ready)
        return _Refresh(*told, self.round + 1)

    def _read_stamps(self, known: dict[str, Meeting]) -> None:
        """Digest of every file; the outline of those that are not known as they are."""
        for file in self.files:
            try:
                self.digests[file.path] = self._look_at(file, known.get(file.path))
            except OSError as error:
                reason = reason_of(error)
                self.problems.append(problem(file.path, "unreadable-file", reason=reason))
        self.files = [f for f in self.files if f.path in self.digests]

    def _look_at(self, file: SourceFile, known: Meeting | None) -> str:
        """The digest of a file; its outline is noted where it is not known as it is."""
        stamp, digest = self.old.files.get(file.path, ((-1, -1, -1), ""))
        data = None
        if stamp != file.stamp:
            data = ingest.read(self.settings, file)
            digest = ingest.digest(data)
        if known is None or known.digest != digest:
            data = ingest.read(self.settings, file) if data is None else data
            outline = parser.outline(data, file.path)
            self.outlines[file.path] = dataclasses.replace(outline, draft=file.draft)
        return digest

    def _all(self, known: dict[str, Meeting]) -> list[Meeting]:
        stay = omit(pick(known, {file.path for file in self.files}), self.outlines)
        return [*self.outlines.values(), *stay.values()]

    def _decide(
        self, gate: Gate, known: dict[str, Meeting]
    ) -> tuple[dict[str, Meeting], list[HeldBack]]:
        public: dict[str, Meeting] = {}
        held = []
        wait = traces.meant_in_index(self.settings.data)
        for file in self.files:
            meeting = self.outlines.get(file.path) or known[file.path]
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

    def _same_files(self, held: Sequence[HeldBack]) -> bool:
        """Nothing to do at all; a file that was only touched needs its new stamp written down."""
        stamps = {f.path: (f.stamp, self.digests[f.path]) for f in self.files}
        return stamps == self.old.files and tuple(held) == self.old.held

    # --- writing

    def _write(
        self,
        known: dict[str, Meeting],
        changed: list[SourceFile],
        gone: list[Meeting],
        held: list[HeldBack],
        progress: Progress,
    ) -> tuple[Generation, list[Built]]:
        folder = generation.new_folder(self.settings.data, self.now)
        if self.old.is_there:
            self.old.check_shared()
            shard_folder.carry_over(self.old.folder / ENGINE, folder / ENGINE)
        drop = {known[f.path].id for f in changed if f.path in known} | {m.id for m in gone}
        shares = self._build(folder, changed, drop, purge=bool(gone), progress=progress)
        count_words(folder, [share.words for share in shares], self.old, drop)
        built = [b for share in shares for b in share.built]
        kept = {m.id: m for m in known.values() if m.id not in drop}
        meetings = kept | {b.meeting.id: b.meeting for b in built}
        made = Generation(
            folder.name,
            folder,
            self.settings.archive.engine,
            tuple(meetings.values()),
            self._write_texts(folder, kept, built),
            {f.path: (f.stamp, self.digests[f.path]) for f in self.files},
            self._heads(kept, built),
            tuple(held),
        )
        made.save(self.old)
        return made, built

    def _heads(self, kept: Iterable[str], built: Iterable[Built]) -> dict[str, str]:
        """The fingerprints of heads: what is kept has the ones that it had."""
        new = {b.meeting.id: head_fingerprint(self.sides, b.meeting) for b in built}
        return {name: self.old.heads[name] for name in kept} | new

    def _write_texts(
        self, folder: Path, kept: Collection[str], built: list[Built]
    ) -> dict[str, text_store.Block]:
        old = self.old.folder / TEXT
        blocks = text_writing.write_texts(folder / TEXT, old, self.old.blocks, kept, built)
        for part in folder.glob("part-*"):
            part.unlink()
        return blocks

    def _build(
        self,
        folder: Path,
        changed: list[SourceFile],
        drop: set[str],
        *,
        purge: bool,
        progress: Progress,
    ) -> list[Share]:
        jobs = list(self._jobs(folder, changed, drop, purge=purge))
        if min(self.jobs, len(jobs)) > 1 and len(changed) >= WORTH_TWO:
            return _build_side_by_side(jobs, self.jobs, len(changed), progress)
        return [build_shard(job, progress) for job in jobs]

    def _jobs(
        self, folder: Path, changed: list[SourceFile], drop: set[str], *, purge: bool
    ) -> Iterator[Job]:
        """What is to be done for each shard in which anything is another, or for all where none is there."""
        shards = self.engine.shards
        for number in range(shards):
            files = tuple(f for f in changed if shard_of(f.id, shards) == number)
            dropped = tuple(i for i in sorted(drop) if shard_of(i, shards) == number)
            holds_withdrawn = any(tombstone_fingerprints(self.sides, ident) for ident in dropped)
            if files or dropped or not self.old.is_there:
                yield Job(
                    self.settings,
                    folder / ENGINE / str(number),
                    folder / f"part-{number}",
                    files,
                    dropped,
                    purge=purge or holds_withdrawn,
                )


def _build_side_by_side(
    jobs: Sequence[Job], processes: int, records: int, progress: Progress
) -> list[Share]:
    """Build some shards in processes of their own, while `progress` hears of each of their records."""
    context = get_context("spawn")
    counter = context.Value("i", 0)
    with ProcessPoolExecutor(
        processes, context, initializer=shard.begin_worker, initargs=(counter,)
    ) as pool:
        running = [pool.submit(build_shard, job) for job in jobs]
        done = 0
        while not all(r.done() for r in running):
            wait(running, timeout=0.2)
            done = _tell(progress, done, counter.value)
        _tell(progress, done, records)
        return [r.result() for r in running]


def _went_away(path: str) -> Problem:
    return problem(path, "unreadable-file", reason_zh="索引時不見了", reason_en="it went away")


def _tell(progress: Progress, done: int, total: int) -> int:
    if total > done:
        progress(total - done)
    return total
