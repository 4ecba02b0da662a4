"""Searching: one page whose address holds the whole state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from minutes import vocabulary
from minutes.catalogue import PublicView
from minutes.fold import fold
from minutes.model import Meeting
from minutes.query import And, Field, Node, Or, Query
from pipeline.archive import View
from pipeline.results import Results, Sort
from pipeline.snippets import snippet
from webapp import metadata, pictures
from webapp.links import segment
from webapp.offers import Offer, named, steps
from webapp.roster import GENERIC
from webapp.visit import Page, Reply, Visit

PER_PAGE = 10
PER_MEETING = 50
MAX_IN_MEETING = 2000
MAX_PAGE = 1000
MAX_VALUE = 200
FACETS = ("tier", "kind", "agency", "year", "speaker")
SHOWN_VALUES = 8
MAX_LABELS = 12


@dataclass(frozen=True)
class Question:
    """What a search page is asked: words, filters, order, page; and the records that it may show."""

    visit: Visit
    q: str
    filters: dict[str, str]
    sort: Sort
    page: int
    aliases: bool
    meeting: str
    by: str
    query: Query
    view: View

    def link(self, **changes: str) -> str:
        """The address of this search with some of its state changed; the page begins anew."""
        state = {
            "q": self.q, "by": self.by, **self.filters, "meeting": self.meeting, "sort": "date" if self.sort == "date" else "",
            "aliases": "" if self.aliases else "0",
        } | changes  # fmt: skip
        return self.visit.at.searching(**state)

    @cached_property
    def _here(self) -> str:
        return self.link()

    def with_filter(self, name: str, value: str) -> str:
        """This search narrowed by one filter that it does not have yet."""
        return f"{self._here}&{name}={segment(value)}"

    @property
    def feed(self) -> str:
        """The feed of these results, with the same words and filters."""
        return self.link(meeting="", sort="").replace("/search?", "/search/feed.atom?", 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its word, its count, and the search that has it."""

    value: str
    text: str
    count: int
    link: str


def asked(visit: Visit) -> Question:
    """The question in a request."""
    args = visit.args
    q = args.get("q", "").strip()
    filters = {
        name: args[name].strip()[:MAX_VALUE] for name in FACETS if args.get(name, "").strip()
    }
    number = args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    aliases = args.get("aliases") != "0"
    meeting = args.get("meeting", "")
    by = args.get("by", "").strip()[:MAX_VALUE]
    query = visit.view.parse_query(q, aliases=aliases)
    if by:
        query = replace(query, root=_said_by(visit, by, query.root))
    view = visit.view
    if filters or meeting:
        view = replace(view, public=_narrowed(visit, filters, meeting))
    sort: Sort = "date" if args.get("sort") == "date" else "relevance"
    return Question(visit, q, filters, sort, page, aliases, meeting, by, query, view)


def _said_by(visit: Visit, name: str, root: Node | None) -> Node | None:
    """The query for words that one voice said, under whichever of their labels."""
    voice = visit.derived.roster.find(name)
    labels = voice.labels[:MAX_LABELS] if voice else (name,)
    fields = [Field("speaker", fold(label), quoted=True) for label in labels]
    nodes: list[Node] = [And((field, root)) if root else field for field in fields]
    return Or(tuple(nodes)) if len(nodes) > 1 else nodes[0]


def _narrowed(visit: Visit, filters: dict[str, str], meeting: str) -> PublicView:
    """The public view without the records that a filter leaves out."""
    public = visit.view.public
    facts = visit.view.snapshot.facts

    def fits(m: Meeting) -> bool:
        return (
            meeting in {"", m.id}
            and filters.get("tier") in {None, m.tier}
            and filters.get("kind") in {None, m.kind}
            and filters.get("year") in {None, str(m.date.year) if m.date else ""}
            and ("agency" not in filters or filters["agency"] in facts[m.id].host_ids)
            and ("speaker" not in filters or any(s.name == filters["speaker"] for s in m.speakers))
        )

    kept = {m.id for m in public.meetings if fits(m)}
    return PublicView(public.catalogue, public.now, lambda m: m.id in kept)


