"""The bulk files of the present state, made beforehand in the data folder, compressed too.

They are a cache: a state that has none is written while it is sent.
"""

from __future__ import annotations

import gzip
import importlib
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from minutes.settings import ArchiveSettings
from pipeline.archive.snapshot import View
from pipeline.export import bulk

FOLDER = "export"
# What is compressed already, or too short to gain by it.
PLAIN = frozenset({"markdown.zip", "LICENCE.txt", bulk.SUMS})
_GZIP_LEVEL = 6
_BROTLI_QUALITY = 5  # as for pages: beyond it the time grows faster than the size falls
ENDINGS = {"br": ".br", "gzip": ".gz"}  # the smallest first


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies ready, and how it is encoded: `br`, `gzip` or as it is ("")."""

    path: Path
    encoding: str


def keep(view: View, archive: ArchiveSettings, data: Path) -> Path:
    """Make the files of this state unless they are there, and remove those of others."""
    folder = _folder(view, archive, data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(data / f"{FOLDER}.lock"):
        if not folder.is_dir():
            begun = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
            try:
                _make(view, archive, begun)
                begun.rename(folder)
            except OSError as error:
                shutil.rmtree(begun, ignore_errors=True)  # it may be what fills the disk
                error.filename = error.filename or str(folder.parent)
                raise
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    return folder


def find(
    view: View, archive: ArchiveSettings, data: Path | None, name: str, accepted: tuple[str, ...]
) -> KeptFile | None:
    """A file of exactly this state in the first of the `accepted` encodings that it has, or as it is;
    None where none was made beforehand."""
    if data is None:
        return None
    file = _folder(view, archive, data) / name
    endings = {} if name in PLAIN else ENDINGS
    forms = (KeptFile(Path(f"{file}{endings[e]}"), e) for e in accepted if e in endings)
    existing = (form for form in (*forms, KeptFile(file, "")) if form.path.is_file())
    return next(existing, None)


def _folder(view: View, archive: ArchiveSettings, data: Path) -> Path:
    return data / FOLDER / bulk.fingerprint(view, archive)[:40]


def _make(view: View, archive: ArchiveSettings, folder: Path) -> None:
    bulk.write(view, archive, folder)
    for export in bulk.FILES:
        if export.name not in PLAIN:
            _compress(folder / export.name)


def _compress(file: Path) -> None:
    with file.open("rb") as plain, gzip.GzipFile(f"{file}.gz", "wb", _GZIP_LEVEL, mtime=0) as out:
        shutil.copyfileobj(plain, out, 1 << 20)
    try:
        brotli = importlib.import_module("brotli")  # comes with the extra `serve`
    except ImportError:
        return
    compressor = brotli.Compressor(quality=_BROTLI_QUALITY)
    with file.open("rb") as plain, Path(f"{file}.br").open("wb") as out:
        while part := plain.read(1 << 20):
            out.write(compressor.process(part))
        out.write(compressor.finish())
