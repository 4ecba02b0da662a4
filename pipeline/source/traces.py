"""What is kept in an archive's data folder of what was withdrawn: under a seal traces of words and marks of records, and
what a push withdraws that is not taken over yet."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.errors import SettingsError
from minutes.publication import gate
from minutes.publication.gate import Withdrawal
from minutes.publication.withdrawn_records import WithdrawnRecords
from minutes.publication.withdrawn_words import Trace, Traces
from minutes.records.document import Document
from pipeline.source import safe_write, seal, withdrawn_speeches

FILE = "withdrawn.traces"
RECORDS = "withdrawn.records"
T = TypeVar("T")
_ROWS = TypeAdapter(tuple[Trace, ...])
_RECORDS = TypeAdapter(WithdrawnRecords)
PUSHED = "pushed"
"""The folder of what was pushed; in it the rows, who waits for what they mean, and who where that cannot be told."""
_WAITING, _UNTOLD = "waiting.json", "untold.json"
OF_PUSH = (gate.WITHDRAWALS_FILE, _WAITING, _UNTOLD)
KEPT = "pushed.kept"
"""Lies beside that folder for as long as something is kept in it, which is lost where it is not there."""
_ROOM = "pushed.room"
"""Is given up where nothing else can be written: a full disk keeps no withdrawal from counting."""
_ROOM_BYTES = 1024 * 1024
_ROW_NAMES = TypeAdapter(dict[str, str])
_SUM = b"\n# "  # which begins a comment in YAML


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
    key, records = seal.key_of(data), _read(data, RECORDS, _RECORDS)
    own = _own(key, b"withdrawn records") if key else b""
    return replace(records or WithdrawnRecords(), key=own, lost=expected and records is None)


def empty_records(data: Path) -> WithdrawnRecords:
    """A key to make marks of records with, made where the data folder has none."""
    return WithdrawnRecords(_own(seal.make_key(data), b"withdrawn records"))


def save_records(data: Path, records: WithdrawnRecords) -> None:
    """Write down what is known of records, but for the key, in the place of what was there."""
    kept = [asdict(record) | {"marks": sorted(record.marks)} for record in records.kept]
    sets = ("forms", "said")
    copies = [asdict(c) | {name: sorted(getattr(c, name)) for name in sets} for c in records.copies]
    looked = {name: sorted(getattr(records, name)) for name in ("read", "seen", "files")}
    _write(data, RECORDS, {"kept": kept, "copies": copies, **looked})


@dataclass(frozen=True, slots=True)
class KeptPush:
    """Whose rows are kept: the `commits` that were pushed, of which none is part of a later one, the commit that was in use
    `since` when the first of them came, and the one that is `taken_over` and waits for an index alone, "" where none does."""

    since: str = ""
    commits: tuple[str, ...] = ()
    taken_over: str = ""


_PUSH = TypeAdapter(KeptPush)


def keep_pushed(data: Path, rows: Iterable[Withdrawal], push: KeptPush) -> None:
    """Keep the tombstones of what was pushed until it is taken over and indexed: whatever in it, or in the folder, is in the
    way of that, what somebody wants to be gone waits for nothing. Who waits for them is about to be told."""
    (data / PUSHED).mkdir(exist_ok=True)
    if not any((data / PUSHED / name).exists() for name in OF_PUSH):
        keep_waiting(data, {}, {})
        _keep_rows(data, ())
    _note(data, push)  # first: who is killed then is followed by one who knows which rows to keep
    _keep_rows(data, rows)
    with suppress(OSError):  # there is none to spare
        safe_write.create(data / _ROOM, b"\0" * _ROOM_BYTES)


def _keep_rows(data: Path, rows: Iterable[Withdrawal]) -> None:
    entries = [{**asdict(row), "date": row.date.isoformat()} for row in rows]
    _keep(data, gate.WITHDRAWALS_FILE, json.dumps(entries).encode())  # which is YAML, too


def kept_push(data: Path) -> KeptPush:
    """What is kept of pushes; of none where nothing tells."""
    try:
        return _PUSH.validate_json((data / KEPT).read_bytes())
    except (OSError, ValidationError):
        return KeptPush()


def note_taken_over(data: Path, commit: str) -> None:
    """Remember that the tombstones of a commit are in use, unless a later one was pushed by now."""
    push = kept_push(data)
    if push.commits[-1:] == (commit,):
        _note(data, replace(push, taken_over=commit))


def _note(data: Path, push: KeptPush) -> None:
    _write_plain(data, KEPT, _PUSH.dump_json(push))


def keep_waiting(data: Path, meant: Mapping[str, str], untold: Mapping[str, str]) -> None:
    """Keep the names of the records that wait until what was pushed is taken over, each with what its row calls it.
    `untold` are those that wait because nobody could tell this time."""
    for name, waiting in ((_WAITING, meant), (_UNTOLD, untold)):
        _keep(data, name, json.dumps(dict(waiting)).encode())


def forget_pushed(data: Path) -> None:
    """Keep nothing of a push any longer that is taken over and indexed."""
    (data / KEPT).unlink(missing_ok=True)
    for name in OF_PUSH:
        (data / PUSHED / name).unlink(missing_ok=True)


def pushed_rows(data: Path) -> tuple[Withdrawal, ...]:
    """Those that are kept; where they are damaged, those that can be read."""
    content = _kept(data, gate.WITHDRAWALS_FILE)
    # As data: read as what somebody writes, a name might become another one.
    rows = json.loads(content) if content is not None else None
    return gate.good_rows(data / PUSHED) if rows is None else tuple(map(_row, rows))


def _row(entry: dict[str, str]) -> Withdrawal:
    fields = {name: entry[name] for name in ("meeting", "reason", "speech")}
    is_removed = entry["file"] == "removed"
    day = dt.date.fromisoformat(entry["date"])
    return Withdrawal(**fields, date=day, file="removed" if is_removed else "")


def refuse_lost_push(data: Path) -> None:
    """Raise `SettingsError` where something is kept of a push, and nobody can tell which rows, or who waits for them:
    missing is not empty."""
    is_expected = (data / KEPT).exists()
    for name in OF_PUSH:
        is_there = os.path.lexists(data / PUSHED / name)
        if (is_expected or is_there) and _kept(data, name) is None:
            raise SettingsError(
                f"{data / PUSHED / name}: what a push withdraws that is not taken over, or who waits for it, is lost; "
                "run `python -m pipeline.updates.pull`",
                zh=f"{data / PUSHED / name}：推送的撤下清單或等它的紀錄，這份資料不見或損毀了；"
                "請執行 python -m pipeline.updates.pull",
            )


def waiting_for_push(data: Path) -> dict[str, str]:
    """By their likeness the names of the records that wait, as far as anything tells, each with what its row calls it."""
    every = chain(untold_by_push(data).items(), meant_by_push(data).items())
    return {likeness(name): row for name, row in every}


def meant_by_push(data: Path) -> dict[str, str]:
    """The names of the records that wait because of what a row of a push means, each with what that row calls it."""
    return _waiting(data, _WAITING)


def meant_in_index(data: Path) -> dict[str, str]:
    """Those of them that an index of the folder holds back, too: none where what was pushed is in the folder."""
    return {} if kept_push(data).taken_over else meant_by_push(data)


def untold_by_push(data: Path) -> dict[str, str]:
    """The names of the records that wait because nobody could tell what a row of a push means, each with what that row
    calls it."""
    return _waiting(data, _UNTOLD)


def _waiting(data: Path, name: str) -> dict[str, str]:
    try:
        return _ROW_NAMES.validate_json(_kept(data, name) or b"{}")
    except ValidationError:
        return {}


def _keep(data: Path, name: str, content: bytes) -> None:
    marked, place = content + _SUM + seal.checksum(content).encode(), data / PUSHED / name
    if place.is_dir() and not place.is_symlink():  # which nobody put there on purpose
        shutil.rmtree(place)
    _write_plain(data, f"{PUSHED}/{name}", marked)


def _write_plain(data: Path, name: str, content: bytes) -> None:
    try:
        safe_write.replace_file(data / name, content)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        (data / _ROOM).unlink(missing_ok=True)
        safe_write.replace_file(data / name, content)


def _kept(data: Path, name: str) -> bytes | None:
    """What a file of those says, however long it was written; None where it is gone or damaged."""
    try:
        marked = plain_files.read(data, f"{PUSHED}/{name}", sys.maxsize)
    except (OSError, plain_files.FolderMissing):
        return None
    content, _, mark = marked.rpartition(_SUM)
    return content if mark == seal.checksum(content).encode() else None


def _read(data: Path, name: str, adapter: TypeAdapter[T]) -> T | None:
    try:
        content = seal.read(data, data / name)
        return adapter.validate_json(content) if content is not None else None
    except (OSError, ValidationError):
        return None


def _write(data: Path, name: str, value: object) -> None:
    content = json.dumps(value, ensure_ascii=False)
    seal.write(data, data / name, content.encode("utf-8", "surrogatepass"))
    (data / name).chmod(0o600)


def _own(key: bytes, use: bytes) -> bytes:
    """A key for one use alone: not the one that seals are made with."""
    return hashlib.blake2b(use, key=key, digest_size=32).digest()
