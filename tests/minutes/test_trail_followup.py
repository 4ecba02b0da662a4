import datetime as dt
from typing import Any

import pytest

from minutes.cases.claims import Standing
from minutes.cases.dossier import dossier
from minutes.cases.follow_up import followup, pace, states
from minutes.cases.network import network
from minutes.cases.openness import publicity
from minutes.cases.quarters import quarter, quarter_of
from minutes.cases.trail import Entry, Trail
from minutes.records.front_matter import FRONT_MATTER, ISSUE_FRONT, Bilingual, Response
from minutes.records.model import Issue, Meeting
from minutes.registers.agencies import Agencies, Agency
from minutes.registers.people import Duty, People, Person

BODIES = Agencies.of(
    [
        Agency(id="yuan", name=Bilingual(zh="範例院")),
        Agency(id="ministry", name=Bilingual(zh="範例部"), parent="yuan"),
        Agency(id="bureau", name=Bilingual(zh="示範局"), parent="ministry", successor=("agency",)),
        Agency(id="agency", name=Bilingual(zh="示範署"), parent="ministry"),
        Agency(id="council", name=Bilingual(zh="樣委會"), parent="yuan"),
    ]
)


def meeting(name: str, **front: Any) -> Meeting:
    fields = {"date": name[:10], "tier": "monthly", "kind": "main", **front}
    return Meeting(
        id=name,
        path=f"{name}.md",
        digest="",
        front=FRONT_MATTER.validate_python(fields),
        given=tuple(fields),
        has_front=True,
    )


def issue(**front: Any) -> Issue:
    return Issue(slug="shade", path="", front=ISSUE_FRONT.validate_python(front))


VOTED = meeting(
    "2025-02-11-m",
    votes={"options": [{"case": 901, "title": "遮陽", "votes": 9, "result": "selected"}]},
)
MET = meeting("2025-04-10-c", tier="collaborative", case=901, host_agency="示範署")
HEARD = meeting(
    "2025-05-06-m",
    reports={"case": 901, "status": "tracked", "note": "等候回應", "speech": "aaaaaaaaaaaa"},
)
FREED = meeting("2025-09-02-m", reports={"case": 901, "status": "released", "note": "部分參採"})
ALL = [VOTED, MET, HEARD, FREED]


def test_a_case_is_open_from_the_vote_until_it_is_released() -> None:
    (now,) = followup(ALL, [], BODIES, dt.date(2025, 6, 1)).cases
    assert (now.case, now.title, now.hosts, now.status) == (901, "遮陽", ("agency",), "tracked")
    assert (now.since, now.days) == (dt.date(2025, 2, 11), 84)
    assert (now.last, now.speech, now.note) == (dt.date(2025, 5, 6), "aaaaaaaaaaaa", "等候回應")
    assert followup(ALL, [], BODIES, dt.date(2025, 9, 2)).cases == ()


def test_an_issue_without_host_waits_and_belongs_to_no_agency() -> None:
    seats = issue(
        title="座椅",
        status=[
            {"status": "not_selected", "date": "2025-02-11"},
            {"status": "proposed", "date": "2026-02-03"},
        ],
    )
    found = followup([], [seats], BODIES, dt.date(2026, 2, 10))
    assert [(c.issue, c.hosts, c.case) for c in found.waiting] == [("shade", (), None)]
    assert found.agencies == ()


def test_lines_that_name_the_case_or_the_issue_are_one_case() -> None:
    file = issue(title="遮陽", case=901, host_agency="agency")
    by_slug = meeting(
        "2025-06-17-s", tier="seasonal", reports={"issue": "shade", "status": "paused"}
    )
    (state,) = states([*ALL[:3], by_slug], [file], BODIES, dt.date(2025, 7, 1))
    assert (state.case, state.issue, state.status) == (901, "shade", "paused")


