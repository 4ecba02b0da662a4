"""What records' front matter says was decided, promised, asked for and reported; and of what case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from minutes.cases.trail import is_about
from minutes.records.front_matter import Action, Decision, Link, Report, Request
from minutes.records.model import Meeting
from minutes.registers.agencies import Agencies
from minutes.text.folding import fold


@dataclass(frozen=True, slots=True)
class Resolved:
    """A decision with the record that took it."""

    meeting: str
    date: dt.date | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class Task:
    """An action with its latest state, and the record that says so. `agencies` are ids where the
    registry knows them, else names. `since` is the day on which it was taken on."""

    meeting: str
    date: dt.date | None
    action: Action
    agencies: tuple[str, ...]
    since: dt.date | None

    def overdue(self, until: dt.date) -> bool:
        """Whether it is open and its last day has passed by `until`, the day of the newest record: one
        that ends later may have been done without a record that could say so."""
        return (
            self.action.status == "open" and self.action.due is not None and self.action.due < until
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for help with the record it stands in; `sender` and `to` as agency ids or names."""

    meeting: str
    date: dt.date | None
    request: Request
    sender: tuple[str, ...]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A report on a case with the record it was made in."""

    meeting: str
    date: dt.date | None
    tier: str
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All of it for one case or for all, oldest first."""

    decisions: tuple[Resolved, ...] = ()
    tasks: tuple[Task, ...] = ()
    asks: tuple[Ask, ...] = ()
    reports: tuple[Told, ...] = ()
    links: tuple[tuple[str, Link], ...] = ()


def dossier(
    meetings: Iterable[Meeting],
    agencies: Agencies,
    cases: frozenset[int] | None = None,
    slug: str | None = None,
    title: str = "",
) -> Dossier:
    """What these records say of one case (by its numbers or its issue), or of everything.

    A line without a case belongs to the record's own case or issue where it has only that one, or
    where its words hold the issue's `title`. An
    action that a later record repeats in the same words is one action; the later record counts.
    """
    records = sorted(meetings, key=lambda m: (m.date or dt.date.max, m.id))
    every = cases is None and slug is None
    numbers = cases or frozenset()
    decisions: list[Resolved] = []
    tasks: dict[tuple[tuple[str, ...], str], Task] = {}
    asks: list[Ask] = []
    reports: list[Told] = []
    links: list[tuple[str, Link]] = []
    for m in records:
        own = _single(m, numbers, slug)

        def wanted(line: Sequence[int], words: str, own: bool = own) -> bool:
            if every or numbers & set(line):
                return True
            return not line and (own or (len(title) > 3 and fold(title) in fold(words)))

        decisions += [
            Resolved(m.id, m.date, d) for d in m.front.decisions if wanted(d.case, d.text)
        ]
        for action in m.front.actions:
            if wanted(action.case, action.task):
                bodies = resolve(agencies, action.agency, m.date)
                mark = (bodies, fold(action.task))
                since = tasks[mark].since if mark in tasks else m.date
                tasks[mark] = Task(m.id, m.date, action, bodies, since)
        asks += [
            Ask(
                m.id,
                r.date or m.date,
                r,
                resolve(agencies, r.sender, m.date),
                resolve(agencies, r.to, m.date),
            )
            for r in m.front.requests
            if wanted(r.case, r.what)
        ]
        reports += [
            Told(m.id, m.date, m.tier, r)
            for r in m.front.reports
            if every or is_about(r.case, r.issue, numbers, slug)
        ]
        if every or own:
            links += [(m.id, link) for link in m.front.links]
    return Dossier(
        decisions=tuple(decisions),
        tasks=tuple(tasks.values()),
        asks=_latest(asks),
        reports=tuple(reports),
        links=tuple(dict.fromkeys(links)),
    )


def _single(meeting: Meeting, cases: frozenset[int], slug: str | None) -> bool:
    """Whether a record is about this one case and no other."""
    front = meeting.front
    if front.case:
        return set(front.case) <= cases
    return (
        slug is not None and front.issue == (slug,) and meeting.tier in {"collaborative", "other"}
    )


def _latest(asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """Each request once: a later record that repeats it tells its state."""
    kept: dict[tuple[tuple[str, ...], str], Ask] = {}
    for ask in asks:
        mark = (ask.sender, fold(ask.request.what))
        first = kept.get(mark)
        kept[mark] = replace(ask, date=first.date) if first else ask
    return tuple(kept.values())


def resolve(agencies: Agencies, words: Iterable[str], on: dt.date | None) -> tuple[str, ...]:
    """Agencies by id where the registry knows them as of that day, else as written."""
    found = (agencies.resolve(w, on) for w in words)
    return tuple(a.id if a else w for a, w in zip(found, words, strict=True))
