"""Checks of the front matter: what fields say about each other and about the file."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from minutes.records import document
from minutes.records.front_matter import TIERS
from minutes.settings import ArchiveSettings
from pipeline.checks.validation import context_for, validate_file
from tests.pipeline.findings import BASIC, HEADING, NAME, codes, found, front, only


def test_a_complete_head_has_nothing_wrong_with_it() -> None:
    fields = """
title: 開放政府第901案協作會議
date: 2025-04-10
tier: collaborative
case: 901
host_agency: 財政部
co_agencies: [衛福部]
attendees:
  - {name: 王範例, agency: mof, capacity: host}
  - {name: 陳示範, organisation: 示範協會, capacity: expert}
edit: {closes: 2025-04-24, published: 2025-04-25}
links: [{type: slides, url: "https://issuu.com/example/docs/slides"}]
"""
    assert found(front(fields)) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (front("title: 甲: 乙"), "unreadable-front-matter", 2),
        (front(BASIC + "titel: 甲"), "unknown-field", 5),
        (front("date: 2025-04-10\ntier: other"), "missing-field", 1),
        (front("title: 甲\ntier: other"), "missing-date", 1),
        (front("title: 甲\ndate: 2025-04-10"), "missing-tier", 1),
        (front("title: 甲\ndate: 2025-04-10\ntier: monthy"), "unknown-value", 4),
        (front(BASIC + "kind: mian"), "unknown-value", 5),
        (front(BASIC + "term: {quarter: 5}"), "bad-value", 5),
        (front("title: 甲\ndate: 10 April\ntier: other"), "bad-date", 3),
        (front("title: 甲\ndate: 2025-04-11\ntier: other"), "date-mismatch", 3),
        (front(BASIC, heading="# 2024-04-10 甲\n\n"), "date-mismatch", 6),
        ("# 2025-04-11 甲\n\n### 王範例：\n好。\n", "date-mismatch", 1),
    ],
)
def test_a_head_that_cannot_be_taken_as_it_is_is_reported_at_its_line(
    text: str, code: str, line: int
) -> None:
    problem = only(text, code)
    assert (problem.line, problem.severity) == (line, "error")


def test_a_record_without_a_tier_is_told_which_there_are() -> None:
    problem = only(front("title: 甲\ndate: 2025-04-10"), "missing-tier")
    assert "月會 monthly" in problem.message("zh")
    assert all(tier in problem.message("en") for tier in TIERS)


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("host_agancy: mof", "host_agency"),
        ("host: mof", "host_agency"),
        ("agencies: mof", "co_agencies"),
        ("votes: [{asked_by: mof}]", ""),
        ("attendees: [{name: 甲, agnecy: mof}]", "agency"),
        ("requests: [{what: 甲, form: mof}]", "from"),
        ("votes: [{options: [{resutl: tie}]}]", "result"),
    ],
)
def test_the_nearest_name_of_an_unknown_field_is_told_at_every_depth(field: str, near: str) -> None:
    assert dict(only(front(BASIC + field), "unknown-field").values)["near"] == near


def test_a_message_leaves_out_what_is_not_known() -> None:
    near = only(front(BASIC + "titel: 甲"), "unknown-field")
    far = only(front(BASIC + "qqqq: 甲"), "unknown-field")
    assert "“title”" in near.message("en")
    assert "nearest" not in far.message("en")
    assert "最接近" not in far.message("zh")


def test_a_bad_value_is_explained_in_both_languages_and_not_repeated() -> None:
    problem = only(front(BASIC + "case: A123456789"), "bad-value")
    assert "應為整數" in problem.message("zh")
    assert "valid integer" in problem.message("en")
    assert "A123456789" not in repr(problem)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (BASIC + "host_agency: 財正部", "unknown-agency"),
        (BASIC + "attendees: [{name: 甲, agency: 沒有部}]", "unknown-agency"),
        (BASIC + "actions: [{task: 甲, agency: 沒有部}]", "unknown-agency"),
        (BASIC + "requests: [{what: 甲, from: 沒有部, to: 交通布}]", "like-agency"),
        (BASIC.replace("2025", "2018") + "host_agency: 環境部", "agency-not-valid"),
        (BASIC.replace("2025", "2018") + "host_agency: 國科會", "agency-not-valid"),
        (BASIC + "attendees: [{name: 甲}, {name: 甲}]", "attendee-twice"),
        (BASIC + 'attendees: [{name: ""}]', "attendee-without-name"),
        (
            BASIC + "host_agency: mof\nattendees: [{name: 甲, agency: moi, capacity: host}]",
            "capacity-unlike-host",
        ),
        (BASIC + "sessions: [{date: 2025-04-09}, {date: 2025-04-02}]", "sessions-out-of-order"),
        (BASIC.replace("other", "collaborative") + "case: 901", "missing-host"),
        (BASIC.replace("測試會議", "110年8月聯絡人工作推動會議"), "tier-unlike-title"),
        (
            BASIC.replace("測試會議", "第902案協作會議").replace("other", "collaborative")
            + "case: 901\nhost_agency: mof",
            "case-unlike-title",
        ),
        (BASIC + "decisions: [{text: 甲, speech: abcdefghijkl}]", "unknown-speech"),
        (BASIC + "links: [{type: slides, url: 'https://issuu.com/somebody'}]", "profile-link"),
        (BASIC + "links: [{type: slides, url: 'https:/ttps://issuu.com/a'}]", "broken-link"),
        (BASIC + "response: {url: 'ey.gov.tw'}", "broken-link"),
        (BASIC + "links: [{type: slide, url: 'https://example.org'}]", "unknown-value"),
        (BASIC + "edit: {waiver_reason: '—'}", "waiver-without-reason"),
        (BASIC + "edit: {closes: 2025-04-20}", "closes-too-early"),
        (BASIC + "edit: {published: 2025-04-20}", "published-too-early"),
        (BASIC.replace("2025", "2040") + "edit:", "calendar-too-short"),
        (BASIC.replace("2025", "2040"), "date-to-come"),
    ],
)
def test_fields_that_contradict_each_other_or_the_world_are_reported(
    fields: str, code: str
) -> None:
    assert code in codes(front(fields))


def test_the_language_is_compared_with_the_text() -> None:
    body = "".join(f"### 王範例：\n這是第{n}段中文發言。\n\n" for n in range(30))
    assert "lang-unlike-text" in codes(front(BASIC + "lang: en", body))
    assert "lang-unlike-text" not in codes(front(BASIC + "lang: zh-Hant-TW", body))


def test_a_numbered_collaborative_meeting_without_front_matter_needs_no_host_yet() -> None:
    name = "2025-04-10-開放政府第901次協作會議.md"
    text = "# 2025-04-10 開放政府第901次協作會議\n\n### 王範例：\n好。\n"
    assert codes(text, name) == set()


def test_a_speech_of_the_same_record_may_be_named() -> None:
    ident = next(i.id for i in document.parse(front(BASIC)).items if i.type == "speech")
    assert codes(front(BASIC + f"decisions: [{{text: 甲, speech: {ident}}}]")) == set()
    assert codes(front(BASIC + f"actions: {{task: 甲, speech: 's{ident}'}}")) != set()


VOTE = BASIC + "votes: [{eligible: 40, cast: 36, min: 1, max: 2, options: [%s]}]"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("{title: 甲, votes: 37}, {title: 乙, votes: 0}", "option-above-cast"),
        ("{title: 甲, votes: 10}, {title: 乙, votes: 5}", "vote-sum-out-of-range"),
        (
            "{title: 甲, votes: 36}, {title: 乙, votes: 36}, {title: 丙, votes: 1}",
            "vote-sum-out-of-range",
        ),
        ("{title: 甲, votes: 36, percent: 60}", "percent-unlike-votes"),
        (
            "{title: 甲, votes: 36}, {title: 乙, votes: 20, result: not_selected}",
            "half-not-selected",
        ),
        ("{title: 甲, percent: 50, result: not_selected}", "half-not-selected"),
        ("{title: 甲, votes: 36, voters: [王範例]}", "per-voter-data"),
        ("{title: 甲, votes: [王範例, 陳示範]}", "per-voter-data"),
    ],
)
def test_a_ballot_is_checked_by_the_rules_of_approval_voting(options: str, code: str) -> None:
    assert code in codes(front(VOTE % options))


@pytest.mark.parametrize(
    "options",
    [
        "{title: 甲, votes: 36, percent: 90, result: selected}, {title: 乙, votes: 30, percent: 75.4}",
        "{title: 甲, votes: 36, percent: 100}",
        "{title: 甲, votes: 30}, {title: 乙}",
        "{title: 甲, percent: 51}, {title: 乙, percent: 73}, {title: 丙, percent: 88}",
    ],
)
def test_totals_of_a_ballot_need_not_add_up(options: str) -> None:
    assert codes(front(VOTE % options)) == set()


def test_more_ballots_than_voters_and_an_impossible_rule_are_errors() -> None:
    fields = BASIC + "votes: {eligible: 30, cast: 36, min: 3, max: 2}"
    assert {"more-cast-than-eligible", "vote-min-above-max"} <= codes(front(fields))


def test_who_voted_is_told_once_and_by_no_name() -> None:
    problems = found(front(VOTE % "{title: 甲, votes: 36, voters: [王範例]}"))
    assert [p.code for p in problems] == ["per-voter-data"]
    assert "王範例" not in problems[0].message("zh")


@pytest.mark.parametrize(
    ("fields", "reported"),
    [
        ("reports: [{case: 901, status: released}]", True),
        ("reports: {case: 901, status: released, note: '—'}", True),
        ("reports: [{case: 901, status: released, note: 已公開回應}]", False),
        (
            "reports: [{case: 901, status: released}]\nresponse: {url: 'https://example.org/r'}",
            False,
        ),
        (
            "reports: [{case: 901, status: released}]\n"
            "links: [{type: reply, url: 'https://example.org/r'}]",
            False,
        ),
        ("reports: [{case: 901, status: tracked}]", False),
    ],
)
def test_a_case_is_released_with_a_reply_or_a_reason(fields: str, reported: bool) -> None:
    assert ("released-without-reply" in codes(front(BASIC + fields))) is reported


@pytest.mark.parametrize(
    ("now", "held"),
    [
        (dt.datetime(2025, 4, 24, 15, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2025, 4, 24, 16, 0, tzinfo=dt.UTC), False),
    ],
)
def test_a_record_whose_window_is_open_may_not_lie_in_a_public_repository(
    tmp_path: Path, now: dt.datetime, held: bool
) -> None:
    context = replace(context_for(tmp_path, now), archive=ArchiveSettings(public_repository=True))
    text = front(BASIC.replace("other", "monthly"))
    problems = validate_file(text.encode(), NAME, context)
    assert ("draft-in-public-folder" in {p.code for p in problems}) is held
    private = replace(context, archive=ArchiveSettings())
    assert not validate_file(text.encode(), NAME, private)


def test_a_blank_heading_or_odd_head_never_raises() -> None:
    for text in ("", "---\n---\n", "---\n[]\n---\n", "---\na: &x 1\nb: *x\n---\n", HEADING * 3):
        assert isinstance(found(text), list)
