"""Lines that end whoever spoke: headings of an agenda, and outcomes, which are nobody's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from minutes.records import head_lines
from minutes.text import numerals
from pipeline.readers.recognition.labels import Recognised
from pipeline.readers.recognition.lines import Line

_SENTENCE_END = re.compile(r"[。！？；，!?;,…：:]\s*$")
_SAID_TOO = {"結論", "共識", "辦法"}  # speakers begin a paragraph so: 結論：我覺得…
_LONGEST = 40  # characters of a heading that only its number and its place tell
_NUMERAL = re.compile(r"\s*[（(]?(?P<number>[一二三四五六七八九十百\d]{1,4})[、.．)）]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, by the index of its line, and what of the line is said below it."""

    heading: str
    rest: str = ""
    guessed: bool = False  # only its place told


@dataclass(frozen=True, slots=True)
class _Place:
    """A line among those around it."""

    line: Line
    before: Line | None
    label_before: bool
    label_follows: bool
    ends_label: bool  # it is one of the bold lines that are no names where names are bold
    spoken: bool  # somebody has spoken already

    @property
    def words(self) -> str:
        return self.line.shown

    @property
    def is_short(self) -> bool:
        return len(self.words) <= _LONGEST and not _SENTENCE_END.search(self.words)


def _by_style(place: _Place) -> Section | None:
    return Section(place.words) if place.line.kind == "heading" else None


def _by_outcome(place: _Place) -> Section | None:
    found = head_lines.outcome(place.words)
    if found is None or place.line.kind != "text":
        return None
    said = place.spoken and found[0] in _SAID_TOO and bool(found[1])
    return None if said else Section(*found)


def _by_agenda(place: _Place) -> Section | None:
    """壹、報告事項 and 案由一：…; not as an item of a list that somebody reads out."""
    numbered = place.line.kind == "item" and place.line.mark != "-"
    words = place.line.words if numbered else place.words
    known = head_lines.is_agenda_heading(words) and (numbered or place.line.kind == "text")
    return Section(place.words) if known else None


def _by_formal_number(place: _Place) -> Section | None:
    """壹、緣起: numbers that only parts of minutes bear, once the head is over."""
    formal = place.spoken and place.is_short and head_lines.is_formally_numbered(place.words)
    return Section(place.words, guessed=True) if formal and place.line.kind == "text" else None


def _by_number_before_label(place: _Place) -> Section | None:
    """一、協作案例分享 between two speeches; the last item of a list is none."""
    numbered = place.label_follows and place.is_short and _NUMERAL.match(place.words)
    if not numbered or place.line.kind != "text" or _follows_item(place) or place.label_before:
        return None
    return Section(place.words, guessed=True)


def _by_type(place: _Place) -> Section | None:
    if place.ends_label:
        return Section(place.words.strip("【】"), guessed=True)
    bold = place.line.fresh and place.line.is_set_off() and place.line.spans[0].strong
    heading = bold and place.is_short and place.label_follows and place.spoken
    return Section(place.words, guessed=True) if heading else None


_TESTS: tuple[Callable[[_Place], Section | None], ...] = (
    _by_style,
    _by_outcome,
    _by_agenda,
    _by_formal_number,
    _by_number_before_label,
    _by_type,
)


def _follows_item(place: _Place) -> bool:
    """Whether the line before bears the number before: a list goes on."""
    mine, before = _number(place.line), _number(place.before)
    return mine is not None and before is not None and mine == before + 1


def _number(line: Line | None) -> int | None:
    found = _NUMERAL.match(line.mark or line.words) if line else None
    return numerals.parse(found["number"]) if found else None


def sections(lines: Sequence[Line], recognised: Recognised) -> Iterator[tuple[int, Section]]:
    """The lines that are headings, each by its index."""
    labels = recognised.labels
    spoken = False
    for index, line in enumerate(lines):
        spoken = spoken or index in labels or line.speaker is not None
        if index in labels or line.speaker is not None or not line.words:
            continue
        place = _Place(
            line,
            lines[index - 1] if index else None,
            index - 1 in labels and labels[index - 1].alone,
            index + 1 in labels,
            index in recognised.set_off and index + 1 < len(lines),
            spoken,
        )
        found = next(filter(None, (test(place) for test in _TESTS)), None)
        if found:
            yield index, found
