"""Has it really been said? Words are looked for in the records as they stand in them, then in what their
earlier revisions said, as far as these may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from minutes.query.tree import And, Query, Word
from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.history import earlier
from pipeline.history.versions import Revision
from pipeline.history.wordings import former_words
from pipeline.history.wordings.former_words import Step
from pipeline.history.wordings.quotations import Quotation, find
from webapp.lookup import targets
from webapp.lookup.targets import Former, Gone, SpeechTarget
from webapp.serving.visit import Visit

Verdict = Literal["said", "cut", "revised", "removed", "not_found"]
MOST_PLACES = 20
SECONDS = 3.0
"""So long what records said once is read from the repository for one question; it stays in memory."""
_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Past:
    """Words stood in a `revision`, the last one that has them, until a day (None where what took them out is
    not committed). `now` is the speech that came of the one that said them, None where there is none or
    several may be; `is_removed` where it was taken out."""

    revision: str
    until: dt.date | None
    now: Item | None
    is_removed: bool


@dataclass(frozen=True, slots=True)
class QuotedSpeech:
    """A speech that says the words, or said them once (`past`). `cut` is the negation right before them
    that the quotation leaves out."""

    meeting: Meeting
    item: Item
    cut: str = ""
    past: Past | None = None

    @property
    def present(self) -> Item:
        """The speech as it is now, or as it was where it is no longer there."""
        return self.past.now or self.item if self.past else self.item


@dataclass(frozen=True, slots=True)
class Verification:
    """`said`: word for word, in `places`; `cut`: there, but without the word before it that turns its
    meaning round; `revised`: said so in a revision that was corrected since; `removed`: in a speech that
    was taken out since; else `not_found`. `is_whole` is whether all earlier revisions that may be
    shown could be looked through, where that was needed."""

    verdict: Verdict
    places: tuple[QuotedSpeech, ...] = ()
    is_whole: bool = True


def verify(visit: Visit, quotation: Quotation, speech: str = "") -> Verification:
    """Whether the words stand in the records, or in the `speech` that an id names."""
    named = _named(visit, speech) if speech else None
    if speech and named is None:
        return Verification("not_found")
    plain, cut = _sorted(_now(visit, quotation, named))
    if plain:
        return Verification("said", plain)
    if cut:
        return Verification("cut", cut)
    return _once(visit, quotation, named)


def _once(visit: Visit, quotation: Quotation, named: SpeechTarget | Former | None) -> Verification:
    """What earlier revisions say of the words."""
    known = _steps(visit.view)
    if named is not None:
        known = [step for step in known if step.meeting.id == named.meeting.id]
    folder = visit.site.settings.transcripts
    looked = former_words.look(folder, known, quotation.beginning, SECONDS)
    places = (p for step in looked.found for p in _said_before(visit, step, quotation))
    plain, cut = _sorted(p for p in _last_of_each(places) if named is None or _is_of(p, named))
    if not plain:
        return Verification("cut" if cut else "not_found", cut, looked.is_whole)
    is_gone = all(place.past and place.past.is_removed for place in plain)
    return Verification("removed" if is_gone else "revised", plain)


def _last_of_each(places: Iterable[QuotedSpeech]) -> Iterator[QuotedSpeech]:
    """The places in the last revision of each record that has any; the latest revision comes first."""
    last: dict[str, str] = {}
    for place in places:
        revision = place.past.revision if place.past else ""
        if last.setdefault(place.meeting.id, revision) == revision:
            yield place


def _sorted(
    places: Iterable[QuotedSpeech],
) -> tuple[tuple[QuotedSpeech, ...], tuple[QuotedSpeech, ...]]:
    """The first places at which the words stand, and those at which a negation was left out."""
    plain: list[QuotedSpeech] = []
    cut: list[QuotedSpeech] = []
    for found in places:
        (cut if found.cut else plain).append(found)
        if len(plain) == MOST_PLACES:
            break
    return tuple(plain), tuple(cut[:MOST_PLACES])


def _named(visit: Visit, speech: str) -> SpeechTarget | Former | None:
    found = (
        targets.by_speech(visit.view, speech)
        if "." in speech
        else targets.speech_anywhere(visit.view, speech)
    )
    return found if isinstance(found, SpeechTarget | Former) else None


def _is_of(place: QuotedSpeech, named: SpeechTarget | Former) -> bool:
    """Whether a place of the past is in the speech that was named, by its present id or by that one."""
    ident = named.item.id if isinstance(named, SpeechTarget) else named.was
    return ident in {place.item.id, place.present.id}


def _now(
    visit: Visit, quotation: Quotation, named: SpeechTarget | Former | None
) -> Iterator[QuotedSpeech]:
    """The pieces that hold the words now."""
    if named is None:
        return _anywhere(visit, quotation)
    items = (named.item,) if isinstance(named, SpeechTarget) else ()
    return _in(named.meeting, items, quotation)


def _in(meeting: Meeting, items: Iterable[Item], quotation: Quotation) -> Iterator[QuotedSpeech]:
    for item in items:
        place = find(quotation, item.text) if item.id and item.text else None
        if place is not None:
            yield QuotedSpeech(meeting, item, place.cut)


def _anywhere(visit: Visit, quotation: Quotation) -> Iterator[QuotedSpeech]:
    """The pieces of all records that hold the words, in the order in which these are listed."""
    parts = tuple(Word(part, (part,), quoted=True) for part in quotation.parts)
    query = Query("", And(parts))
    view = visit.view
    held = [
        name
        for searcher in view.snapshot.searchers
        for name in searcher.find(query, view.public.by_id.keys())
    ]
    beginning = quotation.beginning
    likely = (
        name
        for name in sorted(dict.fromkeys(held), reverse=True)
        if beginning.search(view.snapshot.folded(name))
    )
    for name in islice(likely, _RECORDS):
        meeting = view.public.by_id[name]
        yield from _in(meeting, view.document(meeting).items, quotation)


def _steps(view: View) -> list[Step]:
    """All steps from one revision that may be shown to the next, those of a record together."""
    return once_per_view(view, "_steps", _all_steps)


def _all_steps(view: View) -> list[Step]:
    meetings = view.public.meetings
    return [s for m in meetings for s in former_words.steps(m, view.revisions(m))]


def _said_before(visit: Visit, step: Step, quotation: Quotation) -> Iterator[QuotedSpeech]:
    """The pieces that held the words in the revision before a step; nothing where the one after it holds
    them, too, or where a speech was withdrawn."""
    if any(_in(step.meeting, _items(visit, step.meeting, step.after), quotation)):
        return
    until = step.after.since.astimezone(visit.archive.zone).date() if step.after else None
    for held in _in(step.meeting, _items(visit, step.meeting, step.before), quotation):
        found = targets.speech_of(visit.view, step.meeting, held.item.id)
        if isinstance(found, Gone):
            continue
        now = found.item if isinstance(found, SpeechTarget) else None
        is_removed = found is None or (isinstance(found, Former) and found.kind == "gone")
        past = Past(step.before.name, until, now, is_removed)
        yield QuotedSpeech(step.meeting, held.item, held.cut, past)


def _items(visit: Visit, meeting: Meeting, revision: Revision | None) -> tuple[Item, ...]:
    folder = visit.site.settings.transcripts
    read = earlier.read(folder, meeting, revision) if revision else None
    return read.document.items if read else ()
