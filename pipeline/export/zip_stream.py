"""A ZIP file as a stream: files stored as they are, without times, the same bytes on any machine, under
names that lead out of no folder."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# Field values of PKWARE's APPNOTE 6.3: 1 January 1980, 00:00, the first moment that a ZIP can tell.
_TIME, _DAY = 0, (1 << 5) | 1
_UTF8 = 0x0800
_UNIX = (3 << 8) | 20  # made on Unix, by version 2.0
_MODE = 0o100644 << 16
_MOST = 0xFFFFFFFF
_MOST_FILES = 0xFFFF
# What some system cannot have in the name of a file, or takes for the end of a folder's name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    start: int


def safe(name: str) -> str:
    """A name under which a file can be unpacked on any system: as it is where it can, else with the
    signs that cannot stand there percent-encoded."""
    plain = name if name.strip(". ") else f"_{name}"
    return _UNSAFE.sub(lambda m: f"%{ord(m[0]):02X}", plain)


def zipped(files: Iterable[tuple[str, Callable[[], bytes]]]) -> Iterator[bytes]:
    """The bytes of a ZIP with these files; each is read when its turn comes.

    Raises `ValueError` beyond 4 GB or 65,535 files, which this form cannot hold.
    """
    entries: list[_Entry] = []
    at = 0
    for name, read in files:
        data = read()
        entry = _Entry(safe(name).encode("utf-8", "replace"), zlib.crc32(data), len(data), at)
        head = struct.pack(
            "<4sHHHHHLLLHH",
            b"PK\3\4",
            20,
            _UTF8,
            0,
            _TIME,
            _DAY,
            entry.crc,
            entry.size,
            entry.size,
            len(entry.name),
            0,
        )
        yield head + entry.name
        yield data
        at += len(head) + len(entry.name) + len(data)
        entries.append(entry)
        if at > _MOST or len(entries) >= _MOST_FILES:
            raise ValueError("too much for one ZIP file without the 64-bit extension")
    size = 0
    for entry in entries:
        line = struct.pack(
            "<4sHHHHHHLLLHHHHHLL",
            b"PK\1\2",
            _UNIX,
            20,
            _UTF8,
            0,
            _TIME,
            _DAY,
            entry.crc,
            entry.size,
            entry.size,
            len(entry.name),
            0,
            0,
            0,
            0,
            _MODE,
            entry.start,
        )
        yield line + entry.name
        size += len(line) + len(entry.name)
    yield struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, len(entries), len(entries), size, at, 0)
