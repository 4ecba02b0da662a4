"""Dates and titles as people write them in file names, headings and the head of a transcript."""

from __future__ import annotations

import re
from datetime import date

from minutes.text import days

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# The Republic's calendar: year 1 is 1912, so year 106 is 2017.
_ROC = re.compile(
    r"(?<!\d)(?:民國\s*)?(\d{2,3})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)\s*日?"
)
_LONGEST = 300  # characters of a title; what is longer is left
_DAY_AT_END = re.compile(
    r"(?P<title>.*[^\s\d,，、|｜（(\[·－—–-])[\s,，、|｜（(\[·－—–-]+(?P<day>(?:民國)?\s*\d{2,4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?)"
    r"[)）\]]?\s*"
)
_SUFFIXES = re.compile(
    r"(\.an)?\.(docx?|docm|odt|fodt|rtf|pdf|html?|vtt|srt|ass|ssa|sbv|jsonl?|md|markdown|txt|text|xml|an|akn)$",
    re.IGNORECASE,
)
# What programmes for meetings put behind the title of a recording: -20240402_140512-會議錄製
_RECORDED = re.compile(
    r"[-_ ]+(?P<day>(?:19|20)\d{6})_\d{6}(?:UTC)?[-_ ]*(?:會議錄[製音影]|meeting recording|recording)?$",
    re.I,
)


def _day(match: re.Match[str], offset: int = 0) -> date | None:
    try:
        return date(int(match[1]) + offset, int(match[2]), int(match[3]))
    except ValueError:
        return None


def leading_date(text: str) -> tuple[date | None, str]:
    """The date that a heading begins with, however it is written, and the rest of the heading."""
    found, rest = days.leading(text)
    return found, rest.strip()


def without_day_at_end(title: str, day: date | None) -> str:
    """The title without the day behind it, which the record's heading has already: 站牌討論（2026-05-17）."""
    found = _DAY_AT_END.fullmatch(title[:_LONGEST])
    same = found is not None and day is not None and date_within(found["day"]) == day
    return found["title"] if found and same and len(title) <= _LONGEST else title


def recording_title(text: str) -> tuple[str, str]:
    """The title of a recording without what its programme put behind it, and that; "" for nothing."""
    found = _RECORDED.search(text[:300])
    return (text[: found.start()], found[0].strip("-_ ")) if found else (text, "")


def dated_stem(filename: str) -> tuple[date | None, str]:
    """Date and title in a file name, without folders, suffix and hyphens in place of spaces."""
    name = re.split(r"[/\\]", filename)[-1][:255]
    stem = _SUFFIXES.sub("", name)
    day, rest = leading_date(stem)
    if day is None and (match := _COMPACT.match(stem)):
        day = _day(match)
        rest = stem[match.end() :] if day else stem
    rest = rest.strip(" -_")
    return day, rest if " " in rest else re.sub(r"(?<=[\w,.])-(?=[A-Za-z])", " ", rest)


def date_within(text: str) -> date | None:
    """The first date in a line: 2017-03-17, 2017/3/17, 2017年3月17日, 106年3月17日 or 106.3.17."""
    for pattern, offset in ((_ISO, 0), (_ROC, 1911), (_COMPACT, 0)):
        for match in pattern.finditer(text):
            year = int(match[1]) + offset
            if 1912 <= year <= 2100 and (found := _day(match, offset)):
                return found
    return None
