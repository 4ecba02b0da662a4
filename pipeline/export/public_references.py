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
    if meeting and wanted is None:
        return False
    return any(
        holder in view.public.by_id
        and wanted in {None, holder}
        and ident not in view.snapshot.facts[holder].hidden
        for holder in view.snapshot.holders(ident)
    )


def shown_front(view: View, issue: Issue) -> IssueFront:
    """The head of an issue file without references to what is not public."""
    front = issue.front
    steps = tuple(
        s if not s.speech or shows(view, s.speech) else dataclasses.replace(s, speech="")
        for s in front.status
    )
    highlights = tuple(h for h in front.highlights if shows(view, h))
    return dataclasses.replace(front, status=steps, highlights=highlights)
