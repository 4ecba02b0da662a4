"""Words that the archive says together with a word that few of its records hold, and words that share a
character with it and are said in the same company: offered as other searches, never mixed into the results.

Nothing is kept: the words come from the speeches that match, cut by statistics alone (how often, how
firmly, beside how many different characters), so that what is withdrawn is gone from them at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from itertools import chain, filterfalse, islice

from minutes.query import vocabulary
from minutes.query.tree import Query, Word
from minutes.records.speaker_labels import calling
from minutes.text.folding import fold, is_han
from pipeline.engines.protocol import Answer, Searcher, Utterance, Want
from pipeline.search.measures import Measures
from pipeline.search.words.edges import WordEdges
from pipeline.search.words.said_words import SaidWords
from pipeline.search.words.spelling import written
from pipeline.search.words.stretches import AROUND, LEAST, grams, pairs_of, said_around, said_often

FEW, FEW_OF = 25, 20  # meetings: what more hold, and more than one in so many, needs no other words
MANY = 100  # meetings: nor does what more hold, in however large an archive
SPEECHES = 3  # of a meeting that are read, the best first; more where fewer meetings hold the word
TEXTS = 50  # speeches that are read in all, of the meetings that say the word most often
WIDE = 100  # characters of a speech that are read on each side of the word
OF_TEXTS = 10  # one in so many of these must say a word
LONGEST = 4  # characters of a word; the shortest has two
NAMED = 3  # characters of the shortest name that is told by its form
MOST = 4  # words that are offered
SELDOM = 0.2  # of all meetings that may hold a word
COMPANY = 12  # words of its company by which words alike are looked for
COMPANIONS = 16  # meetings that hold most of the company
PLACES = 30  # of a character in each of them that are looked at
TELLING = 0.6  # of all meetings that may hold the character that both share
ALIKE = 3  # words that are offered for being alike
UNCOMMON = 0.05  # of all meetings that may hold a word alike


@dataclass(frozen=True, slots=True)
class Related:
    """Words as records write them, the likeliest first: those said `together` with a word, and those
    `alike`, which share a character with it and are said in the same company."""

    together: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


class Names:
    """Names of people, which are never offered: neither a part of one, nor what holds one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whole = {fold(name) for name in names if len(name) > 1}
        self._pieces = set(chain.from_iterable(map(grams, self._whole)))

    def touch(self, text: str) -> bool:
        """Whether a word is a part of a name, or holds one."""
        return text in self._pieces or not self._whole.isdisjoint(grams(text))


