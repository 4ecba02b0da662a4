"""One finished generation of the index on disk: what lies where, and which one is current.

A generation is a folder that never changes once the pointer names it. One that is damaged, or that
an older version made, counts as none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import msgspec

from minutes import plain_files
from minutes.errors import IndexDamaged, MinutesError, SettingsError
from minutes.records.model import Meeting
from minutes.settings import EngineName
from minutes.text import folding, markup
from pipeline.engines.fetched_texts import Texts
from pipeline.engines.registry import engine_named
from pipeline.index import text_store, word_counts
from pipeline.source import parser, safe_write, seal

POINTER = "CURRENT"
CATALOGUE = "catalogue.json"
TEXT = "text"
WORDS = "words.db"
ENGINE = "engine"
Stamp = tuple[str, int, int, int]
_FORMATS = f"6 {text_store.FORMAT} {word_counts.FORMAT} {folding.FOLDING_VERSION} {markup.MARKUP_VERSION} {parser.PARSER_VERSION}"
_GONE = "gone-"
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_NAME = re.compile(r"g-[0-9A-Za-z-]+")
_OWN = (CATALOGUE, seal.seal_of(Path(CATALOGUE)).name)


LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""When a record was due that only waits for something else."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A record that is not public yet, without its words: where it lies and when it is due."""

    path: str
    draft: bool
    digest: str
    due: dt.datetime | None

    def is_due(self, now: dt.datetime) -> bool:
        """Whether its day has come, if it has one."""
        return self.due is not None and self.due <= now


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation's catalogue file says. `engine` names the one that wrote it, `files` gives
    each transcript's stamp and digest, `heads` what the registries add to a meeting's head."""

    name: str
    folder: Path
    engine: EngineName
    meetings: tuple[Meeting, ...]
    blocks: dict[str, text_store.Block]
    files: dict[str, tuple[tuple[int, ...], str]]
    heads: dict[str, str]
    held: tuple[HeldBack, ...]
    # What tells cheaply whether one of its files was touched since it was checked; the checksums of those
    # that cannot be touched any more without that being seen; and whether this is so of all of them.
    stamps: tuple[Stamp, ...] = ()
    read: frozenset[str] = frozenset()  # the files of texts that were read whole when it was opened
    sums: Mapping[Stamp, str] = field(default_factory=dict)
    settled: bool = False
    texts_elsewhere: bool = False  # no file of texts lies there, and the engine keeps them

    @property
    def is_there(self) -> bool:
        """Whether there is one: `NOTHING` stands where nothing was made yet."""
        return self is not NOTHING

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of all files that were there, public or not."""
        return tuple(PurePosixPath(path).name.removesuffix(".md") for path in self.files)

    def can_be_continued(self, engine: EngineName) -> bool:
        """Whether the next one can be made of it by an engine: without files of texts all is made anew."""
        return self.engine == engine and not self.texts_elsewhere

    def save(self, old: Generation) -> None:
        """Write the catalogue file, which holds a checksum of every other file and is sealed. Files that
        are the same as those of the `old` generation were read when that was opened. From then on nobody
        may write into them: the system ends a process that reads on where a mapped file got shorter."""
        _protect(self.folder)
        catalogue = _Catalogue(
            self.engine,
            _stamp(self.engine),
            _sums(self.folder, _stamps_of(self.folder, _files(self.folder)), old),
            self.meetings,
            self.blocks,
            self.files,
            self.heads,
            self.held,
        )
        text = msgspec.json.encode(catalogue)
        seal.write(self.folder.parent, self.folder / CATALOGUE, text)

    def store(
        self,
        blocks: Mapping[str, text_store.Block],
        replaced: Mapping[str, text_store.Block] = MappingProxyType({}),
        read: Collection[str] = (),
    ) -> text_store.Store:
        """What reads some of its blocks, wherever their texts lie; see `text_store.Store`."""
        texts = _texts_of(self.engine, self.folder) if self.texts_elsewhere else None
        return text_store.Store(self.folder / TEXT, dict(blocks), replaced, read, texts)

    def source(self, name: str) -> bytes:
        """The text of one of its records as it was indexed, without what was withdrawn by then."""
        with closing(self.store({name: self.blocks[name]})) as store:
            return store.source(name)

    def touched(self) -> bool:
        """Whether one of its files is not as it was when this generation was opened."""
        return any(_stamp_of(self.folder, stamp[0]) != stamp for stamp in self.stamps)

    def check_shared(self) -> None:
        """Read what the next generation takes over from this one, but for the texts, which have checksums
        of their own. Raises `IndexDamaged` where a file is not as it was when this was opened, though its
        stamp is: a disk may lose bits without telling."""
        for stamp, checksum in self.sums.items():
            if not stamp[0].startswith(f"{TEXT}/") and _sum(self.folder, stamp[0]) != checksum:
                _refuse_damaged(self.folder)


