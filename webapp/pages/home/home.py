"""The first page: what this is, a search box, what is new, what is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import quote

from minutes.cases.follow_up import OPEN
from minutes.catalogue.series import by_quarter
from minutes.publication.schedule import awaited, not_held, to_come
from minutes.records.front_matter import TIERS
from minutes.records.model import Issue
from minutes.text.lists import divided
from webapp.drawings.bar_charts import Stack, Stacks
from webapp.formats import page_metadata
from webapp.links.building import Lang, query_string
from webapp.serving import responses
from webapp.serving.visit import CHOICES, HtmlPage, Moved, Reply, Visit

RECENT = 5
UPCOMING = 4
ISSUES = 6
CALLED_OFF_DAYS = 45  # for so long after its day a meeting that was called off is still news


def in_readers_language(visit: Visit) -> Moved | None:
    """A reader who asks for English, and has not said otherwise, is shown to the English page."""
    if responses.wants_english(visit):
        return Moved(visit.at.in_language("en").home(), permanent=False)
    return None


def home(visit: Visit) -> Reply:
    """The first page: the newest records, meetings to come, issues, and the ways into the
    archive."""
    public = visit.view.public
    schedule = visit.site.schedule()
    issues = latest_first(visit.view.snapshot.catalogue.issues)
    followed, closed = divided(issues, is_followed)
    late = visit.today - dt.timedelta(days=CALLED_OFF_DAYS)
    gone = [row.meeting for row in public.catalogue.withdrawn_records]
    context = {
        "tiers": [(t, public.by_tier(t)) for t in TIERS if public.by_tier(t)],
        "recent": RECENT,
        "upcoming": to_come(schedule, visit.today)[:UPCOMING],
        "awaited": awaited(schedule, public.meetings, visit.today, gone)[:UPCOMING],
        "off": [
            s
            for s in not_held(schedule, public.meetings)
            if late <= s.date < visit.today and not s.period
        ][:UPCOMING],
        "issues": followed[:ISSUES],
        "closed": closed[: max(0, ISSUES - len(followed))],
        "picture": quarters(visit),
        "speeches": sum(m.speeches for m in public.meetings),
        "head": page_metadata.for_home(visit),
    }
    return HtmlPage("home", "", context, canonical=visit.links.home())


def latest_first(issues: Iterable[Issue]) -> list[Issue]:
    """Issues by the day of their last step."""

    def day(issue: Issue) -> dt.date:
        return max((s.date for s in issue.front.status if s.date), default=dt.date.min)

    return sorted(sorted(issues, key=lambda i: i.slug), key=day, reverse=True)


def is_followed(issue: Issue) -> bool:
    """Whether an issue is on its way still, as its file tells."""
    last = issue.front.status[-1].status if issue.front.status else "proposed"
    return last == "proposed" or last in OPEN


def chosen(visit: Visit, choice: str, rest: str = "") -> Reply:
    """A page in the language that its reader chose, and the wish to stay with it kept in a cookie."""
    parts = [quote(part, safe="") for part in rest.split("/") if part not in {"", ".", ".."}]
    lang: Lang = "en" if choice == CHOICES["en"] else "zh"
    to = f"{visit.at.in_language(lang).home()}{'/'.join(parts)}{query_string(visit.args.items())}"
    return Moved(to, permanent=False, cookie=("lang", lang))


def quarters(visit: Visit) -> tuple[Stacks, list[tuple[str, list[int]]]]:
    """Records per quarter by tier: the picture, and its numbers as rows."""
    stacks: list[Stack] = []
    years: list[tuple[int, str]] = []
    rows: list[tuple[str, list[int]]] = []
    for (year, quarter), meetings in by_quarter(visit.view.public.meetings).items():
        name = f"{year} Q{quarter}"
        numbers = [sum(m.tier == t for m in meetings) for t in TIERS]
        if quarter == 1 or not stacks:
            years.append((len(stacks), str(year)))
        stacks.append(Stack(name, tuple(zip(TIERS, numbers, strict=True))))
        rows.append((name, numbers))
    return Stacks(tuple(stacks), tuple(years)), rows
