"""Following up: which cases are open and with whom, what is due, which help is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from minutes.cases.claims import Claim
from minutes.cases.dossier import AskedHelp, Task
from minutes.cases.follow_up import IN_PRINCIPLE, CaseState, FollowUp, Key
from minutes.cases.trail import Entry
from minutes.records import terms
from minutes.records.model import Meeting
from minutes.text.lists import without_empty
from minutes.text.shortening import one_line
from pipeline.trails import case as cases
from webapp.drawings.bar_charts import Pace
from webapp.formats import follow_up_files
from webapp.formats.page_metadata import bibliography
from webapp.links.building import Scope
from webapp.lookup.grounds import Ground, Grounds
from webapp.pages import errors
from webapp.pages.cases import case_page
from webapp.pages.feed_page import feed_of
from webapp.serving.visit import FileAnswer, HtmlPage, Reply, Visit

LISTED = 200
PACE_MONTHS = 60
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class AgencyLoad:
    """An agency that has something open: its id or name, and how much of what."""

    ident: str
    name: str
    cases: int
    tasks: int
    late: int
    asks: int


def followed(visit: Visit) -> FollowUp:
    """What is open today, as front matter, issue files and the trails of all cases tell; hosts that
    nobody names are inferred."""
    return cases.followed(visit.view, visit.today)


def overview(visit: Visit) -> Reply:
    """Everything that is open, by agency."""
    return _page(visit, followed(visit), "")


def agency(visit: Visit, ident: str) -> Reply:
    """The same for one agency: by its id, or by its name where the registry does not know it."""
    return _of_agency(visit, ident, _page)


def _of_agency(visit: Visit, ident: str, make: Callable[[Visit, FollowUp, str], Reply]) -> Reply:
    """What is made of that which an agency has open; with no `ident`, of all."""
    whole = followed(visit)
    if not ident:
        return make(visit, whole, ident)
    if not _name(visit, ident) and ident not in whole.agencies:
        return errors.missing(visit, ident)
    return make(visit, whole.of(ident), ident)


def _name(visit: Visit, ident: str) -> str | None:
    known = visit.view.snapshot.catalogue.agencies.get(ident)
    return visit.said(known.name) if known else None


def _page(visit: Visit, open_: FollowUp, ident: str) -> HtmlPage:
    language = visit.language
    title = language.text("What is open")
    name = (_name(visit, ident) or ident) if ident else ""
    context = {
        "open": open_,
        "ident": ident,
        "name": name,
        "desks": [] if ident else agency_loads(visit, open_),
        "pace": None if ident else Pace(open_.pace[-PACE_MONTHS:], IN_PRINCIPLE),
        "in_principle": IN_PRINCIPLE,
        "listed": LISTED,
        "feeds": [Scope("following", ident)],
        "known": bool(ident) and visit.view.snapshot.catalogue.agencies.get(ident) is not None,
        **case_page.tools_for(visit, (*open_.cases, *open_.waiting), visit.today),
    }
    said = language.colon.join(filter(None, (title, name)))
    return HtmlPage("following", said, context, canonical=visit.links.following(ident))


def agency_loads(visit: Visit, open_: FollowUp) -> list[AgencyLoad]:
    """The agencies with something open, most first."""
    late = open_.overdue
    return [
        AgencyLoad(
            word,
            _name(visit, word) or word,
            sum(word in c.hosts for c in open_.cases),
            sum(word in t.agencies for t in open_.tasks),
            sum(word in t.agencies for t in late),
            sum(word in (*q.sender, *q.to) for q in open_.asks),
        )
        for word in open_.agencies
    ]


def _title(visit: Visit, ident: str) -> str:
    name = (_name(visit, ident) or one_line(ident, MAX_NAME)) if ident else ""
    return " · ".join(filter(None, (visit.language.text("What is open"), name)))


def feed(visit: Visit, ident: str = "") -> Reply:
    """The records that last spoke of what is open; each entry says which cases and how they stand."""
    return _of_agency(visit, ident, _feed)


def _feed(visit: Visit, found: FollowUp, ident: str) -> Reply:
    spoken: defaultdict[str, list[str]] = defaultdict(list)
    declared = cases.declared_states(visit.view, visit.today)
    hosted, words = cases.hosted(declared), cases.by_words(declared, found.cases)
    for state in found.cases:
        if state.meeting:
            grounds = _grounds(visit, state, hosted, words).values()
            marks = dict.fromkeys(f"({ground.text})" for ground in grounds)
            spoken[state.meeting].append(" ".join([line(visit, state), *marks]))
    for task in found.tasks:
        due = f" ({task.action.due.isoformat()})" if task.action.due else ""
        spoken[task.meeting].append(f"{task.action.task}{due}")
    for ask in found.asks:
        spoken[ask.meeting].append(ask.request.what)
    meetings = list(filter(None, map(visit.view.meeting, spoken)))

    def summary(meeting: Meeting) -> str:
        return " / ".join(spoken[meeting.id])

    alternate, scope = visit.links.following(ident), Scope("following", ident)
    return feed_of(visit, _title(visit, ident), alternate, meetings, scope, summary)


def line(visit: Visit, state: CaseState) -> str:
    """A case in one line: number, title, status, note."""
    number = (
        visit.language.text("Case %(number)s", number=state.case) if state.case is not None else ""
    )
    status = visit.language.label(terms.ISSUE_STATUS, state.status)
    return " ".join(filter(None, (number, state.title, status, state.note)))


def table(visit: Visit, ident: str = "") -> Reply:
    """The open cases, tasks and requests as one CSV file."""
    return _of_agency(visit, ident, _table)


def _table(visit: Visit, found: FollowUp, _: str) -> Reply:
    return FileAnswer(follow_up_files.table(_Rows(visit, found).all()), "text/csv", "following.csv")


class _Rows:
    """The rows of the table of what is open."""

    def __init__(self, visit: Visit, found: FollowUp) -> None:
        self.visit, self.found = visit, found
        self.speeches = case_page.KnownSpeeches(visit.view)

    def all(self) -> Iterator[follow_up_files.FollowUpLine]:
        """Cases, then tasks, then requests."""
        every = (*self.found.cases, *self.found.waiting)
        declared = cases.declared_states(self.visit.view, self.visit.today)
        hosted, words = cases.hosted(declared), cases.by_words(declared, every)
        for state in every:
            yield self._case(state, _grounds(self.visit, state, hosted, words))
        yield from map(self._task, self.found.tasks)
        yield from map(self._request, self.found.asks)

    def _case(
        self, state: CaseState, grounds: Mapping[str, Ground]
    ) -> follow_up_files.FollowUpLine:
        shown = grounds.values()
        return follow_up_files.FollowUpLine(
            inferred=" ".join(grounds),
            evidence=" | ".join(ground.words for ground in shown),
            evidence_url=" ".join(ground.source for ground in shown),
            report_url=next((ground.report for ground in shown), ""),
            type="case",
            case=state.case,
            issue=state.issue or "",
            title=state.title,
            agency=self._names(state.hosts),
            status=state.status,
            since=state.since,
            days=state.days,
            last=state.last,
            note=state.note,
            url=self._address(state.meeting, state.speech),
        )

    def _task(self, task: Task) -> follow_up_files.FollowUpLine:
        action = task.action
        return follow_up_files.FollowUpLine(
            type="task",
            case=next(iter(action.case), None),
            title=action.task,
            agency=self._names(task.agencies),
            status="overdue" if task.overdue(self.found.until) else action.status,
            since=task.since,
            last=task.date,
            due=action.due,
            url=self._address(task.meeting, action.speech),
        )

    def _request(self, ask: AskedHelp) -> follow_up_files.FollowUpLine:
        request = ask.request
        return follow_up_files.FollowUpLine(
            type="request",
            case=next(iter(request.case), None),
            title=request.what,
            agency=self._names(ask.sender),
            to=self._names(ask.to),
            status=request.status,
            since=ask.date,
            url=self._address(ask.meeting, request.speech),
        )

    def _address(self, meeting: str, speech: str) -> str:
        """Where a speech is shown, or else its record; "" where neither is."""
        place = self.speeches.find(meeting, speech) if speech else None
        if place:
            return self.visit.links.passage(*place)
        return self.visit.links.meeting(meeting) if self.visit.view.meeting(meeting) else ""

    def _names(self, words: Iterable[str]) -> str:
        return "; ".join(_name(self.visit, word) or word for word in words)


def _grounds(
    visit: Visit, state: CaseState, hosted: frozenset[Key], words: frozenset[Key]
) -> dict[str, Ground]:
    """What stands beside the cells of a case's row that were found by words, by column."""
    found, key = cases.of_state(visit.view, state), (state.case, state.issue)
    if found is None:
        return {}
    claims = found.claims
    shown: dict[str, Claim | Entry | None] = {
        "title": None if state.issue else claims.title,
        "agency": None if key in hosted else next(iter(claims.hosts), None),
        "status": found.ground_of(state) if key in words else None,
        "last": found.entry(state.meeting),
    }
    grounds = Grounds(visit, is_row=True, absolute=True)
    made = {name: grounds.of(claim, found, name) for name, claim in shown.items()}
    return without_empty(made)


def due(visit: Visit, ident: str = "") -> Reply:
    """The open tasks that have a last day, as whole days of a calendar."""
    return _of_agency(visit, ident, _due)


def _due(visit: Visit, found: FollowUp, ident: str) -> Reply:
    body = follow_up_files.calendar(bibliography(visit), _title(visit, ident), found)
    return FileAnswer(body, follow_up_files.CALENDAR_TYPE)
