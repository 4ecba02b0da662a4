"""A ZIP file as a stream: files stored as they are, under one time, the same bytes on any machine, and
under names that lead out of no folder."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from stream_zip import NO_COMPRESSION_64, Method, stream_zip

# The first moment that a ZIP can tell (PKWARE's APPNOTE, 4.4.6): what is kept is the record's own
# text, and when a server read it is nobody's business.
_FIRST_MOMENT = dt.datetime(1980, 1, 1)  # noqa: DTZ001 (a ZIP's time has no zone)
_MODE = 0o100644  # a plain file that its owner may write
# What some system cannot have in the name of a file, or takes for the end of a folder's name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def safe(name: str) -> str:
    """A name under which a file can be unpacked on any system: as it is where it can, else with the
    signs that cannot stand there percent-encoded."""
    plain = name if name.strip(". ") else f"_{name}"
    return _UNSAFE.sub(lambda m: f"%{ord(m[0]):02X}", plain)


def zipped(files: Iterable[tuple[str, Callable[[], bytes]]]) -> Iterator[bytes]:
    """The bytes of a ZIP with these files, of any number and size; each is read when its turn comes."""
    # Without the second field of times: its seconds are of a zone, which is the machine's.
    return iter(stream_zip(map(_member, files), extended_timestamps=False))


def _member(
    file: tuple[str, Callable[[], bytes]],
) -> tuple[str, dt.datetime, int, Method, Iterable[bytes]]:
    name, read = file
    data = read()
    stored = NO_COMPRESSION_64(len(data), zlib.crc32(data))
    whole = safe(name).encode("utf-8", "replace").decode()
    return whole, _FIRST_MOMENT, _MODE, stored, (data,)
