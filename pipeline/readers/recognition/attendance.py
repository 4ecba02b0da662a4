"""Lines that tell who was there, in the forms that minutes have, so that nobody in them seems to speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, compress, islice
from operator import attrgetter

from minutes.records.head_lines import without_number
from minutes.records.speaker_labels import calling
from pipeline.readers.drafting.people import (
    BULLETS,
    are_people,
    is_attendance_field,
    is_group,
    is_list_of_people,
    is_said,
)
from pipeline.readers.recognition.labelling.looks import SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

_FIELD = re.compile(r"(?P<field>[^:：\n]{1,20}?)\s*[:：](?P<value>.*)")
_WIDE_FIELD = re.compile(r"(?P<field>\S{2,20})[\t\u3000]\s*(?P<value>\S.*)")  # 出席委員　王示範
_SPEAKERS = re.compile("(?:發言|與談|引言|主講|報告|講)(?:人|者)(?:員|名單)?|speakers", re.I)
_BETWEEN_NAMES = re.compile(r"[\s，,、；;/]*(?:[（(]?\d{1,2}[)）.、]|[①-⑳])\s*|[\s，,、；;/]+")
_LONGEST = 1000  # characters of a line that are looked at
_MOST = 400  # lines of a list of people


def lines_of(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of the lines that list who was there: 出席人員： and the agencies below it, ## 與會者 and the
    names below that. A name right above a sentence is no part of a list: somebody begins to speak."""
    below = (*map(attrgetter("words"), lines[1:]), "")
    left = accumulate(zip(lines, below, strict=False), _left, initial=0)
    return frozenset(compress(range(len(lines)), islice(left, 1, None)))


def _left(before: int, at: tuple[Line, str]) -> int:
    """How many more lines a list may have after one, beside the words below that; none where it is over."""
    line, below = at
    if not line.words:
        return before
    if _opens(line):
        return _MOST
    return max(0, before - 1) * _goes_on(line, below)


def _goes_on(line: Line, below: str) -> bool:
    """Whether a line below 出席人員： names an agency with its people, or people, and nobody speaks below it."""
    if SENTENCE_SIGN.search(below) and _begins_to_speak(line):
        return False
    if is_list_of_people(line.words):
        return True
    if is_group(line.words) and _lists(below):
        return True
    return are_people(line.words) and SENTENCE_SIGN.search(below) is None


def _begins_to_speak(line: Line) -> bool:
    """Whether a line above a sentence calls one person, perhaps behind a village or an agency and a space."""
    words = line.words
    *before, last = words.split("\u3000")
    return calling(words) == "person" or (bool(before) and calling(last.strip()) == "person")


def _lists(words: str) -> bool:
    return is_list_of_people(words) or are_people(words)


def _opens(line: Line) -> bool:
    words = without_number(line.words[:_LONGEST].lstrip(BULLETS))
    field = _FIELD.match(words) or _WIDE_FIELD.fullmatch(words)
    if field is None:
        return is_attendance_field(words)
    present = is_attendance_field(field["field"]) and not _is_somebody(field)
    return present or _names_who_speaks(field)


def _is_somebody(field: re.Match[str]) -> bool:
    """Whether the words of one of those who were there follow: 與會者：（離麥克風太遠）."""
    return is_said(field["value"]) and calling(field["field"]) == "office"


def _names_who_speaks(field: re.Match[str]) -> bool:
    """Whether a line tells beforehand who will speak: 發言者：(1)王示範 (2)李範例."""
    if calling(field["value"]) or not _SPEAKERS.fullmatch(field["field"]):
        return False  # one person, whose name has several words
    names = list(filter(None, _BETWEEN_NAMES.split(field["value"])))
    return len(names) > 1 and all(map(calling, names))
