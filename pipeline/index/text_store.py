"""The texts of one generation in mapped files: read where they lie, never unpickled.

A meeting is a block of: its folded passages (title, head …, items …) joined by line feeds; the same
as plain text, which may hold line feeds; who speaks and which addresses are named; the ids of the
passages, a line feed before and after each; numbers: where each begins in both texts, its speaker, its
type; the file itself.
Folding keeps the number of characters, so an offset in the folded form of an item is an offset in
the item. A line feed never stands in folded text.
"""

from __future__ import annotations

import itertools
import json
import mmap
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn, cast

from minutes.errors import IndexDamaged
from minutes.query.ordinals import counted
from minutes.text.folding import fold
from pipeline.engines.fetched_texts import FetchedTexts, Texts
from pipeline.engines.protocol import Utterance
from pipeline.source import seal

TITLE, HEAD, SPEECH, NARRATIVE, SECTION, HEADING = range(6)
TYPES = ("title", "head", "speech", "narrative", "section", "heading")
_CODES = {name: code for code, name in enumerate(TYPES)}
# Changes whenever an older file could not be read.
FORMAT = "text-7"
Lengths = tuple[int, int, int, int, int, int]
_NUMBERS = 13  # bytes of the numbers of a passage: three of four, one of one
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
    text, names, ids, numbers, and source. `checksum` is that of all of them, by which a text is known;
    `crc` tells in a tenth of the time whether they are what was written."""

    file: int
    start: int
    folded: int
    plain: int
    names: int
    ids: int
    numbers: int
    source: int
    checksum: str = ""
    crc: int = 0

    @property
    def lengths(self) -> Lengths:
        return self.folded, self.plain, self.names, self.ids, self.numbers, self.source

    @property
    def end(self) -> int:
        return self.start + sum(self.lengths)

    @property
    def alone(self) -> Block:
        """The same block where it lies in no file with others."""
        return replace(self, start=0)

    def place(self, part: str) -> slice:
        """Where one of the parts lies in the file, by its name."""
        before, lengths = _PARTS.index(part), self.lengths
        start = self.start + sum(lengths[:before])
        return slice(start, start + lengths[before])

    def check(self, content: bytes | memoryview) -> None:
        """Raise `IndexDamaged` where this is not what was written."""
        if self.checksum and zlib.crc32(content) != self.crc:
            _refuse_damaged()

    def check_fetched(self, content: bytes) -> None:
        """The same for what came from elsewhere, by the mark that no accident and nobody else gives it."""
        if seal.checksum(content) != self.checksum:
            _refuse_damaged()


def _refuse_damaged() -> NoReturn:
    raise IndexDamaged(
        "a record's text in the index is damaged; `minutes index` builds it anew",
        zh="索引裡有一份紀錄已損毀，請執行 minutes index 重建",
    )


_PARTS = ("folded", "plain", "names", "ids", "numbers", "source")


def file_name(number: int) -> str:
    """The name of one of the files that hold the texts of a generation."""
    return f"{number}.bin"


def encode(passages: Sequence[Passage], source: bytes) -> tuple[bytes, Lengths]:
    """A meeting's block as bytes, and the lengths of its parts."""
    pieces = [fold(p.text).encode("utf-8", "surrogatepass") for p in passages]
    written = [p.text.encode("utf-8", "surrogatepass") for p in passages]
    folded, plain = b"\n".join(pieces), b"\n".join(written)
    speakers = list(dict.fromkeys(p.speaker for p in passages if p.speaker is not None))
    names = {
        "speakers": speakers,
        "addresses": [[n, *p.addresses] for n, p in enumerate(passages) if p.addresses],
    }
    numbers = (
        _starts(pieces),
        _starts(written),
        _numbers_of(speakers, passages),
        bytes(_CODES[p.type] for p in passages),
    )
    parts = (
        folded,
        plain,
        json.dumps(names, separators=(",", ":")).encode("ascii"),
        _lines(p.id for p in passages),
        b"".join(numbers),
        source,
    )
    lengths = tuple(map(len, parts))
    return b"".join(parts), cast(Lengths, lengths)


def _numbers_of(speakers: Sequence[str], passages: Iterable[Passage]) -> bytes:
    """For each passage the number of its speaker; -1 where it has none."""
    numbers: dict[str | None, int] = {name: number for number, name in enumerate(speakers)}
    numbers[None] = -1
    return array("i", (numbers[passage.speaker] for passage in passages)).tobytes()


