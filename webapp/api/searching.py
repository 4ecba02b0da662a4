"""Search for programs: the same search as the page's, in the shape of the API."""

from __future__ import annotations

from pipeline.search.results import Result
from webapp.api import paging, schema
from webapp.api import parameters as asked
from webapp.api.shaper import Shaper
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
