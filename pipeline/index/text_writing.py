"""Writes the texts of a generation, in files of some megabytes: those that hold what changed are written
anew, the others are the ones of the generation before, under a second name."""

from __future__ import annotations

import os
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from minutes.text.lists import omit, pick
from pipeline.engines.shard_folder import hard_link
from pipeline.index.shard import Built
from pipeline.index.text_store import Block, Lengths, file_name
from pipeline.source import seal

# One changed record writes one file anew: small, so that this costs little, and not many, for a process
# that reads keeps all of them open.
_LARGE = 4_000_000  # bytes
_MANY = 64


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The bytes of a meeting's block where they lie before they are written."""

    place: Path
    start: int
    lengths: Lengths
    before: Block | None = None

    @property
    def size(self) -> int:
        return sum(self.lengths)


def write_texts(
    folder: Path,
    old: Path,
    known: Mapping[str, Block],
    kept: Collection[str],
    built: Iterable[Built],
) -> dict[str, Block]:
    """The blocks of a new generation, by meeting: those of what is `kept` of the `known` ones, which lie in
    the folder `old`, and of what was just built. Raises `IndexDamaged` where a block that has to be
    copied is not as it was written."""
    folder.mkdir()
    stay = pick(known, kept)
    new = {each.meeting.id: _Stretch(each.part, each.start, each.lengths) for each in built}
    places = _places(known, stay, new)
    anew = {block.file for block in omit(known, stay).values()} | set(places.values())
    for number in {block.file for block in stay.values()} - anew:
        hard_link(old / file_name(number), folder / file_name(number))
    rows: defaultdict[int, dict[str, _Stretch]] = defaultdict(dict)
    for meeting, block in stay.items():
        if block.file in anew:
            stretch = _Stretch(old / file_name(block.file), block.start, block.lengths, block)
            rows[block.file][meeting] = stretch
    for meeting, number in places.items():
        rows[number][meeting] = new[meeting]
    blocks = dict(stay)
    for number, row in rows.items():
        blocks.update(_write(folder, number, row))
    return blocks


def _places(
    known: Mapping[str, Block], stay: Mapping[str, Block], new: Mapping[str, _Stretch]
) -> dict[str, int]:
    """The file for each new block: the one that is written anew for its sake, or the smallest; another
    one where all are large."""
    sizes: Counter[int] = Counter()
    for block in stay.values():
        sizes[block.file] += sum(block.lengths)
    whole = sizes.total() + sum(stretch.size for stretch in new.values())
    large, places = max(_LARGE, whole // _MANY), dict[str, int]()
    for meeting, stretch in new.items():
        number = known[meeting].file if meeting in known else _smallest(sizes, large)
        places[meeting] = number
        sizes[number] += stretch.size
    return places


def _smallest(sizes: Mapping[int, int], large: int) -> int:
    best = min(sizes, key=sizes.__getitem__, default=0)
    return best if sizes.get(best, 0) < large else max(sizes) + 1


def _write(folder: Path, number: int, row: Mapping[str, _Stretch]) -> Iterator[tuple[str, Block]]:
    """Write one file, and tell where each block lies in it."""
    with ExitStack() as files:
        out = files.enter_context((folder / file_name(number)).open("wb"))
        opened: dict[Path, BinaryIO] = {}
        for meeting, stretch in row.items():
            if stretch.place not in opened:
                opened[stretch.place] = files.enter_context(stretch.place.open("rb"))
            opened[stretch.place].seek(stretch.start)
            at, content = out.tell(), opened[stretch.place].read(stretch.size)
            if stretch.before is not None:
                stretch.before.check(content)
            out.write(content)
            checksum, crc = seal.checksum(content), zlib.crc32(content)
            yield meeting, Block(number, at, *stretch.lengths, checksum, crc)
        out.flush()
        os.fsync(out.fileno())
