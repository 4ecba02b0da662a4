"""Short addresses: `/m/<short id>`, `/s/<short id>.<speech id>`, `/c/<case>`, `/i/<slug>`, `/m/<day>`."""

from __future__ import annotations

import datetime as dt
import re

from minutes.records.model import Meeting
from webapp.lookup import targets
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import (
    Announced,
    Awaited,
    CaseTarget,
    FormerId,
    Gone,
    Outcome,
    Record,
    SeveralRecords,
    SpeechTarget,
    Vanished,
)
from webapp.pages import errors
from webapp.pages.records import speech as single
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def meeting(visit: Visit, short: str) -> Reply:
    """The record with a short id, or the list of a day's records."""
    if _DAY.fullmatch(short):
        return _day(visit, short)
    return lead(visit, targets.by_short(visit.view, short), short)


def lead(visit: Visit, found: Outcome, asked: str) -> Reply:
    """The way to what a short address names (a case without an issue file to its own page); else a page says why not."""
    match found:
        case Record():
            return Moved(visit.at.meeting(found.meeting.id))
        case SpeechTarget() if found.was:
            return Moved(single.place_of(visit, found))
        case SpeechTarget():  # a quotation's link: whoever follows it reads what stands around the words
            return Moved(visit.at.passage(found.meeting.id, found.item.id))
        case CaseTarget() if found.issue:
            return Moved(visit.at.issue(found.issue.slug))
        case CaseTarget():
            return Moved(visit.at.case(found.number or 0), permanent=False)
    return refusal(visit, found, asked)


def refusal(visit: Visit, found: Outcome, asked: str) -> Reply:
    """The answer where there is nothing to lead to: due later, withdrawn, ambiguous, unknown."""
    language = visit.language
    match found:
        case Awaited():
            day = found.due.astimezone(visit.archive.zone).date()
            title = language.text("This record is not public yet")
            return HtmlPage("linkthis_awaited", title, {"due": day, "meeting": None}, index=False)
        case Announced():
            title = language.text("No record of this case is public yet")
            awaited = {"due": due_of(visit, found), "meeting": found.day}
            return HtmlPage("linkthis_awaited", title, awaited, index=False)
        case Gone():
            return errors.gone(visit, found.tombstone)
        case FormerId() | Vanished():
            return single.outcome(visit, found, asked)
        case SeveralRecords():
            title = language.text("Two records share this short address")
            context = {"meetings": found.records, "shorts": Shorts.within(visit), "several": True}
            return HtmlPage("linkthis_day", title, context, 300, index=False)
    return errors.missing(visit, asked)


def due_of(visit: Visit, found: Announced) -> dt.date | None:
    """The day from which a record may be expected; None once that is past and there is none."""
    return found.due if found.due and found.due > visit.today else None


def _day(visit: Visit, day: str) -> Reply:
    """All records of one day: to look through, never to cite, for more may become public."""
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return errors.missing(visit, day)
    meetings = [m for m in visit.view.public.meetings if date in _days(m)]
    if not meetings:
        return errors.missing(visit, day)
    title = visit.language.text("Records of %(day)s", day=visit.language.date(date))
    context = {"meetings": meetings, "shorts": Shorts.within(visit), "several": False}
    return HtmlPage("linkthis_day", title, context, index=False)


def _days(meeting: Meeting) -> set[dt.date | None]:
    return {meeting.date, *(s.date for s in meeting.front.sessions)}
