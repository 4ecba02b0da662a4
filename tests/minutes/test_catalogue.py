"""One moment's view of an archive: lists, addresses, twins, speakers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from minutes.addresses.redirects import Redirects, fold_address
from minutes.catalogue.public_view import Catalogue, PublicView
from minutes.publication.gate import Gate
from minutes.publication.office_calendar import load_calendar
from minutes.records.front_matter import FrontMatter, Tier
from minutes.records.model import Meeting, Speaker
from tests.conftest import Transcripts

NOW = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def meeting(
    name: str,
    *,
    tier: Tier = "other",
    twin: str = "",
    speakers: tuple[str, ...] = (),
    lang: str = "zh-Hant-TW",
) -> Meeting:
    try:
        date = dt.date.fromisoformat(name[:10])
    except ValueError:
        date = None
    front = FrontMatter(title=name[11:], date=date, tier=tier, lang=lang, translation_of=twin)
    said = tuple(Speaker(name=s, speeches=2) for s in speakers)
    return Meeting(id=name, path=f"{name}.md", digest="", front=front, speakers=said)


@pytest.fixture
def view(transcripts: Transcripts) -> Maker:
    return Maker(Gate(load_calendar(transcripts.path), ZoneInfo("Asia/Taipei")))


class Maker:
    """Makes the public view of some meetings."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def __call__(
        self,
        *meetings: Meeting,
        rows: tuple[tuple[str, str], ...] = (),
        twins: tuple[tuple[str, str], ...] = (),
        now: dt.datetime = NOW,
    ) -> PublicView:
        redirects = Redirects(tuple((fold_address(a), fold_address(b)) for a, b in rows))
        return Catalogue(meetings, self.gate, redirects=redirects, twins=twins).public(now)


def test_the_newest_record_comes_first_and_undated_ones_last(view: Maker) -> None:
    found = view(
        meeting("2018-01-01-b"),
        meeting("undated"),
        meeting("2019-01-01-c"),
        meeting("2018-01-01-a"),
    )
    assert [m.id for m in found.meetings] == [
        "2019-01-01-c",
        "2018-01-01-a",
        "2018-01-01-b",
        "undated",
    ]


def test_what_is_held_is_in_no_list(view: Maker) -> None:
    monthly = meeting("2020-01-01-月會", tier="monthly", speakers=("甲",))
    found = view(monthly, meeting("2018-01-01-x"), now=NOW)
    assert [m.id for m in found.meetings] == ["2018-01-01-x"]
    assert found.by_tier("monthly") == ()
    assert found.speakers == {}
    assert found.resolve("2020-01-01-月會") is None
    later = view(monthly, now=dt.datetime(2020, 3, 1, tzinfo=dt.UTC))
    assert later.resolve("2020-01-01-月會") == "2020-01-01-月會"


def test_the_next_change_is_the_moment_at_which_a_held_record_becomes_public(view: Maker) -> None:
    catalogue = view(meeting("2020-01-01-月會", tier="monthly")).catalogue
    change = catalogue.next_change(NOW)
    assert change is not None
    assert catalogue.public(change - dt.timedelta(seconds=1)).meetings == ()
    assert len(catalogue.public(change).meetings) == 1
    assert catalogue.next_change(change) is None


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "2018-01-01-PO月會：甲",
        "2018-01-01-po月會-甲",
        "2018-01-01-PO月會-甲",
        "/2018-01-01-PO月會：甲.md",
    ],
)
def test_a_record_is_found_by_its_address_in_any_form(view: Maker, address: str) -> None:
    assert view(meeting("2018-01-01-PO月會：甲")).resolve(address) == "2018-01-01-PO月會：甲"


def test_a_record_is_found_by_the_older_archives_cut_address(view: Maker) -> None:
    name = "2018-01-01-A-talk-about-shade-in-parks-and-what-children-say-about-it"
    assert view(meeting(name)).resolve(name.lower()[:50]) == name


def test_an_old_address_that_two_records_claim_leads_to_neither(view: Maker) -> None:
    long = "2018-01-01-A-talk-about-shade-in-parks-and-what-children-say"
    found = view(meeting(f"{long}-first"), meeting(f"{long}-second"))
    assert found.resolve(long.lower()[:50]) is None


def test_a_cut_address_never_shadows_a_records_own(view: Maker) -> None:
    long = "2018-01-01-a-talk-about-shade-in-parks-and-what-children-say"
    assert view(meeting(long), meeting(long[:50])).resolve(long[:50].upper()) == long[:50]


def test_a_records_own_address_never_redirects(view: Maker) -> None:
    found = view(
        meeting("2018-01-01-a"), meeting("2018-01-01-b"), rows=(("2018-01-01-a", "2018-01-01-b"),)
    )
    assert found.resolve("2018-01-01-a") == "2018-01-01-a"
    assert found.resolve("2018-01-01-B") == "2018-01-01-b"


def test_either_side_of_a_row_may_be_the_record(view: Maker) -> None:
    rows = (("2018-01-01-a", "2018-01-01-new"), ("old-b", "2018-01-01-b"))
    found = view(meeting("2018-01-01-a"), meeting("2018-01-01-b"), rows=rows)
    assert found.resolve("2018-01-01-new") == "2018-01-01-a"
    assert found.resolve("OLD-B") == "2018-01-01-b"
    assert found.resolve("2018-01-01-c") is None


def test_a_row_may_name_a_record_by_its_cut_address(view: Maker) -> None:
    name = "2018-01-01-A-talk-about-shade-in-parks-and-what-children-say-about-it"
    assert view(meeting(name), rows=(("old", name.lower()[:50]),)).resolve("old") == name


# --- twins


def test_twins_are_found_from_either_side(view: Maker) -> None:
    zh, en = meeting("2018-01-01-甲"), meeting("2018-01-01-a", lang="en")
    for found in (
        view(zh, en, twins=(("2018-01-01-a", "2018-01-01-甲"),)),
        view(zh, meeting("2018-01-01-a", twin="2018-01-01-甲", lang="en")),
    ):
        for one, other in (("2018-01-01-甲", "2018-01-01-a"), ("2018-01-01-a", "2018-01-01-甲")):
            twin = found.twin(found.by_id[one])
            assert twin is not None, (found, one, other)
            assert twin.id == other


def test_a_twin_that_is_not_public_or_is_the_record_itself_is_none(view: Maker) -> None:
    found = view(
        meeting("2018-01-01-a", twin="2018-01-01-a"), meeting("2018-01-01-b", twin="nothing")
    )
    assert found.twin(found.by_id["2018-01-01-a"]) is None
    assert found.twin(found.by_id["2018-01-01-b"]) is None


# --- speakers and years


def test_a_speakers_meetings_and_speeches_are_counted(view: Maker) -> None:
    found = view(
        meeting("2018-01-01-a", speakers=("甲", "乙")), meeting("2019-01-01-b", speakers=("乙",))
    )
    assert found.speakers == {"乙": (2, 4), "甲": (1, 2)}
    assert [m.id for m in found.by_speaker("乙")] == ["2019-01-01-b", "2018-01-01-a"]
    assert found.by_speaker("丙") == ()


def test_years_of_a_tier_come_newest_first(view: Maker) -> None:
    found = view(meeting("2017-01-01-a"), meeting("2019-01-01-b"), meeting("2019-02-01-c"))
    assert found.years("other") == (2019, 2017)
    assert [m.id for m in found.by_tier("other")][:2] == ["2019-02-01-c", "2019-01-01-b"]