def _lines(idents: Iterable[str]) -> bytes:
    return "\n".join(("", *idents, "")).encode("utf-8", "surrogatepass")


def _names(text: Mapped, block: Block) -> Any:
    """Who speaks in a meeting, and which addresses are named in it."""
    return json.loads(text[block.place("names")])


def _starts(pieces: Iterable[bytes]) -> bytes:
    return array("I", itertools.accumulate((len(p) + 1 for p in pieces), initial=0)).tobytes()


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in each passage of a meeting, by its number, and the file in which it does. What is
    seldom asked for is read where it lies."""

    text: Mapped
    block: Block
    types: bytes  # a code each, see TYPES
    starts: array[int]  # where each passage begins in the folded text, and one past the last
    numbers: int  # where the numbers of its passages begin in the file

    @property
    def start(self) -> int:
        """Where the folded text begins in the file."""
        return self.block.start

    @property
    def plain(self) -> array[int]:
        """Where each passage begins in the plain text, and one past the last; read anew each time."""
        return self._numbers("I", 1, len(self.starts))

    @property
    def by(self) -> array[int]:
        """The number of each passage's speaker, −1 where nobody is known; read anew each time."""
        return self._numbers("i", 2, len(self.types))

    def _numbers(self, kind: str, rows: int, many: int) -> array[int]:
        """Some numbers behind so many rows of one for each start."""
        begin = self.numbers + 4 * rows * len(self.starts)
        return array(kind, self.text[begin : begin + 4 * many])

    @property
    def ids(self) -> list[str]:
        """The id of each passage; read anew each time."""
        lines = self.text[self.block.place("ids")].decode("utf-8", "surrogatepass")
        return lines[1:-1].split("\n")

    def ids_of(self, numbers: Sequence[int]) -> list[str]:
        """The ids of some passages; those behind them are not read."""
        lines = self.text[self.block.place("ids")].split(b"\n", max(numbers, default=0) + 2)
        return [lines[n + 1].decode("utf-8", "surrogatepass") for n in numbers]

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Each address of the web that is named, with the id of its passage; read anew each time."""
        named, ids = _names(self.text, self.block)["addresses"], self.ids
        return tuple((address, ids[n]) for n, *several in named for address in several)

    def at(self, offset: int) -> int:
        """The passage in which a file offset lies."""
        return bisect_right(self.starts, offset - self.start) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Where a passage begins and ends in the file."""
        return self.start + self.starts[number], self.start + self.starts[number + 1] - 1


