"""Days and terms as people in Taiwan write them, and which days a meeting can have been held on."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from minutes.clock import BEFORE_THE_REPUBLIC
from minutes.text import numerals
from minutes.text.lists import only
from minutes.text.numerals import ANY_NUMBER

FIRST_YEAR, LAST_YEAR = 1900, 2999
_LONGEST = 60  # characters: no day takes more
_WEEKDAY = re.compile(
    r"\s*(?:\((?:星期|[週周]|禮拜)?[一二三四五六日天]\)|(?:星期|[週周]|禮拜)[一二三四五六日天]"
    r"|\(?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?\)?)$",
    re.I,
)
_SPLIT = re.compile(
    rf"(?P<roc>(?:中華)?民國|ROC)?(?:西元|公元)?\s?(?P<year>{ANY_NUMBER})\s?(?P<mark>[-/.年])\s?(?P<month>{ANY_NUMBER})\s?[-/.月]"
    rf"\s?(?P<day>{ANY_NUMBER})\s?[日號]?",
    re.I,
)
# Without marks: a year of four digits, or of three in the Republic's calendar.
_DIGITS = re.compile(r"([0-9]{3,4})([0-9]{2})([0-9]{2})")
# Hyphens as word processors and phones type them: U+2010 to U+2013, minus sign, full width.
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–−－"), "-")
_MARK = r"[-‐‑‒–−－./／]"
_LEADING = re.compile(
    rf"[\s\u3000]{{0,9}}(?P<day>(?:(?:(?:中華)?民國|西元|公元)?\s?[0-9０-９]{{2,4}}|(?:(?:中華)?民國\s?)?[零〇○一二三四五六七八九十百]{{2,7}})\s?"
    rf"(?:年\s?{ANY_NUMBER}\s?月\s?{ANY_NUMBER}\s?日|{_MARK}[0-9０-９]{{1,2}}{_MARK}[0-9０-９]{{1,2}}(?![0-9０-９]))"
    r"|(?:19|20)[0-9]{6}(?![0-9])|1[0-9]{6}(?![0-9]))"
    r"(?:\s?[（(](?:星期|[週周])?[一二三四五六日天][)）])?[\s\u3000\-‐‑‒–—−－_:：,，、]{0,9}"
)
_ENGLISH = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s)?(?P<month>[a-z]{3,9})\.?\s(?:(?P<other>\d{1,2})(?:st|nd|rd|th)?,?\s)?(?P<year>\d{4})",
    re.I,
)
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
WESTERN_FROM = 1000  # a year written with four digits; those of the Republic have three at most
_OLDEST_SHORT = 80  # a year of two digits: 民國80年 is 1991, while 26/3/2 may be anything


def is_plausible(day: dt.date) -> bool:
    """Whether a day can be that of a meeting: a slip such as the year 0201 must not stretch every
    calendar and picture of the archive."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def day(text: str) -> dt.date | None:
    """The day that `text` is, as people in Taiwan write days: 2026-03-02, 2026/3/2, 2026.3.2,
    20260302, 2026年3月2日, 115年3月2日, 民國一百一十五年三月二日, 115/3/2, 1150302, 2 March 2026, with
    or without the day of the week. None for all else, also for what could be two days."""
    plain = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
    plain = _WEEKDAY.sub("", plain)
    for form, parts in _WAYS:
        if written := form.fullmatch(plain):
            return _real(*parts(written))
    return None


def _real(year: int, month: int, on: int) -> dt.date | None:
    """The day that the calendar has, if it can be that of a meeting."""
    try:
        date = dt.date(year, month, on)
    except ValueError:
        return None
    return date if is_plausible(date) else None


_CLOCK = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上)?\s?(?P<hour>[01]?[0-9]|2[0-3])(?:[:時點](?P<minute>[0-5]?[0-9]|半)?分?)整?"
)
_HOURS: dict[str, Callable[[int], int]] = {
    "下午": lambda hour: hour % 12 + 12,
    "晚上": lambda hour: hour % 12 + 12,
}
_MINUTES = {"半": "30"}


