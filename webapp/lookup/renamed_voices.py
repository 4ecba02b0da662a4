"""Whom a label means, also one that a speaker had once."""

from __future__ import annotations

from minutes.addresses.redirects import fold_address
from minutes.catalogue.voices import Voice
from webapp.serving.visit import Visit

_SPEAKER = "speaker/"


def find(visit: Visit, name: str) -> Voice | None:
    """The voice of a label; of an old one, where the table of old addresses leads to a visible one."""
    roster = visit.derived.roster
    return roster.find(name) or roster.find(label(visit, name) or "")


def label(visit: Visit, name: str) -> str | None:
    """The visible label to which that of old leads through the table of old addresses."""
    redirects = visit.view.public.catalogue.redirects
    labels = {fold_address(_SPEAKER + each): each for each in visit.view.public.speakers}
    return redirects.find(_SPEAKER + name, labels.get)
