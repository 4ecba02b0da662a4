"""Checks of what a head says without meaning it: guesses that nobody confirmed, values that lose
their end, tasks that are nobody's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from minutes.findings.problem import Problem, problem
from minutes.publication import correction_notes
from minutes.text import days
from minutes.text.han import HAN
from minutes.text.lists import as_tuple
from minutes.yaml_text import nested
from minutes.yaml_text.reading import Loc
from pipeline.checks import head_words
from pipeline.checks.rules.subject import Context, Subject, shown
from pipeline.source.parser import UNCONFIRMED

# A comment of ours has a space after its mark; `#3` belongs to the words before it.
_CUT = re.compile(r"[ \t]#(?=[^\s#])")
_LOOKED_AT = 400  # characters of a line


def guesses(subject: Subject, _: Context) -> Iterator[Problem]:
    """The comment that asks to check inferred values is gone, so the values were looked at."""
    found = UNCONFIRMED.search(subject.parsed.document.head)
    if found:
        place = subject.at(found.start())
        yield problem(subject.path, "unconfirmed-front-matter", *place)


def cut_values(subject: Subject, _: Context) -> Iterator[Problem]:
    """Values that end at ` #`, where YAML begins a comment: 「範例 #3 次會議」 is read as 「範例」."""
    cut: dict[int, Problem] = {}
    for path, value in nested.scalars(subject.fields):
        line, _column = subject.field(*path)
        found = _CUT.search(_line(subject, line))
        if found and found.string[: found.start()].rstrip().endswith(value):
            cut.setdefault(line, _value_cut(subject, path, value, line, found))
    yield from cut.values()


def _line(subject: Subject, number: int) -> str:
    """As much of a line as is looked at; "" after the last."""
    return subject.lines[number - 1][:_LOOKED_AT] if number <= len(subject.lines) else ""


def _value_cut(subject: Subject, path: Loc, value: str, line: int, found: re.Match[str]) -> Problem:
    whole = value + found.string[found.start() :].rstrip()
    name = nested.names(path)[-1]
    can_be_copied = shown(whole) == whole and '"' not in whole
    return problem(
        subject.path,
        "value-cut",
        line,
        found.start() + 2,
        field=nested.dotted(path),
        value=shown(value),
        copy=f'{name}: "{whole}"' if can_be_copied else "",
    )


def unread_notes(subject: Subject, _: Context) -> Iterator[Problem]:
    """Notes of corrections that nobody can read: they hide earlier versions, and tell readers nothing. A
    field that is already said to be meant for the day of publication is not told twice."""
    misnamed = {p.line for p in subject.parsed.problems if p.code == "window-misnamed"}
    for note in correction_notes.unread(subject.parsed.document.front):
        found = subject.problem("note-unread", *note.place)
        if found.line not in misnamed:
            yield found


def own_words(subject: Subject, _: Context) -> Iterator[Problem]:
    """How names and values in people's own words are read, so that they see whether they were
    understood."""
    document = subject.parsed.document
    wordings = head_words.wordings(document.front)
    read_at = {wording.path for wording in wordings}
    for own in head_words.own_names(document.head, document.front):
        if own.path not in read_at:
            place, copy = (own.line, own.start + 1), f"{own.name}:"
            yield problem(subject.path, "read-as", *place, field=own.written, copy=copy)
    for wording in wordings:
        place = subject.field(*wording.path)
        line = wording.line if shown(wording.line, 80) == wording.line else ""
        yield problem(subject.path, "read-as", *place, field=wording.field, copy=line)


def dates_twice(subject: Subject, _: Context) -> Iterator[Problem]:
    """The title of a record does not bear its date twice."""
    title = subject.parsed.document.title
    if title is None:
        return
    day, words = days.leading(title.text)
    rest = _without_day(words, day) if day else words
    if rest not in ("", words):
        copy = f"# {day} {shown(rest)}"
        yield problem(subject.path, "date-twice", title.line, copy=copy)


def _without_day(words: str, day: dt.date) -> str:
    """A title without a day where that stands in it once more: 範例會議（20250410）."""
    for begun in _MAY_BE_DAY.finditer(words):
        again, rest = days.leading(words[begun.end() :])
        if again == day:
            return f"{words[: begun.start()]} {rest.lstrip('）)】] ')}".strip()
    return words


_MAY_BE_DAY = re.compile(
    rf"(?:^|(?<=[^\d\w])|(?<=[{HAN}])(?!\d{{7}}))[（(【\[]?(?=[\d０-９]{{2}}|民國|中華民國)"
)


def tasks(subject: Subject, _: Context) -> Iterator[Problem]:
    """Every action says which agency is to do it."""
    if "actions" in subject.parsed.meeting.unreadable:
        return
    for index, entry in enumerate(as_tuple(subject.fields.get("actions"))):
        if isinstance(entry, dict) and not entry.get("agency"):
            at = subject.entry("actions", index)
            yield subject.problem("action-without-agency", *at, number=index + 1)
