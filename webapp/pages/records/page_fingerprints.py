"""What the page of a record is made from, as one fingerprint: while that is the same, so is the page, however
often the archive is indexed. All that such a page shows stands here; whoever shows more adds it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from minutes.records.model import Meeting
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from webapp.lookup.linked_pages import issues_of
from webapp.lookup.short_links import table
from webapp.lookup.targets import MAX_ID
from webapp.serving.visit import Visit


def of_record(visit: Visit, address: str) -> str | None:
    """The fingerprint of a visible record's page; None where it shows more than a fingerprint can tell."""
    found = visit.view.meeting(address)
    return _fingerprint(visit, found) if found else None


def of_speech(visit: Visit, ident: str) -> str | None:
    """The fingerprint of a speech's page: that of the records that hold it, and which of them is asked for."""
    if len(ident) > MAX_ID:
        return None
    visible = map(visit.view.meeting, visit.view.snapshot.holders(ident))
    fingerprints = [_fingerprint(visit, meeting) for meeting in visible if meeting]
    asked = visit.view.public.resolve(visit.args.get("in", ""))
    return _digest([asked, *fingerprints]) if fingerprints and all(fingerprints) else None


def _fingerprint(visit: Visit, meeting: Meeting) -> str | None:
    """The fingerprint of a record's page. A seasonal meeting's page shows the cases of its quarter, which any
    record may change: it has none."""
    if meeting.tier == "seasonal":
        return None
    known: dict[str, str] = once_per_view(visit.view, "_page_fingerprints", lambda _: {})
    if meeting.id not in known:
        known[meeting.id] = _digest([_surroundings(visit.view), *_shown(visit, meeting)])
    return _digest([known[meeting.id], *_subjects(visit, meeting)])


def _subjects(visit: Visit, meeting: Meeting) -> Iterator[object]:
    """What the page and its rows of other records say of their cases: it may become known while a view
    lasts."""
    for shown in (meeting, *visit.derived.series.related(meeting)):
        yield from (visit.subject(case, shown.title) for case in shown.front.case)


def _shown(visit: Visit, meeting: Meeting) -> Iterator[object]:
    """All that stands on a record's page beside what is the same on every page."""
    view, series = visit.view, visit.derived.series
    snapshot = view.snapshot
    yield meeting, snapshot.facts[meeting.id].hidden
    near = series.beside(meeting)
    others = (near.before, near.after, *series.related(meeting))
    yield near.case, [(m.id, m.front, m.speeches) for m in others if m], near.before is None
    yield view.public.twin(meeting)  # whole: its speeches are set beside these
    yield [issue.slug for issue in issues_of(view, meeting)]
    yield table(view).offered(meeting.id)
    # Its days of publication, and what is known of its history.
    gate, known = snapshot.catalogue.gate, snapshot.known_ids
    yield gate.due(meeting), view.published(meeting), view.public.now.astimezone(known.zone).date()
    yield known.rows(meeting.id), known.ledger.lives_of(meeting.id)
    yield known.ledger.present.get(meeting.id)


def _surroundings(view: View) -> str:
    """The fingerprint of all that is no record: registries, issues, announcements, what is withdrawn."""
    return once_per_view(view, "_surroundings", lambda v: _digest(list(_beside_records(v))))


def _beside_records(view: View) -> Iterator[object]:
    catalogue, ledger = view.snapshot.catalogue, view.snapshot.known_ids.ledger
    gate = catalogue.gate
    yield gate.withdrawals, sorted(map(repr, gate.later_names.items())), gate.traces
    yield sorted(gate.closed.items())
    yield catalogue.issues, list(catalogue.agencies), list(catalogue.people)
    yield view.snapshot.schedule
    yield ledger.prefix, ledger.shallow, ledger.trouble, ledger.rewritten


def _digest(parts: Sequence[object]) -> str:
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
