"""Gives a record another day or title in the two places where its text tells them: head and heading."""

from __future__ import annotations

import datetime as dt
import re

from minutes.records import document, front_matter_edit
from minutes.text import days
from minutes.yaml_text import writing

_HEADING = re.compile(r"^(#[ \t]+)(.*?)([ \t]*#*[ \t]*\r?)$")
_GAPS = " \t\u3000_-"


def retitled(text: str, day: dt.date | None, title: str) -> str:
    """The file with this day and title ("" keeps the one that it has) in the fields of its head that
    tell them, and in its first top heading; every other line stays. Raises `UneditableHead`."""
    front = document.split_front(text)[1]
    if front is not None:
        wanted = {"date": day, "title": title}
        text = front_matter_edit.replace_fields(
            text,
            {
                name: f"{name}: {writing.scalar(value)}\n"
                for name, value in wanted.items()
                if value and name in front.data
            },
        )
    return _with_heading(text, day, title)


def _with_heading(text: str, day: dt.date | None, title: str) -> str:
    heading = document.parse(text).title
    if heading is None:
        return text
    lines, number = text.split("\n"), heading.line - 1
    lines[number] = _HEADING.sub(
        lambda found: found[1] + renamed(found[2], day, title) + found[3], lines[number]
    )
    return "\n".join(lines)


def renamed(words: str, day: dt.date | None, title: str) -> str:
    """A heading, or the name of a file, with another day or title; what parts the two stays."""
    found, rest = days.leading(words)
    before = words.removesuffix(rest)
    if found and day:
        before = day.isoformat() + (before[len(before.rstrip(_GAPS)) :] or " ")
    return before + (title or rest)
