"""What a meeting rules on a case: released (on a condition or not), held on to, paused, not to be met.
Read from the words of one item of an agenda."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Literal

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span, ends_in_doubt, is_question
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, folded_pattern, pattern, words
from minutes.records.case_numbers import find_bare, find_counted
from minutes.text.numerals import parse

Verdict = Literal["asked", "granted", "on_condition", "held"]
Outcome = Literal["released", "paused", "not_held", "self_run", "merged"]

_RELEASE, _HELD = pattern("release", "words"), pattern("release", "held")
_SPOKEN_OF, _CONDITION = pattern("release", "spoken_of"), pattern("release", "condition")
_ASKED = pattern("release", "asked")
_AGREED, _POLITE = pattern("release", "agreed"), pattern("release", "polite")
_HESITANT, _REFUSED = pattern("release", "hesitant"), pattern("release", "refused")
_ANSWERS = any_of((*words("release", "agreed"), *words("release", "hesitant")))
_DOUBTED, _OTHERS_WISH = pattern("release", "doubted"), pattern("release", "others_wish")
_ELSEWHERE, _UNSAID = pattern("release", "elsewhere"), pattern("ended", "unsaid")
_DONE, _DECIDES = pattern("release", "done"), pattern("release", "decides")
_OF_ALL = pattern("release", "of_all")
_RULES = any_of(
    chain(
        words("release", "words"), *(words("ended", k) for k in ("not_held", "self_run", "paused"))
    )
)
_CONCLUDES = pattern("release", "concludes")
_PERFORMS, _DONE_BEHIND = pattern("release", "performs"), pattern("release", "done_behind")
_OPEN_QUESTION = pattern("release", "open_question")
# 「是不是有一個綜整的回應，有的話，一樣可以解管」: what is asked there is the condition.
_IF_SO = folded_pattern("(?:^|,)(?:如果|若)?(?:有|沒有|可以|是)的話,")
_OTHERWISE = pattern("release", "otherwise")
_BARE = folded_pattern("解|除管")
_FORMALITY, _PROVISO = pattern("release", "formality"), pattern("release", "proviso")
_NOT_HELD, _PAUSED = pattern("ended", "not_held"), pattern("ended", "paused")
_MERGED = pattern("ended", "merged")
_SELF_RUN = pattern("ended", "self_run")
_UNTRACKED = pattern("ended", "untracked")
_SPEAKS_FOR = folded_pattern("(?:這邊|po|代表)*(?:,|報告|說明|補充)")
_THEREFORE = folded_pattern("所以|因此")
_NUMBER_OF_CASES = folded_pattern("[這那]?[兩二三四五六](?:個)?案")


@dataclass(frozen=True, slots=True)
class RulingSentence:
    """A sentence that decides or asks: where it stands, and what it says."""

    span: Span
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a case in one meeting: the sentence that says so and, for a release on a
    condition, the words of the condition; `answer` is what grants it where the sentence only asks."""

    outcome: Outcome
    span: Span
    condition: Span | None = None
    answer: Span | None = None

    def is_release(self, *, surely: bool) -> bool:
        """Whether it releases the case; `surely` without a condition."""
        kinds = {("released", True)} if surely else {("released", True), ("released", False)}
        return (self.outcome, self.condition is None) in kinds


def ruling(passages: Passages, item: AgendaItem) -> Ruling | None:
    """The last ruling in an item; None where the case is only reported on, or held on to."""
    released = _release(passages, item)
    if released is not None:
        return released
    return next(_ended(passages, item), None)


def naming(passages: Passages) -> Iterator[tuple[frozenset[int], Ruling]]:
    """The sentences in which who presides, or a narrative, releases or ends cases that they name by their
    numbers, whatever was called up: the numbers, and the ruling."""
    for number, text in enumerate(passages.texts):
        if not (_RULES.search(text) and _rules_there(passages, number)):
            continue
        for sentence in Span(number, 0, len(text)).sentences(passages):
            named = _named(passages, sentence.of(passages))
            ruling = _ruling_of(sentence, sentence.of(passages)) if named else None
            if ruling is not None:
                yield named, ruling


def _rules_there(passages: Passages, number: int) -> bool:
    """Whether a passage is said by who presides, or is a narrative that decides."""
    if passages.speech[number]:
        return passages.speakers[number] in passages.presiding
    return _DECIDES.search(passages.texts[number]) is not None


def _named(passages: Passages, sentence: str) -> frozenset[int]:
    """The cases that a sentence names, up to what it rules; none where it rules on several apart."""
    told = until_release(sentence)
    counted = find_counted(told)
    named = [*counted, *find_bare(told, passages.numbered_cases, counted)]
    numbers = frozenset(one.number for one in named if one.number > WEIGHTS.options)
    is_clear = len(numbers) == 1 or _OF_ALL.search(told)
    return numbers if is_clear else frozenset()


def _ruling_of(span: Span, sentence: str) -> Ruling | None:
    """What a sentence of who presides rules."""
    verdict = _verdict(sentence)
    if verdict in {"granted", "on_condition"}:
        return Ruling("released", span, span if verdict == "on_condition" else None)
    outcome = None if verdict else _outcome(sentence)
    return Ruling(outcome, span) if outcome else None


