"""The reason to publish a record before its ten working days: it says that everybody who spoke has
confirmed or agreed, in a form that is known, or it is none."""

from __future__ import annotations

from itertools import filterfalse

from minutes.text.clauses import clauses, has_form

MOST_CHARS = 200
"""A reason is a sentence; what is longer is not looked at."""


def agrees(text: str) -> bool:
    """Whether a reason says that everybody who spoke has confirmed or agreed, by the forms of
    `minutes/data/waivers.toml`: every clause is understood, and one of them says it."""
    told = clauses(text, MOST_CHARS)
    rest = list(filterfalse(_says_it, told))
    is_said = len(rest) < len(told)
    return is_said and all(map(_may_stand_beside, rest))


def _says_it(clause: str) -> bool:
    return has_form(clause, "waivers", "agrees")


def _may_stand_beside(clause: str) -> bool:
    return has_form(clause, "waivers", "beside")
