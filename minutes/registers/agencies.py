"""The registries: which agencies there are and when, and which label is which person.

Names are looked up as of a day, because an alias may be two bodies (國科會 is one). People are
known by explicit labels only: a nickname is a protection and is never resolved by guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Annotated, ClassVar, Protocol, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from minutes.clock import DaySpan
from minutes.findings.problem import Problem, problem
from minutes.records.front_matter import Date, Str, Strs, Words
from minutes.text.folding import compose, fold
from minutes.text.lists import as_tuple, only
from minutes.yaml_text.validating import nearest, read_entries

AGENCIES_FILE = "agencies.yaml"
_SHIPPED = Path(__file__).parents[1] / "data" / AGENCIES_FILE
# For a register's entries: a field that is misspelt is told and not passed over.
STRICT = ConfigDict(extra="forbid")
_PREFIX = fold("行政院")
# What people write between two agencies instead of a comma.
_JOINED = re.compile(r"\s*[與和及跟暨/／&＆+＋]\s*|\s+")

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A body under one constitution: what it became later is another entry.

    `since` and `until` (in a file: `from`, `to`) are its first and last day; None is open.
    `verified` says that the dates were checked against `source`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: Id
    name: Words
    short: Strs = ()
    since: Annotated[Date | None, Field(alias="from")] = None
    until: Annotated[Date | None, Field(alias="to")] = None
    predecessor: Ids = ()
    successor: Ids = ()
    parent: Id | None = None
    verified: bool = False
    source: Str = ""

    def valid_on(self, day: dt.date) -> bool:
        """Whether the body existed on `day`, as far as its entry says."""
        return self.time.covers(day)

    @property
    def time(self) -> DaySpan:
        """The time in which it existed, as far as its entry says."""
        return DaySpan(self.since, self.until)


AGENCY: TypeAdapter[Agency] = TypeAdapter(Agency)


def comparable(word: str) -> str:
    """The form in which names are compared: composed, folded, white space evened out."""
    return " ".join(fold(compose(word)).split())


def bearers(names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Who bears each name: a name as it is compared → ids, from the names of each id."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for ident, written in names.items():
        for name in dict.fromkeys(map(comparable, written)):
            found[name].append(ident)
    return dict(found)


def _goes_on(word: str, name: str) -> bool:
    """Whether a word begins with a name and goes on by more than a slip of one character."""
    return word.startswith(name) and len(word) > len(name) + 1


@dataclass(frozen=True, slots=True)
class Agencies:
    """All agencies by id, and by each of their spellings."""

    by_id: Mapping[str, Agency] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, agencies: Iterable[Agency]) -> Agencies:
        """A registry of these; a later entry takes the place of an earlier one with its id."""
        by_id = {agency.id: agency for agency in agencies}
        return cls(by_id, bearers({a.id: (a.id, *spellings(a)) for a in by_id.values()}))

    def __iter__(self) -> Iterator[Agency]:
        return iter(self.by_id.values())

    def get(self, ident: str) -> Agency | None:
        """The agency with exactly this id."""
        return self.by_id.get(ident)

    def find(self, word: str) -> list[Agency]:
        """Every agency that ever bore `word` as id, name or short form, in registry order.

        A leading 行政院 may be written before the name of any body right below it.
        """
        wanted = comparable(word)
        found = self._named(wanted)
        if found or not wanted.startswith(_PREFIX):
            return found
        below = self._named(wanted.removeprefix(_PREFIX).strip())
        return [agency for agency in below if agency.parent == "ey"]

    def _named(self, folded: str) -> list[Agency]:
        return [self.by_id[ident] for ident in self._by_name.get(folded, ())]

    def resolve(self, word: str, on: dt.date | None) -> Agency | None:
        """The one agency that `word` means on the day `on`, or None.

        An id means its body whatever the day. A name means the one bearer that existed then; where
        none did, the only bearer there ever was. Without a day, today decides in the same way.
        """
        exact = self.by_id.get(word.strip().lower())
        if exact is not None:
            return exact
        ever = self.find(word)
        day = on or dt.datetime.now(tz=dt.UTC).date()
        then = [agency for agency in ever if agency.valid_on(day)]
        return only(then or ever)

    def nearest(self, word: str) -> str:
        """The known spelling most like `word`, or ""; of several agencies that stand as one word
        (交通部與勞動部) all of them, with commas between; of a body behind the name of the one above it
        (衛福部健保署) its own. A name that stands at the beginning of a longer one (財政部賦稅署) is not meant."""
        parts = list(filter(None, _JOINED.split(word.strip())))
        if len(parts) > 1 and all(map(self.find, parts)):
            return "、".join(parts)
        folded = comparable(word)
        if below := self._below(folded):
            return below.name.zh or below.id
        names = {comparable(s): s for agency in self for s in spellings(agency)}
        like = [name for name in names if not _goes_on(folded, name)]
        return names.get(nearest(folded, like), "")

    def _below(self, folded: str) -> Agency | None:
        """The body whose name stands behind one of the names of the one above it."""
        for agency in self:
            above = self.parent(agency)
            names = map(comparable, spellings(above)) if above else ()
            if any(
                folded in {f"{name}{comparable(own)}" for own in spellings(agency)}
                for name in names
            ):
                return agency
        return None

    def id_of(self, word: str, on: dt.date | None) -> str:
        """The id of the agency that `word` means on a day; the word itself where it means none."""
        agency = self.resolve(word, on)
        return agency.id if agency else word

    def name_of(self, word: str, on: dt.date | None, lang: str) -> str:
        """What that agency is called in a language; the word itself where it means none."""
        agency = self.resolve(word, on)
        return agency.name.get(lang) if agency else word

    def slip_of(self, word: str) -> str:
        """The known spelling that a word nearly is; "" for one that is known itself, and where none is near."""
        return "" if self.find(word) else self.nearest(word)

    def parent(self, agency: Agency) -> Agency | None:
        return self.by_id.get(agency.parent or "")

    def children(self, agency: Agency) -> list[Agency]:
        return [a for a in self if a.parent == agency.id]

    def predecessors(self, agency: Agency) -> list[Agency]:
        """The bodies it took over from, whichever of the two entries says so."""
        return self._linked(agency, attrgetter("predecessor"), attrgetter("successor"))

    def successors(self, agency: Agency) -> list[Agency]:
        """The bodies that took over from it, whichever of the two entries says so."""
        return self._linked(agency, attrgetter("successor"), attrgetter("predecessor"))

    def _linked(
        self, agency: Agency, there: Callable[[Agency], Ids], back: Callable[[Agency], Ids]
    ) -> list[Agency]:
        """The bodies to which its entry leads `there`, or whose entries lead `back` to it."""
        return [a for a in self if a.id in there(agency) or agency.id in back(a)]

    def lineage(self, agency: Agency) -> list[Agency]:
        """The agency with all it came from and all it became, oldest first, each once."""

        def beside(at: Agency) -> list[Agency]:
            return [*self.predecessors(at), *self.successors(at)]

        family = {agency.id: agency} | _reached(agency, beside)
        return sorted(family.values(), key=lambda a: (a.time.first, a.id))


def spellings(agency: Agency) -> tuple[str, ...]:
    """The names under which people write an agency: both full names, then the short forms."""
    return tuple(filter(None, dict.fromkeys((agency.name.zh, agency.name.en, *agency.short))))


@cache
def shipped_agencies() -> tuple[tuple[Agency, ...], tuple[Problem, ...]]:
    """The real agencies that come with this package."""
    entries, problems = read_entries(_SHIPPED.parent, _SHIPPED.name, AGENCY, Agency)
    return tuple(agency for agency, _ in entries), tuple(problems)


def load_agencies(folder: Path | None) -> tuple[Agencies, list[Problem]]:
    """The shipped agencies with the archive's own, which add to them or take their place by id."""
    own: list[tuple[Agency, int]] = []
    problems: list[Problem] = []
    if folder is not None:
        own, problems = read_entries(folder, AGENCIES_FILE, AGENCY, Agency)
    agencies = Agencies.of([*shipped_agencies()[0], *(agency for agency, _ in own)])
    problems += entries_findings(AGENCIES_FILE, own, partial(_agency_problems, agencies))
    return agencies, sorted(problems)


