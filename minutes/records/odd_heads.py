"""Heads of files that look like front matter and are none, or the other way round."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, takewhile

from minutes.records import vocabulary

_ODD_MARK = re.compile(r"\s*(?:-{3,}|[－—–─]{3,}|\+{3,})\s*")
_FIELD = re.compile(
    r"(title|date|lang|kind|term|case|issue|sessions?|host_agency|co_agencies|attendees|summary"
    r"|(tier|edit|hold_?until|closes|waiver_?reason))[\s\"'*_`]*[:=]"
)
_LINE_ENDS = re.compile("[\\r\\n\\v\\f\x85\u2028]")
_OPENING = 8000  # characters, of which
_LINES = 60


# Within a head and below it: what decides when a record is published, as a line of its own.
_WINDOW_LINE = re.compile(
    r"[ \t>*-]{0,12}[\"'*_`]{0,3}(?P<name>edit|hold[ _-]?until|waiver[ _-]?reason)[\"'*_`]{0,3}[ \t]{0,4}[:：︰﹕∶]"
    r"(?:[ \t]*$|[ \t]*[\[{]|(?<!edit[:：])[ \t]*\S)",
    re.I,
)
_TIER_LINE = re.compile(r"[ \t]{0,4}(?P<name>tier)[ \t]{0,4}[:：][ \t]*\w{2,14}[ \t]*\r?$", re.I)
_TOP = re.compile(r" {0,3}# ")


def window_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines (counted from 1) that name a field of the correction window, with that name."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := _WINDOW_LINE.match(line[:200]):
            yield number, match["name"]


def stray_field(body: str) -> tuple[int, str] | None:
    """A line of a body that belongs into the head above it, which was closed too early: the number of
    the line (from 0) and the field.

    Before the title any two fields are enough, or one that decides when the record is published;
    between title and first label only the latter, as a line of its own.
    """
    first: tuple[int, str] | None = None
    titled = False
    for number, line in enumerate(_above_labels(body[:_OPENING].split("\n")[:_LINES])):
        titled = titled or _TOP.match(line) is not None
        deciding = _deciding_field(line)
        if deciding is not None:
            return number, deciding
        field = None if titled else _field(line)
        if field is None:
            continue
        if first is not None or field[2]:
            return first or (number, field[1])
        first = (number, field[1])
    return None


def _above_labels(lines: Iterable[str]) -> Iterator[str]:
    """The lines above the first label or section."""
    return takewhile(lambda line: not line.startswith("##"), lines)


def _deciding_field(line: str) -> str | None:
    """The field by which a line of its own decides when the record is published, in either language."""
    plain = unicodedata.normalize("NFKC", line).lstrip()
    label = next(filter(plain.startswith, vocabulary.window_labels()), None)
    match = _WINDOW_LINE.match(line) or _TIER_LINE.match(line)
    return label or (match["name"] if match else None)


def _field(line: str) -> re.Match[str] | None:
    """The field that a line names: [1], and [2] where it decides when the record is published. An
    invisible mark, a quotation mark or a bullet before the name changes nothing."""
    return _FIELD.match(re.sub(r"^[\W_]+", "", unicodedata.normalize("NFKC", line)))


def is_odd_head(text: str) -> bool:
    """Whether a text begins with a head that is none: lines that name our fields, with no `---`
    about them or something that only looks like it (`－－－`, ```` ```yaml ````, a space before it),
    with full-width colons, or with ends as on an old Macintosh. What stands below a speaker's label
    is no head."""
    lines = _LINE_ENDS.split(text[:_OPENING], _LINES)[:_LINES]
    parts = chain.from_iterable(map(_parts, _above_labels(lines)))
    fields = list(filter(None, map(_field, parts)))
    if any(field[2] for field in fields):
        return True
    fewest = 1 if _ODD_MARK.fullmatch(lines[0]) else 2
    return len({field[1] for field in fields}) >= fewest


def _parts(line: str) -> list[str]:
    """Where fields may stand on a line: at its beginning, or between the commas of `{…}`."""
    return re.split("[{,]", line) if line.lstrip().startswith("{") else [line]
