"""The reason to publish a record before its ten working days: it says that everybody who spoke has
confirmed or agreed, in a form that is known, or it is none."""

from __future__ import annotations

from minutes.text.clauses import says

MOST_CHARS = 200
"""A reason is a sentence; what is longer is not looked at."""


def agrees(text: str) -> bool:
    """Whether a reason says that everybody who spoke has confirmed or agreed, by the forms of
    `minutes/data/waivers.toml`: every clause is understood, and one of them says it."""
    return says(text, MOST_CHARS, "waivers", "agrees")
