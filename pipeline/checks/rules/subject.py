"""What a check is given, and how it names a place in a file."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from minutes.findings.problem import Problem, problem
from minutes.publication.gate import Gate
from minutes.records.document import Item
from minutes.records.front_matter import FrontMatter, IssueFront, reply_url
from minutes.registers.agencies import Agencies
from minutes.registers.people import People
from minutes.registers.spelled_agencies import SpelledAgencies
from minutes.settings import ArchiveSettings
from minutes.text import personal_data
from minutes.text.lists import first_of_each
from minutes.text.shortening import cut
from minutes.yaml_text.reading import Loc
from pipeline.source.parser import Parsed

SAID = frozenset({"speech", "narrative"})
"""The types of items that are words of the meeting; headings and sections stand above them."""


def shown(words: str, most: int = 40) -> str:
    """Words of a file as a message may repeat them: cut short, and none that look personal."""
    return "…" if personal_data.holds(words) else cut(words, most)


Counted = TypeVar("Counted", int, dt.date)


def exceeds(some: Counted | None, most: Counted | None) -> bool:
    """Whether a number or a day is above another, as far as both are known."""
    return some is not None and most is not None and some > most


def names_reply(front: FrontMatter | IssueFront) -> bool:
    """Whether a head leads to the reply of an agency."""
    return reply_url(front) != "" or "reply" in map(attrgetter("type"), front.links)


def own_agencies(front: FrontMatter | IssueFront) -> Iterator[tuple[str, Loc]]:
    """The agencies that a head names as hosts and beside them, and where."""
    for name in ("host_agency", "co_agencies"):
        for index, word in enumerate(getattr(front, name)):
            yield word, (name, index)


@dataclass(frozen=True)
class Context:
    """What is known beside the file itself.

    `folder` is the archive's folder, None for a file that is looked at by itself: then nothing is
    said about other files but that an issue is known. `meetings` (id → path) and `issues` (slugs) are
    what the archive holds;
    `replied` are the cases whose issue file names the agency's reply.
    """

    gate: Gate
    now: dt.datetime
    agencies: Agencies = field(default_factory=Agencies)
    people: People = field(default_factory=People)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    folder: Path | None = None
    meetings: Mapping[str, str] = field(default_factory=dict)
    issues: frozenset[str] = frozenset()
    replied: frozenset[int] = frozenset()

    @cached_property
    def spelled(self) -> SpelledAgencies:
        """The names under which its agencies are spoken of."""
        return SpelledAgencies.of(self.agencies)

    @property
    def today(self) -> dt.date:
        """The day that it is where the archive is."""
        return self.now.astimezone(self.archive.zone).date()


@dataclass(frozen=True)
class Subject:
    """The file under examination: as parsed, and as the text that it is."""

    parsed: Parsed

    @cached_property
    def text(self) -> str:
        """The whole file as text."""
        return self.parsed.document.head + self.parsed.document.body

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines without their `\\n`."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    @property
    def said(self) -> Iterator[Item]:
        """The speeches and the stage directions."""
        return (item for item in self.parsed.document.items if item.type in SAID)

    @property
    def path(self) -> str:
        return self.parsed.meeting.path

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column, 1-based, of a place in the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def field(self, *loc: str | int) -> tuple[int, int]:
        """Line and column of a value of the front matter; line 1 where there is none."""
        return self.parsed.document.place(*loc)

    def entry(self, name: str, index: int) -> Loc:
        """The way to an entry of a list; a list of one may have been written as the entry itself."""
        return (name, index) if isinstance(self.fields.get(name), list) else (name,)

    def problem(self, code: str, *loc: str | int, **values: object) -> Problem:
        """A finding about a value of the front matter."""
        line, column = self.field(*loc)
        return problem(self.path, code, line, column, **values)

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the front matter says, whatever its values; empty where it cannot be read."""
        return self.parsed.document.data

    @cached_property
    def heading_line(self) -> int:
        """The line of the first top heading, 1 where there is none."""
        title = self.parsed.document.title
        return title.line if title else 1

    @cached_property
    def label_lines(self) -> dict[int, str]:
        """The lines that hold a label, and the speaker that each names."""
        items = self.parsed.document.items
        return {item.label_line: item.label for item in items if item.label_line}

    @cached_property
    def first_labels(self) -> dict[str, int]:
        """Each speaker, with the line of the first label that names it."""
        return first_of_each((name, line) for line, name in self.label_lines.items())


Check = Callable[[Subject, Context], Iterator[Problem]]
