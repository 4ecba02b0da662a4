"""What a meeting takes on without a ballot that won: it says that no vote is needed, or that the agency is
willing below half of the votes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import chain, compress, takewhile

from minutes.recognition.passages import Passages, Span, clause_start, is_question, sentences
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.text.folding import fold

_NO_VOTE = pattern("ballot", "no_vote")
_MAY_BE_UNVOTED = any_of((*words("ballot", "no_vote"), *words("ballot", "may_be_unvoted")))
_HELD, _VOTED, _OWN = (pattern("ballot", name) for name in ("held", "voted", "own_proposal"))
_UNSAID, _UNWILLING = pattern("ballot", "unsaid"), pattern("ballot", "unwilling")
_ASSENT = pattern("ballot", "assent")
_BY_RULE = folded_pattern("免(?:票選|投票)")  # nobody need be asked
_BELOW_HALF, _WILLING = pattern("ballot", "below_half"), pattern("ballot", "willing")
_QUOTED = folded_pattern("「[^「」]{0,60}(?:「[^「」]{0,40}」[^「」]{0,60}){0,3}」")
_OPENS, _CLOSES = fold("「"), fold("」")
_NUMBER_GIVEN = folded_pattern("(?:就?[是為]|編號|,)*第?[0-9]{1,3}[案號]?$")
_PROPOSALS = folded_pattern("第[一二三四五六][則題案]|「[^「」]{6,60}」")
_SENTENCE_END, _CLAUSE_END = "。", re.compile("[,。;]")


def is_unvoted(passages: Passages, named: Span) -> bool:
    """Whether it is said right behind the name of a proposal that it is taken on without a vote: 「「步道座椅」，
    免票選。」 (invented)."""
    text = passages.texts[named.number]
    behind = text[named.end : named.end + WEIGHTS.near].removeprefix(_CLOSES)
    told = _NO_VOTE.search(behind.split(_OPENS)[0].split(_SENTENCE_END)[0])
    return told is not None and not _is_unsaid(behind, told.start())


def may_be_unvoted(passages: Passages, named: Span, given: Span | None = None) -> bool:
    """Whether anything is said of a vote that is not held, from the name of a proposal to the next one's, or until
    it was `given` its number."""
    later = passages.texts[named.number + 1 : given.number if given else None]
    behind = passages.texts[named.number][named.end :]
    own = takewhile(lambda text: not _QUOTED.search(text), later)
    last = passages.texts[given.number][: given.end] if given else ""
    return any(map(_MAY_BE_UNVOTED.search, chain([behind.split(_OPENS)[0]], own, [last])))


def exemption(passages: Passages, given: Span) -> tuple[Span, bool] | None:
    """The sentence that says that there is no vote, shortly before a proposal was `given` its number or anywhere before
    by the name that it has there, and whether everybody was asked for it; None where nothing says so."""
    soon = range(given.number, max(-1, given.number - WEIGHTS.results), -1)
    until = passages.whole(given.number)._replace(end=given.end)
    places = (until if number == given.number else passages.whole(number) for number in soon)
    spoken = (place for place in places if passages.speech[place.number])
    sentences_back = chain.from_iterable(map(partial(_sentences_of, passages), spoken))
    said = next(filter(partial(_exempts, passages), sentences_back), None)
    if said is None:
        named = exempted_by_name(passages, given)
        return (named, False) if named else None
    asked = [said.of(passages), *passages.texts[said.number + 1 : given.number]]
    is_asked = any(map(_ASSENT.search, asked)) and not any(map(_BY_RULE.search, asked))
    return said, is_asked


def exempted_by_name(passages: Passages, given: Span) -> Span | None:
    """The sentence that says of a proposal that there is no vote, by the very name with which it is `given` its number
    later: 「示範署的步道座椅不用票選」 … 「示範署的步道座椅是 88」 (invented)."""
    name = _NUMBER_GIVEN.sub("", given.of(passages))
    if len(name) < WEIGHTS.least_name:
        return None
    before = takewhile(lambda sentence: sentence.number < given.number, without_vote(passages))
    return next((sentence for sentence in before if name in sentence.of(passages)), None)


def exempted_beside(passages: Passages, named: Span) -> Span | None:
    """The sentence that says of a proposal that there is no vote, where it is told of in the same speech and no other
    one is: 「示範署提的是步道座椅。我們主辦，自提免票選。」 (invented)."""
    told = (one for one in without_vote(passages) if one.number == named.number)
    text = passages.texts[named.number]
    return next(told, None) if len(_PROPOSALS.findall(text)) <= 1 else None


def _sentences_of(passages: Passages, place: Span) -> Iterator[Span]:
    return place.sentences(passages)


def _exempts(passages: Passages, sentence: Span) -> bool:
    """Whether a clause of a sentence says that there is no vote; another one may ask whether anybody minds."""
    text = sentence.of(passages)
    told = _NO_VOTE.search(text)
    return told is not None and not _is_unsaid(_CLAUSE_END.split(text[told.start() :])[0], 0)


def below_half(passages: Passages) -> Iterator[Span]:
    """The sentences by which something below half of the votes is taken on where its agency is
    willing."""
    told = filter(partial(_tells, passages, _BELOW_HALF), _sentences(passages))
    return filter(partial(_is_taken_on, passages), told)


def _is_taken_on(passages: Passages, sentence: Span) -> bool:
    """Whether a sentence, or the answer to it, says that the agency is willing."""
    return _is_willing(sentence.of(passages)) or _answered(passages, sentence)


def _tells(passages: Passages, known: re.Pattern[str], sentence: Span) -> bool:
    return known.search(sentence.of(passages)) is not None


def below(sentence: str) -> str:
    """The clause of a sentence that says what got less than half of the votes."""
    found = _BELOW_HALF.search(sentence)
    at = found.start() if found else 0
    return sentence[clause_start(sentence, at) : found.end() if found else 0]


def _is_willing(text: str) -> bool:
    return bool(_WILLING.search(text) and not _UNWILLING.search(text))


def _answered(passages: Passages, sentence: Span) -> bool:
    """Whether a question is answered by somebody who is willing: 「差一票，示範署要不要？」, 「示範署願意辦」 (invented)."""
    following = slice(sentence.number + 1, sentence.number + 2)
    answers = compress(passages.texts[following], passages.speech[following])
    answer = next(answers, "")[: WEIGHTS.answered]
    return is_question(sentence.of(passages)) and _is_willing(answer)


def without_vote(passages: Passages) -> Iterator[Span]:
    """The sentences by which something is taken on without a vote: they say so, or tell of an agency's
    own proposal where the meeting holds no vote."""
    is_held = any(map(_HELD.search, passages.texts))
    for sentence in _sentences(passages):
        text = sentence.of(passages)
        own = None if is_held or _VOTED.search(text) else _OWN.search(text)
        told = _NO_VOTE.search(text) or own
        if told is not None and not _is_unsaid(text, told.start()):
            yield sentence


def _is_unsaid(sentence: str, start: int) -> bool:
    """Whether a sentence asks, denies or supposes what stands there."""
    return is_question(sentence) or _UNSAID.search(sentence, 0, start) is not None


def _sentences(passages: Passages) -> Iterator[Span]:
    """The sentences that are spoken."""
    for number, text in enumerate(passages.texts):
        for found in sentences(text if passages.speech[number] else ""):
            yield Span(number, found.start(), found.end())
