"""Announced meetings: to come, recorded, or awaited."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication.office_calendar import Calendar, shipped_table
from minutes.publication.schedule import (
    SCHEDULED,
    Scheduled,
    awaited,
    load_schedule,
    main_days,
    named,
    not_held,
    readable_from,
    records,
    to_come,
)
from minutes.records.front_matter import Bilingual, FrontMatter, Kind, Session, Tier
from minutes.records.model import Meeting
from minutes.text import days
from tests.conftest import Transcripts

TODAY = dt.date(2026, 3, 10)
TAIPEI = ZoneInfo("Asia/Taipei")


def plan(
    day: dt.date,
    tier: Tier = "monthly",
    kind: Kind = "main",
    case: tuple[int, ...] = (),
    title: str = "月會",
) -> Scheduled:
    return Scheduled(date=day, tier=tier, kind=kind, case=case, title=Bilingual(title))


def meeting(
    day: dt.date | None, tier: Tier = "monthly", kind: Kind = "main", **front: object
) -> Meeting:
    ident = f"{day}-紀錄"
    known = {"title": "紀錄", "date": day, "tier": tier, "kind": kind, **front}
    return Meeting(id=ident, path=f"{ident}.md", digest="", front=FrontMatter(**known))  # type: ignore[arg-type]  # any field by name


def test_the_sample_schedule_is_read_whole(sample: Path) -> None:
    entries, problems = load_schedule(sample)
    assert problems == []
    assert len(entries) == 7
    assert entries[5][0].case == (904,)


def test_without_a_schedule_nothing_is_announced(transcripts: Transcripts) -> None:
    assert load_schedule(transcripts.path) == ([], [])
    assert load_schedule(None) == ([], [])


def test_a_bad_entry_is_reported_at_its_line_and_the_good_ones_stay(
    transcripts: Transcripts,
) -> None:
    transcripts.write(
        "schedule.yaml",
        "- {date: 2026-04-01, tier: monthly, title: 月會}\n"
        "- {date: 2026-04-31, tier: monthly, title: 月會}\n"
        "- {date: 2026-05-01, tier: monthly, title: 月會, time: 25:00}\n"
        "- {date: 2026-06-01, tier: yearly, title: 年會}\n",
    )
    entries, problems = load_schedule(transcripts.path)
    assert [e.date.month for e, _ in entries] == [4]
    assert [p.line for p in problems] == [2, 3, 4]


def test_a_meeting_of_today_is_still_to_come() -> None:
    days = [TODAY + dt.timedelta(days=n) for n in (7, 0, -1)]
    assert [s.date for s in to_come(map(plan, days), TODAY)] == [TODAY, days[0]]
    assert [s.date for s in awaited(list(map(plan, days)), [], TODAY)] == [days[2]]


def test_a_past_meeting_waits_until_its_record_is_there() -> None:
    announced = plan(dt.date(2026, 3, 3))
    assert awaited([announced], [], TODAY) == (announced,)
    assert awaited([announced], [meeting(dt.date(2026, 3, 3))], TODAY) == ()


def test_another_tiers_kinds_or_cases_record_of_that_day_is_not_the_one() -> None:
    day = dt.date(2026, 3, 3)
    announced = plan(day, "collaborative", case=(904,))
    others = [
        meeting(day, "monthly"),
        meeting(day, "collaborative", "pre_meeting", case=(904,)),
        meeting(day, "collaborative", case=(905,)),
        meeting(None, "other"),
    ]
    assert records([announced], others) == {}
    right = meeting(day, "collaborative", case=(904, 905))
    assert records([announced], [*others, right]) == {announced: right}


def test_the_record_that_bears_the_announced_title_is_the_one() -> None:
    day = dt.date(2026, 3, 3)
    announced = plan(day, "collaborative", title="第 904 案 協作會議：環保杯")
    right = meeting(day, "collaborative", "other", title="第904案協作會議-環保杯")
    assert records([announced], [meeting(day, "collaborative"), right]) == {announced: right}


def test_a_session_in_a_bundle_is_a_record_of_its_day() -> None:
    day = dt.date(2026, 3, 3)
    announced = plan(day, "collaborative", "pre_meeting")
    bundle = meeting(
        dt.date(2026, 3, 9), "collaborative", "pre_meeting", sessions=(Session(day), Session(TODAY))
    )
    assert records([announced], [bundle]) == {announced: bundle}


def test_nobody_waits_for_a_record_that_was_withdrawn() -> None:
    announced = plan(dt.date(2026, 3, 3), title="115年3月開放政府聯絡人工作推動會議")
    assert awaited([announced], [], TODAY, ["2026-03-03-115年3月開放政府聯絡人工作推動會議"]) == ()
    assert awaited([announced], [], TODAY, ["2026-03-03-拜會"]) == (announced,)
    assert awaited([announced], [], TODAY, ["2026-02-03-115年2月開放政府聯絡人工作推動會議"])


def called_off(day: dt.date = dt.date(2026, 3, 3), **told: object) -> Scheduled:
    known = {
        "title": Bilingual("月會"),
        "tier": "monthly",
        "not_held": Bilingual("颱風停班", "Typhoon"),
    }
    return Scheduled(date=day, **{**known, **told})  # type: ignore[arg-type]  # any field by name


def test_nobody_waits_for_the_record_of_a_meeting_that_was_not_held() -> None:
    announced = called_off()
    assert awaited([announced], [], TODAY) == ()
    assert not_held([announced], []) == (announced,)


def test_a_meeting_that_is_called_off_before_its_day_is_still_listed_so_that_nobody_goes() -> None:
    announced = called_off(TODAY)
    assert to_come([announced], TODAY) == (announced,)


def test_a_record_is_believed_before_the_schedule_that_calls_its_meeting_off() -> None:
    announced = called_off()
    held = meeting(announced.date)
    assert not_held([announced], [held]) == ()
    assert records([announced], [held]) == {announced: held}


def test_a_month_or_quarter_without_a_meeting_is_told_with_its_reason(
    transcripts: Transcripts,
) -> None:
    transcripts.write(
        "schedule.yaml",
        "- {period: 2026-02, tier: monthly, not_held: {zh: 適逢春節, en: New Year holidays}}\n"
        "- {period: 2026-Q4, tier: seasonal, not_held: 併入下一季}\n",
    )
    entries, problems = load_schedule(transcripts.path)
    assert problems == []
    month, quarter = (entry for entry, _ in entries)
    assert (month.date, month.months, month.not_held.en) == (
        dt.date(2026, 2, 1),
        1,
        "New Year holidays",
    )
    assert (quarter.date, quarter.months) == (dt.date(2026, 10, 1), 3)
    assert to_come([month, quarter], TODAY) == awaited([month, quarter], [], TODAY) == ()
    assert not_held([month, quarter], [meeting(dt.date(2026, 2, 1))]) == (quarter, month)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("period: 2026-02, tier: monthly", "missing-field"),
        ('period: 2026-02, tier: monthly, not_held: "-"', "missing-field"),
        ("period: 2026-02, tier: collaborative, not_held: 改期", "bad-value"),
        ("period: 2026-02, tier: seasonal, not_held: 改期", "bad-value"),
        ("period: 2026-Q1, tier: monthly, not_held: 改期", "bad-value"),
        ("period: 2026-13, tier: monthly, not_held: 改期", "bad-value"),
        ("period: 3026-02, tier: monthly, not_held: 改期", "bad-value"),
        ("period: 2026-02, date: 2026-03-01, title: x, tier: monthly, not_held: 改期", "bad-value"),
        ('date: 2026-03-01, title: x, tier: monthly, not_held: "無"', "missing-field"),
        ("title: x, tier: monthly, not_held: 改期", "missing-field"),
    ],
)
def test_an_entry_that_says_too_little_of_why_or_when_is_left_out_and_reported_at_its_line(
    transcripts: Transcripts, entry: str, code: str
) -> None:
    transcripts.write("schedule.yaml", f"# 時程\n- {{{entry}}}\n")
    entries, problems = load_schedule(transcripts.path)
    assert entries == []
    assert [(p.code, p.line) for p in problems] == [(code, 2)]
    for lang in ("zh", "en"):
        assert problems[0].message(lang)  # type: ignore[arg-type]  # one of the two languages


def test_a_record_of_a_day_or_month_that_is_called_off_is_noticed_by_its_name() -> None:
    idents = ["2026-02-10-拜會", "2026-03-03-115年3月開放政府聯絡人工作推動會議"]
    assert named(called_off(), idents) == idents[1]
    assert named(called_off(dt.date(2026, 3, 4)), idents) is None
    assert named(called_off(dt.date(2026, 3, 1), period="2026-03"), idents) == idents[1]
    assert named(called_off(dt.date(2026, 2, 1), period="2026-02"), idents) is None


def test_times_are_those_of_the_archives_clock() -> None:
    entry = Scheduled(
        date=TODAY, tier="monthly", title=Bilingual("月會"), time="14:00", end="16:30"
    )
    begins, ends = entry.moments(TAIPEI) or (None, None)
    assert begins == dt.datetime(2026, 3, 10, 6, tzinfo=dt.UTC)
    assert ends == dt.datetime(2026, 3, 10, 8, 30, tzinfo=dt.UTC)


def test_an_end_before_the_beginning_tells_nothing() -> None:
    entry = Scheduled(
        date=TODAY, tier="monthly", title=Bilingual("月會"), time="14:00", end="09:00"
    )
    moments = entry.moments(TAIPEI)
    assert moments is not None
    assert moments[1] is None
    assert plan(TODAY).moments(TAIPEI) is None


@given(st.lists(st.dates(dt.date(2025, 1, 1), dt.date(2027, 1, 1)).map(plan)))
def test_every_announced_meeting_is_to_come_or_awaited_or_recorded_or_not_held(
    plans: list[Scheduled],
) -> None:
    plans = [called_off(p.date) if n % 3 == 2 else p for n, p in enumerate(plans)]
    held = [meeting(p.date) for p in plans[::2]]
    off = not_held(plans, held)
    kept = records(plans, held)
    late = awaited(plans, held, TODAY)
    soon = to_come(plans, TODAY)
    assert list(soon) == sorted(soon, key=lambda s: s.date)
    for entry in plans:
        past = entry.date < TODAY
        assert (entry in soon) == (not past)
        assert (entry in late) + (entry in kept) + (entry in off) == (
            1 if past or entry.is_called_off or entry in kept else 0
        )


CALENDAR = Calendar.of(shipped_table())


def readable(entry: Scheduled, *others: Scheduled) -> dt.date | None:
    return readable_from(entry, (entry, *others), CALENDAR, TAIPEI)


def test_the_record_of_a_monthly_meeting_may_be_read_after_its_ten_working_days() -> None:
    assert readable(plan(dt.date(2026, 3, 3))) == dt.date(2026, 3, 18)


def test_the_record_of_a_pre_meeting_waits_for_the_meeting_that_it_prepares() -> None:
    before = plan(dt.date(2026, 3, 3), "collaborative", "pre_meeting", (904,))
    main = plan(dt.date(2026, 4, 20), "collaborative", "main", (904,))
    other = plan(dt.date(2026, 4, 10), "collaborative", "main", (905,))
    assert readable(before, other) == dt.date(2026, 3, 18)
    assert readable(before, main, other) == dt.date(2026, 4, 21)


def test_no_rule_tells_when_the_record_of_another_meeting_may_be_read() -> None:
    assert readable(plan(dt.date(2026, 3, 3), "other")) is None


def test_the_announced_days_of_a_case_are_those_of_its_main_meetings() -> None:
    def entry(day: int, words: str, **more: object) -> Scheduled:
        told = {"date": f"2026-12-{day:02}", "tier": "collaborative", "title": words, "case": 38}
        return SCHEDULED.validate_python({**told, **more})

    told = main_days(
        [
            entry(9, "第三十八次協作會議"),
            entry(1, "第三十八次協作會議會前會"),
            entry(2, "籌備", kind="preparatory"),
            entry(3, "第三十八次協作會議", not_held="主辦機關延期"),
            entry(4, "兩案合開", case=[7, 8]),
        ]
    )
    assert told == tuple((c, dt.date(2026, 12, d)) for c, d in ((7, 4), (8, 4), (38, 9)))


def test_a_schedule_may_be_written_in_the_words_of_the_office(tmp_path: Path) -> None:
    (tmp_path / "schedule.yaml").write_text(
        "- {日期: 115年12月8日, 時間: 下午2時, 結束時間: 下午4點半, 地點: 範例大樓, 層級: 月會, 名稱: 工作會議,"
        " 案號: 901、902, 主辦機關: 範例部、示範局}\n"
        "- {date: 2026-12-09, 類型: 會前會, 層級: 協作會議, 名稱: 準備}\n"
        "- {期間: 115年第1季, 層級: 季會, 不召開: 當季舉辦共識營}\n",
        encoding="utf-8",
    )
    entries, problems = load_schedule(tmp_path)
    (meeting, _), (before, _), (quarter, _) = entries
    assert (str(meeting.date), meeting.time, meeting.end) == ("2026-12-08", "14:00", "16:30")
    assert (meeting.tier, meeting.case, meeting.host) == (
        "monthly",
        (901, 902),
        ("範例部", "示範局"),
    )
    assert (before.kind, quarter.period, str(quarter.date)) == (
        "pre_meeting",
        "2026-Q1",
        "2026-01-01",
    )
    assert problems == []


def test_a_field_that_stands_twice_in_two_languages_is_refused(tmp_path: Path) -> None:
    line = "- {date: 2026-12-08, 日期: 115年12月9日, tier: monthly, title: 甲}\n"
    (tmp_path / "schedule.yaml").write_text(line, encoding="utf-8")
    entries, problems = load_schedule(tmp_path)
    assert (entries, [p.code for p in problems]) == ([], ["unreadable-yaml"])


@pytest.mark.parametrize("words", ["下午", "25時", "14:75", "下午2時到4時", "第二案"])
def test_what_is_no_time_of_day_stays_for_the_schema_to_refuse(words: str) -> None:
    assert days.time_of_day(words) is None
