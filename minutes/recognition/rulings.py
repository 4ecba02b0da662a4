"""What a meeting rules on a case: released (on a condition or not), held on to, paused, not to be met;
and the replies that are reported. Read from the words of one item of an agenda."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from minutes.recognition.agenda_items import Item, Span
from minutes.recognition.passages import Passages
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.text.numerals import parse

Verdict = Literal["asked", "granted", "on_condition", "held"]
Outcome = Literal["released", "paused", "not_held", "merged"]

_RELEASE, _HELD = pattern("release", "words"), pattern("release", "held")
_SPOKEN_OF, _CONDITION = pattern("release", "spoken_of"), pattern("release", "condition")
_ASKED, _GRANTED = pattern("release", "asked"), pattern("release", "granted")
_AGREED = pattern("release", "agreed")
_NOT_HELD, _PAUSED = pattern("ended", "not_held"), pattern("ended", "paused")
_MERGED = pattern("ended", "merged")
_SENTENCE = re.compile(r"[^。!！?？;；\n]+[。!！?？;；]?")
_THEREFORE = folded_pattern("所以|因此")
_NUMBER_OF_CASES = folded_pattern("[這那]?[兩二三四五六](?:個)?案")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that decides or asks: where it stands, and what it says."""

    span: Span
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a case in one meeting: the sentence that says so and, for a release on a
    condition, the words of the condition."""

    outcome: Outcome
    span: Span
    condition: Span | None = None

    def is_release(self, *, surely: bool) -> bool:
        """Whether it releases the case; `surely` without a condition."""
        kinds = {("released", True)} if surely else {("released", True), ("released", False)}
        return (self.outcome, self.condition is None) in kinds


def ruling(passages: Passages, item: Item) -> Ruling | None:
    """The last ruling in an item; None where the case is only reported on, or held on to."""
    released = _release(passages, item)
    if released is not None:
        return released
    return next(_ended(passages, item), None)


def is_within(passages: Passages, item: Item, asked: Item) -> bool:
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


def last_word(passages: Passages, item: Item) -> tuple[Outcome | Literal["held"], Span] | None:
    """What an item says of the case last and without a condition: ended in one of the ways, or held on
    to; None where it says neither."""
    told = ruling(passages, item)
    if told is not None:
        return None if told.condition else (told.outcome, told.span)
    held = [said.span for said in _said(passages, item) if said.verdict == "held"]
    return ("held", held[-1]) if held else None


def asks(passages: Passages, item: Item) -> bool:
    """Whether somebody asks in an item that the case be released."""
    return any(said.verdict == "asked" for said in _said(passages, item))


def _release(passages: Passages, item: Item) -> Ruling | None:
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


def _answered(passages: Passages, item: Item, asked: Said) -> Ruling | None:
    """A release that was asked for and that somebody else agrees to soon after."""
    speaker = passages.speakers[asked.span.number]
    answers = [
        span
        for span in item.spans
        if asked.span.number < span.number <= asked.span.number + WEIGHTS.answer
        and passages.speakers[span.number] not in {speaker, None}
    ]
    agreed = any(_AGREED.search(span.of(passages)[: WEIGHTS.agreed]) for span in answers)
    return Ruling("released", asked.span) if agreed else None


def _said(passages: Passages, item: Item) -> Iterator[Said]:
    """The sentences that release the case, ask for it, or hold on to it, in their order."""
    for span in item.spans:
        if not passages.speech[span.number]:
            continue
        for sentence in _sentences(passages, span):
            verdict = _verdict(sentence.of(passages))
            if verdict is not None:
                yield Said(sentence, verdict)


def _sentences(passages: Passages, span: Span) -> Iterator[Span]:
    text = span.of(passages)
    for match in _SENTENCE.finditer(text):
        yield Span(span.number, span.start + match.start(), span.start + match.end())


def _verdict(sentence: str) -> Verdict | None:
    """What one sentence says; its last word on it counts."""
    held = [m.span() for m in _HELD.finditer(sentence)]
    idle = [*held, *(m.span() for m in _SPOKEN_OF.finditer(sentence))]
    freed = [m for m in _RELEASE.finditer(sentence) if not any(a <= m.start() < b for a, b in idle)]
    if held and (not freed or held[-1][0] > freed[-1].start()):
        return "held"
    if not freed:
        return None
    before = sentence[: freed[-1].start()]
    if _ASKED.search(before[-WEIGHTS.near :]) or sentence.rstrip().endswith(("?", "嗎")):
        return "asked"
    return "on_condition" if _CONDITION.search(_nearest(before)) else "granted"


def _nearest(before: str) -> str:
    """The clauses before a verdict that belong to it: not those from which it is drawn."""
    return _THEREFORE.split(before)[-1][-WEIGHTS.condition :]


def _ended(passages: Passages, item: Item) -> Iterator[Ruling]:
    for span in item.spans:
        for sentence in _sentences(passages, span):
            text = sentence.of(passages)
            if _NOT_HELD.search(text):
                yield Ruling("not_held", sentence)
            elif _PAUSED.search(text):
                yield Ruling("paused", sentence)
            elif _MERGED.search(text):
                yield Ruling("merged", sentence)


_REPLY = pattern("reply", "words")
_ELSE_HELD = pattern("reply", "else_held")
_PLACE, _PLANNED = pattern("reply", "places"), pattern("reply", "planned")
_DAY = folded_pattern(
    "(?:(?P<year>1[01][0-9]|20[0-9]{2})年)?(?P<month>1[0-2]|[1-9])(?:月|/)(?P<day>[12][0-9]|3[01]|[1-9])(?:日|號|(?![0-9/%]))"
)


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that is reported: its day, the place that is named, and the sentence."""

    date: dt.date
    place: str
    span: Span


def replies(passages: Passages, item: Item, on: dt.date) -> tuple[Replied, ...]:
    """The replies of which an item tells that they were given on a day before the meeting."""
    found: dict[dt.date, Replied] = {}
    for span in item.spans:
        for sentence in _sentences(passages, span) if passages.speech[span.number] else ():
            for reply in _replies(passages, sentence, on):
                found.setdefault(reply.date, reply)
    return tuple(found.values())


def _replies(passages: Passages, sentence: Span, on: dt.date) -> Iterator[Replied]:
    text = sentence.of(passages)
    for match in _DAY.finditer(text):
        clause = text[match.end() : match.end() + WEIGHTS.reply]
        told = _REPLY.search(clause)
        other = _ELSE_HELD.search(clause, 0, told.start()) if told else None
        place = _PLACE.search(text, max(0, match.start() - WEIGHTS.near))
        planned = _PLANNED.search(text, max(0, match.start() - 6), match.end() + 4)
        day = _date(match, on)
        if told and not other and place and not planned and day is not None and day <= on:
            yield Replied(day, place[0], sentence)


def _date(match: re.Match[str], on: dt.date) -> dt.date | None:
    """The day that is meant: of the year that is said, or else the last one before the meeting."""
    year = int(match["year"]) if match["year"] else on.year
    year = year + 1911 if year < 1911 else year
    try:
        day = dt.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day.replace(year=year - 1) if day > on and not match["year"] else day


def releases_several(text: str) -> int:
    """How many cases a sentence releases at once (「這四案都可以解管」), 1 where it does not say."""
    found = _NUMBER_OF_CASES.search(text)
    return next((n for word, n in _AMOUNTS.items() if found and word in found[0]), 1)


_AMOUNTS: dict[str, int] = {"兩": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