class Store:
    """Reads the blocks of the files in a folder, or those that an engine gives as `texts`. Many threads may share
    it."""

    def __init__(
        self,
        folder: Path,
        blocks: dict[str, Block],
        replaced: Mapping[str, Block] | None = None,
        read: Collection[str] = (),
        texts: Texts | None = None,
    ) -> None:
        # The same texts as the ids of meetings, which are compared by the hundred for each question.
        self.blocks = {sys.intern(name): block for name, block in blocks.items()}
        self.replaced = replaced or {}  # blocks of the files that are no longer to be shown
        # Of the files that were just `read` and are what was written nothing is checked a second time.
        self._checked = {name for name, b in blocks.items() if file_name(b.file) in read}
        self._fetched = FetchedTexts(texts, self._mark, self._check_fetched) if texts else None
        all_blocks = () if texts else chain(blocks.values(), self.replaced.values())
        numbers = {block.file for block in all_blocks}
        self._maps = {number: _mapped(folder / file_name(number)) for number in numbers}
        # A table holds on to the text that it was read from, and of those that are fetched few are kept.
        self.table = self._table if texts else lru_cache(maxsize=4096)(self._table)
        self.speakers = lru_cache(maxsize=4096)(self._speakers)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the texts have to be fetched, so that to look into them is dear."""
        return self._fetched is not None

    def expect(self, meetings: Iterable[str]) -> None:
        """Say which meetings are about to be looked into, in this order: texts that lie elsewhere come together."""
        if self._fetched is not None:
            self._fetched.expect(filter(self.blocks.__contains__, meetings))

    def _block(self, meeting: str) -> Block:
        return self.blocks.get(meeting) or self.replaced[meeting]

    def _mark(self, meeting: str) -> str:
        return self._block(meeting).checksum

    def _check_fetched(self, meeting: str, content: bytes) -> None:
        self._block(meeting).check_fetched(content)

    def _whole(self, meeting: str) -> tuple[Mapped, Block]:
        """The file of a meeting, and where its block lies there. Raises `IndexDamaged` where it is not as it
        was written."""
        block = self._block(meeting)
        if self._fetched is not None:
            return self._fetched.of(meeting), block.alone
        text = self._maps[block.file]
        if meeting not in self._checked:
            with memoryview(text) as whole, whole[block.start : block.end] as content:
                block.check(content)
            self._checked.add(meeting)  # a file that is touched later is opened anew
        return text, block

    def _table(self, meeting: str) -> Table:
        text, block = self._whole(meeting)
        place = block.place("numbers")
        many = block.numbers // _NUMBERS
        starts = array("I", text[place.start : place.start + 4 * (many + 1)])
        return Table(text, block, text[place.stop - many : place.stop], starts, place.start)

    def _speakers(self, meeting: str) -> tuple[str, ...]:
        """Who speaks in a meeting, each once. Most speak in many."""
        return tuple(map(sys.intern, _names(*self._whole(meeting))["speakers"]))

    def checksum(self, meeting: str) -> str:
        """The mark of a meeting's texts: the same wherever they are the same."""
        return self.blocks[meeting].checksum

    def source(self, meeting: str) -> bytes:
        """The file's bytes as they were indexed."""
        text, block = self._whole(meeting)
        return text[block.place("source")]

    def folded(self, meeting: str) -> str:
        """The folded text of a meeting, a line for each passage."""
        text, block = self._whole(meeting)
        return text[block.place("folded")].decode("utf-8", "surrogatepass")

    def said(self, meeting: str, numbers: Sequence[int]) -> list[Utterance]:
        """Passages of a meeting by their numbers."""
        (text, block), table = self._whole(meeting), self.table(meeting)
        at, plain = block.place("plain").start, table.plain
        by, speakers = table.by, (*self.speakers(meeting), None)  # the last one for −1
        found = []
        for n, ident in zip(numbers, table.ids_of(numbers), strict=True):
            words = text[at + plain[n] : at + plain[n + 1] - 1].decode("utf-8", "surrogatepass")
            start, stop = table.span(n)
            folded = text[start:stop].decode("utf-8", "surrogatepass")
            kind = TYPES[table.types[n]]
            found.append(Utterance(ident, kind, speakers[by[n]], words, folded))
        return found

    def passages(self, meeting: str) -> Iterator[tuple[str, str, str | None, str]]:
        """Type, id, speaker and folded text of each passage of a meeting."""
        table, speakers = (
            self.table(meeting),
            (*self.speakers(meeting), None),
        )  # the last one for −1
        rows = zip(table.types, table.ids, table.by, strict=True)
        for number, (kind, ident, by) in enumerate(rows):
            start, end = table.span(number)
            folded = table.text[start:end].decode("utf-8", "surrogatepass")
            yield TYPES[kind], ident, speakers[by], folded

    def words(self, meeting: str, hidden: Collection[str] = ()) -> set[str]:
        """What is counted of a meeting (see `counted`), but for what stands only in hidden items."""
        table = self.table(meeting)
        shown = (table.span(n) for n, ident in enumerate(table.ids) if ident not in hidden)
        pieces = (table.text[start:end].decode("utf-8", "surrogatepass") for start, end in shown)
        return {word for piece in pieces for word in counted(piece)}

    def holders(self, ident: str) -> list[str]:
        """The meetings that have an item with this id."""
        found = self._fetched.holders(ident) if self._fetched else self._with_line(ident)
        return [m for m in found if m in self.blocks and ident in self.table(m).ids]

    def _with_line(self, ident: str) -> list[str]:
        """The meetings in whose ids a line reads so."""
        wanted, found = _lines([ident]), []
        for meeting, block in self.blocks.items():
            place = block.place("ids")
            if self._maps[block.file].find(wanted, place.start, place.stop) >= 0:
                found.append(meeting)
        return found

    def close(self) -> None:
        """Let the files go."""
        if self._fetched is not None:
            self._fetched.close()
        for text in self._maps.values():
            if isinstance(text, mmap.mmap):
                text.close()


def _mapped(path: Path) -> Mapped:
    with path.open("rb") as file:  # the map outlives the file
        size = path.stat().st_size
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
