"""The register of people: Participation Officers and others, with their duties over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from minutes.clock import DaySpan
from minutes.findings.problem import Problem, problem
from minutes.records.front_matter import Date, Str, Strs, Words
from minutes.registers.agencies import STRICT, Agencies, Id, bearers, comparable, entries_findings
from minutes.text.lists import as_tuple, only
from minutes.yaml_text.validating import read_entries

PEOPLE_FILE = "people.yaml"


@dataclass(frozen=True, slots=True)
class Duty:
    """A time as Participation Officer of an agency."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    agency: Str
    since: Annotated[Date | None, Field(alias="from")] = None
    until: Annotated[Date | None, Field(alias="to")] = None

    @property
    def time(self) -> DaySpan:
        """The time in which it was held."""
        return DaySpan(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whose labels the archive knows; `agency` and `role` are as of today. `family` and
    `given` are the names in Latin letters, apart, for citations: nobody can tell from a whole name
    which of its words is the family's."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: Id
    name: Words
    labels: Strs = ()
    family: Str = ""
    given: Str = ""
    agency: Str = ""
    role: Str = ""
    po: Annotated[tuple[Duty, ...], BeforeValidator(as_tuple)] = ()

    def duty_on(self, day: dt.date | None) -> Duty | None:
        """The PO duty held on `day`; None where nobody knows the day."""
        return next((duty for duty in self.po if day and duty.time.covers(day)), None)

    def agency_on(self, day: dt.date | None) -> str:
        """The agency of the PO duty on a day, or else today's."""
        duty = self.duty_on(day)
        return duty.agency if duty else self.agency


PERSON: TypeAdapter[Person] = TypeAdapter(Person)


@dataclass(frozen=True, slots=True)
class People:
    """The people of the archive by id, and by each explicit label."""

    by_id: Mapping[str, Person] = field(default_factory=dict)
    _by_label: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, people: Iterable[Person]) -> People:
        by_id = {person.id: person for person in people}
        return cls(by_id, bearers({person.id: person.labels for person in by_id.values()}))

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_id.values())

    @property
    def called(self) -> frozenset[str]:
        """How they are called: names and labels."""
        return frozenset(chain.from_iterable((*one.name.texts, *one.labels) for one in self))

    def by_label(self, label: str, on: dt.date | None = None) -> Person | None:
        """The person whose entry lists this label; of namesakes the one on duty that day, if one."""
        found = [self.by_id[ident] for ident in self._by_label.get(comparable(label), ())]
        if len(found) > 1:
            found = [person for person in found if person.duty_on(on)]
        return only(found)


def load_people(
    folder: Path | None, agencies: Agencies | None = None
) -> tuple[People, list[Problem]]:
    """The people of the archive; with `agencies`, their agencies are checked as well."""
    if folder is None:
        return People(), []
    entries, problems = read_entries(folder, PEOPLE_FILE, PERSON, Person)
    problems += entries_findings(PEOPLE_FILE, entries, partial(_problems, agencies))
    people = People.of(person for person, _ in entries)
    problems += _shared_labels(people, {person.id: line for person, line in entries})
    return people, sorted(problems)


def _problems(agencies: Agencies | None, person: Person, line: int) -> Iterator[Problem]:
    if agencies is not None:
        yield from _unknown_agencies(person, agencies, line)
    if any(duty.time.ends_before_it_begins for duty in person.po):
        yield problem(PEOPLE_FILE, "from-after-to", line, id=person.id)


def _unknown_agencies(person: Person, agencies: Agencies, line: int) -> Iterator[Problem]:
    words = filter(None, (person.agency, *map(attrgetter("agency"), person.po)))
    for word in dict.fromkeys(words):
        if not agencies.find(word):
            near = agencies.nearest(word)
            yield problem(PEOPLE_FILE, "unknown-agency", line, agency=word, near=near)


def _shared_labels(people: People, lines: Mapping[str, int]) -> Iterator[Problem]:
    for label, ids in people._by_label.items():
        if len(ids) > 1:
            named = ", ".join(ids)
            yield problem(PEOPLE_FILE, "shared-label", lines[ids[1]], label=label, ids=named)
