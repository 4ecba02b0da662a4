"""What a meeting rules on a case: released (on a condition or not), held on to, paused, not to be met.
Read from the words of one item of an agenda."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Literal

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span, calls_up
from minutes.recognition.statements import release_clauses, verdicts
from minutes.recognition.statements.verdicts import Outcome, Verdict
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold

_DECIDES, _OR_ELSE = pattern("release", "decides"), pattern("release", "or_else")
_POINTED_BACK, _NO_NAME = pattern("head", "pointed_back"), pattern("head", "no_name")
_ADVISES, _THIS_CASE = pattern("release", "advises"), fold("這一案")
_SPAN = attrgetter("span")
_SPEAKS_FOR = folded_pattern("(?:這邊|po|代表)*(?:,|報告|說明|補充)")


@dataclass(frozen=True, slots=True)
class RulingSentence:
    """A sentence that decides or asks: where it stands, and what it says."""

    span: Span
    verdict: Verdict


Word = Outcome | Literal["held", "unclear"]
"""What a meeting says last of a case: that it ended, is held on to, or may have ended in words that are not plain."""
NO_ENDING: frozenset[Word] = frozenset({"held", "unclear"})


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a case in one meeting: the sentence that says so and, for a release on a
    condition, the words of the condition; `answer` is what grants it where the sentence only asks."""

    outcome: Word
    span: Span
    condition: Span | None = None
    answer: Span | None = None

    def is_release(self, *, surely: bool) -> bool:
        """Whether it releases the case; `surely` without a condition."""
        kinds = {("released", True)} if surely else {("released", True), ("released", False)}
        return (self.outcome, self.condition is None) in kinds

    def ends(self) -> bool:
        """Whether it ends the case, or takes it up again, in plain words."""
        return self.outcome not in NO_ENDING


def ruling(passages: Passages, item: AgendaItem) -> Ruling | None:
    """The last ruling in an item; None where the case is only reported on, or held on to."""
    found = last(passages, item)
    return found if found and found.ends() else None


def last(passages: Passages, item: AgendaItem) -> Ruling | None:
    """What an item says last of how the case goes on; None where it says nothing of it."""
    said = list(_said(passages, item))
    endings = list(_ended(passages, item))
    *_, ended = [None, *filter(Ruling.ends, endings)]
    return _release(passages, item, said) or ended or _left(passages, item, said, endings)


def _left(
    passages: Passages,
    item: AgendaItem,
    said: Iterable[RulingSentence],
    endings: Iterable[Ruling],
) -> Ruling | None:
    """What is said last where nothing is ruled."""
    told = (Ruling(_left_by(passages, item, one), one.span) for one in said)
    return max(chain(told, endings), key=_SPAN, default=None)


def _left_by(passages: Passages, item: AgendaItem, said: RulingSentence) -> Word:
    """What a sentence leaves of a case that was not released: one that asks for it is refused where who presides
    leaves it for later."""
    refused = said.verdict == "asked" and any(
        map(verdicts.refuses, _ruled(passages, item, said.span))
    )
    return "held" if refused or said.verdict == "held" else "unclear"


def _ruled(passages: Passages, item: AgendaItem, asked: Span) -> Iterator[str]:
    """What who presides says soon after something is asked."""
    for turn in _answers(passages, item, asked):
        if passages.speakers[turn[0].number] in passages.presiding:
            yield "".join(span.of(passages) for span in turn)


def is_within(passages: Passages, item: AgendaItem, asked: AgendaItem) -> bool:
    """Whether an item begins in the turn of the speaker who reports on the one before: who asks in one
    turn for the release of several cases is answered for all."""
    turn = passages.turn(asked.spans[-1].number) if asked.spans else -1
    return passages.turn(item.heading.number) == turn and item.heading.number > turn


def last_word(passages: Passages, item: AgendaItem) -> tuple[Word, Span] | None:
    """What an item says of the case last and without a condition: ended in one of the ways, or held on
    to; None where it says neither."""
    told = last(passages, item)
    is_plain = told is not None and told.outcome != "unclear" and told.condition is None
    return (told.outcome, told.span) if told and is_plain else None


def asks(passages: Passages, item: AgendaItem) -> bool:
    """Whether somebody asks in an item that the case be released."""
    return any(said.verdict == "asked" for said in _said(passages, item))


def is_open(passages: Passages, item: AgendaItem) -> bool:
    """Whether an item may have ended the case in words that are not known: nothing is said of that, but who
    presides speaks last as of something that is over."""
    return last(passages, item) is None and _sounds_over(passages, item)


def _sounds_over(passages: Passages, item: AgendaItem) -> bool:
    """Whether who presides speaks last after a call, and as of something that is over."""
    called_up = Span(item.heading.number, item.heading.end, 0)
    last = ""
    for span in filter(called_up.__le__, item.spans):
        if passages.speakers[span.number] in passages.presiding:
            last = span.of(passages)
    return verdicts.sounds_over(last)


