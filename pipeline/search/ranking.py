"""How well records answer a query, by the parts of it that they hold; the same for every engine.

Each part is worth the more, the fewer meetings hold it. A meeting scores for the share of that worth
in its title or in what other records call its case, for how many of its speeches hold each part, and for
speeches that hold much of the query together; one that holds every word as typed counts a third more.
"""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import pairwise

from minutes.query.tree import Word
from pipeline.engines.protocol import Places, Searcher, Want
from pipeline.search.measures import Measures
from pipeline.search.titles import ShortTexts

# Chosen on questions with graded answers to real records (docs/search.md has what each brings). Half
# or double of the title's weight, of the saturation and of the share of near results was tried, and costs
# less than 0.02 of nDCG@5; a fifth and a half instead of a third changes nothing there; the others were not
# tried so.
TITLE = 3.0  # what the title counts, beside the speeches and what they hold together
SUBJECT = 0.9  # of a title's word, what one counts that only other records say the meeting is about
HALF = 1.5  # speeches (of an average meeting) that give half of what many give
WHOLE = 4 / 3  # for holding every word
TOGETHER = 50  # meetings whose speeches are looked into
NEAR = 0.2  # of the worth of a query that a meeting must hold to be near
TELLING = 1 / 3  # of that worth: a word that a meeting may hold alone, and yet be near
NEAREST, TITLED = 100, 50  # meetings that an engine and the titles name as perhaps near
DIGITS = 6
SLIGHT = 10.0**-DIGITS  # more than rounding changes


@dataclass(slots=True)
class _Part:
    """A part of a query: how many meetings hold it, what it is worth, by itself and as a share of the query; the
    meetings whose title holds it or of which others say it; and those whose text does, with the number of speeches
    that do, as far as they were read."""

    word: Word
    titled: Set[str]
    subject: Set[str]
    number: int
    worth: float
    share: float = 0.0
    speeches: dict[str, int] = field(default_factory=dict)


