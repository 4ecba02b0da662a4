"""The words that set one case's records apart from those of all others, found by counting.

Han is written without spaces, so a word is any run of two to five characters that recurs in many
speeches of the case and stands in the records of few others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from operator import add

from minutes.text.folding import fold
from minutes.text.han import HAN

LONGEST = 5
MAX_SPEECHES = 3_000
MAX_KEYWORDS = 40
_RUN = re.compile(rf"[{HAN}]{{2,}}|[a-z][a-z0-9.+#-]+")
_WORD = re.compile("[a-z][a-z0-9.+#-]+")
_HAN_PAIR = re.compile(rf"[{HAN}]{{2}}")
_LEAST_RARE = 0.9
_NEARLY = 0.7  # of a word's speeches, in which a longer one must stand that takes its place
# Particles at either end mark a piece of a sentence, not a word.
LOOSE_ENDS = frozenset(
    fold("的是了在有和與跟及或也都就會要不這那個我你他們為以於之其到把被讓給對很還又可能們嗎呢吧")
)


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word (folded), in how many of the case's speeches it stands, and how rare it is elsewhere
    (natural logarithm; 0 stands everywhere)."""

    word: str
    speeches: int
    rarity: float


@dataclass(frozen=True, slots=True)
class Background:
    """In how many groups of records each pair of characters and each Latin word stands."""

    groups: int
    spread: Counter[str]

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> Background:
        """The background of some groups of folded texts, such as the records of one case."""
        spread: Counter[str] = Counter()
        number = 0
        for texts in groups:
            number += 1
            held: set[str] = set()
            for text in texts:
                held.update(map(add, text, text[1:]))
                held.update(w for w in _RUN.findall(text) if w[0].isascii())
            spread.update(held)
        # What stands in one group only is as rare as what stands in none, and nobody else's to keep.
        return cls(number, Counter({word: groups for word, groups in spread.items() if groups > 1}))

    def rarity(self, word: str) -> float:
        """How rare a folded word is: the rarity of its rarest pair of characters."""
        pieces = [word] if word[0].isascii() else map(add, word, word[1:])
        common = min(map(self._spread_of, pieces), default=0)
        return math.log((self.groups + 1) / (common + 0.5)) if self.groups else 1.0

    def _spread_of(self, piece: str) -> int:
        return self.spread.get(piece, 0)


def keywords(speeches: Sequence[str], background: Background) -> list[Keyword]:
    """The words that mark some folded speeches, the most telling first; none where there are few
    speeches."""
    speeches = speeches[:MAX_SPEECHES]
    least = max(4, len(speeches) // 100)
    counts = _latin(speeches, least) | _han(speeches, least)
    rarity = dict(zip(counts, map(background.rarity, counts), strict=True))
    found = {
        word: Keyword(word, number, rarity[word])
        for word, number in counts.items()
        if rarity[word] >= _LEAST_RARE
    }
    return _distinct(found)


def _latin(speeches: Iterable[str], least: int) -> dict[str, int]:
    """The Latin words that stand in so many speeches, with their numbers."""
    return _often(map(_WORD.findall, speeches), least)


def _often(held: Iterable[Iterable[str]], least: int) -> dict[str, int]:
    """What stands in so many of some collections, with their numbers."""
    counts: Counter[str] = Counter()
    counts.update(chain.from_iterable(map(set, held)))
    return {word: number for word, number in counts.items() if number >= least}


def _han(speeches: Sequence[str], least: int) -> dict[str, int]:
    """The pieces of Han that stand in so many speeches, with their numbers. A piece is no more
    frequent than the two that are one character shorter, so only where both are is it looked at."""
    pairs = _often((map(add, text, text[1:]) for text in speeches), least)
    often = {pair: number for pair, number in pairs.items() if _HAN_PAIR.fullmatch(pair)}
    found = dict(often)
    places = [_starts(text, range(len(text) - 1), 2, often) for text in speeches]
    for size in range(3, LONGEST + 1):
        places = [[a for a, b in pairwise(at) if b == a + 1] for at in places]
        often = _often(map(partial(_pieces, size), speeches, places), least)
        places = [_starts(*told, size, often) for told in zip(speeches, places, strict=True)]
        found |= often
    return found


def _starts(text: str, places: Iterable[int], size: int, often: Container[str]) -> list[int]:
    """Where of some places frequent pieces of so many characters begin."""
    return [at for at in places if text[at : at + size] in often]


def _pieces(size: int, text: str, places: Iterable[int]) -> Iterator[str]:
    return (text[at : at + size] for at in places)


def _distinct(found: dict[str, Keyword]) -> list[Keyword]:
    """One of each family of overlapping words: the longest that is nearly as frequent."""
    chosen: list[Keyword] = []
    ranked = sorted(found.values(), key=lambda k: (-k.speeches * k.rarity, -len(k.word), k.word))
    for key in filter(_is_whole, ranked[: MAX_KEYWORDS * 12]):
        if not _is_new(key, chosen):
            continue
        best = max(_longer(key, found), key=_length, default=key)
        if _is_new(best, chosen):
            chosen.append(best)
        if len(chosen) == MAX_KEYWORDS:
            break
    return chosen


def _is_whole(key: Keyword) -> bool:
    """Whether a word is no piece of a sentence."""
    return LOOSE_ENDS.isdisjoint((key.word[0], key.word[-1]))


def _longer(key: Keyword, found: dict[str, Keyword]) -> Iterator[Keyword]:
    """The words that hold this one and are nearly as frequent; none holds one of the full length."""
    if len(key.word) >= LONGEST:
        return
    holding = (other for other in found.values() if key.word in other.word and other != key)
    for other in filter(_is_whole, holding):
        if other.speeches >= _NEARLY * key.speeches:
            yield other


def _length(key: Keyword) -> tuple[int, int, str]:
    return len(key.word), key.speeches, key.word


def _is_new(key: Keyword, chosen: Iterable[Keyword]) -> bool:
    """Whether a word says more than each that was chosen before."""
    return not any(_covers(key, other) for other in chosen)


def _covers(key: Keyword, other: Keyword) -> bool:
    """Whether `key` says no more than `other`, which was chosen before."""
    if other.word in key.word:
        return key.speeches >= 0.5 * other.speeches or len(key.word) - len(other.word) < 2
    if key.word in other.word:
        return True
    return _overlap(key.word, other.word) or _overlap(other.word, key.word)


def _overlap(first: str, second: str) -> bool:
    """Whether two long words are shifted pieces of one longer phrase."""
    size = min(len(first), len(second)) - 1
    return size >= 2 and first[-size:] == second[:size]
