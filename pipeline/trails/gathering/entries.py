"""The entries of one case's trail while they are gathered: its records, and those that only mention
it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from minutes.addresses.references import split_reference
from minutes.cases.claims import Evidence as Words
from minutes.cases.claims import Found
from minutes.cases.trail import AGENDAS, Entry, Stage, marked_speeches, order
from minutes.recognition.allusions import Allusions
from minutes.recognition.case_profile import CaseProfile
from minutes.records.front_matter import IssueFront
from minutes.records.model import Issue, Meeting
from pipeline.trails.case_library import CaseLibrary
from pipeline.trails.reading import agendas, quoting
from pipeline.trails.reading.evidence import MentionedSpeeches

_MOST_MENTIONS = 60
_MOST_SPEECHES = 40


@dataclass
class Entries:
    """`records` are stations of the trail, `aside` those that only mention the case; by meeting."""

    library: CaseLibrary
    numbers: frozenset[int] = frozenset()
    records: dict[str, Entry] = field(default_factory=dict)
    aside: dict[str, Entry] = field(default_factory=dict)
    naming: set[str] = field(default_factory=set)
    """The meetings that give the case's title."""

    def is_declared(self, meeting: Meeting) -> bool:
        """Whether people say that a record belongs to the case."""
        known = self.records.get(meeting.id)
        return known is not None and known.found == "declared"

    def put(self, meeting: Meeting, stage: Stage, words: Words | None) -> None:
        """Enters a record as a station that was found by these words."""
        self.aside.pop(meeting.id, None)
        self.records[meeting.id] = found_by(meeting, stage, words)

    def choose(self, meeting: Meeting, words: Words, said: str) -> None:
        """Enters the record of the vote that chose the case, by these words, with what is `said` of it there."""
        self.put(meeting, "voted", words)
        entry = self.records[meeting.id]
        self.records[meeting.id] = dataclasses.replace(entry, speeches=(said,), key=said)

    def take_up(self, meeting: Meeting, stage: Stage, words: Words, said: Iterable[str]) -> None:
        """Enters a record that took the case up with some words, or adds what is `said` under them to what
        was entered of it: the first words stand for it."""
        known = self.records.get(meeting.id)
        before = known.evidence if known else None
        self.put(meeting, stage, before or words)
        speeches = dict.fromkeys([*(known.speeches if known else ()), *said])
        entry = self.records[meeting.id]
        self.records[meeting.id] = dataclasses.replace(
            entry, speeches=tuple(speeches)[:_MOST_SPEECHES]
        )

    def declare(self, meeting: Meeting, stage: Stage | None, found: Found) -> None:
        """Enters a record that front matter, issue file or its own title gives to the case; one that
        is no station of it (None) stands aside."""
        entry = _bare(meeting, stage or "followup", found)
        if found == "automatic":
            entry = dataclasses.replace(entry, evidence=Words(meeting.id, "", meeting.title))
        (self.aside if stage is None else self.records)[meeting.id] = entry

    def weigh_in(
        self, meeting: Meeting, stage: Stage, mention: MentionedSpeeches, *, aside: bool
    ) -> None:
        """Enters a record that was found by its words alone."""
        place = self.aside if aside else self.records
        place[meeting.id] = _bare(meeting, stage, "automatic")
        self.strengthen(place, meeting, mention)

    def propose(self, entry: Entry) -> None:
        """Tells of a monthly meeting that it heard the case proposed."""
        if entry.stage == "monthly":
            self.records[entry.meeting] = dataclasses.replace(entry, stage="proposed")

    def set_aside(self, entry: Entry) -> None:
        """Makes a station one of those that only mention the case."""
        self.aside[entry.meeting] = self.records.pop(entry.meeting)

    def strengthen(
        self, place: dict[str, Entry], meeting: Meeting, mention: MentionedSpeeches
    ) -> None:
        """Adds what the words tell to an entry. Where a meeting took the case up, what was said then is
        the case's, and what is said elsewhere is not."""
        if mention.named:
            self.naming.add(meeting.id)
        entry = place[meeting.id]
        words = entry.evidence or self._first_words(meeting, mention.key, entry)
        own = agendas.without_others(self.library, meeting, mention.telling, self.numbers)
        place[meeting.id] = dataclasses.replace(
            entry,
            speeches=entry.speeches or tuple(own),
            key=mention.key if mention.key in entry.speeches or not entry.speeches else entry.key,
            score=mention.score,
            evidence=words,
        )

    def _first_words(self, meeting: Meeting, ident: str, entry: Entry) -> Words | None:
        """The words with which a speech begins that makes a record the case's."""
        if entry.found == "declared" or not ident:
            return None
        return quoting.beginning(self.library, meeting, ident)

    def find_speeches(self, case: CaseFile) -> None:
        """Gives each entry its speeches: those that people marked, or else the best found."""
        for place in (self.records, self.aside):
            for name, entry in list(place.items()):
                place[name] = self._with_speeches(entry, case)

    def _with_speeches(self, entry: Entry, case: CaseFile) -> Entry:
        meeting = self.library.view.public.by_id[entry.meeting]
        wanted = {*marked_speeches(meeting, case.numbers, case.slug), *case.highlighted(meeting)}
        ids = self.library.passages(meeting).ids if wanted else ()
        marked = tuple(ident for ident in ids if ident in wanted)
        if marked:
            return dataclasses.replace(entry, speeches=marked, marked=True)
        if entry.speeches or (meeting.tier in AGENDAS and entry.found == "automatic"):
            return entry
        found = self.library.findings(meeting, case.profile, numbers=False)
        return dataclasses.replace(entry, speeches=found.whole.richest if found else ())

    def alluding(self, names: Allusions, since: dt.date) -> tuple[Entry, ...]:
        """Those of the records aside that name the case since it can have been proposed, or that people gave
        to it, each with the words."""
        found = map(partial(self._alluding, names, since), self.aside.values())
        return tuple(sorted(filter(None, found), key=order)[-_MOST_MENTIONS:])

    def _alluding(self, names: Allusions, since: dt.date, entry: Entry) -> Entry | None:
        """An entry with the speeches that name the case; None where none of them does."""
        if entry.found == "declared" or entry.marked:
            return entry
        if entry.date is None or entry.date < since:
            return None
        meeting = self.library.view.public.by_id[entry.meeting]
        passages = self.library.passages(meeting)
        named = list(names.within(passages, numbers=meeting.tier in AGENDAS))
        if not named:
            return None
        speeches = tuple(dict.fromkeys(passages.ids[span.number] for span in named))
        words = quoting.evidence(self.library, meeting, named[0])
        return dataclasses.replace(
            entry, speeches=speeches[:_MOST_SPEECHES], key=words.speech, evidence=words
        )

    def in_order(self) -> tuple[Entry, ...]:
        """The records in the order of the trail."""
        return tuple(sorted(self.records.values(), key=order))


