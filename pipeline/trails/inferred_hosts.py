"""The hosts that words of meetings give to records whose heads name none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from operator import attrgetter

from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.trails.case import Case, at_hand
from pipeline.trails.known_cases import known_cases

Hosts = Mapping[str, tuple[str, ...]]
"""The id of a record → the ids of agencies."""


def inferred_hosts(view: View) -> Hosts:
    """The agencies that host each collaborative record as only words of meetings tell: those of its
    case. Of cases that are not worked out yet nothing is told, so that nobody waits."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for case in filter(None, map(partial(at_hand, view), known_cases(view))):
        hosts = dict.fromkeys(_known(case))
        for meeting in filter(_is_untold, case.records if hosts else ()):
            found[meeting.id] |= hosts
    return dict(zip(found, map(tuple, found.values()), strict=True))


def _is_untold(meeting: Meeting) -> bool:
    """Whether a record of a case's own names no host."""
    return (meeting.tier, meeting.front.host_agency) == ("collaborative", ())


def _known(case: Case) -> Iterator[str]:
    """The hosts of a case that only words tell and the registry knows."""
    found = filter(attrgetter("is_automatic"), case.claims.hosts)
    return filter(None, map(attrgetter("id"), found))
