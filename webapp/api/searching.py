"""Search for programs: the same search as the page's, and its shape in the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from minutes.query.tree import Query
from pipeline.history.wordings.quotations import Quotation
from pipeline.search.results import FacetValue, Result
from webapp.api import paging, schema
from webapp.api import parameters as asked
from webapp.api.shaper import Shaper
from webapp.lookup import verification
from webapp.serving.visit import Visit

_FURTHEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A matching speech (or other item). `snippet` is safe HTML with the words in `<mark>`."""

    id: str
    type: str
    speaker: str | None
    text: str
    snippet: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A record that matches, with its best speeches; `near` where it does not match exactly."""

    meeting: schema.MeetingRow
    near: bool
    speeches: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a piece of a query, as it is `typed`, was taken for: a time (`period`, with its first and
    last day), who hosted (`host`), an `agency`, which `tier` or `kind` of meeting; `value` is an
    agency's id or the schema's value."""

    kind: Literal["period", "host", "agency", "tier", "kind"]
    typed: str
    value: str | None
    days: tuple[dt.date, dt.date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """A page of results. `meetings` and `speeches` count all exact matches, `near` the others; where
    more match than are counted, `cap` is the number at which the counting stopped (null elsewhere).
    `parts` are what a record is ranked by, `also` the other names that were searched along,
    `understood` what pieces of the query were taken for."""

    query: str
    parts: tuple[str, ...]
    also: tuple[str, ...]
    understood: tuple[Understood, ...]
    cap: int | None
    meetings: int
    speeches: int
    near: int
    items: tuple[ResultRow, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    next: str | None


def search(visit: Visit, wish: asked.Search) -> SearchAnswer:
    """One page of results; a cursor holds how many were shown."""
    query = visit.query(wish.q, aliases=wish.aliases == "1")
    start = int(paging.decode(wish.cursor, (int,))[0]) if wish.cursor else 0
    if not 0 <= start <= _FURTHEST:
        raise paging.bad()
    if query.root is None:
        return SearchAnswer(
            query=wish.q,
            parts=(),
            also=(),
            understood=(),
            cap=None,
            meetings=0,
            speeches=0,
            near=0,
            items=(),
            facets={},
            next=None,
        )
    found = visit.view.search(
        query,
        sort=wish.sort,
        limit=wish.limit,
        offset=start,
        hosts=visit.inferred_hosts,
        subjects=visit.found_subjects,
    )
    shaper = Shaper(visit)
    items = tuple(_item(shaper.row(result.meeting), result) for result in found.results)
    end = start + len(items)
    more = items and end < found.meetings + found.near and end <= _FURTHEST
    return SearchAnswer(
        query=wish.q,
        parts=tuple(part.typed for part in query.parts),
        also=query.widened,
        understood=tuple(_understood(query)),
        cap=found.cap,
        meetings=found.meetings,
        speeches=found.speeches,
        near=found.near,
        items=items,
        facets=found.facets,
        next=paging.encode((end,)) if more else None,
    )


def _understood(query: Query) -> Iterator[Understood]:
    """What the pieces of a query were taken for."""
    for piece in query.understood:
        days = piece.value if isinstance(piece.value, tuple) else None
        value = piece.value if isinstance(piece.value, str) else None
        yield Understood(kind=piece.kind, typed=piece.typed, value=value, days=days)


def _item(row: schema.MeetingRow, result: Result) -> ResultRow:
    hits = tuple(
        Hit(
            id=hit.id,
            type=hit.type,
            speaker=hit.speaker,
            text=hit.text,
            snippet=hit.snippet,
            url=f"{row.url}#s{hit.id}" if hit.id else row.url,  # plain letters: a hash of ours
        )
        for hit in result.hits
    )
    return ResultRow(meeting=row, near=result.near, speeches=result.speech_count, hits=hits)


def verify(visit: Visit, wish: asked.Verify) -> schema.VerifyAnswer:
    """Has it really been said? The same answer as the page's."""
    quotation = Quotation.of(wish.text)
    if quotation is None:  # so few letters stand anywhere: to find them would say nothing
        return schema.VerifyAnswer(
            text=wish.text, verbatim=False, verdict="too_short", places=(), whole=True
        )
    answer = verification.verify(visit, quotation, wish.speech or "")
    places = tuple(_said(visit, place) for place in answer.places)
    return schema.VerifyAnswer(
        text=wish.text,
        verbatim=answer.verdict == "said",
        verdict=answer.verdict,
        places=places,
        whole=answer.is_whole,
    )


def _said(visit: Visit, place: verification.QuotedSpeech) -> schema.Said:
    shorts, past = Shaper(visit).shorts, place.past
    speech, meeting = place.present, place.meeting
    then = shorts.revision(meeting.id, past.revision) if past else None
    is_there = past is None or past.now is not None
    return schema.Said(
        speech=speech.id,
        meeting=meeting.id,
        title=meeting.title,
        date=meeting.date,
        speaker=place.item.speaker,
        cut=place.cut,
        until=past.until if past else None,
        removed=past is not None and past.is_removed,
        url=visit.links.passage(meeting.id, speech.id) if is_there else f"{then}#s{speech.id}",
        short_url=shorts.speech(meeting.id, speech.id),
        revision_url=then,
    )
