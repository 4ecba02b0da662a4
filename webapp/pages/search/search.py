"""Searching: one page whose address holds the whole state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from minutes.query.tree import And, Field, Node, Or, Query, joined
from minutes.records import terms
from minutes.records.model import Meeting
from minutes.registers.generic_labels import is_generic
from minutes.text.folding import fold
from minutes.text.lists import omit, without_empty
from pipeline.archive.snapshot import View
from pipeline.search.results import FACETS, Results, Sort, years
from pipeline.search.snippets import snippet
from pipeline.search.words.related import few
from pipeline.search.words.spelling import FEW, suggest
from pipeline.updates import unanswered
from webapp.formats import page_metadata
from webapp.links.building import segment
from webapp.pages.search import understanding
from webapp.pages.search.narrowing import narrowed
from webapp.pages.search.suggestions import absent, named, steps
from webapp.serving.visit import HtmlPage, Reply, Visit

PER_PAGE = 10
PER_MEETING = 50
MAX_IN_MEETING = 2000
MAX_PAGE = 1000
MAX_VALUE = 200
SHOWN_VALUES = 8
MAX_LABELS = 12
# Controls, halves of characters, and what Unicode says is no character.
_NOWHERE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


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
            "q": self.q,
            "by": self.by,
            **self.filters,
            "meeting": self.meeting,
            "sort": "date" if self.sort == "date" else "",
            "aliases": "" if self.aliases else "0",
        } | changes
        return self.visit.at.searching(**state)

    @cached_property
    def _here(self) -> str:
        return self.link()

    def with_filter(self, name: str, value: str) -> str:
        """This search narrowed by one filter that it does not have yet."""
        return f"{self._here}&{name}={segment(value)}"

    @property
    def offset(self) -> int:
        """How many results stand on the pages before."""
        return (self.page - 1) * PER_PAGE

    @property
    def is_first_and_unfiltered(self) -> bool:
        """Whether this is the first page for the words alone."""
        return self.page == 1 and not (self.filters or self.by)

    @property
    def feed(self) -> str:
        """The feed of these results, with the same words and filters."""
        return self.link(meeting="", sort="").replace("/search?", "/search/feed.atom?", 1)


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a facet: its word, its count, and the search that has it; for `by_words` of the records
    only words of others tell it."""

    value: str
    text: str
    count: int
    link: str
    by_words: int = 0


def asked(visit: Visit) -> Question:
    """The question in a request: words and filters, cut to what is read, and the page of
    results."""
    args = visit.args
    q = _plain(args.get("q", ""))
    filters = {n: v for n in FACETS if (v := _plain(args.get(n, ""))[:MAX_VALUE])}
    page = visit.page_number
    aliases = args.get("aliases") != "0"
    meeting = _plain(args.get("meeting", ""))
    by = _plain(args.get("by", ""))[:MAX_VALUE]
    query = _parsed(visit, q, by, aliases=aliases)
    view = visit.view
    if filters or meeting:
        view = narrowed(visit, filters, meeting)
    sort: Sort = "date" if args.get("sort") == "date" else "relevance"
    return Question(visit, q, filters, sort, page, aliases, meeting, by, query, view)


def _plain(typed: str) -> str:
    """What was typed, without the characters that may stand in no page and no feed."""
    return _NOWHERE.sub(" ", typed).strip()


def _parsed(visit: Visit, q: str, by: str, *, aliases: bool) -> Query:
    query = visit.query(q, aliases=aliases)
    return replace(query, root=_said_by(visit, by, query.root)) if by else query


def _said_by(visit: Visit, name: str, root: Node | None) -> Node | None:
    """The query for words that one voice said, under whichever of their labels."""
    voice = visit.derived.roster.find(name)
    labels = voice.labels[:MAX_LABELS] if voice else (name,)
    fields = [Field("speaker", fold(label), quoted=True) for label in labels]
    nodes: list[Node] = [And((field, root)) if root else field for field in fields]
    return joined(Or, nodes)


def search(visit: Visit) -> Reply:
    """The results of a question, or how to ask one."""
    question = asked(visit)
    meeting = visit.view.meeting(question.meeting) if question.meeting else None
    if meeting is not None:
        return _within(question, meeting)
    if question.query.root is None:
        return _page(question)
    if not 1 <= question.page <= MAX_PAGE:
        return _page(question, status=404)
    found = question.view.search(
        question.query,
        sort=question.sort,
        limit=PER_PAGE,
        offset=question.offset,
        hosts=visit.inferred_hosts,
        subjects=visit.found_subjects,
    )
    total = found.meetings + found.near
    is_in_vain = not total and bool(question.q) and not question.filters
    if is_in_vain:
        unanswered.note(visit.site.settings.data, question.q, visit.view.public.now.date())
    if question.page > 1 and question.offset >= total:
        return _page(question, status=404)
    return _page(question, _shown(question, found), keep=not is_in_vain)


def _page(
    question: Question,
    shown: Mapping[str, object] = MappingProxyType({"found": None, "offers": []}),
    *,
    status: int = 200,
    keep: bool = True,
) -> HtmlPage:
    """The page of a question with what is shown of its results; by itself it tells how to ask."""
    _ = question.visit.language.text
    words = " ".join(filter(None, (question.q, question.by)))
    title = _("Search: %(words)s", words=words) if words else _("Search")
    context = {"question": question, **shown}
    return HtmlPage("search", title, context, status, index=False, keep=keep)


