"""What was worked out from records' words, kept beside the index so that nobody waits for it twice.

Every entry is known by the fingerprints of the records that it was made from: a record that changes, loses
a speech or goes takes its entries with it. All of it is a cache.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from minutes.text.lists import omit
from minutes.yaml_text import nested
from pipeline.index import text_store
from pipeline.source import seal, side_files

FILE = "trails.json"
CASES = "trails-cases.json"
SPREAD = "trails-spread.json"
_LARGEST = 256 * 1024 * 1024
_log = logging.getLogger("minutes.trails")


VERSION = 65
"""Raised by whoever changes what is kept, or a rule so that what was kept is no longer so."""
STAMP = f"{VERSION}.{text_store.FORMAT}"
_UNUSED = 20  # so many savings long is kept what nobody asked for


def digest_of(*parts: object) -> str:
    """A short fingerprint of some plain values."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def stamps(folder: Path) -> tuple[tuple[int, ...], ...]:
    """What tells cheaply whether anything was saved in a folder since."""
    return tuple(side_files.stamp(folder / name) for name in (FILE, CASES, SPREAD))


class Memo:
    """Entries by their key; read from a folder where there is one. Threads may share it."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._used: dict[str, tuple[Any, tuple[str, ...]]] = {}

    @cached_property
    def _readings(self) -> dict[str, Any]:
        return _entries(_current(self.folder, FILE))

    @cached_property
    def _head(self) -> dict[str, Any]:
        return _current(self.folder, CASES)

    @cached_property
    def _cases(self) -> dict[str, Any]:
        return _entries(self._head)

    def get(self, key: str, fingerprints: Collection[str], make: Callable[[], Any]) -> Any:
        """The entry under a key, else what `make` makes; plain JSON values only. `fingerprints` are those
        of the records that it depends on; "" is a record whose words are not kept."""
        if key in self._used:
            return self._used[key][0]
        kept = self._kept(key)
        value = kept[0] if kept else make()
        self.put(key, fingerprints, value)
        return value

    def known(self, key: str) -> Any:
        """The entry under a key, None where there is none."""
        kept = self._used.get(key) or self._kept(key)
        return kept[0] if kept else None

    def put(self, key: str, fingerprints: Collection[str], value: Any) -> None:
        """Enters what was made from the records with these fingerprints."""
        if "" not in fingerprints:
            self._used[key] = value, tuple(fingerprints)

    def _kept(self, key: str) -> Sequence[Any] | None:
        kept: Any = (self._cases if _is_of_case(key) else self._readings).get(key)
        return kept if _is_entry(kept) else None

    @property
    def over(self) -> dict[str, str]:
        """The records, by id with their fingerprints, that were there when entries were saved last."""
        return nested.fields(self._head.get("over"))

    @property
    def groups(self) -> dict[str, str]:
        """The records, by id with their fingerprints, from which the kept spread of words was counted."""
        return self._groups

    @cached_property
    def _groups(self) -> dict[str, str]:
        return nested.fields(self._head.get("spread"))

    def spread(self) -> dict[str, Any] | None:
        """The kept spread of words, if it is the one that `groups` tells of."""
        found = _load(self.folder / SPREAD) if self.folder and self.groups else {}
        return found if found.get("of") == digest_of(self.groups) else None

    def save(
        self, groups: dict[str, str], spread: dict[str, Any] | None, over: Mapping[str, str]
    ) -> None:
        """Write what was asked for since this memo was made and, for a while, what was not but still
        holds: of the records `over` which it was worked out, by id with their fingerprints."""
        if self.folder is None:
            return
        if spread is not None:
            _write(self.folder / SPREAD, {"of": digest_of(groups), **spread})
        entries = {key: [value, list(used), 0] for key, (value, used) in self._used.items()}
        for key, (value, fingerprints, age) in _holding(
            {**self._readings, **self._cases}, over
        ).items():
            if age < _UNUSED:
                entries.setdefault(key, [value, fingerprints, age + 1])
        cases = {key: entry for key, entry in entries.items() if _is_of_case(key)}
        readings = omit(entries, cases)
        head = {"stamp": STAMP, "spread": groups, "over": dict(over)}
        _write(self.folder / CASES, {**head, "entries": cases})
        _write(self.folder / FILE, {"stamp": STAMP, "entries": readings})


def _is_of_case(key: str) -> bool:
    """Whether an entry is what was worked out in the end: it is read first, and mostly alone."""
    return key.startswith("case")


def _current(folder: Path | None, name: str) -> dict[str, Any]:
    found = _load(folder / name) if folder else {}
    return found if found.get("stamp") == STAMP else {}


def _entries(found: Mapping[str, Any]) -> dict[str, Any]:
    return nested.fields(found.get("entries"))


def _is_entry(kept: Any) -> bool:
    return isinstance(kept, list) and len(kept) == 3


def _holding(entries: Mapping[str, Any], over: Mapping[str, str]) -> dict[str, Any]:
    """The entries that were made from records that are still as they were."""
    known = frozenset(over.values())
    return {
        key: entry
        for key, entry in entries.items()
        if _is_entry(entry) and known.issuperset(entry[1])
    }


def is_current(folder: Path) -> bool:
    """Whether what is kept in a folder was made by today's rules."""
    return bool(_current(folder, CASES))


def prune(folder: Path, fingerprints: Mapping[str, str]) -> None:
    """Remove what was made from records that are no longer there as they were, given the fingerprints of
    those that are by id. The spread goes with a record that went; one that changed leaves nothing
    in it that is its own, since words of a single group are not counted."""
    head = _load(folder / CASES)
    groups = nested.fields(head.get("spread"))
    if not groups.keys() <= fingerprints.keys():
        (folder / SPREAD).unlink(missing_ok=True)
        groups = {}
    over = nested.fields(head.get("over")).items()
    left = {ident: told for ident, told in over if fingerprints.get(ident) == told}
    _keep_holding(folder / CASES, {**head, "spread": groups, "over": left}, fingerprints)
    _keep_holding(folder / FILE, _load(folder / FILE), fingerprints)


def _keep_holding(path: Path, found: dict[str, Any], fingerprints: Mapping[str, str]) -> None:
    if path.exists():
        _write(path, {**found, "entries": _holding(_entries(found), fingerprints)})


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        found = json.loads(seal.read(path.parent, path) or b"null")
    except (OSError, ValueError):
        return {}
    return nested.fields(found)


def _write(path: Path, value: dict[str, Any]) -> None:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        seal.write(path.parent, path, data)
    except OSError as error:
        _log.warning("%s: %s", path, error)
