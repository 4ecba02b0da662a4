"""The front matter's schema: every field of it is read, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from minutes.records import vocabulary
from minutes.records.front_matter import (
    FRONT_MATTER,
    ISSUE_FRONT,
    Capacity,
    Disposition,
    FrontMatter,
    IssueFront,
    IssueStatus,
    Kind,
    LinkType,
    Method,
    Origin,
    ReportStatus,
    Result,
    Stream,
    Term,
    Tier,
)
from minutes.yaml_text import reading

WHOLE = """
title: 範例院第901案協作會議
date: 2025-04-10
lang: zh-Hant-TW
tier: collaborative
kind: main
term: {roc_year: 114, month: 4}
case: [901, 902]
issue: [playground-shade]
session: 2
sessions:
  - {date: 2025-04-01, kind: rehearsal}
  - {date: 2025-04-10}
host_agency: [範例部]
co_agencies: [試作局, 演示處]
origin: petition
attendees:
  - {name: 王小明, agency: 範例部, role: 專門委員, capacity: host}
  - {name: 李小華, organisation: 家長協會, capacity: petitioner}
summary: {zh: 談遮陽。, en: About shade.}
decisions: [{text: 先搭棚子。, speech: abcdefghijkl, case: 901}]
actions: [{task: 補種樹木, agency: 範例部, due: 2025-06-01, status: open, speech: abcdefghijkl, case: 901}]
requests: [{from: 範例部, to: 試作局, what: 場地, date: 2025-04-10, speech: abcdefghijkl, answer: 可以。, status: answered, case: 901}]
votes:
  - ballot: 四月票選
    eligible: 40
    cast: 30
    min: 1
    max: 3
    options: [{title: 遮陽, issue: playground-shade, case: 901, votes: 20, percent: 66.7, result: selected}]
    speech: abcdefghijkl
reports: [{case: 901, status: tracked, note: 仍在列管, speech: abcdefghijkl, issue: playground-shade}]
response: {url: "https://example.tw/reply", date: 2025-05-01, disposition: partly}
record: {method: stenography, stream: none, video: internal}
edit: {closes: 2025-05-01, hold_until: 2025-05-02, published: 2025-05-03, waiver_reason: 與會者都同意}
corrections: [{date: 2025-05-04, what: 更正日期, asked_by: expert}]
links: [{type: slides, url: "https://example.tw/a.pdf", label: 簡報, archived: "https://example.tw/b.pdf"}]
attachments: [{file: mindmap.png, label: 心智圖, type: mindmap}]
translation_of: 2025-04-10-English
licence: CC0-1.0
"""


def read(text: str) -> FrontMatter:
    return FRONT_MATTER.validate_python(reading.load(text).value)


def test_every_field_of_the_schema_is_read() -> None:
    front = read(WHOLE)
    empty = FrontMatter()
    unread = [
        f.name
        for f in dataclasses.fields(front)
        if getattr(front, f.name) == getattr(empty, f.name)
    ]
    assert unread == []
    assert front.date == dt.date(2025, 4, 10)
    assert front.sessions[1].kind == "pre_meeting"
    assert front.attendees[1].organisation == "家長協會"
    assert front.requests[0].sender == ("範例部",)
    assert front.actions[0].due == dt.date(2025, 6, 1)
    assert front.votes[0].options[0].percent == 66.7
    assert front.edit is not None
    assert front.edit.waiver_reason == "與會者都同意"


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("case", "42", (42,)),
        ("issue", "park", ("park",)),
        ("host_agency", "範例部", ("範例部",)),
        ("co_agencies", "範例部", ("範例部",)),
        ("case", "", ()),
    ],
)
def test_a_list_may_be_given_as_one_value(field: str, value: str, found: tuple[Any, ...]) -> None:
    assert getattr(read(f"{field}: {value}"), field) == found


@pytest.mark.parametrize(
    "field",
    [
        "sessions: {date: 2025-01-01}",
        "attendees: {name: 甲}",
        "decisions: {text: 甲}",
        "actions: {task: 甲}",
        "requests: {what: 甲}",
        "votes: {options: {title: 甲}}",
        "reports: {case: 1}",
        "corrections: {date: 2025-01-01, what: 甲}",
        "links: {type: video, url: 'https://example.tw'}",
        "attachments: {file: a.png}",
    ],
)
def test_a_list_of_entries_may_be_one_entry(field: str) -> None:
    name = field.partition(":")[0]
    assert len(getattr(read(field), name)) == 1


def test_a_text_in_one_language_is_the_chinese_one() -> None:
    summary = read("summary: 談遮陽。").summary
    assert (summary.zh, summary.en) == ("談遮陽。", "")
    assert summary.get("en") == "談遮陽。"


def test_a_term_may_be_the_ordinal_alone() -> None:
    term = read("term: 29").term
    assert term is not None
    assert term.ordinal == 29


def test_a_title_may_look_like_a_number() -> None:
    assert read("title: 2018").title == "2018"


@pytest.mark.parametrize(
    "text",
    [
        "tier: weekly",
        "tier: [monthly]",
        "kind: meeting",
        "date: 2018-13-01",
        "date: 2018-02-30",
        "date: 1514764800",
        "date: 2018-01-02T10:00",
        "date: [2018-01-02]",
        "tier: 週會",
        "date: 107年13月2日",
        "date: 1月2日",
        "case: 遮陽",
        "case: -1",
        "case: 1.5",
        "case: true",
        "term: {roc_year: 107, quarter: 5}",
        "term: {roc_year: 107, season: 1}",
        "term: true",
        "origin: vote",
        "attendees: [{agency: 範例部}]",
        "attendees: [{name: 甲, capacity: boss}]",
        "attendees: [{name: 甲, email: a@example.tw}]",
        "votes: [{voters: [甲, 乙]}]",
        "votes: [{options: [{title: 甲, voters: [乙]}]}]",
        "votes: [{options: [{percent: 101}]}]",
        "votes: [{cast: -1}]",
        "corrections: [{date: 2025-01-01, what: 更正, asked_by: 王小明}]",
        "links: [{type: homepage, url: 'https://example.tw'}]",
        "edit: {closes: soon}",
        "edit: {hold_til: 2025-01-01}",
        "edit: yes",
        "summary: {fr: x}",
        "id: x",
        "unknown: x",
        "title: [a]",
    ],
)
def test_what_the_schema_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tier: 月會", "monthly"),
        ("tier: Monthly", "monthly"),
        ("tier: 協作會議", "collaborative"),
        ("kind: 正式會議", "main"),
        ("kind: 會前會", "pre_meeting"),
        ("kind: pre-meeting", "pre_meeting"),
        ("origin: 提點子", "petition"),
        ("lang: 中文", "zh-Hant-TW"),
        ("lang: zh_TW", "zh-TW"),
        ("date: 107年1月2日", dt.date(2018, 1, 2)),
        ("date: 107/1/2", dt.date(2018, 1, 2)),
        ("date: 2018/1/2", dt.date(2018, 1, 2)),
        ("date: 20180102", dt.date(2018, 1, 2)),
        ("date: 1070102", dt.date(2018, 1, 2)),
        ("date: 二〇一八年一月二日", dt.date(2018, 1, 2)),
        ("case: 第42案", (42,)),
        ("case: '42'", (42,)),
        ("case: 42、43", (42, 43)),
        ("case: [第42案, 43]", (42, 43)),
        ("host_agency: 範例部、試作局", ("範例部", "試作局")),
        ("host_agency: 範例部，試作局", ("範例部", "試作局")),
        ("host_agency: 範例部, 試作局", ("範例部", "試作局")),
        ("host_agency: [範例部、試作局, 演示處]", ("範例部", "試作局", "演示處")),
        ("host_agency: 'Sample, Ministry of'", ("Sample, Ministry of",)),
    ],
)
def test_the_words_that_people_use_are_read_as_what_they_mean(text: str, found: object) -> None:
    assert getattr(read(text), text.partition(":")[0]) == found


def test_the_words_that_people_use_are_read_in_entries_too() -> None:
    front = read("""
