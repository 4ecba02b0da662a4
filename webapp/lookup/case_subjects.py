"""What the cases of a record are about, where its title does not say it: for titles and pictures."""

from __future__ import annotations

from functools import partial

from minutes.records.model import Meeting
from webapp.serving.visit import CaseSubject, Visit

_NAMED = 2
"""Subjects in a title: more cases are no longer what a record is about."""


def titled(visit: Visit, meeting: Meeting) -> str:
    """The title of a record with the subjects of its cases, those that words of records alone tell
    with their mark."""
    marked = map(partial(_marked, visit), subjects(visit, meeting).values())
    names = list(dict.fromkeys(marked))
    if not 0 < len(names) <= _NAMED:
        return meeting.title
    within = {"zh": "、", "en": "; "}[visit.lang]
    return f"{meeting.title}{visit.language.colon}{within.join(names)}"


def subjects(visit: Visit, meeting: Meeting) -> dict[int, CaseSubject]:
    """The subjects of a record's cases by their numbers, as far as anybody knows."""
    found = ((number, visit.subject(number, meeting.title)) for number in meeting.front.case)
    return {number: subject for number, subject in found if subject.text}


def _marked(visit: Visit, subject: CaseSubject) -> str:
    if not subject.is_found:
        return subject.text
    return visit.language.remarked(subject.text, visit.language.text("found automatically"))
