"""The parts of a monthly meeting: reports on cases that were taken up, proposals for the next vote, and
talk that is neither."""

from __future__ import annotations

import re
from functools import partial
from typing import Literal

from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import any_of, pattern, words

Part = Literal["talk", "reports", "proposals"]

_REPORTS, _ENDS = pattern("part", "reports"), pattern("part", "ends")
_PROPOSALS = any_of((*words("part", "proposals"), *words("part", "voted_on")))
_OF_THIS_CASE = pattern("part", "of_this_case")
_SECTION, _GIVES = pattern("part", "section"), pattern("part", "gives")


Known = tuple[Part, re.Pattern[str]]
_CALLED: tuple[Known, ...] = (("reports", _REPORTS), ("proposals", _PROPOSALS))
# What begins a passage, by whether somebody who presides says it.
_BEGUN: dict[bool, tuple[Known, ...]] = {
    True: (("proposals", _PROPOSALS), ("talk", _ENDS)),
    False: (("proposals", _PROPOSALS),),
}


def called_up(text: str) -> Part | None:
    """The part that words call up anywhere, the reports before proposals; None where they call up none."""
    found = map(partial(_told, text), _CALLED)
    return next(filter(None, found), None)


def section(narrative: str) -> Part | None:
    """The part that begins where a narrative is the heading of a section; None for any other."""
    if _SECTION.search(narrative) is None:
        return None
    return called_up(narrative) or "talk"


def gives_number(text: str) -> bool:
    """Whether words give a number to what was chosen."""
    return _GIVES.search(text) is not None


def announces_reports(text: str) -> bool:
    """Whether words of somebody who presides announce the reports."""
    told = _REPORTS.search(text)
    return bool(told) and len(text) <= WEIGHTS.announced


def begun(text: str, *, presides: bool) -> Part | None:
    """The part, other than the reports, with which a passage begins; None where it begins with none, or
    speaks of the case that is reported on."""
    if _OF_THIS_CASE.search(text):
        return None
    start = text[: WEIGHTS.head]
    found = map(partial(_told, start), _BEGUN[presides])
    return next(filter(None, found), None)


def _told(text: str, known: Known) -> Part | None:
    part, words_for = known
    return part if words_for.search(text) else None
