"""Has it really been said? Words are looked for in the records as they stand in them, and in what
corrected speeches said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from minutes.query.tree import And, Query, Word
from minutes.records.document import Item
from minutes.records.model import Meeting
from pipeline.history.wordings.quotations import Quotation, find
from webapp.lookup import targets
from webapp.lookup.earlier_ids import earlier_ids, words_before
from webapp.lookup.targets import SpeechTarget
from webapp.serving.visit import Visit

Verdict = Literal["said", "cut", "revised", "not_found"]
MOST_PLACES = 20
_RECORDS = 200
_NEAR = 8
_EARLIER = 5


@dataclass(frozen=True, slots=True)
class QuotedSpeech:
    """A speech that says the words, or said them: `cut` is the negation right before them that the
    quotation leaves out; `until` the day from which on the speech says something else."""

    meeting: Meeting
    item: Item
    cut: str = ""
    was: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """`said`: word for word, in `places`; `cut`: there, but without the word before it that turns its
    meaning round; `revised`: said so in a version that was corrected since; else `not_found`."""

    verdict: Verdict
    places: tuple[QuotedSpeech, ...] = ()


def verify(visit: Visit, quotation: Quotation, speech: str = "") -> Verification:
    """Whether the words stand in the records, or in the `speech` that an id names."""
    named = _named(visit, speech) if speech else None
    if speech and named is None:
        return Verification("not_found")
    now = _in(named.meeting, named.item, quotation) if named else _now(visit, quotation)
    plain, cut = _sorted(now)
    if plain:
        return Verification("said", plain)
    if cut:
        return Verification("cut", cut)
    items = [(named.meeting, named.item)] if named else _near(visit, quotation)
    plain, cut = _sorted(
        f for meeting, item in items for f in _before(visit, meeting, item, quotation)
    )
    if plain:
        return Verification("revised", plain)
    return Verification("cut", cut) if cut else Verification("not_found")


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


def _named(visit: Visit, speech: str) -> SpeechTarget | None:
    found = (
        targets.by_speech(visit.view, speech)
        if "." in speech
        else targets.speech_anywhere(visit.view, speech)
    )
    return found if isinstance(found, SpeechTarget) else None


def _in(meeting: Meeting, item: Item, quotation: Quotation) -> Iterator[QuotedSpeech]:
    place = find(quotation, item.text)
    if place is not None:
        yield QuotedSpeech(meeting, item, place.cut)


def _now(visit: Visit, quotation: Quotation) -> Iterator[QuotedSpeech]:
    """The pieces that hold the words, in the order in which the records are listed."""
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
        for item in view.document(meeting).items:
            if item.id and item.text:
                yield from _in(meeting, item, quotation)


def _near(visit: Visit, quotation: Quotation) -> list[tuple[Meeting, Item]]:
    """Pieces that say nearly the same: what was corrected is among these, if it is anywhere."""
    view = visit.view
    found = view.search(view.parse_query(quotation.folded, aliases=False), limit=_NEAR)
    pairs = []
    for result in filter(lambda r: _was_edited(visit, r.meeting), found.results):
        hits = {hit.id for hit in result.hits}
        items = view.document(result.meeting).items
        pairs += [(result.meeting, i) for i in items if i.id in hits]
    return pairs


def _was_edited(visit: Visit, meeting: Meeting) -> bool:
    """Whether there is any version of a record but the one that is shown."""
    book = visit.view.snapshot.known_ids.ledger
    life, present = book.life(meeting.id), book.present.get(meeting.id)
    return life is not None and (
        len(life.versions) > 1 or (present is not None and not present.same)
    )


def _before(
    visit: Visit, meeting: Meeting, item: Item, quotation: Quotation
) -> Iterator[QuotedSpeech]:
    ids = list(earlier_ids(visit.view, meeting).get(item.id, {}).items())
    for was, resolved in ids[::-1][:_EARLIER]:
        words = words_before(visit, meeting, was)
        place = find(quotation, words) if words else None
        if place is not None:
            yield QuotedSpeech(meeting, item, place.cut, was, resolved.day)
            return
