"""Ballots, tasks and requests for help: what the heads of records hold, gathered into lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from minutes.catalogue import order
from minutes.model import Meeting
from webapp.api import answering, paging, shapes
from webapp.api import parameters as asked
from webapp.api.records import Shaper
from webapp.visit import Visit

Kept = TypeVar("Kept")


def _gather(
    visit: Visit,
    wish: asked.Kept,
    kept: Callable[[Meeting], Sequence[Kept]],
    fits: Callable[[Meeting, Kept], bool],
) -> tuple[list[tuple[Meeting, int, Kept]], int, str]:
    """One page of what heads of records hold, newest record first."""

    def everything() -> Iterator[tuple[Meeting, int, Kept]]:
        for m in visit.view.public.meetings:
            if asked.between(m.date, wish.since, wish.until):
                yield from ((m, n, one) for n, one in enumerate(kept(m)) if fits(m, one))

    found = list(everything())
    rows, following = paging.cut(
        found, lambda row: (*order(row[0]), row[1]), (int, str, int), wish.cursor or "", wish.limit
    )
    return list(rows), len(found), following


def _about(wish: asked.Kept, meeting: Meeting, cases: tuple[int, ...]) -> bool:
    return wish.case is None or wish.case in (cases or meeting.front.case)


def _at(visit: Visit, meeting: Meeting, number: int, speech: str) -> tuple[str, str]:
    """The id of a line of a head, and the address of the words that tell of it."""
    links = visit.links
    url = links.passage(meeting.id, speech) if speech else links.meeting(meeting.id)
    return f"{Shaper(visit).shorts.table.offered(meeting.id)}.{number}", url


def votes(visit: Visit, wish: asked.Kept) -> shapes.Page[shapes.VoteRow]:
    rows, total, following = _gather(
        visit, wish, lambda m: m.front.votes,
        lambda m, v: wish.case is None or any(o.case == wish.case for o in v.options),
    )  # fmt: skip
    made = []
    for m, n, vote in rows:
        ident, url = _at(visit, m, n, vote.speech)
        made.append(
            shapes.VoteRow(
                id=ident, meeting=m.id, meeting_title=m.title, date=m.date, url=url, vote=vote
            )
        )
    return answering.page(made, total, following)


def actions(visit: Visit, wish: asked.Actions) -> shapes.Page[shapes.ActionRow]:
    rows, total, following = _gather(
        visit, wish, lambda m: m.front.actions,
        lambda m, a: _about(wish, m, a.case) and wish.status in {None, a.status} and _named(visit, m, wish.agency, a.agency),
    )  # fmt: skip
    made = []
    for m, n, action in rows:
        ident, url = _at(visit, m, n, action.speech)
        made.append(
            shapes.ActionRow(
                id=ident, meeting=m.id, meeting_title=m.title, date=m.date, url=url, action=action
            )
        )
    return answering.page(made, total, following)


def requests(visit: Visit, wish: asked.Requests) -> shapes.Page[shapes.RequestRow]:
    rows, total, following = _gather(
        visit, wish, lambda m: m.front.requests,
        lambda m, r: _about(wish, m, r.case) and wish.status in {None, r.status}
        and _named(visit, m, wish.agency, (*r.sender, *r.to)),
    )  # fmt: skip
    made = []
    for m, n, request in rows:
        ident, url = _at(visit, m, n, request.speech)
        made.append(
            shapes.RequestRow(
                id=ident, meeting=m.id, meeting_title=m.title, date=m.date, url=url, request=request
            )
        )
    return answering.page(made, total, following)


def _named(visit: Visit, meeting: Meeting, wanted: str | None, words: tuple[str, ...]) -> bool:
    """Whether one of the words of a record means the agency that is wanted."""
    if wanted is None:
        return True

    def ident(word: str) -> str:
        agency = visit.agency(word, meeting.date)
        return agency.id if agency else word

    return ident(wanted) in set(map(ident, words))
