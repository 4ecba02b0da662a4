"""The traces of withdrawn words in an archive's data folder, under a seal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from minutes.publication.withdrawn_words import Trace, Traces
from pipeline.source import seal

FILE = "withdrawn.traces"
_ROWS = TypeAdapter(tuple[Trace, ...])


def load(data: Path) -> Traces:
    """Those of a data folder; none where there are none, or where they are damaged."""
    key = seal.key_of(data)
    if key is None:
        return Traces()
    try:
        content = seal.read(data, data / FILE)
        kept = _ROWS.validate_json(content) if content is not None else ()
    except (OSError, ValidationError):
        kept = ()
    return Traces(_own(key), kept)


def empty(data: Path) -> Traces:
    """A key to make traces with, made where the data folder has none."""
    return Traces(_own(seal.make_key(data)))


def save(data: Path, kept: Iterable[Trace]) -> None:
    """Write them down in the place of those that were there."""
    rows = [[t.meeting, t.speech, t.length, sorted(t.marks)] for t in kept]
    names = ("meeting", "speech", "length", "marks")
    content = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
    seal.write(data, data / FILE, content.encode("utf-8", "surrogatepass"))
    (data / FILE).chmod(0o600)


def _own(key: bytes) -> bytes:
    """The key of the traces: not the one that seals are made with."""
    return hashlib.blake2b(b"withdrawn words", key=key, digest_size=32).digest()
