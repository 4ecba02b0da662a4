"""Taiwan's official office calendar: which days count as working days, make-up Saturdays included.

Three layers, the later wins: the library `holidays`, `data/workdays.yaml`, the archive's own table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from pathlib import Path

from minutes import plain_files
from minutes.errors import SettingsError
from minutes.yaml_text import reading
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.validating import read_settings, shown_loc

WORKDAYS_FILE = "workdays.yaml"
_ASTRAY = re.compile(r"(?!workdays\.yaml$)(?i:workdays\.ya?ml)")
MAX_DAYS = 5_000  # that a table may set: a century of holidays
_SATURDAY = 5  # as `date.weekday` counts
_SHIPPED = Path(__file__).parents[1] / "data" / "workdays.yaml"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ONE_DAY = timedelta(days=1)
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
_TABLE_KEYS = frozenset({"covers", "years", "days"})
_YEAR_KEYS = frozenset({"year", "off", "source"})
_COVER_KEYS = frozenset({"from", "to", "source"})
_DAY_KEYS = frozenset({"date", "working", "why", "source", "verified"})


@dataclass(frozen=True, slots=True)
class SetDay:
    """One day that a table sets, why, and where that is written down."""

    day: date
    working: bool
    why: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class DayTable:
    """A table as in `workdays.yaml`: single days, and years with all their days off in the week.

    `first` and `last` bound what it claims to cover.
    """

    days: tuple[SetDay, ...] = ()
    years: Mapping[int, frozenset[date]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None

    @property
    def overrides(self) -> dict[date, bool]:
        """Day → whether it is a working day."""
        return {entry.day: entry.working for entry in self.days}


class Calendar:
    """Which days are working days of Taiwan's government offices.

    `overrides` (day → working or not) and `years` (year → its days off from Monday to Friday) win
    over the shipped table, which wins over the library. `known_to` moves the end of what is known;
    it never moves it back.
    """

    __slots__ = ("_first", "_last", "_overrides", "_years")

    def __init__(
        self,
        overrides: Mapping[date, bool] | None = None,
        *,
        years: Mapping[int, frozenset[date]] | None = None,
        known_to: date | None = None,
    ) -> None:
        shipped = shipped_table()
        self._overrides = {**shipped.overrides, **(overrides or {})}
        self._years = {**shipped.years, **(years or {})}
        self._first = shipped.first or date.max
        self._last = max(shipped.last or date.min, known_to or date.min)

    @classmethod
    def of(cls, table: DayTable) -> Calendar:
        """The calendar of an archive that has a table of its own."""
        return cls(table.overrides, years=table.years, known_to=table.last)

    @property
    def known_to(self) -> date:
        """The last day for which the official calendar is known."""
        return self._last

    def covers(self, day: date) -> bool:
        """Whether the official calendar is known for `day`; else it is computed from the law."""
        return self._first <= day <= self._last

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open that day, with bridged days and make-up Saturdays."""
        decided = self._overrides.get(day)
        if decided is not None:
            return decided
        if (listed := self._years.get(day.year)) is not None:
            return day.weekday() < _SATURDAY and day not in listed
        days_off, made_up = _library_days(day.year)
        return day in made_up if day.weekday() >= _SATURDAY else day not in days_off

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which itself does not count.

        Raises `ValueError` for `n` below one, `OverflowError` where the calendar of `date` ends.
        """
        if n < 1:
            raise ValueError("n counts from one")
        while n:
            day += _ONE_DAY
            n -= self.is_working_day(day)
        return day


@lru_cache(maxsize=256)
def _library_days(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the weekend working days of `year`, as the library has them."""
    # Imported late and once: the library loads every country it knows, most of a second.
    from holidays import country_holidays

    # A day off may be made up in the year before: the library files both under the day off.
    years = [y for y in (year - 1, year, year + 1) if MINYEAR <= y <= MAXYEAR]
    known = country_holidays("TW", years=years, expand=False)
    days_off = frozenset(day for day in known if day.year == year)
    return days_off, frozenset(day for day in known.weekend_workdays if day.year == year)


@lru_cache(maxsize=1)
def shipped_table() -> DayTable:
    """The table that comes with this package."""
    return read_table(_SHIPPED.read_text(encoding="utf-8"))


def has_own_days(folder: Path) -> bool:
    """Whether an archive sets days itself. Raises `SettingsError`."""
    table = own_table(folder)
    return table is not None and bool(table.days or table.years)


def load_calendar(folder: Path, *, expected: bool = False) -> Calendar:
    """The office calendar: the shipped table, overridden by the archive's own `workdays.yaml`. Raises `SettingsError`
    where that cannot be read, bears another name, or says nothing at all though days are `expected` of it."""
    if astray := next(filter(_ASTRAY.fullmatch, plain_files.names(folder)), ""):
        raise SettingsError(
            f"{folder / astray}: days are read from {WORKDAYS_FILE} only; give the file that name",
            astray,
            zh=f"{folder / astray}：日曆只從 {WORKDAYS_FILE} 讀取，請改用這個檔名",
        )
    table = own_table(folder)
    if table is None and expected:
        raise SettingsError(
            f"{folder / WORKDAYS_FILE}: it had days and has none; put them back, or write `days: []` into it",
            zh=f"{folder / WORKDAYS_FILE}：這個檔案原本有日期，現在一天也沒有；請還原，確定沒有才在檔案裡寫 days: []",
        )
    return Calendar.of(table or shipped_table())


