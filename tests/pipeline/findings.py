"""Runs the checks over one text and says what they found."""

import datetime as dt
from pathlib import Path

from minutes.findings.problem import Problem
from pipeline.checks.validation import context_for, validate_archive, validate_file

NOW = dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC)
NAME = "2025-04-10-測試會議.md"
HEADING = "# 2025-04-10 測試會議\n\n"


def found(text: str | bytes, name: str = NAME) -> list[Problem]:
    """All findings about a file that belongs to no archive."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(validate_file(data, name, context_for(None, NOW)))


def codes(text: str | bytes, name: str = NAME) -> set[str]:
    """The codes of all findings about a file by itself."""
    return {problem.code for problem in found(text, name)}


def only(text: str | bytes, code: str, name: str = NAME) -> Problem:
    """The one finding with this code; there must be exactly one."""
    (problem,) = [problem for problem in found(text, name) if problem.code == code]
    return problem


def front(fields: str, body: str = "### 王範例：\n大家好。\n", heading: str = HEADING) -> str:
    """A transcript with these lines in its front matter."""
    return f"---\n{fields.strip()}\n---\n{heading}{body}"


BASIC = "title: 測試會議\ndate: 2025-04-10\ntier: other\n"


def archive(folder: Path, *paths: str) -> list[tuple[str, str]]:
    """Path and code of every finding about an archive, or about some of its files."""
    problems = validate_archive(folder, paths or None, now=NOW)
    return [(problem.path, problem.code) for problem in problems]
