"""A file's bytes as a record: what it says, what its name tells, what is wrong with it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.publication.gate import Gate
from minutes.publication.office_calendar import load_calendar
from minutes.records.model import Meeting
from pipeline.source import parser
from pipeline.source.parser import Parsed
from tests.conftest import Transcripts

MONTHLY = "2018-03-05-開放政府-PO-第十三次月會.md"
TEXT = "# 2018-03-05 開放政府 PO 第十三次月會\n\n### 王小明：\n大家好，我們開始。\n\n### 李小華：\n好。\n\n### 王小明：\n謝謝。\n"
LONG_AGO = dt.datetime(2018, 3, 6, 12, tzinfo=dt.UTC)
FAR_AHEAD = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)


def read(text: str | bytes, name: str = MONTHLY) -> Parsed:
    return parser.parse(text if isinstance(text, bytes) else text.encode(), name)


def with_front(yaml: str, name: str = MONTHLY) -> Meeting:
    return read(f"---\n{yaml}\n---\n{TEXT}", name).meeting


def talk(yaml: str) -> Meeting:
    """A record that neither its name nor its heading calls one of the network's meetings."""
    text = TEXT.replace("開放政府 PO 第十三次月會", "演講")
    return read(f"---\n{yaml}\n---\n{text}", "2018-03-05-演講.md").meeting


def codes(parsed: Parsed) -> list[str]:
    return [p.code for p in parsed.problems]


@pytest.fixture
def gate(transcripts: Transcripts) -> Gate:
    return Gate(load_calendar(transcripts.path), ZoneInfo("Asia/Taipei"))


# --- without front matter


def test_a_file_without_front_matter_is_a_whole_record() -> None:
    meeting = read(TEXT).meeting
    assert meeting.id == "2018-03-05-開放政府-PO-第十三次月會"
    assert meeting.title == "開放政府 PO 第十三次月會"
    assert meeting.date == dt.date(2018, 3, 5)
    assert (meeting.tier, meeting.kind) == ("monthly", "main")
    assert meeting.front.term is not None
    assert meeting.front.term.ordinal == 13
    assert [a.name for a in meeting.front.attendees] == ["王小明", "李小華"]
    assert [(s.name, s.speeches) for s in meeting.speakers] == [("王小明", 2), ("李小華", 1)]
    assert (meeting.speeches, meeting.items, meeting.lang) == (3, 4, "zh-Hant-TW")
    assert not meeting.has_front


def test_every_value_that_was_inferred_is_named_as_such() -> None:
    assert read(TEXT).meeting.inferred == (
        "attendees",
        "date",
        "kind",
        "lang",
        "term",
        "tier",
        "title",
    )


def test_the_date_of_the_files_name_wins_over_the_headings() -> None:
    meeting = read("# 2025-11-07 課發會\n", "2015-11-07-課發會.md").meeting
    assert meeting.date == dt.date(2015, 11, 7)


@pytest.mark.parametrize(
    ("title", "cases"),
    [("開放政府第 42 案協作會議", (42,)), ("開放政府聯絡人第四十二次協作會議", (42,))],
)
def test_a_case_is_read_in_either_numerals(title: str, cases: tuple[int, ...]) -> None:
    meeting = read(f"# 2018-03-05 {title}\n", f"2018-03-05-{title}.md").meeting
    assert meeting.front.case == cases
    assert meeting.tier == "collaborative"


@pytest.mark.parametrize("text", ["", "\n", "# 2018-03-05 月會\n", "\ufeff", "---\n", "\x00"])
def test_a_file_with_next_to_nothing_in_it_is_still_a_record(text: str) -> None:
    meeting = read(text).meeting
    assert meeting.date == dt.date(2018, 3, 5)
    assert meeting.title
    assert not meeting.broken


