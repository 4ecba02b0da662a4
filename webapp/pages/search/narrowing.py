"""A view with the records alone that have some values of facets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from minutes.catalogue.public_view import PublicView
from minutes.records.model import Meeting
from pipeline.archive.snapshot import View
from webapp.serving.visit import Visit

# What a record has of each facet.
_VALUES: Mapping[str, Callable[[Visit, Meeting], Collection[str]]] = {
    "tier": lambda _, meeting: (meeting.tier,),
    "kind": lambda _, meeting: (meeting.kind,),
    "year": lambda _, meeting: [str(day.year) for day in filter(None, [meeting.date])],
    "agency": lambda visit, meeting: visit.hosts(meeting),
    "speaker": lambda _, meeting: [speaker.name for speaker in meeting.speakers],
}


def narrowed(visit: Visit, filters: dict[str, str], meeting: str = "") -> View:
    """The view without the records that a filter leaves out."""
    public = visit.view.public

    def fits(m: Meeting) -> bool:
        fits = (value in _VALUES[name](visit, m) for name, value in filters.items())
        return meeting in {"", m.id} and all(fits)

    kept = {m.id for m in public.meetings if fits(m)}
    left = PublicView(public.catalogue, public.now, lambda m: m.id in kept)
    return replace(visit.view, public=left, whole=public)
