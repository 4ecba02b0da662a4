"""A bad day: the folder goes away, the disk is full, the clock jumps, two do the same at once."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import random
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from minutes.errors import MinutesError
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.faults.archives import NOW, build, copy, record, told
from tests.faults.outcome import Tally

Disturb = Callable[[Settings, Archive, random.Random], None]


def folder_away(settings: Settings, running: Archive, chance: random.Random) -> None:
    """The transcripts are not mounted, and somebody indexes meanwhile."""
    away = settings.transcripts.with_name("away")
    settings.transcripts.rename(away)
    if chance.random() < 0.5:
        settings.transcripts.mkdir()
    _try(lambda: indexer.refresh(settings, jobs=1, now=NOW))
    running.view(NOW)
    if settings.transcripts.exists():
        settings.transcripts.rmdir()
    away.rename(settings.transcripts)


def full_disk(settings: Settings, running: Archive, chance: random.Random) -> None:
    """Nothing can be synced from some write on; a record has changed."""
    del running
    (settings.transcripts / "2026-02-20-新的.md").write_text(
        record("2026-02-20", "新的", "公園的遮陽棚。"), encoding="utf-8"
    )
    left, real = [chance.randrange(6)], os.fsync

    def sync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    os.fsync = sync
    try:
        _try(lambda: indexer.refresh(settings, jobs=1, now=NOW))
    finally:
        os.fsync = real
    (settings.transcripts / "2026-02-20-新的.md").unlink()


def clock_jumps(settings: Settings, running: Archive, chance: random.Random) -> None:
    """Years back or ahead, and back again."""
    for _ in range(2):
        then = NOW + dt.timedelta(days=chance.randrange(-4000, 4000))
        _try(partial(running.view, then))
        _try(partial(indexer.refresh, settings, jobs=1, now=then))


def two_of_everything(settings: Settings, running: Archive, chance: random.Random) -> None:
    """Two index at once while two read."""
    del chance
    tasks: list[Callable[[], object]] = [
        lambda: indexer.refresh(settings, jobs=1, now=NOW, full=True),
        lambda: indexer.refresh(settings, jobs=1, now=NOW, full=True),
        lambda: running.view(NOW),
        lambda: Archive(settings).view(NOW),
    ]
    threads = [threading.Thread(target=_try, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


DISTURBANCES: tuple[Disturb, ...] = (folder_away, full_disk, clock_jumps, two_of_everything)


def disturb(folder: Path, tally: Tally, chance: random.Random) -> Iterator[None]:
    """One disturbance after another; afterwards everything is answered as before."""
    pristine = build(folder / "pristine", 4)
    while True:
        for disturbance in DISTURBANCES:
            settings = copy(pristine, folder / "now")
            running = Archive(settings)
            right = told(running)
            disturbance(settings, running, chance)
            indexer.refresh(settings, jobs=1, now=NOW)
            found = [told(running), told(Archive(settings))]
            name = disturbance.__name__.replace("_", " ")
            for each in found:
                result = "refused" if each is None else "right" if each == right else "wrong"
                tally.note(name, result)  # type: ignore[arg-type]  # one of the three words
            yield


def _try(task: Callable[[], object]) -> None:
    with contextlib.suppress(MinutesError, OSError):  # an honest error is what is asked for
        task()