def test_a_file_in_a_subfolder_has_its_stem_as_id() -> None:
    assert read(TEXT, f"2018/{MONTHLY}").meeting.id == MONTHLY.removesuffix(".md")


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("我們今天談公園的遮陽。", "zh-Hant-TW"),
        ("Today we talk about the shade in the park and what it needs.", "en"),
        ("Nous allons parler de la ville et des parcs, et de ce que les gens en pensent.", "fr"),
        ("今日は公園の日よけについて話します。よろしくお願いします。", "ja"),
        ("오늘은 공원의 그늘에 대해 이야기합니다.", "ko"),
        ("Wir sprechen heute über den Schatten im Park und was das ist.", "de"),
        ("Hoy hablamos de la sombra en el parque y por qué es para todos los niños.", "es"),
        ("我們用 Slido 收集 questions，然後 PO 會整理。", "zh-Hant-TW"),
        ("請看 https://example.org/meetings/records/and/what/they/say", "zh-Hant-TW"),
        ("1914 1915", "en"),
    ],
)
def test_the_language_is_that_of_most_words(words: str, lang: str) -> None:
    assert read(f"# 2018-03-05 x\n\n### A:\n{words}\n").meeting.lang == lang


# --- with front matter


def test_what_the_file_says_is_never_replaced_by_a_guess() -> None:
    meeting = with_front(
        "title: 另題\ndate: 2018-03-06\ntier: other\nkind: talk\nterm: {ordinal: 99}\nlang: en\nattendees: [趙先生]"
    )
    assert (meeting.title, meeting.date, meeting.tier, meeting.kind) == (
        "另題",
        dt.date(2018, 3, 6),
        "other",
        "talk",
    )
    assert meeting.lang == "en"
    assert "attendees" in meeting.unreadable
    assert meeting.inferred == ()


def test_what_the_file_does_not_say_is_inferred_beside_it() -> None:
    meeting = with_front("tier: other")
    assert meeting.title == "開放政府 PO 第十三次月會"
    assert meeting.inferred == ("attendees", "date", "kind", "lang", "term", "title")
    assert meeting.given == ("tier",)


@pytest.mark.parametrize("yaml", ["title:\ndate:\ntier:", "title: ''", "title: ~\ndate: null"])
def test_a_field_that_was_left_empty_is_a_missing_one(yaml: str) -> None:
    meeting = with_front(yaml)
    assert meeting.title == "開放政府 PO 第十三次月會"
    assert meeting.date == dt.date(2018, 3, 5)
    assert meeting.given == ()
    assert meeting.unreadable == ()


def test_a_bad_entry_of_a_list_is_left_out_alone() -> None:
    parsed = read(
        f"---\ntier: other\nattendees:\n  - {{name: 甲}}\n  - {{nmae: 乙}}\n  - {{name: 丙}}\ncase: [1, x, 3]\n---\n{TEXT}"
    )
    assert [a.name for a in parsed.meeting.front.attendees] == ["甲", "丙"]
    assert parsed.meeting.front.case == (1, 3)
    assert set(parsed.meeting.unreadable) == {"attendees", "case"}
    lines = {p.code: p.line for p in parsed.problems}
    assert lines == {"missing-field": 5, "unknown-field": 5, "bad-value": 7}


def test_an_unknown_field_is_named_with_the_nearest_known_one() -> None:
    parsed = read(f"---\ntier: other\nhost_agncy: 範例部\n---\n{TEXT}")
    (found,) = parsed.problems
    assert (found.code, found.line) == ("unknown-field", 3)
    assert "host_agency" in found.message("en")
    assert "host_agency" in found.message("zh")


def test_the_message_about_a_bad_value_does_not_repeat_it() -> None:
    parsed = read(f"---\ntier: other\ncase: A123456789\n---\n{TEXT}")
    assert "A123456789" not in parsed.problems[0].message("zh") + parsed.problems[0].message("en")


# --- what must never be public early