def test_an_action_is_overdue_when_a_record_after_its_last_day_does_not_say_that_it_is_done() -> (
    None
):
    open_ = meeting(
        "2025-05-06-m", actions={"agency": "示範署", "task": "公布天數", "due": "2025-05-16"}
    )
    done = meeting(
        "2025-06-03-m",
        actions={"agency": "agency", "task": "公布天數", "due": "2025-05-16", "status": "done"},
    )
    later = meeting("2025-05-17-m")
    (task,) = followup([open_, later], [], BODIES, dt.date(2025, 5, 17)).overdue
    assert (task.agencies, task.since) == (("agency",), dt.date(2025, 5, 6))
    assert followup([open_, later], [], BODIES, dt.date(2025, 5, 16)).overdue == ()
    assert followup([open_], [], BODIES, dt.date(2026, 5, 17)).overdue == ()
    assert followup([open_, done], [], BODIES, dt.date(2025, 7, 1)).tasks == ()


def test_what_one_agency_has_open_is_its_cases_its_tasks_and_the_help_it_owes() -> None:
    asked = meeting("2025-05-07-m", requests={"from": "樣委會", "to": "示範署", "what": "借溫度計"})
    found = followup([VOTED, MET, asked], [], BODIES, dt.date(2025, 6, 1))
    assert len(found.of("agency").cases) == len(found.of("agency").asks) == 1
    assert found.of("council").cases == ()
    assert len(found.of("council").asks) == 1


def test_a_quarter_gathers_what_was_completed_in_it_and_what_went_on() -> None:
    second = quarter(ALL, [], BODIES, 2025, 2, dt.date(2026, 1, 1))
    third = quarter(ALL, [], BODIES, 2025, 3, dt.date(2026, 1, 1))
    assert [c.case for c in second.ongoing] == [901]
    assert second.completed == third.ongoing == ()
    assert [c.note for c in third.completed] == ["部分參採"]
    assert third.meetings == ("2025-09-02-m",)
    assert quarter(ALL, [], BODIES, 2025, 4, dt.date(2026, 1, 1)).completed == ()
    assert [b.meeting for b in quarter(ALL, [], BODIES, 2025, 1, dt.date(2026, 1, 1)).votes] == [
        "2025-02-11-m"
    ]


def test_a_quarter_that_runs_knows_nothing_of_the_days_to_come() -> None:
    running = quarter(ALL, [], BODIES, 2025, 3, dt.date(2025, 8, 1))
    assert [c.case for c in running.ongoing] == [901]


def test_a_seasonal_meeting_is_for_the_quarter_of_its_term() -> None:
    assert quarter_of(meeting("2018-01-10-s", term={"roc_year": 106, "quarter": 4})) == (2017, 4)
    assert quarter_of(meeting("2017-03-28-s")) == (2017, 1)


def test_months_without_a_collaborative_meeting_are_counted_too() -> None:
    later = meeting("2025-06-10-c", tier="collaborative", case=902, host_agency="council")
    assert pace([MET, later]) == (("2025-04", 1), ("2025-05", 0), ("2025-06", 1))
    assert pace([]) == ()


def test_a_line_without_case_belongs_to_the_issue_whose_title_it_holds() -> None:
    record = meeting(
        "2025-12-16-s", decisions=[{"text": "候車亭座椅高度請試發會協調"}, {"text": "別的事"}]
    )
    found = dossier([record], BODIES, frozenset(), "seats", "候車亭座椅高度")
    assert [d.decision.text for d in found.decisions] == ["候車亭座椅高度請試發會協調"]


ATTENDEES = [
    {"name": "陳示範", "agency": "示範署", "capacity": "host"},
    {"name": "高草稿", "agency": "範例部", "capacity": "other_po"},
    {"name": "舊同仁", "agency": "bureau"},
    {"name": "劉模板", "agency": "council", "capacity": "table_lead"},
    {"name": "遮陽媽媽", "capacity": "petitioner"},
    {"name": "張假名", "agency": "yuan", "capacity": "facilitator"},
    {"name": "安靜的人", "agency": "council"},
]
SPOKEN = {
    "陳示範組長": ("a", "b"),
    "高草稿": ("c",),
    "遮陽媽媽": ("d",),
    "範例部代表": ("e",),
    "路人": ("f",),
}


