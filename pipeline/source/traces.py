"""What is kept in an archive's data folder of what was withdrawn, under a seal: traces of words, and
marks of records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from minutes.publication.withdrawn_records import WithdrawnRecords
from minutes.publication.withdrawn_words import Trace, Traces
from minutes.records.document import Document
from pipeline.source import seal, withdrawn_speeches

FILE = "withdrawn.traces"
RECORDS = "withdrawn.records"
T = TypeVar("T")
_ROWS = TypeAdapter(tuple[Trace, ...])
_RECORDS = TypeAdapter(WithdrawnRecords)


def load(data: Path, *, expected: bool = False) -> Traces:
    """The traces of a data folder; none where there are none, or where they are damaged: where some are `expected`
    they are lost."""
    key, kept = seal.key_of(data), _read(data, FILE, _ROWS)
    own = _own(key, b"withdrawn words") if key else b""
    return Traces(own, kept or (), lost=expected and kept is None)


def said(parts: Document) -> Iterator[str]:
    """All that a record says: in its head, in its speeches, and as who says them."""
    yield from withdrawn_speeches.texts(parts.data)
    for item in parts.items:
        yield from (item.text, item.label)


def empty(data: Path) -> Traces:
    """A key to make traces with, made where the data folder has none."""
    return Traces(_own(seal.make_key(data), b"withdrawn words"))


def save(data: Path, kept: Iterable[Trace]) -> None:
    """Write traces down in the place of those that were there."""
    _write(data, FILE, [asdict(trace) | _listed(trace) for trace in kept])


def _listed(trace: Trace) -> dict[str, list[int] | None]:
    """Its sets of marks as they are written."""
    own = None if trace.own is None else sorted(trace.own)
    return {"marks": sorted(trace.marks), "own": own}


def load_records(data: Path, *, expected: bool = False) -> WithdrawnRecords:
    """What a data folder knows of records; nothing where there is nothing, or where it is damaged: where something is
    `expected` it is lost."""
    key, known = seal.key_of(data), _read(data, RECORDS, _RECORDS)
    own = _own(key, b"withdrawn records") if key else b""
    return replace(known or WithdrawnRecords(), key=own, lost=expected and known is None)


def empty_records(data: Path) -> WithdrawnRecords:
    """A key to make marks of records with, made where the data folder has none."""
    return WithdrawnRecords(_own(seal.make_key(data), b"withdrawn records"))


def save_records(data: Path, known: WithdrawnRecords) -> None:
    """Write down what is known of records, but for the key, in the place of what was there."""
    kept = [asdict(record) | {"marks": sorted(record.marks)} for record in known.kept]
    sets = ("forms", "said")
    copies = [asdict(c) | {name: sorted(getattr(c, name)) for name in sets} for c in known.copies]
    looked = {name: sorted(getattr(known, name)) for name in ("read", "seen", "files")}
    _write(data, RECORDS, {"kept": kept, "copies": copies, **looked})


def _read(data: Path, name: str, adapter: TypeAdapter[T]) -> T | None:
    try:
        content = seal.read(data, data / name)
        return adapter.validate_json(content) if content is not None else None
    except (OSError, ValidationError):
        return None


def _write(data: Path, name: str, told: object) -> None:
    content = json.dumps(told, ensure_ascii=False)
    seal.write(data, data / name, content.encode("utf-8", "surrogatepass"))
    (data / name).chmod(0o600)


def _own(key: bytes, use: bytes) -> bytes:
    """A key for one use alone: not the one that seals are made with."""
    return hashlib.blake2b(use, key=key, digest_size=32).digest()