class _Registered(Protocol):
    """An entry of a register."""

    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=_Registered)


def entries_findings(
    path: str, entries: Iterable[tuple[Entry, int]], look: Callable[[Entry, int], Iterable[Problem]]
) -> Iterator[Problem]:
    """The findings about the entries of a register's file, each with its line: what a `look` at it finds,
    and an id that stands there a second time."""
    lines: dict[str, int] = {}
    for entry, line in entries:
        if entry.id in lines:
            yield problem(path, "id-given-twice", line, id=entry.id, first=lines[entry.id])
        lines.setdefault(entry.id, line)
        yield from look(entry, line)


def _agency_problems(agencies: Agencies, agency: Agency, line: int) -> Iterator[Problem]:
    ids = list(agencies.by_id)
    for other in filter(None, (*agency.predecessor, *agency.successor, agency.parent)):
        if other not in agencies.by_id:
            near = nearest(other, ids)
            yield problem(AGENCIES_FILE, "unknown-agency", line, agency=other, near=near)
    if agency.time.ends_before_it_begins:
        yield problem(AGENCIES_FILE, "from-after-to", line, id=agency.id)
    if not spellings(agency):
        yield problem(AGENCIES_FILE, "nameless", line, id=agency.id)

    def above(at: Agency) -> list[Agency]:
        return list(filter(None, [agencies.parent(at)]))

    if any(agency.id in _reached(agency, step) for step in (above, agencies.successors)):
        yield problem(AGENCIES_FILE, "agency-cycle", line, id=agency.id)


def _reached(start: Agency, step: Callable[[Agency], list[Agency]]) -> dict[str, Agency]:
    """All that going on by `step` leads to, by id; the start only where it leads back."""
    reached: dict[str, Agency] = {}
    todo = step(start)
    while todo:
        at = todo.pop()
        if at.id not in reached:
            reached[at.id] = at
            todo += step(at)
    return reached
