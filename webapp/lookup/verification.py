"""Has it really been said? Words are looked for in the records as they stand in them, then in what their
earlier revisions said, as far as these may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from operator import attrgetter
from typing import Literal

from minutes.query.tree import And, Query, Word
from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.history.wordings import former_words
from pipeline.history.wordings.former_words import Step
from pipeline.history.wordings.quotations import Quotation, find
from webapp.lookup import targets
from webapp.lookup.earlier_ids import items_of
from webapp.lookup.targets import FormerId, Gone, SpeechTarget
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
    def is_removed(self) -> bool:
        """Whether it is no longer in the record."""
        return self.past is not None and self.past.is_removed

    @property
    def present(self) -> Item:
        """The speech as it is now, or as it was where it is no longer there."""
        now = self.past.now if self.past else None
        return now or self.item


@dataclass(frozen=True, slots=True)
class Verification:
    """`said`: word for word, in `places`; `cut`: there, but without the word before it that turns its
    meaning round; `revised`: said so in a revision that was corrected since; `removed`: in a speech that
    was taken out since; else `not_found`. `is_whole` is whether all earlier revisions that may be
    shown could be looked through, where that was needed."""

    verdict: Verdict
    places: tuple[QuotedSpeech, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _Asked:
    """The speech that was asked for: its record, its id, and what it says now (nothing of one that is no
    longer there)."""

    meeting: Meeting
    ident: str
    items: tuple[Item, ...]

    def has_step(self, step: Step) -> bool:
        """Whether a step is one of its record."""
        return step.meeting.id == self.meeting.id

    def is_of(self, place: QuotedSpeech) -> bool:
        """Whether the words stood in this speech, under its present id or that one."""
        return self.ident in {place.item.id, place.present.id}


class _Anywhere:
    """Asked for in all records: whatever holds the words is meant."""

    def has_step(self, _: Step) -> bool:
        return True

    def is_of(self, _: QuotedSpeech) -> bool:
        return True


def verify(visit: Visit, quotation: Quotation, speech: str = "") -> Verification:
    """Whether the words stand in the records, or in the `speech` that an id names."""
    if not speech:
        return _verified(_anywhere(visit, quotation)) or _once(visit, quotation, _Anywhere())
    asked = _asked(visit.view, speech)
    if asked is None:
        return Verification("not_found")
    here = _verified(_in(asked.meeting, asked.items, quotation))
    return here or _once(visit, quotation, asked)


def _verified(places: Iterable[QuotedSpeech]) -> Verification | None:
    """What the present wordings tell; None where the words do not stand in them."""
    plain, cut = _sorted(places)
    if not plain:
        return Verification("cut", cut) if cut else None
    return Verification("said", plain)


def _once(visit: Visit, quotation: Quotation, asked: _Asked | _Anywhere) -> Verification:
    """What earlier revisions say of the words."""
    steps = list(filter(asked.has_step, _steps(visit.view)))
    folder = visit.site.settings.transcripts
    looked = former_words.look(folder, steps, quotation.beginning, SECONDS)
    found = map(partial(_said_before, visit, quotation), looked.found)
    places = _last_of_each(chain.from_iterable(found))
    plain, cut = _sorted(filter(asked.is_of, places))
    if not plain:
        is_whole = looked.is_whole and not visit.view.snapshot.known_ids.ledger.trouble
        return Verification("cut" if cut else "not_found", cut, is_whole)
    are_gone = all(map(attrgetter("is_removed"), plain))
    return Verification("removed" if are_gone else "revised", plain)


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


def _asked(view: View, speech: str) -> _Asked | None:
    find_speech = targets.by_speech if "." in speech else targets.speech_anywhere
    found = find_speech(view, speech)
    match found:
        case SpeechTarget():
            return _Asked(found.meeting, found.item.id, (found.item,))
        case FormerId():
            return _Asked(found.meeting, found.was, ())
    return None


def _in(meeting: Meeting, items: Iterable[Item], quotation: Quotation) -> Iterator[QuotedSpeech]:
    for item in items:
        if item.id and (place := find(quotation, item.text)):
            yield QuotedSpeech(meeting, item, place.cut)


def _anywhere(visit: Visit, quotation: Quotation) -> Iterator[QuotedSpeech]:
    """The pieces of all records that hold the words, in the order in which these are listed."""
    parts = tuple(Word(part, (part,), quoted=True) for part in quotation.parts)
    query = Query("", And(parts))
    view = visit.view
    shown = view.public.by_id
    held = view.found(query)
    beginning = quotation.beginning

    def is_likely(name: str) -> bool:
        return beginning.search(view.snapshot.folded(name)) is not None

    for name in islice(filter(is_likely, sorted(held, reverse=True)), _RECORDS):
        yield from _in(shown[name], view.document(shown[name]).items, quotation)


def _steps(view: View) -> list[Step]:
    """All steps from one revision that may be shown to the next, those of a record together."""
    return once_per_view(view, "_steps", _all_steps)


def _all_steps(view: View) -> list[Step]:
    meetings = view.public.meetings
    return [s for m in meetings for s in former_words.steps(m, view.revisions(m))]


def _said_before(visit: Visit, quotation: Quotation, step: Step) -> Iterator[QuotedSpeech]:
    """The pieces that held the words in the revision before a step; nothing where the one after it holds
    them, too, or where a speech was withdrawn."""
    if any(_in(step.meeting, items_of(visit, step.meeting, step.after), quotation)):
        return
    until = step.after.since.astimezone(visit.archive.zone).date() if step.after else None
    for held in _in(step.meeting, items_of(visit, step.meeting, step.before), quotation):
        found = targets.speech_of(visit.view, step.meeting, held.item.id)
        if isinstance(found, Gone):
            continue
        now = found.item if isinstance(found, SpeechTarget) else None
        is_removed = found is None or targets.is_gone(found)
        past = Past(step.before.name, until, now, is_removed)
        yield QuotedSpeech(step.meeting, held.item, held.cut, past)
