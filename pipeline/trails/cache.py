"""What was worked out from records' words, kept beside the index so that nobody waits for it twice.

Every entry is known by the marks of the records that it was made from: a record that changes, loses
a speech or goes takes its entries with it. All of it is a cache.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from minutes import recognition
from minutes.recognition import word_lists
from minutes.records import case_numbers, titles
from minutes.text import folding, numerals
from pipeline.index import text_store
from pipeline.source import seal

FILE = "trails.json"
SPREAD = "trails-spread.json"
_LARGEST = 256 * 1024 * 1024
_log = logging.getLogger("minutes.trails")


def _stamp() -> str:
    """A mark of the rules: entries that other rules made are not used."""
    digest = hashlib.sha256(str(text_store.FORMAT).encode())
    rules = sorted(Path(recognition.__file__ or "").parent.glob("*.py"))
    others = [Path(m.__file__ or "") for m in (case_numbers, folding, numerals, titles, word_lists)]
    for file in (*rules, *others, word_lists.PATH):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


STAMP = _stamp()


def digest_of(*parts: object) -> str:
    """A short mark of some plain values."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


class Memo:
    """Entries by their key; read from a folder where there is one. Threads may share it."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._used: dict[str, tuple[Any, tuple[str, ...]]] = {}

    @cached_property
    def _read(self) -> dict[str, Any]:
        found = _load(self.folder / FILE) if self.folder else {}
        return found if found.get("stamp") == STAMP else {}

    @cached_property
    def _entries(self) -> dict[str, Any]:
        entries = self._read.get("entries")
        return entries if isinstance(entries, dict) else {}

    def get(self, key: str, marks: Collection[str], make: Callable[[], Any]) -> Any:
        """The entry under a key, else what `make` makes; plain JSON values only. `marks` are those
        of the records that it depends on; "" is a record whose words are not kept."""
        if key in self._used:
            return self._used[key][0]
        kept = self._entries.get(key)
        value = kept[0] if isinstance(kept, list) and len(kept) == 2 else make()
        if "" not in marks:
            self._used[key] = value, tuple(marks)
        return value

    @property
    def groups(self) -> dict[str, str]:
        """The records, by id with their marks, from which the kept spread of words was counted."""
        of = self._read.get("spread")
        return of if isinstance(of, dict) else {}

    def spread(self) -> dict[str, Any] | None:
        """The kept spread of words, if it is the one that `groups` tells of."""
        found = _load(self.folder / SPREAD) if self.folder and self.groups else {}
        return found if found.get("of") == digest_of(self.groups) else None

    def save(self, groups: dict[str, str], spread: dict[str, Any] | None) -> None:
        """Write what was asked for since this memo was made, and nothing else."""
        if self.folder is None:
            return
        if spread is not None:
            _write(self.folder / SPREAD, {"of": digest_of(groups), **spread})
        entries = {key: [value, list(marks)] for key, (value, marks) in self._used.items()}
        _write(self.folder / FILE, {"stamp": STAMP, "spread": groups, "entries": entries})


def is_current(folder: Path) -> bool:
    """Whether what is kept in a folder was made by today's rules."""
    return _load(folder / FILE).get("stamp") == STAMP


def prune(folder: Path, marks: Mapping[str, str]) -> None:
    """Remove what was made from records that are no longer there as they were, given the marks of
    those that are by id. The spread goes with a record that went; one that changed leaves nothing
    in it that is its own, since words of a single group are not counted."""
    found = _load(folder / FILE)
    if not found:
        return
    entries, groups = found.get("entries"), found.get("spread")
    entries = entries if isinstance(entries, dict) else {}
    known = frozenset(marks.values())
    kept = {
        key: entry
        for key, entry in entries.items()
        if isinstance(entry, list) and known.issuperset(entry[-1])
    }
    whole = isinstance(groups, dict) and groups.keys() <= marks.keys()
    if not whole:
        (folder / SPREAD).unlink(missing_ok=True)
        groups = {}
    if len(kept) != len(entries) or not whole:
        _write(folder / FILE, {**found, "entries": kept, "spread": groups})


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        found = json.loads(seal.read(path.parent, path) or b"null")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, value: dict[str, Any]) -> None:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        seal.write(path.parent, path, data)
    except OSError as error:
        _log.warning("%s: %s", path, error)