@dataclass(frozen=True)
class CaseFile:
    """What people have written of a case: its numbers, its issue file; and what it is recognised by."""

    numbers: frozenset[int]
    issue: Issue | None
    profile: CaseProfile

    @property
    def slug(self) -> str | None:
        return self.issue.slug if self.issue else None

    def highlighted(self, meeting: Meeting) -> Iterator[str]:
        """The speeches of a meeting that the issue file marks."""
        front = self.issue.front if self.issue else IssueFront()
        references: Iterable[str] = [*front.highlights, *(step.speech for step in front.status)]
        for home, ident in (split_reference(r) for r in references if r):
            if home in {"", meeting.id}:
                yield ident


def found_by(meeting: Meeting, stage: Stage, words: Words | None) -> Entry:
    """A record as a station of a trail that was found by these words."""
    speech = words.speech if words else ""
    entry = _bare(meeting, stage, "automatic")
    said = (speech,) if speech else ()
    return dataclasses.replace(entry, speeches=said, key=speech, evidence=words)


def _bare(meeting: Meeting, stage: Stage, found: Found) -> Entry:
    """A record as a station of a trail, of which nothing is known yet."""
    days = meeting.days
    return Entry(
        meeting=meeting.id,
        title=meeting.title,
        date=days[0] if days else None,
        stage=stage,
        found=found,
        sessions=days,
    )
