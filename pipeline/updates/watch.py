"""Keeps the index fresh while people write: a saved file is searchable a moment later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from minutes import clock, settings
from minutes.addresses import redirects
from minutes.errors import MinutesError
from minutes.plain_files import FolderMissing
from minutes.settings import Settings
from pipeline.index import generation
from pipeline.index.indexer import IndexReport
from pipeline.source import files
from pipeline.source.attachments import ATTACHMENT_TYPES
from pipeline.updates import after_indexing, unanswered

if TYPE_CHECKING:
    from watchfiles import Change

STEP_MS = 50
DEBOUNCE_MS = 1000  # an editor writes a file in several steps
LOOK_MS = 1000
_TICKS = 30  # so many looks pass between two questions whether something has become due
_DOTTED = {redirects.REDIRECTS_FILE, redirects.ALTERNATES_FILE}
# How files end that are no records; a folder's name may have any full stop (2026.01).
_ENDINGS = (*ATTACHMENT_TYPES, ".md", ".txt", ".tmp", ".swp", ".bak", "~")
Heard = Callable[[IndexReport | MinutesError | OSError], None]


class CannotWatch(MinutesError):
    """The library that hears of changes is not installed."""


def concerns(folder: Path, changed: str) -> bool:
    """Whether a changed path below `folder` may change what the archive shows."""
    try:
        path = Path(changed).relative_to(folder).as_posix()
    except ValueError:
        return False
    if path.startswith(f"{files.ISSUES_FOLDER}/"):
        return path.endswith(".md")
    if any(part.startswith(".") for part in path.split("/")) and path not in _DOTTED:
        return False
    is_shown = "/" not in path and path.endswith(".yaml")
    return is_shown or files.is_meeting(path) or path in _DOTTED or _may_be_folder(folder / path)


def _may_be_folder(place: Path) -> bool:
    """Whether a folder is there, or was: files may have come or gone with it, and of one that went away
    the system tells the name alone."""
    return not place.name.lower().endswith(_ENDINGS) and not place.is_file()


def watch(
    where: Settings,
    heard: Heard,
    stop: threading.Event | None = None,
    *,
    debounce: int = DEBOUNCE_MS,
    look_every: int = LOOK_MS,
) -> None:
    """Index now, whenever a file changes, and when a held record becomes due, until `stop` is set.

    `heard` is told of the first run and of each that changed something, or of the error that left
    the index as it was. Raises `CannotWatch` without the library watchfiles.
    """
    trouble = ""
    for number, _ in enumerate(_signals(where, stop, debounce, look_every)):
        try:
            fresh = settings.load(where.transcripts, where.data, where.drafts)
            report = after_indexing.refresh(fresh)
        except (MinutesError, OSError) as error:
            if str(error) != trouble:
                heard(error)
            trouble = str(error)
            continue
        if number == 0 or trouble or report.made_anything:
            heard(report)
        trouble = ""


def _signals(
    where: Settings, stop: threading.Event | None, debounce: int, look_every: int
) -> Iterator[None]:
    try:
        from watchfiles import watch as listen
    except ImportError as error:
        raise CannotWatch(
            "watching needs watchfiles: pip install 'minutes-archive[watch]'",
            zh="監看需要 watchfiles：pip install 'minutes-archive[watch]'",
        ) from error
    folders = list(filter(None, (where.transcripts, where.drafts)))

    def wanted(_: Change, path: str) -> bool:
        return any(concerns(folder, path) for folder in folders)

    watched = {folder: _number(folder) for folder in folders}
    yield
    # Looked at again after a moment: what was written before the listener was ready, or before it
    # knew a new folder, is told by nobody.
    again = True
    looks = listen(
        *folders,
        watch_filter=wanted,
        debounce=debounce,
        step=STEP_MS,
        stop_event=stop,
        rust_timeout=look_every,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for ticks, changes in enumerate(looks, 1):
        if any(_number(folder) != number for folder, number in watched.items()):
            raise FolderMissing(
                f"{where.transcripts}: the folder was removed or replaced; start again to listen to the new one",
                zh=f"{where.transcripts}：資料夾被移除或換掉了，請重新啟動",
            )
        if changes or again or (ticks % _TICKS == 0 and _due(where)):
            yield
        again = bool(changes)


def _number(folder: Path) -> int:
    """What tells a folder from another in its place; -1 where there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return -1


def _due(where: Settings) -> bool:
    """Whether a record has become due since the index was made, or words are to be forgotten."""
    made = generation.current(where.data)
    now = clock.now()
    is_due = made is not None and any(h.is_due(now) for h in made.held)
    return is_due or unanswered.is_overdue(where.data, now.date())
