"""Checks of the names on labels against each other and the people who are known: slips of one character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from minutes.records.speaker_labels import calling, is_full_name
from pipeline.checks.rules.subject import Context, Subject, shown

# A slip is rare beside the right name. Measured on 793 transcripts of 2015 to 2020: pairs in which both
# speak often are mostly two people.
_SELDOM, _TIMES = 3, 4
_LONGEST_COMPARED = 400  # names of a record: more are a list, not a meeting
_MANY = 200  # speeches, among which a label that stands once is looked at


def one_character_off(subject: Subject, context: Context) -> Iterator[Problem]:
    """A full name that differs by one character from one that stands more often in the record, or from
    an attendee, or from a person of the registry. Names that are all known are people, not slips."""
    meeting = subject.parsed.meeting
    counts = Counter({s.name: s.speeches for s in meeting.speakers if _is_name(s.name)})
    if len(counts) > _LONGEST_COMPARED:
        return
    present = _attendees(subject)
    known = present | _registered(context)
    near = _Neighbours([*counts, *known])
    first = {name: line for line, name in reversed(subject.label_lines.items())}
    for name, count in counts.items():
        if name in known:
            continue
        others = near.of(name)
        found = next((o for o in others if o in known and o not in counts), "")
        found = found or next(
            (o for o in others if _is_rare(count, counts[o], known=o in known)), ""
        )
        if found:
            yield problem(
                subject.path,
                "name-one-off",
                first[name],
                name=shown(name),
                other=shown(found),
                count=count,
            )


def _is_rare(count: int, other: int, *, known: bool) -> bool:
    """Whether a name is so much rarer than another one that it may be a slip of it."""
    if other <= 0 or count > other:
        return False
    return known or (count <= _SELDOM and other > count) or count * _TIMES <= other


def _is_name(label: str) -> bool:
    """A Chinese full name of three or four characters; not a family name with a title (王小姐)."""
    return 3 <= len(label) <= 4 and is_full_name(label) and calling(label[1:]) != "office"


def _attendees(subject: Subject) -> set[str]:
    meeting = subject.parsed.meeting
    given = () if "attendees" in meeting.inferred else meeting.front.attendees
    return {person.name for person in given if _is_name(person.name)}


def _registered(context: Context) -> set[str]:
    return {label for person in context.people for label in person.labels if _is_name(label)}


class _Neighbours:
    """Which names differ by one character, found by their remaining ones: linear in their number."""

    def __init__(self, names: list[str]) -> None:
        self.by_rest: dict[tuple[int, str, str], list[str]] = {}
        for name in dict.fromkeys(names):
            for key in _rests(name):
                self.by_rest.setdefault(key, []).append(name)

    def of(self, name: str) -> list[str]:
        """The other names, in the order in which they were given."""
        found = [other for key in _rests(name) for other in self.by_rest.get(key, ())]
        return [other for other in dict.fromkeys(found) if other != name]


def _rests(name: str) -> Iterator[tuple[int, str, str]]:
    for at in range(len(name)):
        yield at, name[:at], name[at + 1 :]


def once_among_many(subject: Subject, _: Context) -> Iterator[Problem]:
    """A label that stands once in a long record and looks like neither a name nor an office."""
    meeting = subject.parsed.meeting
    if meeting.speeches < _MANY:
        return
    first = {name: line for line, name in reversed(subject.label_lines.items())}
    for speaker in meeting.speakers:
        if speaker.speeches == 1 and calling(speaker.name) is None and speaker.name in first:
            line = first[speaker.name]
            yield problem(
                subject.path, "label-once", line, name=shown(speaker.name), count=meeting.speeches
            )
