"""Issues and cases that are followed through the tiers: the lists, a page for each, and its feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from minutes.cases.trail import Gap
from minutes.records.front_matter import Status
from minutes.records.model import Issue, Meeting
from minutes.text.markup import to_html
from pipeline.trails import case as cases
from pipeline.trails.case import Case
from pipeline.trails.stations import Station
from webapp.drawings.trail_drawing import DrawnStation, TrailPicture
from webapp.formats import page_metadata
from webapp.i18n.language import Language
from webapp.i18n.stages import STAGES
from webapp.links.building import Scope
from webapp.lookup.grounds import Ground, Grounds
from webapp.pages import errors
from webapp.pages.cases import case_page
from webapp.pages.feed_page import feed_of
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit

PER_PAGE = 50
# What is made of a case: what its feed is of, and its address.
Make = Callable[[Visit, Case, Scope, str], Reply]


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """A line of the list: an issue, or a case without an issue file, with its records."""

    issue: Issue | None
    cases: tuple[int, ...]
    title: str
    hosts: tuple[str, ...]
    records: int
    status: Status | None = None
    case: Case | None = None


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
    with_issue = {n for i in files for n in i.front.case}
    wanted: list[Issue | int] = [*files, *sorted(visit.derived.numbers - with_issue, reverse=True)]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    if not 1 <= number <= pages:
        return errors.missing(visit, visit.language.text("Issues"))
    shown = wanted[(number - 1) * PER_PAGE : number * PER_PAGE]
    context = {
        "rows": [_row(visit, w) for w in shown],
        "number": number,
        "pages": pages,
        **case_page.tools(visit),
    }
    title = visit.language.text("Issues")
    return HtmlPage("issues", title, context, canonical=visit.links.issues(number))


def _row(visit: Visit, wanted: Issue | int) -> ListedIssue:
    if isinstance(wanted, int):
        found = cases.case(visit.view, wanted)
        if found is None:  # the last record that bears the number has just gone
            return ListedIssue(None, (wanted,), "", (), 0)
        declared = () if found.are_hosts_inferred else found.hosts
        return ListedIssue(
            None, (wanted,), found.name, declared, len(found.trail.records), case=found
        )
    found = cases.case(visit.view, wanted.slug)
    front = wanted.front
    last = front.status[-1] if front.status else None
    records = len(found.trail.records) if found else 0
    title = visit.said(front.title) or wanted.slug
    return ListedIssue(wanted, front.case, title, front.host_agency, records, last, found)


def issue(visit: Visit, slug: str) -> Reply:
    """One issue: what it is about, where it stands, its trail and the network around it."""
    return _of_issue(visit, slug, page_of)


def case(visit: Visit, number: int) -> Reply:
    """A case of which no issue file tells, as far as records do; else its issue's page."""
    return _of_case(visit, number, page_of, visit.at.issue)


def issue_feed(visit: Visit, slug: str) -> Reply:
    """The records of an issue's trail, each with what it is to the issue."""
    return _of_issue(visit, slug, _feed)


def case_feed(visit: Visit, number: int) -> Reply:
    """The same for a case without an issue file."""
    return _of_case(visit, number, _feed, lambda slug: visit.at.feed(Scope("issue", slug)))


def _of_issue(visit: Visit, slug: str, make: Make) -> Reply:
    found = visit.view.snapshot.catalogue.issue(slug)
    whole = cases.case(visit.view, slug) if found else None
    if whole is None:
        return errors.missing(visit, slug)
    return make(visit, whole, Scope("issue", slug), visit.links.issue(slug))


def _of_case(visit: Visit, number: int, make: Make, at_issue: Callable[[str], str]) -> Reply:
    found = cases.case(visit.view, number) if number <= case_page.MOST else None
    if found is None:
        return errors.missing(visit, str(number))
    if found.trail.issue is not None:
        return Moved(at_issue(found.trail.issue))
    return make(visit, found, Scope("case", str(number)), visit.links.case(number))


def _title(visit: Visit, found: Case) -> str:
    said = case_page.name_of(found, visit.lang) or (found.issue.slug if found.issue else "")
    if said or found.number is None:
        return said
    return visit.language.text("Case %(number)s", number=found.number)


def page_of(visit: Visit, found: Case, scope: Scope, canonical: str) -> HtmlPage:
    """The page of a case, with its feed and its address."""
    state, guessed = found.state(visit.today)
    number = int(scope.value) if scope.kind == "case" else found.number
    title = _title(visit, found)
    called = case_page.titled(visit, found, number) or title
    standing = case_page.stands(visit, state, is_found=guessed)
    context = {
        "head": page_metadata.for_case(visit, canonical, called, standing),
        "called": called,
        "case": found,
        "claims": found.claims,
        "issue": found.issue,
        "trail": found.trail,
        "body": to_body(found.issue.body) if found.issue else "",
        "feeds": [scope],
        "state": state,
        "guessed": guessed,
        "stations": found.stations,
        "picture": picture(visit, found.stations),
        "voted": found.votes,
        "dossier": found.dossier,
        "network": found.network,
        "guessed_hosts": found.hosts if found.are_hosts_inferred else (),
        "openness": found.openness,
        "people": case_page.names(visit),
        "words": case_page,
        "stages": STAGES,
        "report": Grounds(visit).whole_report(found),
        **case_page.tools(visit),
    }
    return HtmlPage("issue", title, context, canonical=canonical)


def picture(visit: Visit, stations: tuple[Station, ...]) -> TrailPicture:
    """The trail drawn, each station a link to its place in the list below."""
    language = visit.language
    points = tuple(
        DrawnStation(
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


def _called(language: Language, station: Station) -> str:
    day = language.date(station.date) if station.date else ""
    if station.date and station.gap and station.gap.is_of_month:
        day = language.month(station.date.year, station.date.month)
    said = (STAGES[station.stage].get(language.code), day, _missing(language, station.gap))
    return " · ".join(filter(None, said))


def _missing(language: Language, gap: Gap | None) -> str:
    """Why a station has no record; nothing where it has one."""
    if gap is None:
        return ""
    if gap.plan:
        return language.text("not held")
    if gap.is_only_expected:
        return language.text("no record; nobody says whether it was held")
    return language.text("no record published")


def _feed(visit: Visit, found: Case, scope: Scope, alternate: str) -> Reply:
    named = Grounds(visit, absolute=True).of(
        found.claims.title, found, visit.language.text("Title")
    )
    title = _with(visit, named, _title(visit, found))
    return feed_of(visit, title, alternate, found.records, scope, _summary_of(visit, found))


def _with(visit: Visit, ground: Ground | None, said: str) -> str:
    """What is said, with its ground behind it where words tell it."""
    return visit.language.remarked(said, ground.text) if ground else said


def _summary_of(visit: Visit, found: Case) -> Callable[[Meeting], str]:
    """What an entry of the feed says of a record: its stage, and what the record says of itself."""
    grounds = Grounds(visit, absolute=True)
    stages = {}
    for entry in found.trail.records:
        stage = STAGES[entry.stage].get(visit.lang)
        stages[entry.meeting] = _with(visit, grounds.of(entry, found, stage), stage)
    books = page_metadata.bibliography(visit)

    def describe(meeting: Meeting) -> str:
        return " · ".join(filter(None, (stages.get(meeting.id, ""), books.description(meeting))))

    return describe


def to_body(markdown: str) -> str:
    """An issue's summary as safe HTML."""
    return "".join(to_html(block) for block in markdown.split("\n\n") if block.strip())
