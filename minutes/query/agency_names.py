"""The agencies that a query names: which body a name means today, and what it was called before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
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

    def match(self, folded: str, at: int, *, named: bool = False) -> tuple[int, NamedAgency] | None:
        """The agency of the longest name that stands in folded text from `at` on, with the name's end; of a body
        with one of its own behind it, that one. Where an agency must be `named`, a name so short counts, too, that it may
        be a piece of another word."""
        found = (self._any_name if named else self._long_name).match(folded, at)
        if found is None:
            return None
        agency = self.of(found[0])
        if agency is None:
            return None
        behind = self.match(folded, found.end())
        if behind and behind[1].agency.parent == agency.agency.id:  # 行政院環保署
            return behind
        return found.end(), agency

    @cached_property
    def _names(self) -> list[str]:
        names = set(map(fold, chain.from_iterable(map(spellings, self.agencies))))
        return sorted(names, key=_longest_first)

    @cached_property
    def _any_name(self) -> re.Pattern[str]:
        return _one_of(self._names)

    @cached_property
    def _long_name(self) -> re.Pattern[str]:
        return _one_of(filter(_is_known_within, self._names))

    def _earlier(self, agency: Agency) -> tuple[Agency, ...]:
        """The bodies that ended when it began, and became no other."""
        before = self.agencies.predecessors(agency)
        return tuple(one for one in before if self._became(one, agency))

    def _became(self, earlier: Agency, agency: Agency) -> bool:
        """Whether a body ended and became this one and no other."""
        return bool(earlier.until) and self.agencies.successors(earlier) == [agency]


# For words that are searched as they were typed, whatever the day.
NO_NAMES = AgencyNames(Agencies(), dt.date.max)


def _one_of(names: Iterable[str]) -> re.Pattern[str]:
    """Some names, the first before all others; one of letters ends where a word does."""
    ended = (re.escape(name) + r"\b" * name.isascii() for name in names)
    return re.compile("|".join(ended) or r"(?!)")


def _is_known_within(name: str) -> bool:
    """Whether a name is known within a longer word, where no space tells where it begins, or is several
    words itself."""
    return " " in name or (len(name) >= SHORTEST_WITHIN and is_han(name[0]))


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name
