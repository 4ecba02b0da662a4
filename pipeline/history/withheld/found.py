"""What was found, when the archive was last indexed, of words that are withheld elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MOVED = "moved:"
"""How the names of what went to another record begin."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Which versions of records tell what is withheld in another one: `until` gives by record, and by the name
    of what is withheld, the number of the version that told it no more (that of the next one where it is not
    committed). `rows` of tombstones, `sources` (what is withheld) and `records` were looked at, the
    latter two in these states, and so many commits (`count`)."""

    rows: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)
    until: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    count: int = 0

    @property
    def moved(self) -> dict[str, dict[str, int]]:
        """What is withheld since it went to another record, which does not change any more."""
        return {record: _moved(numbers) for record, numbers in self.until.items()}

    @classmethod
    def of(cls, rows: Iterable[str] = (), *more: Any) -> Elsewhere:
        """As it was `written`."""
        return cls(frozenset(rows), *more)

    def written(self) -> list[object]:
        """What to write down of it."""
        until = {record: dict(numbers) for record, numbers in self.until.items()}
        return [sorted(self.rows), dict(self.sources), dict(self.records), until, self.count]


def _moved(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if name.startswith(MOVED)}
