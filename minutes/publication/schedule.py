"""Meetings to come, those whose record is awaited, and those that were not held (`schedule.yaml`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from minutes import plain_files
from minutes.clock import Quarter
from minutes.findings.problem import Problem, problem
from minutes.publication import correction_window
from minutes.publication.case_days import Unread
from minutes.publication.correction_window import is_reason
from minutes.publication.office_calendar import Calendar
from minutes.records import titles as title
from minutes.records import vocabulary
from minutes.records.front_matter import (
    Bilingual,
    Cases,
    Date,
    KindWord,
    Str,
    Strs,
    TierWord,
    Url,
    Words,
)
from minutes.records.model import Meeting
from minutes.text import days
from minutes.text.days import FIRST_YEAR, LAST_YEAR
from minutes.text.folding import fold
from minutes.text.lists import without_none
from minutes.yaml_text import nested
from minutes.yaml_text.validating import read_entries, read_yaml

SCHEDULE_FILE = "schedule.yaml"
_ASTRAY = "schedule.yml"  # which nobody reads
_PERIOD = re.compile(r"([0-9]{4})-(?:Q([1-4])|(0[1-9]|1[0-2]))")
_BESIDE_DATE = Bilingual(
    "不能與 date 並列，兩者請擇一", "it cannot stand beside date; keep one of the two"
)
_OTHER_SERIES = Bilingual(
    "月會請寫月份，例如 2026-02；季會請寫季，例如 2026-Q1；其他會議請改寫 date",
    "a monthly meeting has a month such as 2026-02, a seasonal one a quarter such as 2026-Q1, "
    "any other a date",
)
_order = attrgetter("order")
# For how many months a meeting of a series is held.
_SPAN: dict[str, int] = {"monthly": 1, "seasonal": 3}


def _in(form: Callable[[str], str | None]) -> Callable[[Any], Any]:
    """Reads words in the form of offices; what has another form stays, for the schema to judge."""
    return lambda value: (form(value) or value) if isinstance(value, str) else value


TimeOfDay = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), BeforeValidator(_in(days.time_of_day))
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A meeting as announced. `time` is `HH:MM` where the archive is; `join` leads to the stream.

    `not_held` tells why it was called off. With `period`, a month (`2026-02`) or quarter (`2026-Q1`),
    the series did not meet at all in that time, and `date` is its first day.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    date: Date
    tier: TierWord
    title: Words
    time: TimeOfDay | None = None
    end: TimeOfDay | None = None
    place: Str = ""
    kind: KindWord = "main"
    case: Cases = ()
    host: Strs = ()
    join: Url = ""
    period: Annotated[Str, BeforeValidator(_in(days.month_or_quarter))] = ""
    not_held: Words = Bilingual()

    @property
    def is_called_off(self) -> bool:
        return bool(self.not_held.texts)

    @property
    def months(self) -> int:
        """How many months the entry is about: one, or the three of a quarter."""
        return 3 if "Q" in self.period else 1

    @property
    def order(self) -> tuple[dt.date, str, str]:
        """The sort key of announcements: by when they begin, then by title."""
        return self.date, self.time or "", self.title.get("zh")

    def bears(self, title: str) -> bool:
        """Whether a title is its own, in either language."""
        return _bare(title) in map(_bare, self.title.texts)

    def fits(self, meeting: Meeting) -> bool:
        """Whether a record of its kind may be of it, as far as their cases tell."""
        return meeting.kind == self.kind and _may_be_one(self.case, meeting.front.case)

    def moments(self, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime | None] | None:
        """First and last moment, aware; None where no time was announced. An end that is not after
        the beginning tells nothing."""
        if self.time is None:
            return None
        begins = dt.datetime.combine(self.date, dt.time.fromisoformat(self.time), zone)
        if self.end is None or self.end <= self.time:
            return begins, None
        return begins, dt.datetime.combine(self.date, dt.time.fromisoformat(self.end), zone)


def _placed(value: Any) -> Any:
    """An entry about a month or quarter has that time's first day, and needs no title."""
    match value:
        case {"period": period} if period and "date" not in value:
            first = _first_day(_in(days.month_or_quarter)(period)) or dt.date(FIRST_YEAR, 1, 1)
            return {"title": "", **value, "date": first}
    return value


def _first_day(period: object) -> dt.date | None:
    """The first day of `2026-02` or `2026-Q1`; None for what is no such time."""
    found = _PERIOD.fullmatch(period) if isinstance(period, str) else None
    if found is None:
        return None
    year, quarter, month = found.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    return Quarter(int(year), int(quarter)).first if quarter else dt.date(int(year), int(month), 1)


