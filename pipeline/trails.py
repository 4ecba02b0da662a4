"""Trails over an archive: which records belong to a case, declared or found by their words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from minutes import clues, mentions
from minutes.addresses import split_reference
from minutes.ballots import ballot_titles
from minutes.clues import Clues
from minutes.fold import fold
from minutes.front import IssueFront
from minutes.gaps import gaps
from minutes.mentions import Mention
from minutes.model import Issue, Meeting
from minutes.passages import Passages
from minutes.query import Or, Query, Word
from minutes.trail import (
    ASIDE,
    Entry,
    Stage,
    Trail,
    agenda_stage,
    aside_stage,
    declared,
    marked_speeches,
    order,
    series_of,
    sessions,
    station,
)
from pipeline.archive import View
from pipeline.library import Library, library, resolve

_AGENDAS = frozenset({"monthly", "seasonal"})  # these go through the cases one by one
_TALKS = frozenset({"interview", "talk", "visit", "office_hour"})
_AROUND = 30  # other records that are read for one trail
_MOST_MENTIONS = 60
_MOST_SPEECHES = 40
_COVERAGE = 0.3  # of a case's wording recurs in a record that is all about it
_AT_LEAST = 8  # speeches on a case in such a record
_NAMES = 2  # quoted names that are taken for the case's own
_BEST = 5  # speeches shown of a record that is all about the case
_BEFORE, _AFTER = dt.timedelta(days=110), dt.timedelta(days=210)
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
    shelf = library(view)
    mark = (cases, issue.slug if issue else None)
    if mark not in shelf.trails:
        shelf.trails[mark] = _Search(shelf, cases, issue).trail()
    return shelf.trails[mark]


@dataclasses.dataclass
class _Search:
    """One trail being put together."""

    shelf: Library
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
        """The quoted names by which monthly and seasonal meetings call the case, the most telling
        first; folded. What a monthly meeting calls it may stand for a title."""
        first, _, last = self.life
        places: dict[str, list[tuple[float, Meeting, int, int, int]]] = defaultdict(list)
        for meeting in self.shelf.network:
            day = meeting.date or dt.date.min
            if meeting.tier not in _AGENDAS or not first <= day <= last:
                continue
            passages = self.shelf.passages(meeting)
            for (number, start, end), value in clues.petition_names(passages, self.clues).items():
                name = passages.texts[number][start:end]
                places[name].append((value, meeting, number, start, end))
        ranked = sorted(places, key=lambda n: (-sum(p[0] for p in places[n]), n))[:_NAMES]
        titles = [
            p for n in ranked if len(n) > 7 and not _NO_TITLE.search(n)
            for p in places[n] if p[1].tier == "monthly"
        ]  # fmt: skip
        if titles:
            _, meeting, number, start, end = titles[0]
            self.called = (
                self.view.document(meeting).items[number].text[start:end].lstrip("0123456789. ")
            )
        return ranked

    def _clues(self, names: Sequence[str] = ()) -> Clues:
        own = [m for m in self.own if m.front.case or self.slug in m.front.issue]
        read = [self.shelf.passages(m) for m in own]
        speeches = [t for p in read for t, s in zip(p.texts, p.speech, strict=True) if s]
        mains = [m for m in own if m.kind in {"main", "hearing"}]
        return clues.gather(
            self.cases,
            [self.issue] if self.issue else [],
            [
                *ballot_titles(self.view.public.meetings, self.numbers, self.slug),
                *(m.title for m in own),
            ],
            speeches,
            self.shelf.background,
            self.view.snapshot.catalogue.agencies,
            names=names,
            days=[d for m in mains for d in sessions(m)],
            hosts=[h for m in own for h in m.front.host_agency],
        )

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
        """Monthly and seasonal meetings, oldest first: a release shortens what may follow."""
        released: dt.date | None = None
        found: list[tuple[Meeting, Mention]] = []
        for meeting in self.shelf.network:
            if meeting.tier not in _AGENDAS or meeting.date is None:
                continue
            mention = mentions.find(self.shelf.passages(meeting), self.clues, numbers=True)
            if mention is not None:
                found.append((meeting, mention))
        for meeting, mention in found:
            assert meeting.date is not None  # noqa: S101 (asked above)
            if meeting.id in self.entries:
                self._strengthen(self.entries, meeting, mention)
            elif self._is_record(meeting, mention, released):
                stage = agenda_stage(meeting)
                if mention.released and meeting.date > self.life[1]:
                    stage = "released"
                self._put(self.entries, meeting, stage, mention)
            elif mention.best >= 4:
                self._put(self.aside, meeting, agenda_stage(meeting), mention)
            entry = self.entries.get(meeting.id)
            if entry is not None and entry.stage == "released" and released is None:
                released = meeting.date
        self._votes()

    def _is_record(self, meeting: Meeting, mention: Mention, released: dt.date | None) -> bool:
        first, _, last = self.life
        date = meeting.date or dt.date.min
        if not first <= date:
            return False
        alive = date <= last if released is None else date - released <= _SOON[meeting.tier]
        if alive:
            return mention.firm or (meeting.tier == "monthly" and mention.noted)
        late = meeting.tier == "seasonal" and date - max(self.clues.days, default=date) <= _YEAR
        return mention.certain or (late and mention.reviewed)

    def _votes(self) -> None:
        """Monthly meetings before the case's first session: the last one chose it, earlier ones
        heard it proposed."""
        first = self.life[1]
        before = [
            e for e in self.entries.values()
            if e.stage == "monthly" and e.found == "automatic" and e.date is not None and e.date < first
        ]  # fmt: skip
        voted = any(e.stage == "voted" for e in self.entries.values())
        for rank, entry in enumerate(sorted(before, key=order, reverse=True)):
            stage: Stage = "voted" if rank == 0 and not voted else "proposed"
            self.entries[entry.meeting] = dataclasses.replace(entry, stage=stage)

    def _once_released(self) -> None:
        """Only the first declared release is one; later reports merely repeat it."""
        told = [
            e for e in self.entries.values() if e.stage == "released" and e.found == "declared"
        ]  # fmt: skip
        for entry in sorted(told, key=order)[1:]:
            stage = agenda_stage(self.view.public.by_id[entry.meeting])
            self.entries[entry.meeting] = dataclasses.replace(entry, stage=stage)

    def _put(
        self, shelf: dict[str, Entry], meeting: Meeting, stage: Stage, mention: Mention
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

    def _strengthen(self, shelf: dict[str, Entry], meeting: Meeting, mention: Mention) -> None:
        """Adds what the words tell to an entry."""
        ids = self.shelf.passages(meeting).ids
        shelf[meeting.id] = dataclasses.replace(
            shelf[meeting.id],
            speeches=tuple(ids[n] for n in mention.speeches[:_MOST_SPEECHES]),
            key=ids[mention.key] if mention.key is not None else "",
            score=round(mention.score, 1),
        )

    # --- other records around

    def _around(self) -> None:
        read = [
            (m, found) for m in self._candidates()
            if (found := mentions.find(self.shelf.passages(m), self.clues, numbers=False))
        ]  # fmt: skip
        series: set[str] = set()
        for meeting, mention in read:
            stage = self._around_stage(meeting, mention)
            if stage is not None:
                self._put(self.entries, meeting, stage, mention)
                series.add(series_of(meeting.title))
        for meeting, mention in read:
            if meeting.id in self.entries:
                continue
            if self._may_surround(meeting) and series_of(meeting.title) in series:
                self._put(self.entries, meeting, self._stage_around(meeting), mention)
            elif self._worth_mentioning(meeting, mention):
                self._put(self.aside, meeting, aside_stage(meeting, self.life[1]), mention)

    def _candidates(self) -> list[Meeting]:
        """Records of other kinds in which the words for the subject stand most often."""
        words = tuple(Word(w, (w,), quoted=True) for w in sorted(self.clues.core)[:12])
        if not words:
            return []
        query = Query("", Or(words) if len(words) > 1 else words[0])
        view, known = self.view, {*self.entries, *self.aside}
        first = self.life[0]
        shown = {
            m.id for m in view.public.meetings
            if m.id not in known and m.tier not in _AGENDAS
            and m.kind not in _TALKS and m.date is not None and m.date >= first
        }  # fmt: skip
        hits: dict[str, int] = {}
        for searcher in view.snapshot.searchers:
            for name, match in searcher.find(query, shown).items():
                hits[name] = match.speeches
        ranked = sorted(hits, key=lambda n: (-hits[n], n))[:_AROUND]
        return [view.public.by_id[n] for n in ranked if hits[n] >= 2]

    def _around_stage(self, meeting: Meeting, mention: Mention) -> Stage | None:
        """The stage of a record that is all about the case though it bears no number, or None."""
        if not self._may_surround(meeting):
            return None
        title = fold(meeting.title)
        if meeting.tier == "collaborative" and not any(w in title for w in self.clues.core):
            return None  # it is called after another case
        if mention.coverage < _COVERAGE or len(mention.speeches) < _AT_LEAST:
            return None
        return self._stage_around(meeting)

    def _may_surround(self, meeting: Meeting) -> bool:
        """Whether kind, number and date allow that a record belongs to the case."""
        first, _, last = self.life
        other = meeting.front.case and not self.numbers & set(meeting.front.case)
        return (
            meeting.kind not in ASIDE
            and not other
            and first <= (meeting.date or dt.date.min) <= last
        )

    def _stage_around(self, meeting: Meeting) -> Stage:
        if meeting.kind in {"pre_meeting", "rehearsal"}:
            return "pre_meeting"
        if meeting.kind in {"working", "preparatory"}:
            return "working"
        main = min(self.clues.days, default=self.life[1])
        return "followup" if (meeting.date or dt.date.min) >= main else "working"

    def _worth_mentioning(self, meeting: Meeting, mention: Mention) -> bool:
        if meeting.kind in ASIDE:
            return mention.best >= 5
        return mention.best >= 9 and (mention.firm or mention.density >= 0.05)

    # --- speeches

    def _speeches(self) -> None:
        """The speeches of each record: those that people marked, or else the best found."""
        front = self.issue.front if self.issue else IssueFront()
        references = [*front.highlights, *(s.speech for s in front.status)]
        highlights = [split_reference(r) for r in references if r]
        for shelf in (self.entries, self.aside):
            for name, entry in list(shelf.items()):
                meeting = self.view.public.by_id[name]
                passages = self.shelf.passages(meeting)
                wanted = {*marked_speeches(meeting, self.numbers, self.slug)}
                wanted |= {ident for home, ident in highlights if home in {"", name}}
                marked = tuple(i for i in passages.ids if i in wanted)
                if marked:
                    shelf[name] = dataclasses.replace(entry, speeches=marked, marked=True)
                elif not entry.speeches:
                    shelf[name] = dataclasses.replace(entry, speeches=self._telling(passages))

    def _telling(self, passages: Passages) -> tuple[str, ...]:
        mention = mentions.find(passages, self.clues, numbers=False)
        if mention is None:
            return ()
        return tuple(passages.ids[n] for n in mention.richest(_BEST))

    def _mentions(self) -> tuple[Entry, ...]:
        kept: Sequence[Entry] = sorted(
            self.aside.values(), key=lambda e: (e.found != "declared", -e.score)
        )
        return tuple(sorted(kept[:_MOST_MENTIONS], key=order))
