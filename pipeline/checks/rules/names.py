"""Checks of the names on labels against each other and the people who are known: slips of one character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, filterfalse
from operator import attrgetter

from rapidfuzz.distance import OSA

from minutes.findings.problem import Problem, problem
from minutes.records.front_matter import Attendee
from minutes.records.speaker_labels import calling, is_full_name, may_be_family_and_given
from minutes.text.folding import fold
from minutes.text.han import HAN
from pipeline.checks.rules.subject import Context, Subject, shown

# A slip is rare beside the right name. Measured on 793 transcripts of 2015 to 2020: pairs in which both
# speak often are mostly two people; 7 pairs speak once each, which is told, since most read as one name typed twice.
_SELDOM, _TIMES = 3, 4
_LONGEST_COMPARED = 400  # names of a record: more are a list, not a meeting
_LATIN_NAME = re.compile(r"(?=.{9,40})[A-Z][a-z]{2,20}(?: [A-Z][a-z]{1,20}){1,3}")
_FAMILIAR = "小阿老大"
_GIVEN_NAME = re.compile(f"[{HAN}]{{2}}")  # or a nickname
_FOR_SOMEBODY = re.compile(".|.*、.*")  # 甲, B; 王示範、李範例
_MANY = 200  # speeches, among which a label that stands once is looked at


def one_character_off(subject: Subject, context: Context) -> Iterator[Problem]:
    """A full name that differs by one character from one that stands more often in the record, or from
    an attendee, or from a person of the registry. Names that are all known are people, not slips."""
    speakers = subject.parsed.meeting.speakers
    counts = Counter({s.name: s.speeches for s in speakers if _is_name(s.name)})
    if len(counts) > _LONGEST_COMPARED:
        return
    voices = _Voices(counts, _attendees(subject) | _registered(context))
    first = subject.first_labels
    for name, count in counts.items():
        if (found := voices.meant_by(name)) and fold(found) != fold(
            name
        ):  # 王示范 is told as another spelling
            yield problem(
                subject.path,
                "name-one-off",
                first[name],
                name=shown(name),
                other=shown(found),
                count=count,
            )


class _Voices:
    """Who speaks in a record and how often, beside the names that are known."""

    def __init__(self, counts: Counter[str], known: set[str]) -> None:
        self.counts = counts
        self.known = known
        self.places = {name: at for at, name in enumerate(counts)}
        self.near = _Neighbours([*counts, *known])

    def meant_by(self, name: str) -> str:
        """Of whom a name may be a slip, those first that are known and do not speak; "" for nobody."""
        if name in self.known:
            return ""
        others = sorted(self.near.of(name), key=self.counts.__contains__)
        return next((other for other in others if self._is_likelier(name, other)), "")

    def _is_likelier(self, name: str, other: str) -> bool:
        """Whether a name is so much rarer than another one that it may be a slip of it."""
        count, times = self.counts[name], self.counts[other]
        if other in self.known:
            return any((times == 0, count <= times))
        rarer = any((count * _TIMES <= times, count <= min(_SELDOM, times - 1)))
        return rarer or (count == times == 1 and self._stands_before(other, name))

    def _stands_before(self, name: str, other: str) -> bool:
        """Whether a name is the first of two that stand once each: the second may be a slip of it as well."""
        return self.places[name] < self.places[other]


def _is_name(label: str) -> bool:
    """A Chinese full name of three or four characters, or two words or more in Latin letters; not a family name with
    a title (王小姐)."""
    if _LATIN_NAME.fullmatch(label):
        return True
    titled = calling(label[1:]) == "office"
    return all((3 <= len(label) <= 4, is_full_name(label), not titled))


def _attendees(subject: Subject) -> set[str]:
    """The attendees who are known. A name alone of somebody who speaks is no more than the label told."""
    meeting = subject.parsed.meeting
    given = () if "attendees" in meeting.inferred else meeting.front.attendees
    speaking = {speaker.name for speaker in meeting.speakers}
    return {one.name for one in given if _is_name(one.name) and _is_told(one, speaking)}


def _is_told(person: Attendee, speaking: set[str]) -> bool:
    beside = (person.agency, person.organisation, person.role, person.capacity)
    return person.name not in speaking or any(beside)


def _registered(context: Context) -> set[str]:
    labels = chain.from_iterable(map(attrgetter("labels"), context.people))
    return set(filter(_is_name, labels))


class _Neighbours:
    """Which names differ by one character, found by their remaining ones: linear in their number."""

    def __init__(self, names: list[str]) -> None:
        self.by_rest: dict[tuple[int, str, str], list[str]] = {}
        for name in dict.fromkeys(names):
            for key in _rests(name):
                self.by_rest.setdefault(key, []).append(name)

    def of(self, name: str) -> list[str]:
        """The other names, in the order in which they were given."""
        found = chain.from_iterable(self.by_rest.get(rest, ()) for rest in _rests(name))
        others = filterfalse(name.__eq__, dict.fromkeys(found))
        return [other for other in others if OSA.distance(name, other) == 1]


def _rests(name: str) -> Iterator[tuple[int, str, str]]:
    """What remains of a name without each of its characters. Where the place of that may differ (Sample, Sampel), and
    where it is missing (Sampe), the remaining ones are told alone."""
    latin = _LATIN_NAME.fullmatch(name) is not None
    for at in range(len(name)):
        rest = name[:at], name[at + 1 :]
        yield (-1, "".join(rest), "") if latin else (at, *rest)
    yield -1, name, ""


def once_among_many(subject: Subject, _: Context) -> Iterator[Problem]:
    """A label that stands once in a long record and looks like neither a name nor an office.

    What may well be right is passed over: a letter for somebody (甲, B), several names, a name that only
    begins like a word (曾經洲), and a given name or nickname that is no slip of another label.
    """
    meeting = subject.parsed.meeting
    if meeting.speeches < _MANY:
        return
    counts = {speaker.name: speaker.speeches for speaker in meeting.speakers}
    for name, line in subject.first_labels.items():
        if counts.get(name) == 1 and _is_odd(name, list(subject.first_labels)):
            yield problem(
                subject.path, "label-once", line, name=shown(name), count=meeting.speeches
            )


def _is_odd(name: str, labels: list[str]) -> bool:
    right = (calling(name), may_be_family_and_given(name), _FOR_SOMEBODY.fullmatch(name))
    if any(right):
        return False
    return _GIVEN_NAME.fullmatch(name) is None or _is_slip(name, labels)


def _is_slip(name: str, labels: list[str]) -> bool:
    """Whether a given name is one character off another, or stands elsewhere with its family name.

    小蘇 and 小忻 are two people: what stands before them is no part of a name.
    """
    near = filter(_GIVEN_NAME.fullmatch, _Neighbours([name, *labels]).of(name))
    given = {label[1:] for label in labels if is_full_name(label)}
    familiar = name[0] in _FAMILIAR
    return any((name in given, all((not familiar, any(near)))))