SCHEDULED: TypeAdapter[Scheduled] = TypeAdapter(Annotated[Scheduled, BeforeValidator(_placed)])


_CASES: TypeAdapter[tuple[int, ...]] = TypeAdapter(Cases)
_TIER: TypeAdapter[str] = TypeAdapter(TierWord)
_named = partial(vocabulary.with_schema_names, whole=vocabulary.SCHEDULE)


def load_schedule(folder: Path | None) -> tuple[list[tuple[Scheduled, int]], list[Problem]]:
    """The announced meetings with their lines, in the order of the file; bad entries are left out."""
    if folder is None:
        return [], []
    entries, problems = read_entries(
        folder,
        SCHEDULE_FILE,
        SCHEDULED,
        Scheduled,
        _named,
    )
    kept = []
    for entry, line in entries:
        found = list(_faults(entry, line))
        problems += found
        if not found:
            kept.append((entry, line))
    return kept, problems


def unread(folder: Path, *, expected: bool) -> Unread:
    """Of which cases collaborative meetings may be announced in what cannot be read. Missing is not empty: where some are
    `expected`, a file that is gone or says nothing at all is lost; `[]` says that there are none."""
    loaded, problems = read_yaml(folder, SCHEDULE_FILE, _named)
    if loaded is None or loaded.value is None:
        is_astray = loaded is None and _ASTRAY in plain_files.names(folder)
        return Unread(any=bool(problems) or is_astray or expected)
    if not isinstance(loaded.value, list):
        return Unread(any=True)
    good = {line for _, line in load_schedule(folder)[0]}
    entries = enumerate(loaded.value)
    bad = [entry for at, entry in entries if loaded.place((at,))[0] not in good]
    cases = [_cases(entry) for entry in filter(_may_be_collaborative, bad)]
    return Unread(frozenset(chain.from_iterable(cases)), not all(cases))


def _cases(entry: object) -> tuple[int, ...]:
    """The cases that an entry names which cannot be read as a whole; () where nobody can tell."""
    with suppress(ValidationError):
        return _CASES.validate_python(nested.fields(entry).get("case", ()))
    return ()


def _may_be_collaborative(entry: object) -> bool:
    with suppress(ValidationError):
        return _TIER.validate_python(nested.fields(entry).get("tier")) == "collaborative"
    return True


def _bad_period(line: int, reason: Bilingual) -> Problem:
    return problem(
        SCHEDULE_FILE, "bad-value", line, field="period", reason_zh=reason.zh, reason_en=reason.en
    )


def _faults(entry: Scheduled, line: int) -> Iterator[Problem]:
    """What is wrong with an entry whose fields are good each by itself."""
    if entry.is_called_off and not any(map(is_reason, entry.not_held.texts)):
        yield problem(SCHEDULE_FILE, "missing-field", line, field="not_held")
    if not entry.period:
        return
    first = _first_day(entry.period)
    if first is None or _SPAN.get(entry.tier) != entry.months:
        yield _bad_period(line, _OTHER_SERIES)
    elif entry.date != first:
        yield _bad_period(line, _BESIDE_DATE)
    elif not entry.is_called_off:
        yield problem(SCHEDULE_FILE, "missing-field", line, field="not_held")


def to_come(scheduled: Iterable[Scheduled], today: dt.date) -> tuple[Scheduled, ...]:
    """The meetings of today and later, soonest first. Those that were called off are among them, so
    that nobody goes there."""
    soon = (s for s in scheduled if s.date >= today and not s.period)
    return tuple(sorted(soon, key=_order))


def awaited(
    scheduled: Iterable[Scheduled],
    meetings: Sequence[Meeting],
    today: dt.date,
    withdrawn: Collection[str] = (),
) -> tuple[Scheduled, ...]:
    """The past meetings that were held and have no record among `meetings`, latest first.

    `withdrawn` are the ids of records that were taken back: nobody need wait for these.
    """
    past = [s for s in scheduled if s.date < today and not s.is_called_off]
    kept = records(past, meetings)

    def is_missing(entry: Scheduled) -> bool:
        return entry not in kept and not any(_names(ident, entry) for ident in withdrawn)

    return tuple(sorted(filter(is_missing, past), key=_order, reverse=True))


