"""Finished answers, and how they are kept: as bytes that any process of the same site can read again."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec


class AnswerStore(Protocol):
    """Where answers are kept, for one process or for several, within bounds."""

    def get(self, key: str) -> bytes | None:
        """What was kept under a key; None where it is not there (any more)."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, if there is room for it."""

    def clear(self) -> None:
        """Forget everything."""

    def __len__(self) -> int: ...


class AnswerHead(msgspec.Struct, frozen=True):
    """What an answer is: the fingerprint by which it is known again, headers of its own, the length of its body."""

    status: int
    mimetype: str
    etag: str
    headers: tuple[tuple[str, str], ...]
    length: int


_HEADS = msgspec.json.Decoder(AnswerHead)


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A finished answer. The body of one that was kept is unpacked by who reads it, and by nobody for a
    reader who has it already, or takes it compressed otherwise."""

    head: AnswerHead
    body: PackedBody | tuple[bytes]

    def packed(self) -> bytes:
        """The same in a fifth of the room, for an `AnswerStore`."""
        return msgspec.json.encode(self.head) + b"\n" + zlib.compress(b"".join(self.body), 1)


def unpacked(kept: bytes) -> CachedResponse:
    """The answer that was packed so."""
    head, _, body = kept.partition(b"\n")
    return CachedResponse(_HEADS.decode(head), PackedBody(body))


@dataclass(frozen=True, slots=True)
class PackedBody:
    """A body in one piece, as WSGI wants it."""

    packed: bytes

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[bytes]:
        yield zlib.decompress(self.packed)
