"""What the words of an agenda's item are worth for a case, and whether the item can be about it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import islice
from math import fsum
from typing import NamedTuple

from minutes.recognition.agenda.item import AgendaItem
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.case_words import outermost
from minutes.recognition.passages import Passages
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import pattern

_OTHER_MATTER = pattern("head", "matter")
_MET, _EXAMPLE = pattern("head", "met"), pattern("head", "example")


class ItemWorth(NamedTuple):
    """What the words of a case in an item are worth, and whether the item can be about it."""

    value: float
    is_about: bool


class ItemWords(NamedTuple):
    """What an item says, with its heading and the words with which the report behind it begins, all without
    examples; whether it may be about a case that was taken on."""

    text: str
    heading: str
    beginning: str
    is_report: bool


def words_of(passages: Passages, item: AgendaItem) -> ItemWords:
    """The words of an item in the form in which they are compared with every case."""
    heading = item.heading.of(passages)
    report = (span for span in item.spans if span.number > item.heading.number)
    begins = [span.of(passages)[: WEIGHTS.opening] for span in islice(report, 1)]
    return ItemWords(
        _EXAMPLE.sub("", item.text(passages)),
        _EXAMPLE.sub("", heading),
        _EXAMPLE.sub("", "\n".join([heading, *begins])),
        item.part != "proposals",
    )


def of(words: ItemWords, profile: CaseProfile) -> ItemWorth:
    """What an item is worth for a case, and whether by its words it is about it."""
    worth, core = value(words.text, profile)
    if not words.is_report:
        return ItemWorth(worth, False)
    is_begun = any(map(words.beginning.__contains__, profile.subject))
    if is_begun or names(words.heading, profile) or _dates(words.beginning, profile):
        return ItemWorth(worth, worth >= WEIGHTS.borne_out)
    is_about = core >= WEIGHTS.core_words and worth >= WEIGHTS.by_words_alone
    is_about = is_about and _OTHER_MATTER.search(words.heading) is None
    return ItemWorth(worth, is_about)


def _dates(beginning: str, profile: CaseProfile) -> bool:
    """Whether a report begins with the day on which the case was met (「7月14日的協作議題」)."""
    days = map(_spoken_day, profile.days)
    return _MET.search(beginning) is not None and any(map(beginning.__contains__, days))


def _spoken_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def names(heading: str, profile: CaseProfile) -> bool:
    """Whether a heading names what a case is about."""
    return any(map(heading.__contains__, profile.subject | profile.chief))


def value(text: str, profile: CaseProfile) -> tuple[float, int]:
    """How much the words of a case in a text are worth, each counted once, and how many of them are
    about the case itself."""
    apart = outermost(list(filter(text.__contains__, profile.words)))
    core = sum(map(partial(_is_about, profile), apart))
    return fsum(map(profile.words.__getitem__, apart)), core


def _is_about(profile: CaseProfile, word: str) -> bool:
    return any(map(word.__contains__, profile.core))
