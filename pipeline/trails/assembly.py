"""One case put together: its records, declared or found; the items that meetings take up for it; and
the line of a ballot that chose it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from minutes.cases.gaps import gaps
from minutes.cases.trail import (
    Entry,
    Trail,
    issue_of,
)
from minutes.recognition.ballot_results import Winner
from minutes.recognition.case_profile import CaseProfile
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.gathering.entries import Entries
from pipeline.trails.gathering.followed_case import follow
from pipeline.trails.gathering.gathered_entries import Gathering
from pipeline.trails.gathering.known_case import KnownCase, WantedCase
from pipeline.trails.known_cases import resolve
from pipeline.trails.reading import vote_results
from pipeline.trails.reading.agendas import TakenUpItem
from pipeline.trails.reading.lives import CaseLife


@dataclass(frozen=True)
class Assembled:
    """A case as it was put together. `own` are the records that are its own, oldest first; `profile` what
    it is recognised by; `aside` all that have some of its words, whether they name it or not."""

    trail: Trail
    profile: CaseProfile
    own: tuple[Meeting, ...]
    life: CaseLife
    taken: tuple[TakenUpItem, ...]
    choice: tuple[Meeting, Winner] | None
    aside: tuple[Entry, ...]


def assembled(view: View, wanted: str | int) -> Assembled | None:
    """The case (by number) or issue (by slug) put together; None where the archive knows neither.

    Kept until the view changes. Speeches are ids of `view.document(meeting)`.
    """
    found = resolve(view, wanted)
    if found is None:
        return None
    cases, issue = found
    library = case_library(view)
    profiles(library)
    key = (cases, issue.slug if issue else None)
    if key not in library.assembled:
        library.assembled[key] = _put_together(WantedCase(library, cases, issue))
    made: Assembled = library.assembled[key]
    return made


def profiles(library: CaseLibrary) -> None:
    """Works out what each case that has records of its own is recognised by, once."""
    if library.profiles:
        return
    numbers = {n for m in library.network if m.tier == "collaborative" for n in m.front.case}
    for number in sorted(numbers):
        issue = issue_of(library.view.snapshot.catalogue.issues, (number,))
        wanted = WantedCase(library, (number,), issue)
        library.profiles[number] = KnownCase.declared_alone(wanted).profile


def trail(view: View, wanted: str | int) -> Trail | None:
    """The trail of the case (a number) or issue (a slug) alone; None where the archive knows
    neither."""
    found = assembled(view, wanted)
    return found.trail if found else None


def _put_together(wanted: WantedCase) -> Assembled:
    known = KnownCase.declared_alone(wanted).called_up()
    if known.profile.named or vote_results.numbered(wanted.library, wanted.numbers):
        known = known.with_titled().chosen().with_titled()
    case = follow(known)
    known, entries = case.known, Gathering(case).gathered()
    return Assembled(
        _trail(known, entries),
        known.profile,
        tuple(sorted(known.own, key=attrgetter("oldest_first"))),
        known.life,
        known.taken,
        known.choice,
        tuple(entries.aside.values()),
    )


def _trail(known: KnownCase, entries: Entries) -> Trail:
    wanted, records = known.wanted, entries.in_order()
    hosts = chain.from_iterable(m.front.host_agency for m in known.own)
    responses = (m.front.response for m in reversed(known.own))
    title = wanted.title()
    allusions = wanted.names.allusions(known.profile, known.names)
    return Trail(
        cases=wanted.cases,
        issue=wanted.slug,
        title=title or known.title(),
        title_found="declared" if title else "automatic",
        hosts=wanted.front.host_agency or tuple(dict.fromkeys(hosts)),
        records=records,
        mentions=entries.alluding(allusions, known.life.first),
        gaps=gaps(records, wanted.issue, wanted.library.view.public.by_id, wanted.numbers),
        response=wanted.front.response or next(filter(None, responses), None),
    )
