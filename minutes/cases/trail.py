"""The trail of a case: the records in which it is proposed, voted on or taken on, prepared, met, reported and
released, in the order of their sessions; and the records that merely mention it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from minutes.addresses.references import split_reference
from minutes.cases.claims import Evidence, Found
from minutes.clock import iso
from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import Action, Decision, Request, Response
from minutes.records.model import Issue, Meeting
from minutes.text.folding import fold
from minutes.text.lists import as_tuple
from minutes.text.numerals import NUMBER

Stage = Literal[
    "proposed",
    "voted",
    "chosen",
    "working",
    "pre_meeting",
    "main",
    "followup",
    "monthly",
    "seasonal",
    "released",
]
STAGES: tuple[Stage, ...] = get_args(Stage)
BY_KIND: dict[str, Stage] = {
    "main": "main",
    "hearing": "main",
    "working": "working",
    "preparatory": "working",
    "pre_meeting": "pre_meeting",
    "rehearsal": "pre_meeting",
    "followup": "followup",
    "supplement": "followup",
}
_COUNT = re.compile(rf"第\s?{NUMBER}\s?[次場屆]|\W")
# The tiers that go through the cases one by one.
AGENDAS = frozenset({"monthly", "seasonal"})
# What a line of an agenda's record may tell of a case, the most telling first.
_TELLING: tuple[Stage, ...] = ("released", "voted")
# What is told about a case elsewhere is no station of its trail.
ASIDE = frozenset({"training", "press", "interview", "talk", "visit", "office_hour"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record in a trail.

    `date` is that of its first session (all are in `sessions`); `found` says whether front matter
    or the issue file puts it here, `marked` whether they name its `speeches` (ids, as they were
    said). Of what was found by words, `key` is the most telling speech, `score` the strength ("" and
    0 where nothing was) and `evidence` the words themselves.
    """

    meeting: str
    title: str
    date: dt.date | None
    stage: Stage
    found: Found
    speeches: tuple[str, ...] = ()
    sessions: tuple[dt.date, ...] = ()
    marked: bool = False
    key: str = ""
    score: float = 0.0
    evidence: Evidence | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "meeting": self.meeting,
            "date": iso(self.date),
            "stage": self.stage,
            "found": self.found,
            "speeches": list(self.speeches),
            "evidence": self.evidence and self.evidence.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A step of which the archive has no record: known from the issue file, from the numbering of
    sessions, because the step would be next in order, or from the schedule, which says why it was not
    held (`plan`). `date` is None where nobody tells it; `source` says what makes it known."""

    stage: Stage
    date: dt.date | None
    source: Literal["status", "session", "order", "month", "schedule"]
    note: str = ""
    plan: Scheduled | None = None

    @property
    def when(self) -> str:
        """Its day, or its month where no more is known (2020-05); "" where nobody tells either."""
        day = self.date.isoformat() if self.date else ""
        return day[:7] if self.is_of_month else day

    @property
    def is_of_month(self) -> bool:
        """Whether only the month of `date` is known."""
        return self.source == "month"

    @property
    def is_only_expected(self) -> bool:
        """Whether nobody says that this meeting was held."""
        return self.source == "order"


class _Line(NamedTuple):
    """A line of front matter that may be about a case: its case and issue, the speech that it names,
    and the stage that it tells by itself."""

    case: int | Sequence[int] | None
    issue: str = ""
    speech: str = ""
    stage: Stage | None = None

    def is_about(self, cases: frozenset[int], slug: str | None) -> bool:
        return is_about(self.case, self.issue, cases, slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One case's way through the archive. `cases` may be empty (not yet numbered), `issue` is None
    where no issue file exists; then the title is one by which monthly meetings call the case, or
    that of its record. `hosts` are agency ids or names as they are written."""

    cases: tuple[int, ...]
    issue: str | None
    title: str
    title_found: Found = "declared"
    hosts: tuple[str, ...] = ()
    records: tuple[Entry, ...] = ()
    mentions: tuple[Entry, ...] = ()
    gaps: tuple[Gap, ...] = ()
    response: Response | None = None

    @property
    def key(self) -> tuple[tuple[int, ...], str | None]:
        """What it is known by: its numbers and its issue."""
        return self.cases, self.issue

    @property
    def released(self) -> dt.date | None:
        """The day of the meeting that released the case."""
        return next((entry.date for entry in self.records_in("released")), None)

    def records_in(self, stage: Stage) -> tuple[Entry, ...]:
        return tuple(e for e in self.records if e.stage == stage)

    def as_json(self) -> dict[str, Any]:
        """What `minutes trail --json` prints; `case` is a list only where there are several."""
        case = self.cases[0] if len(self.cases) == 1 else (list(self.cases) or None)
        return {
            "case": case,
            "issue": self.issue,
            "records": [e.as_json() for e in self.records],
            "mentions": [e.as_json() for e in self.mentions],
        }


