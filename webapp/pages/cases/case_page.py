"""What the pages about cases share: words for what they show, and links to speeches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from minutes.addresses.references import split_reference
from minutes.cases import follow_up
from minutes.cases.follow_up import CaseState
from minutes.records import terms
from minutes.records.front_matter import Bilingual
from minutes.text.shortening import one_line
from pipeline.archive.snapshot import View
from pipeline.trails import case as cases
from pipeline.trails.case import Case
from pipeline.trails.case_library import case_library
from webapp.drawings.bar_charts import share
from webapp.lookup.grounds import Grounds
from webapp.serving.visit import Visit

_TITLE = 300  # characters
MOST = 99_999  # no case has a higher number (`minutes.records.front_matter.Case`)
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
HOW = {
    "ballot": Bilingual("票選", "By ballot"),
    "agreed": Bilingual("機關同意", "The agency agreed"),
    "no_vote": Bilingual("未經票選", "Without a vote"),
}
REASONS = {
    "not-filmed": Bilingual("未錄影", "It was not filmed"),
    "internal": Bilingual("僅供內部使用", "For internal use only"),
}


@dataclass(frozen=True, slots=True)
class KnownSpeeches:
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


def name_of(case: Case, lang: str) -> str:
    """What a case is called in a language of the interface."""
    return (case.issue.front.title.get(lang) if case.issue else "") or case.name


def titled(visit: Visit, case: Case, number: int | None) -> str:
    """How a link to a case is worded: what it is called, behind its number. Where only words of records
    call it so, it says so: what is copied takes its mark along."""
    name = name_of(case, visit.lang)
    if not case.claims.is_title_found:
        return numbered(visit, number, name)
    mark = visit.language.text("found automatically")
    return numbered(visit, number, visit.language.remarked(name, mark))


def numbered(visit: Visit, number: int | None, name: str) -> str:
    """A name of a case behind its number, where it has one."""
    before = visit.said(Bilingual(f"第{number}案 ", f"Case {number}: "))
    return one_line(name if number is None else f"{before}{name}", _TITLE)


def stands(visit: Visit, state: CaseState | None, *, is_found: bool) -> str:
    """Where a case stands, in a line; with its mark where only words of records tell it."""
    text = visit.language.text
    if state is None:
        return text("No record tells yet where it stands.")
    status = visit.language.label(terms.ISSUE_STATUS, state.status)
    since = text("since %(date)s", date=visit.language.date(state.changed)) if state.changed else ""
    mark = text("found automatically") if is_found else ""
    return " · ".join(filter(None, (status, since, mark)))


def names(visit: Visit) -> Callable[[str], str]:
    """`name(label)` is the voice under which somebody's page stands, "" where there is none."""

    def name(label: str) -> str:
        voice = visit.derived.roster.find(label)
        return voice.name if voice is not None and not voice.is_generic else ""

    return name


def tools(visit: Visit) -> dict[str, Any]:
    """What `_trail_macros.html` needs."""
    return {
        "grounds": Grounds(visit),
        "row": Grounds(visit, is_row=True),
        "case_of": lambda state: cases.of_state(visit.view, state),
        "speeches": KnownSpeeches(visit.view),
        "share": share,
        "slugs": {i.slug for i in visit.view.snapshot.catalogue.issues},
        "newest": follow_up.newest(visit.view.public.meetings, visit.today),
    }


def tools_for(visit: Visit, states: Collection[CaseState], day: dt.date) -> dict[str, Any]:
    """The same where states of cases are shown: what of them nobody has declared by the day gets its mark."""
    states_declared = cases.declared_states(visit.view, day)
    return tools(visit) | {
        "by_words": cases.by_words(states_declared, states),
        "hosted": cases.hosted(states_declared),
    }
