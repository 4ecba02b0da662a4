"""The office calendar: what Taiwan's government published, year by year."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication.office_calendar import Calendar, read_table, shipped_table
from minutes.yaml_text.errors import UnreadableYaml

CALENDAR = Calendar()
ONE_DAY = timedelta(days=1)

# Days off in a year, weekends included, as 行政院人事行政總處 announced each calendar.
ANNOUNCED = {
    2017: 116,
    2018: 115,
    2019: 115,
    2020: 115,
    2021: 116,
    2022: 115,
    2023: 116,
    2024: 115,
    2025: 118,
    2026: 120,
}

# The bridged day off and the Saturday that made up for it (調整放假 / 補行上班).
SWAPS = [
    ("2017-02-27", "2017-02-18"),
    ("2017-05-29", "2017-06-03"),
    ("2017-10-09", "2017-09-30"),
    ("2018-04-06", "2018-03-31"),
    ("2018-12-31", "2018-12-22"),
    ("2019-02-08", "2019-01-19"),
    ("2019-03-01", "2019-02-23"),
    ("2019-10-11", "2019-10-05"),
    ("2020-01-23", "2020-02-15"),
    ("2020-06-26", "2020-06-20"),
    ("2020-10-02", "2020-09-26"),
    ("2021-02-10", "2021-02-20"),
    ("2021-09-20", "2021-09-11"),
    ("2022-02-04", "2022-01-22"),
    ("2023-01-20", "2023-01-07"),
    ("2023-01-27", "2023-02-04"),
    ("2023-02-27", "2023-02-18"),
    ("2023-04-03", "2023-03-25"),
    ("2023-06-23", "2023-06-17"),
    ("2023-10-09", "2023-09-23"),
    ("2024-02-08", "2024-02-17"),
    ("2025-01-27", "2025-02-08"),
]


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * ONE_DAY for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("off", "made_up"), SWAPS)
def test_a_make_up_saturday_counts_as_a_working_day_and_the_bridged_day_does_not(
    off: str, made_up: str
) -> None:
    assert not CALENDAR.is_working_day(date.fromisoformat(off))
    assert CALENDAR.is_working_day(date.fromisoformat(made_up))
    assert date.fromisoformat(made_up).weekday() == 5


def test_no_other_weekend_day_counts() -> None:
    worked = {
        d
        for y in range(2017, 2028)
        for d in days_of(y)
        if d.weekday() > 4 and CALENDAR.is_working_day(d)
    }
    assert worked == {date.fromisoformat(made_up) for _, made_up in SWAPS}


@pytest.mark.parametrize(("year", "announced"), ANNOUNCED.items())
def test_a_year_has_as_many_days_off_as_were_announced(year: int, announced: int) -> None:
    assert sum(not CALENDAR.is_working_day(day) for day in days_of(year)) == announced


@pytest.mark.parametrize("year", range(2015, 2028))
def test_the_table_and_the_library_agree(year: int) -> None:
    library = country_holidays("TW", years=range(year - 1, year + 2))
    assert [
        day for day in days_of(year) if CALENDAR.is_working_day(day) != library.is_working_day(day)
    ] == []


@pytest.mark.parametrize(
    "day",
    [
        "2021-12-31",  # New Year's Day 2022 fell on a Saturday
        "2025-09-29",
        "2025-10-24",
        "2025-12-25",  # the act of May 2025
        "2026-02-20",
        "2026-05-01",
        "2026-10-26",
        "2027-02-04",
        "2027-02-10",
        "2027-04-30",
        "2027-12-31",
    ],
)
def test_a_substitute_holiday_is_a_day_off(day: str) -> None:
    assert not CALENDAR.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2017-05-01", "2024-05-01", "2025-05-01"])
def test_labour_day_was_a_working_day_of_offices_before_2026(day: str) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day))


def test_a_day_can_be_made_up_in_the_year_before() -> None:
    assert CALENDAR.is_working_day(date(2014, 12, 27))
    assert not CALENDAR.is_working_day(date(2015, 1, 2))


def test_years_without_a_table_come_from_the_library() -> None:
    assert CALENDAR.is_working_day(date(2013, 9, 14))
    assert not CALENDAR.is_working_day(date(2013, 9, 20))
    assert not CALENDAR.is_working_day(date(2028, 10, 10))


def test_the_calendar_says_how_far_it_is_known() -> None:
    assert CALENDAR.known_to == date(2027, 12, 31)
    assert CALENDAR.covers(date(2017, 5, 19))
    assert CALENDAR.covers(date(2027, 12, 31))
    assert not CALENDAR.covers(date(2028, 1, 1))
    assert not CALENDAR.covers(date(2000, 12, 31))


def test_a_known_stretch_can_be_lengthened_and_not_shortened() -> None:
    assert Calendar(known_to=date(2028, 12, 31)).covers(date(2028, 6, 1))
    assert Calendar(known_to=date(2020, 12, 31)).covers(date(2027, 6, 1))


def test_a_day_does_not_count_itself() -> None:
    assert CALENDAR.nth_working_day_after(date(2017, 6, 1), 1) == date(2017, 6, 2)
    assert CALENDAR.nth_working_day_after(date(2017, 6, 2), 1) == date(2017, 6, 3)


@pytest.mark.parametrize("n", [0, -1])
def test_counting_starts_at_one(n: int) -> None:
    with pytest.raises(ValueError, match="counts from one"):
        CALENDAR.nth_working_day_after(date(2017, 6, 1), n)


def test_the_end_of_time_is_said_and_not_guessed() -> None:
    with pytest.raises(OverflowError):
        CALENDAR.nth_working_day_after(date.max, 1)


@given(st.dates(date(1990, 1, 1), date(2110, 1, 1)), st.integers(1, 30))
def test_the_nth_working_day_has_n_working_days_up_to_it(day: date, n: int) -> None:
    end = CALENDAR.nth_working_day_after(day, n)
    between = [day + k * ONE_DAY for k in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_working_day(each) for each in between) == n
    assert CALENDAR.is_working_day(end)


@given(st.dates(date(2014, 1, 1), date(2029, 1, 1)), st.booleans())
def test_an_archive_has_the_last_word_on_a_day(day: date, working: bool) -> None:
    assert Calendar({day: working}).is_working_day(day) is working


def test_an_archive_can_bring_its_own_table() -> None:
    table = read_table(
        "covers: {from: 2028-01-01, to: 2028-12-31, source: 辦公日曆表}\n"
        "years:\n"
        "  - {year: 2028, off: 01-24 01-25 10-10, source: 辦公日曆表}\n"
        "days:\n"
        "  - {date: 2028-01-15, working: true, why: 補行上班, source: 院授人培字第一號}\n"
        "  - {date: 2027-06-10, working: false, why: 停班, source: 公告, verified: true}\n"
    )
    calendar = Calendar.of(table)
    assert calendar.is_working_day(date(2028, 1, 15))
    assert not calendar.is_working_day(date(2028, 1, 25))
    assert calendar.is_working_day(date(2028, 1, 26))
    assert not calendar.is_working_day(date(2027, 6, 10))
    assert calendar.covers(date(2028, 12, 31))
    assert not calendar.covers(date(2029, 1, 1))
    assert [entry.verified for entry in table.days] == [False, True]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "days:\n", "days: []\n"])
def test_an_empty_table_changes_nothing(text: str) -> None:
    assert read_table(text).overrides == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("just words", 1),
        ("dates: []", 1),
        ("days: 2028-01-15", 1),
        ("days:\n  - 2028-01-15", 2),
        ("days:\n  - {working: true, why: a, source: b}", 2),
        ("days:\n  - {date: 2028-1-5, working: true, why: a, source: b}", 2),
        ("days:\n  - {date: 2028-02-30, working: true, why: a, source: b}", 2),
        ("days:\n  - {date: 20280115, working: true, why: a, source: b}", 2),
        ("days:\n  - date: 2028-01-15\n    working: yes\n    why: a\n    source: b", 2),
        ("days:\n  - {date: 2028-01-15, workign: true, why: a, source: b}", 2),
        ("days:\n  - date: 2028-01-15\n    working: true\n    why: a\n    source: ' '", 5),
        ("days:\n" + "  - {date: 2028-01-15, working: true, why: a, source: b}\n" * 2, 3),
        ("years:\n  - {year: next, off: 01-01, source: a}", 2),
        ("years:\n  - {year: 2028, off: 1/1, source: a}", 2),
        ("years:\n  - {year: 2027, off: 02-29, source: a}", 2),
        ("years:\n" + "  - {year: 2028, off: 01-24, source: a}\n" * 2, 3),
        ("covers: {to: 2028-12-31}", 1),
        ("covers:\n  to: later\n  source: a", 2),
    ],
)
def test_a_table_that_is_not_plain_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableYaml) as refused:
        read_table(text)
    assert refused.value.line == line


def test_every_day_that_ships_says_why_and_where_from() -> None:
    for entry in shipped_table().days:
        assert entry.why
        assert entry.source.startswith("https://")


def test_the_slow_library_is_not_loaded_for_the_years_at_hand() -> None:
    script = (
        "import sys; from datetime import date; from minutes.publication.office_calendar import Calendar\n"
        "print(Calendar().nth_working_day_after(date(2017, 5, 19), 10), 'holidays' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["2017-06-05", "False"]
