"""What the public may see, and when: one gate decides."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from minutes.errors import SettingsError
from minutes.publication import gate as lists
from minutes.publication.gate import (
    Gate,
    Withdrawal,
    conceal,
    is_barred,
    load_withdrawals,
    main_days,
)
from minutes.publication.office_calendar import load_calendar
from minutes.records.front_matter import Edit, FrontMatter, Kind, Session, Tier
from minutes.records.model import Meeting
from minutes.yaml_text.validating import Bounds
from tests.conftest import Transcripts

TAIPEI = ZoneInfo("Asia/Taipei")


def meeting(
    name: str = "2017-05-19-協作會議",
    *,
    date: dt.date | None = dt.date(2017, 5, 19),
    tier: Tier | None = "collaborative",
    kind: Kind = "main",
    case: tuple[int, ...] = (),
    sessions: tuple[Session, ...] = (),
    edit: Edit | None = None,
    unreadable: tuple[str, ...] = (),
    given: tuple[str, ...] = ("tier",),
    has_front: bool = True,
    broken: bool = False,
    draft: bool = False,
) -> Meeting:
    front = FrontMatter(date=date, tier=tier, kind=kind, case=case, sessions=sessions, edit=edit)
    return Meeting(
        id=name,
        path=f"{name}.md",
        digest="",
        front=front,
        unreadable=unreadable,
        given=given,
        has_front=has_front,
        has_edit=edit is not None,
        broken=broken,
        draft=draft,
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


@pytest.fixture
def gate(transcripts: Transcripts) -> Gate:
    return Gate(load_calendar(transcripts.path), TAIPEI)


def test_a_draft_without_a_window_is_never_public_where_it_lies(gate: Gate) -> None:
    for day in (dt.date(2017, 5, 19), None):
        visit = meeting(tier="other", date=day)
        assert gate.state(visit, at("2017-05-19T00:00:00")) == "public", day
        draft = meeting(tier="other", date=day, draft=True)
        assert gate.state(draft, at("2999-01-01T00:00:00")) == "held", day


@pytest.mark.parametrize(
    "edit", [Edit(), Edit(hold_until=dt.date(2017, 6, 1)), Edit(waiver_reason="所有與會者都已確認")]
)
def test_a_draft_with_a_day_appears_on_it_where_it_lies(gate: Gate, edit: Edit) -> None:
    draft = meeting(tier="other", edit=edit, draft=True)
    assert gate.state(draft, at("2017-06-06T00:00:00")) == "public"


def test_a_draft_that_was_guessed_waits_until_somebody_confirms_it(gate: Gate) -> None:
    late = at("2999-01-01T00:00:00")
    guessed = dataclasses.replace(meeting(tier="monthly", draft=True), unconfirmed=True)
    assert gate.state(guessed, late) == "held"
    assert gate.state(dataclasses.replace(guessed, unconfirmed=False), late) == "public"
    assert gate.state(dataclasses.replace(guessed, draft=False), late) == "public"


@pytest.mark.parametrize(
    "written",
    ["A1" * 32, "speech/k3v2abcdefgh", "甲#sk3v2abcdefgh", "k3v2abcdefgh", "k3v2abcdefgh-2"],
)
def test_a_tombstone_shows_no_id_however_it_was_written(
    transcripts: Transcripts, written: str
) -> None:
    transcripts.write(
        "withdrawn.yaml",
        f'- {{meeting: 甲, date: 2026-04-01, reason: 請求, speech: "{written}"}}\n',
    )
    (found,) = load_withdrawals(transcripts.path)
    ident = "k3v2abcdefgh-2" if written.endswith("-2") else "k3v2abcdefgh"
    assert found.speech == (conceal(ident) if ident in written else written.lower())


def test_a_record_is_public_from_the_day_after_the_tenth_working_day(gate: Gate) -> None:
    assert gate.state(meeting(), at("2017-06-05T23:59:59")) == "held"
    assert gate.state(meeting(), at("2017-06-06T00:00:00")) == "public"


def test_the_same_moment_in_another_zone_decides_alike(gate: Gate) -> None:
    assert gate.state(meeting(), dt.datetime(2017, 6, 5, 15, 59, tzinfo=dt.UTC)) == "held"
    assert gate.state(meeting(), dt.datetime(2017, 6, 5, 16, 0, tzinfo=dt.UTC)) == "public"


def test_a_record_of_no_tier_is_public_at_once(gate: Gate) -> None:
    assert gate.state(meeting(tier="other"), at("2017-05-19T00:00:00")) == "public"
    assert (
        gate.state(meeting(tier="other", date=None, name="x"), at("2017-05-19T00:00:00"))
        == "public"
    )


def test_a_bundle_waits_from_its_last_session(gate: Gate) -> None:
    bundle = meeting(
        date=dt.date(2017, 5, 1),
        name="2017-05-01-x",
        sessions=(Session(date=dt.date(2017, 5, 19)),),
    )
    assert gate.state(bundle, at("2017-06-05T12:00:00")) == "held"
    assert gate.state(bundle, at("2017-06-06T00:00:00")) == "public"


def test_where_name_and_front_matter_differ_the_later_date_counts(gate: Gate) -> None:
    slip = meeting(date=dt.date(2016, 5, 19))
    assert gate.state(slip, at("2017-06-05T12:00:00")) == "held"


def test_a_pre_meeting_waits_for_the_main_meeting_of_its_case(transcripts: Transcripts) -> None:
    main = meeting("2018-07-17-main", date=dt.date(2018, 7, 17), case=(38,))
    pre = meeting("2018-06-01-pre", date=dt.date(2018, 6, 1), kind="pre_meeting", case=(38,))
    other = meeting("2018-06-01-pre", date=dt.date(2018, 6, 1), kind="pre_meeting", case=(39,))
    gate = Gate(load_calendar(transcripts.path), TAIPEI, (), main_days([main, pre]))
    assert gate.state(pre, at("2018-07-17T23:00:00")) == "held"
    assert gate.state(pre, at("2018-07-18T00:00:00")) == "public"
    assert gate.state(other, at("2018-07-17T23:00:00")) == "public"


def test_a_pre_meeting_does_not_wait_for_a_main_meeting_before_it(transcripts: Transcripts) -> None:
    gate = Gate(
        load_calendar(transcripts.path),
        TAIPEI,
        (),
        ((38, dt.date(2018, 1, 1)), (38, dt.date(2030, 1, 1))),
    )
    pre = meeting("2018-06-01-pre", date=dt.date(2018, 6, 1), kind="pre_meeting", case=(38,))
    assert gate.due(pre).day == dt.date(2030, 1, 2)


@pytest.mark.parametrize("field", ["tier", "edit", "sessions"])
def test_an_unreadable_field_of_the_window_withholds_the_record(field: str, gate: Gate) -> None:
    held = meeting(tier="other", unreadable=(field,))
    assert gate.state(held, at("2090-01-01T00:00:00")) == "held"


@pytest.mark.parametrize("tier", ["seasonal", "monthly", "collaborative"])
def test_a_tiered_record_without_a_date_is_barred(tier: Tier, gate: Gate) -> None:
    assert is_barred(meeting(tier=tier, date=None, name="x"))
    assert (
        gate.state(meeting(tier=tier, date=None, name="x"), at("2090-01-01T00:00:00")) == "barred"
    )


def test_a_broken_file_is_barred_whatever_its_tier(gate: Gate) -> None:
    assert gate.state(meeting(tier="other", broken=True), at("2090-01-01T00:00:00")) == "barred"


def test_front_matter_without_a_tier_is_held_like_a_tiered_one(gate: Gate) -> None:
    forgotten = meeting(tier="other", given=())
    assert gate.state(forgotten, at("2017-06-05T12:00:00")) == "held"
    assert gate.state(forgotten, at("2017-06-06T00:00:00")) == "public"
    assert (
        gate.state(meeting(tier="other", given=(), has_front=False), at("2017-05-19T00:00:00"))
        == "public"
    )


def test_a_withdrawn_record_is_withdrawn_even_if_it_is_broken(transcripts: Transcripts) -> None:
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2017-05-19-協作會議, date: 2018-01-01, reason: 當事人請求}\n"
    )
    tombs = load_withdrawals(transcripts.path)
    gate = Gate(load_calendar(transcripts.path), TAIPEI, tombs)
    assert gate.state(meeting(), at("2090-01-01T00:00:00")) == "withdrawn"
    assert gate.state(meeting(broken=True), at("2090-01-01T00:00:00")) == "withdrawn"
    assert gate.withdrawn("2017-05-19-協作會議") == tombs[0]
    assert gate.withdrawn("another") is None


def test_a_single_speech_is_withdrawn_by_a_mark_that_does_not_tell_its_id(
    transcripts: Transcripts,
) -> None:
    tomb = Withdrawal(
        meeting="m", date=dt.date(2018, 1, 1), reason="r", speech=conceal("abcdefghijkl")
    )
    gate = Gate(load_calendar(transcripts.path), TAIPEI, (tomb,))
    assert gate.withdrawn_speech("m", "abcdefghijkl") == tomb
    assert gate.withdrawn_speech("m", "abcdefghijkm") is None
    assert gate.withdrawn_speech("n", "abcdefghijkl") is None
    assert gate.hides_speeches("m")
    assert not gate.hides_speeches("n")
    assert "abcdefghijkl" not in tomb.speech


@pytest.mark.parametrize(
    "text",
    [
        "- {meeting: x}\n",
        "- [",
        "meeting: x\n",
        "- {meeting: x, date: 2018-01-01, reason: r, speach: y}\n",
        b"\xff",
    ],
)
def test_tombstones_that_cannot_be_read_stop_the_archive(
    transcripts: Transcripts, text: str | bytes
) -> None:
    transcripts.write("withdrawn.yaml", text)
    with pytest.raises(SettingsError):
        load_withdrawals(transcripts.path)


def test_an_office_calendar_that_cannot_be_read_stops_the_archive(transcripts: Transcripts) -> None:
    transcripts.write("workdays.yaml", "2018: [\n")
    with pytest.raises(SettingsError):
        load_calendar(transcripts.path)


def test_a_pre_meeting_waits_for_an_announced_meeting_that_has_no_record_yet(
    transcripts: Transcripts,
) -> None:
    pre = meeting("2018-06-01-pre", date=dt.date(2018, 6, 1), kind="pre_meeting", case=(38,))
    planned = ((38, dt.date(2018, 7, 17)), (38, dt.date(2018, 8, 1)), (39, dt.date(2018, 7, 30)))
    gate = Gate(load_calendar(transcripts.path), TAIPEI, (), (), planned)
    assert gate.state(pre, at("2018-07-17T23:00:00")) == "held"
    assert gate.state(pre, at("2018-07-18T00:00:00")) == "public"
    recorded = Gate(gate.calendar, TAIPEI, (), ((38, dt.date(2018, 6, 29)),), planned)
    assert recorded.state(pre, at("2018-06-30T00:00:00")) == "public"


def test_a_meeting_that_is_announced_years_later_takes_no_record_out_of_sight(
    transcripts: Transcripts,
) -> None:
    pre = meeting("2018-06-01-pre", date=dt.date(2018, 6, 1), kind="working", case=(38,))
    later = ((38, dt.date(2026, 12, 1)),)
    gate = Gate(load_calendar(transcripts.path), TAIPEI, (), (), later)
    assert gate.state(pre, at("2026-11-22T00:00:00")) == "public"


@pytest.mark.parametrize(
    ("kind", "field", "state"),
    [("other", "kind", "held"), ("pre_meeting", "case", "held"), ("main", "case", "public")],
)
def test_who_may_wait_for_a_meeting_and_cannot_be_read_is_held(
    gate: Gate, kind: Kind, field: str, state: str
) -> None:
    slip = meeting(kind=kind, unreadable=(field,))
    assert gate.state(slip, at("2030-01-01T00:00:00")) == state


def test_a_long_list_of_tombstones_is_read_and_a_longer_one_tells_its_bound(
    transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "- {meeting: 2025-01-01-會議, date: 2026-02-01, reason: 個人資料}\n"
    transcripts.write(
        "withdrawn.yaml", row * 5_200
    )  # more characters and rows than other lists may have
    assert len(lists.load_withdrawals(transcripts.path)) == len(lists.good_rows(transcripts.path))
    for bounds in (Bounds(chars=1_000), Bounds(chars=1_000_000, entries=5_000)):
        monkeypatch.setattr(lists, "LIST_BOUNDS", bounds)
        with pytest.raises(SettingsError, match=r"more than (1000 characters|5000 rows)"):
            lists.load_withdrawals(transcripts.path)
