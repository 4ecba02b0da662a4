"""Several cases in one turn: where the words on each begin and end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, pairwise, starmap
from operator import attrgetter

from minutes.recognition.passages import clause_start, sentences
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, pattern, words
from minutes.records.case_numbers import Counted, NumbersInARow, rows
from minutes.text.folding import fold

Place = tuple[int, int]
"""From where to where some words stand in a text."""
_RULES = any_of((*words("release", "words"), *words("release", "held")))
_NEXT, _PLEASE, _ONWARD = (pattern("call", name) for name in ("next", "please", "onward"))
_SEVERAL, _AT_ONCE = pattern("call", "several"), pattern("call", "at_once")
_AMOUNTS = {fold("三"): 3, fold("四"): 4}
_NUMBER, _NUMBERS, _START = attrgetter("number"), attrgetter("numbers"), attrgetter("start")


def rules(text: str) -> bool:
    """Whether a folded text holds a word of release, or of holding on to a case."""
    return _RULES.search(text) is not None


def calls(heading: str) -> bool:
    """Whether a folded heading with several numbers calls somebody up, or the cases all at once."""
    return any(words.search(heading) for words in (_NEXT, _PLEASE, _ONWARD, _AT_ONCE))


def ruled(text: str, counted: Sequence[Counted], together: Collection[int]) -> Iterator[Place]:
    """The stretches of a text that rules on several of its `counted` numbers, each from its clause to
    the next one's (「序號1解除列管，序號2繼續列管」); `together` are those that were called up at once."""
    told = rows(text, counted)
    named = frozenset(chain.from_iterable(map(_NUMBERS, told)))
    places = [next(same).start for _, same in groupby(told, _NUMBERS)]
    if len(places) < 2 or not (rules(text) or named <= frozenset(together)):
        return
    first = clause_start(text, places[0])
    later = [clause_start(text, b, a) or b for a, b in pairwise(places)]
    yield from pairwise([first, *later, len(text)])


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a text, and the cases that it names by their numbers."""

    start: int
    end: int
    numbers: frozenset[int]


def called(text: str, counted: Sequence[Counted]) -> list[Place]:
    """The stretches of a text that calls up another case in each of several sentences (「序號92，先不報告。序號
    94，請經濟部。」), from each such sentence to the next one; one behind the last of them that asks somebody
    is by itself."""
    naming = list(filter(_NUMBERS, _sentences(text, counted)))
    if len(naming) < 2 or not (_are_apart(naming) or _lists_then_calls(text, naming)):
        return []
    starts = [*map(_START, naming)]
    end = naming[-1].end
    if _PLEASE.search(text, end):
        starts.append(end)
    return list(pairwise([*starts, len(text)]))


def _are_apart(naming: Sequence[_Sentence]) -> bool:
    """Whether every sentence names other cases than the one before."""
    return all(starmap(frozenset.isdisjoint, pairwise(map(_NUMBERS, naming))))


def _lists_then_calls(text: str, naming: Sequence[_Sentence]) -> bool:
    """Whether sentences list cases, and the last one calls some of them up (「有三案，88、89、91。先88案，
    請教育部。」, invented)."""
    *before, last = naming
    is_part = all(last.numbers < one.numbers for one in before)
    return is_part and _PLEASE.search(text, last.start) is not None


def _sentences(text: str, counted: Sequence[Counted]) -> Iterator[_Sentence]:
    for match in sentences(text):
        within = filter(partial(_is_between, *match.span()), counted)
        yield _Sentence(*match.span(), frozenset(map(_NUMBER, within)))


def _is_between(start: int, end: int, counted: Counted) -> bool:
    return counted.start in range(start, end)


def clauses_of(text: str, counted: Iterable[Counted], numbers: frozenset[int]) -> Place | None:
    """From where to where a heading calls up the cases with some numbers, where it calls up others apart;
    None where it calls up all at once (「這兩案」)."""
    told = rows(text, filter(_is_no_option, counted))
    if len(told) < 2 or _AT_ONCE.search(text, told[-1].start):
        return None
    later = map(partial(clause_start, text), map(_START, told[1:]))
    own = list(
        filter(partial(_is_of, numbers), zip(told, pairwise([0, *later, len(text)]), strict=True))
    )
    if not own:
        return None
    alone = [one for one in own if one[0].numbers <= numbers]
    own = alone or own
    (_, (first, _)), (_, (_, last)) = own[0], own[-1]
    return first, last


def _is_no_option(counted: Counted) -> bool:
    return counted.number > WEIGHTS.options


def _is_of(numbers: frozenset[int], told: tuple[NumbersInARow, Place]) -> bool:
    return not numbers.isdisjoint(told[0].numbers)


def hosts_told(text: str) -> int:
    """How many hosts a heading says that a case has; 0 where it does not say."""
    told = _SEVERAL.search(text)
    if told is None:
        return 0
    words_for = filter(told[0].__contains__, _AMOUNTS)
    return _AMOUNTS.get(next(words_for, ""), 2)
