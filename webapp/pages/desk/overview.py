"""`/desk`: how much each agency has to do, and for one agency the rows themselves, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minutes.cases.follow_up import CaseState
from minutes.records.front_matter import Bilingual
from webapp.pages.cases import case_page
from webapp.pages.desk import concerns
from webapp.pages.desk.concerns import EVERYBODY, NOBODY, RECENT, Desk
from webapp.pages.desk.findings import LOOKED_AT
from webapp.serving.visit import HtmlPage, Visit

AT_A_GLANCE = 5
"""Rows of each list that stand open: six lists of them fit on one screen of 1280 × 800."""
LISTED = 60
"""Rows of each list; the page says how many there are."""

_SAID = {
    EVERYBODY: Bilingual("全部", "All"),
    NOBODY: Bilingual("未註明機關", "No agency named"),
}


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """How many rows of each list concern one agency, or `EVERYBODY`."""

    agency: str
    name: str
    counts: Mapping[str, int]

    @property
    def order(self) -> tuple[bool, int, str]:
        """The sort key: who has most first, what names nobody last."""
        return self.agency == NOBODY, -sum(self.counts.values()), self.name


def desk(visit: Visit) -> HtmlPage:
    """How much each agency has to do; with `?agency=` (an id, the name of one that the registry does not
    know, `NOBODY` or `EVERYBODY`), or where there is but one, the rows themselves."""
    agency = visit.args.get("agency", "")[:100]
    whole = concerns.gathered(visit, concerns.survey(visit))
    lines = _lines(visit, whole) if len(whole.agencies) > 1 else []
    shown = whole if agency in {"", EVERYBODY} else whole.of(agency)
    name = _called(visit, agency) if agency else ""
    states = [c.what for c in shown.lists["cases"] if isinstance(c.what, CaseState)]
    context = {
        "desk": shown,
        "agency": agency,
        "name": name,
        "lines": lines,
        "by_agency": bool(lines) and not agency,
        "looked_at": LOOKED_AT,
        "at_a_glance": AT_A_GLANCE,
        "listed": LISTED,
        "recent": RECENT,
        **case_page.tools_for(visit, states, visit.today),
    }
    title = visit.said(Bilingual("工作桌", "The desk"))
    said = visit.language.colon.join(filter(None, (title, name)))
    return HtmlPage("desk", said, context, index=False)


def _lines(visit: Visit, whole: Desk) -> list[AgencyLine]:
    """How much concerns all agencies, and then each."""
    of_each = (_line(visit, agency, whole.of(agency)) for agency in whole.agencies)
    return [_line(visit, EVERYBODY, whole), *sorted(of_each, key=lambda line: line.order)]


def _line(visit: Visit, agency: str, its: Desk) -> AgencyLine:
    counts = {name: len(rows) for name, rows in its.lists.items()}
    return AgencyLine(agency, _called(visit, agency), counts)


def _called(visit: Visit, agency: str) -> str:
    if agency in _SAID:
        return visit.said(_SAID[agency])
    return visit.body_name(agency)
