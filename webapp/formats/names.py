"""The name of an author, for formats that tell the family's name from the given one."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.registers.people import Person
from minutes.text.folding import is_han
from minutes.text.shortening import one_line

_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Name:
    """An author: as one says it, and for a person whose names the registry knows apart, these."""

    literal: str
    family: str = ""
    given: str = ""

    @property
    def sorted(self) -> str:
        """As lists have it: the family's name first where it is known."""
        return f"{self.family}, {self.given}" if self.family else self.literal


def name_of(voice: str, person: Person | None) -> Name:
    """A speaker as the record calls them; with family and given name where the archive's register
    knows them apart and the record writes the name in Latin letters."""
    if person is None or is_han(voice[0]):
        return Name(voice)
    family = one_line(person.family, _LONGEST)
    given = one_line(person.given, _LONGEST)
    return Name(voice, family, given)
