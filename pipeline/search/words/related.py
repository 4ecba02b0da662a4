"""Words that the archive says together with a word that few of its records hold, and words that share a
character with it and are said in the same company: offered as other searches, never mixed into the results.

Nothing is kept: the words come from the speeches that match, cut by statistics alone (how often, how
firmly, beside how many different characters), so that what is withdrawn is gone from them at once.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from itertools import chain, islice

from minutes.query import vocabulary
from minutes.query.tree import Or, Query, Word
from minutes.text.folding import fold, is_han
from pipeline.engines.protocol import Answer, Searcher, Utterance, Want
from pipeline.search.measures import Measures
from pipeline.search.words.edges import WordEdges
from pipeline.search.words.spelling import written
from pipeline.search.words.stretches import LEAST, longer_of, pairs_of, said_often

FEW, FEW_OF = 25, 20  # meetings: what more hold, and more than one in so many, needs no other words
MANY = 100  # meetings: nor does what more hold, in however large an archive
SPEECHES = 4  # of a meeting that are read, the best first; more where fewer meetings hold the word
TEXTS = 100  # speeches that are read in all, of the meetings that say the word most often
LEAST_TEXTS = 60  # as many where few meetings hold the word
WIDE = 160  # characters of a speech that are read on each side of the word
LONGEST = 4  # characters of a word; the shortest has two
MOST = 4  # words that are offered
LOOKED_AT = 12  # words whose neighbours are looked at
FIRM = 0.6  # of a word's places that a longer word may take
SELDOM = 0.2  # of all meetings that may hold a word
# A character that so many of those meetings hold that hold the commonest one is no edge of a word; 的, 是,
# 都 are told so from 車 or 刑 without a list.
EVERYWHERE = 0.85
COMPANY = 12  # words of its company by which words alike are looked for
COMPANIONS = 24  # meetings that hold most of the company
HEARD = 12  # of their speeches that are read
ALIKE = 2  # words that are offered for being alike
UNCOMMON = 0.05  # of all meetings that may hold a word alike


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    speeches: int
    worth: float

    def order(self) -> tuple[float, str]:
        """The worthiest first."""
        return -self.worth, self.text


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
        self._pieces = set(chain.from_iterable(map(_grams, self._whole)))

    def touch(self, text: str) -> bool:
        """Whether a word is a part of a name, or holds one."""
        return text in self._pieces or not self._whole.isdisjoint(_grams(text))


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
    each = max(SPEECHES, LEAST_TEXTS // found)
    heard = chain.from_iterable(_heard(answer, each, TEXTS // each) for answer in answers)
    texts = [_surroundings(word, said) for said in heard]
    said = said_often(texts, partial(measures.seldom, most=_most(SELDOM, measures)))
    longest = _longest(sorted(_worthy(said, measures, word, names), key=_Candidate.order))
    everywhere = _everywhere(texts, measures) | vocabulary.outside_words()
    cut = _Cutting(WordEdges(searchers, measures), everywhere)
    together = tuple(islice(cut.words(longest), MOST))
    company = _company(word, [one.text for one in longest[:COMPANY]])
    # In such company 車 is said everywhere, and 網 in nearly every record: only the language's own
    # words of one character are no edge of a word here.
    grammatical = replace(cut, everywhere=set(vocabulary.outside_words()))
    alike = _alike(company, shown, grammatical, names)
    others = [text for text in alike if text not in together][:ALIKE]
    return Related(
        tuple(written(text, searchers, shown) for text in together),
        tuple(written(text, searchers, shown) for text in others),
    )


@dataclass(frozen=True, slots=True)
class _Company:
    """A word and the words by which those are found that are said where it could be."""

    word: Word
    words: tuple[Word, ...]


def _company(word: Word, beside: Sequence[str]) -> _Company:
    """What is said beside a word, and its own pairs of characters."""
    told = dict.fromkeys((*_pieces(word.forms[0], 2), *beside))
    return _Company(word, tuple(Word(text, (text,)) for text in told))


def _alike(company: _Company, shown: Collection[str], cut: _Cutting, names: Names) -> Iterator[str]:
    """Words that share a character with one, in the speeches that hold most of its company."""
    # What is shorter than the word is mostly one of its characters with a neighbour: 稅有, 虛假.
    least = len(company.word.forms[0])
    if least > LONGEST:
        return iter(())
    measures = cut.edges.measures
    known = list(filter(measures.number, company.words))
    wants = [Want(measures.rarest(word), _worth(word, measures)) for word in known]
    any_of = Query("", Or(tuple(known)))
    nearest = ((one, set(one.nearest(wants, shown, COMPANIONS))) for one in cut.edges.searchers)
    answers = [searcher.ask(any_of, near) for searcher, near in nearest]
    speeches = chain.from_iterable(_heard(answer, HEARD, COMPANIONS) for answer in answers)
    beside = _sharing(company.word)
    heard = [[beside(said.folded) for said in several] for several in speeches]
    often = said_often(heard, partial(measures.seldom, most=_most(UNCOMMON, measures)))
    chars = _telling_characters(company.word)
    whole = {
        text: number
        for text, number in often.items()
        if len(text) >= least and not chars.isdisjoint(text)
    }
    likely = _worthy(whole, measures, company.word, names)
    return cut.words(_longest(sorted(likely, key=_Candidate.order)))


def _heard(answer: Answer, each: int, meetings: int) -> Iterator[Sequence[Utterance]]:
    """The best speeches of so many of the meetings that an answer names: those with most."""
    held = answer.matches
    most = nsmallest(meetings, held, key=lambda name: (-held[name], name))
    return (answer.best(name, each) for name in most)


def _worth(word: Word, measures: Measures) -> float:
    return math.log(len(measures.meetings) / measures.number(word))


def _telling_characters(word: Word) -> set[str]:
    return set(word.forms[0]) - vocabulary.function_words()


def _sharing(word: Word) -> Callable[[str], str]:
    """Finds what of a text may be words that share a telling character with a word."""
    chars = _telling_characters(word)
    if not chars:
        return lambda _: ""
    telling, wide = f"[{''.join(sorted(chars))}]", LONGEST - 1
    other = rf"[^\W{telling[1:-1]}]"
    # What stands around such characters, each place once.
    near = re.compile(
        f"{other}{{0,{wide}}}(?:{telling}{other}{{0,{2 * wide}}})*{telling}{other}{{0,{wide}}}"
    )
    return lambda text: " ".join(near.findall(text))


def _plain_word(query: Query) -> Word | None:
    """The word of a query that is nothing but one, of Han characters alone."""
    word = query.root
    if not isinstance(word, Word) or not word.is_plain:
        return None
    form = word.forms[0]
    return word if len(form) > 1 and all(map(is_han, form)) else None


def _surroundings(word: Word, speeches: Iterable[Utterance]) -> list[str]:
    """What is said around a word."""
    return [_beside(word, said.folded) for said in speeches]


def _beside(word: Word, folded: str) -> str:
    places = filter(lambda at: at >= 0, map(folded.find, word.forms))
    at = min(places, default=0)
    start = max(0, at - WIDE)
    return folded[start : at + WIDE]


def _pieces(text: str, length: int) -> list[str]:
    """All stretches of so many characters."""
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def _grams(han: str) -> Iterator[str]:
    """The stretches of two to four characters of a text."""
    pairs = pairs_of(han)
    return chain(pairs, longer_of(han, pairs))


def _most(share: float, measures: Measures) -> float:
    """How many meetings may hold a word that is seldom said."""
    return max(share * len(measures.meetings), 2)


def _worthy(
    known: Mapping[str, int], measures: Measures, word: Word, names: Names
) -> Iterator[_Candidate]:
    """The words that these speeches say far more often than the archive does."""
    everything = len(measures.meetings)
    for text, speeches in known.items():
        if _is_other(text, word) and not names.touch(text):
            held = min(map(measures.numbers.__getitem__, pairs_of(text)))
            worth = math.log1p(speeches) * math.log(everything / held)
            yield _Candidate(text, speeches, worth)


def _everywhere(meetings: Iterable[Iterable[str]], measures: Measures) -> set[str]:
    """The characters of some texts that nearly every record holds."""
    chars = filter(is_han, set(chain.from_iterable(chain.from_iterable(meetings))))
    held = measures.of_each(chars)
    least = EVERYWHERE * max(held.values(), default=0)
    return {char for char, number in held.items() if number > least}


def _is_other(text: str, word: Word) -> bool:
    """Whether a word is another than the one that was typed, and no function word."""
    if any(text in form or form in text for form in word.forms):
        return False
    whole = vocabulary.telling(text) == [(0, len(text))]
    return whole and text not in vocabulary.function_words()


def _longest(likely: Sequence[_Candidate]) -> list[_Candidate]:
    """Without the pieces of longer words."""
    longer: Counter[str] = Counter()
    for one in sorted(likely, key=lambda one: one.speeches):
        inside = {*_grams(one.text)} - {one.text}
        longer.update(dict.fromkeys(inside, 0))
        for piece in inside:
            longer[piece] = one.speeches
    return [one for one in likely if longer[one.text] < FIRM * one.speeches]


@dataclass(frozen=True, slots=True)
class _Cutting:
    """Tells words from what was cut out of words, by what stands beside them in the archive."""

    edges: WordEdges
    everywhere: set[str]

    def words(self, likely: Iterable[_Candidate]) -> Iterator[str]:
        """Those that stand for themselves, none of which shares two characters with one before."""
        taken: set[str] = set()
        for text in islice(filter(self._has_edges, (one.text for one in likely)), LOOKED_AT):
            pairs = set(_pieces(text, 2))
            if pairs.isdisjoint(taken) and self.edges.stand_alone(text):
                taken |= pairs
                yield text

    def _has_edges(self, text: str) -> bool:
        return self.everywhere.isdisjoint((text[0], text[-1]))
