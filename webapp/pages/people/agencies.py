"""Agencies: which there are in the records, and what each hosted, before and after its reforms."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

from minutes.cases.claims import Host
from minutes.cases.dossier import Task, dossier
from minutes.records.model import Meeting
from minutes.registers.agencies import Agency
from minutes.registers.people import Duty, Person
from minutes.text.lists import divided
from pipeline.trails import case as cases
from pipeline.trails.case import Case
from pipeline.trails.known_cases import known_cases
from webapp.drawings.bar_charts import Bar, Bars
from webapp.links.building import Scope
from webapp.pages import errors
from webapp.pages.cases import case_page
from webapp.serving.visit import HtmlPage, Reply, Visit

LISTED = 40
MAX_PEOPLE = 60
_OFFICERS = frozenset({"other_po", "table_lead"})


def overview(visit: Visit) -> Reply:
    """The agencies that records name, and all others that the registry knows."""
    named: list[tuple[Agency, int, int, int]] = []
    others: list[Agency] = []
    for agency in visit.view.snapshot.catalogue.agencies:
        hosted = len(visit.hosted_by(agency.id))
        attended = len(visit.derived.attending.get(agency.id, ()))
        if hosted or attended:
            found = len(visit.found_hosting.get(agency.id, ()))
            named.append((agency, hosted, attended, found))
        else:
            others.append(agency)
    named.sort(key=lambda row: (-row[1], -row[2], row[0].id))
    others.sort(key=lambda agency: (agency.parent or "", agency.id))
    context = {"named": named, "others": others, "today": visit.today}
    return HtmlPage(
        "agencies", visit.language.text("Agencies"), context, canonical=visit.links.agencies()
    )


def agency(visit: Visit, ident: str) -> Reply:
    """One agency: its records, people, open actions and relations."""
    agencies = visit.view.snapshot.catalogue.agencies
    found = agencies.get(ident)
    if found is None:
        return errors.missing(visit, ident)
    hosting = visit.derived.hosting.get(ident, ())
    hosted, helped = divided(hosting, lambda m: _names(visit, m, m.front.host_agency, ident))
    others = [m for m in visit.derived.attending.get(ident, ()) if m not in hosting]
    visited, present = divided(others, lambda m: _sent_officer(visit, m, ident))
    context = {
        "agency": found,
        "hosted": hosted[:LISTED],
        "hosted_more": len(hosted) - LISTED,
        "found": visit.found_hosting.get(ident, ())[:LISTED],
        "claims": _claims(visit, ident)[:LISTED],
        "helped": helped[:LISTED],
        "visited": visited[:LISTED],
        "present": present[:LISTED],
        "people": _people(visit, found),
        "officers": _officers(visit, found),
        "shared": _shared(visit, hosting, ident),
        "called": _case_names(visit),
        "open": _open_tasks(visit, ident),
        "parent": agencies.parent(found),
        "children": agencies.children(found),
        "predecessors": agencies.predecessors(found),
        "successors": agencies.successors(found),
        "years": _years(hosting),
        "feeds": [Scope("agency", ident)],
        **case_page.tools(visit),
    }
    return HtmlPage("agency", visit.said(found.name), context, canonical=visit.links.agency(ident))


def _claims(visit: Visit, ident: str) -> list[tuple[Case, Host]]:
    """The cases that it hosts as only words tell, the latest number first, each with the claim."""
    found = filter(None, map(partial(cases.at_hand, visit.view), known_cases(visit.view)))
    claims = ((case, host) for case in found for host in case.claims.hosts)
    own = ((case, host) for case, host in claims if host.is_automatic and host.id == ident)
    return sorted(own, key=lambda pair: -(pair[0].number or 0))


def _names(visit: Visit, meeting: Meeting, words: tuple[str, ...], ident: str) -> bool:
    return any(_is(visit, word, meeting.date, ident) for word in words)


def _officers(visit: Visit, agency: Agency) -> list[tuple[Person, Duty]]:
    """Its Participation Officers as the registry of people has them, the latest first."""
    found = [
        (person, duty)
        for person in visit.view.snapshot.catalogue.people
        for duty in person.po
        if _is(visit, duty.agency, duty.since, agency.id)
    ]
    return sorted(found, key=lambda pair: (pair[1].since or dt.date.min, pair[0].id), reverse=True)[
        :MAX_PEOPLE
    ]


def _is(visit: Visit, word: str, day: dt.date | None, ident: str) -> bool:
    body = visit.agency(word, day)
    return body is not None and body.id == ident


def _shared(
    visit: Visit, hosting: Sequence[Meeting], ident: str
) -> list[tuple[int, tuple[Agency, ...]]]:
    """The cases that it hosts or helps to host together with others, the latest number first."""
    found: dict[int, dict[str, Agency]] = {}
    for meeting in hosting:
        words = (*meeting.front.host_agency, *meeting.front.co_agencies)
        bodies = filter(None, (visit.agency(word, meeting.date) for word in words))
        others = {body.id: body for body in bodies if body.id != ident}
        for case in meeting.front.case:
            found.setdefault(case, {}).update(others)
    shared = [(case, tuple(others.values())) for case, others in found.items() if others]
    return sorted(shared, key=lambda pair: pair[0], reverse=True)[:LISTED]


def _sent_officer(visit: Visit, meeting: Meeting, ident: str) -> bool:
    """Whether one of its Participation Officers was at a meeting: as the record or the registry
    says."""
    sent = (a for a in meeting.front.attendees if _names(visit, meeting, (a.agency,), ident))
    return any(a.capacity in _OFFICERS or _is_on_duty(visit, a.name, meeting.date) for a in sent)


def _is_on_duty(visit: Visit, name: str, day: dt.date | None) -> bool:
    """Whether the register has somebody of this name as a Participation Officer that day."""
    person = visit.view.snapshot.catalogue.people.by_label(name, day)
    return person is not None and person.duty_on(day) is not None


def _people(visit: Visit, agency: Agency) -> list[tuple[str, str, int]]:
    """Who came for it, with the latest role and the number of meetings; a record and its translation
    are one meeting."""
    people = visit.view.snapshot.catalogue.people
    came: dict[str, _AttendeeOfAgency] = {}
    for meeting in visit.derived.attending.get(agency.id, ()):
        for attendee in meeting.front.attendees:
            if _names(visit, meeting, (attendee.agency,), agency.id):
                name = attendee.name
                person = people.by_id.get(name) or people.by_label(name, meeting.date)
                key = f"person {person.id}" if person else name
                shown = _name_of(visit, person) if person and person.id == name else name
                came.setdefault(key, _AttendeeOfAgency(shown)).enter(
                    visit, meeting, shown, attendee.role
                )
    found = sorted((-len(each.meetings), each.name, each.role) for each in came.values())
    return [(name, role, -count) for count, name, role in found[:MAX_PEOPLE]]


def _name_of(visit: Visit, person: Person) -> str:
    return person.labels[0] if person.labels else visit.said(person.name)


@dataclass(slots=True)
class _AttendeeOfAgency:
    """Somebody who came for an agency, while its records are read from the newest on."""

    name: str
    role: str = ""
    meetings: set[str] = field(default_factory=set)

    def enter(self, visit: Visit, meeting: Meeting, name: str, role: str) -> None:
        twin = visit.view.public.twin(meeting)
        self.meetings.add(min(meeting.id, twin.id) if twin else meeting.id)
        # A translated role is not how others are shown.
        if not self.role and meeting.lang.startswith("zh"):
            self.name, self.role = name, role


def _open_tasks(visit: Visit, ident: str) -> list[Task]:
    """The tasks that records give it and that no later record calls done, the most pressing first."""
    promised = dossier(visit.view.public.meetings, visit.view.snapshot.catalogue.agencies)
    found = [task for task in promised.tasks if task.is_open and ident in task.agencies]
    return sorted(found, key=attrgetter("order"))[:LISTED]


def _case_names(visit: Visit) -> Callable[[int], str]:
    """`called(case)` is what a case is called, "" where nothing tells."""

    def called(case: int) -> str:
        found = cases.case(visit.view, case)
        return case_page.name_of(found, visit.lang) if found else ""

    return called


def _years(meetings: tuple[Meeting, ...]) -> Bars:
    counts = Counter(meeting.date.year for meeting in meetings if meeting.date)
    years = range(min(counts), max(counts) + 1) if counts else ()
    return Bars(tuple(Bar(str(y), counts[y]) for y in years))
