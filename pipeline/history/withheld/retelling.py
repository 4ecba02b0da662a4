"""Whether a paragraph says what is withheld elsewhere: in the same words, in lightly altered ones, as a
part of it or with it as a part; a short one also by whose it is, what stands around it, and when it came."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from minutes.addresses.speech_ids import SHORT
from minutes.publication.withdrawn_words import SHORTEST
from pipeline.history.withheld.sayings import Saying
from pipeline.history.wordings.alignment import ALIKE, ALIKE_IN_LETTERS
from pipeline.history.wordings.likeness import in_letters, likeness
from pipeline.history.wordings.nearness import FEW, MANY

# Of two long ones so much of the shorter stands in the longer one, as two that are alike share; and of the
# strings by which they are found one in so many, for a letter that is another one takes four strings along.
_ONE_IN = 10
# Of 629 paragraphs that 632 real records lost, unrelated ones in Latin letters share up to 0.8 of their
# strings of four letters with a long speech, and none of eight; unrelated Chinese ones 0.3 of four.
_STRING, _STRING_IN_LETTERS = 4, 8
# So many of those that share most strings of letters are compared.
_MOST_COMPARED = 24


IsFormula = Callable[[str], bool]
"""Tells whether words are a form of the house: several other records say them to this day."""


class Withheld:
    """Sayings that nobody may read, each with the name of what it is withheld for."""

    def __init__(self, sayings: Iterable[tuple[str, Saying]]) -> None:
        self.sayings = list(dict.fromkeys(sayings))
        self.commits = frozenset(saying.commit for _, saying in self.sayings)
        self._clues: dict[str, list[int]] = defaultdict(list)
        for number, (_, saying) in enumerate(self.sayings):
            for clue in _strings(saying.likely, FEW) | _strings(saying.likely, MANY):
                self._clues[clue].append(number)

    def told_by(self, is_formula: IsFormula, lost: Saying) -> Iterator[str]:
        """The names of what a saying tells, that a record has lost."""
        for name, saying in self._likely(lost):
            if retells(lost, saying, is_formula):
                yield name

    def may_have_moved(self, lost: Saying) -> bool:
        """Whether something like it came in the commit in which it was lost."""
        return any(_has_moved(lost, saying) for _, saying in self._likely(lost))

    def _likely(self, lost: Saying) -> Iterator[tuple[str, Saying]]:
        clues = _strings(lost.likely, FEW if lost.is_short else MANY)
        shared = Counter(chain.from_iterable(self._clues.get(clue, ()) for clue in clues))
        names = defaultdict[str, int](int)
        for number, count in shared.most_common():
            name, saying = self.sayings[number]
            names[name] += 1
            fewest = min(len(lost.words), len(saying.words)) // _ONE_IN
            if count >= fewest and names[name] <= _MOST_COMPARED:
                yield name, saying


def retells(lost: Saying, withheld: Saying, is_formula: IsFormula) -> bool:
    """Whether a saying that a record has lost tells what is withheld elsewhere."""
    common = _common(lost, withheld)
    if common and not is_formula(common):
        return True
    return _has_moved(lost, withheld) and _is_same(lost, withheld, is_formula)


def _has_moved(lost: Saying, withheld: Saying) -> bool:
    return lost.commit == withheld.commit and _alike(lost.words, withheld.words)


def _common(lost: Saying, withheld: Saying) -> str:
    """The words by which a saying tells another one; "" where it does not, or where they are too few to
    tell it by themselves."""
    if lost.whole and lost.whole == withheld.whole:
        return lost.whole
    shorter, longer = sorted((lost.words, withheld.words), key=len)
    if _holds(longer, shorter):
        return shorter
    if len(longer) < SHORT:
        return ""
    if len(shorter) >= SHORT and _share(shorter, longer) >= _least(shorter):
        return shorter
    return lost.words * _alike(lost.words, withheld.words)


def _holds(longer: str, shorter: str) -> bool:
    return len(shorter) >= SHORTEST and shorter in longer


def _is_same(lost: Saying, withheld: Saying, is_formula: IsFormula) -> bool:
    """Whether what left one record in the commit in which it came to another one is that: what stands
    around it says so, or the same voice, where not everybody says it."""
    if _has_neighbour(lost, withheld):
        return True
    voices = {lost.voice, withheld.voice}
    return len(voices) == 1 and "" not in voices and not is_formula(lost.words)


def _has_neighbour(lost: Saying, withheld: Saying) -> bool:
    pairs = ((lost.before, withheld.before), (lost.after, withheld.after))
    return any(len(one) >= SHORTEST and _alike(one, other) for one, other in pairs)


def is_alike(one: str, other: str) -> bool:
    """Whether words are plainly others lightly altered, or a part of them."""
    shorter, longer = sorted((one, other), key=len)
    if _alike(one, other):
        return True
    return len(shorter) >= SHORT and _share(shorter, longer) >= _least(shorter)


def _alike(one: str, other: str) -> bool:
    least = _least(one)
    return likeness(one, other, least) >= least


def _least(words: str) -> float:
    return ALIKE_IN_LETTERS if in_letters(words) else ALIKE


def _share(shorter: str, longer: str) -> float:
    """How much of one stands in the other, by strings of letters."""
    size = _STRING_IN_LETTERS if in_letters(shorter) else _STRING
    wanted = _strings(shorter, size)
    return len(wanted & _strings(longer, size)) / len(wanted)


@lru_cache(maxsize=4096)
def _strings(words: str, size: int) -> frozenset[str]:
    """The strings of so many letters in some words; words that are shorter are one."""
    return frozenset(words[n : n + size] for n in range(max(len(words) - size + 1, 1)))