def test_everybody_who_took_part_stands_in_a_circle_around_the_host() -> None:
    held = meeting(
        "2025-04-10-c", tier="collaborative", case=901, host_agency="agency", attendees=ATTENDEES
    )
    way = Trail(
        cases=(901,),
        issue=None,
        title="",
        records=(Entry(meeting=held.id, title="", date=held.date, stage="main", found="declared"),),
    )
    found = network(way, {held.id: held}, BODIES, People(), lambda _: SPOKEN)
    circles = {b.agency: (b.circle, b.named, b.speeches) for b in found.bodies}
    assert circles == {
        "agency": ("inside", "host", 2),
        "bureau": ("inside", "", 0),
        "ministry": ("vertical", "", 2),
        "council": ("horizontal", "", 0),
    }
    alone = {p.name: (p.circle, p.speeches) for p in found.people}
    assert alone == {
        "遮陽媽媽": ("outside", 1),
        "張假名": ("convening", 0),
        "路人": ("unplaced", 1),
    }
    assert [p.name for b in found.bodies if b.agency == "council" for p in b.participants] == [
        "劉模板",
        "安靜的人",
    ]


def test_a_nickname_is_never_taken_for_a_person_of_the_registry() -> None:
    held = meeting("2025-04-10-c", tier="collaborative", case=901, host_agency="agency")
    known = Person(id="chen", name=Bilingual(zh="陳示範"), labels=("陳示範",), po=(Duty("agency"),))
    way = Trail(
        cases=(901,),
        issue=None,
        title="",
        records=(Entry(meeting=held.id, title="", date=held.date, stage="main", found="declared"),),
    )
    found = network(
        way,
        {held.id: held},
        BODIES,
        People.of([known]),
        lambda _: {"阿範": ("a",), "陳示範": ("b",)},
    )
    assert [(p.name, p.person) for b in found.bodies for p in b.participants] == [
        ("陳示範", "chen")
    ]
    assert [(p.name, p.person) for p in found.people] == [("阿範", None)]


def test_at_a_monthly_meeting_only_those_count_who_spoke_on_the_case() -> None:
    held = meeting("2025-05-06-m", attendees=ATTENDEES)
    way = Trail(
        cases=(901,),
        issue=None,
        title="",
        hosts=("agency",),
        records=(
            Entry(
                meeting=held.id,
                title="",
                date=held.date,
                stage="monthly",
                found="automatic",
                speeches=("b", "e"),
            ),
        ),
    )
    found = network(way, {held.id: held}, BODIES, People(), lambda _: SPOKEN)
    assert {(b.agency, b.speeches) for b in found.bodies} == {("agency", 1), ("ministry", 1)}


def public(held: Meeting, **more: Any) -> dict[str, str]:
    return {p.thing: p.state for p in publicity(held, **more)}


def test_each_thing_is_linked_awaited_withheld_or_missing() -> None:
    held = meeting(
        "2025-04-10-c",
        tier="collaborative",
        case=901,
        record={"video": "none"},
        links=[{"type": "slides", "url": "https://example.org/s"}],
    )
    before = meeting(
        "2025-04-01-p",
        tier="collaborative",
        case=901,
        links=[{"type": "handbook", "url": "https://example.org/h"}],
    )
    promise = meeting(
        "2025-05-06-m",
        actions={
            "agency": "agency",
            "task": "將綜整回應放上提案頁",
            "due": "2025-06-10",
            "case": 901,
        },
    )
    tasks = dossier([promise], BODIES, frozenset({901})).tasks
    assert public(held, related=[before], tasks=tasks) == {
        "transcript": "linked",
        "slides": "linked",
        "mindmap": "missing",
        "handbook": "linked",
        "suggestions": "missing",
        "video": "withheld",
        "reply": "awaited",
    }
    reply = publicity(held, tasks=tasks)[-1]
    assert (reply.due, reply.meeting) == (dt.date(2025, 6, 10), promise.id)


@pytest.mark.parametrize("url", ["https://example.org/r", ""])
def test_a_reply_is_public_only_where_it_can_be_found(url: str) -> None:
    held = meeting("2025-04-10-c", tier="collaborative", case=901)
    assert public(held, response=Response(url=url))["reply"] == ("linked" if url else "missing")


def test_a_standing_tells_nothing_of_a_case_as_it_was_known_before_its_words() -> None:
    day = dt.date(2020, 12, 1)
    standing = Standing(value="tracked", since=day)
    assert standing.tells("tracked", day)
    assert not standing.tells("tracked", day - dt.timedelta(days=1))
    assert not standing.tells("released", day)
    assert standing.tells("tracked", None)
