"""The numbers that a meeting surely names as cases', near which mere numbers call up others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from minutes.recognition.passages import Passages
from minutes.recognition.statements import called_numbers
from minutes.recognition.statements.called_numbers import ROW, STATES, listed, numbers_of
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.records.case_numbers import find_counted

_COLLABORATIVE = folded_pattern("協作會議")
_SESSIONS = folded_pattern(rf"第{ROW}次(?=[,。的、])")


def read(passages: Passages, bodies: re.Pattern[str]) -> frozenset[int]:
    """The numbers by which who presides asks agencies for cases in short turns, and those of cases that a
    meeting counts or lists as such anywhere."""
    ways = chain(_asked_for(passages, bodies), _listed(passages), _held(passages))
    told = passages.numbered_cases.union(*ways)
    return frozenset(filter(WEIGHTS.options.__lt__, told))


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


def _held(passages: Passages) -> Iterator[Iterable[int]]:
    """The numbers of collaborative meetings that are told of (「只開了一場，就是第127次」, invented)."""
    for text in filter(_COLLABORATIVE.search, passages.texts):
        yield chain.from_iterable(map(numbers_of, _SESSIONS.finditer(text)))
