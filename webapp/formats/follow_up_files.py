"""What is open as files for programs: a table (CSV, RFC 4180) and the last days of tasks (iCalendar)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from icalendar import Event

from minutes.addresses.speech_ids import fingerprint
from minutes.cases.follow_up import FollowUp
from minutes.text.shortening import one_line, paragraphs
from pipeline.export.bulk import no_formula
from webapp.formats.bibliography import BETWEEN, Bibliography
from webapp.formats.icalendar_files import MEDIA_TYPE, add_version, begin, written
from webapp.links.building import host_of

CALENDAR_TYPE = MEDIA_TYPE
_OVERDUE = {"zh": "逾期：", "en": "Overdue: "}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """A line of the table; `type` is case, task or request, days are counted from `since` to `last`;
    `inferred` names the columns whose cells were found by words, `evidence` and `evidence_url` have
    those words and where they stand, a line each in the order of `inferred`."""

    type: str
    case: int | None = None
    issue: str = ""
    title: str = ""
    agency: str = ""
    to: str = ""
    status: str = ""
    since: dt.date | None = None
    days: int | None = None
    last: dt.date | None = None
    due: dt.date | None = None
    note: str = ""
    url: str = ""
    inferred: str = ""
    evidence: str = ""
    evidence_url: str = ""
    report_url: str = ""


def table(rows: Iterable[FollowUpLine]) -> bytes:
    """The rows as CSV with a head line, in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(field.name for field in fields(FollowUpLine))
    writer.writerows(list(map(_cell, astuple(row))) for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    return "" if value is None else no_formula(one_line(str(value)))


def calendar(bibliography: Bibliography, name: str, found: FollowUp) -> bytes:
    """A whole day for the last day of each open task; one that has passed says so."""
    lang, links = bibliography.lang, bibliography.links
    whole = begin("following", name)
    for task in found.tasks:
        if task.action.due is None:
            continue
        event = Event()
        key = fingerprint("task", task.meeting, task.action.task, *task.agencies)
        event.add("uid", f"{key}@{host_of(links)}")
        late = task.overdue(found.until)
        passed = task.action.due + dt.timedelta(days=1) if late else None
        record = bibliography.view.by_id[task.meeting]
        days = filter(None, (bibliography.days(record).changed, passed))
        add_version(event, bibliography, max(days, default=None))
        event.add("dtstart", task.action.due)
        event.add("summary", (_OVERDUE[lang] if late else "") + one_line(task.action.task, 300))
        bodies = (bibliography.body(word, task.date).name for word in task.agencies)
        event.add("description", paragraphs(BETWEEN[lang].join(bodies), 1_000))
        event.add("url", links.meeting(task.meeting))
        event.add("transp", "TRANSPARENT")
        whole.add_component(event)
    return written(whole)
