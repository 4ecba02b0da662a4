"""The yearly handover: this archive explained to a new officer, from its own data alone."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.publication.schedule import Scheduled, to_come
from minutes.records.front_matter import TIERS, Bilingual, Tier
from minutes.records.model import Meeting
from minutes.registers.people import Duty, Person
from pipeline.trails import case as cases
from webapp.pages.cases import case_page
from webapp.pages.desk import concerns
from webapp.pages.desk.concerns import Desk
from webapp.serving.visit import HtmlPage, Visit

_LATEST = 3
_LISTED = 25


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who is a Participation Officer today, and of which agency."""

    person: Person
    duty: Duty


def handover(visit: Visit) -> HtmlPage:
    """Last meetings, open cases, who is who, what there is to do this month."""
    desk: Desk = concerns.gathered(visit, concerns.survey(visit))
    followed = cases.followed(visit.view, visit.today)
    context = {
        "desk": desk.lists,
        "latest": _latest(visit),
        "soon": to_come(visit.site.schedule(), visit.today)[:_LISTED],
        "month": _this_month(visit),
        "follow": followed,
        "officers": officers(visit),
        "listed": _LISTED,
        "everybody": concerns.EVERYBODY,
        "drafts": visit.site.drafts_repository,
        "repository": visit.site.repository,
        **case_page.tools_for(visit, followed.cases, visit.today),
    }
    title = visit.said(Bilingual("交接：給接手的聯絡人", "For whoever takes over"))
    return HtmlPage("desk_handover", title, context, index=False)


def _latest(visit: Visit) -> list[tuple[Tier, tuple[Meeting, ...]]]:
    """The last meetings of each tier that has any."""
    found = ((tier, tuple(visit.view.public.by_tier(tier))[:_LATEST]) for tier in TIERS)
    return [(tier, meetings) for tier, meetings in found if meetings]


def _this_month(visit: Visit) -> list[Scheduled]:
    today = visit.today
    soon = to_come(visit.site.schedule(), today)
    return [s for s in soon if (s.date.year, s.date.month) == (today.year, today.month)]


def officers(visit: Visit) -> list[Officer]:
    """Who holds the duty today, by agency."""
    people = visit.view.snapshot.catalogue.people.by_id.values()
    found = [(person, person.duty_on(visit.today)) for person in people]
    serving = [Officer(person, duty) for person, duty in found if duty is not None]
    return sorted(
        serving, key=lambda o: (visit.agency_name(o.duty.agency, visit.today), o.person.id)
    )