class Ranking:
    """The scores of meetings for the parts of one query: `nearest` names some, `read` looks into
    their texts, the rest tells what was found. `expect` is told which are looked into next."""

    def __init__(
        self,
        parts: Sequence[Word],
        measures: Measures,
        subjects: ShortTexts,
        expect: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        self.measures, self.expect = measures, expect
        self.parts = [self._part(word, subjects.holding(word)) for word in parts]
        self.whole = sum(part.worth for part in self.parts)
        for part in self.parts:
            part.share = part.worth / (self.whole or 1.0)
        self.places: Sequence[Places] = ()

    def _part(self, word: Word, subject: Set[str]) -> _Part:
        titled = self.measures.titles.holding(word)
        # A title may spell a number as no text does.
        number = max(self.measures.number(word), len(self.measures.meetings.keys() & titled))
        return _Part(word, titled, subject, number, self._worth_of(number) if number else 0.0)

    def _worth_of(self, number: int) -> float:
        """What a part is worth that so many meetings hold (as in BM25)."""
        return math.log(1 + (len(self.measures.meetings) - number + 0.5) / (number + 0.5))

    # --- which meetings

    def nearest(self, searchers: Iterable[Searcher], among: Collection[str]) -> set[str]:
        """Those of some meetings that may hold most of the query."""
        wants = [Want(self.measures.rarest(p.word), p.share) for p in self.parts if p.share]
        found = {name for searcher in searchers for name in searcher.nearest(wants, among, NEAREST)}
        titled = self._titles.keys() & among
        return found.union(nsmallest(TITLED, titled, key=self._by_title))

    def _by_title(self, name: str) -> tuple[float, int]:
        return -self._titles[name], self.measures.order[name]

    def read(self, places: Sequence[Places], names: Set[str]) -> None:
        """Look into the texts of some meetings."""
        self.places = places
        for one in places:
            for part, held in zip(self.parts, one.speeches_holding(names), strict=True):
                part.speeches.update(held)
        for part in self.parts:
            silent = (part.titled | part.subject) & names - part.speeches.keys()
            part.speeches.update(dict.fromkeys(silent, 0))

    def near(
        self, parts: Collection[Word], whole: Collection[Word], among: Collection[str]
    ) -> set[str]:
        """Those that hold enough of what the query is worth, in at least two of some parts, or in one
        that is a whole word, and worth much by itself or in their title. A part that nobody holds may be the end of one
        word with the beginning of the next, so it is worth half as much as a word said for the first
        time; a query of words that the archive does not know has no near results."""
        loose = [part.speeches for part in self.parts if part.word in parts]
        several = {name for name in among if sum(name in names for names in loose) > 1}
        least = self._least
        enough = several | self._with_whole_word(whole).intersection(among)
        return {name for name in enough if self._held(name) > least}

    @property
    def _least(self) -> float:
        """More than this share of what the known parts are worth is enough."""
        unknown = sum(not part.number for part in self.parts) * self._worth_of(0) / 2
        return NEAR * (self.whole + unknown) / self.whole if self.whole else 2.0

    def _with_whole_word(self, whole: Collection[Word]) -> set[str]:
        """The meetings that hold one of these words, worth much by itself or in their title."""
        entire = [part for part in self.parts if part.word in whole]
        telling = [part.speeches for part in entire if part.share >= TELLING]
        return set().union(*telling, *(part.titled for part in entire))

    def _held(self, name: str) -> float:
        """The share of the query's worth that a meeting holds anywhere."""
        return sum(part.share for part in self.parts if name in part.speeches)

    @cached_property
    def _titles(self) -> dict[str, float]:
        """The share of the query's worth that each title holds, with what others say of its subject."""
        found: defaultdict[str, float] = defaultdict(float)
        for part in self.parts:
            for name in part.titled:
                found[name] += part.share
            for name in part.subject - part.titled:
                found[name] += SUBJECT * part.share
        return found

    def firmest(self, names: Collection[str], number: int) -> set[str]:
        """So many of some meetings, those with the highest scores as far as titles and numbers tell."""
        if len(names) <= number:
            return set(names)
        base, order = self._bases(names), self.measures.order
        return set(nsmallest(number, base, key=lambda name: (-base[name], order[name])))

    # --- the score

    def best(self, names: Collection[str], exact: Collection[str], number: int) -> list[str]:
        """Some of the meetings that were read, the best first, as many as asked for; ties: newest
        first, then id.

        Only the speeches of those are looked into that can still be among the first.
        """
        if number < 1:
            return []
        order, base = self.measures.order, self._bases(names)
        read = set(nsmallest(TOGETHER, base, key=lambda name: (-base[name], order[name])))
        times = dict.fromkeys(base, 1.0) | dict.fromkeys(base.keys() & exact, WHOLE)
        score = {name: base[name] * times[name] for name in base}
        rest = score.keys() - read
        scores = [
            (-round(score[name], DIGITS), order[name], name)
            for name in nsmallest(number, rest, key=lambda name: (-score[name], order[name]))
        ]
        highest = {name: score[name] + times[name] * self._most_together(name) for name in read}
        hopeful = sorted(read, key=lambda name: (-highest[name], order[name]))
        self.expect(hopeful)
        for name in hopeful:
            if len(scores) >= number and -scores[number - 1][0] > highest[name] + SLIGHT:
                break
            exactly = round(times[name] * (base[name] + self._together(name)), DIGITS)
            bisect.insort(scores, (-exactly, order[name], name))
        return [name for _, _, name in scores[:number]]

    def _bases(self, names: Collection[str]) -> dict[str, float]:
        """Title and speeches: all that the numbers tell."""
        lengths, base = self.measures.lengths, dict.fromkeys(names, 0.0)
        for part in self.parts:
            for name in base.keys() & part.speeches.keys():
                number = part.speeches[name]
                base[name] += part.share * number / (number + HALF * lengths[name])
        for name in base.keys() & self._titles.keys():
            base[name] += TITLE * self._titles[name] ** 2
        return base

    def _most_together(self, name: str) -> float:
        """What `_together` is at most, from the numbers of speeches alone: where the speeches that
        hold a rarer part are among those that hold a commoner one."""
        held = sorted(((p.speeches.get(name, 0), p.share) for p in self.parts), reverse=True)
        total = whole = 0.0
        for (number, share), (less, _) in pairwise([*held, (0, 0.0)]):
            whole += share
            total += (number - less) * whole**2
        return self._saturated(total, name)

    def _together(self, name: str) -> float:
        """What the speeches hold of the query together."""
        if len(self.parts) == 1:
            return self._saturated(float(self.parts[0].speeches.get(name, 0)), name)
        shares = [part.share for part in self.parts]
        together = sum(one.together(name, shares) for one in self.places)
        return self._saturated(together, name)

    def _saturated(self, amount: float, name: str) -> float:
        amount /= self.measures.lengths[name]
        return amount / (amount + HALF)
