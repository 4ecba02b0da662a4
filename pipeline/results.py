"""Matches → results: order, pages, facets, snippets. One place for all engines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from minutes.catalogue import PublicView, order
from minutes.facts import Facts
from minutes.model import Meeting
from minutes.query import Query, Word
from pipeline import near as nearness
from pipeline.engines import Match, Said, Searcher
from pipeline.snippets import snippet

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
    score; by date they follow in order of date.
    """
    began = time.perf_counter()
    shown = view.by_id.keys()
    found: dict[str, tuple[Match, Searcher]] = {}
    for searcher in searchers:
        found |= {name: (match, searcher) for name, match in searcher.find(query, shown).items()}
    exact = sorted(found, key=lambda n: _key(found[n][0], view.by_id[n], sort))
    near = nearness.loosen(query) if len(exact) < nearness.ENOUGH else None
    others: list[str] = []
    if near is not None:
        score = nearness.rank(near, searchers, shown)
        others = sorted(
            score.keys() - found.keys(),
            key=lambda n: (0 if sort == "date" else -score[n], order(view.by_id[n])),
        )
        others = others[: nearness.MOST]
    page = [*((n, False) for n in exact), *((n, True) for n in others)][offset : offset + limit]
    results = []
    for name, is_near in page:
        if is_near and near is not None:
            results.append(_near_result(name, near, searchers, view))
        else:
            match, searcher = found[name]
            hits = _hits(searcher.best(query, name, SPEECHES), query.words)
            results.append(Result(view.by_id[name], False, match.speeches, hits))
    facets = _facets([view.by_id[n] for n in exact], facts)
    took = (time.perf_counter() - began) * 1000
    speeches = sum(match.speeches for match, _ in found.values())
    return Results(query, len(exact), speeches, len(others), tuple(results), facets, round(took, 2))


def _key(match: Match, meeting: Meeting, sort: Sort) -> tuple[tuple[int, ...], tuple[int, str]]:
    rank = () if sort == "date" else tuple(-part for part in match.rank)
    return rank, order(meeting)


def _near_result(
    name: str, near: nearness.Near, searchers: Sequence[Searcher], view: PublicView
) -> Result:
    for searcher in searchers:
        match = searcher.find(near.query, {name}).get(name)
        if match is not None:
            best = searcher.best(near.query, name, SPEECHES)
            return Result(view.by_id[name], True, match.speeches, _hits(best, near.parts))
    return Result(view.by_id[name], True, 0, ())


def _hits(said: Sequence[Said], words: Sequence[Word]) -> tuple[Hit, ...]:
    return tuple(
        Hit(s.id, s.type, s.speaker, s.text, snippet(s.text, s.folded, words)) for s in said
    )


def _facets(
    meetings: Sequence[Meeting], facts: Callable[[str], Facts]
) -> dict[str, tuple[FacetValue, ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for meeting in meetings:
        counts["tier"][meeting.tier] += 1
        counts["kind"][meeting.kind] += 1
        counts["agency"].update(facts(meeting.id).host_ids)
        if meeting.date:
            counts["year"][str(meeting.date.year)] += 1
        counts["speaker"].update(s.name for s in meeting.speakers)
    found = {}
    for name, counter in counts.items():
        values = sorted(counter.items(), key=lambda x: (-x[1], x[0]))
        if name == "year":
            values.sort(reverse=True)
        else:
            values = values[:FACET_VALUES]
        found[name] = tuple(FacetValue(v, c) for v, c in values)
    return found
