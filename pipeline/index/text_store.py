"""The texts of one generation in mapped files: read where they lie, never unpickled.

A meeting is a block of: its folded passages (title, head …, items …) joined by line feeds; the same
as plain text, which may hold line feeds; a table of the items; where each begins in both texts.
Folding keeps the number of characters, so an offset in the folded form of an item is an offset in
the item. A line feed never stands in folded text.
"""

from __future__ import annotations

import itertools
import json
import mmap
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from minutes.errors import IndexDamaged
from minutes.query.rows import counted
from minutes.text.folding import fold
from pipeline.engines.protocol import Utterance
from pipeline.source import seal

TITLE, HEAD, SPEECH, NARRATIVE, SECTION, HEADING = range(6)
TYPES = ("title", "head", "speech", "narrative", "section", "heading")
_CODES = {name: code for code, name in enumerate(TYPES)}
# Changes whenever an older file could not be read.
FORMAT = "text-6"
Lengths = tuple[int, int, int, int, int]
Mapped = mmap.mmap | bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of text in which words may stand, and the addresses of the web that it names."""

    type: str
    id: str
    speaker: str | None
    text: str
    addresses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Where a meeting's parts lie: the number of the file, start, and the lengths of folded text, plain
    text, table, starts of the passages, and source; and the checksum of all of them."""

    file: int
    start: int
    folded: int
    plain: int
    table: int
    starts: int
    source: int
    checksum: str = ""

    @property
    def lengths(self) -> Lengths:
        return self.folded, self.plain, self.table, self.starts, self.source

    @property
    def end(self) -> int:
        return self.start + sum(self.lengths)

    def check(self, content: bytes | memoryview) -> None:
        """Raise `IndexDamaged` where this is not what was written."""
        if self.checksum and seal.checksum(content) != self.checksum:
            raise IndexDamaged(
                "a record's text in the index is damaged; `minutes index` builds it anew "
                "索引裡有一份紀錄已損毀，請執行 minutes index 重建"
            )


def file_name(number: int) -> str:
    """The name of one of the files that hold the texts of a generation."""
    return f"{number}.bin"


