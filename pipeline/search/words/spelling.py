"""What a reader may have meant to type: words of the archive that are written much like a word that
finds nothing. It asks the index a bounded number of times, and never offers what finds nothing."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, takewhile
from typing import TypeVar

from rapidfuzz.distance import OSA

from minutes.query.tree import Query, Word
from minutes.text.folding import Kind, fold, is_han, runs, tokens
from minutes.text.lists import pick, without_empty
from pipeline.engines.protocol import Searcher, Weight, find_in

Thing = TypeVar("Thing")
# What may be asked of the index for one query: a meeting that is read around a word costs some four times
# what it costs to ask where tokens stand. Counted, so that a slow machine offers the same; some 40
# milliseconds of a quiet one.
WORK, READ, ASKED = 320, 4, 1
FEW = 2  # meetings: no more than a slip of the pen has
BETTER = 10  # how many times as many meetings must know the other spelling
MOST = 3
MAX_WORDS = 6
HAN_LENGTHS = range(3, 11)
LATIN_LENGTHS = range(4, 31)
TWO_SLIPS = 7  # letters from which on two slips are believed
LOOKED_AT = 8  # spellings that are weighed
CHECKED = 8  # meetings in which a spelling is looked for
SURE = 40  # meetings that hold all tokens of a word: it is known
OCCURRENCES = 50  # of a part of a word in one meeting
MANY, PART = 8, 0.8
SELDOM = 400  # one in so many of a character's speeches must be the place in question


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Another spelling of a word: the likelier, the higher its score."""

    text: str
    score: float


def suggest(
    query: Query,
    searchers: Sequence[Searcher],
    shown: Collection[str],
    parse: Callable[[str], Query],
    work: float = WORK,
) -> list[str]:
    """Queries like this one with other spellings of the words that find (nearly) nothing, the
    likeliest first. Each finds at least one of the meetings `shown`. When so much `work` is done
    nothing more is looked for; what was found until then is still tried."""
    search = _SpellingSearch(searchers, shown, work)
    fixes = without_empty({word: search.spellings(word) for word in query.words[:MAX_WORDS]})
    suggested: list[str] = []
    for number in range(MOST):
        typed = query.typed
        for word, options in fixes.items():
            form = options[min(number, len(options) - 1)].text
            typed = typed.replace(word.typed, search.written(form), 1)
        if typed == query.typed or typed in suggested or (number and search.is_tired):
            break
        if search.finds(parse(typed)):
            suggested.append(typed)
    return suggested


def written(form: str, searchers: Sequence[Searcher], shown: Collection[str]) -> str:
    """A folded word as the records shown write it."""
    return _SpellingSearch(searchers, shown, math.inf).written(form)