def order(entry: Entry) -> tuple[dt.date, int, str]:
    """The sort key of a trail: session date, then the natural order of steps, then id."""
    return entry.date or dt.date.max, STAGES.index(entry.stage), entry.meeting


def series_of(title: str) -> str:
    """A title without what counts its meetings, so that those of one series are alike."""
    return _COUNT.sub("", fold(title))


def station(meeting: Meeting, cases: Iterable[int], slug: str | None) -> Stage | None:
    """The stage that front matter gives a record in the trail of a case; None for one that belongs
    to the issue without being a station of it (an interview, a training)."""
    wanted = frozenset(cases)
    if meeting.kind in ASIDE:
        return None
    if meeting.tier in AGENDAS:
        return _stage_on_agenda(meeting, wanted, slug)
    is_its_own = meeting.tier == "collaborative" or not wanted.isdisjoint(meeting.front.case)
    return BY_KIND.get(meeting.kind, "followup" if is_its_own else None)


def _stage_on_agenda(meeting: Meeting, cases: frozenset[int], slug: str | None) -> Stage:
    """The most telling stage that a line of an agenda's record gives a case, else what the record is."""
    stages = {line.stage for line in _lines(meeting) if line.is_about(cases, slug)}
    for stage in _TELLING:
        if stage in stages:
            return stage
    return agenda_stage(meeting)


def agenda_stage(meeting: Meeting) -> Stage:
    """What a record is to a case that it has on its agenda."""
    return "seasonal" if meeting.tier == "seasonal" else "monthly"


def aside_stage(meeting: Meeting, opening: dt.date) -> Stage:
    """What a record is called that mentions a case: before its first session, or after."""
    return "followup" if (meeting.date or dt.date.max) >= opening else "proposed"


def is_about(
    case: int | Sequence[int] | None, issue: str, cases: frozenset[int], slug: str | None
) -> bool:
    """Whether a line of front matter belongs to a case or issue."""
    return issue == slug or not cases.isdisjoint(as_tuple(case))


def declared(meeting: Meeting, cases: frozenset[int], slug: str | None) -> bool:
    """Whether a record's own front matter puts it into the trail."""
    return any(line.is_about(cases, slug) for line in _lines(meeting))


def marked_speeches(meeting: Meeting, cases: frozenset[int], slug: str | None) -> tuple[str, ...]:
    """The speeches that a record's front matter names for a case."""
    named = (line.speech for line in _lines(meeting) if line.is_about(cases, slug))
    found = map(split_reference, filter(None, named))
    return tuple(dict.fromkeys(ident for home, ident in found if home in {"", meeting.id}))


def _lines(meeting: Meeting) -> Iterator[_Line]:
    front = meeting.front
    for slug in front.issue:
        yield _Line(None, slug)
    if "case" in meeting.given:
        yield _Line(front.case)
    for report in front.reports:
        released: Stage | None = "released" if report.status == "released" else None
        yield _Line(report.case, report.issue, report.speech, released)
    noted: tuple[Decision | Action | Request, ...]
    noted = (*front.decisions, *front.actions, *front.requests)
    for line in noted:
        yield _Line(line.case, speech=line.speech)
    for vote in front.votes:
        for option in vote.options:
            yield _Line(option.case, option.issue, vote.speech, "voted")


def issue_of(issues: Sequence[Issue], cases: Iterable[int]) -> Issue | None:
    """The issue file that bears one of these numbers."""
    wanted = frozenset(cases)
    return next((i for i in issues if wanted & set(i.front.case)), None)