def _shown(question: Question, found: Results) -> dict[str, object]:
    """What a page shows of results and beside them: how they are narrowed and what else to ask; where nothing
    matches, which steps lead to something."""
    visit, query = question.visit, question.query
    narrowing = without_empty({"by": question.by, **question.filters})
    is_told_what_was_meant = found.meetings <= FEW and question.page == 1
    is_for_nothing = not found.meetings
    return {
        "found": found,
        "offers": named(visit, question.q) if question.is_first_and_unfiltered else [],
        "facets": facets(question, found),
        "shown_values": SHOWN_VALUES,
        "histogram": histogram(question, found),
        "pages": -(-(found.meetings + found.near) // PER_PAGE),
        "first": question.offset + 1,
        "coins": page_metadata.coins,
        "meant": _meant(question) if is_told_what_was_meant else [],
        "steps": steps(visit, question.q, query, question.aliases) if is_for_nothing else [],
        "absent": absent(visit, query, question.aliases) if is_for_nothing else [],
        "related": _related(question, found),
        "understood": understanding.chips(visit, query, question.q),
        "earlier": list(understanding.earlier(visit, query)),
        "later": list(understanding.later(visit, query)),
        "chosen": [_chosen(question, name, value) for name, value in narrowing.items()],
    }


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
        return HtmlPage(
            "within",
            title,
            {"question": question, "meeting": meeting, "hits": [], "total": 0, "pages": 0},
            404,
            index=False,
        )
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
    return HtmlPage("within", title, context, index=False)


def facets(question: Question, found: Results) -> list[tuple[str, list[FacetChoice]]]:
    """The facets that can narrow this search further, each value as a link."""
    shown = []
    for name in FACETS:
        values = [
            v for v in found.facets.get(name, ()) if name != "speaker" or not is_generic(v.value)
        ]
        if name in question.filters or name == "year" or len(values) < 2:
            continue
        choices = [
            FacetChoice(
                v.value,
                facet_text(question.visit, name, v.value),
                v.count,
                question.with_filter(name, v.value),
                v.found,
            )
            for v in values[: 2 * SHOWN_VALUES]
        ]
        shown.append((name, choices))
    return shown


def _chosen(question: Question, name: str, value: str) -> FacetChoice:
    return FacetChoice(
        name, facet_text(question.visit, name, value), 0, question.link(**{name: ""})
    )


_VOCABULARIES = {"tier": terms.TIER, "kind": terms.KIND}


def facet_text(visit: Visit, name: str, value: str) -> str:
    """A facet's value in words."""
    if name in _VOCABULARIES:
        return visit.language.label(_VOCABULARIES[name], value)
    if name == "by":
        return visit.language.text("said by %(name)s", name=value)
    if name == "agency":
        return visit.body_name(value)
    return value


def _meant(question: Question) -> list[tuple[str, str]]:
    """The words that were probably meant, each with this search for them."""
    view = question.view
    found = suggest(
        question.query,
        view.snapshot.searchers,
        view.public.by_id.keys(),
        lambda q: _parsed(question.visit, q, question.by, aliases=question.aliases),
    )
    return [(words, question.link(q=words)) for words in found]


def _related(question: Question, found: Results) -> dict[str, list[tuple[str, str]]]:
    """Words of the records beside the one that few of them hold, each as a search: those said
    `together` with it, and those `alike`."""
    most = few(len(question.view.public.meetings))
    if not 0 < found.meetings <= most or not question.is_first_and_unfiltered:
        return {}
    words = question.visit.view.related(question.query)
    words_by_kind = {"together": words.together, "alike": words.alike}
    return {
        kind: [(one, question.link(q=one)) for one in ones] for kind, ones in words_by_kind.items()
    }


MOST_YEARS = 60
COLUMN, BETWEEN, HEIGHT = 40, 6, 56


@dataclass(frozen=True, slots=True)
class Year:
    """A column of the histogram: `link` filters by its year, or takes the filter back where it is the
    year that is `chosen`."""

    name: str
    count: int
    tall: int
    left: int
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """Matching meetings by year, whatever year is chosen."""

    years: tuple[Year, ...]
    wide: int
    height: int = HEIGHT


def histogram(question: Question, found: Results) -> Histogram | None:
    """The years as columns, each a filter; nothing where there is but one year to choose."""
    chosen = question.filters.get("year", "")
    if chosen:
        others = omit(question.filters, {"year"})
        view = narrowed(question.visit, others) if others else question.visit.view
        counts = years(question.query, view.snapshot.searchers, view.public)
    else:
        counts = {int(v.value): v.count for v in found.facets.get("year", ()) if v.value.isdigit()}
    if len(counts) < 2:
        return None
    first = max(min(counts), max(counts) - MOST_YEARS + 1)
    top = max(counts.values())

    def column(place: int, year: str, number: int) -> Year:
        tall = max(2, round(number * (HEIGHT - 4) / top)) if number else 0
        link = question.link(year="" if year == chosen else year) if number else ""
        return Year(year, number, tall, place * (COLUMN + BETWEEN), link, year == chosen)

    span = range(first, max(counts) + 1)
    columns = tuple(column(at, str(year), counts.get(year, 0)) for at, year in enumerate(span))
    return Histogram(columns, len(columns) * (COLUMN + BETWEEN) - BETWEEN)
