"""The trail and claims of each case as they were last worked out, used again for as long as nothing
that bears on the case has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from minutes.cases.claims import Claim, Claims, Evidence
from minutes.cases.trail import AGENDAS, Trail, declared
from minutes.clock import DaySpan
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.passages import compared
from minutes.records.model import Meeting
from pipeline.trails.assembly import Assembled
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, case_rulings
from pipeline.trails.reading.lives import CaseLife

Key = tuple[tuple[int, ...], str | None]


@dataclass(frozen=True, slots=True)
class WorkedOutCase:
    """What was worked out of a case, and its life."""

    trail: Trail
    claims: Claims
    life: CaseLife


@cache
def shape() -> TypeAdapter[WorkedOutCase]:
    """How a case is written down; a change of it asks for another `pipeline.trails.cache.VERSION`."""
    return TypeAdapter(WorkedOutCase)


def kept(library: CaseLibrary, key: Key) -> WorkedOutCase | None:
    """What is kept of a case, if it still holds: none of the records that it tells of has changed, and
    no record that changed since says anything that bears on it."""
    return library.once(f"kept {_name(key)}", lambda _: _kept(library, key))


def _kept(library: CaseLibrary, key: Key) -> WorkedOutCase | None:
    found = library.memo.known(_name(key))
    if found is None or found["core"] != library.core:
        return None
    worked = shape().validate_python(found["worked"])
    profile = CaseProfile.read(found["clues"])
    if any(_bears(library, meeting, worked, profile) for meeting in library.changed):
        return None
    library.memo.put(_name(key), found["marks"], found)
    return worked


def keep(library: CaseLibrary, made: Assembled, worked: WorkedOutCase) -> None:
    """Enters what was worked out of a case that was put together, under the fingerprints of the records that it
    tells of and of those that gave its names."""
    by_id = library.view.public.by_id
    told = {*_told_of(worked), *_naming(made)}.intersection(by_id)
    fingerprints = sorted({library.fingerprint(by_id[ident]) for ident in told})
    entry: dict[str, Any] = {
        "core": library.core,
        "marks": fingerprints,
        "clues": made.profile.plain(),
        "worked": shape().dump_python(worked, mode="json"),
    }
    library.memo.put(_name(made.trail.key), fingerprints, entry)


def _name(key: Key) -> str:
    numbers, slug = key
    return f"case {slug or ' '.join(map(str, numbers))}"


def _told_of(worked: WorkedOutCase) -> Iterator[str]:
    """The records from which anything is told of a case."""
    yield from (entry.meeting for entry in (*worked.trail.records, *worked.trail.mentions))
    yield from (words.meeting for words in _evidence(worked.claims))


def _naming(made: Assembled) -> Iterator[str]:
    """The records that may have given a name by which a case is recognised."""
    yield from (taken.meeting.id for taken in made.taken)
    if made.choice is not None:
        yield made.choice[0].id


def _evidence(claims: Claims) -> Iterator[Evidence]:
    alone: tuple[Claim | None, ...] = (claims.title, claims.chosen, claims.status)
    several: tuple[Claim, ...] = (*claims.hosts, *claims.co_hosts, *claims.replies)
    for claim in filter(None, (*alone, *several)):
        yield from claim.grounds()


def _bears(
    library: CaseLibrary, meeting: Meeting, worked: WorkedOutCase, profile: CaseProfile
) -> bool:
    """Whether what a record says now may change what is told of a case."""
    trail = worked.trail
    if declared(meeting, frozenset(trail.cases), trail.issue):
        return True
    if not profile.numbers.isdisjoint(_named_by(library, meeting)):
        return True
    words = {*profile.words, *profile.core, *profile.subject, *profile.chief}
    passages = library.passages(meeting)
    if _any(words, f"{passages.joined}\n{compared(meeting.title)}"):
        return True
    before_it_met = DaySpan(worked.life.first, worked.life.opening)
    may_vote = meeting.tier == "monthly" and before_it_met.covers(meeting.date)
    return may_vote and bool(library.winners(meeting))


def _named_by(library: CaseLibrary, meeting: Meeting) -> Iterator[int]:
    """The numbers of the cases that a meeting calls up, or on which it rules."""
    for item in agendas.of_meeting(library, meeting):
        yield from item.numbers
    for numbers, _ in case_rulings.naming(library, meeting) if meeting.tier in AGENDAS else ():
        yield from numbers


def _any(words: set[str], text: str) -> bool:
    return any(word in text for word in words)
