"""Heads of files that look like front matter and are none, or the other way round."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
    named: list[tuple[int, str]] = []
    titled = False
    for number, line in enumerate(body[:_OPENING].split("\n")[:_LINES]):
        plain = unicodedata.normalize("NFKC", line)
        if line.startswith("##"):
            break
        titled = titled or _TOP.match(line) is not None
        match = _WINDOW_LINE.match(line) or _TIER_LINE.match(line)
        label = next((x for x in vocabulary.window_labels() if plain.lstrip().startswith(x)), None)
        if match or label:
            return number, label or match["name"]  # type: ignore[index]  # one of the two is there
        if not titled and (field := _FIELD.match(re.sub(r"^[\W_]+", "", plain))):
            named.append((number, field[1]))
            if len(named) > 1 or field[2]:
                return named[0]
    return None


def is_odd_head(text: str) -> bool:
    """Whether a text begins with a head that is none: lines that name our fields, with no `---`
    about them or something that only looks like it (`－－－`, ```` ```yaml ````, a space before it),
    with full-width colons, or with ends as on an old Macintosh. What stands below a speaker's label
    is no head."""
    first, *lines = _LINE_ENDS.split(text[:_OPENING], _LINES)[:_LINES]
    named: set[str] = set()
    for line in (first, *lines):
        if line.startswith("##"):
            break
        parts = re.split("[{,]", line) if line.lstrip().startswith("{") else [line]
        for part in parts:
            # An invisible mark, a quotation mark or a bullet before the name changes nothing.
            bare = re.sub(r"^[\W_]+", "", unicodedata.normalize("NFKC", part))
            if found := _FIELD.match(bare):
                named.add(found[1])
                if found[2]:
                    return True
    return len(named) > 1 or bool(named and _ODD_MARK.fullmatch(first))
