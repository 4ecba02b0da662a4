"""A record's words in the form in which they are compared, joined so that a word is found fast."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, compress, groupby
from operator import add, itemgetter
from typing import NamedTuple, TypeVar

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.records.case_numbers import find_cases
from minutes.text.folding import fold
from minutes.text.han import closed_up

_NEXT, _PLEASE = pattern("call", "next"), pattern("call", "please")
_PRESIDES = folded_pattern("主席(?!裁示)|司儀")
"""How who presides is labelled, whatever they say: 「主席：」, 「司儀苗佔位：」 (invented)."""
_OPENS_VOTE = pattern("ballot", "opens")
_SENTENCE = re.compile(r"[^。!！?？;；\n]+[。!！?？;；]?")
_SENTENCE_END = re.compile(r"[。!！?？;；\n]")
_BY_NUMBER = folded_pattern(
    "(?:再來|接著|最後|那|,)*(?:第|序號)?[0-9〇零一二三四五六七八九十百]{2,4}[案號]?[,。]"
)
_CLAUSE_MARKS = ",;。"
_FIRST = itemgetter(0)
Speaker = TypeVar("Speaker", bound=str | None)
_MARKS = 1 << 16  # several times as many as a long record has pairs of characters
_SERIAL, _SERIAL_ORDINAL = fold("序號"), fold("序號第")
Spoken = tuple[str, str, str | None, str]
"""An item as it comes: its type, id, speaker and folded text."""


@dataclass(frozen=True)
class Passages:
    """The items of one record, by number: ids, speakers, folded and closed-up texts (`compared`); whether each
    is a speech."""

    ids: tuple[str, ...]
    speakers: tuple[str | None, ...]
    speech: tuple[bool, ...]
    texts: tuple[str, ...]
    _starts: list[int] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, items: Iterable[Spoken]) -> Passages:
        """The passages of a record's items, in their order."""
        found = [
            (kind == "speech", ident, who, closed_up(text)) for kind, ident, who, text in items
        ]
        starts, at = [], 0
        for *_, text in found:
            starts.append(at)
            at += len(text) + 1
        return cls(
            tuple(i for _, i, _, _ in found),
            tuple(w for _, _, w, _ in found),
            tuple(s for s, _, _, _ in found),
            tuple(t for *_, t in found),
            starts,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def joined(self) -> str:
        """All texts, a line feed between any two."""
        return "\n".join(self.texts)

    @property
    def spoken(self) -> list[str]:
        """The texts of the speeches alone."""
        return [t for t, s in zip(self.texts, self.speech, strict=True) if s]

    @cached_property
    def _pairs(self) -> bytearray:
        """A mark for each pair of characters at the place that its hash gives: what has no mark there stands
        nowhere, and need not be looked for. Dear to make: for records that are searched for many words."""
        marks = bytearray(_MARKS)
        for pair in set(map(add, self.joined, self.joined[1:])):
            marks[hash(pair) % _MARKS] = 1
        return marks

    def may_hold(self, word: str) -> bool:
        """Whether a folded word may stand anywhere: no where one of its pairs of characters does not."""
        return all(self._pairs[hash(pair) % _MARKS] for pair in map(add, word, word[1:]))

    def holding(self, word: str) -> list[int]:
        """The numbers of the passages in which a folded word stands."""
        found: list[int] = []
        at = self.joined.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            found.append(number)
            if number + 1 == len(self._starts):
                break
            at = self.joined.find(word, self._starts[number + 1])
        return found

    @cached_property
    def numbered(self) -> dict[int, dict[int, str]]:
        """Passage → the case numbers that it mentions, each with the word it is counted with."""
        found: dict[int, dict[int, str]] = {}
        for number, text in enumerate(self.texts):
            # 「序號第37」 is said as often as it is written 「序號37」; offsets do not matter here.
            for mention in find_cases(text.replace(_SERIAL_ORDINAL, _SERIAL)):
                found.setdefault(number, {}).setdefault(mention.number, mention.counter)
        return found

    @cached_property
    def numbered_cases(self) -> frozenset[int]:
        """The numbers that can be no option's of a vote and are counted as cases anywhere in it."""
        named = chain.from_iterable(self.numbered.values())
        return frozenset(filter(WEIGHTS.options.__lt__, named))

    @cached_property
    def presiding(self) -> frozenset[str | None]:
        """Who presides: those who call up what comes next again and again, who have most of the turns or half as
        many, and who are labelled so; where there is none such, who calls up most often."""
        calls = Counter(compress(self.speakers, map(_is_short_call, self.texts)))
        turns = Counter(filter(None, map(_FIRST, groupby(self.speakers))))
        half = max(turns.values(), default=0) / 2
        presiding = {
            *_as_often(WEIGHTS.presides, calls),
            *_as_often(max(WEIGHTS.presides, half), turns),
            *filter(_is_of_office, turns),
        }
        return frozenset(presiding or map(_FIRST, calls.most_common(1)))

    @cached_property
    def opening(self) -> frozenset[str | None]:
        """Who opens a vote."""
        opens = map(bool, map(_OPENS_VOTE.search, self.texts))
        return frozenset(filter(None, compress(self.speakers, opens)))

    def is_reported(self, span: Span) -> bool:
        """Whether somebody says a stretch who does not preside."""
        return self.speech[span.number] and self.speakers[span.number] not in self.presiding

    def whole(self, number: int) -> Span:
        """All of a passage."""
        return Span(number, 0, len(self.texts[number]))

    def ends_turn(self, number: int) -> bool:
        """Whether somebody else speaks next after a passage."""
        rest = range(number + 1, min(len(self.speakers), number + 4))
        following = next((n for n in rest if self.speech[n]), None)
        return following is None or self.speakers[following] != self.speakers[number]

    def turn(self, number: int) -> int:
        """The passage with which the speaker of `number` began to speak."""
        while number > 0 and self.speakers[number - 1] == self.speakers[number] is not None:
            number -= 1
        return number


class Span(NamedTuple):
    """A stretch of a passage: its number, and where in it the stretch begins and ends."""

    number: int
    start: int
    end: int

    def of(self, passages: Passages) -> str:
        return passages.texts[self.number][self.start : self.end]

    def within(self, start: int, end: int) -> Span:
        """A part of it, by its places in the stretch."""
        return self._replace(start=self.start + start, end=self.start + end)

    def sentences(self, passages: Passages) -> Iterator[Span]:
        """Its sentences, each as a stretch."""
        for match in sentences(self.of(passages)):
            yield Span(self.number, self.start + match.start(), self.start + match.end())


def _is_short_call(text: str) -> bool:
    """Whether a passage does little else than call up what comes next."""
    return len(text) <= WEIGHTS.short and calls_up(text)


def _as_often(least: float, counts: Mapping[Speaker, int]) -> Iterator[Speaker]:
    """Who is counted so many times at least."""
    return (speaker for speaker, number in counts.items() if number >= least)


def _is_of_office(label: str) -> bool:
    """Whether a speaker is labelled as who presides."""
    return _PRESIDES.match(fold(label)) is not None


def compared(text: str) -> str:
    """A text in the form in which passages are compared."""
    return closed_up(fold(text))


def calls_up(text: str) -> bool:
    """Whether a short turn calls up what comes next, or no more than a number with who reports on it."""
    if _NEXT.search(text) or _PLEASE.search(text):
        return True
    return len(text) <= WEIGHTS.names and _BY_NUMBER.match(text) is not None


def sentences(text: str) -> Iterator[re.Match[str]]:
    """The sentences of a folded text, each with the mark that ends it."""
    return _SENTENCE.finditer(text)


def clause_start(text: str, place: int, since: int = 0) -> int:
    """Where the clause of a folded text begins in which a place stands; 0 where no mark parts it from
    what is before, up to `since`."""
    return max(text.rfind(mark, since, place) for mark in _CLAUSE_MARKS) + 1


def sentence_start(text: str, place: int) -> int:
    """Where the sentence of a folded text begins in which a place stands."""
    return max(map(re.Match.end, _SENTENCE_END.finditer(text, 0, place)), default=0)


def is_question(sentence: str) -> bool:
    """Whether a folded sentence ends as a question does, with its mark or without."""
    return sentence.rstrip().endswith(("?", "嗎"))


def ends_in_doubt(sentence: str) -> bool:
    """Whether a folded sentence ends with the word of a question; its mark alone says less."""
    return sentence.rstrip().endswith(("嗎?", "嗎", "呢?"))


def blanked(words: re.Pattern[str], text: str, start: int = 0) -> str:
    """A text with a space for each character of what `words` find from `start` on: all places stay."""
    return text[:start] + words.sub(lambda found: " " * len(found[0]), text[start:])
