"""The agencies that a query names: which body a name means today, and what it was called before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han

SHORTEST_WITHIN = 3  # characters of a name that is known within a longer word


@dataclass(frozen=True, slots=True)
class Named:
    """An agency with all its spellings, and those of the bodies that became it and nothing else."""

    agency: Agency
    spellings: tuple[str, ...]
    earlier: tuple[Agency, ...] = ()

    @property
    def everything(self) -> tuple[str, ...]:
        """All spellings that a search for it tries."""
        return (*self.spellings, *(s for a in self.earlier for s in spellings(a)))


@dataclass(frozen=True)
class AgencyNames:
    """The names of a registry as of a day. `hosts` are the agencies that are known to have hosted."""

    agencies: Agencies
    today: dt.date
    hosts: Collection[str] = ()

    def of(self, word: str) -> Named | None:
        """The agency that a whole word names."""
        agency = self.agencies.resolve(word, self.today)
        return Named(agency, spellings(agency), self._earlier(agency)) if agency else None

    def match(self, folded: str, at: int) -> tuple[int, Named] | None:
        """The longest name that stands in folded text from `at` on, with its end."""
        found = self._pattern.match(folded, at)
        named = self.of(found[0]) if found else None
        return (found.end(), named) if found and named else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = {fold(s) for a in self.agencies for s in spellings(a)}
        known = [n for n in names if len(n) >= SHORTEST_WITHIN and is_han(n[0])]
        longest = sorted(known, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def _earlier(self, agency: Agency) -> tuple[Agency, ...]:
        """The bodies that ended when it began, and became no other."""
        before = self.agencies.predecessors(agency)
        return tuple(a for a in before if a.until and self.agencies.successors(a) == [agency])
