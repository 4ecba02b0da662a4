"""A meeting whose record is there in two languages: both beside each other, speech by speech."""

from __future__ import annotations

from webapp.pages.records import transcript, twins
from webapp.pages.records.meeting import elsewhere
from webapp.serving.visit import HtmlPage, Moved, Reply, Visit


def beside(visit: Visit, address: str) -> Reply:
    """Both records, one turn beside the other; where they cannot be matched, the record itself."""
    found = visit.view.meeting(address)
    if found is None:
        return elsewhere(visit, address, visit.at.beside)
    twin = visit.view.public.twin(found)
    matched = twins.turns(visit, found, twin)
    if twin is None or not matched:
        return Moved(visit.at.meeting(found.id), permanent=False)
    context = {"meeting": found, "twin": twin, "turns": matched, "piece": transcript.piece}
    title = visit.language.text("%(title)s, in two languages", title=found.title)
    return HtmlPage("beside", title, context, canonical=visit.links.beside(found.id), index=False)
