"""The claims about one case: what people declared, or else what its trail was found by."""

from __future__ import annotations

from collections.abc import Iterable

from minutes.cases import follow_up
from minutes.cases.claims import UNKNOWN, Claims, Evidence, Host, Selection, Standing, Title
from minutes.cases.follow_up import CaseState, Key, Step
from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import IssueStatus
from minutes.registers.agencies import Agencies
from pipeline.archive.snapshot import View
from pipeline.trails.case_library import CaseLibrary, case_library
from pipeline.trails.inferred_hosts import inferred_hosts

_STEPS: dict[str, IssueStatus] = {
    "voted": "preparing",
    "main": "met",
    "monthly": "tracked",
    "released": "released",
}


def claims(view: View, way: Trail) -> Claims:
    """What is claimed of a trail's case."""
    agencies = view.snapshot.catalogue.agencies
    issue = view.snapshot.catalogue.issue(way.issue) if way.issue else None
    co_hosts = issue.front.co_agencies if issue else ()
    return Claims(
        title=_title(view, way),
        hosts=_hosts(view, way),
        co_hosts=tuple(_host(agencies, word) for word in co_hosts),
        chosen=_chosen(way),
        status=_status(view, way),
    )


def _title(view: View, way: Trail) -> Title | None:
    if not way.title:
        return None
    if way.title_found == "declared":
        return Title(text=way.title, found="declared")
    return Title(text=way.title, evidence=_first_evidence(way.records))


def _first_evidence(records: Iterable[Entry]) -> Evidence | None:
    return next((entry.evidence for entry in records if entry.evidence), None)


def _hosts(view: View, way: Trail) -> tuple[Host, ...]:
    agencies = view.snapshot.catalogue.agencies
    if way.hosts:
        return tuple(_host(agencies, word) for word in way.hosts)
    return tuple(
        Host(
            agency=agencies.by_id[ident].name.zh,
            id=ident,
            evidence=_first_evidence(way.records),
        )
        for ident in inferred_hosts(view, way)
    )


def _host(agencies: Agencies, word: str) -> Host:
    agency = agencies.resolve(word, None)
    return Host(
        agency=agency.name.zh if agency else word,
        id=agency.id if agency else None,
        found="declared",
    )


def _chosen(way: Trail) -> Selection | None:
    entry = next(iter(way.records_in("voted")), None)
    if entry is None:
        return None
    return Selection(
        how="ballot",
        date=entry.date,
        meeting=entry.meeting,
        found=entry.found,
        evidence=entry.evidence,
    )


def _status(view: View, way: Trail) -> Standing:
    """The last thing that is known of its standing."""
    told = _declared(view, way)
    found = max(steps_of(way), key=lambda step: step.date, default=None)
    if told is not None and (found is None or (told.changed or found.date) >= found.date):
        return Standing(
            value=told.status, since=told.changed, meeting=told.meeting, found="declared"
        )
    if found is None:
        return UNKNOWN
    entry = next((e for e in way.records if e.meeting == found.meeting), None)
    return Standing(
        value=found.status,
        since=found.date,
        meeting=found.meeting,
        evidence=entry.evidence if entry else None,
    )


def _declared(view: View, way: Trail) -> CaseState | None:
    """Where people say that it stands."""
    every = case_library(view).once("declared states", _declared_states)
    return next(
        (every[key] for key in ((c, way.issue) for c in way.cases or (None,)) if key in every), None
    )


def _declared_states(library: CaseLibrary) -> dict[Key, CaseState]:
    view, catalogue = library.view, library.view.snapshot.catalogue
    states = follow_up.states(
        view.public.meetings, catalogue.issues, catalogue.agencies, view.public.now.date()
    )
    return {(state.case, state.issue): state for state in states}


def steps(way: Trail, told: Claims) -> tuple[Step, ...]:
    """What the claims tell of a case's state, as steps."""
    return tuple(steps_of(way))


def steps_of(way: Trail) -> list[Step]:
    """What one trail tells of which front matter and issue files do not. That a case is spoken of
    after its release does not open it again."""
    found = [step for entry in way.records if (step := _step(entry)) is not None]
    released = way.released
    if released is None:
        return found
    return [step for step in found if step.status != "tracked" or step.date <= released]


def _step(entry: Entry) -> Step | None:
    status = _STEPS.get(entry.stage)
    if status is None or entry.date is None:
        return None
    if entry.found == "declared" and entry.stage != "main":
        return None
    return Step(status, entry.date, entry.meeting, entry.speeches[-1] if entry.speeches else "")
