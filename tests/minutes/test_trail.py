import datetime as dt
from typing import Any

import pytest

from minutes.cases.ballots import ballots
from minutes.cases.gaps import expecting, explained, gaps
from minutes.cases.trail import (
    Entry,
    Stage,
    Trail,
    declared,
    marked_speeches,
    order,
    station,
)
from minutes.publication.schedule import SCHEDULED, not_held
from minutes.records.front_matter import FRONT_MATTER, ISSUE_FRONT
from minutes.records.model import Issue, Meeting


def meeting(name: str, **front: Any) -> Meeting:
    fields = {"date": name[:10], **front}
    return Meeting(
        id=name,
        path=f"{name}.md",
        digest="",
        front=FRONT_MATTER.validate_python(fields),
        given=tuple(front),
        has_front=bool(front),
    )


def entry(name: str, stage: Stage, day: str | None = None) -> Entry:
    date = dt.date.fromisoformat(day or name[:10])
    return Entry(
        meeting=name, title=name, date=date, stage=stage, found="automatic", sessions=(date,)
    )


def test_a_bundle_stands_where_its_first_session_was_held_and_not_where_its_file_is_dated() -> None:
    bundle = meeting(
        "2022-05-04-bundle",
        tier="collaborative",
        kind="pre_meeting",
        case=111,
        sessions=[{"date": "2022-03-02"}, {"date": "2021-11-17", "kind": "working"}],
    )
    assert bundle.days == (dt.date(2021, 11, 17), dt.date(2022, 3, 2))
    first = entry("2022-05-04-bundle", "pre_meeting", "2021-11-17")
    main = entry("2022-04-22-main", "main")
    assert sorted([main, first], key=order) == [first, main]


def test_a_case_number_is_no_order_in_time() -> None:
    late, early = entry("2022-03-10-case-88", "main"), entry("2022-02-24-case-117", "main")
    assert sorted([late, early], key=order)[0] is early


@pytest.mark.parametrize(
    ("front", "stage"),
    [
        ({"tier": "collaborative", "kind": "main", "case": 7}, "main"),
        ({"tier": "collaborative", "kind": "rehearsal", "case": 7}, "pre_meeting"),
        ({"tier": "collaborative", "kind": "supplement", "case": 7}, "followup"),
        ({"tier": "monthly", "reports": {"case": 7, "status": "tracked"}}, "monthly"),
        ({"tier": "monthly", "reports": {"case": 7, "status": "released"}}, "released"),
        ({"tier": "seasonal", "case": 7}, "seasonal"),
        ({"tier": "monthly", "votes": {"options": [{"case": 7, "votes": 3}]}}, "voted"),
        ({"tier": "other", "kind": "interview", "case": 7}, None),
        ({"tier": "other", "kind": "other", "case": 7}, "followup"),
        ({"tier": "other", "kind": "other", "issue": "tax"}, None),
    ],
)
def test_front_matter_tells_which_station_a_record_is(
    front: dict[str, Any], stage: str | None
) -> None:
    assert station(meeting("2017-06-06-x", **front), [7], "tax") == stage


def test_a_release_of_another_case_is_no_release_of_this_one() -> None:
    both = meeting(
        "2017-09-04-x",
        tier="monthly",
        reports=[{"case": 7, "status": "tracked"}, {"case": 11, "status": "released"}],
    )
    assert station(both, [7], None) == "monthly"
    assert station(both, [11], None) == "released"


def test_a_number_in_a_title_alone_is_not_declared_but_one_in_front_matter_is() -> None:
    named = meeting("2017-05-19-x", tier="collaborative", case=7)
    guessed = Meeting(id=named.id, path=named.path, digest="", front=named.front)
    assert declared(named, frozenset({7}), None)
    assert not declared(guessed, frozenset({7}), None)
    assert declared(meeting("2017-05-19-y", issue="tax"), frozenset(), "tax")
    assert declared(
        meeting("2017-05-19-z", actions={"task": "t", "case": [7, 9]}), frozenset({7}), None
    )


def test_only_speeches_of_this_case_and_this_record_are_marked() -> None:
    record = meeting(
        "2025-09-02-x",
        tier="monthly",
        reports=[
            {"case": 1, "speech": "aaaaaaaaaaaa"},
            {"case": 2, "speech": "bbbbbbbbbbbb"},
            {"case": 1, "speech": "2025-01-01-other#scccccccccccc"},
        ],
    )
    assert marked_speeches(record, frozenset({1}), None) == ("aaaaaaaaaaaa",)


def test_the_json_of_a_trail_names_one_case_as_a_number_and_several_as_a_list() -> None:
    def told(*cases: int) -> object:
        return Trail(cases=cases, issue=None, title="").as_json()["case"]

    assert (told(7), told(7, 8), told()) == (7, [7, 8], None)
    json = Trail(
        cases=(7,), issue="tax", title="", records=(entry("2017-05-19-x", "main"),)
    ).as_json()
    assert list(json) == ["case", "issue", "records", "mentions"]
    assert json["records"] == [
        {
            "meeting": "2017-05-19-x",
            "date": "2017-05-19",
            "stage": "main",
            "found": "automatic",
            "speeches": [],
            "evidence": None,
        }
    ]


def test_steps_that_nobody_recorded_are_gaps() -> None:
    steps = [{"status": "preparing", "date": "2018-07-02"}, {"status": "met", "date": "2018-10-26"}]
    issue = Issue(
        slug="atoll", path="", front=ISSUE_FRONT.validate_python({"case": 40, "status": steps})
    )
    second = meeting("2018-10-11-pre", tier="collaborative", kind="pre_meeting", case=40, session=2)
    found = gaps([entry(second.id, "pre_meeting")], issue, {second.id: second}, frozenset({40}))
    assert {(g.stage, g.source, g.note) for g in found} == {
        ("chosen", "status", ""),
        ("main", "status", ""),
        ("pre_meeting", "session", "1"),
    }


