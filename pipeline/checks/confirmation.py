"""Check that somebody looked at the front matter that was written by guess."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutes.problems import Problem, problem
from pipeline.checks.base import Context, Subject

# How the comment ends that `pipeline.adopt` writes above the values that it inferred.
_UNCONFIRMED = re.compile(
    r"^[ \t]*#.*(?:請逐項確認後刪除本行|check each line, then delete this one)", re.M | re.I
)


def guesses(subject: Subject, _: Context) -> Iterator[Problem]:
    """The comment that asks to check inferred values is gone, so the values were looked at."""
    found = _UNCONFIRMED.search(subject.parsed.document.head)
    if found:
        place = subject.at(found.start())
        yield problem(subject.path, "unconfirmed-front-matter", *place)
