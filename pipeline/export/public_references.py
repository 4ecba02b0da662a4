"""References to speeches in issue files: only those to what the public may see are passed on."""

from __future__ import annotations

import dataclasses
from functools import partial

from minutes.addresses.references import split_reference
from minutes.records.front_matter import IssueFront, Status
from minutes.records.model import Issue
from pipeline.archive.snapshot import View


def shows(view: View, reference: str) -> bool:
    """Whether a reference (`meeting#sID` or `ID`) names a speech that a view shows. A reference to
    a held or withdrawn record would tell its title and date."""
    meeting, ident = split_reference(reference)
    if not ident:
        return False
    holders = set(view.public.by_id).intersection(view.snapshot.holders(ident))
    if meeting:
        holders &= {view.public.resolve(meeting) or ""}
    return any(ident not in view.snapshot.facts[name].hidden for name in holders)


def shown_front(view: View, issue: Issue) -> IssueFront:
    """The head of an issue file without references to what is not public."""
    front = issue.front

    steps = tuple(_shown_step(view, step) for step in front.status)
    highlights = tuple(filter(partial(shows, view), front.highlights))
    return dataclasses.replace(front, status=steps, highlights=highlights)


def _shown_step(view: View, step: Status) -> Status:
    return step if shows(view, step.speech) else dataclasses.replace(step, speech="")
