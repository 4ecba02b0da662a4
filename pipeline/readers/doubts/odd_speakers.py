"""Speakers who may be none, or somebody else: names that differ by a character, labels unlike all others, lists of names,
one voice alone; and words of nobody that somebody seems to say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import filterfalse, permutations, repeat
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.document import Item
from minutes.records.speaker_labels import calling, is_account, is_full_name, is_nickname
from minutes.text.word_tables import any_of, table
from pipeline.readers.doubts.record import (
    SENTENCE,
    FinishedRecord,
    KnownVoice,
    seems_said,
)

# Counted in the 749 records with eight speeches or more: 4 have one speaker, and in 18 a speech is so long; in none do
# three paragraphs and every second one of a speech begin with a word of its own.
_FEWEST_ALONE = 8  # paragraphs of the only speaker
_LONG = 11  # paragraphs
_MUCH = 0.3  # of all
_SHORTEST_LATIN = 5  # letters of names of which one differs: Ann and Ian are two people
_FEWEST_VOICES = 4  # before one may be unlike the others
_USUAL = 0.9  # of the paragraphs
_FEW = 0.2  # of the voices
_LONGEST_HEADING = 12  # characters of one that may be a name
_FAMILY_AND_ONE = 2  # characters: 王明 and 李明 are two people, 王明 and 王名 may be one
_COUNTED = re.compile(
    r"[\d一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥男女]|(?<![A-Za-z])[A-Za-z](?![A-Za-z])"
)  # 委員1, 網友A, 第二組
_BETWEEN = re.compile("[、，,]")


def nearly_same(record: FinishedRecord) -> Iterator[Item]:
    """Where speakers begin whose name is that of another but for one character: 王示笵, 王示範; of two who speak,
    the one who does so less."""
    slips = filter(_NearName.may_be_slip, _near_names(record.known))
    of_speakers = filter(partial(_is_seldom, record.times), slips)
    return map(record.first_of, dict.fromkeys(slip.one.label for slip in of_speakers))


@dataclass(frozen=True, slots=True)
class _Called:
    """A label, with what is compared of it: the name, or the whole."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class _NearName:
    """A label beside which one of the same length stands that differs at one place."""

    one: _Called
    other: _Called
    place: int

    def may_be_slip(self) -> bool:
        """Whether the character could be one for the other, and does not count or tell apart: 委員1, 網友A."""
        both = (self.one.name, self.other.name)
        offices = set(map(calling, both)) <= {"office", "body"}
        short = both[0].isascii() and len(both[0]) < _SHORTEST_LATIN
        apart = (
            all(map(_COUNTED.match, both, repeat(self.place))),
            all(map(is_nickname, both)),  # 小王, 小陳
        )
        return both[0] != both[1] and not offices and not short and not any(apart)


def _near_names(known: Iterable[KnownVoice]) -> Iterator[_NearName]:
    """Each of some names, and labels, with each that differs from it at one place. A longer text is no name, and would
    cost the square of its length."""
    blanked: dict[tuple[int, str], list[_Called]] = defaultdict(list)
    for voice in filter(KnownVoice.may_be_name, known):
        for name in dict.fromkeys((voice.name, voice.label)):
            for place, rest in _blanked(name):
                blanked[place, rest].append(_Called(voice.label, name))
    for (place, _), alike in blanked.items():
        yield from (_NearName(one, two, place) for one, two in permutations(alike, 2))


def _blanked(name: str) -> Iterator[tuple[int, str]]:
    """A name without each of its characters, and which that is; the family name of a short one stays, and of one
    character (問, 答) nothing would be left."""
    first = int(len(name) <= _FAMILY_AND_ONE)
    return ((place, f"{name[:place]}?{name[place + 1 :]}") for place in range(first, len(name)))


def _is_seldom(times: Counter[str | None], near: _NearName) -> bool:
    """Whether one speaks, and no more than the other does, who may be there without speaking."""
    own, others = times[near.one.label], times[near.other.label]
    return 0 < own <= (others or own)