def is_within(passages: Passages, item: AgendaItem, asked: AgendaItem) -> bool:
    """Whether an item begins in the turn of the speaker who reports on the one before: who asks in one
    turn for the release of several cases is answered for all."""
    turn = passages.turn(asked.spans[-1].number) if asked.spans else -1
    return passages.turn(item.heading.number) == turn and item.heading.number > turn


def until_release(sentence: str) -> str:
    """A sentence up to its word of release; what follows may speak of anything."""
    ends = [match.end() for match in _RELEASE.finditer(sentence)]
    return sentence[: ends[-1]] if ends else sentence


def merged_into(sentence: str) -> int | None:
    """The number of the case with which another one is merged."""
    found = _MERGED.search(sentence)
    return parse(found["into"]) if found else None


def is_untracked(sentence: str) -> bool:
    """Whether a folded sentence says that its case was not tracked any more."""
    return _UNTRACKED.search(sentence) is not None


def last_word(
    passages: Passages, item: AgendaItem
) -> tuple[Outcome | Literal["held"], Span] | None:
    """What an item says of the case last and without a condition: ended in one of the ways, or held on
    to; None where it says neither."""
    told = ruling(passages, item)
    if told is not None:
        return None if told.condition else (told.outcome, told.span)
    held = [said.span for said in _said(passages, item) if said.verdict == "held"]
    return ("held", held[-1]) if held else None


def asks(passages: Passages, item: AgendaItem) -> bool:
    """Whether somebody asks in an item that the case be released."""
    return any(said.verdict == "asked" for said in _said(passages, item))


def _release(passages: Passages, item: AgendaItem) -> Ruling | None:
    said = list(_said(passages, item))
    granted = [s for s in said if s.verdict in {"granted", "on_condition"}]
    held = [s for s in said if s.verdict == "held"]
    asked = [s for s in said if s.verdict == "asked"]
    if granted and not (held and held[-1].span > granted[-1].span):
        last = granted[-1]
        condition = last.span if last.verdict == "on_condition" else None
        return Ruling("released", last.span, condition)
    if asked and not (held and held[-1].span > asked[-1].span):
        return _answered(passages, item, asked[-1])
    return None


def _answered(passages: Passages, item: AgendaItem, asked: RulingSentence) -> Ruling | None:
    """A release that was asked for and that somebody else agrees to soon after."""
    answer = _answer(passages, item, asked.span)
    return Ruling("released", asked.span, answer=answer) if answer else None


def _answer(passages: Passages, item: AgendaItem, asked: Span) -> Span | None:
    """The sentence by which somebody else agrees soon to what is asked."""
    speaker = passages.speakers[asked.number]
    soon = range(asked.number + 1, asked.number + WEIGHTS.answer + 1)
    later = (span for span in item.spans if span.number in soon)
    answers = [span for span in later if passages.speakers[span.number] not in {speaker, None}]
    by_speaker = groupby(answers, lambda span: passages.speakers[span.number])
    turns = [tuple(spans) for _, spans in by_speaker]
    agreeing = _agreeing(["".join(span.of(passages) for span in spans) for spans in turns])
    return None if agreeing is None else next(turns[agreeing][0].sentences(passages), None)


def _agreeing(answers: Sequence[str]) -> int | None:
    """The first answer that says anything, where it agrees and none holds on to the case; thanks alone
    agree where nobody asks back or objects."""
    starts = [answer[: WEIGHTS.answered] for answer in answers]
    says = list(map(bool, map(_ANSWERS.search, starts)))
    first = says.index(True) if True in says else None
    if first is None or any(map(_REFUSED.search, starts)):
        return None
    return first if _agrees(starts[first]) else None


def _agrees(answer: str) -> bool:
    agreeing = _AGREED.findall(answer[: WEIGHTS.agreed])
    if _HESITANT.search(answer):
        return not all(map(_POLITE.search, agreeing))
    return bool(agreeing)


def deciding(sentence: str, outcome: Outcome) -> tuple[int, int] | None:
    """Where the words stand that decide in a folded sentence: the last ones that do."""
    known = {"released": _RELEASE, **dict(_ENDINGS)}[outcome]
    *_, last = [None, *map(re.Match.span, known.finditer(sentence))]
    return last


def _said(passages: Passages, item: AgendaItem) -> Iterator[RulingSentence]:
    """The sentences that release the case, ask for it, or hold on to it, in their order."""
    reporting = reporter(passages, item) | _introduced(passages, item)
    for span in item.spans:
        text = span.of(passages)
        if not passages.speech[span.number] and not _DECIDES.search(text):
            continue
        is_theirs = passages.speech[span.number] and passages.speakers[span.number] in reporting
        for sentence in span.sentences(passages):
            verdict = _verdict(sentence.of(passages))
            if is_theirs:
                verdict = _as_reported(verdict, sentence.of(passages))
            if verdict is not None:
                yield RulingSentence(sentence, verdict)