NOTHING = Generation("", Path(), "memory", (), {}, {}, {}, ())
"""What there is before the first generation."""


class _Catalogue(msgspec.Struct, frozen=True):
    """What the catalogue file says, in the types in which it is used: what this program wrote and
    sealed is not put through the rules for what people write."""

    engine: EngineName
    stamp: str
    sums: dict[str, str]
    meetings: tuple[Meeting, ...]
    blocks: dict[str, text_store.Block]
    files: dict[str, tuple[tuple[int, ...], str]]
    heads: dict[str, str]
    held: tuple[HeldBack, ...]


_READER = msgspec.json.Decoder(_Catalogue)


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


def named(data: Path) -> str | None:
    """The name of the generation that readers are led to, whole or not; None where there is none."""
    try:
        name = plain_files.read(data, POINTER, 100).decode("ascii").strip()
    except (OSError, UnicodeDecodeError, plain_files.FolderMissing):
        return None
    return name if _NAME.fullmatch(name) else None


def open_current(data: Path) -> Generation | None:
    """The generation that the pointer names, every byte of it checked; None where there is none, or
    one that another version made. Raises `IndexDamaged` for one that is not as it was written."""
    name = named(data)
    if name is None or not (folder := data / name).is_dir():
        return None
    stamps, last = _stamps(folder), _last.get(data, NOTHING)
    if last.settled and last.stamps == stamps:
        return last
    catalogue = _read_catalogue(data, folder)
    if catalogue is None:
        return None
    files = stamps[len(_OWN) :]
    sums = _sums(folder, files, last)
    texts_elsewhere = _are_elsewhere(catalogue, folder, sums)
    if catalogue.sums != sums | (_of_texts(catalogue.sums) if texts_elsewhere else {}):
        _refuse_damaged(folder)
        return None
    settled = set(filter(_is_settled, stamps))
    generation = Generation(
        name,
        folder,
        catalogue.engine,
        catalogue.meetings,
        catalogue.blocks,
        catalogue.files,
        catalogue.heads,
        catalogue.held,
        stamps,
        _texts_read(files, last),
        {stamp: sums[stamp[0]] for stamp in settled.intersection(files)},
        settled == {*stamps},
        texts_elsewhere,
    )
    if len(_last) >= _MOST_KEPT:
        _last.clear()
    _last[data] = generation
    return generation


# The generation of each data folder that was opened last: what did not change since is not read again.
_last: dict[Path, Generation] = {}
_MOST_KEPT = 8
_SETTLED = 100_000_000  # nanoseconds: file times are coarser than the pace of two writes


def _read_catalogue(data: Path, folder: Path) -> _Catalogue | None:
    """What the sealed catalogue says; None where another version wrote it, or nobody any more."""
    try:
        content = seal.read(data, folder / CATALOGUE)
    except OSError:
        content = None
    if content is None:
        _refuse_damaged(folder)
        return None
    try:
        catalogue = _READER.decode(content)
    except msgspec.MsgspecError:
        return None  # its seal is whole: another version of this program made it
    return catalogue if catalogue.stamp == _stamp(catalogue.engine) else None


def _texts_of(engine: EngineName, folder: Path) -> Texts | None:
    return engine_named(engine).texts(folder / ENGINE)


def _of_texts(sums: Mapping[str, str]) -> dict[str, str]:
    """The checksums of the files of texts."""
    return {path: checksum for path, checksum in sums.items() if path.startswith(f"{TEXT}/")}


def _are_elsewhere(catalogue: _Catalogue, folder: Path, sums: Mapping[str, str]) -> bool:
    """Whether all files of texts were left behind, and not one was lost, and the engine has what they say."""
    are_missing = bool(_of_texts(catalogue.sums)) and not _of_texts(sums)
    return are_missing and _texts_of(catalogue.engine, folder) is not None


