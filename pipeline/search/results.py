"""Matches → results: order, pages, facets, snippets. One place for all engines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Literal

from minutes.catalogue.public_view import PublicView
from minutes.query.restrictions import Facts
from minutes.query.tree import Query, Word
from minutes.records.model import Meeting
from pipeline.engines.protocol import Answer, Match, Searcher
from pipeline.search import near_results as nearness
from pipeline.search.snippets import snippet

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
    """A value of a facet and the number of matching meetings that have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results. `meetings` and `speeches` count all exact matches; `near` the others."""

    query: Query
    meetings: int
    speeches: int
    near: int
    results: tuple[Result, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    took_ms: float


def run(
    query: Query,
    searchers: Sequence[Searcher],
    view: PublicView,
    facts: Callable[[str], Facts],
    *,
    sort: Sort = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> Results:
    """One page of a query's results among the records of `view`.

    By relevance: `Match.rank`, then newest first, then id. Near results follow the exact ones, by
    score; by date they follow in order of date, the best of them.
    """
    began = time.perf_counter()
    shown = view.by_id.keys()
    answers = [searcher.ask(query, shown) for searcher in searchers]
    found = {name: match for answer in answers for name, match in answer.matches.items()}
    exact = _ordered(found, view, sort)
    near = nearness.loosen(query) if len(exact) < nearness.ENOUGH else None
    others: list[str] = []
    if near is not None:
        score = nearness.rank(near, searchers, shown)
        newest = [name for name in view.by_id if name in score and name not in found]
        others = sorted(newest, key=lambda n: -score[n])[: nearness.MOST]
        if sort == "date":
            best = set(others)
            others = [name for name in newest if name in best]
    page = [*exact, *others][offset : offset + limit]
    results = [
        _result(view.by_id[name], _of(answers, name), query.words) for name in page if name in found
    ]
    rest = page[len(results) :]
    if near is not None and rest:
        loose = [searcher.ask(near.query, rest) for searcher in searchers]
        results += [
            _result(view.by_id[name], _of(loose, name), near.parts, near=True) for name in rest
        ]
    facets = _facets([view.by_id[n] for n in exact], facts)
    speeches = sum(match.speeches for match in found.values())
    took = (time.perf_counter() - began) * 1000
    return Results(query, len(exact), speeches, len(others), tuple(results), facets, round(took, 2))


def years(query: Query, searchers: Sequence[Searcher], view: PublicView) -> dict[int, int]:
    """How many meetings of each year match exactly."""
    names = {name for s in searchers for name in s.find(query, view.by_id.keys())}
    return Counter(date.year for name in names if (date := view.by_id[name].date))


def _ordered(found: Mapping[str, Match], view: PublicView, sort: Sort) -> list[str]:
    """The meetings that match, in the order of the results."""
    newest = [name for name in view.by_id if name in found]
    if sort == "date":
        return newest
    return [
        m.meeting
        for m in sorted(
            map(found.__getitem__, newest), key=itemgetter(slice(1, None)), reverse=True
        )
    ]


def _of(answers: Sequence[Answer], name: str) -> Answer:
    return next(answer for answer in answers if name in answer.matches)


def _result(
    meeting: Meeting, answer: Answer, words: Sequence[Word], *, near: bool = False
) -> Result:
    said = answer.best(meeting.id, SPEECHES)
    hits = tuple(
        Hit(s.id, s.type, s.speaker, s.text, snippet(s.text, s.folded, words)) for s in said
    )
    return Result(meeting, near, answer.matches[meeting.id].speeches, hits)


def _facets(
    meetings: Sequence[Meeting], facts: Callable[[str], Facts]
) -> dict[str, tuple[FacetValue, ...]]:
    known = [facts(meeting.id) for meeting in meetings]
    years = Counter(date.year for meeting in meetings if (date := meeting.date))
    return {
        "tier": _commonest(Counter(map(attrgetter("tier"), meetings))),
        "kind": _commonest(Counter(map(attrgetter("kind"), meetings))),
        "agency": _commonest(Counter(chain.from_iterable(f.host_ids for f in known))),
        "year": tuple(FacetValue(str(y), years[y]) for y in sorted(years, reverse=True)),
        "speaker": _commonest(Counter(chain.from_iterable(f.labels for f in known))),
    }


def _commonest(counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """The values that most meetings have, ties by name."""
    fewest = sorted(counts.values(), reverse=True)[:FACET_VALUES][-1:]
    among = [(-c, v) for v, c in counts.items() if c >= fewest[0]]
    return tuple(FacetValue(v, -c) for c, v in sorted(among)[:FACET_VALUES])
