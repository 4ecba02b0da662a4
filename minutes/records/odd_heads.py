"""Heads of files that look like front matter and are none, or the other way round."""

from __future__ import annotations

import re
import unicodedata

_ODD_MARK = re.compile(r"\s*(?:-{3,}|[－—–─]{3,}|\+{3,})\s*")
_FIELD = re.compile(
    r"(title|date|lang|kind|term|case|issue|sessions?|host_agency|co_agencies|attendees|summary"
    r"|(tier|edit|hold_?until|closes|waiver_?reason))[\s\"'*_`]*[:=]"
)
_LINE_ENDS = re.compile("[\\r\\n\\v\\f\x85\u2028]")
_OPENING = 8000  # characters, of which
_LINES = 60


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
