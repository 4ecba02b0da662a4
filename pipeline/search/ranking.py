"""How well records answer a query, by the parts of it that they hold; the same for every engine.

Each part is worth the more, the fewer meetings hold it. A meeting scores for the share of that worth
in its title, for how many of its speeches hold each part, and for speeches that hold much of the query
together; one that holds every word as typed counts a third more.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from minutes.query.tree import Word
from minutes.records.model import Meeting
from pipeline.engines.protocol import Places
from pipeline.search.titles import Titles

# Chosen on questions with graded answers to real records (docs/search.md has what each brings). Half
# or double of the title's weight, of the saturation and of the share of near results was tried, and costs
# less than 0.02 of nDCG@5; the others were not tried so.
TITLE = 3.0  # what the title counts, beside the speeches and what they hold together
HALF = 1.5  # speeches (of an average meeting) that give half of what many give
LEAST = 0.25  # of an average length, that the shortest meeting is taken to have
WHOLE = 4 / 3  # for holding every word
TOGETHER = 50  # meetings whose speeches are looked into
NEAR = 0.2  # of the worth of a query that a meeting must hold to be near
DIGITS = 6
SLIGHT = 10.0**-DIGITS  # more than rounding changes


class Ranking:
    """The scores of the meetings of a view for the parts of one query."""

    def __init__(
        self,
        parts: Sequence[Word],
        places: Sequence[Places],
        titles: Titles,
        meetings: Mapping[str, Meeting],
    ) -> None:
        self.parts, self.places, self.meetings = parts, places, meetings
        self.speeches: list[dict[str, int]] = [
            {name: n for one in places for name, n in one.held[i].items()}
            for i in range(len(parts))
        ]
        self.titled = [titles.holding(part) & meetings.keys() for part in parts]
        for held, titled in zip(self.speeches, self.titled, strict=True):
            held.update(dict.fromkeys(titled - held.keys(), 0))
        worths = [self._worth_of(len(held)) if held else 0.0 for held in self.speeches]
        self.whole = sum(worths)
        self.shares = [worth / self.whole if self.whole else 0.0 for worth in worths]

    def _worth_of(self, number: int) -> float:
        """What a part is worth that so many meetings hold (as in BM25)."""
        return math.log(1 + (len(self.meetings) - number + 0.5) / (number + 0.5))

    # --- how long, how much

    @cached_property
    def _mean(self) -> float:
        return sum(m.chars for m in self.meetings.values()) / max(1, len(self.meetings)) or 1.0

    def _length(self, name: str) -> float:
        """The length of a meeting beside the others': what is long holds more by chance."""
        return LEAST + (1 - LEAST) * self.meetings[name].chars / self._mean

    @cached_property
    def held(self) -> dict[str, float]:
        """The share of the query's worth that each meeting holds anywhere."""
        found: dict[str, float] = {}
        for share, names in zip(self.shares, self.speeches, strict=True):
            for name in names:
                found[name] = found.get(name, 0.0) + share
        return found

    @cached_property
    def _titles(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for share, names in zip(self.shares, self.titled, strict=True):
            for name in names:
                found[name] = found.get(name, 0.0) + share
        return found

    def near(self, parts: Collection[Word], among: Collection[str]) -> set[str]:
        """Those that hold at least two of some parts and enough of what the query is worth. A part
        that nobody holds may be the end of one word with the beginning of the next, so it is worth
        half as much as a word said for the first time; a query of words that the archive does not
        know has no near results."""
        unknown = sum(not names for names in self.speeches) * self._worth_of(0) / 2
        least = NEAR * (self.whole + unknown) / self.whole if self.whole else 2.0
        enough = {name for name, share in self.held.items() if share > least} & set(among)
        loose = [
            names for part, names in zip(self.parts, self.speeches, strict=True) if part in parts
        ]
        return {name for name in enough if sum(name in names for names in loose) > 1}

    # --- the score

    def best(self, names: Collection[str], exact: Collection[str], number: int) -> list[str]:
        """Some of the meetings, the best first, as many as asked for; ties: newest first, then id.

        Only the speeches of those are looked into that can still be among the first.
        """
        if number < 1:
            return []
        base = {name: self._base(name) for name in names}
        read = set(sorted(base, key=lambda name: (-base[name], self._order(name)))[:TOGETHER])
        times = {name: WHOLE if name in exact else 1.0 for name in names}
        highest = {
            name: times[name] * (base[name] + (self._most_together(name) if name in read else 0.0))
            for name in names
        }
        scores: list[tuple[float, tuple[int, str]]] = []
        for name in sorted(names, key=lambda name: (-highest[name], self._order(name))):
            if len(scores) >= number and -scores[number - 1][0] > highest[name] + SLIGHT:
                break
            together = self._together(name) if name in read else 0.0
            score = round(times[name] * (base[name] + together), DIGITS)
            bisect.insort(scores, (-score, self._order(name)))
        return [ident for _, (_, ident) in scores[:number]]

    def _order(self, name: str) -> tuple[int, str]:
        date = self.meetings[name].date
        return (-date.toordinal() if date else 0, name)

    def _base(self, name: str) -> float:
        """Title and speeches: all that the postings tell."""
        half = HALF * self._length(name)
        said = sum(
            share * number / (number + half)
            for share, names in zip(self.shares, self.speeches, strict=True)
            if (number := names.get(name, 0))
        )
        return TITLE * self._titles.get(name, 0.0) ** 2 + said

    def _most_together(self, name: str) -> float:
        """What `_together` is at most, from the numbers of speeches alone: where the speeches that
        hold a rarer part are among those that hold a commoner one."""
        told = [
            (names.get(name, 0), share)
            for share, names in zip(self.shares, self.speeches, strict=True)
        ]
        total = whole = 0.0
        told.sort(reverse=True)
        for (number, share), (less, _) in pairwise([*told, (0, 0.0)]):
            whole += share
            total += (number - less) * whole**2
        return self._saturated(total, name)

    def _together(self, name: str) -> float:
        """What the speeches hold of the query together."""
        if len(self.parts) == 1:
            return self._saturated(float(self.speeches[0].get(name, 0)), name)
        together = sum(one.together(name, self.shares) for one in self.places)
        return self._saturated(together, name)

    def _saturated(self, amount: float, name: str) -> float:
        amount /= self._length(name)
        return amount / (amount + HALF)