def encode(passages: Sequence[Passage], source: bytes) -> tuple[bytes, Lengths]:
    """A meeting's block as bytes, and the lengths of its parts."""
    pieces = [fold(p.text).encode("utf-8", "surrogatepass") for p in passages]
    written = [p.text.encode("utf-8", "surrogatepass") for p in passages]
    folded, plain = b"\n".join(pieces), b"\n".join(written)
    starts = _starts(pieces) + _starts(written)
    speakers = list(dict.fromkeys(p.speaker for p in passages if p.speaker is not None))
    number = {name: i for i, name in enumerate(speakers)}
    table = json.dumps(
        {
            "types": [_CODES[p.type] for p in passages],
            "ids": [p.id for p in passages],
            "speakers": speakers,
            "by": [-1 if p.speaker is None else number[p.speaker] for p in passages],
            "addresses": [[n, *p.addresses] for n, p in enumerate(passages) if p.addresses],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")
    parts = (folded, plain, table, starts, source)
    return b"".join(parts), (len(folded), len(plain), len(table), len(starts), len(source))


def _starts(pieces: Iterable[bytes]) -> bytes:
    return array("I", itertools.accumulate((len(p) + 1 for p in pieces), initial=0)).tobytes()


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in each passage of a meeting, by its number, and the file in which it does."""

    text: Mapped
    types: bytes  # a code each, see TYPES
    ids: tuple[str, ...]
    speakers: tuple[str, ...]
    by: array[int]  # the number of its speaker; −1 where nobody is known
    start: int  # where the folded text begins in the file
    starts: array[int]  # where each passage begins in the folded text, and one past the last
    plain: array[int]  # the same in the plain text
    addresses: tuple[tuple[str, str], ...]  # each address of the web with the id of its passage

    def at(self, offset: int) -> int:
        """The passage in which a file offset lies."""
        return bisect_right(self.starts, offset - self.start) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Where a passage begins and ends in the file."""
        return self.start + self.starts[number], self.start + self.starts[number + 1] - 1


class Store:
    """Reads the blocks of the files in a folder. Many threads may share it."""

    def __init__(
        self, folder: Path, blocks: dict[str, Block], replaced: Mapping[str, Block] | None = None
    ) -> None:
        self.blocks = blocks
        self.replaced = replaced or {}  # blocks of the files that are no longer to be shown
        self._checked: set[str] = set()
        numbers = {block.file for block in chain(blocks.values(), self.replaced.values())}
        self._maps = {number: _mapped(folder / file_name(number)) for number in numbers}
        self.table = lru_cache(maxsize=4096)(self._table)

    def _whole(self, meeting: str) -> tuple[Mapped, Block]:
        """The file of a meeting, and where its block lies there. Raises `IndexDamaged` where it is not as it
        was written."""
        block = self.blocks.get(meeting) or self.replaced[meeting]
        text = self._maps[block.file]
        if meeting not in self._checked:
            block.check(text[block.start : block.end])
            self._checked.add(meeting)  # a file that is touched later is opened anew
        return text, block

    def _table(self, meeting: str) -> Table:
        text, block = self._whole(meeting)
        at = block.start + block.folded + block.plain
        raw = json.loads(text[at : at + block.table].decode("utf-8", "surrogatepass"))
        starts = array("I")
        starts.frombytes(text[at + block.table : at + block.table + block.starts])
        return Table(
            text,
            bytes(raw["types"]),
            tuple(raw["ids"]),
            tuple(raw["speakers"]),
            array("i", raw["by"]),
            block.start,
            starts[: len(starts) // 2],
            starts[len(starts) // 2 :],
            tuple((address, raw["ids"][n]) for n, *named in raw["addresses"] for address in named),
        )

    def checksum(self, meeting: str) -> str:
        """The mark of a meeting's texts: the same wherever they are the same."""
        return self.blocks[meeting].checksum

    def source(self, meeting: str) -> bytes:
        """The file's bytes as they were indexed."""
        text, block = self._whole(meeting)
        return text[block.end - block.source : block.end]

    def folded(self, meeting: str) -> str:
        """The folded text of a meeting, a line for each passage."""
        text, block = self._whole(meeting)
        return text[block.start : block.start + block.folded].decode("utf-8", "surrogatepass")

    def said(self, meeting: str, numbers: Iterable[int]) -> list[Utterance]:
        """Passages of a meeting by their numbers."""
        (text, block), table = self._whole(meeting), self.table(meeting)
        at = block.start + block.folded
        found = []
        for n in numbers:
            by = table.by[n]
            speaker = table.speakers[by] if by >= 0 else None
            plain = text[at + table.plain[n] : at + table.plain[n + 1] - 1]
            said = plain.decode("utf-8", "surrogatepass")
            found.append(Utterance(table.ids[n], TYPES[table.types[n]], speaker, said, fold(said)))
        return found

    def passages(self, meeting: str) -> Iterator[tuple[str, str, str | None, str]]:
        """Type, id, speaker and folded text of each passage of a meeting."""
        table = self.table(meeting)
        for number, ident in enumerate(table.ids):
            start, end = table.span(number)
            by = table.by[number]
            folded = table.text[start:end].decode("utf-8", "surrogatepass")
            yield TYPES[table.types[number]], ident, table.speakers[by] if by >= 0 else None, folded

    def words(self, meeting: str, hidden: Collection[str] = ()) -> set[str]:
        """What is counted of a meeting (see `counted`), but for what stands only in hidden items."""
        table = self.table(meeting)
        shown = (table.span(n) for n, ident in enumerate(table.ids) if ident not in hidden)
        pieces = (table.text[start:end].decode("utf-8", "surrogatepass") for start, end in shown)
        return {word for piece in pieces for word in counted(piece)}

    def holders(self, ident: str) -> list[str]:
        """The meetings that have an item with this id."""
        wanted = json.dumps(ident).encode()
        found = []
        for meeting, block in self.blocks.items():
            at = block.start + block.folded + block.plain
            if self._maps[block.file].find(wanted, at, at + block.table) >= 0:
                found.append(meeting)
        return [m for m in found if ident in self.table(m).ids]

    def close(self) -> None:
        """Let the files go."""
        for text in self._maps.values():
            if isinstance(text, mmap.mmap):
                text.close()


def _mapped(path: Path) -> Mapped:
    with path.open("rb") as file:  # the map outlives the file
        size = path.stat().st_size
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
