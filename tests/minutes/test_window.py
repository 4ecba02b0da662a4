"""When a record may be public, and that nothing brings it forward but a waiver which says that everybody
agreed."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication.correction_window import TAIPEI, UNREADABLE, Due, due, is_public, is_reason
from minutes.publication.office_calendar import Calendar

CALENDAR = Calendar()
ONE_DAY = timedelta(days=1)
TIERS = ("seasonal", "monthly", "collaborative")
MAY_19 = date(2017, 5, 19)
LONG_AFTER = datetime(2900, 1, 1, tzinfo=UTC)


def of(meeting: date, tier: str = "collaborative", **fields: Any) -> Due:
    values: dict[str, Any] = {"has_edit": False, "calendar": CALENDAR, **fields}
    return due(tier=tier, meeting_day=meeting, **values)


def taipei(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


def test_the_meeting_of_19_may_2017_is_public_on_6_june() -> None:
    # 29 May was bridged and made up for on Saturday 3 June.
    found = of(MAY_19)
    assert found == Due(date(2017, 6, 6), taipei("2017-06-06"), date(2017, 6, 5), "window")


@pytest.mark.parametrize(
    ("meeting", "public"),
    [
        ("2017-12-22", "2018-01-09"),
        ("2018-12-22", "2019-01-09"),
        ("2019-12-22", "2020-01-07"),
        ("2020-12-22", "2021-01-07"),
        ("2021-12-22", "2022-01-07"),
        ("2022-12-22", "2023-01-07"),
        ("2023-12-22", "2024-01-09"),
        ("2024-12-22", "2025-01-07"),
        ("2025-12-22", "2026-01-08"),
        ("2026-12-22", "2027-01-08"),
    ],
)
def test_a_window_runs_across_the_end_of_the_year(meeting: str, public: str) -> None:
    assert of(date.fromisoformat(meeting)).day == date.fromisoformat(public)


@pytest.mark.parametrize(
    ("meeting", "public"),
    [
        ("2017-01-20", "2017-02-10"),
        ("2018-02-09", "2018-03-03"),
        ("2019-01-18", "2019-02-01"),
        ("2020-01-17", "2020-02-08"),
        ("2021-02-05", "2021-02-26"),
        ("2022-01-21", "2022-02-11"),
        ("2023-01-06", "2023-01-20"),
        ("2024-02-02", "2024-02-23"),
        ("2025-01-20", "2025-02-09"),
        ("2026-02-09", "2026-03-04"),
    ],
)
def test_lunar_new_year_lengthens_a_window(meeting: str, public: str) -> None:
    assert of(date.fromisoformat(meeting)).day == date.fromisoformat(public)


@pytest.mark.parametrize(
    ("meeting", "public"),
    [
        ("2017-02-17", "2017-03-07"),
        ("2017-09-29", "2017-10-18"),
        ("2018-03-30", "2018-04-18"),
        ("2018-12-14", "2018-12-28"),
        ("2019-02-20", "2019-03-08"),
        ("2019-10-01", "2019-10-17"),
        ("2020-06-15", "2020-07-01"),
        ("2020-09-21", "2020-10-07"),
        ("2021-09-06", "2021-09-18"),
        ("2023-03-20", "2023-04-01"),
        ("2023-06-12", "2023-06-28"),
        ("2023-09-18", "2023-10-03"),
        ("2024-02-05", "2024-02-24"),
        ("2025-02-03", "2025-02-15"),
        ("2025-09-22", "2025-10-09"),
        ("2025-10-20", "2025-11-05"),
        ("2026-04-01", "2026-04-18"),
        ("2026-09-21", "2026-10-08"),
    ],
)
def test_long_weekends_and_make_up_saturdays_are_counted(meeting: str, public: str) -> None:
    assert of(date.fromisoformat(meeting)).day == date.fromisoformat(public)


@pytest.mark.parametrize("tier", TIERS)
def test_the_three_tiers_have_a_window_without_an_edit_block(tier: str) -> None:
    assert of(MAY_19, tier).day == date(2017, 6, 6)


def test_another_tier_is_public_at_once_without_an_edit_block() -> None:
    found = of(MAY_19, "other")
    assert found == Due(None, None, None, "none")
    assert is_public(found, taipei("2017-05-19"))


def test_an_empty_edit_block_gives_another_tier_a_window() -> None:
    assert of(MAY_19, "other", has_edit=True).day == date(2017, 6, 6)


def test_a_field_of_the_edit_block_is_an_edit_block() -> None:
    assert of(MAY_19, "other", hold_until=date(2017, 5, 20)).day == date(2017, 6, 6)
    assert of(MAY_19, "other", waiver_reason=" ").day == date(2017, 6, 6)


def test_a_later_hold_wins_and_the_record_is_public_from_that_day() -> None:
    found = of(MAY_19, hold_until=date(2017, 7, 1))
    assert (found.day, found.reason) == (date(2017, 7, 1), "hold_until")
    assert found.closes == date(2017, 6, 5)


def test_an_earlier_hold_does_not_shorten_the_window() -> None:
    found = of(MAY_19, hold_until=date(2017, 5, 20))
    assert (found.day, found.reason) == (date(2017, 6, 6), "window")


def test_a_stated_closing_day_lengthens_the_window() -> None:
    # The header of case 90 scheduled 24 May for a meeting of 28 April 2021.
    found = of(date(2021, 4, 28), closes=date(2021, 5, 23))
    assert (found.closes, found.day) == (date(2021, 5, 23), date(2021, 5, 24))


def test_a_stated_closing_day_never_shortens_the_window() -> None:
    assert of(MAY_19, closes=date(2017, 5, 22)).day == date(2017, 6, 6)


def test_a_pre_meeting_waits_until_its_collaborative_meeting_has_been_held() -> None:
    # Case 38: the pre-meeting of 3 July 2018 and the meeting of 17 July.
    found = of(date(2018, 7, 3), also_after=date(2018, 7, 17))
    assert (found.day, found.reason) == (date(2018, 7, 18), "window")
    found = of(date(2018, 7, 3), also_after=date(2018, 7, 27))
    assert (found.day, found.reason) == (date(2018, 7, 28), "collaborative")
    assert not is_public(found, taipei("2018-07-27 23:59"))


def test_a_collaborative_meeting_already_held_changes_nothing() -> None:
    assert of(date(2018, 7, 3), also_after=date(2018, 6, 1)).reason == "window"


def test_a_record_without_a_window_waits_for_the_collaborative_meeting_too() -> None:
    assert of(MAY_19, "other", also_after=date(2017, 6, 30)).day == date(2017, 7, 1)


def test_a_waiver_that_says_that_all_have_confirmed_makes_a_record_public_at_once() -> None:
    found = of(MAY_19, waiver_reason="全體與會者均已確認")
    assert (found.day, found.moment, found.reason) == (None, None, "waiver")
    assert found.closes == date(2017, 6, 5)
    assert is_public(found, taipei("2017-05-19"))


def test_a_waiver_lifts_neither_a_hold_nor_the_wait_for_the_meeting() -> None:
    held = of(MAY_19, waiver_reason="All have confirmed", hold_until=date(2017, 5, 25))
    assert (held.day, held.reason) == (date(2017, 5, 25), "hold_until")
    waits = of(MAY_19, waiver_reason="All have confirmed", also_after=date(2017, 5, 26))
    assert (waits.day, waits.reason) == (date(2017, 5, 27), "collaborative")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " \t\n",
        "　",
        "……",
        "—",
        "!?",
        "\u200b",
        "🙂",
        "x",
        "無",
        "no",
        "None",
        "N/A",
        "false",
        "TODO",
        "（待補）",
        "true",
        "aa",
        "0000",
        "2026-11-20",
        "沒有理由",
        "待確認",
        "無需",
        "請說明",
    ],
)
def test_a_waiver_without_a_reason_does_not_count(text: str | None) -> None:
    assert not is_reason(text)
    assert of(MAY_19, waiver_reason=text).day == date(2017, 6, 6)


@pytest.mark.parametrize("text", ["全員校畢", "Everyone has finished.", "no words to correct"])
def test_a_sentence_is_a_reason(text: str) -> None:
    assert is_reason(text)


@pytest.mark.parametrize(
    "field",
    ["tier", "has_edit", "meeting_day", "closes", "hold_until", "waiver_reason", "also_after"],
)
@pytest.mark.parametrize("waiver", [None, "All have agreed"])
def test_a_field_that_cannot_be_read_withholds_the_record(field: str, waiver: str | None) -> None:
    fields: dict[str, Any] = {"tier": "other", "has_edit": False, "meeting_day": MAY_19}
    fields |= {"waiver_reason": waiver, field: UNREADABLE}
    found = due(calendar=CALENDAR, **fields)
    assert found.withheld
    assert found.day is None
    assert not is_public(found, LONG_AFTER)


@pytest.mark.parametrize("tier", ["", "colaborative", "Other", "協作會議"])
def test_an_unknown_tier_withholds_the_record(tier: str) -> None:
    assert not is_public(of(MAY_19, tier), LONG_AFTER)


@pytest.mark.parametrize(
    "fields", [{"hold_until": date.max}, {"also_after": date.max}, {"closes": date.max}]
)
def test_a_day_at_the_end_of_time_never_publishes(fields: dict[str, Any]) -> None:
    assert not is_public(of(MAY_19, **fields), LONG_AFTER)
    assert not is_public(of(date.max, **fields), LONG_AFTER)


def test_the_caller_learns_that_the_calendar_does_not_reach() -> None:
    assert of(date(2027, 12, 1)).calendar_known
    assert not of(date(2027, 12, 20)).calendar_known
    assert not of(date(2030, 6, 3)).calendar_known
    assert of(date(2030, 6, 3), "other").calendar_known


def test_a_record_appears_at_midnight_in_taipei() -> None:
    found = of(MAY_19)
    assert not is_public(found, taipei("2017-06-05 23:59:59.999999"))
    assert is_public(found, taipei("2017-06-06 00:00"))
    assert not is_public(found, datetime(2017, 6, 5, 15, 59, 59, tzinfo=UTC))
    assert is_public(found, datetime(2017, 6, 5, 16, tzinfo=UTC))
    assert is_public(found, datetime(2017, 6, 5, 6, tzinfo=timezone(timedelta(hours=-10))))


def test_an_archive_elsewhere_has_its_own_midnight() -> None:
    found = of(MAY_19, zone=ZoneInfo("Europe/Berlin"))
    assert not is_public(found, taipei("2017-06-06 05:59"))
    assert is_public(found, taipei("2017-06-06 06:00"))


def test_a_clock_without_a_time_zone_is_refused() -> None:
    for found in (of(MAY_19), of(MAY_19, "other"), of(MAY_19, "?")):
        with pytest.raises(ValueError, match="time zone"):
            is_public(found, datetime(2017, 6, 6))  # noqa: DTZ001 (a naive one is the point)


def test_an_archive_that_moves_a_working_day_moves_the_record() -> None:
    closed = Calendar({date(2017, 6, 2): False})
    assert of(MAY_19, calendar=closed).day == date(2017, 6, 7)


days = st.dates(date(2014, 1, 1), date(2032, 1, 1))
maybe_days = st.none() | days
blank = st.none() | st.text(" \t\n　.,;:!?、。，—…-_()（）\u200b", max_size=8)


@given(days, st.sampled_from(TIERS), st.booleans(), maybe_days, maybe_days, maybe_days, blank)
def test_nothing_is_public_before_the_eleventh_working_day_begins_without_a_waiver(
    meeting: date,
    tier: str,
    has_edit: bool,
    closes: date | None,
    hold: date | None,
    also: date | None,
    waiver: str | None,
) -> None:
    found = of(
        meeting,
        tier,
        has_edit=has_edit,
        closes=closes,
        hold_until=hold,
        also_after=also,
        waiver_reason=waiver,
    )
    tenth = CALENDAR.nth_working_day_after(meeting, 10)
    assert found.day is not None
    assert found.moment is not None
    assert found.day > tenth
    assert all(found.day >= day for day in (hold,) if day)
    assert all(found.day > day for day in (closes, also) if day)
    assert not is_public(found, found.moment - timedelta(microseconds=1))
    assert is_public(found, found.moment)


@given(days, st.integers(0, 60), maybe_days)
def test_a_later_meeting_is_never_public_sooner(
    meeting: date, later: int, hold: date | None
) -> None:
    first = of(meeting, hold_until=hold).day
    second = of(meeting + later * ONE_DAY, hold_until=hold).day
    assert first is not None
    assert second is not None
    assert first <= second


@given(days, maybe_days, maybe_days, st.integers(1, 400))
def test_what_is_public_stays_public(
    meeting: date, hold: date | None, also: date | None, later: int
) -> None:
    found = of(meeting, hold_until=hold, also_after=also)
    assert found.moment is not None
    assert is_public(found, found.moment + timedelta(hours=later))