def _release(passages: Passages, item: AgendaItem, said: Iterable[RulingSentence]) -> Ruling | None:
    """The last sentence that releases the case, or asks for it and is answered, where none behind it holds
    on to the case; one that is taken back, or objected to, is unclear."""
    last: dict[Verdict, Span] = {one.verdict: one.span for one in said}
    nowhere = Span(-1, 0, 0)
    held, asked = last.get("held", nowhere), last.get("asked", nowhere)
    surely, conditionally = last.get("granted", nowhere), last.get("on_condition", nowhere)
    granted = max(surely, conditionally)
    if granted > held:
        if _is_reopened(passages, item, granted):
            return Ruling("unclear", granted)
        depends = granted == conditionally or _would_be_otherwise(passages, granted)
        return Ruling("released", granted, granted if depends else None)
    answer = _answer(passages, item, asked) if asked > held else None
    return Ruling("released", asked, answer=answer) if answer else None


def _would_be_otherwise(passages: Passages, granted: Span) -> bool:
    """Whether it is said right behind a release what becomes of the case where something is not done: 「沒有上線就
    自動留著」 (invented)."""
    return _OR_ELSE.match(passages.texts[granted.number], granted.end) is not None


def _is_reopened(passages: Passages, item: AgendaItem, granted: Span) -> bool:
    """Whether anybody objects to a release behind it, or takes it back."""
    sentences = chain.from_iterable(span.sentences(passages) for span in item.spans)
    later = (span.of(passages) for span in filter(granted.__lt__, sentences))
    return any(map(release_clauses.takes_back, chain(later, _soon_after(passages, item))))


def _soon_after(passages: Passages, item: AgendaItem) -> Iterator[str]:
    """What is said soon after the words on an item, until something else is called up."""
    first = item.spans[-1].number + 1
    for number in range(first, min(first + WEIGHTS.answer, len(passages))):
        text = passages.texts[number]
        presides = passages.speakers[number] in passages.presiding
        if not passages.speech[number] or (presides and (calls_up(text) or find_counted(text))):
            return
        yield text


def _answer(passages: Passages, item: AgendaItem, asked: Span) -> Span | None:
    """The sentence by which who presides, or whom they ask, agrees soon to what is asked, and nobody objects."""
    turns = list(_answers(passages, item, asked))
    said = ["".join(span.of(passages) for span in turn) for turn in turns]
    agreeing = verdicts.agreeing(said)
    if agreeing is None:
        return None
    answer = turns[agreeing][0]
    is_ruled = passages.speakers[asked.number] in passages.presiding or _rules(
        passages, item, answer.number
    )
    return next(answer.sentences(passages), None) if is_ruled else None


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
        is_report = is_speech and passages.speakers[span.number] in reporting
        is_ruled = not is_speech or _rules(passages, item, span.number)
        for sentence in span.sentences(passages):
            told = _as_called(passages, item, sentence)
            if passages.speakers[span.number] in passages.presiding:
                told = _ADVISES.sub("", told)
            verdict = _verdict(told, is_theirs=is_report)
            if not (is_report or is_ruled) and verdict in {"granted", "on_condition"}:
                verdict = "asked"
            if verdict is not None:
                yield RulingSentence(sentence, verdict)


def _rules(passages: Passages, item: AgendaItem, number: int) -> bool:
    """Whether a passage is said by who presides, or by somebody else after whom they say nothing."""
    later = filter(number.__le__, item.passages)
    presiding = filter(passages.presiding.__contains__, map(passages.speakers.__getitem__, later))
    return passages.speakers[number] in passages.presiding or not any(presiding)


def _as_called(passages: Passages, item: AgendaItem, sentence: Span) -> str:
    """A sentence, with "this case" for the name by which it comes back to the item's case."""
    text = sentence.of(passages)
    whole = passages.whole(sentence.number)
    goes_on = sentence.number - 1 in item.passages and whole in item.spans
    name = _POINTED_BACK.match(text)
    if goes_on or name is None or _NO_NAME.search(name["name"]):
        return text
    return _THIS_CASE + text[name.end() :]


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
    """The sentences that end the case otherwise, each with its answer where it only asks; or that speak of
    such an end without deciding it."""
    for sentence in chain.from_iterable(span.sentences(passages) for span in item.spans):
        text = sentence.of(passages)
        outcome = verdicts.ending(text)
        if outcome is not None:
            answer = _answer(passages, item, sentence) if verdicts.asks(text) else None
            yield Ruling(outcome, sentence, answer=answer)
        elif verdicts.speaks_of_ending(text):
            yield Ruling("unclear", sentence)
