"""Quotations of a page that name who said them (`<blockquote>…<cite>王示範</cite>`): whose words they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from operator import attrgetter
from typing import Any

from minutes.records.speaker_labels import calling, is_account, tidy
from pipeline.readers.recognition.lines import Line

_QUOTES = frozenset({"blockquote", "figure"})
_NAMES = frozenset({"cite", "footer", "figcaption"})
_FEWEST = 2
_LEAD = re.compile(r"^[\s—─―–－-]+|\s+$")


def is_name(element: Any) -> bool:
    """Whether an element of a page stands in a quotation as a part of its own, beside the words, and may name who
    said them."""
    parent = element.getparent()
    return element.tag in _NAMES and parent is not None and parent.tag in _QUOTES


@dataclass(frozen=True, slots=True)
class _Quotation:
    """The lines of a quotation by their indexes, with the one that names who said the others."""

    lines: range
    name: int
    speaker: str

    def said(self) -> Iterator[tuple[int, str]]:
        """Each of the other lines with the speaker."""
        return ((at, self.speaker) for at in self.lines if at != self.name)


@dataclass(slots=True)
class Quotations:
    """The quotations of a page while it is read: `open` are the lines at which those begin that are not closed, `names`
    the lines of names in them."""

    open: list[int] = field(default_factory=list)
    names: dict[int, int] = field(default_factory=dict)
    found: list[_Quotation] = field(default_factory=list)

    def begin(self, tag: str, at: int) -> None:
        """An element begins before the line `at`."""
        if tag in _QUOTES:
            self.open.append(at)

    def end(self, tag: str, lines: Sequence[Line], *, unfinished: bool) -> None:
        """An element ends behind the last line, or in the next one where that is unfinished."""
        if not self.open:
            return
        if tag in _NAMES:
            self.names[self.open[-1]] = len(lines) - (not unfinished)
        elif tag in _QUOTES:
            self._close(range(self.open.pop(), len(lines)), lines)

    def _close(self, quoted: range, lines: Sequence[Line]) -> None:
        at = self.names.pop(quoted.start, len(lines))
        named = filter(None, map(_named, lines[at : at + 1]))
        self.found += (_Quotation(quoted, at, speaker) for speaker in named)

    def attributed(self, lines: Sequence[Line]) -> list[Line] | None:
        """The lines, the words of each quotation with the one named there as their speaker; None where these are not half
        of all words: a quotation among the words of others stays theirs."""
        speakers = dict(chain.from_iterable(map(_Quotation.said, self.found)))
        half = (len(lines) - len(self.found)) / 2
        if len(self.found) < _FEWEST or len(speakers) < half:
            return None
        spoken = map(_said_by, lines, map(speakers.get, count()))
        told = map(set(map(_NAME, self.found)).__contains__, count())
        return [line for line, named in zip(spoken, told, strict=False) if not named]


_NAME = attrgetter("name")


def _said_by(line: Line, speaker: str | None) -> Line:
    return replace(line, speaker=speaker)


def _named(line: Line) -> str:
    """Who is named in a line, without the dash before the name; "" where that is no more than a source."""
    name = tidy(_LEAD.sub("", line.text))
    return name if any((calling(name), is_account(name))) else ""


__all__ = ["Quotations", "is_name"]
