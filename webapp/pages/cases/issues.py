"""Issues and cases that are followed through the tiers: the lists, a page for each, and its feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from minutes.cases.trail import Trail
from minutes.records.front_matter import Status
from minutes.records.model import Issue, Meeting
from minutes.text.markup import to_html
from pipeline.trails import assembly, hosts
from pipeline.trails import case as casework
from webapp.drawings.trail_drawing import Point, TrailPicture
from webapp.formats.page_metadata import bibliography
from webapp.i18n.language import Language
from webapp.i18n.stages import STAGES
from webapp.links.building import Scope
from webapp.pages import errors
from webapp.pages.cases import case_page
from webapp.pages.feed_page import feed_of
from webapp.serving.visit import Moved, Page, Reply, Visit

PER_PAGE = 50
# What is made of a trail: the issue file, if there is one, what its feed is of, and its address.
Make = Callable[[Visit, Trail, Issue | None, Scope, str], Reply]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: an issue, or a case without an issue file, with its records."""

    issue: Issue | None
    cases: tuple[int, ...]
    title: str
    hosts: tuple[str, ...]
    records: int
    status: Status | None = None


def overview(visit: Visit, number: int = 1) -> Reply:
    """A page of all issues, the latest step first, and then of the cases without an issue file."""
    catalogue = visit.view.snapshot.catalogue
    files = sorted(
        catalogue.issues,
        key=lambda i: (
            max((s.date.isoformat() for s in i.front.status if s.date), default=""),
            i.slug,
        ),
        reverse=True,
    )
    told = {n for i in files for n in i.front.case}
    wanted: list[Issue | int] = [*files, *sorted(visit.derived.numbers - told, reverse=True)]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    if not 1 <= number <= pages:
        return errors.missing(visit, visit.language.text("Issues"))
    case_page.remember(visit)
    shown = wanted[(number - 1) * PER_PAGE : number * PER_PAGE]
    context = {"rows": [_row(visit, w) for w in shown], "number": number, "pages": pages}
    title = visit.language.text("Issues")
    return Page("issues", title, context, canonical=visit.at.issues(number))


def _row(visit: Visit, wanted: Issue | int) -> Row:
    if isinstance(wanted, int):
        way = assembly.trail(visit.view, wanted)
        if way is None:  # the last record that bears the number has just gone
            return Row(None, (wanted,), "", (), 0)
        return Row(None, (wanted,), way.title, way.hosts, len(way.records))
    way = assembly.trail(visit.view, wanted.slug)
    front = wanted.front
    last = front.status[-1] if front.status else None
    records = len(way.records) if way else 0
    title = visit.said(front.title) or wanted.slug
    return Row(wanted, front.case, title, front.host_agency, records, last)


def issue(visit: Visit, slug: str) -> Reply:
    """One issue: what it is about, where it stands, its trail and the network around it."""
    return _of_issue(visit, slug, _page)


def case(visit: Visit, number: int) -> Reply:
    """A case of which no issue file tells, as far as records do; else its issue's page."""
    return _of_case(visit, number, _page, visit.at.issue)


def issue_feed(visit: Visit, slug: str) -> Reply:
    """The records of an issue's trail, each with what it is to the issue."""
    return _of_issue(visit, slug, _feed)


def case_feed(visit: Visit, number: int) -> Reply:
    """The same for a case without an issue file."""
    return _of_case(visit, number, _feed, lambda slug: visit.at.feed(Scope("issue", slug)))


def _of_issue(visit: Visit, slug: str, make: Make) -> Reply:
    found = visit.view.snapshot.catalogue.issue(slug)
    case_page.remember(visit)
    way = assembly.trail(visit.view, slug) if found else None
    if found is None or way is None:
        return errors.missing(visit, slug)
    return make(visit, way, found, Scope("issue", slug), visit.links.issue(slug))


def _of_case(visit: Visit, number: int, make: Make, at_issue: Callable[[str], str]) -> Reply:
    case_page.remember(visit)
    way = assembly.trail(visit.view, number) if number <= case_page.MOST else None
    if way is None:
        return errors.missing(visit, str(number))
    if way.issue is not None:
        return Moved(at_issue(way.issue))
    return make(visit, way, None, Scope("case", str(number)), visit.links.case(number))


def _title(visit: Visit, way: Trail, found: Issue | None) -> str:
    said = case_page.name_of(way, found, visit.lang) or (found.slug if found else "")
    number = visit.language.text("Case %(number)s", number=way.cases[0]) if way.cases else ""
    return said or number


def _page(visit: Visit, way: Trail, found: Issue | None, scope: Scope, canonical: str) -> Page:
    way = case_page.explained(visit, way)
    guessed_hosts = hosts.inferred(visit.view, way)
    stations = case_page.stations(visit.view, way)
    state, guessed = case_page.standing(visit.view, way, visit.today)
    context = {
        "issue": found,
        "trail": way,
        "body": to_body(found.body) if found else "",
        "feeds": [scope],
        "state": state,
        "guessed": guessed,
        "stations": stations,
        "picture": picture(visit, stations),
        "voted": casework.votes(visit.view, way),
        "told": casework.dossier(visit.view, way),
        "network": casework.network(visit.view, replace(way, hosts=way.hosts or guessed_hosts)),
        "guessed_hosts": guessed_hosts,
        "openness": case_page.openness(visit.view, way),
        "people": case_page.names(visit),
        "words": case_page,
        "stages": STAGES,
        **case_page.tools(visit),
    }
    return Page("issue", _title(visit, way, found), context, canonical=canonical)


def picture(visit: Visit, stations: tuple[case_page.Station, ...]) -> TrailPicture:
    """The trail drawn, each station a link to its place in the list below."""
    language = visit.language
    points = tuple(
        Point(
            s.stage,
            _called(language, s),
            f"#t{n}",
            s.date,
            s.meeting.tier if s.meeting else "",
            s.gap is not None,
        )
        for n, s in enumerate(stations, 1)
    )
    lanes = (
        language.text("Seasonal"),
        language.text("Monthly"),
        language.text("Preparing, following"),
        language.text("Collaborative"),
    )
    return TrailPicture(points, lanes, language.text("The trail as a picture"))


def _called(language: Language, station: case_page.Station) -> str:
    day = language.date(station.date) if station.date else ""
    gone = language.text("no record published") if station.gap else ""
    if station.gap and station.gap.plan:
        gone = language.text("not held")
    said = (STAGES[station.stage].get(language.code), day, gone)
    return " · ".join(filter(None, said))


def _feed(visit: Visit, way: Trail, found: Issue | None, scope: Scope, alternate: str) -> Reply:
    meetings = casework.records(visit.view, way)
    return feed_of(
        visit, _title(visit, way, found), alternate, meetings, scope, _told_by(visit, way)
    )


def _told_by(visit: Visit, way: Trail) -> Callable[[Meeting], str]:
    """What an entry of the feed says of a record: its stage, and what the record says of itself."""
    stages = {e.meeting: STAGES[e.stage].get(visit.lang) for e in way.records}
    books = bibliography(visit)

    def told(meeting: Meeting) -> str:
        return " · ".join(filter(None, (stages.get(meeting.id, ""), books.description(meeting))))

    return told


def to_body(markdown: str) -> str:
    """An issue's summary as safe HTML."""
    return "".join(to_html(block) for block in markdown.split("\n\n") if block.strip())