@pytest.mark.parametrize(
    "head",
    [
        "---\ntier: monthly\n  date: [\n---\n",
        "---\ntier: monthly\ntier: other\n---\n",
        "---\n\ttier: monthly\n---\n",
        "---\ntier: monthly\n",
        "---\ntier: &a monthly\nkind: *a\n---\n",
        "\n---\ntier: monthly\n  date: [\n---\n",
        "\ufeff---\ntier: [\n---\n",
    ],
)
def test_a_record_whose_front_matter_cannot_be_read_is_never_public(head: str, gate: Gate) -> None:
    parsed = read(head + TEXT, "2018-03-05-演講.md")
    assert parsed.meeting.broken
    assert codes(parsed) == ["unreadable-front-matter"]
    assert gate.state(parsed.meeting, FAR_AHEAD) == "barred"


@pytest.mark.parametrize("data", [b"\xff\xfe# x", b"# 2018-03-05 \xe6\x9c\n"])
def test_a_file_that_is_not_utf8_is_never_public(data: bytes, gate: Gate) -> None:
    parsed = read(data, "2018-03-05-演講.md")
    assert codes(parsed) == ["not-utf8"]
    assert gate.state(parsed.meeting, FAR_AHEAD) == "barred"


def test_a_file_that_is_too_large_is_never_public(gate: Gate) -> None:
    parsed = read(b"a" * (parser.MAX_BYTES + 1), "2018-03-05-演講.md")
    assert codes(parsed) == ["too-large"]
    assert gate.state(parsed.meeting, FAR_AHEAD) == "barred"


@pytest.mark.parametrize("tier", ["seasonal", "monthly", "collaborative"])
@pytest.mark.parametrize("date", ["date: 2018-13-01", "date: soon", "dat: 2018-03-05"])
def test_a_tiered_record_without_a_valid_date_is_never_public(
    tier: str, date: str, gate: Gate
) -> None:
    assert gate.state(with_front(f"tier: {tier}\n{date}", "月會.md"), FAR_AHEAD) == "barred"


@pytest.mark.parametrize(
    "yaml",
    [
        "tier: montly",
        "teir: monthly",
        "Tier: monthly",
        "tier: ''",
        "tier: [monthly]",
        "tier: other\nedit: {closes: x}",
        "tier: other\nedti: {hold_until: 2018-05-01}",
        "tier: other\nedit: yes",
        "tier: other\nedit: {hold_untill: 2018-05-01}",
        "tier: other\ndate: 2018-13-01",
        "tier: other\nsessions: [{date: x}]",
    ],
)
def test_a_mistyped_field_that_could_hold_a_record_back_holds_it_back(
    yaml: str, gate: Gate
) -> None:
    meeting = with_front(yaml, "2018-03-05-演講.md")
    assert gate.state(meeting, FAR_AHEAD) == "held"
    assert gate.due(meeting).withheld


@pytest.mark.parametrize("yaml", ["title: 演講", "tier:", "層級: monthly", "", "kind: talk"])
def test_front_matter_that_forgets_its_tier_waits_like_a_tiered_record(
    yaml: str, gate: Gate
) -> None:
    meeting = with_front(yaml, "2018-03-05-演講.md")
    assert gate.state(meeting, LONG_AGO) == "held"
    assert gate.state(meeting, FAR_AHEAD) == "public"


def test_an_empty_edit_block_makes_any_record_wait(gate: Gate) -> None:
    assert gate.state(talk("tier: other\nedit:"), LONG_AGO) == "held"
    assert gate.state(talk("tier: other"), LONG_AGO) == "public"


# --- what always holds

fields = st.sampled_from(
    [
        "title: 題",
        "date: 2018-03-05",
        "date: 2018-13-05",
        "tier: monthly",
        "tier: x",
        "edit:",
        "edit: {closes: 2018-04-01}",
        "case: [1, x]",
        "1: x",
        "true: y",
        "? z",
        "- a",
        "attendees: [{}]",
        "votes: {options: {percent: x}}",
        "session: {a: b}",
        "term: 3",
        "translation_of: [a]",
        "summary: {zh: [x]}",
        "x" * 200 + ": y",
        "links: x",
        "\ttab: x",
        "a: [",
        "'",
        '"\\ud800": x',
        "requests: [{from: [], to: {a: b}}]",
        "lang: x",
        "kind: ~",
        "sessions: [{date: 2018-03-09}]",
    ]
)
heads = st.one_of(
    st.just(""),
    st.lists(fields, max_size=6).map(lambda rows: "---\n" + "\n".join(rows) + "\n---\n"),
)
bodies = st.one_of(
    st.just(TEXT), st.text(max_size=60), st.just("```\n# 2018-03-06 甲\n```\n# 2018-03-07 乙\n")
)
names = st.sampled_from(
    [MONTHLY, "a.md", "2018-13-01-x.md", "x/y.md", "2018-03-05-第42案協作會議.md"]
)


