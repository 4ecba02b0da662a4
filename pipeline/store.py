"""The texts of one generation in one mapped file: read where they lie, never unpickled.

A meeting is a block of: its folded passages (title, head …, items …) joined by line feeds; the same
as plain text; and a table of the items. Folding keeps the number of characters, so an offset in the
folded form of an item is an offset in the item. A line feed never stands in folded text.
"""

from __future__ import annotations

import json
import mmap
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from minutes.fold import fold
from pipeline.engines import Said

TITLE, HEAD, SPEECH, NARRATIVE, SECTION, HEADING = range(6)
TYPES = ("title", "head", "speech", "narrative", "section", "heading")
_CODES = {name: code for code, name in enumerate(TYPES)}
# Changes whenever an older file could not be read.
FORMAT = "text-1"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of text in which words may stand."""

    type: str
    id: str
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Where a meeting's parts lie in the file: start, and the lengths of folded text, plain text,
    table and source."""

    start: int
    folded: int
    plain: int
    table: int
    source: int

    @property
    def end(self) -> int:
        return self.start + self.folded + self.plain + self.table + self.source


def encode(passages: Sequence[Passage], source: bytes) -> tuple[bytes, tuple[int, int, int, int]]:
    """A meeting's block as bytes, and the lengths of its parts."""
    folded = "\n".join(fold(p.text) for p in passages).encode("utf-8", "surrogatepass")
    plain = json.dumps([p.text for p in passages], ensure_ascii=False).encode("utf-8", "surrogatepass")
    speakers = list(dict.fromkeys(p.speaker for p in passages if p.speaker is not None))
    number = {name: i for i, name in enumerate(speakers)}
    table = json.dumps(
        {"types": [_CODES[p.type] for p in passages], "ids": [p.id for p in passages], "speakers": speakers,
         "by": [-1 if p.speaker is None else number[p.speaker] for p in passages]},
        ensure_ascii=False, separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")  # fmt: skip
    return folded + plain + table + source, (len(folded), len(plain), len(table), len(source))


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in each passage of a meeting, by its number."""

    types: tuple[int, ...]
    ids: tuple[str, ...]
    speakers: tuple[str, ...]
    by: tuple[int, ...]
    starts: array[int]  # offsets of the passages in the file, and one past the last

    def at(self, offset: int) -> int:
        """The passage in which a file offset lies."""
        return bisect_right(self.starts, offset) - 1

    def said_by(self, speakers: set[int]) -> set[int]:
        """The numbers of the speeches by these speakers."""
        return {i for i, (t, b) in enumerate(zip(self.types, self.by, strict=True)) if t == SPEECH and b in speakers}


class Store:
    """Reads the blocks of one file. Many threads may share it."""

    def __init__(self, path: Path, blocks: dict[str, Block]) -> None:
        self.blocks = blocks
        self._file: BinaryIO = path.open("rb")
        size = path.stat().st_size
        self.map: mmap.mmap | bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self.table = lru_cache(maxsize=4096)(self._table)

    def _table(self, meeting: str) -> Table:
        block = self.blocks[meeting]
        at = block.start + block.folded + block.plain
        raw = json.loads(self.map[at : at + block.table].decode("utf-8", "surrogatepass"))
        starts = array("Q", [block.start])
        end = block.start + block.folded
        while (feed := self.map.find(b"\n", starts[-1], end)) >= 0:
            starts.append(feed + 1)
        starts.append(end + 1)
        return Table(tuple(raw["types"]), tuple(raw["ids"]), tuple(raw["speakers"]), tuple(raw["by"]), starts)

    def source(self, meeting: str) -> bytes:
        """The file's bytes as they were indexed."""
        block = self.blocks[meeting]
        return self.map[block.end - block.source : block.end]

    def said(self, meeting: str, numbers: Iterable[int]) -> list[Said]:
        """Passages of a meeting by their numbers."""
        block, table = self.blocks[meeting], self.table(meeting)
        at = block.start + block.folded
        plain = json.loads(self.map[at : at + block.plain].decode("utf-8", "surrogatepass"))
        found = []
        for n in numbers:
            by = table.by[n]
            speaker = table.speakers[by] if by >= 0 else None
            found.append(Said(table.ids[n], TYPES[table.types[n]], speaker, plain[n], fold(plain[n])))
        return found

    def holders(self, ident: str) -> list[str]:
        """The meetings that have an item with this id."""
        wanted = json.dumps(ident).encode()
        found = []
        for meeting, block in self.blocks.items():
            at = block.start + block.folded + block.plain
            if self.map.find(wanted, at, at + block.table) >= 0:
                found.append(meeting)
        return [m for m in found if ident in self.table(m).ids]

    def close(self) -> None:
        """Let the file go."""
        if isinstance(self.map, mmap.mmap):
            self.map.close()
        self._file.close()
