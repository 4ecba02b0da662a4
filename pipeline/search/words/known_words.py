"""The words within a longer one that no record holds: what the archive knows of it, told by counting."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from minutes.query import periods, vocabulary
from minutes.query.tree import ORDINAL, Query, Word
from minutes.text.folding import fold, is_han, is_word, tokens, units
from pipeline.engines.protocol import Searcher
from pipeline.search.measures import Measures
from pipeline.search.words.edges import WordEdges, likeliest

LONGEST = 6  # units of a part: Han characters, Latin words, numbers
LOOKED_AT = 14  # units of a word: a longer one is a sentence
READ = 16  # meetings whose text is read for a part
UNKNOWN = 0.5  # speeches in which a unit is taken to stand that belongs to no part


def known_words(
    typed: str, searchers: Sequence[Searcher], shown: Collection[str], measures: Measures
) -> list[str]:
    """The words of a longer one as they were typed, the longest first: the likeliest way to cut it into
    what the records shown say, without what is a mere piece of other words there. None of a time or a number
    in a row, and none of a whole sentence, which is no word."""
    folded = fold(typed)
    of = list(_units(folded))
    if len(of) > LOOKED_AT or periods.read(folded) or ORDINAL.fullmatch(folded):
        return []
    speeches = _Speeches(searchers, shown, measures)
    edges = WordEdges(searchers, measures)
    cut = _Cutting(of, speeches, edges)
    ends = [0, *accumulate(map(len, cut.units))]
    found = [typed[ends[part.start] : ends[part.end]] for part in cut.words()]
    return sorted(found, key=len, reverse=True)


def _is_letter(char: str) -> bool:
    return is_han(char) or is_word(char)


def _units(folded: str) -> Iterator[str]:
    """The units of a text, each number in a row (第42案) one of them."""
    at = 0
    for row in ORDINAL.finditer(folded):
        yield from units(folded[at : row.start()])
        yield row[0]
        at = row.end()
    yield from units(folded[at:])


class _Speeches:
    """In how many speeches texts stand, as far as the meetings tell that are likeliest to say them; each
    is looked up once."""

    def __init__(
        self, searchers: Sequence[Searcher], shown: Collection[str], measures: Measures
    ) -> None:
        self._searchers, self._shown, self._measures = searchers, shown, measures
        meetings = measures.meetings.values()
        self.all = 1 + sum(meeting.speeches for meeting in meetings)
        self.characters = sum(meeting.chars for meeting in meetings)
        self._known: dict[str, int] = {}

    def holding(self, text: str) -> int:
        """The number that hold a folded text."""
        if text not in self._known:
            self._known[text] = self._count(text)
        return self._known[text]

    def are_known(self, text: str) -> bool:
        """Whether any may hold a text, a number in a row in any of its spellings."""
        return self._measures.number(Word(text, (text,))) > 0

    def _count(self, text: str) -> int:
        if not self.are_known(text):
            return 0
        parts = tuple(dict.fromkeys(tokens(text)))
        held = [searcher.holding(parts) for searcher in self._searchers]
        if text in parts:  # what is a token is counted where it stands
            return sum(each[name].speeches for each in held for name in each.keys() & self._shown)
        query = Query("", Word(text, (text,)))
        found = (
            searcher.find(query, likeliest(each, self._shown, READ))
            for searcher, each in zip(self._searchers, held, strict=True)
        )
        return sum(sum(matches.values()) for matches in found)

    def by_chance(self, one: str, other: str) -> float:
        """About how many would hold two texts side by side if all were said in any order."""
        return self.holding(one) * self.holding(other) / max(1, self.characters)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of units, and in how many speeches it stands; one unit that stands in none by itself."""

    start: int
    end: int
    speeches: float

    @property
    def is_divisible(self) -> bool:
        return self.end - self.start > 1


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to cut the beginning of a word: its parts, and the logarithm of how likely these are."""

    likely: float = 0.0
    parts: tuple[_Part, ...] = ()

    def with_part(self, part: _Part, speeches: int) -> _Way:
        """The same with one part more, of so many speeches in all."""
        return _Way(self.likely + math.log(part.speeches / speeches), (*self.parts, part))


class _Cutting:
    """One word at work."""

    def __init__(self, of: Sequence[str], speeches: _Speeches, edges: WordEdges) -> None:
        self.units, self.speeches, self.edges = of, speeches, edges
        self.parts: Mapping[int, Sequence[_Part]] = {
            start: list(self._beginning(start)) for start in range(len(of))
        }

    def words(self) -> Iterator[_Part]:
        """The parts of the likeliest way that are words; of a part that is none, those within it."""
        waiting = [_Part(0, len(self.units), 0)]
        while waiting:
            whole = waiting.pop()
            for part in self._likeliest(whole) if whole.is_divisible else ():
                if self._is_word(self._text(part)):
                    yield part
                else:
                    waiting.append(part)

    def _text(self, part: _Part) -> str:
        return "".join(self.units[part.start : part.end])

    def _beginning(self, start: int) -> Iterator[_Part]:
        """The parts that begin at a unit. What no speech holds none holds either when it goes on."""
        yield _Part(start, start + 1, UNKNOWN)
        first = start + (2 if len(self.units[start]) == 1 else 1)
        for end in range(first, min(start + LONGEST, len(self.units)) + 1):
            part = _Part(start, end, self.speeches.holding("".join(self.units[start:end])))
            if not part.speeches:
                return
            yield part

    def _likeliest(self, whole: _Part) -> Sequence[_Part]:
        """The parts of a stretch, but for itself, that are together the most frequent."""
        ways = {whole.start: _Way()}
        for start in range(whole.start, whole.end):
            for part in self._shorter(start, whole):
                way = ways[start].with_part(part, self.speeches.all)
                ways[part.end] = max(way, ways.get(part.end, way), key=lambda one: one.likely)
        return ways[whole.end].parts

    def _shorter(self, start: int, whole: _Part) -> Iterator[_Part]:
        for part in self.parts[start]:
            if part.end <= whole.end and part.end - part.start < whole.end - whole.start:
                yield part

    def _is_word(self, text: str) -> bool:
        """Whether a text tells something, holds together, and has edges."""
        if len(text) == 1 or text.isdigit() or text in vocabulary.function_words():
            return False
        if ORDINAL.fullmatch(text):
            return self.speeches.are_known(text)
        if not (_is_letter(text[0]) and _is_letter(text[-1])):
            return False
        if not any(map(is_han, text)):
            return self.speeches.holding(text) > 0
        return self.edges.stand_alone(text) and self._holds_together(text)

    def _holds_together(self, text: str) -> bool:
        """Whether the two sides of each of its joints stand together oftener than by chance."""
        joints = range(1, len(text))
        by_chance = (self.speeches.by_chance(text[:at], text[at:]) for at in joints)
        return self.speeches.holding(text) > max(by_chance)
