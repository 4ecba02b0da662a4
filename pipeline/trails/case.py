"""What the pages about cases show, for one view: network, dossier, ballots, publicity, and the steps
that its trails tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutes.cases import dossier as dossiers
from minutes.cases import network as networks
from minutes.cases import openness as publicities
from minutes.cases.ballots import Ballot, ballots
from minutes.cases.dossier import Dossier
from minutes.cases.follow_up import Step
from minutes.cases.network import Network
from minutes.cases.openness import Public
from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import FRONT_MATTER, IssueStatus
from minutes.records.model import Issue, Meeting
from pipeline.archive.snapshot import View
from pipeline.source import head_links
from pipeline.trails.assembly import trail
from pipeline.trails.case_library import case_library, known_cases

_STEPS: dict[str, IssueStatus] = {
    "voted": "preparing",
    "main": "met",
    "monthly": "tracked",
    "released": "released",
}


def issue_file(view: View, of: Trail) -> Issue | None:
    """The issue file of a trail."""
    return view.snapshot.catalogue.issue(of.issue) if of.issue else None


def records(view: View, of: Trail) -> tuple[Meeting, ...]:
    """The visible meetings of a trail's records, in the trail's order."""
    found = (view.meeting(e.meeting) for e in of.records)
    return tuple(m for m in found if m is not None)


def network(view: View, of: Trail) -> Network:
    """Who took part in a case, each with the speeches they made."""
    catalogue = view.snapshot.catalogue
    issue = issue_file(view, of)
    shelf = case_library(view)

    def speeches(meeting: Meeting) -> Mapping[str, Sequence[str]]:
        passages = shelf.passages(meeting)
        said: dict[str, list[str]] = {}
        for ident, who, speech in zip(
            passages.ids, passages.speakers, passages.speech, strict=True
        ):
            if speech and who is not None:
                said.setdefault(who, []).append(ident)
        return said

    return networks.network(
        of,
        view.public.by_id,
        catalogue.agencies,
        catalogue.people,
        speeches,
        issue.front.co_agencies if issue else (),
    )


def dossier(view: View, of: Trail) -> Dossier:
    """Decisions, actions, requests and reports of a case, with the records that hold them."""
    return dossiers.dossier(
        view.public.meetings,
        view.snapshot.catalogue.agencies,
        frozenset(of.cases),
        of.issue,
        of.title if of.title_found == "declared" else "",
    )


def votes(view: View, of: Trail) -> tuple[Ballot, ...]:
    """The ballots in which a case was an option, oldest first."""
    held = [m for m in reversed(view.public.meetings) if m.front.votes]
    return tuple(b for m in held for b in ballots(m, frozenset(of.cases), of.issue))


def publicity(view: View, meeting: Meeting, of: Trail | None = None) -> tuple[Public, ...]:
    """What of a collaborative meeting is public. `of` is the trail of its case, where that is known
    already; what its other records link, promise and answer counts too."""
    if of is None and meeting.front.case:
        of = trail(view, meeting.front.case[0])
    related = records(view, of) if of else ()
    spoken = tuple(
        FRONT_MATTER.validate_python({"links": [entry]}).links[0]
        for entry in head_links.head_links(view.document(meeting))
    )
    return publicities.publicity(
        meeting,
        [m for m in related if m.tier == "collaborative"],
        dossier(view, of).tasks if of else (),
        of.response if of else None,
        spoken,
    )


def steps(view: View) -> dict[int, list[Step]]:
    """What trails tell of cases of which front matter and issue files do not: by case number."""
    told: dict[int, list[Step]] = {}
    for case in known_cases(view):
        way = trail(view, case)
        if way is not None:
            told[case] = steps_of(way)
    return told


def steps_of(way: Trail) -> list[Step]:
    """What one trail tells of which front matter and issue files do not. That a case is spoken of
    after its release does not open it again."""
    return [
        s
        for e in way.records
        if (s := _step(e)) is not None
        and not (s.status == "tracked" and way.released and s.date > way.released)
    ]


def _step(entry: Entry) -> Step | None:
    status = _STEPS.get(entry.stage)
    if (
        status is None
        or entry.date is None
        or (entry.found == "declared" and entry.stage != "main")
    ):
        return None
    return Step(status, entry.date, entry.meeting, entry.speeches[-1] if entry.speeches else "")
