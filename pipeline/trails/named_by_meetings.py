"""By what name meetings call a case up, and which agencies they ask to report on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from minutes.cases.claims import Evidence, Host, Title
from minutes.recognition import called_names, case_profile
from minutes.recognition.agenda_items import Span
from minutes.recognition.called_names import Asked
from minutes.recognition.weights import WEIGHTS
from minutes.records import titles
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies, Agency
from minutes.text.folding import fold, is_han
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading.agendas import Taken
from pipeline.trails.reading.quoting import evidence
from pipeline.trails.reading.spelled_agencies import ministry, spelled


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
    return _called(library, found.taken) or _from_own_title(found)


def _called(library: CaseLibrary, taken: Iterable[Taken]) -> Title | None:
    """The fullest name by which the case is called up by its number."""
    names: list[tuple[Meeting, Span]] = []
    for one in taken:
        span = called_names.name(library.passages(one.meeting), one.item) if one.by_number else None
        if span is not None and one.item.serial:
            names.append((one.meeting, span))
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

    told: dict[str, Evidence] = field(default_factory=dict)
    asked: dict[str, Evidence] = field(default_factory=dict)
    helps: dict[str, Evidence] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    """The meetings that ask it under a heading that names the case."""


def hosts(library: CaseLibrary, found: Assembled) -> tuple[tuple[Host, ...], tuple[Host, ...]]:
    """The hosts of a case and those that help: as people declared them, or else as meetings name them
    and ask them to report. An issue file without a host says that none is settled."""
    way = found.trail
    agencies = library.view.snapshot.catalogue.agencies
    issue = library.view.snapshot.catalogue.issue(way.issue) if way.issue else None
    if way.hosts or issue is not None:
        helping = issue.front.co_agencies if issue else ()
        return _declared(agencies, way.hosts), _declared(agencies, helping)
    named = _named(library, found.taken)
    most = max((len(n.asked) for n in named.values()), default=0)
    own = _spoken_of(library, found.own)
    sure = [b for b, n in named.items() if _is_host(n, most, b in own)]
    helping = tuple(b for b, n in named.items() if n.helps and b not in sure)
    return (
        tuple(_host(agencies, b, _first(named[b].told, named[b].asked)) for b in sure),
        tuple(_host(agencies, b, _first(named[b].helps)) for b in helping),
    )


def _is_host(named: _Named, most: int, is_spoken_of: bool) -> bool:
    """Whether an agency is named as host, or is asked again and again, or is asked once and is the one
    of which the case's own records speak most."""
    if named.helps and not named.told:
        return False
    asked = len(named.asked)
    if named.told and (asked or len(named.told) >= WEIGHTS.asked_twice):
        return True
    often = (asked >= WEIGHTS.asked_twice or bool(named.called)) and asked * 2 >= most
    return often or (asked > 0 and is_spoken_of)


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


def _named(library: CaseLibrary, taken: Iterable[Taken]) -> dict[str, _Named]:
    """The agencies that meetings name for a case, by id, each with the words of each meeting."""
    known = spelled(library)
    named: dict[str, _Named] = defaultdict(_Named)
    for one in taken if known.pattern else ():
        if one.item.unsure:
            continue  # who is asked there may be asked for another case
        passages = library.passages(one.meeting)
        assert known.pattern is not None  # noqa: S101 (looked at before the loop)
        for asked in called_names.asked(passages, one.item, known.pattern):
            body = _body(library, asked, one)
            if body is not None:
                place = _place(named[body.id], asked)
                place.setdefault(one.meeting.id, evidence(library, one.meeting, asked.span))
                if asked.span == one.item.heading and one.names:
                    named[body.id].called.add(one.meeting.id)
    return named


def _place(named: _Named, asked: Asked) -> dict[str, Evidence]:
    return {"host": named.told, "asked": named.asked, "co_host": named.helps}[asked.role]


def _body(library: CaseLibrary, asked: Asked, one: Taken) -> Agency | None:
    agency = spelled(library).on(asked.body, one.meeting.date)
    agencies = library.view.snapshot.catalogue.agencies
    return ministry(agencies, agency) if agency else None


def _spoken_of(library: CaseLibrary, own: Iterable[Meeting]) -> frozenset[str]:
    """The ministries of which the case's own records speak most."""
    agencies = library.view.snapshot.catalogue.agencies
    met = list(own)
    speeches = [text for m in met for text in library.passages(m).spoken]
    day = max((m.date for m in met if m.date), default=None)
    most = case_profile.most_spoken_of(speeches, agencies, day)
    heads = (ministry(agencies, body) for body in most)
    return frozenset(head.id for head in heads if head is not None)
