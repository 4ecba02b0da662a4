"""By what name meetings call a case up, and which agencies they ask to report on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from minutes.cases.claims import Evidence, Host, Title
from minutes.recognition import called_names, case_profile
from minutes.recognition.called_names import AgencyInRole
from minutes.recognition.host_statements import Stated
from minutes.recognition.weights import WEIGHTS
from minutes.records import titles
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, Agency
from minutes.registers.spelled_agencies import ministry
from minutes.text.folding import fold, is_han
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import host_readings
from pipeline.trails.reading.agendas import Taken
from pipeline.trails.reading.quoting import evidence


def title(library: CaseLibrary, found: Assembled) -> Title | None:
    """What a case is called: as people declared it, as a ballot's result names it, as the chair calls
    it up by its number, or as its own record's title names its subject; None where none does."""
    way = found.trail
    if way.title_found == "declared" and way.title:
        return Title(text=way.title, found="declared")
    if found.choice is not None and found.choice[1].is_formal:
        meeting, winner = found.choice
        words = evidence(library, meeting, winner.span)
        return Title(text=words.words, evidence=words)
    called = _called(library, found.taken, found.clues.numbers)
    return called or _from_own_title(found)


def _called(library: CaseLibrary, taken: Iterable[Taken], numbers: frozenset[int]) -> Title | None:
    """The fullest name by which the case is called up by its number."""
    names = [
        (one.meeting, span)
        for one in taken
        if one.by_number
        and (span := called_names.name(library.passages(one.meeting), one.item, numbers))
    ]
    if not names:
        return None
    meeting, span = max(names, key=lambda pair: pair[1].end - pair[1].start)
    words = evidence(library, meeting, span)
    return Title(text=words.words, evidence=words)


def _from_own_title(found: Assembled) -> Title | None:
    """The subject that the title of one of its own records gives."""
    for meeting in found.own:
        subject = titles.subject(meeting.title)
        if len(subject) >= WEIGHTS.least_name:
            return Title(text=subject, evidence=Evidence(meeting.id, "", meeting.title))
    return None


@dataclass
class _Named:
    """Where meetings name an agency in one role."""

    stated: dict[str, Evidence] = field(default_factory=dict)
    """The case's own records that say so outright."""
    told: dict[str, Evidence] = field(default_factory=dict)
    proposed: dict[str, Evidence] = field(default_factory=dict)
    """Meetings that name it where they go through proposals."""
    presents: dict[str, Evidence] = field(default_factory=dict)
    """Meetings in which it tells of the case as a proposal."""
    asked: dict[str, Evidence] = field(default_factory=dict)
    called: dict[str, Evidence] = field(default_factory=dict)
    helps: dict[str, Evidence] = field(default_factory=dict)
    by_name: set[str] = field(default_factory=set)
    """The meetings that ask it under a heading that names the case."""

    def words(self) -> Evidence | None:
        """The first words for it, the plainest kind before others."""
        return _first(self.stated, self.told, self.asked, self.proposed, self.presents, self.called)

    def is_host(self, most: int, is_spoken_of: bool, is_none_spoken_of: bool) -> bool:
        """Whether it hosts the case. `most` is how often any agency is asked for it; the last two tell
        whether the case's own records speak most of this agency, and whether they speak of none."""
        if self.helps and not (self.told or self.stated):
            return False
        heard = (self.asked, self.called, self.proposed, self.presents)
        grounds = (
            self.stated,
            self.told and self.asked,
            len(self.told) >= WEIGHTS.asked_twice,
            len(self.asked) >= max(WEIGHTS.asked_twice, most / 2),
            self.by_name and len(self.asked) > most / 2,
            is_spoken_of and any(heard),
            self.proposed and self.asked,
            is_none_spoken_of and any((self.proposed, self.presents)),
        )
        return any(grounds)


