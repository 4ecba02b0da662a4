"""Who speaks in an archive: labels, joined where the registry says that they are one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from minutes.catalogue.public_view import PublicView
from minutes.records.model import Meeting
from minutes.registers.agencies import key
from minutes.registers.generic_labels import is_generic
from minutes.registers.people import People, Person
from minutes.text.folding import fold, is_han

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
        return self.by_label.get(name) or self.folded.get(key(name))


def _names(person: Person) -> Iterator[str]:
    yield from filter(None, (person.name.zh, person.name.en, person.id, *person.labels))


def collect(view: PublicView, people: People) -> Roster:
    """The roster of a view. A label belongs to a person only where the registry lists it, as of the
    meeting's day where it lists it for several."""
    held: dict[tuple[str, str], list[tuple[Meeting, int, str]]] = {}
    persons: dict[str, Person] = {}
    for meeting in view.meetings:
        for speaker in meeting.speakers:
            person = people.by_label(speaker.name, meeting.date)
            where = ("person", person.id) if person else ("label", speaker.name)
            if person:
                persons[person.id] = person
            held.setdefault(where, []).append((meeting, speaker.speeches, speaker.name))
    voices = []
    for (kind, ident), rows in held.items():
        person = persons[ident] if kind == "person" else None
        name = (person.name.zh or person.name.en or ident) if person else ident
        meetings = tuple(dict.fromkeys(m for m, _, _ in rows))
        labels = tuple(dict.fromkeys(label for _, _, label in rows))
        voices.append(
            Voice(
                name,
                labels,
                person,
                meetings,
                sum(n for _, n, _ in rows),
                _agencies(meetings, labels, person),
            )
        )
    voices.sort(key=lambda v: (-len(v.meetings), -v.speeches, v.name))
    by_label: dict[str, Voice] = {}
    folded: dict[str, Voice] = {}
    for voice in voices:
        for label in (voice.name, *voice.labels):
            by_label.setdefault(label, voice)
        for name in (voice.name, *voice.labels, *(_names(voice.person) if voice.person else ())):
            folded.setdefault(key(name), voice)
    real = [v for v in voices if not v.is_generic]
    groups: dict[str, list[Voice]] = {}
    for voice in sorted(real, key=lambda v: (collation(v.name), v.name)):
        groups.setdefault(voice.group, []).append(voice)
    ordered = sorted(groups, key=lambda g: (not g.isalpha() or g == OTHER, g == OTHER, g.zfill(2)))
    return Roster(
        tuple(real),
        by_label,
        folded,
        tuple(v for v in voices if v.is_generic),
        {g: tuple(groups[g]) for g in ordered},
    )


def _agencies(
    meetings: tuple[Meeting, ...], labels: tuple[str, ...], person: Person | None
) -> tuple[str, ...]:
    """The agencies for which they sat in a meeting, latest first."""
    found = dict.fromkeys(
        a.agency for m in meetings for a in m.front.attendees if a.agency and a.name in labels
    )
    if person and person.agency:
        found.setdefault(person.agency)
    return tuple(found)


def group_of(name: str) -> str:
    """The letter or the number of strokes under which a name is listed."""
    first = fold(name[:1]) or " "
    if "a" <= first <= "z":
        return first
    if is_han(name[0]):
        strokes = _strokes(name[0])
        return str(strokes) if strokes else OTHER
    return OTHER


def collation(name: str) -> bytes:
    """Latin names by letter; Han names by the strokes of their characters."""
    return fold(name).encode("big5", "replace")


def _strokes(char: str) -> int:
    try:
        code = int.from_bytes(char.encode("big5"), "big")
    except UnicodeEncodeError:
        return 0
    if not 0xA440 <= code <= 0xC67E:
        return 0
    return next(strokes for last, strokes in _BIG5_STROKES if code <= last)
