"""One finished generation of the index on disk: what lies where, and which one is current.

A generation is a folder that never changes once the pointer names it. One that is damaged, or that
an older version made, counts as none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from minutes.records.model import MEETING, Meeting
from minutes.settings import EngineName
from minutes.text import folding, markup
from pipeline.engines.registry import ENGINES, engine_named
from pipeline.index import text_store
from pipeline.source import parser, safe_write

POINTER = "CURRENT"
CATALOGUE = "catalogue.json"
TEXT = "text.bin"
ENGINE = "engine"
_FORMATS = f"3 {text_store.FORMAT} {folding.FOLDING_VERSION} {markup.MARKUP_VERSION} {parser.PARSER_VERSION}"
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
    """What a generation's catalogue file says. `engine` names the one that wrote it, `files` gives each transcript's mark and digest,
    `heads` what the registries add to a meeting's head."""

    name: str
    folder: Path
    engine: EngineName
    meetings: tuple[Meeting, ...]
    blocks: dict[str, text_store.Block]
    files: dict[str, tuple[tuple[int, int, int], str]]
    heads: dict[str, str]
    held: tuple[Held, ...]

    def save(self) -> None:
        """Write the catalogue file, which tells the size of every other file."""
        catalogue = {
            "engine": self.engine,
            "stamp": _stamp(self.engine),
            "sizes": _sizes(self.folder),
            "meetings": [MEETING.dump_python(m, mode="json", by_alias=True) for m in self.meetings],
            "blocks": {k: dataclasses.astuple(b) for k, b in self.blocks.items()},
            "files": {path: [*mark, digest] for path, (mark, digest) in self.files.items()},
            "heads": self.heads,
            "held": [
                [h.path, h.draft, h.digest, h.due.isoformat() if h.due else None] for h in self.held
            ],
        }
        text = json.dumps(catalogue, ensure_ascii=False)
        safe_write.replace_file(self.folder / CATALOGUE, text.encode())


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
        name = (data / POINTER).read_text(encoding="ascii").strip()
        if not _NAME.fullmatch(name):
            return None
        folder = data / name
        raw = json.loads((folder / CATALOGUE).read_bytes())
        engine = raw["engine"]
        if (
            engine not in ENGINES
            or raw["stamp"] != _stamp(engine)
            or raw["sizes"] != _sizes(folder)
        ):
            return None
        return Generation(
            name,
            folder,
            engine,
            tuple(MEETING.validate_python(m) for m in raw["meetings"]),
            {k: text_store.Block(*v) for k, v in raw["blocks"].items()},
            {k: ((v[0], v[1], v[2]), v[3]) for k, v in raw["files"].items()},
            raw["heads"],
            tuple(
                Held(p, d, h, dt.datetime.fromisoformat(w) if w else None)
                for p, d, h, w in raw["held"]
            ),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


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


def _sizes(folder: Path) -> dict[str, int]:
    files = [folder / TEXT, *(f for f in (folder / ENGINE).rglob("*") if f.is_file())]
    return {
        f.relative_to(folder).as_posix(): f.stat().st_size
        for f in files
        if not f.name.endswith("LOCK")
    }