def readable_from(
    entry: Scheduled, scheduled: Iterable[Scheduled], calendar: Calendar, zone: dt.tzinfo
) -> dt.date | None:
    """The first day on which the record of an announced meeting may be read, or None where nothing
    says so: a tier without a correction window. What prepares a collaborative meeting waits for it."""
    mains = [
        s.date
        for s in filter(_is_collaborative, scheduled)
        if s.date >= entry.date and _share(s.case, entry.case)
    ]
    return correction_window.due(
        tier=entry.tier,
        has_edit=False,
        meeting_day=entry.date,
        calendar=calendar,
        also_after=min(mains, default=None) if entry.kind != "main" else None,
        zone=zone,
    ).day


def main_days(scheduled: Iterable[Scheduled]) -> tuple[tuple[int, dt.date], ...]:
    """The (case, day) of every announced collaborative main meeting. One that is announced without
    its kind, as a pre-meeting by its title, is none; the title also tells cases that no field names."""
    mains = filter(_is_main_by_title, filter(_is_collaborative, scheduled))
    return tuple(sorted((case, s.date) for s in mains for case in s.case or _in_title(s)))


def _in_title(entry: Scheduled) -> Collection[int]:
    return title.infer("", entry.title.get("zh")).cases


def _is_collaborative(entry: Scheduled) -> bool:
    """Whether it announces a collaborative main meeting that will be held, or was."""
    return (entry.tier, entry.kind) == ("collaborative", "main") and not entry.is_called_off


def _is_main_by_title(entry: Scheduled) -> bool:
    return title.infer("", entry.title.get("zh")).kind in {None, "main"}


def _share(some: Iterable[int], others: Iterable[int]) -> bool:
    """Whether two meetings are about the same case."""
    return not {*some}.isdisjoint(others)


def not_held(scheduled: Sequence[Scheduled], meetings: Iterable[Meeting]) -> tuple[Scheduled, ...]:
    """The meetings that were called off, and the months and quarters without one, latest first.

    Where there is a record all the same, that is believed.
    """
    kept = records(scheduled, meetings)
    found = [s for s in scheduled if s.is_called_off and s not in kept]
    return tuple(sorted(found, key=_order, reverse=True))


def named(entry: Scheduled, idents: Iterable[str]) -> str | None:
    """Which of these ids of records tells, by its date and title alone, that a meeting was held which
    `entry` calls off."""
    months = {f"{day.year:04}-{day.month:02}" for day in _months(entry)}
    tells = _belongs if entry.period else _names
    return next((i for i in idents if i[:7] in months and tells(i, entry)), None)


def records(
    scheduled: Iterable[Scheduled], meetings: Iterable[Meeting]
) -> dict[Scheduled, Meeting]:
    """Which announced meeting has which record: one of its day (or with a session on it) and tier
    that bears its title, or else is of its kind and of no other case."""
    by_day: dict[dt.date, list[Meeting]] = {}
    for meeting in meetings:
        for day in meeting.known_days:
            by_day.setdefault(day, []).append(meeting)
    single = [entry for entry in scheduled if not entry.period]
    found = {entry: _record(entry, by_day.get(entry.date, ())) for entry in single}
    return without_none(found)


def _record(entry: Scheduled, of_the_day: Iterable[Meeting]) -> Meeting | None:
    same = [meeting for meeting in of_the_day if meeting.tier == entry.tier]
    titled = [meeting for meeting in same if entry.bears(meeting.title)]
    fitting = filter(entry.fits, same)
    return next(chain(titled, fitting), None)


def _may_be_one(some: Collection[int], others: Collection[int]) -> bool:
    """Whether the cases of two meetings speak against their being one: a side that names none does
    not."""
    return not some or not others or _share(some, others)


def _names(ident: str, entry: Scheduled) -> bool:
    """Whether a record's id, all that is left of it, speaks of the announced meeting."""
    inferred = title.infer(ident, None)
    if inferred.date != entry.date:
        return False
    if entry.bears(inferred.title):
        return True
    known = (inferred.tier, inferred.kind or "main") == (entry.tier, entry.kind)
    return known and _may_be_one(inferred.cases, entry.case)


def _belongs(ident: str, entry: Scheduled) -> bool:
    """Whether a record's id is that of a main meeting of the entry's series."""
    inferred = title.infer(ident, None)
    return (inferred.tier, inferred.kind or "main") == (entry.tier, "main")


def _months(entry: Scheduled) -> Iterator[dt.date]:
    """The first days of the months that an entry is about."""
    for step in range(entry.months):
        yield entry.date.replace(day=1, month=entry.date.month + step)


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, fold(words)))
