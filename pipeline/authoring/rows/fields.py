"""The fields of a form whose names have parts: `votes.0.options.1.title`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"\.([0-9]{1,5})(?=\.)")
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Fields:
    """What was sent, by name, and the numbers of the rows below each name."""

    values: Mapping[str, str]
    below: Mapping[str, Iterable[int]]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Fields:
        found: defaultdict[str, set[int]] = defaultdict(set)
        for name in values:
            for part in _NUMBER.finditer(name):
                found[name[: part.start()]].add(int(part[1]))
        return cls(values, found)

    def rows(self, name: str) -> list[str]:
        """The paths of the rows below a name, in the order of their numbers."""
        numbers = sorted(self.below.get(name, ()))[:_MOST_ROWS]
        return [f"{name}.{number}" for number in numbers]

    def get(self, path: str, name: str) -> str:
        """The words of a field of a row; "" where none were sent."""
        return self.values.get(f"{path}.{name}", "")

    def without(self, path: str) -> Fields:
        """All but what stands below a path."""
        gone = f"{path}."
        return Fields.of({n: v for n, v in self.values.items() if not n.startswith(gone)})
