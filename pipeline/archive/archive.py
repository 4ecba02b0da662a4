"""An archive as its readers use it: one snapshot of the current generation, renewed when it
changes, and views of it for one moment. Never writes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

from minutes import clock
from minutes.errors import IndexDamaged, IndexMissing, SettingsError
from minutes.plain_files import FolderMissing
from minutes.settings import Settings
from pipeline.archive.last_good_state import heeding_new_rows
from pipeline.archive.opening import open_generation, read_folder
from pipeline.archive.snapshot import Snapshot, View
from pipeline.history import ledger
from pipeline.index import generation as generations
from pipeline.index.generation import Generation
from pipeline.source import files as ingest
from pipeline.source import side_files

_log = logging.getLogger("minutes.archive")
_TRIES = 5  # while an indexing run puts another generation in its place
_AGAIN = 3  # seconds after which what could not be opened is tried again


def view_of(settings: Settings, generation: Generation) -> View:
    """What may be seen at present of a generation, whether readers are shown it by now or not yet."""
    now = clock.now()
    snapshot = open_generation(settings, generation, now)
    return View(snapshot, snapshot.public(now))


class Archive:
    """One archive in this process. Threads may share it; `view` is cheap. `when_opened` is called with
    each snapshot, before anybody reads it."""

    def __init__(
        self, settings: Settings, *, in_memory: bool = False, private: bool = False
    ) -> None:
        self.settings = settings
        self.in_memory = in_memory
        self.private = private
        self.when_opened: Callable[[Snapshot], None] | None = None
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[object, ...] = ()
        self._generation: Generation | None = None
        self._missing = self._fault = ""
        self._until = math.inf
        self.is_behind = False
        """Whether another process may show a later index than this one, which could not open it."""

    def view(self, now: dt.datetime | None = None) -> View:
        """What may be seen at `now` (aware; the present by default).

        Raises `IndexMissing` where nothing has been indexed yet.
        """
        now = now or clock.now()
        snapshot = self.snapshot(now)
        if self.private:
            return View(snapshot, snapshot.catalogue.everything(now))
        return View(snapshot, snapshot.public(now))

    def snapshot(self, now: dt.datetime) -> Snapshot:
        """The current generation with what became due since it was made."""
        try:
            stamp = self._current_stamp(now)
        except FolderMissing as error:
            # What is missing is not empty: tombstones and records are as they were.
            if self._snapshot is None:
                raise
            self._missing = self._say(error, self._missing)
            return self._snapshot
        self._missing = ""
        kept = self._kept(stamp)
        if kept is not None:
            return kept
        with self._lock:
            return self._kept(stamp) or self._renew(now, stamp)

    def _kept(self, stamp: tuple[object, ...]) -> Snapshot | None:
        """The snapshot that is there; None where something changed, or it is time to try again."""
        is_current = stamp == self._stamp and time.monotonic() < self._until
        return self._snapshot if is_current else None

    def _current_stamp(self, now: dt.datetime) -> tuple[object, ...]:
        folder, data = self.settings.transcripts, self.settings.data
        pushed = side_files.pushed_stamp(data)
        data_stamps = ledger.stamp(data), side_files.announced_stamp(data), pushed
        if self.in_memory:
            stamps = tuple((f.path, f.stamp) for f in ingest.find(folder))
            return stamps, side_files.stamps(folder), data_stamps
        try:
            stat = (data / generations.POINTER).stat()
        except OSError as error:
            if self._snapshot is not None:  # a row that is written now counts all the same
                return side_files.stamps(folder), pushed
            raise _without_index(data) from error
        due = 0
        if self._snapshot is not None:
            due = sum(h.is_due(now) for h in self._snapshot.held)
        touched = self._generation is not None and self._generation.touched()
        side_stamps = side_files.stamps(folder)
        return (
            stat.st_mtime_ns,
            stat.st_ino,
            side_stamps,
            data_stamps,
            self._names_mark(),
            touched,
            due,
        )

    def _names_mark(self) -> tuple[object, ...]:
        """What tells that a file came, went or was renamed, where a row may mean it: for that it need not
        be indexed."""
        return tuple(map(side_files.stamp, self.settings.homes)) if self._has_tombstones() else ()

    def _renew(self, now: dt.datetime, stamp: tuple[object, ...]) -> Snapshot:
        try:
            if self.in_memory:
                if self._snapshot is not None and self._snapshot.catalogue.meetings:
                    ingest.refuse_emptied(self.settings.transcripts)
                self._snapshot = read_folder(self.settings, self._has_tombstones())
            else:
                self._snapshot = self._open(now)
                # What changed while it was being opened must differ from the stamp next time.
                stamp = (*stamp[:-2], *self._current_stamp(now)[-2:])
        except IndexDamaged:
            self._snapshot = None  # what it shows lies in the damaged files
            raise
        except (SettingsError, IndexMissing, OSError) as error:
            if self._snapshot is None:
                raise
            self._fault = self._say(error, self._fault)
            self._until = time.monotonic() + _AGAIN
            # What is wrong with the files of the archive is so for every process.
            self.is_behind = not isinstance(error, SettingsError)
            self._snapshot = heeding_new_rows(self._snapshot, self.settings)
        else:
            self._snapshot = dataclasses.replace(self._snapshot, stamp=repr(stamp))
            self._fault, self._until, self.is_behind = "", math.inf, False
            View(self._snapshot, self._snapshot.public(now)).make_ready()
            if self.when_opened is not None:
                self.when_opened(self._snapshot)
        self._stamp = stamp
        return self._snapshot

    @property
    def trouble(self) -> str:
        """Why the present state of the folder is not what is shown; "" where it is."""
        return self._missing or self._fault

    def _say(self, error: Exception, before: str) -> str:
        """What is wrong, told in the log unless it is what was said `before`."""
        if str(error) != before:
            _log.error("keeping the last good state: %s", error)
        return str(error)

    def _has_tombstones(self) -> bool:
        """Whether the folder had tombstones when the archive was last read."""
        return self._snapshot is not None and self._snapshot.has_rows

    def _open(self, now: dt.datetime) -> Snapshot:
        """The current generation; anew where it was replaced while it was being opened."""
        lost: Exception | None = None
        for _ in range(_TRIES):
            try:
                generation = generations.open_current(self.settings.data)
            except IndexDamaged as error:
                lost = error
                continue
            if generation is None:
                continue
            try:
                snapshot = open_generation(
                    self.settings, generation, now, tombstones_expected=self._has_tombstones()
                )
            except Exception as error:
                if generation.folder.is_dir():
                    raise
                lost = error
            else:
                if generation.folder.is_dir():
                    self._generation = generation
                    return snapshot
        if isinstance(lost, IndexDamaged):
            raise lost
        raise _without_index(self.settings.data) from lost


def _without_index(data: Path) -> IndexMissing:
    return IndexMissing(
        f"{data}: there is no index yet; run `minutes index`",
        zh=f"{data}：還沒有索引，請執行 minutes index",
    )
