"""Calendars keep to RFC 5545 and to the archive's clock."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from icalendar import Calendar
from icalendar.cal import Component

import webapp
from minutes import settings
from minutes.publication.announcements import Announcement
from minutes.publication.schedule import Scheduled, load_schedule
from minutes.records.front_matter import Bilingual, Session
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.records import NOW, hostile, record, sample_shelf, shelf
from webapp.formats.icalendar_files import calendar
from webapp.links.building import Lang


def events(data: bytes) -> list[Component]:
    """The events of a calendar whose lines are folded as the RFC asks."""
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()  # no character is cut in two
    found = Calendar.from_ical(data)
    assert found.name == "VCALENDAR"
    assert found["version"] == "2.0"
    assert found["prodid"]
    assert not found.errors
    listed = found.walk("VEVENT")
    for event in listed:
        assert not event.errors
        assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY"} <= set(event)
        assert event.decoded("dtstamp").utcoffset() == dt.timedelta(0)
    assert len({str(e["uid"]) for e in listed}) == len(listed)
    return list(listed)


def plan(**told: object) -> Scheduled:
    known = {
        "date": dt.date(2026, 4, 7),
        "tier": "monthly",
        "title": Bilingual("四月月會", "April"),
    }
    return Scheduled(**{**known, **told})  # type: ignore[arg-type]  # any field by name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sample_has_a_calendar_of_all_that_was_held_and_is_to_come(
    sample: Path, tmp_path: Path, lang: Lang
) -> None:
    books, view = sample_shelf(sample, tmp_path, lang)
    entries = [entry for entry, _ in load_schedule(sample)[0]]
    data = calendar(books, "會議", view.public.meetings, entries, NOW.date())
    listed = events(data)
    days = sum(max(1, len(m.front.sessions)) for m in view.public.meetings)
    assert len(listed) == days + sum(not entry.period for entry in entries)
    assert data == calendar(books, "會議", view.public.meetings, entries, NOW.date())
    waiting = [
        e
        for e in listed
        if {"zh": "等候紀錄", "en": "Record awaited"}[lang] in e.get("description", "")
    ]
    assert [e.decoded("dtstart").date() for e in waiting] == [dt.date(2026, 3, 3)]


def test_a_calendar_of_nothing_is_a_calendar_all_the_same() -> None:
    data = calendar(shelf(), "會議", [])
    assert events(data) == []
    assert [each.name for each in Calendar.from_ical(data).subcomponents] == ["VTIMEZONE"]
    planned = Calendar.from_ical(calendar(shelf(), "會議", [], [plan()]))
    assert [each.name for each in planned.subcomponents] == ["VEVENT"]


def test_a_meeting_without_a_time_is_a_whole_day() -> None:
    (event,) = events(calendar(shelf(), "會議", [], [plan()]))
    assert event.decoded("dtstart") == dt.date(2026, 4, 7)
    assert "dtend" not in event


def test_times_in_taipei_are_written_in_utc() -> None:
    (event,) = events(calendar(shelf(), "會議", [], [plan(time="07:30", end="09:00")]))
    assert event.decoded("dtstart") == dt.datetime(2026, 4, 6, 23, 30, tzinfo=dt.UTC)
    assert event.decoded("dtend") == dt.datetime(2026, 4, 7, 1, 0, tzinfo=dt.UTC)


def test_a_record_takes_time_and_place_from_its_announcement_and_stands_there_once() -> None:
    meeting = record(date=dt.date(2026, 1, 5))
    announced = plan(date=dt.date(2026, 1, 5), time="14:00", place="第一會議室")
    (event,) = events(calendar(shelf(meeting), "會議", [meeting], [announced]))
    assert event.decoded("dtstart") == dt.datetime(2026, 1, 5, 6, tzinfo=dt.UTC)
    assert event["location"] == "第一會議室"
    assert event["summary"] == "示範會議"
    assert event["url"] == shelf().links.meeting(meeting.id)


def test_every_session_of_a_bundle_is_an_event_of_its_own() -> None:
    meeting = record(sessions=(Session(dt.date(2026, 1, 2)), Session(dt.date(2026, 1, 5))))
    listed = events(calendar(shelf(meeting), "會議", [meeting]))
    assert [e.decoded("dtstart").day for e in listed] == [2, 5]


def test_an_event_keeps_its_id_when_the_calendar_around_it_changes() -> None:
    meeting = record()
    alone = events(calendar(shelf(meeting), "會議", [meeting]))[0]
    among = events(calendar(shelf(meeting), "其他", [meeting], [plan()]))[0]
    assert alone["uid"] == among["uid"]
    assert alone.decoded("dtstamp") == dt.datetime(2026, 1, 19, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize("year", [1, 1026, 2087, 2088, 2206, 9999])
def test_a_slip_in_a_year_leaves_the_calendar_of_all_others_as_it_is(year: int) -> None:
    slip = record(ident=f"{year:04}-01-05-示範會議", date=dt.date(year, 1, 5))
    changed = dt.datetime(year, 1, 5, tzinfo=dt.UTC)
    entries = [plan(), plan(date=dt.date(year, 12, 31), not_held=Bilingual("颱風"))]
    gone = Announcement("刪去的會議", dt.date(year, 2, 5), changed)
    books = shelf(slip)
    listed = events(calendar(books, "會議", [slip], entries, NOW.date(), changed, [gone]))
    assert len(listed) == 4
    assert all(0 <= int(event["sequence"]) < 2**31 for event in listed)


def test_an_announced_meeting_tells_host_and_how_to_join() -> None:
    entry = plan(host=("ndc",), join="https://example.org/live?a=1,2;b")
    (event,) = events(calendar(shelf(), "會議", [], [entry]))
    assert event["url"] == "https://example.org/live?a=1,2;b"
    assert event["description"] == "國家發展委員會\nhttps://example.org/live?a=1,2;b"


@pytest.mark.parametrize(
    "join",
    ["javascript:alert(1)", "data:text/html,x", "https://a.example/\r\nATTENDEE:x", "file:///x"],
)
def test_an_address_that_is_not_of_the_web_is_not_offered(join: str) -> None:
    (event,) = events(calendar(shelf(), "會議", [], [plan(join=join)]))
    assert event["url"] == shelf().links.months()
    assert "description" not in event


def test_a_meeting_that_was_called_off_is_the_same_event_cancelled_with_its_reason() -> None:
    announced = plan(time="14:00", join="https://example.org/live")
    off = plan(
        time="14:00",
        join="https://example.org/live",
        not_held=Bilingual("颱風停班", "Offices were closed"),
    )
    (before,) = events(calendar(shelf(), "會議", [], [announced]))
    (after,) = events(calendar(shelf(), "會議", [], [off], dt.date(2027, 1, 1)))
    assert after["uid"] == before["uid"]
    assert after["dtstart"] == before["dtstart"]
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)
    assert after["description"] == "不召開：颱風停班"
    assert "status" not in before


BEFORE = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"time": "15:00"},
        {"place": "第二會議室"},
        {"date": dt.date(2026, 4, 8)},
        {"date": dt.date(2026, 4, 8), "time": "10:00"},
        {"not_held": Bilingual("颱風停班")},
    ],
)
def test_a_change_is_a_later_version_of_the_same_event(change: dict[str, object]) -> None:
    (old,) = events(calendar(shelf(), "會議", [], [plan(time="14:00")], changed=BEFORE))
    new_plan = plan(**{"time": "14:00", **change})
    (new,) = events(calendar(shelf(), "會議", [], [new_plan], changed=AFTER))
    assert new["uid"] == old["uid"]
    assert new["sequence"] > old["sequence"]
    assert (old.decoded("dtstamp"), new.decoded("dtstamp")) == (BEFORE, AFTER)
    assert new.decoded("last-modified") == AFTER


def test_a_slip_that_is_mended_within_the_minute_is_a_later_version_too() -> None:
    soon = BEFORE + dt.timedelta(seconds=10)
    (old,) = events(calendar(shelf(), "會議", [], [plan(time="14:00")], changed=BEFORE))
    (new,) = events(calendar(shelf(), "會議", [], [plan(time="15:00")], changed=soon))
    assert old["sequence"] < new["sequence"] < 2**31


def test_meetings_of_one_name_are_events_of_their_own() -> None:
    twins = [plan(date=dt.date(2026, 4, day), case=(901,)) for day in (7, 14, 21)]
    months = [plan(date=dt.date(2026, month, 7), title=Bilingual("月會")) for month in (4, 5, 6)]
    assert len(events(calendar(shelf(), "會議", [], [*twins, *months]))) == 6


def test_a_meeting_to_come_leads_to_the_calendar_page() -> None:
    (event,) = events(calendar(shelf(), "會議", [], [plan()]))
    assert event["url"] == shelf().links.months()


def test_a_month_without_a_meeting_is_no_event() -> None:
    none = plan(date=dt.date(2026, 4, 1), period="2026-04", not_held=Bilingual("適逢連假"))
    assert events(calendar(shelf(), "會議", [], [none])) == []


def test_the_same_meeting_announced_twice_stands_there_once() -> None:
    assert len(events(calendar(shelf(), "會議", [], [plan(), plan()]))) == 1


@given(hostile, hostile, hostile)
def test_no_name_breaks_a_calendar(title: str, place: str, summary: str) -> None:
    meeting = record(title=title, summary=Bilingual(summary))
    books = shelf(meeting)
    announced = plan(title=Bilingual(title), place=place, host=(place,))
    listed = events(calendar(books, title, [meeting], [announced]))
    assert len(listed) == 2
    assert str(listed[0]["summary"]) == books.title(meeting)
    assert {event.name for event in listed} == {"VEVENT"}


def test_a_meeting_that_is_deleted_from_the_schedule_is_called_off_under_its_old_id(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    place = settings.load(transcripts, tmp_path / "data")
    transcripts.write("2026-01-05-甲.md", "# 2026-01-05 甲\n\n### 王小明：\n話。\n")
    coming = "- {date: 2999-12-08, tier: monthly, title: 十二月月會}\n"
    past = "- {date: 2026-02-03, tier: monthly, title: 二月月會}\n"
    client = webapp.create_app(place).test_client

    def seen(schedule: str | None) -> dict[str, Component]:
        if schedule is not None:
            transcripts.write("schedule.yaml", schedule)
        indexer.refresh(place, jobs=1)
        listed = Calendar.from_ical(client().get("/calendar/meetings.ics").data).walk("VEVENT")
        return {str(event["uid"]): event for event in listed}

    before = seen(coming + past)
    small = Calendar.from_ical(client().get("/calendar/coming.ics").data)
    assert [str(event["summary"]) for event in small.walk("VEVENT")] == ["十二月月會"]
    assert len(before) == 3
    (ident,) = (uid for uid, event in before.items() if "十二月" in str(event["summary"]))
    after = seen("[]\n")
    assert (after[ident]["status"], after[ident].decoded("dtstart")) == (
        "CANCELLED",
        dt.date(2999, 12, 8),
    )
    assert after[ident]["sequence"] > before[ident]["sequence"]
    assert "十二月" not in str(after[ident].to_ical())
    assert len(after) == 2  # nobody need be told of what was to be in February
    assert str(seen("- {date: 不是日期}\n")[ident]["status"]) == "CANCELLED"
    assert "status" not in seen(coming)[ident]
    (transcripts.path / "schedule.yaml").unlink()
    assert ident not in seen(None)  # a file that is missing tells of no deletion