def time_of_day(text: str) -> str | None:
    """`HH:MM` of a time as offices write it: 14:00, 下午2時, 上午9時30分, 下午3點半; None for all else."""
    match = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST]).strip())
    if match is None:
        return None
    parts = match.groupdict("0")
    hour = _HOURS.get(parts["half"], int)(int(parts["hour"]))
    minute = int(_MINUTES.get(parts["minute"], parts["minute"]))
    return f"{hour:02}:{minute:02}"


_QUARTER = re.compile(
    rf"(?:(?:中華)?民國|西元)?(?P<year>{ANY_NUMBER})年第(?P<number>{ANY_NUMBER})季"
)
_MONTH = re.compile(
    rf"(?:(?:中華)?民國|西元)?(?P<year>{ANY_NUMBER})年(?P<number>{ANY_NUMBER})月份?"
)


def month_or_quarter(text: str) -> str | None:
    """`2026-02` or `2026-Q1` for 115年2月 or 115年第1季; None for all else. Whether there is such a month
    is not asked."""
    plain = "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
    for form, shape in ((_QUARTER, "{}-Q{}"), (_MONTH, "{}-{:02}")):
        if found := form.fullmatch(plain):
            year, number = map(numerals.number, found.groups())
            return shape.format(_western(year), number)
    return None


def _western(year: int) -> int:
    return year if year >= FIRST_YEAR else year + BEFORE_THE_REPUBLIC


def leading(text: str) -> tuple[dt.date | None, str]:
    """The day that a title or name begins with, and the rest without what parts the two; (None, `text`)
    where it begins with none. `2024年4月2日 範例部會議`, `113年4月2日範例部會議`, `20240402範例部會議`."""
    match = _LEADING.match(text)
    if match is None:
        return None, text
    first = day(match["day"].translate(_HYPHENS))
    return (first, text[match.end() :]) if first else (None, text)


# Year, month and day; a 0 among them stands for what cannot be read, and no calendar has it.
_Parts = tuple[int, int, int]
_NO_DAY: _Parts = (0, 0, 0)


def _digits(match: re.Match[str]) -> _Parts:
    year, month, on = map(int, match.groups())
    is_roc = len(match[1]) == 3
    return year + is_roc * BEFORE_THE_REPUBLIC, month, on


def _split(match: re.Match[str]) -> _Parts:
    year, month, on = map(numerals.number, match.group("year", "month", "day"))
    if match["roc"]:
        return (year + BEFORE_THE_REPUBLIC, month, on) if year else _NO_DAY
    if year >= WESTERN_FROM:
        return year, month, on
    oldest = _OLDEST_SHORT if match["mark"] == "年" else 100
    is_unclear = year < oldest or match["year"].startswith("0")
    return _NO_DAY if is_unclear else (year + BEFORE_THE_REPUBLIC, month, on)


def _english(match: re.Match[str]) -> _Parts:
    on = only(filter(None, match.group("day", "other")))
    return int(match["year"]), _MONTHS.get(match["month"].lower()[:3], 0), int(on or 0)


_WAYS = ((_DIGITS, _digits), (_SPLIT, _split), (_ENGLISH, _english))


def as_day(value: Any) -> Any:
    """A day in any of the forms in which people in Taiwan write days (`day`); a number counts
    only where its digits are those of a day, not as seconds since 1970."""
    written = str(value) if type(value) is int else value
    read = day(written) if isinstance(written, str) else written
    if type(read) is not dt.date:  # a moment is more than a day
        raise ValueError("not a date of the form YYYY-MM-DD")
    if not is_plausible(read):
        raise ValueError(f"not a year from {FIRST_YEAR} to {LAST_YEAR}")
    return read


_TERM = {
    "roc_year": re.compile(r"(?<!\d)(\d{2,3}) ?年"),
    "quarter": re.compile(r"第? ?([1-4]) ?季"),
    "month": re.compile(r"(?<!\d)(\d{1,2}) ?月"),
    "ordinal": re.compile(r"第 ?(\d{1,4}) ?[次屆]"),
}


def as_term(value: Any) -> Any:
    """A number alone is the ordinal; words say it as titles do: `115年11月`, `第29次`, `115年第4季`."""
    if type(value) is int:
        return {"ordinal": value}
    if not isinstance(value, str):
        return value
    words = unicodedata.normalize("NFKC", value[:40])
    matches = {name: cue.search(words) for name, cue in _TERM.items()}
    return {name: int(match[1]) for name, match in matches.items() if match} or value