def search(visit: Visit) -> Reply:
    """The results of a question, or how to ask one."""
    question = asked(visit)
    if question.meeting and (meeting := visit.view.meeting(question.meeting)):
        return _within(question, meeting)
    _ = visit.language.text
    words = " ".join(filter(None, (question.q, question.by)))
    title = _("Search: %(words)s", words=words) if words else _("Search")
    context: dict[str, object] = {"question": question, "found": None, "offers": []}
    if question.query.root is None:
        return Page("search", title, context, index=False)
    offset = (question.page - 1) * PER_PAGE
    if not 1 <= question.page <= MAX_PAGE:
        return Page("search", title, context, 404, index=False)
    found = question.view.search(question.query, sort=question.sort, limit=PER_PAGE, offset=offset)
    total = found.meetings + found.near
    if question.page > 1 and offset >= total:
        return Page("search", title, context, 404, index=False)
    offers: list[Offer] = (
        named(visit, question.q)
        if question.page == 1 and not question.filters and not question.by
        else []
    )
    context |= {
        "found": found,
        "offers": offers,
        "facets": facets(question, found),
        "histogram": _histogram(question, found),
        "pages": -(-total // PER_PAGE),
        "first": offset + 1,
        "coins": metadata.coins,
        "steps": steps(visit, question.q, question.query, question.aliases)
        if not found.meetings and question.q
        else [],
        "chosen": [
            _chosen(question, name, value)
            for name, value in (("by", question.by), *question.filters.items())
            if value
        ],
    }
    return Page("search", title, context, index=False)


def _within(question: Question, meeting: Meeting) -> Reply:
    """All that matches in one meeting, in its order."""
    visit = question.visit
    hits = []
    if question.query.root is not None:
        for searcher in visit.view.snapshot.searchers:
            if searcher.find(question.query, {meeting.id}):
                hits = list(searcher.best(question.query, meeting.id, MAX_IN_MEETING))
    places = {i.id: n for n, i in enumerate(visit.view.document(meeting).items)}
    hits = sorted((h for h in hits if h.id in places), key=lambda h: places[h.id])
    pages = max(1, -(-len(hits) // PER_MEETING))
    title = visit.language.text(
        "“%(words)s” in %(title)s", words=question.q or question.by, title=meeting.title
    )
    if not 1 <= question.page <= pages:
        return Page("within", title, {"question": question, "meeting": meeting, "hits": [], "total": 0, "pages": 0},
                    404, index=False)  # fmt: skip
    start = (question.page - 1) * PER_MEETING
    shown = [
        (h, snippet(h.text, h.folded, question.query.words))
        for h in hits[start : start + PER_MEETING]
    ]
    context = {
        "question": question,
        "meeting": meeting,
        "hits": shown,
        "total": len(hits),
        "pages": pages,
    }
    return Page("within", title, context, index=False)


def facets(question: Question, found: Results) -> list[tuple[str, list[Choice]]]:
    """The facets that can narrow this search further, each value as a link."""
    shown = []
    for name in FACETS:
        values = [
            v
            for v in found.facets.get(name, ())
            if name != "speaker" or fold(v.value) not in GENERIC
        ]
        if name in question.filters or name == "year" or len(values) < 2:
            continue
        choices = [
            Choice(
                v.value,
                facet_text(question.visit, name, v.value),
                v.count,
                question.with_filter(name, v.value),
            )
            for v in values[: 2 * SHOWN_VALUES]
        ]
        shown.append((name, choices))
    return shown


def _chosen(question: Question, name: str, value: str) -> Choice:
    return Choice(name, facet_text(question.visit, name, value), 0, question.link(**{name: ""}))


def facet_text(visit: Visit, name: str, value: str) -> str:
    """A facet's value in words."""
    if name == "tier":
        return visit.language.label(vocabulary.TIER, value)
    if name == "kind":
        return visit.language.label(vocabulary.KIND, value)
    if name == "by":
        return visit.language.text("said by %(name)s", name=value)
    if name == "agency":
        agency = visit.view.snapshot.catalogue.agencies.get(value)
        return visit.said(agency.name) if agency else value
    return value


MOST_YEARS = 60


def _histogram(question: Question, found: Results) -> pictures.Bars | None:
    """Matching meetings by year, each bar a filter; nothing where there is but one year."""
    counts = {int(v.value): v.count for v in found.facets.get("year", ()) if v.value.isdigit()}
    if "year" in question.filters or len(counts) < 2:
        return None
    years = range(max(min(counts), max(counts) - MOST_YEARS + 1), max(counts) + 1)
    return pictures.Bars(
        tuple(
            pictures.Bar(
                str(y), counts.get(y, 0), question.link(year=str(y)) if counts.get(y) else ""
            )
            for y in years
        )
    )
