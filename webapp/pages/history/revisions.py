"""The history of a record: its revisions, one of them as it was, the difference of two, their feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from minutes.records.front_matter import Correction
from minutes.records.model import Meeting
from pipeline.history import earlier
from pipeline.history.earlier import Earlier
from pipeline.history.versions import Revision, Revisions
from pipeline.history.wordings.changes import Changes, changes
from webapp.formats import revision_feed
from webapp.formats.page_metadata import bibliography
from webapp.lookup import targets
from webapp.lookup.correction_notes import notes_by_day
from webapp.lookup.short_links import Shorts
from webapp.lookup.targets import Record
from webapp.pages import errors
from webapp.pages.history import mementos
from webapp.pages.history.record_history import of_record
from webapp.pages.records import transcript
from webapp.serving.visit import FileAnswer, HtmlPage, Reply, Visit

# Changes that are set out on one page; a record that was written anew is read better as a whole.
MOST_CHANGES = 400
# Bytes of both files: above it, setting them side by side would take longer than a reader should
# wait. The longest real record that was seen has 0.23 MB.
LONGEST = 3_000_000
_KEPT = 8  # differences in memory, for who asks for one of them again


@dataclass(frozen=True, slots=True)
class ListedRevision:
    """A revision in the list: the day on which it appeared, the notes of it, its address, that of what
    it changed ("" for the first), and how many pieces it added, revised and removed."""

    revision: Revision
    day: dt.date
    notes: Sequence[Correction]
    address: str
    changed: str
    added: int = 0
    revised: int = 0
    removed: int = 0
    head: bool = False


def history(visit: Visit, address: str) -> Reply:
    """The revisions of a record, latest first."""
    return of_record(visit, address, visit.at.history, _history)


def _history(visit: Visit, found: Meeting, revisions: Revisions) -> Reply:
    book = visit.view.snapshot.known_ids.ledger
    context = {
        "meeting": found,
        "entries": list(entries(visit, found, revisions))[::-1],
        "hidden": revisions.hidden,
        "shallow": book.shallow,
        "rewritten": list(map(dt.date.fromisoformat, dict.fromkeys(book.rewritten))),
        "known": book.life(found.id) is not None,
    }
    title = visit.language.text("History of “%(title)s”", title=found.title)
    return HtmlPage("history", title, context, canonical=visit.links.history(found.id))


def entries(visit: Visit, meeting: Meeting, revisions: Revisions) -> Iterator[ListedRevision]:
    """What the list says of each revision, first to last."""
    before: Revision | None = None
    shorts, notes = Shorts.within(visit), notes_by_day(visit, meeting)
    for revision in revisions.shown:
        day = revision.since.astimezone(visit.archive.zone).date()
        entry = ListedRevision(
            revision,
            day,
            notes.get(revision.version.day(visit.archive.zone), ()) if before else (),
            shorts.revision(meeting.id, revision.name),
            visit.at.difference(meeting.id, before.name, revision.name) if before else "",
        )
        version = revision.version
        if before is not None and before.number == revision.number - 1:
            entry = ListedRevision(
                revision,
                day,
                entry.notes,
                entry.address,
                entry.changed,
                len(version.begun),
                version.revised,
                version.removed,
                version.head,
            )
        yield entry
        before = revision


def revision(visit: Visit, short: str, commit: str) -> Reply:
    """A record as the revision had it whose commit begins so."""
    found = targets.by_short(visit.view, short)
    if not isinstance(found, Record):
        return errors.missing(visit, short)
    meeting = found.meeting
    known = visit.view.revisions(meeting)
    if known.unread:
        return errors.unread_history(visit)
    wanted = known.find(commit)
    read = _read(visit, meeting, wanted)
    if wanted is None or read is None:
        return errors.missing(visit, short)
    place = known.shown.index(wanted)
    document = read.document
    body = transcript.render(document, meeting.lang, visit.language)
    # Unquoted, as only our own links are: they stand below the record's own page.
    body = body.replace("<a href=speech/", f"<a href={visit.at.home().rstrip('/')}/speech/")
    day = wanted.since.astimezone(visit.archive.zone).date()
    context = {
        "meeting": meeting,
        "title": read.title,
        "day": day,
        "name": wanted.name,
        "body": body,
        "latest": place == len(known.shown) - 1 and known.current,
        "before": known.shown[place - 1].name if place else "",
        "after": known.shown[place + 1].name if place + 1 < len(known.shown) else "",
        "shorts": Shorts.within(visit),
    }
    title = visit.language.text(
        "%(title)s, revision of %(day)s", title=read.title, day=visit.language.date(day)
    )
    headers = mementos.headers_of(visit, meeting, known, wanted)
    return HtmlPage(
        "revision",
        title,
        context,
        canonical=visit.links.meeting(meeting.id),
        index=False,
        headers=headers,
    )


def difference(visit: Visit, address: str, span: str) -> Reply:
    """What changed from one revision to another; `span` is `<commit>..<commit>`."""
    return of_record(visit, address, visit.at.history, partial(_difference, span))


def _difference(span: str, visit: Visit, found: Meeting, known: Revisions) -> Reply:
    one, _, other = span.partition("..")
    pair = [known.find(one), known.find(other)]
    old, new = (_read(visit, found, r) for r in pair)
    if old is None or new is None:
        return errors.missing(visit, span)
    changes, kept = None, frozenset[str]()
    if len(old.data) + len(new.data) <= LONGEST:
        changes = _between(old, new)
        kept = visit.view.document(found).ids
    days = [r.since.astimezone(visit.archive.zone).date() for r in pair if r]
    context = {
        "meeting": found,
        "days": days,
        "changes": changes,
        "addresses": [Shorts.within(visit).revision(found.id, r.name) for r in pair if r],
        "kept": kept,
    }
    title = visit.language.text("What changed in “%(title)s”", title=found.title)
    return HtmlPage("difference", title, context, index=False)


@lru_cache(maxsize=_KEPT)
def _between(old: Earlier, new: Earlier) -> Changes:
    """What changed from one file to another: the same for whoever may see both."""
    return changes(old.document, new.document, MOST_CHANGES)


def feed(visit: Visit, address: str) -> Reply:
    """The revisions of a record as an Atom feed."""
    return of_record(visit, address, visit.at.history_feed, _feed)


def _feed(visit: Visit, found: Meeting, known: Revisions) -> Reply:
    rows = list(entries(visit, found, known))
    title = visit.language.text("History of “%(title)s”", title=found.title)
    shorts = Shorts.of(visit)
    made = [
        revision_feed.FeedRevision(
            e.revision.name,
            e.revision.since,
            "；".join(note.what for note in e.notes),
            shorts.revision(found.id, e.revision.name),
        )
        for e in rows[::-1]
    ]
    body = revision_feed.feed(bibliography(visit), found, title, made, visit.links)
    return FileAnswer(body, revision_feed.MEDIA_TYPE)


def _read(visit: Visit, meeting: Meeting, wanted: Revision | None) -> Earlier | None:
    if wanted is None:
        return None
    return earlier.read(visit.site.settings.transcripts, meeting, wanted)
