"""Rulings that name the cases that they are on by their numbers, under whatever call they are said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise, starmap

from minutes.recognition.passages import Passages, Span, clause_start
from minutes.recognition.rulings import NO_ENDING, Ruling, Word
from minutes.recognition.statements import release_clauses, verdicts
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import find_bare, find_counted

_DECIDES, _OF_ALL = pattern("release", "decides"), pattern("release", "of_all")
_ALSO, _EXCEPT = pattern("release", "also"), pattern("release", "excepted")
_THE_REST = pattern("release", "the_rest")
_ENDED = ("not_held", "withdrawn", "self_run", "paused", "merged", "relisted")
_RULES = any_of(
    chain(
        *(words("release", kind) for kind in ("words", "held", "takes_back")),
        *(words("ended", kind) for kind in _ENDED),
    )
)
_CLAUSE = folded_pattern("[^,、;:()]+[,、;:()]*|[,、;:()]+")
_ANY = range(WEIGHTS.options + 1, 1000)
_WORDS: dict[verdicts.Verdict | None, Word] = {
    "granted": "released",
    "on_condition": "released",
    "held": "held",
    "unclear": "unclear",
    "asked": "unclear",
}
Named = tuple[frozenset[int], Ruling]
"""The numbers of cases, and the ruling on them."""


def read(
    passages: Passages,
    called: frozenset[int] = frozenset(),
    called_up: frozenset[int] = frozenset(),
) -> Iterator[Named]:
    """The sentences in which who presides, or a narrative, says how cases go on that they name; `called`
    are the numbers that may be named without a word, `called_up` those by which cases are called up in the
    meeting, of which some may be meant by "the rest"."""
    known = called | passages.numbered_cases
    for number, text in enumerate(passages.texts):
        if _may_rule(passages, number) and _RULES.search(text):
            for sentence in passages.whole(number).sentences(passages):
                for part in parts(sentence, sentence.of(passages), known):
                    yield from _ruled(part, part.of(passages), known)
                yield from _of_the_rest(sentence, sentence.of(passages), known, called_up)


def _may_rule(passages: Passages, number: int) -> bool:
    """Whether a passage is said by who presides, or is a narrative that decides."""
    if passages.speech[number]:
        return passages.speakers[number] in passages.presiding
    return _DECIDES.search(passages.texts[number]) is not None


def parts(span: Span, sentence: str, known: Collection[int]) -> Iterator[Span]:
    """The parts of a sentence that tell of different cases: each begins with the clause that names them
    (「98案解除列管，99案繼續列管」)."""
    starts = [0]
    for clause in _CLAUSE.finditer(sentence):
        told = _without_exceptions(clause[0])
        before = sentence[starts[-1] : clause.start()]
        begins = (
            numbers(told, known),
            _is_told(before, known),
            not _ALSO.match(told),
            _RULES.search(told) or not before.endswith("、"),
        )
        if all(begins):
            starts.append(clause.start())
    yield from starmap(span.within, pairwise([*starts, len(sentence)]))


def _is_told(before: str, known: Collection[int]) -> bool:
    """Whether something is told of the cases that some words name, if they name any."""
    told = _without_exceptions(before)
    return all((numbers(told, known), not _is_row(before.rstrip(",;:()、"))))


def _without_exceptions(words: str) -> str:
    return _EXCEPT.sub("", words)


def excepted(sentence: str, known: Collection[int]) -> frozenset[int]:
    """The cases that a folded sentence excepts from what it says (「除第99案外」)."""
    return numbers("。".join(_EXCEPT.findall(sentence)), known)


def _ruled(span: Span, part: str, known: frozenset[int]) -> Iterator[Named]:
    """What a part of a sentence rules on the cases that it names."""
    outcome = _outcome(part)
    if outcome is None:
        return
    is_conditional = verdicts.of(part) == "on_condition"
    named = _named(part, outcome, known)
    if named:
        yield named, Ruling(outcome, span, span if is_conditional else None)


def _outcome(part: str) -> Word | None:
    verdict = verdicts.of(part)
    if verdict in {None, "held"}:
        ending = verdicts.ending(part)
        if ending is not None:
            return ending
    if verdict is None and (release_clauses.takes_back(part) or verdicts.speaks_of_ending(part)):
        return "unclear"
    return _WORDS.get(verdict)


def _named(part: str, outcome: Word, known: frozenset[int]) -> frozenset[int]:
    """The cases that words name, up to what they rule, within it (「150教育部自辦」), or as those that go
    with it; none where they rule on several apart."""
    without = excepted(part, known)
    if outcome in NO_ENDING:
        return numbers(_without_exceptions(part), known) - without
    told = _without_exceptions(verdicts.until_release(part))
    also = _ALSO.findall(part, len(verdicts.until_release(part)))
    together = numbers("".join(also[:1]), _ANY)
    first, end = verdicts.deciding(part, outcome) or (0, 0)
    if outcome == "merged":
        return numbers(part[:first], known)
    ruled = numbers(told, known) | numbers(part[first:end], _ANY)
    is_clear = any((len(ruled) == 1, _OF_ALL.search(told), _is_row(part[:first])))
    return (ruled if is_clear else frozenset()) - without | together


def _is_row(before: str) -> bool:
    """Whether the clause before what is ruled names cases in one row, and says no more (「序號98、99」)."""
    return release_clauses.is_known(release_clauses.clause_before(before))


def _of_the_rest(
    span: Span, sentence: str, known: frozenset[int], called_up: frozenset[int]
) -> Iterator[Named]:
    """The cases of which a sentence may speak as the rest: what it says of them is not plain."""
    first, _ = verdicts.deciding(sentence, "released") or (0, 0)
    clause = clause_start(sentence, first)
    is_rest = _THE_REST.search(sentence, clause, first) or _EXCEPT.search(sentence)
    if not is_rest or verdicts.of(sentence[clause:]) in {None, "held"}:
        return
    told = numbers(_without_exceptions(sentence), known)
    rest = called_up - told - excepted(sentence, known)
    if rest:
        yield rest, Ruling("unclear", span)


def numbers(told: str, known: Collection[int]) -> frozenset[int]:
    """The cases that folded words name by their numbers, those `known` without a word as well."""
    counted = find_counted(told)
    named: Sequence[tuple[int, int, int, str]] = [*counted, *find_bare(told, known, counted)]
    return frozenset(number for _, _, number, _ in named if number > WEIGHTS.options)