def unlike(record: FinishedRecord) -> Iterator[Item]:
    """Where speakers begin who are called by something else (a body, a phrase) than nearly all."""
    kinds = {label: calling(label) or "phrase" for label in record.voices}
    times = Counter(kinds.values())
    few = max(1, _FEW * len(kinds)) if len(kinds) >= _FEWEST_VOICES else 0
    seldom = {kind for kind in times if times[kind] <= few} - {"person"}
    told = filter(lambda label: kinds[label] in seldom or _is_no_name(label), kinds)
    return filterfalse(_says_own_name, map(record.first_of, told))


def _says_own_name(item: Item) -> bool:
    """Whether a speaker begins with the own name: 我是範例科科長高山示範."""
    said = _INTRODUCES.search(item.text[:_EDGE])
    return said is not None and item.label in said[0]


_INTRODUCES = re.compile(rf"{any_of(table('doubts')['introductions'])}[^，。、；！？]{{0,30}}")
_EDGE = 80  # characters in which somebody says the own name


def _is_no_name(label: str) -> bool:
    """Whether a label begins in the middle of something, or holds a sign that no name has: 9 --> 00."""
    return _NO_NAME.search(label) is not None and not is_account(label)


_NO_NAME = re.compile(r"^[^\w\s(（「“\"'’○◯〇@＠]|-->|\d[:：]\d|^\d{1,2}\b(?!\s*號)")


def without_sentence(record: FinishedRecord) -> Iterator[Item]:
    """Where speakers begin who say one thing, and no sentence, where nearly all others say sentences: fields of a
    head, titles and signatures look so."""
    ended = sum(map(_ends_sentence, record.spoken))
    once = filter(record.is_only_speech, record.speeches * (ended >= _USUAL * len(record.spoken)))
    short = filterfalse(attrgetter("has_sentence"), once)
    return filter(attrgetter("speaker"), map(attrgetter("first"), short))


def _ends_sentence(item: Item) -> bool:
    return SENTENCE.search(item.text) is not None


def only_names(record: FinishedRecord) -> Iterator[Item]:
    """The speeches that are no more than names, as in a list of who was there."""
    short = filter(lambda speech: len(speech.paragraphs) == 1, record.speeches)
    return filter(_is_list_of_names, map(attrgetter("first"), short))


def _is_list_of_names(item: Item) -> bool:
    names = map(str.strip, _BETWEEN.split(item.text.rstrip("。. ")))
    return item.speaker is not None and all(map(is_full_name, names))


def alone(record: FinishedRecord) -> list[Item]:
    """Where the only speaker of a record with more than a few paragraphs begins."""
    said = list(filter(attrgetter("speaker"), record.spoken))
    only = len(record.voices) == 1 and len(said) >= _FEWEST_ALONE
    return said[:1] * only


def long(record: FinishedRecord) -> Iterator[Item]:
    """Where speeches begin that are much of a record in which others speak too."""
    enough = max(_LONG, _MUCH * len(record.spoken))
    found = (one.first for one in record.speeches if len(one.paragraphs) > enough)
    return filter(attrgetter("speaker"), found if len(record.voices) > 1 else ())


# -- of nobody -----------------------------------------------------------------------------------


def nobodys(record: FinishedRecord) -> Iterator[Item]:
    """The paragraphs of nobody that somebody seems to say, where people speak."""
    return filter(_is_nobodys, record.document.items if record.voices else ())


def _is_nobodys(item: Item) -> bool:
    return item.type == "speech" and item.speaker is None and seems_said(item)


def headings_again(record: FinishedRecord) -> Iterator[Item]:
    """The short headings that stand more than once, as names of speakers do."""
    sections = filter(lambda item: item.type == "section", record.document.items)
    short = list(filter(lambda item: _may_name(item.text), sections))
    times = Counter(map(attrgetter("text"), short))
    return filter(lambda item: times[item.text] > 1, short)


def _may_name(heading: str) -> bool:
    return len(heading) <= _LONGEST_HEADING and not head_lines.is_section(heading)


__all__ = [
    "alone",
    "headings_again",
    "long",
    "nearly_same",
    "nobodys",
    "only_names",
    "unlike",
    "without_sentence",
]
