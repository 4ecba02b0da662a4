"""Lines that tell who was there, in the forms that minutes have, so that nobody in them seems to speak."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutes.records.head_lines import without_number
from pipeline.readers.drafting.people import is_attendance_field, is_list_of_people

_FIELD = re.compile(r"(?P<field>[^:：\n]{1,20}?)\s*[:：](?P<value>.*)")
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
    field = _FIELD.match(without_number(line[:1000]))
    return field is not None and is_attendance_field(field["field"])
