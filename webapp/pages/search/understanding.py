"""What a query was taken for, told to the reader: times, hosts, tiers, and bodies that were renamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from minutes.query.tree import Field, Query, Understood, positive, restrictions_among
from minutes.records import terms
from minutes.registers.agencies import Agency
from webapp.i18n.language import Language
from webapp.pages.search.suggestions import without
from webapp.serving.visit import Visit


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of the query in words, and the search without it; of so many records only words of others
    tell that they fit."""

    text: str
    link: str
    by_words: int = 0


@dataclass(frozen=True, slots=True)
class Successor:
    """A body and the one that it became: their names, the day that told, a search for the later."""

    old: str
    new: str
    day: str
    link: str


def chips(visit: Visit, query: Query, q: str) -> list[Chip]:
    """What was understood, each piece as a search without it; an agency is a word all the same, and
    told by its other names."""
    found = []
    for piece in (u for u in query.understood if u.kind != "agency"):
        count = _found(visit, query, piece)
        found.append(Chip(_in_words(visit, piece), visit.at.searching(q=without(piece, q)), count))
    return found


def _found(visit: Visit, query: Query, piece: Understood) -> int:
    """How many records only words of others give as those of a host, or of one that became it, that the
    query restricts to."""
    if piece.kind != "host":
        return 0
    agencies = visit.view.snapshot.catalogue.agencies
    host = agencies.get(str(piece.value))
    bodies = {piece.value, *(each.id for each in agencies.predecessors(host))} if host else ()
    hosted = (field.records for field in _fields(query) if field.value in bodies)
    found = chain.from_iterable(hosted)
    return len(visit.view.public.by_id.keys() & set(found))


def _fields(query: Query) -> list[Field]:
    return list(restrictions_among(positive(query.root)))


def _in_words(visit: Visit, piece: Understood) -> str:
    language = visit.language
    if isinstance(piece.value, tuple):
        return period_text(language, *piece.value)
    if piece.kind == "host":
        return language.text("host: %(name)s", name=visit.body_name(piece.value))
    table = terms.TIER if piece.kind == "tier" else terms.KIND
    return language.label(table, piece.value)


def period_text(language: Language, first: dt.date, last: dt.date) -> str:
    """A stretch of days by the calendar, in words."""
    if first == last:
        return language.date(first)
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months == 1:
        return language.month(first.year, first.month)
    if (months, first.month) == (12, 1):
        return language.text("the year %(year)s", year=first.year)
    if months == 3 and last.month % 3 == 0:
        return language.text(
            "quarter %(quarter)s of %(year)s", quarter=last.month // 3, year=first.year
        )
    return language.text(
        "%(first)s to %(last)s",
        first=language.month(first.year, first.month),
        last=language.month(last.year, last.month),
    )


def earlier(visit: Visit, query: Query) -> Iterator[Successor]:
    """The bodies that one named in the query was before, where they were searched too."""
    agencies = visit.view.snapshot.catalogue.agencies
    searched = {*query.widened, *(field.value for field in _fields(query))}
    for agency in filter(None, map(agencies.get, query.agencies)):
        for before in agencies.predecessors(agency):
            if before.until and searched & {before.id, before.name.zh, *before.short}:
                yield _renamed(visit, before, agency, before.until)


def later(visit: Visit, query: Query) -> Iterator[Successor]:
    """What the bodies that are named in the query have become since."""
    agencies, today = visit.view.snapshot.catalogue.agencies, visit.view.public.now.date()
    for agency in filter(None, map(agencies.get, query.agencies)):
        if agency.until and agency.until < today:
            for after in agencies.successors(agency):
                yield _renamed(visit, agency, after, after.since or agency.until)


def _renamed(visit: Visit, old: Agency, new: Agency, day: dt.date) -> Successor:
    name = visit.said(new.name)
    link = visit.at.searching(q=name)
    return Successor(visit.said(old.name), name, visit.language.date(day), link)
