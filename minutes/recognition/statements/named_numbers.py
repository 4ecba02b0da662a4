"""The numbers that a meeting surely names as cases', near which mere numbers call up others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice, repeat

from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import called_numbers
from minutes.recognition.statements.called_numbers import ROW, STATES, listed, numbers_of
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.records.case_numbers import find_counted, rows

_HERE = folded_pattern("(?:今[天日]|本次|這[次場]|這一場)[^,。;]{0,12}$")
_ITS_MEETING = folded_pattern(
    "的?(?:第[0-9一二三四五六七八九十]+次)?(?:工作會議|(?:會前|籌備|說明|協調)會|協作會議|工作坊)"
)
_FIRST = 5  # speeches in which a meeting says whose it is
_COLLABORATIVE = folded_pattern("協作會議")
_SESSIONS = folded_pattern(rf"第{ROW}次(?=[,。的、])")


def read(passages: Passages, bodies: re.Pattern[str]) -> frozenset[int]:
    """The numbers by which who presides asks agencies for cases in short turns, and those of cases that a
    meeting counts or lists as such anywhere."""
    ways = chain(
        _asked_for(passages, bodies),
        _listed(passages),
        _held(passages),
        _together(passages, bodies),
    )
    told = passages.numbered_cases.union(*ways)
    return frozenset(filter(WEIGHTS.options.__lt__, told))


def opening(passages: Passages) -> Iterator[tuple[int, Span]]:
    """The cases whose meeting a record says that it is, each with the sentence: 「今天是98案的第一次工作會議」 (invented)."""
    first = filter(passages.speech.__getitem__, range(len(passages)))
    for number in islice(first, _FIRST):
        for sentence in passages.whole(number).sentences(passages):
            yield from zip(_held_here(sentence.of(passages)), repeat(sentence), strict=False)


def _held_here(sentence: str) -> Iterator[int]:
    """The numbers of the cases that a sentence says are met on now."""
    counted = find_counted(sentence)
    for row in rows(sentence, counted):
        end = max(one.end for one in counted if one.number in row.numbers)
        is_here = _HERE.search(sentence, 0, row.start) and _ITS_MEETING.match(sentence, end)
        yield from filter(WEIGHTS.options.__lt__, row.numbers if is_here else ())


def _asked_for(passages: Passages, bodies: re.Pattern[str]) -> Iterator[Iterable[int]]:
    for speaker, text in zip(passages.speakers, passages.texts, strict=True):
        if speaker in passages.presiding and len(text) <= WEIGHTS.short:
            yield called_numbers.called(text, (), bodies)


def _listed(passages: Passages) -> Iterator[Iterable[int]]:
    """The numbers of the lists in which a meeting says how cases stand: of two and more."""
    for text in filter(STATES.search, passages.texts):
        yield (counted.number for counted in find_counted(text))
        told = listed(text)
        yield told if len(told) > 1 else ()


def _together(passages: Passages, bodies: re.Pattern[str]) -> Iterator[Iterable[int]]:
    """The numbers with which turns begin, where several lie near one another: nothing else is counted so."""
    told = map(partial(called_numbers.told, bodies=bodies), passages.spoken)
    begun = set(filter(WEIGHTS.options.__lt__, chain.from_iterable(told)))
    for number in begun:
        near = begun.intersection(range(number - WEIGHTS.unheld, number + WEIGHTS.unheld + 1))
        yield near if len(near) >= WEIGHTS.presides else ()


def _held(passages: Passages) -> Iterator[Iterable[int]]:
    """The numbers of collaborative meetings that are told of (「只開了一場，就是第127次」, invented)."""
    for text in filter(_COLLABORATIVE.search, passages.texts):
        yield chain.from_iterable(map(numbers_of, _SESSIONS.finditer(text)))
