"""The agencies that a query names: which body a name means today, and what it was called before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han

SHORTEST_WITHIN = 3  # characters of a name that is known within a longer word


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency with all its spellings, and those of the bodies that became it and nothing else."""

    agency: Agency
    spellings: tuple[str, ...]
    earlier: tuple[Agency, ...] = ()

    @property
    def everything(self) -> tuple[str, ...]:
        """All spellings that a search for it tries."""
        return (*self.spellings, *chain.from_iterable(map(spellings, self.earlier)))

    def others(self, folded: str) -> tuple[str, ...]:
        """The spellings beside the one that was typed."""
        return tuple(other for other in self.everything if fold(other) != folded)


@dataclass(frozen=True)
class AgencyNames:
    """The names of a registry as of a day. `hosts` are the agencies that are known to have hosted."""

    agencies: Agencies
    today: dt.date
    hosts: Collection[str] = ()

    def of(self, word: str) -> NamedAgency | None:
        """The agency that a whole word names."""
        agency = self.agencies.resolve(word, self.today)
        if agency is None:
            return None
        return NamedAgency(agency, spellings(agency), self._earlier(agency))

    def match(self, folded: str, at: int) -> tuple[int, NamedAgency] | None:
        """The longest name that stands in folded text from `at` on, with its end."""
        found = self._pattern.match(folded, at)
        if found is None:
            return None
        named = self.of(found[0])
        return (found.end(), named) if named else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = set(map(fold, chain.from_iterable(map(spellings, self.agencies))))
        longest = sorted(filter(_is_known_within, names), key=_longest_first)
        return re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def _earlier(self, agency: Agency) -> tuple[Agency, ...]:
        """The bodies that ended when it began, and became no other."""
        before = self.agencies.predecessors(agency)
        return tuple(one for one in before if self._became(one, agency))

    def _became(self, earlier: Agency, agency: Agency) -> bool:
        """Whether a body ended and became this one and no other."""
        return bool(earlier.until) and self.agencies.successors(earlier) == [agency]


# For words that are searched as they were typed, whatever the day.
NO_NAMES = AgencyNames(Agencies(), dt.date.max)


def _is_known_within(name: str) -> bool:
    """Whether a name is known within a longer word, where no space tells where it begins."""
    return len(name) >= SHORTEST_WITHIN and is_han(name[0])


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name
