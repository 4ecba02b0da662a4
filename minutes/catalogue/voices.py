"""Who speaks in an archive: labels, joined where the registry says that they are one person."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter, itemgetter

from minutes.catalogue.public_view import PublicView
from minutes.records.model import Meeting, Speaker
from minutes.registers.agencies import comparable
from minutes.registers.generic_labels import is_generic
from minutes.registers.people import People, Person
from minutes.text.folding import fold
from minutes.text.lists import by_key, divided

# The Big5 character set orders its common characters by number of strokes: the last code of each.
_BIG5_STROKES = (
    (0xA441, 1),
    (0xA453, 2),
    (0xA47E, 3),
    (0xA4FD, 4),
    (0xA5DF, 5),
    (0xA6E9, 6),
    (0xA8C2, 7),
    (0xAB44, 8),
    (0xADBB, 9),
    (0xB0AD, 10),
    (0xB3C2, 11),
    (0xB6C3, 12),
    (0xB9AB, 13),
    (0xBBF4, 14),
    (0xBEA6, 15),
    (0xC074, 16),
    (0xC24E, 17),
    (0xC35E, 18),
    (0xC454, 19),
    (0xC4D6, 20),
    (0xC56A, 21),
    (0xC5C7, 22),
    (0xC5F0, 23),
    (0xC654, 24),
    (0xC664, 25),
    (0xC66B, 26),
    (0xC67E, 27),
)
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Voice:
    """Everybody who speaks under one name. `name` is how the address and the pages call them."""

    name: str
    labels: tuple[str, ...]
    person: Person | None = None
    meetings: tuple[Meeting, ...] = ()
    speeches: int = 0
    agencies: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return group_of(self.name)

    @property
    def is_generic(self) -> bool:
        return is_generic(self.name)

    def names(self) -> Iterator[str]:
        """All that they may be called by, in the records and in the registry."""
        yield from (self.name, *self.labels)
        if self.person is not None:
            name = self.person.name
            yield from filter(None, (name.zh, name.en, self.person.id, *self.person.labels))

    def speeches_in(self, meeting: Meeting) -> int:
        """How many speeches they have in one meeting."""
        return sum(s.speeches for s in meeting.speakers if s.name in self.labels)


@dataclass(frozen=True, slots=True)
class Roster:
    """All voices of a public view, those in most meetings first."""

    voices: tuple[Voice, ...]
    by_label: dict[str, Voice]
    folded: dict[str, Voice]
    generic: tuple[Voice, ...] = ()
    groups: dict[str, tuple[Voice, ...]] = field(default_factory=dict)

    def find(self, name: str) -> Voice | None:
        """The voice that a label or a person's name means, in any case or width."""
        return self.by_label.get(name) or self.folded.get(comparable(name))


def collect(view: PublicView, people: People) -> Roster:
    """The roster of a view. A label belongs to a person only where the registry lists it, as of the
    meeting's day where it lists it for several."""
    heard: dict[tuple[str, str], _VoiceInMaking] = {}
    for meeting in view.meetings:
        for speaker in meeting.speakers:
            person = people.by_label(speaker.name, meeting.date)
            whose = ("person", person.id) if person else ("label", speaker.name)
            heard.setdefault(whose, _VoiceInMaking(person)).add(meeting, speaker)
    voices = [each.voice() for each in heard.values()]
    voices.sort(key=lambda v: (-len(v.meetings), -v.speeches, v.name))
    by_label: dict[str, Voice] = {}
    folded: dict[str, Voice] = {}
    for voice in voices:
        for label in (voice.name, *voice.labels):
            by_label.setdefault(label, voice)
        for name in voice.names():
            folded.setdefault(comparable(name), voice)
    generic, real = divided(voices, attrgetter("is_generic"))
    return Roster(tuple(real), by_label, folded, tuple(generic), _groups(real))


@dataclass(slots=True)
class _VoiceInMaking:
    """One voice while the records are read, newest first."""

    person: Person | None
    meetings: dict[str, Meeting] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)
    speeches: int = 0

    def add(self, meeting: Meeting, speaker: Speaker) -> None:
        self.meetings.setdefault(meeting.id, meeting)
        self.labels.setdefault(speaker.name)
        self.speeches += speaker.speeches

    def voice(self) -> Voice:
        meetings, labels = tuple(self.meetings.values()), tuple(self.labels)
        return Voice(
            self._name(),
            labels,
            self.person,
            meetings,
            self.speeches,
            _agencies(meetings, labels, self.person),
        )

    def _name(self) -> str:
        if self.person is None:
            return next(iter(self.labels))
        return self.person.name.get("zh") or self.person.id


def _groups(voices: Iterable[Voice]) -> dict[str, tuple[Voice, ...]]:
    """The voices by letter or number of strokes: letters first, then numbers, others at the end."""
    in_order = sorted(voices, key=lambda v: (collation(v.name), v.name))
    groups = by_key(in_order, attrgetter("group"))
    ordered = sorted(groups, key=lambda g: (not g.isalpha() or g == OTHER, g == OTHER, g.zfill(2)))
    return {group: tuple(groups[group]) for group in ordered}


def _agencies(
    meetings: tuple[Meeting, ...], labels: tuple[str, ...], person: Person | None
) -> tuple[str, ...]:
    """The agencies for which they sat in a meeting, latest first."""
    sat = chain.from_iterable(meeting.front.attendees for meeting in meetings)
    own = [attendee.agency for attendee in sat if attendee.name in labels]
    today = person.agency if person else ""
    return tuple(dict.fromkeys(filter(None, [*own, today])))


def group_of(name: str) -> str:
    """The letter or the number of strokes under which a name is listed."""
    first = fold(name[:1]) or " "
    if "a" <= first <= "z":
        return first
    return str(_strokes(name[:1]) or OTHER)


# Level 1 of Big5: common characters, which alone stand in the order of their strokes.
_BIG5_COMMON = range(0xA440, 0xC67E + 1)


def collation(name: str) -> bytes:
    """Latin names by letter; Han names by the strokes of their characters."""
    return fold(name).encode("big5", "replace")


def _strokes(char: str) -> int:
    """Of a common character; 0 of any other."""
    code = int.from_bytes(char.encode("big5", "replace"), "big")
    if code not in _BIG5_COMMON:
        return 0
    return _BIG5_STROKES[bisect_left(_BIG5_STROKES, code, key=itemgetter(0))][1]
