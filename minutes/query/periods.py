"""Years, quarters, months and days as people in Taiwan write them, in either calendar."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from minutes.query import vocabulary
from minutes.text import numerals

FIRST_YEAR = 1911  # the year before the first of the Republic
_ONE = "[一二三四五六七八九]"
_DIGIT = "[〇○零一二三四五六七八九]"
# Without 民國 a number of years is a year only where no plan or age is meant: 106年, but not 10年.
_ROC = (
    rf"9[0-9]|九十{_ONE}?|1[0-4][0-9]|一[〇○零一二三四]{_DIGIT}|一百(?:零{_ONE}|[一二三]?十{_ONE}?)"
)
_WEST = rf"(?:19|20)[0-9]{{2}}|(?:一九|二[〇○零]){_DIGIT}{{2}}"
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
_EN = "|".join(sorted(_MONTHS, key=len, reverse=True))
_HALVES = " 上下"
_SPACES, _DEGREES = ("", " "), ("", "度")  # that may stand in it: 2020 年, 109年度
_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3}"
_WRITTEN = rf"""
    (?<![0-9〇○零一二三四五六七八九.])
    (?: (?: (?: (?:中華)?民國\s?(?P<counted>[0-9]{{1,3}}|[〇○零一二三四五六七八九十百]{{1,6}})
              | (?P<roc>{_ROC}) | (?P<west>{_WEST}) ) \s?年度?(?!代)
          | (?P<seen>%s)度? )
        (?: \s?第?\s?(?P<quarter>[1-4一二三四])\s?季
          | \s?q(?P<lettered>[1-4])(?![^\W_])
          | \s?(?P<half>[上下])半年
          | \s?(?P<month>{_NUMBER})\s?月 (?: \s?(?P<day>{_NUMBER})\s?[日號号] | 份 )? )?
      | (?P<isowest>(?:19|20)[0-9]{{2}})(?P<sep>[-/.])(?P<isomonth>[0-9]{{1,2}})
        (?: (?P=sep)(?P<isoday>[0-9]{{1,2}}) )? (?![0-9/.-]|[a-z])
      | (?: (?P<slashroc>9[0-9]|1[0-4][0-9]) | 民國\s?(?P<slashcounted>[0-9]{{1,3}}) )
        (?P<slash>[-/.])(?P<slashmonth>[0-9]{{1,2}})
        (?P=slash)(?P<slashday>[0-9]{{1,2}}) (?![0-9/.-]|[a-z])
      | (?: (?<![a-z/-])(?P<dashroc>1[0-2][0-9]|130)[-/] | 民國\s?(?P<dashcounted>[0-9]{{1,3}})[-/.] )
        (?P<dashmonth>0[1-9]|1[0-2]) (?![0-9/.-]|[a-z]|\s?[號号學学期])
      | (?<![^\W_/-])(?: (?P<runwest>(?:19|20)[0-9]{{2}}) | (?P<runroc>1[0-4][0-9]) )
        (?P<runmonth>0[1-9]|1[0-2])(?P<runday>[0-2][0-9]|3[01]) (?![0-9/.-]|[a-z])
      | (?<![^\W_])(?: (?:(?P<enday>[0-9]{{1,2}})(?:st|nd|rd|th)?\s)? (?P<enmonth>{_EN})\.?
            (?:\s(?P<endayafter>[0-9]{{1,2}})(?:st|nd|rd|th)?,)? ,?\s(?:of\s)?
            (?P<enyear>(?:19|20)[0-9]{{2}})
          | (?:q(?P<enquarter>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th)\squarter(?:\sof)?)
            \s(?P<enyearq>(?:19|20)[0-9]{{2}})
          | (?P<yearq>(?:19|20)[0-9]{{2}})\s?-?q(?P<quarterafter>[1-4])
          | (?P<bare>(?:199|20[0-4])[0-9]) ) (?:(?=-(?:19|20)[0-9]{{2}}(?![^\W_]))|(?![0-9./:-]*[^\W_])) )
    """
_WEEKDAY = re.compile(
    r"(?<=[0-9０-９日號号])\s?[(（]"
    r"(?:(?:星期|週|周|禮拜|礼拜)?[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})[)）]",
    re.IGNORECASE,
)
_IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12}
_TO = re.compile(r"\s?[到至~-]\s?|\sto\s")
_YEARLESS = re.compile(rf"(?P<month>{_NUMBER})\s?月份?|第?\s?(?P<quarter>[1-4一二三四])\s?季")
_DAY = re.compile(r"(\d{4})(?:[-/.](0?[1-9]|1[0-2])(?:[-/.](0?[1-9]|[12]\d|3[01]))?)?")
_GROUPS = {
    "year": ("west", "isowest", "enyear", "enyearq", "yearq", "bare", "runwest"),
    "roc": ("counted", "roc", "slashroc", "slashcounted", "dashroc", "dashcounted", "runroc"),
    "quarter": ("quarter", "lettered", "enquarter", "nth", "quarterafter"),
    "month": ("month", "isomonth", "slashmonth", "dashmonth", "enmonth", "runmonth"),
    "half": ("half",),
    "day": ("day", "isoday", "slashday", "enday", "endayafter", "runday"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days by the calendar; 0 for what is not said. `until` is another where it ends."""

    year: int
    quarter: int = 0
    month: int = 0
    day: int = 0
    half: int = 0
    until: Period | None = None

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day. Raises ValueError where the calendar has no such day."""
        first, last = self._own_days()
        return first, self.until.days[1] if self.until else last

    def _own_days(self) -> tuple[dt.date, dt.date]:
        """The same of what it begins with."""
        if self.day:
            day = dt.date(self.year, self.month, self.day)
            return day, day
        first, last = self._months()
        end = calendar.monthrange(self.year, last)[1]
        return dt.date(self.year, first, 1), dt.date(self.year, last, end)

    def _months(self) -> tuple[int, int]:
        """First and last month of what is shorter than a year, or of the year."""
        for number, months in ((self.month, 1), (self.quarter, 3), (self.half, 6)):
            if number:
                return months * (number - 1) + 1, months * number
        return 1, 12

    def spellings(self) -> tuple[str, ...]:
        """The ways in which records write it, or its first and its last part, folded."""
        if self.until:
            return (*replace(self, until=None).spellings(), *self.until.spellings())
        roc = self.year - FIRST_YEAR
        years = [str(self.year), *([str(roc)] if roc > 0 else ())]
        years += [numerals.row(roc)] if roc >= 100 else []  # 八九年 is 1989 to others
        if self.day:
            return (*self._days(years, roc), *self._iso())
        if self.month:
            return self._of_month(years)
        if self.quarter:
            return self._of_quarter(years)
        if self.half:
            return self._of_half(years)
        return (*(f"{y}{s}年" for y, s in product(years, _SPACES)), str(self.year))

    def _of_month(self, years: list[str]) -> tuple[str, ...]:
        months = dict.fromkeys((str(self.month), f"{self.month:02}", _han(self.month)))
        name = calendar.month_name[self.month].lower()
        written = (f"{y}{s}年{s}{m}{s}月" for y, m, s in product(years, months, _SPACES))
        return (*written, *self._iso(), f"{name} {self.year}")

    def _of_quarter(self, years: list[str]) -> tuple[str, ...]:
        quarters = (str(self.quarter), _han(self.quarter))
        written = (
            f"{y}{s}年{d}{s}第{s}{q}{s}季"
            for y, q, s, d in product(years, quarters, _SPACES, _DEGREES)
        )
        return (*written, f"q{self.quarter} {self.year}")

    def _of_half(self, years: list[str]) -> tuple[str, ...]:
        name = f"{_HALVES[self.half]}半年"
        return tuple(f"{y}{s}年{d}{name}" for y, s, d in product(years, _SPACES, _DEGREES))

    def _days(self, years: list[str], roc: int) -> tuple[str, ...]:
        months = dict.fromkeys((str(self.month), f"{self.month:02}", _han(self.month)))
        days = dict.fromkeys((str(self.day), f"{self.day:02}", _han(self.day)))
        same = [*zip(months, days, strict=False), (str(self.month), str(self.day))]
        written = [
            f"{y}{s}年{s}{m}{s}月{s}{d}{s}日" for y, (m, d), s in product(years, same, ("", " "))
        ]
        name = calendar.month_name[self.month].lower()
        english = [f"{self.day} {name} {self.year}", f"{name} {self.day}, {self.year}"]
        return tuple(dict.fromkeys([*written, *english, f"{roc}/{self.month}/{self.day}"]))

    def _iso(self) -> tuple[str, ...]:
        parts = list(filter(None, (self.month, self.day)))
        long = [f"{self.year}", *(f"{n:02}" for n in parts)]
        short = [f"{self.year}", *map(str, parts)]
        return tuple(dict.fromkeys(("-".join(long), "/".join(long), "/".join(short))))


def without_weekdays(text: str) -> str:
    """A text without the days of the week in brackets behind a date: 10月6日(二)."""
    return _WEEKDAY.sub("", text)


def match(folded: str, at: int, today: dt.date) -> tuple[int, Period] | None:
    """The period, or the stretch from one to another, that is written in folded text from `at` on, with
    its end."""
    begun = _match(folded, at, today)
    to = _TO.match(folded, begun[0]) if begun else None
    if begun is None or to is None:
        return begun
    end, first = begun
    last = _match(folded, to.end(), today) or _in_same_year(folded, to.end(), first)
    if last is None or last[1].days[0] <= first.days[1]:
        return end, first
    return last[0], replace(first, until=last[1])


def _in_same_year(folded: str, at: int, first: Period) -> tuple[int, Period] | None:
    """The later month or quarter of the year that was said before: 2018年1月到3月."""
    found = _YEARLESS.match(folded, at)
    if found is None or not (first.month if found["month"] else first.quarter) or first.day:
        return None
    quarter, month = map(numerals.number, found.group("quarter", "month"))
    period = _real(Period(first.year, quarter, month))
    return (found.end(), period) if period else None


def _match(folded: str, at: int, today: dt.date) -> tuple[int, Period] | None:
    """The one period that is written there."""
    found = _pattern().match(folded, at)
    if found and (period := _of(found, today)):
        weekday = _WEEKDAY.match(folded, found.end())
        return (weekday or found).end(), period
    for word, (unit, ahead) in vocabulary.relative_times().items():
        end = at + len(word)
        if folded.startswith(word, at) and not (word.isascii() and folded[end : end + 1].isalnum()):
            seen = _real(_seen_from(today, unit, ahead))
            return (end, seen) if seen else None
    return None


def read(folded: str, today: dt.date = dt.date.max) -> Period | None:
    """The period that is the whole of a folded text; a year may stand alone. Where nobody says what day
    it is, 去年 is a period all the same."""
    found = match(folded, 0, today)
    return found[1] if found and found[0] == len(folded) else None


@cache
def _pattern() -> re.Pattern[str]:
    """All ways to write a time that are more than a word for it (上個月)."""
    seen = (word for word, (unit, _) in vocabulary.relative_times().items() if unit == "year")
    years = "|".join(word for word in seen if not word.isascii())
    return re.compile(_WRITTEN % years, re.VERBOSE)


def _of(found: re.Match[str], today: dt.date) -> Period | None:
    texts = found.groupdict("")
    parts = {
        name: next(filter(None, map(texts.__getitem__, groups)), "")
        for name, groups in _GROUPS.items()
    }
    seen = found["seen"]
    if seen:
        year = _seen_from(today, *vocabulary.relative_times()[seen]).year
    else:
        year = _number(parts["year"]) or FIRST_YEAR + _number(parts["roc"])
    quarter, month, day = (_number(parts[name]) for name in ("quarter", "month", "day"))
    return _real(Period(year, quarter, month, day, _HALVES.find(parts["half"])))


def _number(spelled: str) -> int:
    """The number that is spelled so, or that a month has by its name; 0 where none is."""
    return _MONTHS.get(spelled) or numerals.number(spelled)


def _seen_from(today: dt.date, unit: str, ahead: int) -> Period:
    """A time seen from today, so many units ahead."""
    each = _IN_A_YEAR[unit]
    passed = today.year * each + (today.month - 1) * each // 12 + ahead
    year, number = divmod(passed, each)
    numbers = {unit: number + 1}
    return Period(year, numbers.get("quarter", 0), numbers.get("month", 0))


def _han(number: int) -> str:
    return numerals.spellings(number)[1]


def span(value: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of `2017`, `2017-03`, `2017-03-05`, 106年3月, 去年, or of a range with `..`."""
    first, dots, last = value.partition("..")
    if not value.strip(". "):
        return None
    start, _ = _days(first, today)
    _, end = _days(last if dots else first, today)
    return (start, end) if start and end else None


def _days(value: str, today: dt.date) -> tuple[dt.date, dt.date] | tuple[None, None]:
    """The first and last day of a time; where none is said, as far as the calendar goes."""
    if not value:
        return dt.date.min, dt.date.max
    period = _western(value.strip()) or read(value.strip(), today)
    return period.days if period else (None, None)


def _western(value: str) -> Period | None:
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = map(int, match.groups("0"))
    return _real(Period(year, month=month, day=day))


def _real(period: Period) -> Period | None:
    """A period that the calendar has."""
    try:
        _ = period.days
    except (ValueError, calendar.IllegalMonthError):
        return None
    return period
