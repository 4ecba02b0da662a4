"""Search for programs: the same search as the page's, in the shape of the API."""

from __future__ import annotations

from pipeline.history.wordings.quotations import Quotation
from pipeline.search.results import Result
from webapp.api import paging, schema
from webapp.api import parameters as asked
from webapp.api.shaper import Shaper
from webapp.lookup import verification
from webapp.serving.visit import Visit

_FURTHEST = 10_000


def search(visit: Visit, wish: asked.Search) -> schema.SearchAnswer:
    """One page of results; a cursor holds how many were shown."""
    query = visit.view.parse_query(wish.q, aliases=wish.aliases == "1")
    start = int(paging.decode(wish.cursor, (int,))[0]) if wish.cursor else 0
    if not 0 <= start <= _FURTHEST:
        raise paging.bad()
    if query.root is None:
        return schema.SearchAnswer(
            query=wish.q, meetings=0, speeches=0, near=0, items=(), facets={}, next=None
        )
    found = visit.view.search(query, sort=wish.sort, limit=wish.limit, offset=start)
    shaper = Shaper(visit)
    items = tuple(_item(shaper.row(result.meeting), result) for result in found.results)
    end = start + len(items)
    more = items and end < found.meetings + found.near and end <= _FURTHEST
    return schema.SearchAnswer(
        query=wish.q,
        meetings=found.meetings,
        speeches=found.speeches,
        near=found.near,
        items=items,
        facets=found.facets,
        next=paging.encode((end,)) if more else None,
    )


def _item(row: schema.MeetingRow, result: Result) -> schema.ResultRow:
    hits = tuple(
        schema.Hit(
            id=hit.id,
            type=hit.type,
            speaker=hit.speaker,
            text=hit.text,
            snippet=hit.snippet,
            url=f"{row.url}#s{hit.id}" if hit.id else row.url,  # plain letters: a hash of ours
        )
        for hit in result.hits
    )
    return schema.ResultRow(meeting=row, near=result.near, speeches=result.speech_count, hits=hits)


def verify(visit: Visit, wish: asked.Verify) -> schema.VerifyAnswer:
    """Has it really been said? The same answer as the page's."""
    quotation = Quotation.of(wish.text)
    if quotation is None:  # so few letters stand anywhere: to find them would say nothing
        return schema.VerifyAnswer(text=wish.text, verbatim=False, verdict="too_short", places=())
    answer = verification.verify(visit, quotation, wish.speech or "")
    shorts = Shaper(visit).shorts
    places = tuple(
        schema.Said(
            speech=f.item.id,
            meeting=f.meeting.id,
            title=f.meeting.title,
            date=f.meeting.date,
            speaker=f.item.speaker,
            cut=f.cut,
            until=f.until,
            url=visit.links.passage(f.meeting.id, f.item.id),
            short_url=shorts.speech(f.meeting.id, f.item.id),
        )
        for f in answer.places
    )
    return schema.VerifyAnswer(
        text=wish.text, verbatim=answer.verdict == "said", verdict=answer.verdict, places=places
    )