attendees: [{name: 王小明, capacity: 主席}]
actions: [{task: 補件, agency: 範例部、試作局, due: 114年6月1日, status: 進行中}]
reports: [{case: 第901案, status: 解除列管}]
votes: [{cast: 三十六人, options: [{title: 遮陽, votes: 18 票, percent: 50％, result: 通過}]}]
links: [{type: 簡報, url: "https://example.tw"}]
term: 114年4月
""")
    assert front.attendees[0].capacity == "chair"
    assert front.actions[0].agency == ("範例部", "試作局")
    assert (front.actions[0].due, front.actions[0].status) == (dt.date(2025, 6, 1), "open")
    assert (front.reports[0].case, front.reports[0].status) == (901, "released")
    option = front.votes[0].options[0]
    assert (front.votes[0].cast, option.votes, option.percent, option.result) == (
        36,
        18,
        50,
        "selected",
    )
    assert front.links[0].type == "slides"
    assert front.term == Term(roc_year=114, month=4)


VOCABULARIES = {
    "tier": Tier,
    "kind": Kind,
    "capacity": Capacity,
    "origin": Origin,
    "link": LinkType,
    "report_status": ReportStatus,
    "issue_status": IssueStatus,
    "disposition": Disposition,
    "result": Result,
    "method": Method,
    "stream": Stream,
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_value_of_the_schema_has_its_words_and_no_word_means_two(name: str) -> None:
    words = vocabulary.values(name)
    assert set(words) == set(typing.get_args(VOCABULARIES[name]))
    for value, word in words.items():
        for written in (value, word.zh, word.en, *word.also):
            assert vocabulary.value_of(name, written) == value


def test_nobodys_vote_can_be_written_down() -> None:
    schema = FRONT_MATTER.json_schema()
    names = {name for part in schema["$defs"].values() for name in part.get("properties", {})}
    assert not names & {"voter", "voters", "voted_by", "by"}


def test_there_is_no_field_for_the_id() -> None:
    assert "id" not in {f.name for f in dataclasses.fields(FrontMatter)}


@pytest.mark.parametrize("adapter", [FRONT_MATTER, ISSUE_FRONT])
def test_the_json_schema_is_one(adapter: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(adapter.json_schema())


def test_an_issue_file_has_a_schema_of_its_own() -> None:
    text = """
title: {zh: 公園遮陽, en: Shade in parks}
case: 901
origin: petition
urls: https://example.tw/petition
host_agency: []
co_agencies: 試作局
keywords: [公園, 樹]
status:
  - {status: proposed, date: 2025-01-01}
  - {status: met, date: 2025-04-10, speech: abcdefghijkl}
response: {url: "https://example.tw/reply", disposition: adopted}
links: {type: notice, url: "https://example.tw"}
highlights: abcdefghijkl
"""
    found: IssueFront = ISSUE_FRONT.validate_python(reading.load(text).value)
    assert found.case == (901,)
    assert found.urls == ("https://example.tw/petition",)
    assert [s.status for s in found.status] == ["proposed", "met"]
    assert found.highlights == ("abcdefghijkl",)