def reporter(passages: Passages, item: AgendaItem) -> frozenset[str | None]:
    """Who turns to a case, or answers its heading first, where it is nobody who presides: they may ask
    for a release, and grant none."""
    if item.ruled:
        return frozenset()
    # Of an item that is taken up again, the heading that called it up.
    begins = min([item.heading, *item.spans[:1]])
    caller = passages.speakers[begins.number]
    if item.heading.end > item.heading.start and caller not in passages.presiding:
        return frozenset({caller})
    speakers = (passages.speakers[s.number] for s in item.spans if passages.speech[s.number])
    first = next((who for who in speakers if who != caller), None)
    return frozenset({first}) - passages.presiding


def _introduced(passages: Passages, item: AgendaItem) -> frozenset[str | None]:
    """Who begins with the name of an agency that is called up, and goes on to speak for it."""
    own = (
        passages.speakers[span.number]
        for span in item.spans
        for body in item.bodies
        if _SPEAKS_FOR.match(passages.texts[span.number].removeprefix(body))
        and passages.texts[span.number].startswith(body)
    )
    return frozenset(own) - passages.presiding


def _as_reported(verdict: Verdict | None, sentence: str) -> Verdict | None:
    """What a verdict is worth in the words of who reports."""
    if verdict not in {"granted", "on_condition"}:
        return verdict
    if _ASKED.search(sentence):
        return "asked"
    return "asked" if _CONCLUDES.search(sentence) and not _DONE.search(sentence) else None


def _verdict(sentence: str) -> Verdict | None:
    """What one sentence says; its last word on it counts."""
    held = [
        m.span() for m in _HELD.finditer(sentence) if not _OTHERWISE.search(sentence[: m.start()])
    ]
    idle = [*held, *(m.span() for m in _SPOKEN_OF.finditer(sentence))]
    words = [m for m in _RELEASE.finditer(sentence) if not any(a <= m.start() < b for a, b in idle)]
    freed = [m for m in words if not _is_doubted(sentence[: m.start()])]
    if held and (not freed or held[-1][0] > freed[-1].start()):
        return "held"
    if not freed:
        return None
    before = sentence[: freed[-1].start()]
    if is_question(sentence):
        return None if _OPEN_QUESTION.search(sentence) else "asked"
    if _ASKED.search(_IF_SO.split(before)[-1][-WEIGHTS.near :]):
        return "asked"
    if not _is_performed(sentence, freed[-1]):
        return None
    is_conditional = _CONDITION.search(_FORMALITY.sub("", _nearest(before)))
    return (
        "on_condition"
        if is_conditional or _PROVISO.search(sentence[freed[-1].end() :])
        else "granted"
    )


def _is_performed(sentence: str, word: re.Match[str]) -> bool:
    """Whether a word of release does what it says, rather than naming what is spoken of; the longer
    forms can do nothing else."""
    if not _BARE.match(word[0]):
        return True
    clause = sentence[sentence.rfind(",", 0, word.start()) + 1 : word.start()]
    return bool(_PERFORMS.search(clause) or _DONE_BEHIND.search(sentence[word.end() :]))


def _is_doubted(before: str) -> bool:
    """Whether the words before a verdict, in its clause, decide nothing: they suppose, plan, do not
    know, or tell what is so elsewhere or what somebody else wishes."""
    clause = before[before.rfind(",") + 1 :]
    return bool(_DOUBTED.search(clause) or _OTHERS_WISH.search(clause) or _ELSEWHERE.search(before))


def _nearest(before: str) -> str:
    """The clauses before a verdict that belong to it: not those from which it is drawn."""
    return _THEREFORE.split(before)[-1][-WEIGHTS.condition :]


def _ended(passages: Passages, item: AgendaItem) -> Iterator[Ruling]:
    for span in item.spans:
        for sentence in span.sentences(passages):
            text = sentence.of(passages)
            outcome = _outcome(text)
            if outcome is not None:
                asks_for = _ASKED.search(text)
                answer = _answer(passages, item, sentence) if asks_for else None
                yield Ruling(outcome, sentence, answer=answer)


_ENDINGS: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    ("not_held", _NOT_HELD),
    ("self_run", _SELF_RUN),
    ("paused", _PAUSED),
    ("merged", _MERGED),
)


def _outcome(sentence: str) -> Outcome | None:
    """How a sentence says that a case ends, other than by a release."""
    return next((kind for kind, known in _ENDINGS if _says(known, sentence)), None)


def _says(known: re.Pattern[str], sentence: str) -> bool:
    """Whether a sentence says that a case ends in one way, and neither asks nor supposes it."""
    found = known.search(sentence)
    if found is None or ends_in_doubt(sentence):
        return False
    return _UNSAID.search(sentence, 0, found.start()) is None


def releases_several(text: str) -> int:
    """How many cases a sentence releases at once (「這四案都可以解管」), 1 where it does not say."""
    found = _NUMBER_OF_CASES.search(text)
    if found is None:
        return 1
    return _AMOUNTS.get(next(filter(found[0].__contains__, _AMOUNTS), ""), 1)


_AMOUNTS: dict[str, int] = {"兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
