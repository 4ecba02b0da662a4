"""The spellings of agencies, as one pattern, and which ministry a body stands below."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from minutes.registers.agencies import Agencies, Agency, spellings
from minutes.text.folding import fold, is_han


@dataclass(frozen=True, slots=True)
class SpelledAgencies:
    """The Chinese names of all agencies, folded: as one pattern (the longest first; where there are none,
    one that matches nothing), and by name."""

    pattern: re.Pattern[str]
    agencies: Mapping[str, list[Agency]]

    @classmethod
    def of(cls, agencies: Agencies) -> SpelledAgencies:
        """The spellings of all agencies of a register."""
        names: dict[str, list[Agency]] = defaultdict(list)
        for agency in agencies:
            for name in filter(_is_chinese, spellings(agency)):
                names[fold(name)].append(agency)
        longest = sorted(names, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest)) or "(?!)"
        return cls(re.compile(pattern), dict(names))

    def on(self, word: str, day: dt.date | None) -> Agency | None:
        """The agency that bore a name on a day."""
        bearers = self.agencies.get(word, [])
        if day is None:
            return next(iter(bearers), None)
        return next((agency for agency in bearers if agency.valid_on(day)), None)


def _is_chinese(name: str) -> bool:
    """Whether a name has two or more characters, the first of them Han: a Latin abbreviation (MAC)
    may be quite another word."""
    return len(name) > 1 and is_han(name[0])


def ministry(agencies: Agencies, body: Agency | None) -> Agency | None:
    """The agency itself or the ministry above it; None for what stands above ministries, and for none."""
    if body is None or is_root(agencies, body):
        return None
    return ministry(agencies, agencies.parent(body)) or body


def is_root(agencies: Agencies, body: Agency) -> bool:
    """Whether two levels stand below an agency and none above."""
    below = chain.from_iterable(map(agencies.children, agencies.children(body)))
    return body.parent is None and any(below)