class _SpellingSearch:
    """The words of some searchers, asked until the work is done that there may be."""

    def __init__(self, searchers: Sequence[Searcher], shown: Collection[str], work: float) -> None:
        self.searchers, self.shown, self.work = searchers, shown, work

    @property
    def is_tired(self) -> bool:
        return self.work <= 0

    def holding(self, parts: Iterable[str]) -> dict[str, Weight]:
        """The meetings shown that may hold all of some tokens, and how often."""
        self.work -= ASKED
        wanted = tuple(dict.fromkeys(parts))
        held = chain.from_iterable(searcher.holding(wanted).items() for searcher in self.searchers)
        return pick(dict(held), self.shown)

    def untired(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Some things, as long as there is work left for them."""
        return takewhile(lambda _: not self.is_tired, things)

    def beginning(self, prefix: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for token, number in chain.from_iterable(s.beginning(prefix) for s in self.searchers):
            found[token] += number
        return found

    def finds(self, query: Query) -> bool:
        """Whether a query truly finds something in the likeliest meetings."""
        parts = chain.from_iterable(
            tokens(word.forms[0]) for word in query.words if not word.prefix and not word.widened
        )
        best = set(self._best(parts))
        return any(searcher.find(query, best) for searcher in self.searchers)

    def written(self, form: str) -> str:
        """A folded word as people write it: folding makes one of many characters."""
        if not any(map(is_han, form)):
            return form
        query = Query("", Word(form, (form,), quoted=True))
        best = self._best(tokens(form))
        for searcher in self.searchers:
            answer = searcher.ask(query, set(best))
            utterances = chain.from_iterable(
                answer.best(name, 1) for name in filter(answer.matches.__contains__, best)
            )
            first = next((one for one in utterances if form in one.folded), None)
            if first is not None:
                at = first.folded.index(form)
                return first.text[at : at + len(form)]
        return form

    def number(self, word: Word) -> int:
        """In how many meetings a word stands; more than `FEW` are not told apart."""
        among = set(self.holding(tokens(word.forms[0])))
        if len(among) > SURE:  # the tokens of a slip are seldom together
            return len(among)
        return len(find_in(self.searchers, Query("", word), among))

    def spellings(self, word: Word) -> list[_Spelling]:
        """The likeliest other spellings of a word that is hardly known; best first."""
        text = fold(word.typed)
        if word.prefix or word.forms != (text,) or self.is_tired:
            return []
        number = self.number(word)
        if number > FEW:
            return []
        least = max(1, number * BETTER)
        found: list[_Spelling] = []
        for start, end, kind in runs(text):
            options = self._of_run(text[start:end], kind, least)
            found += [_Spelling(text[:start] + o.text + text[end:], o.score) for o in options]
        found.sort(key=lambda option: (-option.score, option.text))
        return [o for o in found if 2 * o.score >= found[0].score][:MOST]

    def _of_run(self, run: str, kind: Kind, least: int) -> Iterator[_Spelling]:
        """Other spellings of a run of characters of one kind, if it is neither too short nor too long."""
        if kind == "han" and len(run) in HAN_LENGTHS:
            return self._han(run, least)
        if kind == "word" and len(run) in LATIN_LENGTHS and not run.isdigit():
            return self._latin(run, least)
        return iter(())

    # --- words of letters

    def _latin(self, word: str, least: int) -> Iterator[_Spelling]:
        """Known words that are one slip away, or two in a long one. A slip in the first two letters
        is looked up; all others are among the words that begin alike."""
        slips = 2 if len(word) >= TWO_SLIPS else 1
        near = {
            spelled: number
            for spelled, number in self.beginning(word[:2]).items()
            if spelled != word and abs(len(spelled) - len(word)) <= slips
        }
        for other in self.untired(_one_slip_early(word)):
            if number := len(self.holding((other,))):
                near[other] = number
        for spelled, number in near.items():
            if number >= least and (slip := _slips(word, spelled, slips)):
                yield _Spelling(spelled, number / 50**slip)

    # --- words of Han characters

    def _han(self, word: str, least: int) -> Iterator[_Spelling]:
        """Words with one character exchanged, added or left out, or two that changed places; as they
        stand in the meetings that hold most of the rest."""
        seen: dict[str, int] = {}
        for before, after, gap in self.untired(_gaps(word)):
            for char, number in self._between(before, after, gap).items():
                seen[before + char + after] = number
        for other in self.untired(_moved(word)):
            among = self._best(tokens(other))
            seen[other] = sum(1 for name in among for _ in self._surroundings(other, name))
        seen.pop(word, None)
        for other in sorted(seen, key=lambda other: (-seen[other], other))[:LOOKED_AT]:
            if not seen[other] or len(self.holding(tokens(other))) < least:
                continue
            # A character that stands nearly everywhere fits nearly everywhere.
            share = min(1, seen[other] / max(1, self._everywhere(other, word)))
            if share * SELDOM >= 1:
                yield _Spelling(other, seen[other] * share**0.5)

    def _everywhere(self, other: str, word: str) -> int:
        """How many speeches hold the first character of a word that another does not have."""
        new = next((char for char in other if char not in word), None)
        if new is None:
            return 0
        return sum(weight.speeches for weight in self.holding((new,)).values())

    def _best(self, parts: Iterable[str]) -> list[str]:
        """The meetings that may hold all of some tokens most often."""
        weights = self.holding(parts)
        return sorted(weights, key=lambda name: (-weights[name], name))[:CHECKED]

    def _surroundings(self, form: str, meeting: str) -> Iterator[tuple[str, str]]:
        self.work -= READ
        for searcher in self.searchers:
            yield from searcher.surroundings(form, meeting, OCCURRENCES)

    def _between(self, before: str, after: str, gap: str) -> dict[str, int]:
        """Characters that stand between two parts of a word, each with how often it was seen. What is
        nearly always beside one and the same character is only a part of a longer word."""
        found: defaultdict[str, _Outside] = defaultdict(_Outside)
        for name in self.untired(self._best(chain(tokens(before), tokens(after)))):
            for left, char, right in self._fillings(before, after, name):
                if char != gap and is_han(char):
                    found[char].left[left] += 1
                    found[char].right[right] += 1
        return {char: each.left.total() for char, each in found.items() if each.varies}

    def _fillings(self, before: str, after: str, name: str) -> Iterator[tuple[str, str, str]]:
        """The characters that stand between two parts in a meeting, each with what stands before the
        first part and after the second. The longer part is looked for."""
        if len(before) >= len(after):
            for left, right in self._surroundings(before, name):
                if right[1:].startswith(after):
                    yield left[-1:], right[:1], right[1 + len(after) :][:1]
            return
        for left, right in self._surroundings(after, name):
            if left[:-1].endswith(before):
                yield left[: -1 - len(before)][-1:], left[-1:], right[:1]


@dataclass(frozen=True, slots=True)
class _Outside:
    """What stands before and after two parts that have one character between them."""

    left: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    @property
    def varies(self) -> bool:
        """Whether neither side is nearly always one and the same character."""
        return not any(map(_always_same, (self.left, self.right)))


def _always_same(beside: Counter[str]) -> bool:
    """Whether one Han character is what stands in a place in most of many cases."""
    [(char, number)] = beside.most_common(1)
    return is_han(char) and number >= MANY and number > PART * sum(beside.values())


def _moved(word: str) -> Iterator[str]:
    """The word with two neighbours exchanged, or one character within it left out."""
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if len(word) > HAN_LENGTHS.start:
        for i in range(1, len(word) - 1):
            yield word[:i] + word[i + 1 :]


def _gaps(word: str) -> Iterator[tuple[str, str, str]]:
    """What stands before and after a character that may be meant otherwise or be missing, and the
    character that is there."""
    for i in (*range(1, len(word)), 0):
        yield word[:i], word[i + 1 :], word[i]
    for i in range(1, len(word)):
        yield word[:i], word[i:], ""


def _one_slip_early(word: str) -> set[str]:
    """The words with one slip in the second letter, or with the first letters in another order."""
    first, rest = word[:1], word[1:]
    found = {
        rest,
        first + rest[1:],
        rest[0] + first + rest[1:],
        first + rest[1] + rest[0] + rest[2:],
    }
    for letter in "abcdefghijklmnopqrstuvwxyz":
        found |= {first + letter + rest, first + letter + rest[1:]}
    return found - {word}


def _slips(one: str, other: str, most: int) -> int:
    """How many letters are exchanged, missing, too many or in the wrong order; 0 for more than
    `most` (and for none)."""
    slips = OSA.distance(one, other, score_cutoff=most)
    return slips if slips <= most else 0
