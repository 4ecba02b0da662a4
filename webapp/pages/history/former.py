"""An id that a speech had once: what the speech says now, which speeches it may be, where it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from minutes.records.document import Item
from minutes.records.front_matter import Correction
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from pipeline.history.wordings.difference import Stretch, compare
from webapp.lookup.correction_notes import notes_by_day
from webapp.lookup.earlier_ids import earlier_ids, old_ids, words_before
from webapp.lookup.targets import FormerId, Vanished
from webapp.pages.records import transcript
from webapp.pages.records.transcript import Anchor
from webapp.serving.visit import HtmlPage, Visit


@dataclass(frozen=True, slots=True)
class RevisedSpeech:
    """How a speech came to say what it says: on which days it was revised (`summary`), the notes of these if
    there are any, and the difference from before the first to now. `shown` is whether the earlier words may be read, `difference` None
    where the two wordings are too different to be set side by side."""

    was: str
    summary: str
    notes: tuple[Correction, ...]
    shown: bool
    difference: tuple[Stretch, ...] | None


def former(visit: Visit, found: FormerId) -> HtmlPage:
    """300 with the speeches that an old id may mean; 410 with the place where it stood."""
    _ = visit.language.text
    gone = found.kind == "gone"
    context = {
        "meeting": found.meeting,
        "kind": found.kind,
        "day": found.since,
        "items": found.items,
        "notes": _notes(visit, found.meeting, [found.since]),
        "piece": lambda i: transcript.piece(i, found.meeting.lang, linked=False),
    }
    title = _("This speech is no longer in the record") if gone else _("This speech was changed")
    return HtmlPage("former", title, context, 410 if gone else 300, index=False)


def vanished(visit: Visit, found: Vanished) -> HtmlPage:
    """410: the whole record is no longer in the archive, and nobody said why."""
    title = visit.language.text("This speech is no longer in the archive")
    context = {"meeting": None, "kind": "vanished", "day": found.since, "items": (), "notes": ()}
    return HtmlPage("former", title, context, 410, index=False)


def revised(visit: Visit, meeting: Meeting, item: Item, was: str = "") -> RevisedSpeech | None:
    """The revision that a reader should know of who came by an old id (`was`), else the latest one of
    this speech; None where it always had its id."""
    known = {
        old: resolved.days
        for old, resolved in earlier_ids(visit.view, meeting).get(item.id, {}).items()
    }
    chosen = was if was in known else next(filter(known.get, reversed(known)), "")
    days = known.get(chosen)
    if not days:  # a short speech whose neighbour was mended: nothing was revised in it
        return None
    revised = transcript.corrected(visit.language, days), _notes(visit, meeting, days)
    before = words_before(visit, meeting, chosen)
    if before is None:
        return RevisedSpeech(chosen, *revised, shown=False, difference=None)
    difference = compare(before, item.text)
    if difference and all(s.kind == "same" for s in difference):
        return None  # its words were put back
    return RevisedSpeech(chosen, *revised, shown=True, difference=difference)


def _notes(
    visit: Visit, meeting: Meeting, days: Iterable[dt.date | None]
) -> tuple[Correction, ...]:
    """The notes that tell of what changed on these days."""
    by_day = notes_by_day(visit, meeting)
    return tuple(chain.from_iterable(by_day.get(day, ()) for day in filter(None, days)))


def anchors(view: View, meeting: Meeting) -> dict[str, list[Anchor]]:
    """For each piece of a record, the old ids whose readers are led to it: those that it had, those of
    which it is the first candidate, and those of what stood before it."""
    found: dict[str, list[Anchor]] = {}
    for ident, resolved in old_ids(view, meeting).items():
        places = resolved.ids[-1:] if resolved.kind == "gone" else resolved.ids[:1]
        for place in places:
            found.setdefault(place, []).append(Anchor(ident, resolved.kind, resolved.days))
    return found