def hosts(library: CaseLibrary, found: Assembled) -> tuple[tuple[Host, ...], tuple[Host, ...]]:
    """The hosts of a case and those that help: as people declared them, or else as meetings name them
    and ask them to report. An issue file without a host says that none is settled."""
    way = found.trail
    agencies = library.view.snapshot.catalogue.agencies
    issue = library.view.snapshot.catalogue.issue(way.issue) if way.issue else None
    if way.hosts or issue is not None:
        helping = issue.front.co_agencies if issue else ()
        return _declared(agencies, way.hosts), _declared(agencies, helping)
    named = _named(library, found)
    most = max((len(n.asked) for n in named.values()), default=0)
    own = _spoken_of(library, found.own)
    sure = [b for b, n in named.items() if n.is_host(most, b in own, bool(found.own) and not own)]
    # Whom they help is known first: what a proposal is told to have may be settled otherwise later.
    helped = [b for b, n in named.items() if n.helps and b not in sure] if sure else []
    return (
        tuple(_host(agencies, b, named[b].words()) for b in sure),
        tuple(_host(agencies, b, _first(named[b].helps)) for b in helped),
    )


def _declared(agencies: Agencies, words: Iterable[str]) -> tuple[Host, ...]:
    found = []
    for word in words:
        agency = agencies.resolve(word, None)
        found.append(
            Host(
                agency=short_name(agency) if agency else word,
                id=agency.id if agency else None,
                found="declared",
            )
        )
    return tuple(found)


def _host(agencies: Agencies, ident: str, words: Evidence | None) -> Host:
    return Host(agency=short_name(agencies.by_id[ident]), id=ident, evidence=words)


def short_name(agency: Agency) -> str:
    """The name under which an agency is spoken of: its first Chinese short form, or its name."""
    short = [name for name in agency.short if is_han(fold(name)[0])]
    return short[0] if short else agency.name.zh


def _first(*kept: dict[str, Evidence]) -> Evidence | None:
    return next((words for place in kept for words in place.values()), None)


def _named(library: CaseLibrary, found: Assembled) -> dict[str, _Named]:
    """The agencies that meetings name for a case, by id, each with the words of each meeting."""
    named: dict[str, _Named] = defaultdict(_Named)
    pattern = library.spelled.pattern
    if pattern is None:
        return named
    # Who is asked in an item that is not surely the case's may be asked for another one.
    for one in (taken for taken in found.taken if not taken.item.unsure):
        for asked in called_names.asked(
            library.passages(one.meeting), one.item, pattern, found.clues.numbers
        ):
            entered = _enter(library, named, one.meeting, asked, asked.role)
            if entered and asked.role == "asked" and asked.span == one.item.heading and one.names:
                entered.by_name.add(one.meeting.id)
    for meeting, told in host_readings.of_case(library, found):
        role = _STATED[meeting.tier == "collaborative"].get(told.role, told.role)
        _enter(library, named, meeting, told, role)
    return named


# What a statement is worth: of a meeting that goes through proposals, and of the case's own record.
_STATED = {False: {"host": "proposed"}, True: {"host": "stated"}}


def _enter(
    library: CaseLibrary,
    named: dict[str, _Named],
    meeting: Meeting,
    told: AgencyInRole | Stated,
    role: str,
) -> _Named | None:
    """Enters an agency under its ministry; None where the registry does not know it."""
    agency = library.spelled.on(told.body, meeting.date)
    head = ministry(library.view.snapshot.catalogue.agencies, agency) if agency else None
    if head is None:
        return None
    place: dict[str, Evidence] = getattr(named[head.id], _PLACES.get(role, role))
    place.setdefault(meeting.id, evidence(library, meeting, told.span))
    return named[head.id]


_PLACES = {"host": "told", "co_host": "helps"}


def _spoken_of(library: CaseLibrary, own: Iterable[Meeting]) -> frozenset[str]:
    """The ministries of which the case's own records speak most."""
    agencies = library.view.snapshot.catalogue.agencies
    met = list(own)
    speeches = [text for m in met for text in library.passages(m).spoken]
    day = max((m.date for m in met if m.date), default=None)
    most = case_profile.most_spoken_of(speeches, agencies, day)
    heads = (ministry(agencies, body) for body in most)
    return frozenset(head.id for head in heads if head is not None)