@given(heads, bodies, names)
def test_no_file_is_too_strange_to_be_read(head: str, body: str, name: str) -> None:
    parsed = read(head + body, name)
    assert parsed.document.head + parsed.document.body == head + body
    assert all(p.message("zh") and p.message("en") and p.line >= 1 for p in parsed.problems)
    again = read(head + body, name)
    assert (parsed.meeting, parsed.document.items) == (again.meeting, again.document.items)
    assert parsed.problems == again.problems


@given(st.binary(max_size=200), names)
def test_no_bytes_are_too_strange_to_be_read(data: bytes, name: str) -> None:
    parsed = parser.parse(data, name)
    assert parsed.meeting.items == len(parsed.document.items)


@given(heads, bodies, names)
def test_the_outline_tells_all_that_decides_who_may_see_a_record(
    head: str, body: str, name: str
) -> None:
    data = (head + body).encode("utf-8", "surrogatepass")
    whole, outline = parser.parse(data, name).meeting, parser.outline(data, name)
    words = {"lang", "attendees"}
    bare = dataclasses.replace(
        whole,
        front=dataclasses.replace(whole.front, **{w: getattr(outline.front, w) for w in words}),
        inferred=tuple(i for i in whole.inferred if i not in words),
        speakers=(),
        speeches=0,
        items=0,
        chars=0,
    )
    assert bare == dataclasses.replace(
        outline, inferred=tuple(i for i in outline.inferred if i not in words)
    )


@pytest.mark.parametrize(
    "line",
    [
        "hold_untill: 2089-01-01",
        "hold-until: 2089-01-01",
        "holdUntil: 2089-01-01",
        "hold: 2089-01-01",
        "ｅｄｉｔ: {hold_until: 2089-01-01}",
        "編輯: {hold_until: 2089-01-01}",
        "訂正期: 2089-01-01",
        "review: {hold_until: 2089-01-01}",
        "record: {hold_until: 2089-01-01}",
        "draft: true",
        "published: false",
        "session: [{kind: main, date: 2089-01-01}]",
    ],
)
def test_a_window_under_another_name_holds_a_record_of_any_tier_back(line: str, gate: Gate) -> None:
    for tier in ("other", "monthly"):
        meeting = with_front(f"tier: {tier}\ndate: 2018-03-05\n{line}")
        if line.startswith("session") and tier == "other":
            continue  # nothing is counted from its sessions
        assert gate.state(meeting, dt.datetime(2030, 1, 1, tzinfo=dt.UTC)) == "held", tier


def test_a_field_that_means_something_else_holds_nothing_back(gate: Gate) -> None:
    meeting = talk("tier: other\ndate: 2018-03-05\nlayout: post\nauthor: 王小明")
    assert gate.state(meeting, LONG_AGO) == "public"


@pytest.mark.parametrize("name", [MONTHLY, "20180305-月會.md", "月會.md"])
def test_a_wrong_year_in_the_head_does_not_shorten_the_window(name: str, gate: Gate) -> None:
    text = f"---\ntier: monthly\ndate: 2008-03-05\n---\n{TEXT}"
    assert gate.state(read(text, name).meeting, LONG_AGO) == "held"
    assert gate.state(parser.outline(text.encode(), name), LONG_AGO) == "held"
    assert gate.state(read(text, name).meeting, FAR_AHEAD) == "public"
