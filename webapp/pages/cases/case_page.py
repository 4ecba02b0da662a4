"""One case as its page shows it: where it stands, its stations and gaps, who took part, what is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from minutes.addresses.references import split_reference
from minutes.cases import follow_up, gaps
from minutes.cases.ballots import Ballot, ballots
from minutes.cases.follow_up import CaseState, Key, Step
from minutes.cases.openness import Public
from minutes.cases.trail import STAGES, Entry, Found, Gap, Stage, Trail
from minutes.records.front_matter import Bilingual
from minutes.records.model import Issue, Meeting
from minutes.text.shortening import one_line
from pipeline.archive.snapshot import View
from pipeline.trails import case as casework
from pipeline.trails import hosts
from pipeline.trails.assembly import trail
from pipeline.trails.case_library import case_library
from webapp.drawings.trail_drawing import share
from webapp.serving.visit import Visit

MOST = 99_999  # no case has a higher number (`minutes.records.front_matter.Case`)
QUOTED = 180  # characters of a speech that a station shows
MARKED, TELLING = 4, 2  # speeches shown: of those that people chose, of those found by words
CIRCLES = {
    "inside": Bilingual("主辦機關內部", "Inside the host"),
    "vertical": Bilingual("垂直：上級與所屬機關", "Above and below the host"),
    "horizontal": Bilingual("水平：其他機關與其 PO", "Other agencies and their POs"),
    "outside": Bilingual(
        "外部：提案人、附議人、專家、民眾", "Outside: petitioners, experts, the public"
    ),
    "convening": Bilingual("召集與主持", "Chairing and facilitating"),
    "unplaced": Bilingual("紀錄未註明單位", "The record does not say for whom"),
}
THINGS = {
    "transcript": Bilingual("逐字稿", "Transcript"),
    "slides": Bilingual("簡報", "Slides"),
    "mindmap": Bilingual("心智圖", "Mind map"),
    "handbook": Bilingual("議題手冊", "Issue handbook"),
    "suggestions": Bilingual("建議彙整", "Suggestions"),
    "video": Bilingual("影片", "Video"),
    "reply": Bilingual("機關回應", "Agency reply"),
}
STATES = {
    "linked": Bilingual("已公開", "Public"),
    "awaited": Bilingual("等候中", "Awaited"),
    "withheld": Bilingual("不公開", "Withheld"),
    "missing": Bilingual("沒有找到", "Not found"),
}
REASONS = {
    "not-filmed": Bilingual("未錄影", "It was not filmed"),
    "internal": Bilingual("僅供內部使用", "For internal use only"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A speech as a station shows it, shortened."""

    ident: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place in the trail: a record with its telling speeches and votes, or (`gap`) a step of which
    no record is published. `more` counts speeches that are not shown."""

    stage: Stage
    date: dt.date | None
    entry: Entry | None = None
    meeting: Meeting | None = None
    gap: Gap | None = None
    quotes: tuple[Quote, ...] = ()
    more: int = 0
    votes: tuple[Ballot, ...] = ()

    @property
    def found(self) -> Found | None:
        return self.entry.found if self.entry else None


@dataclass(frozen=True, slots=True)
class Speeches:
    """Which speeches of a view's records there are, for links that lead somewhere."""

    view: View
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)

    def find(self, meeting: str, reference: str) -> tuple[str, str] | None:
        """The record and the id of the visible speech that a reference in a record's (or issue
        file's, with `meeting` "") head names; None where there is none."""
        home, ident = split_reference(reference)
        found = self.view.meeting(home or meeting)
        if found is None or not ident:
            return None
        if found.id not in self._ids:
            self._ids[found.id] = frozenset(case_library(self.view).passages(found).ids)
        return (found.id, ident) if ident in self._ids[found.id] else None


def remember(visit: Visit) -> None:
    """Let trails use what is kept beside the index."""
    case_library(visit.view).remember(visit.site.settings.data)


def explained(visit: Visit, way: Trail) -> Trail:
    """A trail whose gaps say what the schedule tells of meetings that were not held."""
    return gaps.explained(way, visit.site.schedule(), visit.view.public.by_id)


def with_hosts(visit: Visit, cases: Iterable[CaseState]) -> tuple[CaseState, ...]:
    """These cases; those of which nobody says who hosts them with the hosts that words tell. Trails
    must have been read, or this is slow."""
    return tuple(
        state
        if state.hosts or (way := _way(visit, state)) is None
        else replace(state, hosts=hosts.inferred(visit.view, way))
        for state in cases
    )


def _way(visit: Visit, state: CaseState) -> Trail | None:
    return trail(visit.view, state.case if state.case is not None else state.issue or "")


