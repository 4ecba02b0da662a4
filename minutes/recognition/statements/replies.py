"""The replies of agencies that a meeting reports, each with its day. Read from the words of one item of an
agenda."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.passages import Passages, Span, clause_start, ends_in_doubt
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern, pattern
from minutes.text import days
from minutes.text.numerals import parse

_REPLY = pattern("reply", "words")
_ELSE_HELD = pattern("reply", "else_held")
_PLACE, _PLANNED = pattern("reply", "places"), pattern("reply", "planned")
_FORMAL, _GIVEN = pattern("reply", "formal"), pattern("reply", "given")
_LATER = pattern("reply", "later")
_AS_TO = folded_pattern("[針就](?:對|著)?[^,。]{2,24}(?=(?:正式|綜整|綜合)回[應覆])")
_TOLD_BEFORE, _PUBLISHED = pattern("reply", "told_before"), pattern("reply", "published")
_DATED, _PUBLISHING = pattern("reply", "dated"), pattern("reply", "publishing")
_DONE, _OF_ITSELF = pattern("reply", "done"), pattern("reply", "of_itself")
_SAME_DAY = folded_pattern("^.*,(?:並|且)?(?:同一?[日天]|當[日天])(?=[^,。;]*(?:回[應覆]))")
_WORDS = {True: _PUBLISHED, False: _REPLY}  # whether the reply is told of before its day
_NOT_REPLIED = pattern("reply", "unsaid")
_DAY = folded_pattern(
    r"(?:(?P<year>1[01][0-9]|20[0-9]{2})\s?年\s?)?(?P<month>1[0-2]|[1-9])\s?(?:月|/)\s?(?P<day>[12][0-9]|3[01]|[1-9])\s?(?:日|號|(?![0-9/%]))"
    # Stenographers of some years write 「九月三日」 (invented).
    "|(?P<han_month>十[一二]?|[一二三四五六七八九])月(?P<han_day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日號]"
)


@dataclass(frozen=True, slots=True)
class ReportedReply:
    """A reply that is reported: its day, the place that is named, the sentence, and from where to where
    in its passage the day stands."""

    date: dt.date
    place: str
    span: Span
    place_of_day: tuple[int, int]


def read(passages: Passages, item: AgendaItem, on: dt.date) -> tuple[ReportedReply, ...]:
    """The replies of which an item tells that they were given on a day before the meeting."""
    found: dict[dt.date, ReportedReply] = {}
    spoken = (span for span in item.spans if passages.speech[span.number])
    sentences = chain.from_iterable(span.sentences(passages) for span in spoken)
    for reply in chain.from_iterable(map(partial(_replies, passages, on), sentences)):
        found.setdefault(reply.date, reply)
    return tuple(found.values())


def days_told(text: str, on: dt.date) -> Iterator[tuple[dt.date, int, int]]:
    """The days of which a folded text speaks, that were not still to come at a meeting `on` a day: each with where it
    stands."""
    for match in _DAY.finditer(text):
        day = _date(match, on)
        if day is not None:
            yield day, *match.span()


def _replies(passages: Passages, on: dt.date, sentence: Span) -> Iterator[ReportedReply]:
    text = sentence.of(passages)
    matches = list(_DAY.finditer(text))
    # What is told after the next day happened on that one.
    ends = [*map(re.Match.start, matches[1:]), len(text)]
    for match, end in zip(matches, ends, strict=False):
        told = _told(text, match, end)
        day = _date(match, on)
        if told is not None and day is not None:
            first, last = match.span()
            yield ReportedReply(
                day, told, sentence, (sentence.start + first, sentence.start + last)
            )


def _told(text: str, day: re.Match[str], end: int) -> str | None:
    """The place of a reply that words around a day tell of, up to the next day; "" where a formal one
    is said to have been given and no place, None where no reply is told of."""
    clause = text[day.end() : min(end, day.end() + WEIGHTS.reply)]
    # What is told right before the next day is that one's.
    clause = _TOLD_BEFORE.sub("", clause) if end < len(text) else clause
    clause = _SAME_DAY.sub("", _AS_TO.sub("", clause))
    before = text[max(clause_start(text, day.start()), day.start() - WEIGHTS.near) : day.start()]
    before = before.rstrip()
    is_before = _is_told_before(text[: day.start()], before)
    told = _WORDS[is_before].search(clause)
    if told is None or _is_unsaid(text, day, day.end() + told.start()):
        return None
    if _is_of_another(before, day[0] + clause[:4], clause[: told.start()]):
        return None
    place = _PLACE.search(text, max(0, day.start() - WEIGHTS.near), end)
    if place is not None:
        return place[0]
    is_done = _OF_ITSELF.search(before) and _DONE.search(clause)
    if any((is_before, is_done, _DATED.search(clause))):
        return ""
    return "" if _is_given(before, clause, told) else None


def _is_told_before(sentence: str, before: str) -> bool:
    """Whether a reply is told of right before its day, or where such replies are published in the clause before."""
    return bool(_TOLD_BEFORE.search(before) or (not before and _PUBLISHING.search(sentence)))


def _is_given(before: str, clause: str, told: re.Match[str]) -> bool:
    """Whether a reply is called a formal one, and is said to have been given."""
    said = before + clause[: told.end() + 2]
    formal = _FORMAL.match(clause, told.start())
    between = "," in clause[: told.start()]
    is_given = formal and not between and _GIVEN.search(said)
    return bool(is_given) and _PLANNED.search(said) is None


def _is_of_another(before: str, day: str, between: str) -> bool:
    """Whether the words before a day and between it and a reply give the day to something else, or
    tell what is still to come."""
    if _ELSE_HELD.search(between) or _PLANNED.search(before[-6:] + day):
        return True
    *_, comma, last = between.rpartition(",")
    return bool(comma and (_LATER.search(last) or _ELSE_HELD.search(before)))


def _is_unsaid(sentence: str, day: re.Match[str], told: int) -> bool:
    """Whether the words around a day say that no agency replied by then, or ask."""
    before = sentence[clause_start(sentence, day.start()) : day.start()]
    around = f"{before},{sentence[day.end() : told]}"
    return ends_in_doubt(sentence) or bool(_NOT_REPLIED.search(around))


def _date(match: re.Match[str], on: dt.date) -> dt.date | None:
    """The day that is meant: of the year that is said, or else the last one before the meeting; None for a day
    that was still to come."""
    month, of_month = match["month"] or match["han_month"], match["day"] or match["han_day"]
    day = days.day(f"{match['year'] or on.year}年{parse(month)}月{parse(of_month)}日")
    if day is None or day <= on:
        return day
    is_to_come = bool(match["year"]) or day <= on + WEIGHTS.to_come
    return None if is_to_come else _year_before(day)


def _year_before(day: dt.date) -> dt.date | None:
    """The same day of the year before; None where that had none."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None
