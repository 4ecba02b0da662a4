"""Checks of what a head says without meaning it: guesses that nobody confirmed, values that lose
their end, tasks that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from minutes.text import days
from minutes.text.lists import as_tuple
from pipeline.checks import head_words
from pipeline.checks.rules.subject import Context, Subject, shown
from pipeline.source.parser import UNCONFIRMED

# A comment of ours has a space after its mark; `#3` belongs to the words before it.
_CUT = re.compile(r"[ \t]#(?=[^\s#])")


def guesses(subject: Subject, _: Context) -> Iterator[Problem]:
    """The comment that asks to check inferred values is gone, so the values were looked at."""
    found = UNCONFIRMED.search(subject.parsed.document.head)
    if found:
        place = subject.at(found.start())
        yield problem(subject.path, "unconfirmed-front-matter", *place)


def cut_values(subject: Subject, _: Context) -> Iterator[Problem]:
    """Values that end at ` #`, where YAML begins a comment: 「範例 #3 次會議」 is read as 「範例」."""
    front = subject.parsed.document.front
    if front is None or front.places is None:
        return
    told: set[int] = set()
    for path, value in _scalars(front.data, ()):
        line, _column = front.place(*path)
        text = subject.lines[line - 1][:400] if line <= len(subject.lines) else ""
        match = _CUT.search(text)
        if match is None or line in told or not text[: match.start()].rstrip().endswith(value):
            continue
        told.add(line)
        whole = value + text[match.start() :].rstrip()
        name = next(str(step) for step in reversed(path) if isinstance(step, str))
        copy = f'{name}: "{whole}"' if shown(whole) == whole and '"' not in whole else ""
        yield problem(
            subject.path,
            "value-cut",
            line,
            match.start() + 2,
            field=".".join(str(step + 1) if isinstance(step, int) else step for step in path),
            value=shown(value),
            copy=copy,
        )


def _scalars(
    value: object, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _scalars(inner, (*path, index))
    elif isinstance(value, str | int | float) and path:
        yield path, str(value)


def own_words(subject: Subject, _: Context) -> Iterator[Problem]:
    """How names and values in people's own words are read, so that they see whether they were
    understood."""
    document = subject.parsed.document
    wordings = head_words.wordings(document.front)
    told = {wording.path for wording in wordings}
    for own in head_words.own_names(document.head, document.front):
        if own.path not in told:
            place, copy = (own.line, own.start + 1), f"{own.name}:"
            yield problem(subject.path, "read-as", *place, field=own.written, copy=copy)
    for wording in wordings:
        place = subject.field(*wording.path)
        line = wording.line if shown(wording.line, 80) == wording.line else ""
        yield problem(subject.path, "read-as", *place, field=wording.field, copy=line)


def dates_twice(subject: Subject, _: Context) -> Iterator[Problem]:
    """The title of a record does not bear its date twice."""
    for item in subject.parsed.document.items:
        if item.type == "heading" and item.level == 1:
            day, words = days.leading(item.text)
            again, title = days.leading(words)
            if day is not None and again == day and title:
                copy = f"# {day.isoformat()} {shown(title)}"
                yield problem(subject.path, "date-twice", item.line, copy=copy)
            return


def tasks(subject: Subject, _: Context) -> Iterator[Problem]:
    """Every action says which agency is to do it."""
    raw = subject.parsed.document.front
    if raw is None or "actions" in subject.parsed.meeting.unreadable:
        return
    for index, entry in enumerate(as_tuple(raw.data.get("actions"))):
        if isinstance(entry, dict) and not entry.get("agency"):
            listed = isinstance(raw.data["actions"], list)
            loc = ("actions", index) if listed else ("actions",)
            yield problem(
                subject.path, "action-without-agency", *subject.field(*loc), number=index + 1
            )