def standing(view: View, way: Trail, today: dt.date) -> tuple[CaseState | None, bool]:
    """Where one case stands today, as front matter, issue file and trail tell; and whether only the
    words of records tell it."""
    catalogue = view.snapshot.catalogue
    found = {case: casework.steps_of(way) for case in way.cases}

    def told(steps: Mapping[int, Sequence[Step]]) -> CaseState | None:
        every = follow_up.states(
            view.public.meetings, catalogue.issues, catalogue.agencies, today, steps
        )
        return next(
            (s for s in every if (s.case in way.cases if way.cases else s.issue == way.issue)), None
        )

    whole, declared = told(found), told({})
    latest = next((e for e in reversed(way.records) if e.date and e.date <= today), None)
    if (
        whole
        and latest
        and latest.date
        and not way.cases
        and latest.date > (whole.last or dt.date.min)
    ):
        speech = latest.key or next(iter(latest.speeches), "")
        whole = replace(whole, last=latest.date, meeting=latest.meeting, speech=speech)
    return whole, whole is not None and (declared is None or declared.status != whole.status)


def stations(view: View, way: Trail) -> tuple[Station, ...]:
    """Records and gaps in their order; a gap without a date stands before the step that follows it."""
    found = [
        _record(view, way, entry, meeting)
        for entry in way.records
        if (meeting := view.meeting(entry.meeting)) is not None
    ]
    for gap in way.gaps:
        found.insert(_place(found, gap), Station(stage=gap.stage, date=gap.date, gap=gap))
    return tuple(found)


def _place(found: Sequence[Station], gap: Gap) -> int:
    rank = STAGES.index(gap.stage)
    for number, station in enumerate(found):
        if gap.date is None:
            later = STAGES.index(station.stage) >= rank and station.stage != "monthly"
        else:
            later = station.date is not None and station.date > gap.date
        if later:
            return number
    return len(found)


def _record(view: View, way: Trail, entry: Entry, meeting: Meeting) -> Station:
    shown = entry.speeches[:MARKED]
    if not entry.marked:
        chosen = [*filter(None, [entry.key]), *entry.speeches][:TELLING]
        shown = tuple(i for i in entry.speeches if i in chosen)
    return Station(
        stage=entry.stage,
        date=entry.date,
        entry=entry,
        meeting=meeting,
        quotes=quotes(view, meeting, shown),
        more=len(entry.speeches) - len(shown),
        votes=ballots(meeting, frozenset(way.cases), way.issue),
    )


def quotes(view: View, meeting: Meeting, wanted: Iterable[str]) -> tuple[Quote, ...]:
    """These speeches of a record, in its order, as their first words."""
    ids = frozenset(wanted)
    if not ids:
        return ()
    return tuple(
        Quote(i.id, one_line(i.speaker or "", 80), one_line(i.text, QUOTED))
        for i in view.document(meeting).items
        if i.id in ids and i.text.strip()
    )


def openness(view: View, way: Trail) -> tuple[tuple[Meeting, tuple[Public, ...]], ...]:
    """What is public, for each collaborative meeting of a trail."""
    mains = [
        m
        for e in way.records_in("main")
        if (m := view.meeting(e.meeting)) and m.tier == "collaborative"
    ]
    return tuple((m, casework.publicity(view, m, way)) for m in mains)


def name_of(way: Trail, issue: Issue | None, lang: str) -> str:
    """What a case is called in a language of the interface."""
    return (issue.front.title.get(lang) if issue else "") or way.title


def names(visit: Visit) -> Callable[[str], str]:
    """`name(label)` is the voice under which somebody's page stands, "" where there is none."""

    def name(label: str) -> str:
        voice = visit.derived.roster.find(label)
        return voice.name if voice is not None and not voice.is_generic else ""

    return name


def caller(visit: Visit) -> Callable[[CaseState], str]:
    """`called(state)` is a case's title; where no issue file tells it, the one that its trail found,
    rather than that of a record. Trails must have been read, or this is slow."""

    def called(state: CaseState) -> str:
        way = trail(visit.view, state.case) if state.case is not None and not state.issue else None
        return (way.title if way else "") or state.title

    return called


def by_words(told: Iterable[CaseState], whole: Iterable[CaseState]) -> frozenset[Key]:
    """The cases of `whole` whose state was found by words: `told` is what people have declared."""
    known = {(s.case, s.issue): (s.status, s.last) for s in told}
    return frozenset(
        (s.case, s.issue) for s in whole if known.get((s.case, s.issue)) != (s.status, s.last)
    )


def hosted(told: Iterable[CaseState]) -> frozenset[Key]:
    """The cases whose hosts people have declared."""
    return frozenset((s.case, s.issue) for s in told if s.hosts)


def tools(visit: Visit) -> dict[str, Any]:
    """What `_trail_macros.html` needs."""
    return {
        "speeches": Speeches(visit.view),
        "share": share,
        "slugs": {i.slug for i in visit.view.snapshot.catalogue.issues},
    }
