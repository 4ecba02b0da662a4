"""Announced meetings: to come, recorded, or awaited."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from minutes.front import Bilingual, FrontMatter, Kind, Session, Tier
from minutes.model import Meeting
from minutes.schedule import Scheduled, awaited, load_schedule, records, to_come
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
    assert len(entries) == 5
    assert entries[3][0].case == (904,)


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
def test_every_announced_meeting_is_either_to_come_or_awaited_or_recorded(
    plans: list[Scheduled],
) -> None:
    held = [meeting(p.date) for p in plans[::2]]
    kept = records(plans, held)
    late = awaited(plans, held, TODAY)
    soon = to_come(plans, TODAY)
    assert list(soon) == sorted(soon, key=lambda s: s.date)
    for entry in plans:
        assert (entry in soon) + (entry in late) + (entry in kept and entry not in soon) == 1
