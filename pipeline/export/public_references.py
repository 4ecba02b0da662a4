"""References to speeches in issue files: only those to what the public may see are passed on."""

from __future__ import annotations

import dataclasses

from minutes.addresses.references import split_reference
from minutes.records.front_matter import IssueFront
from minutes.records.model import Issue
from pipeline.archive.snapshot import View


def shows(view: View, reference: str) -> bool:
    """Whether a reference (`meeting#sID` or `ID`) names a speech that a view shows. A reference to
    a held or withdrawn record would tell its title and date."""
    meeting, ident = split_reference(reference)
    wanted = view.public.resolve(meeting) if meeting else None
    holders = [name for name in view.snapshot.holders(ident) if name in view.public.by_id]
    if meeting:
        holders = [name for name in holders if name == wanted]
    return any(ident not in view.snapshot.facts[name].hidden for name in holders)


def shown_front(view: View, issue: Issue) -> IssueFront:
    """The head of an issue file without references to what is not public."""
    front = issue.front

    def shown(reference: str) -> str:
        return reference if reference and shows(view, reference) else ""

    steps = tuple(dataclasses.replace(step, speech=shown(step.speech)) for step in front.status)
    highlights = tuple(filter(shown, front.highlights))
    return dataclasses.replace(front, status=steps, highlights=highlights)
