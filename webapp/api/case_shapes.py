"""A case in the shapes of the API: its trail, gaps and claims."""

from __future__ import annotations

from collections.abc import Iterable

from minutes.cases.claims import Found, Host
from minutes.cases.trail import Entry, Gap
from minutes.records.front_matter import Bilingual
from webapp.api import schema
from webapp.i18n.stages import STAGES
from webapp.lookup.grounds import Grounds
from webapp.lookup.own_addresses import short_of
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import CaseTarget
from webapp.serving.visit import Visit


def station(visit: Visit, entry: Entry, shorts: Shorts) -> schema.Station:
    """A record of a trail as the API shows it, its stage in words and its addresses with it."""
    return schema.Station(
        meeting=entry.meeting,
        title=entry.title,
        date=entry.date,
        stage=entry.stage,
        stage_name=STAGES[entry.stage],
        found=entry.found,
        speeches=entry.speeches,
        sessions=entry.sessions,
        evidence=entry.evidence,
        url=visit.links.meeting(entry.meeting),
        short_url=shorts.meeting(entry.meeting),
    )


def course(visit: Visit, found: CaseTarget, shorts: Shorts) -> schema.Course:
    """A case or issue, whole: its course through the meetings, who hosts it, and what is claimed of it."""
    trail = found.trail
    return schema.Course(
        cases=trail.cases,
        issue=trail.issue,
        title=found.issue.front.title if found.issue else Bilingual(found.case.name),
        title_found=_title_found(found),
        hosts=tuple(_host(visit, host) for host in found.case.claims.hosts),
        claims=found.case.claims,
        records=_stations(visit, trail.records, shorts),
        mentions=_stations(visit, trail.mentions, shorts),
        gaps=tuple(map(_gap, trail.gaps)),
        response=trail.response,
        released=trail.released,
        report_url=Grounds(visit, absolute=True).whole_report(found.case),
        url=place(visit, found),
        short_url=short_of(found, shorts),
    )


def place(visit: Visit, found: CaseTarget) -> str:
    """The page of an issue, or of a case without an issue file."""
    return visit.links.page_of_case(found.trail.issue, found.number)


def _stations(visit: Visit, entries: Iterable[Entry], shorts: Shorts) -> tuple[schema.Station, ...]:
    shown = visit.view.public.by_id
    return tuple(station(visit, entry, shorts) for entry in entries if entry.meeting in shown)


def _gap(gap: Gap) -> schema.Gap:
    return schema.Gap(
        stage=gap.stage,
        stage_name=STAGES[gap.stage],
        date=gap.date,
        source=gap.source,
        note=gap.note,
        not_held=gap.plan.not_held if gap.plan else None,
    )


def _title_found(found: CaseTarget) -> Found:
    title = found.case.claims.title
    return title.found if title and not found.issue else "declared"


def _host(visit: Visit, host: Host) -> schema.HostOfCase:
    agencies = visit.view.snapshot.catalogue.agencies
    agency = agencies.get(host.id) if host.id else None
    return schema.HostOfCase(
        id=host.id,
        name=agency.name if agency else Bilingual(host.agency),
        found=host.found,
        evidence=host.evidence,
    )
