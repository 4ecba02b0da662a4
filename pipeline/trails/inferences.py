"""What only words of other records tell of a record: who hosts it, and what it was about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from operator import attrgetter

from minutes.catalogue.public_view import grouped, order
from minutes.records.model import Meeting
from minutes.text.folding import compose, fold
from pipeline.archive.snapshot import View
from pipeline.search.titles import ShortTexts
from pipeline.trails.case import Case, at_hand, number_worked_out
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.known_cases import known_cases

Hosts = Mapping[str, tuple[str, ...]]
"""The id of a record → the ids of agencies."""


def inferred_hosts(view: View) -> Hosts:
    """The agencies that host each collaborative record as only words of meetings tell: those of its
    case. Of cases that are not worked out yet nothing is told, so that nobody waits."""
    return case_library(view).once(f"hosts {number_worked_out(view)}", _hosts)


def _hosts(library: CaseLibrary) -> Hosts:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for case in _at_hand(library.view):
        hosts = dict.fromkeys(_known(case))
        for meeting in filter(_is_untold, case.records if hosts else ()):
            found[meeting.id] |= hosts
    return dict(zip(found, map(tuple, found.values()), strict=True))


def found_hosting(view: View) -> Mapping[str, tuple[Meeting, ...]]:
    """The same by the id of an agency: the meetings that it hosts as only words tell, newest first."""
    return case_library(view).once(f"hosting {number_worked_out(view)}", _hosting)


def _hosting(library: CaseLibrary) -> Mapping[str, tuple[Meeting, ...]]:
    shown, hosts = library.view.public.by_id, inferred_hosts(library.view)
    found = sorted(map(shown.__getitem__, hosts.keys() & shown.keys()), key=order)
    return grouped(found, lambda meeting: hosts[meeting.id])


def _is_untold(meeting: Meeting) -> bool:
    """Whether a record of a case's own names no host."""
    return (meeting.tier, meeting.front.host_agency) == ("collaborative", ())


def _known(case: Case) -> Iterator[str]:
    """The hosts of a case that only words tell and the registry knows."""
    found = filter(attrgetter("is_automatic"), case.claims.hosts)
    return filter(None, map(attrgetter("id"), found))


def found_subjects(view: View) -> ShortTexts:
    """The title and the numbers of its case for each collaborative record, for the rank: some are called by
    a number alone, others have none. Of cases that are not worked out yet nothing is told, so that nobody
    waits."""
    return case_library(view).once(f"subjects {number_worked_out(view)}", _subjects)


def _subjects(library: CaseLibrary) -> ShortTexts:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for case in _at_hand(library.view):
        own = [meeting for meeting in case.records if meeting.tier == "collaborative"]
        for meeting in own if case.claims.title else ():
            numbers = (f"第{number}案" for number in case.trail.cases)
            found[meeting.id] += map(fold, (compose(case.name), *numbers))
    return ShortTexts({name: "\n".join(titles) for name, titles in found.items()})


def _at_hand(view: View) -> Iterator[Case]:
    """The cases that nobody need wait for."""
    return filter(None, map(partial(at_hand, view), known_cases(view)))
