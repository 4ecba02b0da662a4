"""One finished generation of the index on disk: what lies where, and which one is current.

A generation is a folder that never changes once the pointer names it. One that is damaged, or that
an older version made, counts as none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minutes import plain_files
from minutes.errors import IndexDamaged
from minutes.records.model import MEETING, Meeting
from minutes.settings import EngineName
from minutes.text import folding, markup
from pipeline.engines.registry import ENGINES, engine_named
from pipeline.index import text_store, word_counts
from pipeline.source import parser, safe_write, seal

POINTER = "CURRENT"
CATALOGUE = "catalogue.json"
TEXT = "text.bin"
WORDS = "words.db"
ENGINE = "engine"
_FORMATS = f"5 {text_store.FORMAT} {word_counts.FORMAT} {folding.FOLDING_VERSION} {markup.MARKUP_VERSION} {parser.PARSER_VERSION}"
_LARGEST = 1 << 40  # bytes: as large as a file of an index may be
_GONE = "gone-"
_NAME = re.compile(r"g-[0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is not public yet, without its words: where it lies and when it is due."""

    path: str
    draft: bool
    digest: str
    due: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation's catalogue file says. `engine` names the one that wrote it, `files` gives
    each transcript's mark and digest, `heads` what the registries add to a meeting's head."""

    name: str
    folder: Path
    engine: EngineName
    meetings: tuple[Meeting, ...]
    blocks: dict[str, text_store.Block]
    files: dict[str, tuple[tuple[int, ...], str]]
    heads: dict[str, str]
    held: tuple[Held, ...]
    # What tells cheaply whether one of its files was touched since it was checked.
    marks: tuple[tuple[object, ...], ...] = ()

    def save(self) -> None:
        """Write the catalogue file, which holds a checksum of every other file and is sealed."""
        catalogue = {
            "engine": self.engine,
            "stamp": _stamp(self.engine),
            "sums": _sums(self.folder),
            "meetings": [MEETING.dump_python(m, mode="json", by_alias=True) for m in self.meetings],
            "blocks": {k: dataclasses.astuple(b) for k, b in self.blocks.items()},
            "files": {path: [*mark, digest] for path, (mark, digest) in self.files.items()},
            "heads": self.heads,
            "held": [
                [h.path, h.draft, h.digest, h.due.isoformat() if h.due else None] for h in self.held
            ],
        }
        text = json.dumps(catalogue, ensure_ascii=False).encode()
        seal.write(self.folder.parent, self.folder / CATALOGUE, text)

    def touched(self) -> bool:
        """Whether one of its files is not as it was when this generation was opened."""
        return any(_mark(self.folder, str(mark[0])) != mark for mark in self.marks)


def _stamp(engine: EngineName) -> str:
    """The formats of all that a generation holds."""
    return f"{_FORMATS} {engine_named(engine).format}"


def new_folder(data: Path, now: dt.datetime) -> Path:
    """An empty folder for a generation, under a name that was never used before: a process that
    outlived the run it worked for cannot write into a later one."""
    folder = data / f"g-{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    (folder / ENGINE).mkdir(parents=True)
    return folder


def current(data: Path) -> Generation | None:
    """The generation that the pointer names; None where there is none that is whole."""
    try:
        return open_current(data)
    except IndexDamaged:
        return None


def open_current(data: Path) -> Generation | None:
    """The generation that the pointer names, every byte of it checked; None where there is none, or
    one that another version made. Raises `IndexDamaged` for one that is not as it was written."""
    try:
        name = plain_files.read(data, POINTER, 100).decode("ascii").strip()
    except (OSError, UnicodeDecodeError, plain_files.FolderMissing):
        return None
    folder = data / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        return None
    marks = _marks(folder)
    raw = _read_catalogue(data, folder)
    if raw is None:
        return None
    if _whole.get(folder) != marks:
        if raw["sums"] != _sums(folder):
            _refuse_damaged(folder)
            return None
        if _is_settled(marks):
            _whole[folder] = marks
    try:
        return Generation(
            name,
            folder,
            raw["engine"],
            tuple(MEETING.validate_python(m) for m in raw["meetings"]),
            {k: text_store.Block(*v) for k, v in raw["blocks"].items()},
            {path: (tuple(mark), digest) for path, (*mark, digest) in raw["files"].items()},
            raw["heads"],
            tuple(
                Held(p, d, h, dt.datetime.fromisoformat(w) if w else None)
                for p, d, h, w in raw["held"]
            ),
            marks,
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # its seal is whole: another version of this program made it


# Folders of generations whose every byte was found right, with the marks that their files had then.
_whole: dict[Path, tuple[tuple[object, ...], ...]] = {}
_SETTLED = 100_000_000  # nanoseconds: file times are coarser than the pace of two writes


def _read_catalogue(data: Path, folder: Path) -> dict[str, Any] | None:
    """What the sealed catalogue says; None where another version wrote it, or nobody any more."""
    try:
        content = seal.read(data, folder / CATALOGUE)
    except OSError:
        content = None
    if content is None:
        _refuse_damaged(folder)
        return None
    raw = json.loads(content)
    engine = raw.get("engine")
    return raw if engine in ENGINES and raw.get("stamp") == _stamp(engine) else None


def _refuse_damaged(folder: Path) -> None:
    """Say that a generation is damaged, unless it was only replaced while it was being read."""
    if folder.is_dir():
        raise IndexDamaged(
            f"{folder}: the index is damaged; `minutes index` builds it anew "
            "索引已損毀，請執行 minutes index 重建"
        )


def _is_settled(marks: tuple[tuple[object, ...], ...]) -> bool:
    """Whether a file that is changed from now on would get other marks than these."""
    newest = max((mark[2] for mark in marks if isinstance(mark[2], int)), default=0)
    return time.time_ns() - newest > _SETTLED


def point(data: Path, name: str) -> None:
    """Make a generation the current one, at one stroke, and remove all others."""
    safe_write.replace_file(data / POINTER, name.encode())
    tidy(data, name)


def tidy(data: Path, keep: str | None) -> None:
    """Remove what killed runs left and what nobody will open any more. Each goes under its name at
    one stroke: whoever is about to open it finds all of it or nothing."""
    for folder in data.glob("g-*"):
        if folder.name != keep:
            with contextlib.suppress(OSError):
                folder.rename(data / f"{_GONE}{folder.name}")
    for folder in data.glob(f"{_GONE}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _files(folder: Path) -> list[str]:
    """The files of a generation by path, but for its catalogue; one that does not belong there
    counts, a link to a folder too. Locks come and go."""
    found = [TEXT, WORDS]
    for place, below, names in os.walk(folder / ENGINE):
        links = [name for name in below if (Path(place) / name).is_symlink()]
        paths = [Path(place, name).relative_to(folder).as_posix() for name in (*names, *links)]
        found += [path for path in paths if not path.lower().endswith("lock")]
    return sorted(found)


def _sums(folder: Path) -> dict[str, str]:
    """A checksum of every file by its path; "" for one that cannot be read or is no plain file."""
    return {path: _sum(folder, path) for path in _files(folder)}


def _sum(folder: Path, path: str) -> str:
    try:
        return seal.checksum(plain_files.read(folder, path, _LARGEST))
    except (OSError, plain_files.FolderMissing):
        return ""


def _marks(folder: Path) -> tuple[tuple[object, ...], ...]:
    """Path, size, time of the last write and inode of every file."""
    own = (CATALOGUE, seal.seal_of(Path(CATALOGUE)).name)
    return tuple(_mark(folder, path) for path in (*own, *_files(folder)))


def _mark(folder: Path, path: str) -> tuple[object, ...]:
    try:
        stat = (folder / path).lstat()
    except OSError:
        return path, -1, -1, -1
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ino
