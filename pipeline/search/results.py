"""Matches → results: order, pages, facets, snippets. One place for all engines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, filterfalse, islice
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

from minutes.catalogue.public_view import PublicView
from minutes.query.restrictions import Facts
from minutes.query.tree import Query, Word, is_speaker
from minutes.records.model import Meeting
from pipeline.engines.protocol import MOST, Answer, Searcher, find_in
from pipeline.search import near_results as nearness
from pipeline.search.measures import Measures
from pipeline.search.ranking import Ranking
from pipeline.search.snippets import snippet
from pipeline.search.titles import NO_TEXTS, ShortTexts

Sort = Literal["relevance", "date"]
FACETS = ("tier", "kind", "agency", "year", "speaker")
SPEECHES = 3
FACET_VALUES = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A speech (or, where no speech matches, another item) with its marked snippet (safe HTML)."""

    id: str
    type: str
    speaker: str | None
    text: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Result:
    """A meeting that matches, with its best speeches and the number of matching ones."""

    meeting: Meeting
    near: bool
    speech_count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and the number of matching meetings that have it; of `found` of these only
    the words of other records tell it."""

    value: str
    count: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `meetings` and `speeches` count all exact matches; `near` the others. Where
    more match than are counted, `cap` is the number at which the counting stopped."""

    query: Query
    meetings: int
    speeches: int
    near: int
    results: tuple[Result, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    took_ms: float
    cap: int | None = None


def run(
    query: Query,
    searchers: Sequence[Searcher],
    view: PublicView,
    facts: Callable[[str], Facts],
    measures: Measures,
    *,
    hosts: Mapping[str, Sequence[str]] = MappingProxyType({}),
    subjects: ShortTexts = NO_TEXTS,
    sort: Sort = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> Results:
    """One page of a query's results among the records of `view`.

    By relevance exact and near results stand together: those that are called what was typed, then by
    score, then newest first, then id (see `Ranking`); by date the near ones follow the exact ones. What was
    typed with function words is one part more where a record says it word by word (`Query.verbatim`). Only
    other records tell `hosts`, agencies by record, and `subjects`, what a meeting was about.
    """
    began = time.perf_counter()
    asked = _Asked.of(query, searchers, view)
    exact = _exact(asked)
    ordered = _ordered(asked, exact, measures, subjects, sort, offset + limit)
    page = ordered.names[offset : offset + limit]
    _expect(searchers, page)
    results = tuple(_results(asked, exact, page))
    facets = _facets([view.by_id[name] for name in exact.names], facts, hosts)
    took = (time.perf_counter() - began) * 1000
    return Results(
        query,
        len(exact.names),
        sum(map(exact.found.__getitem__, exact.names)),
        len(ordered.near),
        results,
        facets,
        round(took, 2),
        MOST if exact.is_capped else None,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, who answers it for a view, what else is near to it, and what of it was typed as one word."""

    query: Query
    searchers: Sequence[Searcher]
    view: PublicView
    near: nearness.Near
    whole: _Verbatim

    @classmethod
    def of(cls, query: Query, searchers: Sequence[Searcher], view: PublicView) -> _Asked:
        """A query as it is asked of a view."""
        whole = _verbatim(query, searchers, view.by_id.keys())
        return cls(query, searchers, view, nearness.loosen(query), whole)

    @property
    def parts(self) -> tuple[Word, ...]:
        """What is looked for, each by itself."""
        return (*self.query.parts, *self.whole.words)


@dataclass(frozen=True, slots=True)
class _Exact:
    """What matches: all that was `found`, with the speeches of each that do, and the `names` of those that
    are counted, in the order of the view."""

    answers: Sequence[Answer]
    found: Mapping[str, int]
    names: Sequence[str]

    @property
    def is_capped(self) -> bool:
        """Whether more match than are counted."""
        return len(self.found) > len(self.names) or any(answer.capped for answer in self.answers)


def _exact(asked: _Asked) -> _Exact:
    answers = [searcher.ask(asked.query, asked.view.by_id.keys()) for searcher in asked.searchers]
    found = dict(chain.from_iterable(answer.matches.items() for answer in answers))
    return _Exact(answers, found, list(filter(found.__contains__, asked.view.by_id))[:MOST])


class _Ordered(NamedTuple):
    """The names of results, the first of them in their order, and which of them are only near."""

    names: Sequence[str]
    near: Collection[str] = ()


def _ordered(
    asked: _Asked,
    exact: _Exact,
    measures: Measures,
    subjects: ShortTexts,
    sort: Sort,
    number: int,
) -> _Ordered:
    is_ranked = bool(asked.near.parts) or sort == "relevance"
    if not asked.parts or not is_ranked:
        return _Ordered(exact.names)
    searchers, shown = asked.searchers, asked.view.by_id.keys()
    ranking = Ranking(asked.parts, measures, subjects, partial(_expect, searchers))
    perhaps = _perhaps(asked.near, ranking, searchers, shown - exact.found.keys())
    places = [answer.places(asked.parts) for answer in exact.answers]
    ranking.read(places, perhaps.union(exact.names))
    near = _near(asked.near, ranking, searchers, perhaps)
    if sort == "date":
        return _Ordered([*exact.names, *filter(near.__contains__, asked.view.by_id)], near)
    called = measures.titles.called(asked.query.typed)
    names = [*exact.names, *near]
    return _Ordered(_by_relevance(names, called, ranking, exact.found.keys(), number), near)


def _results(asked: _Asked, exact: _Exact, page: Sequence[str]) -> Iterator[Result]:
    """Each result of a page with its best speeches, of what is only near by the loosened query."""
    rest = list(filterfalse(exact.found.__contains__, page))
    loose = [searcher.ask(asked.near.query, rest) for searcher in asked.searchers] if rest else []
    whole = asked.whole
    for name in page:
        meeting = asked.view.by_id[name]
        if name in exact.found:
            words = (*asked.query.words, *whole.words)
            yield _result(meeting, exact.answers, words, whole.answers)
        else:
            words = (*asked.near.parts, *whole.words)
            yield _result(meeting, loose, words, whole.answers, near=True)


def _expect(searchers: Iterable[Searcher], names: Sequence[str]) -> None:
    for searcher in searchers:
        searcher.expect(names)


class _Verbatim(NamedTuple):
    """What was typed as one word, and what holds it; nothing, where no record says it."""

    words: Sequence[Word] = ()
    answers: Sequence[Answer] = ()


def _verbatim(query: Query, searchers: Sequence[Searcher], shown: Collection[str]) -> _Verbatim:
    word = query.verbatim
    if word is None:
        return _Verbatim()
    asked = Query(query.typed, word)
    answers = [searcher.ask(asked, shown) for searcher in searchers]
    is_said = any(answer.matches for answer in answers)
    return _Verbatim([word], answers) if is_said else _Verbatim()


def years(query: Query, searchers: Sequence[Searcher], view: PublicView) -> dict[int, int]:
    """How many meetings of each year match exactly."""
    days = (view.by_id[name].date for name in find_in(searchers, query, view.by_id.keys()))
    return Counter(day.year for day in filter(None, days))


def _by_relevance(
    names: Sequence[str],
    called: Collection[str],
    ranking: Ranking,
    exact: Collection[str],
    number: int,
) -> list[str]:
    """So many of some meetings, the best first, before them those that are called what was typed."""
    first = set(names).intersection(called)
    then = list(filterfalse(first.__contains__, names))
    return [*ranking.best(first, exact, number), *ranking.best(then, exact, number)]


def _perhaps(
    near: nearness.Near, ranking: Ranking, searchers: Sequence[Searcher], among: Collection[str]
) -> set[str]:
    """The meetings that may be near: those that hold what must hold, and most of the rest."""
    if not near.parts:
        return set()
    if near.strict_query is not None:
        among = find_in(searchers, near.strict_query, among).keys()
    return ranking.nearest(searchers, among)


def _near(
    near: nearness.Near, ranking: Ranking, searchers: Sequence[Searcher], among: Collection[str]
) -> Collection[str]:
    """The best of the meetings that are near."""
    enough = ranking.near(near.parts, near.whole, among)
    if any(map(is_speaker, near.must)):
        enough = set(find_in(searchers, near.query, enough))
    return ranking.firmest(enough, nearness.MOST)


def _result(
    meeting: Meeting,
    answers: Sequence[Answer],
    words: Sequence[Word],
    first: Sequence[Answer],
    *,
    near: bool = False,
) -> Result:
    """A meeting with its best speeches, before others those of the answers that come first; none, where it is
    near by its subject alone."""
    answer = next((each for each in answers if meeting.id in each.matches), None)
    if answer is None:
        return Result(meeting, near, 0, ())
    whole = (each for each in first if meeting.id in each.matches)
    best = chain.from_iterable(each.best(meeting.id, SPEECHES) for each in (*whole, answer))
    utterances = islice(dict.fromkeys(best), SPEECHES)
    hits = tuple(
        Hit(s.id, s.type, s.speaker, s.text, snippet(s.text, s.folded, words)) for s in utterances
    )
    return Result(meeting, near, answer.matches[meeting.id], hits)


def _facets(
    meetings: Sequence[Meeting],
    facts: Callable[[str], Facts],
    hosts: Mapping[str, Sequence[str]],
) -> dict[str, tuple[FacetValue, ...]]:
    every = [facts(meeting.id) for meeting in meetings]
    years = Counter(date.year for meeting in meetings if (date := meeting.date))
    return {
        "tier": _commonest(Counter(map(attrgetter("tier"), meetings))),
        "kind": _commonest(Counter(map(attrgetter("kind"), meetings))),
        "agency": _with_found(
            Counter(chain.from_iterable(f.host_ids for f in every)),
            Counter(chain.from_iterable(hosts.get(m.id, ()) for m in meetings)),
        ),
        "year": tuple(FacetValue(str(y), years[y]) for y in sorted(years, reverse=True)),
        "speaker": _commonest(Counter(chain.from_iterable(f.labels for f in every))),
    }


def _with_found(declared: Counter[str], found: Counter[str]) -> tuple[FacetValue, ...]:
    """The values that most meetings have, as declared or as found."""
    return tuple(replace(v, found=found[v.value]) for v in _commonest(declared + found))


def _commonest(counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """The values that most meetings have, ties by name."""
    fewest = sorted(counts.values(), reverse=True)[:FACET_VALUES][-1:]
    among = [(-c, v) for v, c in counts.items() if c >= fewest[0]]
    return tuple(FacetValue(v, -c) for c, v in sorted(among)[:FACET_VALUES])
