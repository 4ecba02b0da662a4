"""What the rank knows of a view before anything is asked: how many meetings hold a word, how long each
meeting is, which is newer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from minutes.query import ordinals
from minutes.query.restrictions import Facts
from minutes.query.tree import Word
from minutes.records.model import Meeting
from minutes.text.folding import tokens
from pipeline.engines.protocol import Counts
from pipeline.index.text_store import Store
from pipeline.index.word_counts import WordCounts
from pipeline.search.titles import Titles

LEAST = 0.25  # of an average length, that the shortest meeting is taken to have
SAMPLE = 60  # meetings whose characters are counted, for all of them


@dataclass(frozen=True)
class Measures:
    """The meetings of a view (newest first), their titles, and the words of each searcher."""

    meetings: Mapping[str, Meeting]
    titles: Titles
    counts: Sequence[Counts]

    @cached_property
    def numbers(self) -> _Numbers:
        """How many meetings hold each token; looked up when it is first asked for."""
        return _Numbers(self.counts)

    def of_each(self, tokens: Iterable[str]) -> dict[str, int]:
        """How many meetings hold each of some tokens, those that are not known looked up together."""
        several = list(tokens)
        self.numbers.look_up(several)
        return {token: self.numbers[token] for token in several}

    def seldom(self, tokens: Iterable[str], most: float) -> set[str]:
        """Those of some tokens that so many meetings hold at most, and at least one."""
        return {token for token, number in self.of_each(tokens).items() if 0 < number <= most}

    def firmness(self, pairs: Iterable[str]) -> dict[str, float]:
        """How firmly the two characters of each pair hold together: the logarithm of how much oftener they stand
        side by side than if all were said in any order."""
        held = self.of_each(pairs)
        return {pair: self._firmness(pair, number) for pair, number in held.items()}

    def _firmness(self, pair: str, meetings: int) -> float:
        most = len(self.meetings)
        if meetings < 1:
            return -math.inf
        # As often in a meeting as chance has it where so many hold it at least once.
        often = -math.log1p(-min(meetings, most - 0.5) / most)
        one, other = (self.characters[char] + 0.5 for char in pair)
        sampled = min(SAMPLE, most)
        return math.log(often * sampled * (1 + self.characters.total()) / (one * other))

    @cached_property
    def characters(self) -> Counter[str]:
        """How often the meetings of a sample, from all of time, say each character."""
        names = sorted(self.meetings)
        places = range(0, len(names) * SAMPLE, max(SAMPLE, len(names)))
        sample = [names[at // SAMPLE] for at in places]
        found = sum((one.characters(sample) for one in self.counts), Counter[str]())
        found.pop("\n", None)  # what parts the lines of a text
        return found

    @cached_property
    def lengths(self) -> Mapping[str, float]:
        """The length of each meeting beside the others': what is long holds more by chance."""
        chars = {name: meeting.chars for name, meeting in self.meetings.items()}
        mean = sum(chars.values()) / max(1, len(chars)) or 1.0
        return {name: LEAST + (1 - LEAST) * number / mean for name, number in chars.items()}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each meeting: newest first, then by id."""
        return {name: place for place, name in enumerate(self.meetings)}

    def number(self, part: Word) -> int:
        """About how many meetings hold a part: a number in a row is counted, a time is that of the
        records of its days, all else as often as the rarest tokens of its commonest form."""
        row = ordinals.counted_as(part)
        if row is not None:
            return self.numbers[row]
        dated = self._dated(part)
        if dated:
            return dated
        of_form = self._beginning if part.prefix else self._of_form
        return min(len(self.meetings), max(map(of_form, part.forms), default=0))

    def rarest(self, part: Word) -> tuple[str, ...]:
        """For each form of a part the token of it that fewest meetings hold."""
        found = filter(None, map(self._rarest, part.forms))
        return tuple(dict.fromkeys(found))

    def _dated(self, part: Word) -> int:
        shown = self.titles.dated(part.days) if part.days else set()
        return len(shown & self.meetings.keys())

    def _of_form(self, form: str) -> int:
        return min(map(self.numbers.__getitem__, tokens(form)), default=len(self.meetings))

    def _beginning(self, form: str) -> int:
        numbers = (one.beginning(form).values() for one in self.counts)
        return sum(map(sum, numbers))

    def _rarest(self, form: str) -> str | None:
        return min(tokens(form), key=self._rarity, default=None)

    def _rarity(self, token: str) -> tuple[int, int, str]:
        """Of two tokens that as many meetings hold the longer one tells more."""
        return self.numbers[token], -len(token), token


class _Numbers(dict[str, int]):
    """The numbers of the tokens that were asked for."""

    def __init__(self, counts: Sequence[Counts]) -> None:
        super().__init__()
        self._counts = counts

    def look_up(self, tokens: Iterable[str]) -> None:
        """Have the numbers of some tokens at hand."""
        unknown = set(tokens) - self.keys()
        found = [one.of_each(unknown) for one in self._counts] if unknown else []
        self.update((token, sum(numbers[token] for numbers in found)) for token in unknown)

    def __missing__(self, token: str) -> int:
        number = self[token] = sum(one.of(token) for one in self._counts)
        return number


def shown_words(
    table: WordCounts,
    store: Store,
    facts: Mapping[str, Facts],
    redacted: Collection[str],
    shown: Collection[str],
) -> Counts:
    """How many of the meetings shown hold each word: the table of the generation, less what was withdrawn
    or replaced since it was made. `redacted` are those with withdrawn speeches; only their texts, and
    those of what is not shown, are read."""
    less: Counter[str] = Counter()
    public = store.blocks.keys() & set(shown)
    away = store.blocks.keys() - public
    store.expect(away)
    for name in away | store.replaced.keys():
        less.update(store.words(name))
    hidden = {name: facts[name].hidden for name in public.intersection(redacted)}
    for name, idents in hidden.items():
        less.update(store.words(name) - store.words(name, idents))
    return _Shown(table, less, store, public, hidden)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The `Counts` of an index."""

    table: WordCounts
    less: Mapping[str, int]
    store: Store
    public: Collection[str]
    hidden: Mapping[str, Collection[str]]

    def of(self, token: str) -> int:
        """See `Counts.of`."""
        return self.table.of(token) - self.less.get(token, 0)

    def of_each(self, tokens: Collection[str]) -> Mapping[str, int]:
        """See `Counts.of_each`."""
        numbers = self.table.of_each(tokens)
        return {token: numbers.get(token, 0) - self.less.get(token, 0) for token in tokens}

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """See `Counts.beginning`."""
        numbers = self.table.beginning(prefix)
        return {token: number - self.less.get(token, 0) for token, number in numbers.items()}

    def characters(self, among: Iterable[str]) -> Counter[str]:
        """See `Counts.characters`."""
        there = list(filter(self.public.__contains__, among))
        self.store.expect(there)
        texts = map(self._text, there)
        return Counter(chain.from_iterable(texts))

    def _text(self, name: str) -> str:
        hidden = self.hidden.get(name)
        if not hidden:
            return self.store.folded(name)
        passages = self.store.passages(name)
        return "\n".join(folded for _, ident, _, folded in passages if ident not in hidden)
