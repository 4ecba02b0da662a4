"""Where a record that is not a case's own names it: the sentences, never those that share a common word
or two with it, for a page says of such a record that it speaks of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

from minutes.recognition.mentions import AS_CASE
from minutes.recognition.names import RarePieces, Shared
from minutes.recognition.passages import Passages, Span
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern

_SPEAKS_OF_CASES = pattern("allusion", "case")


@dataclass(frozen=True, slots=True)
class Allusions:
    """What a case is called: its numbers, its names, and the (folded) words of them that it is known by."""

    numbers: frozenset[int]
    names: tuple[RarePieces, ...]
    subject: frozenset[str]

    def within(self, passages: Passages, *, numbers: bool) -> Iterator[Span]:
        """The sentences of speeches that name the case, in order; `numbers` tells whether its number can
        stand for it there (monthly, seasonal records)."""
        counted = passages.numbered if numbers else {}
        held = chain.from_iterable(map(passages.holding, self.subject))
        for number in filter(passages.speech.__getitem__, sorted({*held})):
            whole = passages.whole(number)
            if self._is_counted(counted.get(number, {})):
                yield whole
            else:
                yield from filter(partial(self._is_named_by, passages), whole.sentences(passages))

    def _is_counted(self, counted: Mapping[int, str]) -> bool:
        """Whether its number is one of those that a speech counts as numbers of cases, and can be no
        option's: enough beside a word of its subject, for lists are numbered too."""
        listed = filter(WEIGHTS.options.__lt__, self.numbers)
        return any(counted.get(number) in AS_CASE for number in listed)

    def _is_named_by(self, passages: Passages, sentence: Span) -> bool:
        return self.is_named(sentence.of(passages))

    def is_named(self, sentence: str) -> bool:
        """Whether a folded sentence gives most of a long name of it, or, where it speaks of cases, most of a
        short one or much of a long one. A short name alone may be a place's, or any matter's."""
        told = [name.shared(sentence) for name in self.names]
        if any(map(_is_given_at_length, told)):
            return True
        is_given = any(map(_is_given, told)) or any(map(_is_shortened, told))
        return is_given and _SPEAKS_OF_CASES.search(sentence) is not None


def _is_given_at_length(part: Shared) -> bool:
    return _is_given(part) and part.pieces >= WEIGHTS.name_alone


def _is_given(part: Shared) -> bool:
    return part.share >= WEIGHTS.named_elsewhere and part.worth >= WEIGHTS.name_given


def _is_shortened(part: Shared) -> bool:
    return part.share >= WEIGHTS.name_begun and part.worth >= WEIGHTS.name_shortened