def few(meetings: int) -> int:
    """How many of so many meetings may hold a word for which others are offered."""
    return min(MANY, max(FEW, meetings // FEW_OF))


def related(
    query: Query,
    searchers: Sequence[Searcher],
    shown: Collection[str],
    measures: Measures,
    names: Names,
) -> Related:
    """Words for the one of a query; none where the query is no plain Han word, or more than `few`
    meetings hold it, or but one."""
    word = _plain_word(query)
    if word is None:
        return Related()
    answers = [searcher.ask(query, shown) for searcher in searchers]
    found = sum(len(answer.matches) for answer in answers)
    if not LEAST <= found <= few(len(measures.meetings)):
        return Related()
    each = max(SPEECHES, TEXTS // found)
    heard = chain.from_iterable(_heard(answer, each, TEXTS // each) for answer in answers)
    texts = [_surroundings(word, several) for several in heard]
    least = max(LEAST, sum(map(len, texts)) // OF_TEXTS)
    edges = WordEdges(searchers, measures)
    seldom = partial(measures.seldom, most=_most(SELDOM, measures))
    said = SaidWords(said_often(texts, seldom, least), chain.from_iterable(texts), edges)
    spelled = partial(written, searchers=searchers, shown=shown)
    beside = map(spelled, said.words(_others(said.likely(), word, names)))
    together = tuple(islice(filter(_is_nobody, beside), MOST))
    alike = map(spelled, _alike(_company(word, said.stretches[:COMPANY]), edges, names))
    others = filterfalse(together.__contains__, filter(_is_nobody, alike))
    return Related(together, tuple(islice(others, ALIKE)))


def _is_nobody(text: str) -> bool:
    """Whether a word has not the form of a name, or of a family name with an office: who is spoken of need not
    have spoken, nor stand in the registry. Of two characters too many words have it."""
    return len(text) < NAMED or calling(text) != "person"


@dataclass(frozen=True, slots=True)
class _Company:
    """A word and the words by which those are found that are said where it could be."""

    word: Word
    words: tuple[Word, ...]


def _company(word: Word, beside: Sequence[str]) -> _Company:
    """What is said beside a word, and its own pairs of characters."""
    texts = dict.fromkeys((*pairs_of(word.forms[0]), *beside))
    return _Company(word, tuple(Word(text, (text,)) for text in texts))


def _alike(company: _Company, edges: WordEdges, names: Names) -> Iterator[str]:
    """Words that share a character with one, in the meetings that hold most of its company."""
    # What is shorter than the word is mostly one of its characters with a neighbour: 稅有, 虛假.
    least, measures = len(company.word.forms[0]), edges.measures
    most = _most(TELLING, measures)
    chars = {char for char in company.word.forms[0] if measures.numbers[char] <= most}
    if least > LONGEST or not chars:
        return iter(())
    words = list(filter(measures.number, company.words))
    wants = [Want(measures.rarest(word), _worth(word, measures)) for word in words]
    heard = [
        _near(searcher.text(name), company, chars)
        for searcher in edges.searchers
        for name in searcher.nearest(wants, measures.meetings.keys(), COMPANIONS)
    ]
    seldom = partial(measures.seldom, most=_most(UNCOMMON, measures))
    around = said_around(heard, seldom, least)
    said = SaidWords(around, chain.from_iterable(heard), edges)
    return said.words(_others(said.likely(), company.word, names))


def _near(text: str, company: _Company, chars: Iterable[str]) -> list[str]:
    """What stands around some characters in a text, each in the middle, from where the first of its company is
    named."""
    named = filter(lambda at: at >= 0, (text.find(word.forms[0]) for word in company.words))
    start = max(AROUND, next(named, 0) - WIDE)
    each = (re.compile(re.escape(char)).finditer(text, start) for char in sorted(chars))
    places = chain.from_iterable(islice(some, PLACES) for some in each)
    return [text[at.start() - AROUND : at.end() + AROUND] for at in places]


def _heard(answer: Answer, each: int, meetings: int) -> Iterator[Sequence[Utterance]]:
    """The best speeches of so many of the meetings that an answer names: those with most."""
    held = answer.matches
    most = nsmallest(meetings, held, key=lambda name: (-held[name], name))
    return (answer.best(name, each) for name in most)


def _worth(word: Word, measures: Measures) -> float:
    return math.log(len(measures.meetings) / measures.number(word))


def _most(share: float, measures: Measures) -> float:
    """How many meetings may hold a word that is seldom said."""
    return max(share * len(measures.meetings), 2)


def _plain_word(query: Query) -> Word | None:
    """The word of a query that is nothing but one, of Han characters alone."""
    word = query.root
    if not isinstance(word, Word) or not word.is_plain:
        return None
    form = word.forms[0]
    return word if len(form) > 1 and all(map(is_han, form)) else None


def _surroundings(word: Word, speeches: Iterable[Utterance]) -> list[str]:
    """What is said around a word."""
    return [_beside(word, speech.folded) for speech in speeches]


def _beside(word: Word, folded: str) -> str:
    places = filter(lambda at: at >= 0, map(folded.find, word.forms))
    at = min(places, default=0)
    start = max(0, at - WIDE)
    return folded[start : at + WIDE]


def _others(texts: Iterable[str], word: Word, names: Names) -> Iterator[str]:
    """Those that are other words than the one that was typed, neither function words nor names."""
    return (text for text in texts if _is_other(text, word) and not names.touch(text))


def _is_other(text: str, word: Word) -> bool:
    if any(text in form or form in text for form in word.forms):
        return False
    whole = vocabulary.telling(text) == [(0, len(text))]
    return whole and text not in vocabulary.function_words()