def _refuse_damaged(folder: Path) -> None:
    """Say that a generation is damaged, unless it was only replaced while it was being read."""
    if folder.is_dir():
        raise IndexDamaged(
            f"{folder}: the index is damaged; `minutes index` builds it anew",
            zh=f"{folder}：索引已損毀，請執行 minutes index 重建",
        )


def _is_settled(stamp: Stamp) -> bool:
    """Whether a file that is changed from now on would get another stamp than this."""
    return time.time_ns() - stamp[2] > _SETTLED


def point(data: Path, name: str) -> None:
    """Make a generation the current one, at one stroke, and remove all others."""
    safe_write.replace_file(data / POINTER, name.encode())
    tidy(data, name)


class ForeignFolder(MinutesError):
    """The data folder is another account's, which could not go on with what is written into it."""


def refuse_foreign(data: Path) -> None:
    """Raise `ForeignFolder` where root would write into the data folder of another account, which could neither
    read nor replace what root wrote."""
    owner = data.stat().st_uid
    if owner and hasattr(os, "geteuid") and os.geteuid() == 0:
        raise ForeignFolder(
            f"{data}: belongs to another account (uid {owner}), which cannot use what root writes there; start "
            "its service, or run this as that account: `runuser -u NAME -- minutes index`",
            zh=f"{data}：屬於另一個帳號，root 寫的檔案它無法使用；請啟動它的服務，或用那個帳號執行",
        )


def tidy(data: Path, keep: str | None) -> None:
    """Remove what killed runs left and what nobody will open any more. Each goes under its name at
    one stroke: whoever is about to open it finds all of it or nothing."""
    for folder in data.glob("g-*"):
        if folder.name != keep:
            with contextlib.suppress(OSError):
                folder.rename(data / f"{_GONE}{folder.name}")
    for folder in data.glob(f"{_GONE}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _protect(folder: Path) -> None:
    for file in map(folder.joinpath, _files(folder)):
        mode = file.stat().st_mode
        if mode & _WRITABLE and not file.is_symlink():
            file.chmod(mode & ~_WRITABLE & 0o7777)


def _files(folder: Path) -> list[str]:
    """The files of a generation by path, but for its catalogue; one that does not belong there
    counts, a link to a folder too. Locks come and go."""
    found = [WORDS]
    for place, below, names in chain.from_iterable(
        os.walk(folder / part) for part in (TEXT, ENGINE)
    ):
        links = [name for name in below if (Path(place) / name).is_symlink()]
        paths = [Path(place, name).relative_to(folder).as_posix() for name in (*names, *links)]
        found += [path for path in paths if not path.lower().endswith("lock")]
    return sorted(found)


def _sums(folder: Path, stamps: Iterable[Stamp], before: Generation) -> dict[str, str]:
    """A checksum of every file by its path. One that has the stamp that it had before is that file."""
    return {stamp[0]: before.sums.get(stamp) or _sum(folder, stamp[0]) for stamp in stamps}


def _texts_read(stamps: Iterable[Stamp], before: Generation) -> frozenset[str]:
    """The names of the files of texts whose checksums were not known before."""
    paths = (PurePosixPath(stamp[0]) for stamp in stamps if stamp not in before.sums)
    return frozenset(path.name for path in paths if path.parent.name == TEXT)


def _sum(folder: Path, path: str) -> str:
    """The checksum of a file; "" where it cannot be read or is no plain file."""
    try:
        with plain_files.open_plain(folder, path) as stream:
            return seal.checksum_of(stream)
    except (OSError, plain_files.FolderMissing):
        return ""


def _stamps(folder: Path) -> tuple[Stamp, ...]:
    """Path, size, time of the last write and inode of every file, first its own."""
    return _stamps_of(folder, (*_OWN, *_files(folder)))


def _stamps_of(folder: Path, paths: Iterable[str]) -> tuple[Stamp, ...]:
    return tuple(_stamp_of(folder, path) for path in paths)


def _stamp_of(folder: Path, path: str) -> Stamp:
    try:
        stat = os.lstat(f"{folder}/{path}")  # each question asks: to join the paths takes longer
    except OSError:
        return path, -1, -1, -1
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ino


def require_engine(name: EngineName) -> None:
    """Raise `SettingsError` where an engine cannot be used here: for want of its library, or of one that answers."""
    if not engine_named(name).reachable():
        raise SettingsError(
            f"archive.yaml, engine: {name} does not answer",
            zh=f"archive.yaml 的 engine：搜尋引擎 {name} 沒有回應",
        )
