"""Ballots, tasks and requests for help: what the heads of records hold, gathered into lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TypedDict, TypeVar

from minutes.catalogue.public_view import order
from minutes.clock import DaySpan
from minutes.records.model import Meeting
from webapp.api import handlers, paging, schema
from webapp.api import parameters as asked
from webapp.api.shaper import Shaper
from webapp.serving.visit import Visit

Kept = TypeVar("Kept")


def _gather(
    visit: Visit,
    wish: asked.GatheredQuery,
    kept: Callable[[Meeting], Sequence[Kept]],
    fits: Callable[[Meeting, Kept], bool],
) -> tuple[list[tuple[Meeting, int, Kept]], int, str]:
    """One page of what heads of records hold, newest record first."""

    def everything() -> Iterator[tuple[Meeting, int, Kept]]:
        for m in visit.view.public.meetings:
            if DaySpan(wish.since, wish.until).covers(m.date):
                yield from ((m, n, one) for n, one in enumerate(kept(m)) if fits(m, one))

    found = list(everything())
    rows, following = paging.cut(
        found, lambda row: (*order(row[0]), row[1]), (int, str, int), wish.cursor, wish.limit
    )
    return list(rows), len(found), following


def _about(wish: asked.GatheredQuery, meeting: Meeting, cases: tuple[int, ...]) -> bool:
    return wish.case is None or wish.case in (cases or meeting.front.case)


class _CommonFields(TypedDict):
    """What all rows say: their id, the record, and the address of the words that tell of it."""

    id: str
    meeting: str
    meeting_title: str
    date: dt.date | None
    url: str


def _place(visit: Visit, meeting: Meeting, number: int, speech: str) -> _CommonFields:
    links = visit.links
    return _CommonFields(
        id=f"{Shaper(visit).shorts.table.offered(meeting.id)}.{number}",
        meeting=meeting.id,
        meeting_title=meeting.title,
        date=meeting.date,
        url=links.passage(meeting.id, speech),
    )


def votes(visit: Visit, wish: asked.GatheredQuery) -> schema.Page[schema.VoteRow]:
    """The votes in the heads of records, latest record first, each with the record that holds
    it."""
    rows, total, following = _gather(
        visit,
        wish,
        lambda m: m.front.votes,
        lambda m, v: wish.case is None or any(o.case == wish.case for o in v.options),
    )
    rows_shown = [
        schema.VoteRow(**_place(visit, m, n, vote.speech), vote=vote) for m, n, vote in rows
    ]
    return handlers.page(rows_shown, total, following)


def actions(visit: Visit, wish: asked.Actions) -> schema.Page[schema.ActionRow]:
    """The actions in the heads of records, latest record first, each with the record that holds
    it."""
    rows, total, following = _gather(
        visit,
        wish,
        lambda m: m.front.actions,
        lambda m, a: (
            _about(wish, m, a.case)
            and wish.status in {None, a.status}
            and _named(visit, m, wish.agency, a.agency)
        ),
    )
    rows_shown = [
        schema.ActionRow(**_place(visit, m, n, action.speech), action=action)
        for m, n, action in rows
    ]
    return handlers.page(rows_shown, total, following)


def requests(visit: Visit, wish: asked.Requests) -> schema.Page[schema.RequestRow]:
    """The requests for help in the heads of records, latest record first, each with the record
    that holds it."""
    rows, total, following = _gather(
        visit,
        wish,
        lambda m: m.front.requests,
        lambda m, r: (
            _about(wish, m, r.case)
            and wish.status in {None, r.status}
            and _named(visit, m, wish.agency, (*r.sender, *r.to))
        ),
    )
    rows_shown = [
        schema.RequestRow(**_place(visit, m, n, request.speech), request=request)
        for m, n, request in rows
    ]
    return handlers.page(rows_shown, total, following)


def _named(visit: Visit, meeting: Meeting, wanted: str | None, words: tuple[str, ...]) -> bool:
    """Whether one of the words of a record means the agency that is wanted."""
    if wanted is None:
        return True

    def ident(word: str) -> str:
        return visit.agency_id(word, meeting.date)

    return ident(wanted) in set(map(ident, words))
