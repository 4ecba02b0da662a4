"""Agencies: which there are in the records, and what each hosted, before and after its reforms."""

from __future__ import annotations

from minutes.model import Meeting
from minutes.registry import Agency
from webapp.links import Scope
from webapp.pictures import Bar, Bars
from webapp.views import errors
from webapp.visit import Page, Reply, Visit

LISTED = 40
MAX_PEOPLE = 60


def overview(visit: Visit) -> Reply:
    """The agencies that records name, and all others that the registry knows."""
    agencies = visit.view.snapshot.catalogue.agencies
    derived = visit.derived
    rows = [
        (
            a,
            len(derived.hosting.get(a.id, ())),
            len(derived.attending.get(a.id, ())),
            visit.view.public.now,
        )
        for a in agencies
    ]
    named = sorted((r for r in rows if r[1] or r[2]), key=lambda r: (-r[1], -r[2], r[0].id))
    others = sorted(
        (r[0] for r in rows if not r[1] and not r[2]), key=lambda a: (a.parent or "", a.id)
    )
    context = {"named": named, "others": others, "today": visit.today}
    return Page(
        "agencies", visit.language.text("Agencies"), context, canonical=visit.links.agencies()
    )


def agency(visit: Visit, ident: str) -> Reply:
    """One agency: its records, people, open actions and relations."""
    agencies = visit.view.snapshot.catalogue.agencies
    found = agencies.get(ident)
    if found is None:
        return errors.missing(visit, ident)
    hosting = visit.derived.hosting.get(ident, ())
    hosted = [m for m in hosting if _names(visit, m, m.front.host_agency, ident)]
    context = {
        "agency": found,
        "hosted": hosted[:LISTED],
        "hosted_more": len(hosted) - LISTED,
        "helped": [m for m in hosting if m not in hosted][:LISTED],
        "present": [m for m in visit.derived.attending.get(ident, ()) if m not in hosting][:LISTED],
        "people": _people(visit, found),
        "open": _open_actions(visit, ident),
        "parent": agencies.parent(found),
        "children": agencies.children(found),
        "predecessors": agencies.predecessors(found),
        "successors": agencies.successors(found),
        "years": _years(hosting),
        "feeds": [Scope("agency", ident)],
    }
    return Page("agency", visit.said(found.name), context, canonical=visit.links.agency(ident))


def _names(visit: Visit, meeting: Meeting, words: tuple[str, ...], ident: str) -> bool:
    bodies = (visit.agency(word, meeting.date) for word in words)
    return any(body is not None and body.id == ident for body in bodies)


def _people(visit: Visit, agency: Agency) -> list[tuple[str, str, int]]:
    """Who came for it, with the latest role and the number of meetings."""
    roles: dict[str, str] = {}
    counts: dict[str, int] = {}
    for meeting in visit.derived.attending.get(agency.id, ()):
        for attendee in meeting.front.attendees:
            if attendee.agency and _names(visit, meeting, (attendee.agency,), agency.id):
                roles.setdefault(attendee.name, attendee.role)
                counts[attendee.name] = counts.get(attendee.name, 0) + 1
    return sorted(((n, roles[n], c) for n, c in counts.items()), key=lambda r: (-r[2], r[0]))[
        :MAX_PEOPLE
    ]


def _open_actions(visit: Visit, ident: str) -> list[tuple[Meeting, object]]:
    """The tasks that records give it and that are not done."""
    found: list[tuple[Meeting, object]] = []
    for meeting in visit.view.public.meetings:
        found += [
            (meeting, action) for action in meeting.front.actions
            if action.status == "open" and _names(visit, meeting, action.agency, ident)
        ]  # fmt: skip
    return found[:LISTED]


def _years(meetings: tuple[Meeting, ...]) -> Bars:
    counts: dict[int, int] = {}
    for meeting in meetings:
        if meeting.date:
            counts[meeting.date.year] = counts.get(meeting.date.year, 0) + 1
    years = range(min(counts), max(counts) + 1) if counts else ()
    return Bars(tuple(Bar(str(y), counts.get(y, 0)) for y in years))
