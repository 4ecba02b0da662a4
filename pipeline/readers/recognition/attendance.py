"""Lines that tell who was there, in the forms that minutes have, so that nobody in them seems to speak."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutes.records.head_lines import without_number
from minutes.records.speaker_labels import calling
from pipeline.readers.drafting.people import BULLETS, is_attendance_field, is_list_of_people

_FIELD = re.compile(r"(?P<field>[^:：\n]{1,20}?)\s*[:：](?P<value>.*)")
_SPEAKERS = re.compile("(?:發言|與談|引言|主講|報告|講)(?:人|者)(?:員|名單)?|speakers", re.I)
_BETWEEN_NAMES = re.compile(r"[\s，,、；;/]*(?:[（(]?\d{1,2}[)）.、]|[①-⑳])\s*|[\s，,、；;/]+")
_LONGEST = 1000  # characters of a line that are looked at
_MOST = 400  # lines of a list of people


def lines_of(lines: Sequence[str]) -> frozenset[int]:
    """The indexes of the lines that list who was there: 出席人員： and the agencies below it."""
    found: set[int] = set()
    listing = 0
    for index, line in enumerate(lines):
        if _opens(line):
            found.add(index)
            listing = _MOST
        elif listing and is_list_of_people(line):
            found.add(index)
            listing -= 1
        else:
            listing = 0
    return frozenset(found)


def _opens(line: str) -> bool:
    field = _FIELD.match(without_number(line[:_LONGEST].lstrip(BULLETS)))
    if field is None:
        return False
    return is_attendance_field(field["field"]) or _names_who_speaks(field)


def _names_who_speaks(field: re.Match[str]) -> bool:
    """Whether a line tells beforehand who will speak: 發言者：(1)王示範 (2)李範例."""
    if calling(field["value"]):
        return False  # one person, whose name has several words
    names = filter(None, _BETWEEN_NAMES.split(field["value"]))
    called = [calling(name) for name in names]
    return _SPEAKERS.fullmatch(field["field"]) is not None and len(called) > 1 and all(called)
