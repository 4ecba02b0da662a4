"""Check that somebody looked at the front matter that was written by guess."""

from __future__ import annotations

from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from pipeline.checks.rules.subject import Context, Subject
from pipeline.source.parser import UNCONFIRMED


def guesses(subject: Subject, _: Context) -> Iterator[Problem]:
    """The comment that asks to check inferred values is gone, so the values were looked at."""
    found = UNCONFIRMED.search(subject.parsed.document.head)
    if found:
        place = subject.at(found.start())
        yield problem(subject.path, "unconfirmed-front-matter", *place)
