"""Trails over an archive: which records belong to a case, declared or found by their words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from minutes.addresses.references import split_reference
from minutes.cases.ballots import ballot_titles
from minutes.cases.gaps import gaps
from minutes.cases.trail import (
    AGENDAS,
    Entry,
    Stage,
    Trail,
    agenda_stage,
    aside_stage,
    declared,
    marked_speeches,
    order,
    sessions,
    station,
)
from minutes.recognition import case_profile
from minutes.recognition.agenda import Chosen
from minutes.recognition.case_profile import CaseProfile
from minutes.recognition.keywords import Keyword, keywords
from minutes.records.front_matter import IssueFront
from minutes.records.model import Issue, Meeting
from minutes.text.folding import fold
from pipeline.archive.snapshot import View
from pipeline.trails import vote_results
from pipeline.trails.cache import digest_of
from pipeline.trails.case_library import CaseLibrary, case_library, resolve
from pipeline.trails.evidence import Evidence
from pipeline.trails.related_records import RelatedRecords

_MOST_MENTIONS = 60
_NAMES = 2  # quoted names that are taken for the case's own
_BEFORE, _AFTER = dt.timedelta(days=110), dt.timedelta(days=210)
_LINGERS = dt.timedelta(days=130)  # a case that was heard of is heard of again
_YEAR = dt.timedelta(days=366)
_SOON = {"monthly": dt.timedelta(days=45), "seasonal": dt.timedelta(days=125)}
_NO_TITLE = re.compile(fold(r"[?？嗎]$|會議?$|^請問|^如何"))


def trail(view: View, wanted: str | int) -> Trail | None:
    """The trail of a case (by number) or issue (by slug); None where the archive knows neither.

    Kept until the view changes. Speeches are ids of `view.document(meeting)`.
    """
    found = resolve(view, wanted)
    if found is None:
        return None
    cases, issue = found
    shelf = case_library(view)
    mark = (cases, issue.slug if issue else None)
    if mark not in shelf.trails:
        shelf.trails[mark] = _Search(shelf, cases, issue).trail()
    return shelf.trails[mark]


@dataclasses.dataclass
class _Search:
    """One trail being put together."""

    shelf: CaseLibrary
    cases: tuple[int, ...]
    issue: Issue | None

    def __post_init__(self) -> None:
        self.view = self.shelf.view
        self.numbers = frozenset(self.cases)
        self.slug = self.issue.slug if self.issue else None
        self.entries: dict[str, Entry] = {}
        self.aside: dict[str, Entry] = {}
        self.own: list[Meeting] = []
        self.called = ""
        self.choice: tuple[Meeting, Chosen] | None = None
        self.naming: set[str] = set()
        self.marked: list[Keyword] | None = None

    def trail(self) -> Trail:
        self._declared()
        self.clues = self._clues()
        if self.clues.named:
            self.clues = self._clues(self._names())
        if self.clues.named:
            self._meetings()
            self._around()
        self._once_released()
        self._speeches()
        front = self.issue.front if self.issue else None
        records = tuple(sorted(self.entries.values(), key=order))
        hosts = dict.fromkeys(h for m in self.own for h in m.front.host_agency)
        return Trail(
            cases=self.cases,
            issue=self.slug,
            title=front.title.zh or front.title.en if front else self.called or self._title(),
            title_found="declared" if front else "automatic",
            hosts=(front.host_agency if front else ()) or tuple(hosts),
            records=records,
            mentions=self._mentions(),
            gaps=gaps(records, self.issue, self.view.public.by_id, frozenset(self.cases)),
            response=(front.response if front else None)
            or next((m.front.response for m in reversed(self.own) if m.front.response), None),
        )

    # --- what front matter, issue file and titles say

    def _declared(self) -> None:
        for meeting in self.view.public.meetings:
            by_front = declared(meeting, self.numbers, self.slug)
            by_title = meeting.tier == "collaborative" and bool(
                self.numbers & set(meeting.front.case)
            )
            if not by_front and not by_title:
                continue
            if self._is_translation(meeting):
                continue
            stage = station(meeting, self.numbers, self.slug)
            told = by_front or self.issue is not None
            days = sessions(meeting)
            entry = Entry(
                meeting=meeting.id,
                title=meeting.title,
                date=days[0] if days else None,
                stage=stage or "followup",
                found="declared" if told else "automatic",
                sessions=days,
            )
            (self.aside if stage is None else self.entries)[meeting.id] = entry
            if stage is not None and meeting.tier in {"collaborative", "other"}:
                self.own.append(meeting)

    def _is_translation(self, meeting: Meeting) -> bool:
        """Whether the record is the other-language twin of one that is listed."""
        twin = self.view.public.twin(meeting)
        return twin is not None and not meeting.lang.startswith("zh") and twin.lang.startswith("zh")

    def _title(self) -> str:
        if titles := ballot_titles(self.view.public.meetings, self.numbers, self.slug):
            return titles[0]
        mains = [m for m in self.own if m.kind == "main"] or self.own
        return min(mains, key=lambda m: (m.date or dt.date.max, m.id)).title if mains else ""

    def _names(self) -> list[str]:
        """The names by which monthly and seasonal meetings call the case, the most telling first;
        folded. The one that a vote chose, or a monthly meeting quotes, may stand for a title."""
        self.choice = self._choice()
        first, _, last = self.life
        places: dict[str, list[tuple[float, Meeting, int, int, int]]] = defaultdict(list)
        for meeting in self.shelf.network:
            day = meeting.date or dt.date.min
            if meeting.tier in AGENDAS and first <= day <= last:
                for name, value, n, start, end in self.shelf.names(meeting, self.clues):
                    places[name].append((value, meeting, n, start, end))
        ranked = sorted(places, key=lambda n: (-sum(p[0] for p in places[n]), n))[:_NAMES]
        titles = [
            p for n in ranked if len(n) > 7 and not _NO_TITLE.search(n)
            for p in places[n] if p[1].tier == "monthly"
        ]  # fmt: skip
        if self.choice is not None:
            meeting, line = self.choice
            self.called = self._said(meeting, line.number, line.start, line.end)
            return list(dict.fromkeys([line.name, *ranked]))
        if titles:
            _, meeting, *place = titles[0]
            self.called = self._said(meeting, *place).lstrip("0123456789. ")
        return ranked

    def _said(self, meeting: Meeting, number: int, start: int, end: int) -> str:
        return self.shelf.text(meeting, number, start, end)

    def _choice(self) -> tuple[Meeting, Chosen] | None:
        """The line of a vote's result that names the case."""
        title = fold(self.issue.front.title.zh) if self.issue else ""
        near = vote_results.near(self.shelf, self.life)
        marks = [self.shelf.mark(m) for m in (*self.meant, *near)]
        key = digest_of("choice", self.cases, title, self.life, marks, self.shelf.surroundings)

        def make() -> Any:
            speeches = [t for m in self.meant for t in self.shelf.passages(m).spoken]
            found = vote_results.match(self.shelf, self.numbers, self.life, speeches, title)
            return [found[0].id, *dataclasses.astuple(found[1])] if found else None

        told = self.shelf.memo.get(key, marks, make)
        return (self.view.public.by_id[told[0]], Chosen(*told[1:])) if told else None

    @property
    def meant(self) -> list[Meeting]:
        """The case's own records that say whose they are."""
        return [m for m in self.own if m.front.case or self.slug in m.front.issue]

    def _clues(self, names: Sequence[str] = ()) -> CaseProfile:
        own = self.meant
        ballots = ballot_titles(self.view.public.meetings, self.numbers, self.slug)
        marks = [self.shelf.mark(m) for m in own]
        front = self.issue.front if self.issue else None
        about = [(m.front.case, m.front.host_agency, m.kind, sessions(m)) for m in own]
        key = digest_of(
            "clues", self.cases, front, ballots, about, names, marks, self.shelf.surroundings
        )

        def make() -> Any:
            speeches = [t for m in own for t in self.shelf.passages(m).spoken]
            if self.marked is None:
                self.marked = keywords(speeches, self.shelf.background)
            return case_profile.build(
                self.cases,
                [self.issue] if self.issue else [],
                [*ballots, *(m.title for m in own)],
                speeches,
                self.shelf.background,
                self.view.snapshot.catalogue.agencies,
                names=names,
                days=[d for m in own if m.kind in {"main", "hearing"} for d in sessions(m)],
                hosts=[h for m in own for h in m.front.host_agency],
                marked=self.marked,
            ).plain()

        return CaseProfile.read(self.shelf.memo.get(key, marks, make))

    # --- what the words say

    @cached_property
    def life(self) -> tuple[dt.date, dt.date, dt.date]:
        """The first day on which the case may be proposed, its first session, and the last day on
        which it is likely to be tracked."""
        days = [d for m in self.own for d in sessions(m)]
        if self.issue:
            days += [s.date for s in self.issue.front.status if s.date]
        if not days:
            return dt.date.min, dt.date.max, dt.date.max
        mains = self.clues.days or tuple(days)
        last = max(mains) + _AFTER if max(mains) < dt.date.max - _AFTER else dt.date.max
        return min(days) - _BEFORE, min(days), last

    def _meetings(self) -> None:
        """Monthly and seasonal meetings, oldest first: a release shortens what may follow, and being
        followed up lengthens it."""
        self.released: dt.date | None = None
        self.until = self.life[2]
        for meeting in self.shelf.network:
            if meeting.tier not in AGENDAS or meeting.date is None:
                continue
            told = self.shelf.findings(meeting, self.clues, numbers=True)
            if told is None:
                continue
            day = meeting.date
            found = told.held if day > self.life[1] else told.whole
            if found is None and meeting.id not in self.entries:
                continue
            found = found or told.whole
            if meeting.id in self.entries:
                self._strengthen(self.entries, meeting, found)
            elif self._is_record(meeting, found):
                stage = agenda_stage(meeting)
                if found.released and day > self.life[1]:
                    stage = "released"
                self._put(self.entries, meeting, stage, found)
                if (found.called or found.opened) and day < dt.date.max - _LINGERS:
                    self.until = max(self.until, day + _LINGERS)
            elif found.best >= 4:
                self._put(self.aside, meeting, agenda_stage(meeting), found)
            entry = self.entries.get(meeting.id)
            if entry is not None and entry.stage == "released" and self.released is None:
                self.released = day
        self._votes()

    def _is_record(self, meeting: Meeting, mention: Evidence) -> bool:
        first, opening, _ = self.life
        date = meeting.date or dt.date.min
        told = min(self.clues.days, default=opening) if meeting.tier == "seasonal" else first
        if date < told:
            return False  # a seasonal meeting hears of what was met
        alive = (
            date <= self.until if self.released is None
            else date - self.released <= _SOON[meeting.tier]
        )  # fmt: skip
        if alive:
            if mention.firm or (meeting.tier == "monthly" and mention.noted):
                return True
            return mention.opened and date >= opening
        late = meeting.tier == "seasonal" and date - max(self.clues.days, default=date) <= _YEAR
        return mention.certain or (late and mention.reviewed)

    def _votes(self) -> None:
        """Records before the case's first session: the monthly meeting that chose it, or else the
        last one; earlier ones that name it heard it proposed, others only speak of the matter."""
        opening = self.life[1]
        if self.choice is not None and self.choice[0].id not in self.entries:
            meeting, line = self.choice
            self.aside.pop(meeting.id, None)
            ident = self.shelf.passages(meeting).ids[line.number]
            days = sessions(meeting)
            self.entries[meeting.id] = Entry(
                meeting=meeting.id, title=meeting.title, date=days[0] if days else None,
                stage="voted", found="automatic", speeches=(ident,), sessions=days, key=ident,
            )  # fmt: skip
        before = sorted(
            (e for e in self.entries.values() if e.stage in AGENDAS and e.found == "automatic"
             and e.date is not None and e.date < opening),
            key=order, reverse=True,
        )  # fmt: skip
        voted = next((e.date for e in self.entries.values() if e.stage == "voted"), None)
        if self.choice is not None and self.choice[0].id in self.entries:
            voted = self.choice[0].date
            entry = self.entries[self.choice[0].id]
            if entry.found == "automatic":
                self.entries[entry.meeting] = dataclasses.replace(entry, stage="voted")
        for entry in before:
            stage: Stage | None = None
            if self.choice is not None and entry.meeting == self.choice[0].id:
                continue
            if voted is None and entry.stage == "monthly":
                stage, voted = "voted", entry.date
            elif entry.meeting in self.naming:
                stage = "proposed" if entry.stage == "monthly" else entry.stage
            if stage is None or entry.date is None:
                self.aside[entry.meeting] = self.entries.pop(entry.meeting)
            else:
                self.entries[entry.meeting] = dataclasses.replace(entry, stage=stage)

    def _once_released(self) -> None:
        """A case is released once: where that is declared, there for the first time; of several that
        words tell (one for each host, or asked for again), the last monthly meeting did it."""
        told = sorted((e for e in self.entries.values() if e.stage == "released"), key=order)
        declared_ = [e for e in told if e.found == "declared"]
        by_words = [e for e in told if self.view.public.by_id[e.meeting].tier == "monthly"]
        kept = declared_[:1] or by_words[-1:] or told[-1:]
        for entry in told:
            if entry not in kept:
                stage = agenda_stage(self.view.public.by_id[entry.meeting])
                self.entries[entry.meeting] = dataclasses.replace(entry, stage=stage)

    def _put(
        self, shelf: dict[str, Entry], meeting: Meeting, stage: Stage, mention: Evidence
    ) -> None:
        days = sessions(meeting)
        shelf[meeting.id] = Entry(
            meeting=meeting.id,
            title=meeting.title,
            date=days[0] if days else None,
            stage=stage,
            found="automatic",
            sessions=days,
        )
        self._strengthen(shelf, meeting, mention)

    def _strengthen(self, shelf: dict[str, Entry], meeting: Meeting, mention: Evidence) -> None:
        """Adds what the words tell to an entry."""
        if mention.named:
            self.naming.add(meeting.id)
        shelf[meeting.id] = dataclasses.replace(
            shelf[meeting.id], speeches=mention.speeches, key=mention.key, score=mention.score
        )

    # --- other records around

    def _around(self) -> None:
        search = RelatedRecords(self.shelf, self.clues, self.numbers, self.life)
        for meeting, stage, mention in search.found({*self.entries, *self.aside}):
            if stage is not None:
                self._put(self.entries, meeting, stage, mention)
            else:
                self._put(self.aside, meeting, aside_stage(meeting, self.life[1]), mention)

    # --- speeches

    def _speeches(self) -> None:
        """The speeches of each record: those that people marked, or else the best found."""
        front = self.issue.front if self.issue else IssueFront()
        references = [*front.highlights, *(s.speech for s in front.status)]
        highlights = [split_reference(r) for r in references if r]
        for shelf in (self.entries, self.aside):
            for name, entry in list(shelf.items()):
                meeting = self.view.public.by_id[name]
                wanted = {*marked_speeches(meeting, self.numbers, self.slug)}
                wanted |= {ident for home, ident in highlights if home in {"", name}}
                ids = self.shelf.passages(meeting).ids if wanted else ()
                marked = tuple(i for i in ids if i in wanted)
                if marked:
                    shelf[name] = dataclasses.replace(entry, speeches=marked, marked=True)
                elif not entry.speeches:
                    found = self.shelf.findings(meeting, self.clues, numbers=False)
                    richest = found.whole.richest if found else ()
                    shelf[name] = dataclasses.replace(entry, speeches=richest)

    def _mentions(self) -> tuple[Entry, ...]:
        kept: Sequence[Entry] = sorted(
            self.aside.values(), key=lambda e: (e.found != "declared", -e.score)
        )
        return tuple(sorted(kept[:_MOST_MENTIONS], key=order))
