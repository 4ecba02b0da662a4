"""What a meeting rules on a case: released (on a condition or not), held on to, paused, not to be met.
Read from the words of one item of an agenda."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Literal

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span
from minutes.recognition.statements import verdicts
from minutes.recognition.statements.verdicts import Outcome, Verdict
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern

_DECIDES = pattern("release", "decides")
_SPEAKS_FOR = folded_pattern("(?:這邊|po|代表)*(?:,|報告|說明|補充)")


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
    *_, ended = [None, *_ended(passages, item)]
    return _release(passages, item) or ended


def is_within(passages: Passages, item: AgendaItem, asked: AgendaItem) -> bool:
    """Whether an item begins in the turn of the speaker who reports on the one before: who asks in one
    turn for the release of several cases is answered for all."""
    turn = passages.turn(asked.spans[-1].number) if asked.spans else -1
    return passages.turn(item.heading.number) == turn and item.heading.number > turn


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


def is_open(passages: Passages, item: AgendaItem) -> bool:
    """Whether an item may have ended the case in words that are not known: a release is asked for, or who
    presides speaks last as of something that is over, and nothing holds on to the case."""
    if ruling(passages, item) is not None:
        return False
    said = {sentence.verdict for sentence in _said(passages, item)}
    return "held" not in said and ("asked" in said or _sounds_over(passages, item))


def _sounds_over(passages: Passages, item: AgendaItem) -> bool:
    """Whether who presides speaks last after a call, and as of something that is over."""
    called_up = Span(item.heading.number, item.heading.end, 0)
    last = ""
    for span in filter(called_up.__le__, item.spans):
        if passages.speakers[span.number] in passages.presiding:
            last = span.of(passages)
    return verdicts.sounds_over(last)


def _release(passages: Passages, item: AgendaItem) -> Ruling | None:
    """The last sentence that releases the case, or asks for it and is answered, where none behind it holds
    on to the case."""
    last: dict[Verdict, Span] = {one.verdict: one.span for one in _said(passages, item)}
    nowhere = Span(-1, 0, 0)
    held, asked = last.get("held", nowhere), last.get("asked", nowhere)
    surely, conditionally = last.get("granted", nowhere), last.get("on_condition", nowhere)
    granted = max(surely, conditionally)
    if granted > held:
        return Ruling("released", granted, granted if granted == conditionally else None)
    answer = _answer(passages, item, asked) if asked > held else None
    return Ruling("released", asked, answer=answer) if answer else None


def _answer(passages: Passages, item: AgendaItem, asked: Span) -> Span | None:
    """The sentence by which somebody else agrees soon to what is asked."""
    turns = list(_answers(passages, item, asked))
    said = ["".join(span.of(passages) for span in turn) for turn in turns]
    agreeing = verdicts.agreeing(said)
    return None if agreeing is None else next(turns[agreeing][0].sentences(passages), None)


def _answers(passages: Passages, item: AgendaItem, asked: Span) -> Iterator[tuple[Span, ...]]:
    """The turns of others soon after what is asked."""
    asking = {passages.speakers[asked.number], None}
    first = Span(asked.number + 1, 0, 0)
    soon = first._replace(number=first.number + WEIGHTS.answer)
    later = filter(first.__le__, filter(soon.__gt__, item.spans))
    for speaker, turn in groupby(later, lambda span: passages.speakers[span.number]):
        if speaker not in asking:
            yield tuple(turn)


def _said(passages: Passages, item: AgendaItem) -> Iterator[RulingSentence]:
    """The sentences that release the case, ask for it, or hold on to it, in their order."""
    reporting = reporter(passages, item) | _introduced(passages, item)
    for span in item.spans:
        is_speech = passages.speech[span.number]
        if not is_speech and not _DECIDES.search(span.of(passages)):
            continue
        is_theirs = is_speech and passages.speakers[span.number] in reporting
        for sentence in span.sentences(passages):
            verdict = _verdict(sentence.of(passages), is_theirs=is_theirs)
            if verdict is not None:
                yield RulingSentence(sentence, verdict)


def _verdict(sentence: str, *, is_theirs: bool) -> Verdict | None:
    verdict = verdicts.of(sentence)
    return verdicts.as_reported(verdict, sentence) if is_theirs else verdict


def reporter(passages: Passages, item: AgendaItem) -> frozenset[str | None]:
    """Who turns to a case, or answers its heading first, where it is nobody who presides: they may ask
    for a release, and grant none."""
    if item.ruled:
        return frozenset()
    # Of an item that is taken up again, the heading that called it up.
    begins = min([item.heading, *item.spans[:1]])
    caller = passages.speakers[begins.number]
    turns = item.heading.end > item.heading.start and caller not in passages.presiding
    found = caller if turns else _answering(passages, item, caller)
    return frozenset({found}) - passages.presiding


def _answering(passages: Passages, item: AgendaItem, caller: str | None) -> str | None:
    """Who speaks first in an item beside the one who called it up."""
    spoken = filter(passages.speech.__getitem__, item.passages)
    speakers = map(passages.speakers.__getitem__, spoken)
    return next((speaker for speaker in speakers if speaker != caller), None)


def _introduced(passages: Passages, item: AgendaItem) -> frozenset[str | None]:
    """Who begins with the name of an agency that is called up, and goes on to speak for it."""
    own: set[str | None] = set()
    for number in item.passages:
        text = passages.texts[number]
        named = filter(text.startswith, item.bodies)
        if any(_SPEAKS_FOR.match(text, len(body)) for body in named):
            own.add(passages.speakers[number])
    return frozenset(own) - passages.presiding


def _ended(passages: Passages, item: AgendaItem) -> Iterator[Ruling]:
    """The sentences that end the case otherwise, each with its answer where it only asks."""
    for sentence in chain.from_iterable(span.sentences(passages) for span in item.spans):
        text = sentence.of(passages)
        outcome = verdicts.ending(text)
        if outcome is not None:
            answer = _answer(passages, item, sentence) if verdicts.asks(text) else None
            yield Ruling(outcome, sentence, answer=answer)
