"""Rulings that name the cases that they are on by their numbers, under whatever call they are said."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from minutes.recognition.passages import Passages, Span
from minutes.recognition.rulings import Ruling
from minutes.recognition.statements import verdicts
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, pattern, words
from minutes.records.case_numbers import find_bare, find_counted

_DECIDES, _OF_ALL = pattern("release", "decides"), pattern("release", "of_all")
_ALSO = pattern("release", "also")
_ENDED = ("not_held", "withdrawn", "self_run", "paused", "merged", "relisted")
_RULES = any_of(chain(words("release", "words"), *(words("ended", kind) for kind in _ENDED)))
_ANY = range(WEIGHTS.options + 1, 1000)
_OUTCOMES: dict[verdicts.Verdict, verdicts.Outcome] = {
    "granted": "released",
    "on_condition": "released",
}
Named = tuple[frozenset[int], Ruling]
"""The numbers of cases, and the ruling on them."""


def read(passages: Passages, called: frozenset[int] = frozenset()) -> Iterator[Named]:
    """The sentences in which who presides, or a narrative, releases or ends cases that they name; `called`
    are the numbers by which cases are called up in the meeting, and may be named without a word."""
    known = called | passages.numbered_cases
    for number, text in enumerate(passages.texts):
        if _RULES.search(text) and _may_rule(passages, number):
            for sentence in Span(number, 0, len(text)).sentences(passages):
                yield from _ruled(sentence, sentence.of(passages), known)


def _may_rule(passages: Passages, number: int) -> bool:
    """Whether a passage is said by who presides, or is a narrative that decides."""
    if passages.speech[number]:
        return passages.speakers[number] in passages.presiding
    return _DECIDES.search(passages.texts[number]) is not None


def _ruled(span: Span, sentence: str, known: frozenset[int]) -> Iterator[Named]:
    """What a sentence rules on the cases that it names."""
    outcome = _outcome(sentence)
    if outcome is None:
        return
    is_conditional = verdicts.of(sentence) == "on_condition"
    named = _named(sentence, outcome, known)
    if named:
        yield named, Ruling(outcome, span, span if is_conditional else None)


def _outcome(sentence: str) -> verdicts.Outcome | None:
    verdict = verdicts.of(sentence)
    if verdict is None or verdict == "held":
        return verdicts.ending(sentence)
    return _OUTCOMES.get(verdict)


def _named(sentence: str, outcome: verdicts.Outcome, known: frozenset[int]) -> frozenset[int]:
    """The cases that a sentence names, up to what it rules, within it (「150教育部自辦」), or as those that go
    with it; none where it rules on several apart."""
    told = verdicts.until_release(sentence)
    also = _ALSO.search(sentence, len(told))
    together = numbers(also[0], _ANY) if also else frozenset()
    first, end = verdicts.deciding(sentence, outcome) or (0, 0)
    if outcome == "merged":
        return numbers(sentence[:first], known)
    ruled = numbers(told, known) | numbers(sentence[first:end], _ANY)
    is_clear = len(ruled) == 1 or _OF_ALL.search(told)
    return ruled | together if is_clear else together


def numbers(told: str, known: Collection[int]) -> frozenset[int]:
    """The cases that folded words name by their numbers, those `known` without a word as well."""
    counted = find_counted(told)
    named = [*counted, *find_bare(told, known, counted)]
    return frozenset(one.number for one in named if one.number > WEIGHTS.options)
