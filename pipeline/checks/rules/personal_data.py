"""Personal data is reported before it is published: kind and place, never the value."""

from __future__ import annotations

from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from minutes.text import personal_data as privacy
from pipeline.checks.rules.subject import Context, Subject


def personal_data(subject: Subject, context: Context) -> Iterator[Problem]:
    """Identity numbers, mobile numbers, mail and home addresses, bank accounts."""
    text = subject.text
    own = {word for word in (context.archive.contact, context.archive.report) if word}
    for finding in privacy.find(text):
        if text[finding.start : finding.end] in own:
            continue
        yield problem(subject.path, finding.kind, *subject.at(finding.start))