def test_a_main_meeting_that_nobody_tells_of_is_only_expected() -> None:
    before = meeting("2018-10-11-pre", tier="collaborative", kind="pre_meeting", case=40)
    records, known = [entry(before.id, "pre_meeting")], {before.id: before}
    (expected,) = gaps(records, None, known, frozenset({40}))
    assert (expected.stage, expected.date, expected.is_only_expected) == ("main", None, True)
    issue = Issue(
        slug="atoll",
        path="",
        front=ISSUE_FRONT.validate_python({"case": 40, "status": [{"status": "met"}]}),
    )
    (missing,) = gaps(records, issue, known, frozenset({40}))
    assert (missing.stage, missing.source, missing.is_only_expected) == ("main", "status", False)


def test_a_month_without_record_is_a_gap_only_where_the_meeting_is_held_every_month() -> None:
    monthly = [meeting(f"2020-{n:02}-03-m", tier="monthly") for n in (1, 2, 3, 4, 6, 7, 8, 9)]
    main = meeting("2020-03-20-c", tier="collaborative", case=65)
    records = [entry(main.id, "main"), entry("2020-09-03-m", "released")]

    def months(*held: Meeting) -> list[dt.date | None]:
        known = {m.id: m for m in (*monthly, main)} | {m.id: m for m in held}
        return [g.date for g in gaps(records, None, known) if g.source == "month"]

    assert months() == [dt.date(2020, 5, 1)]
    (lacking,) = gaps(records, None, {m.id: m for m in (*monthly, main)})
    assert lacking.when == "2020-05"
    assert months(meeting("2020-05-04-m", tier="monthly")) == []
    del monthly[::2]
    assert months() == []


def test_a_case_that_was_not_to_be_met_lacks_no_meeting() -> None:
    work = meeting("2018-01-26-pre", tier="collaborative", kind="pre_meeting", case=28)
    month = meeting("2018-04-09-x", tier="monthly", reports={"case": 28, "status": "not_held"})
    records = [entry(work.id, "pre_meeting"), entry(month.id, "monthly")]
    assert gaps(records, None, {m.id: m for m in (work, month)}, frozenset({28})) == ()


@pytest.mark.parametrize(
    ("standing", "left"), [("not_held", []), ("self_run", []), ("preparing", ["order"])]
)
def test_of_a_case_that_words_say_was_not_met_no_meeting_is_expected(
    standing: str, left: list[str]
) -> None:
    work = meeting("2018-01-26-pre", tier="collaborative", kind="pre_meeting", case=39)
    records, known = (entry(work.id, "pre_meeting"),), {work.id: work}
    way = Trail(cases=(39,), issue=None, title="", records=records, gaps=gaps(records, None, known))
    assert [gap.source for gap in expecting(way, standing).gaps] == left


def test_half_of_the_votes_is_enough_and_an_unknown_share_passes_nothing() -> None:
    record = meeting(
        "2025-02-11-x",
        votes={
            "eligible": 32,
            "cast": 28,
            "options": [
                {"title": "b", "votes": 13},
                {"title": "a", "votes": 14},
                {"title": "c"},
                {"title": "d", "percent": 49.9, "result": "selected"},
            ],
        },
    )
    (ballot,) = ballots(record)
    assert {c.title: c.passed for c in ballot.choices} == {
        "a": True,
        "b": False,
        "c": None,
        "d": True,
    }
    assert [c.title for c in ballot.choices][:2] == ["a", "d"]


def test_a_month_that_was_called_off_says_why_instead_of_lacking_a_record() -> None:
    monthly = [meeting(f"2020-{n:02}-03-m", tier="monthly") for n in (1, 2, 3, 4, 6, 7, 8, 9)]
    main = meeting("2020-03-20-c", tier="collaborative", case=65)
    known = {m.id: m for m in (*monthly, main)}
    records = (entry(main.id, "main"), entry("2020-09-03-m", "released"))
    way = Trail(cases=(65,), issue=None, title="", records=records, gaps=gaps(records, None, known))
    off = SCHEDULED.validate_python(
        {"period": "2020-05", "tier": "monthly", "not_held": "防疫停辦"}
    )
    later = SCHEDULED.validate_python({"period": "2020-10", "tier": "monthly", "not_held": "停電"})
    (gap,) = explained(way, not_held([off, later], known.values())).gaps
    assert (gap.stage, gap.date, gap.source) == ("monthly", dt.date(2020, 5, 1), "schedule")
    assert gap.plan == off


def test_a_cases_own_meeting_that_was_called_off_takes_the_place_of_the_missing_one() -> None:
    work = meeting("2018-01-26-pre", tier="collaborative", kind="pre_meeting", case=28)
    records, known = (entry(work.id, "pre_meeting"),), {work.id: work}
    way = Trail(cases=(28,), issue=None, title="", records=records, gaps=gaps(records, None, known))
    assert [g.source for g in way.gaps] == ["order"]
    off = SCHEDULED.validate_python(
        {
            "date": "2018-02-09",
            "tier": "collaborative",
            "case": 28,
            "title": "第28案",
            "not_held": "機關已採納",
        }
    )
    (gap,) = explained(way, not_held([off], known.values())).gaps
    assert (gap.stage, gap.date, gap.plan) == ("main", dt.date(2018, 2, 9), off)
