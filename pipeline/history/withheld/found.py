"""What was found, when the archive was last indexed, of words that are withheld elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Which versions of records tell what is withheld in another one: `until` gives by record, and by the name
    of what is withheld, the number of the version that told it no more (that of the next one where it is not
    committed). `rows` of tombstones, `sources` (what is withheld) and `records` were looked at, the
    latter two in these states."""

    rows: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)
    until: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[str] = (), *more: Mapping[str, Any]) -> Elsewhere:
        """As it was `written`."""
        return cls(frozenset(rows), *more)

    def written(self) -> list[object]:
        """What to write down of it."""
        until = {record: dict(numbers) for record, numbers in self.until.items()}
        return [sorted(self.rows), dict(self.sources), dict(self.records), until]