def own_table(folder: Path) -> DayTable | None:
    """The table in an archive's `workdays.yaml`; None where there is none that says anything. Raises `SettingsError`."""
    with suppress(FileNotFoundError):
        return read_settings(folder, WORKDAYS_FILE, _said, DayTable)
    return None


def _said(loaded: reading.Loaded) -> DayTable | None:
    return table_of(loaded) if loaded.value not in (None, {}) else None


def read_table(text: str) -> DayTable:
    """The table written in `text`: see `table_of`."""
    return table_of(reading.load(text))


def table_of(loaded: reading.Loaded) -> DayTable:
    """The table in the YAML of `workdays.yaml`.

    Raises `UnreadableYaml` with the line of the first entry that is not exactly of the form: a day
    that is half understood could let a record out early, so nothing is guessed.
    """
    if loaded.value is None:
        return DayTable()
    top = _mapping(loaded, (), _TABLE_KEYS)
    covers = _mapping(loaded, ("covers",), _COVER_KEYS) if "covers" in top else {}
    first = _day(loaded, ("covers", "from")) if "from" in covers else None
    last = _day(loaded, ("covers", "to")) if "to" in covers else None
    if covers:
        _words(loaded, ("covers", "source"))
    return DayTable(tuple(_set_days(loaded).values()), _years(loaded), first, last)


def _set_days(loaded: reading.Loaded) -> dict[date, SetDay]:
    """The entries of `days`, by their day."""
    days: dict[date, SetDay] = {}
    for index in range(_length(loaded, "days")):
        entry = _set_day(loaded, index)
        if entry.day in days:
            raise _refusal(loaded, ("days", index), f"{entry.day} 重複", f"{entry.day} set twice")
        days[entry.day] = entry
    return days


def _years(loaded: reading.Loaded) -> dict[int, frozenset[date]]:
    """The days off of the years that are given whole."""
    years: dict[int, frozenset[date]] = {}
    for index in range(_length(loaded, "years")):
        year, off = _year(loaded, index)
        if year in years:
            raise _refusal(loaded, ("years", index), f"{year} 重複", f"{year} is given twice")
        years[year] = off
    return years


def _length(loaded: reading.Loaded, name: str) -> int:
    entries = _value(loaded, (name,)) or []
    if not isinstance(entries, list) or len(entries) > MAX_DAYS:
        raise _refusal(
            loaded,
            (name,),
            f"{name} 要是清單，至多 {MAX_DAYS} 筆",
            f"{name} must be a list of at most {MAX_DAYS} entries",
        )
    return len(entries)


def _year(loaded: reading.Loaded, index: int) -> tuple[int, frozenset[date]]:
    path: reading.Loc = ("years", index)
    entry = _mapping(loaded, path, _YEAR_KEYS)
    year = entry.get("year")
    if isinstance(year, bool) or not isinstance(year, int) or not MINYEAR <= year <= MAXYEAR:
        raise _refusal(loaded, path, "year 要寫西元年", "year must be a year such as 2017")
    _words(loaded, (*path, "source"))
    off = set()
    for word in _words(loaded, (*path, "off")).split():
        try:
            if not _MONTH_DAY.fullmatch(word):
                raise ValueError(word)
            off.add(date(year, int(word[:2]), int(word[3:])))
        except ValueError:
            zh = "off 是以空格分開的月-日，例如 06-03"
            en = "off holds month-days such as 06-03"
            raise _refusal(loaded, (*path, "off"), zh, en) from None
    return year, frozenset(off)


def _set_day(loaded: reading.Loaded, index: int) -> SetDay:
    path: reading.Loc = ("days", index)
    entry = _mapping(loaded, path, _DAY_KEYS)
    working, verified = entry.get("working"), entry.get("verified", False)
    if not isinstance(working, bool) or not isinstance(verified, bool):
        raise _refusal(
            loaded,
            path,
            "working（與 verified）要寫 true 或 false",
            "working (and verified) must be true or false",
        )
    return SetDay(
        _day(loaded, (*path, "date")),
        working,
        _words(loaded, (*path, "why")),
        _words(loaded, (*path, "source")),
        verified,
    )


def _value(loaded: reading.Loaded, path: reading.Loc) -> object:
    value: object = loaded.value
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
    return value


def _mapping(loaded: reading.Loaded, path: reading.Loc, keys: frozenset[str]) -> dict[str, object]:
    value = _value(loaded, path)
    if not isinstance(value, dict):
        raise _refusal(loaded, path, "要有欄位與值", "must be fields with values")
    if unknown := sorted(str(key) for key in value if key not in keys):
        raise _refusal(
            loaded,
            (*path, unknown[0]),
            f"不認得的欄位 {shown_loc((unknown[0],))[0]}",
            f"unknown field {shown_loc((unknown[0],))[0]}",
        )
    return value


def _day(loaded: reading.Loaded, path: reading.Loc) -> date:
    value = _value(loaded, path)
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _refusal(
        loaded,
        path,
        f"{path[-1]} 要寫成日期，如 2017-06-03",
        f"{path[-1]} must be a date such as 2017-06-03",
    )


def _words(loaded: reading.Loaded, path: reading.Loc) -> str:
    value = _value(loaded, path)
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise _refusal(loaded, path, f"{path[-1]} 不可空白", f"{path[-1]} must not be empty")


def _refusal(loaded: reading.Loaded, path: reading.Loc, zh: str, en: str) -> UnreadableYaml:
    return UnreadableYaml(en, loaded.place(path)[0], (zh, en))
