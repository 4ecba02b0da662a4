"""The desk: rows of a head, speakers and speeches, proposals and the way back. What nobody touched stays."""

import datetime as dt
import json
import typing
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import front_matter, vocabulary
from minutes.records.document import Document, parse, split_front
from pipeline.authoring import desk_form
from pipeline.authoring.desk_round import NumberedSpeeches, proposed
from pipeline.authoring.preparation import Prepared, prepare
from pipeline.authoring.rows import entries, splices
from pipeline.authoring.rows.fields import Fields
from pipeline.authoring.rows.kinds import FormCell, Of, kinds
from pipeline.authoring.words import undo, voices
from pipeline.authoring.words.voices import VoiceDecision
from pipeline.source.parser import parse as parse_file

NOW = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
HEAD = """---
title: 甲
date: 2026-03-02
tier: other
attendees:  # 簽到簿
  # 主席
  - {name: 王範例, agency: 教育部}  # 代理
  - 李樣本（教育部 專員）   # 原樣
  # 下一位
  - name: 陳示範
    role: 科長  # 代理
    shoe: 42
votes:
  - ballot: 一
    options:
      - {title: 甲, votes: 18}
      - {title: 乙, votes: 3}
actions: [{agency: [教育部, 內政部], task: 做}, {task: 乙}]
record: {method: stenography, stream: none}
---
"""
BODY = """# 2026-03-02 甲

### 王範例：
大家好。

我再說一句。

> （播放）

第三句。

### 李樣本：
陳示範：我插話。

### 地點：
三樓

### 林試寫

## 決議
一、請教育部於3月20日前提供資料。

二、「候車亭」18票（69%），列為第132案。

三、「遮陽棚」9票，未達半數。
"""
FILE = HEAD + BODY


def sent_back(text: str) -> dict[str, str]:
    """The rows of a file as a form sends them when nobody changes anything."""
    sent = {"rows": "1"}
    data = split_front(text)[1].data  # type: ignore[union-attr]  # it has a head
    for name, kind in kinds("record").items():
        for number, row in enumerate(entries.rows_of(kind, data.get(name), lambda said: said)):
            sent |= flat(f"{name}.{number}", row)
    return sent


def flat(path: str, row: entries.FormRow) -> dict[str, str]:
    sent = {f"{path}.at": row.at} | {f"{path}.{name}": words for name, words in row.cells.items()}
    for name, rows in row.parts.items():
        for number, inner in enumerate(rows):
            sent |= flat(f"{path}.{name}.{number}", inner)
    return sent


def sent(text: str, **more: str) -> Prepared:
    """A round with the rows of the file and what else was filled in; `__` in a name is a point."""
    values = sent_back(text) | {name.replace("__", "."): words for name, words in more.items()}
    return prepare(text.encode(), "2026-03-02-甲.md", desk_form.read(values), None, NOW)


def head(made: Prepared) -> dict[str, typing.Any]:
    front = made.parsed.document.front
    assert front is not None
    assert front.error is None
    return front.data


# --- the table and the schema ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "schema"), [("record", front_matter.FrontMatter), ("issue", front_matter.IssueFront)]
)
def test_every_kind_of_row_has_the_fields_that_the_schema_has(of: Of, schema: type) -> None:
    known = {field.name: field.type for field in fields(schema)}
    for name, kind in kinds(of).items():
        assert name in known, name
        if not kind.plain:
            wanted = next(c for c in vars(front_matter).values() if _is_entry(c, str(known[name])))
            assert {c.name for c in kind.cells} == set(_names(wanted)), name


def _is_entry(found: object, described: str) -> bool:
    return isinstance(found, type) and is_dataclass(found) and found.__name__ in _words(described)


def _words(described: str) -> set[str]:
    return set("".join(c if c.isalpha() else " " for c in described).split())


def _names(schema: type) -> list[str]:
    return ["from" if field.name == "sender" else field.name for field in fields(schema)]


def test_every_choice_names_a_vocabulary() -> None:
    def look(cells: typing.Sequence[FormCell]) -> None:
        for cell in cells:
            assert (cell.form == "choice") == bool(cell.of), cell.name
            if cell.of:
                assert vocabulary.values(cell.of), cell.name
            look(cell.cells)

    for of in typing.get_args(Of):
        for kind in kinds(of).values():
            look(kind.cells)


# --- rows -----------------------------------------------------------------------------------------


def test_rows_that_nobody_touches_leave_every_byte_where_it_is() -> None:
    assert sent(FILE).text.replace("lang: zh-Hant-TW\n", "") == FILE


def test_a_changed_row_is_written_and_the_lines_of_the_others_stay() -> None:
    made = sent(
        FILE, attendees__2__role="處長", attendees__9__name="新人", attendees__9__capacity="chair"
    )
    assert "  - {name: 王範例, agency: 教育部}  # 代理\n" in made.text
    assert "  - 李樣本（教育部 專員）   # 原樣\n  # 下一位\n  # 代理\n" in made.text
    assert head(made)["attendees"][2:] == [
        {"name": "陳示範", "role": "處長", "shoe": 42},
        {"name": "新人", "capacity": "chair"},
    ]


def test_a_row_that_is_emptied_goes_with_its_field_when_it_was_the_last() -> None:
    values = {
        n: w
        for n, w in sent_back(FILE).items()
        if not n.startswith(("actions", "votes.0.options.1"))
    }
    made = prepare(FILE.encode(), "2026-03-02-甲.md", desk_form.read(values), None, NOW)
    assert "actions" not in head(made)
    assert head(made)["votes"] == [{"ballot": "一", "options": [{"title": "甲", "votes": 18}]}]


def test_words_of_the_office_become_the_values_of_the_schema() -> None:
    made = sent(
        FILE,
        actions__0__due="115年11月20日",
        actions__1__agency="交通部、勞動部",
        actions__1__case="第201案",
        votes__0__cast="26人",
        votes__0__options__0__percent="69.2%",
        record__0__video="public",
    )
    actions = head(made)["actions"]
    assert (actions[0]["due"], actions[1]["agency"], actions[1]["case"]) == (
        "2026-11-20",
        ["交通部", "勞動部"],
        201,
    )
    assert (head(made)["votes"][0]["cast"], head(made)["votes"][0]["options"][0]["percent"]) == (
        26,
        69.2,
    )
    assert head(made)["record"] == {"method": "stenography", "stream": "none", "video": "public"}


def test_words_that_mean_nothing_stay_for_the_check() -> None:
    made = sent(FILE, actions__0__due="明年春天", votes__0__options__0__votes="很多")
    assert head(made)["actions"][0]["due"] == "明年春天"
    assert {"bad-day", "bad-value"} <= {p.code for p in made.problems}


def test_a_row_is_tied_to_a_speech_by_its_number_also_when_the_speech_is_corrected() -> None:
    first = sent(FILE, actions__0__speech="2")
    items = first.parsed.document.items
    assert head(first)["actions"][0]["speech"] == items[1].id
    spoken = NumberedSpeeches(tuple(item.id for item in items))
    assert spoken.number_of(items[1].id) == "2"
    values = sent_back(first.text) | {
        "actions.0.speech": "2",
        "say.2.words": "大家早。",
        "say.2.by": "王範例",
    }
    second = prepare(first.text.encode(), first.name, desk_form.read(values), None, NOW)
    assert second.parsed.document.items[1].text == "大家早。"
    assert head(second)["actions"][0]["speech"] == second.parsed.document.items[1].id


def test_words_in_the_place_of_an_entry_are_offered_as_a_row_and_kept_until_then() -> None:
    assert head(sent(FILE))["attendees"][1] == "李樣本（教育部 專員）"
    assert head(sent(FILE, do="swap:attendees.1"))["attendees"][1] == {
        "name": "李樣本",
        "agency": "教育部",
        "role": "專員",
    }


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
NAMES = [n for n in sent_back(FILE) if not n.endswith(".at")] + [
    "decisions.0.text",
    "links.3.url",
    "corrections.0.what",
]


@given(st.dictionaries(st.sampled_from(NAMES), words, max_size=6))
@pytest.mark.slow
def test_whatever_is_typed_into_rows_is_written_once_and_for_all(typed: dict[str, str]) -> None:
    made = FILE
    for _ in range(2):
        before, form = made, Fields.of(sent_back(made) | (typed if made == FILE else {}))
        for name, kind in kinds("record").items():
            raw = split_front(made)[1].data.get(name)  # type: ignore[union-attr]  # it has a head
            made = splices.put(made, kind, entries.wanted(kind, raw, form, lambda said: said))
        assert made.endswith(BODY), made
    assert made == before


# --- speakers and speeches ------------------------------------------------------------------------


def settled(**meant: VoiceDecision) -> Document:
    found = {(name, name not in {"陳示範", "林試寫"}): each for name, each in meant.items()}
    return parse(voices.settle(parse(FILE), found).text)


def test_what_looks_like_a_speaker_is_listed_with_counts_and_first_words() -> None:
    found = [(v.name, v.count, v.words, v.is_speaker) for v in voices.voices(parse(FILE))]
    assert found == [
        ("王範例", 3, "大家好。", True),
        ("李樣本", 1, "陳示範：我插話。", True),
        ("地點", 1, "三樓", True),
        ("陳示範", 1, "我插話。", False),
        ("林試寫", 1, "", False),
    ]


def test_a_name_is_corrected_in_all_places_and_among_the_attendees() -> None:
    who = {
        "who__0__is": "王範例",
        "who__0__spoke": "1",
        "who__0__said": "1",
        "who__0__name": "汪範例",
    }
    made = sent(FILE, **who)
    assert "王範例" not in made.text
    assert head(made)["attendees"][0] == {"name": "汪範例", "agency": "教育部"}
    joined = settled(王範例=VoiceDecision("李樣本", True))
    assert {i.speaker for i in joined.items if i.type == "speech"} == {"李樣本", "地點", None}


def test_what_nobody_said_is_narrative_and_what_somebody_said_a_speech() -> None:
    made = settled(
        地點=VoiceDecision("地點", False),
        陳示範=VoiceDecision("陳示範", True),
        林試寫=VoiceDecision("林試寫", True),
    )
    told = [(i.type, i.speaker, i.text) for i in made.items][4:8]
    assert told == [
        ("speech", "王範例", "第三句。"),
        ("speech", "陳示範", "我插話。"),
        ("narrative", None, "（地點：三樓）"),
        ("speech", "林試寫", ""),
    ]


def test_one_speech_gets_another_speaker_and_the_next_keeps_its_own() -> None:
    made = sent(FILE, say__3__words="我再說一句。", say__3__by="林試寫")
    told = [(i.speaker, i.text) for i in made.parsed.document.items if i.type == "speech"][:3]
    assert told == [("王範例", "大家好。"), ("林試寫", "我再說一句。"), ("王範例", "第三句。")]


def test_a_speech_is_deleted_with_a_label_that_is_left_without_words() -> None:
    made = sent(FILE, say__7__words="", say__7__by="地點")
    assert "地點" not in made.text
    assert made.text.count("### ") == FILE.count("### ") - 1


# --- proposals, repairs, the way back -------------------------------------------------------------


def test_proposals_wait_until_they_are_accepted_and_bring_their_speech() -> None:
    waiting = proposed(FILE)
    assert [w.field for w in waiting] == ["attendees", "actions", *3 * ["decisions"], "votes"]
    assert len(waiting[-1].entry["options"]) == 2
    made = sent(FILE, do="take:1")
    assert head(made)["actions"][2] == {
        "task": "提供資料",
        "agency": ["教育部"],
        "due": "2026-03-20",
        "speech": made.parsed.document.items[9].id,
    }
    assert [w.field for w in proposed(made.text)] == ["attendees", *3 * ["decisions"], "votes"]
    all_of_them = sent(made.text, do="take-all:decisions")
    assert len(head(all_of_them)["decisions"]) == 3
    assert [w.field for w in proposed(all_of_them.text)] == ["attendees", "votes"]


def test_rounds_are_taken_back_one_by_one() -> None:
    first = sent(FILE)
    second = sent(first.text, actions__1__task="丙")
    third = prepare(
        second.text.encode(),
        second.name,
        desk_form.read({"do": "undo", "earlier": json.dumps(undo.as_json(second.steps))}),
        None,
        NOW,
    )
    assert (third.text, third.steps) == (first.text, ())
    typed = desk_form.read(sent_back(first.text) | {"actions.1.task": "丁", "do": "undo"})
    assert prepare(first.text.encode(), first.name, typed, None, NOW).text == first.text


lines = st.lists(st.sampled_from(["甲", "乙", "丙", ""]), max_size=12).map("\n".join)


@given(lines, lines)
def test_every_step_leads_back(before: str, after: str) -> None:
    step = undo.step("a.md", before, after)
    assert step is None or undo.from_json(undo.as_json([step]))[0].taken_back(after) == before


@given(
    st.dictionaries(
        st.from_regex(
            r"(who|say|votes)(\.\d{1,4}\.(is|name|words|by|options|at)){0,2}", fullmatch=True
        ),
        words,
    )
)
def test_no_form_breaks_the_desk(tampered: dict[str, str]) -> None:
    values = tampered | {"rows": "1", "do": "take:99", "earlier": "[[1,[[0,9,3]]]]"}
    made = prepare(FILE.encode(), "2026-03-02-甲.md", desk_form.read(values), None, NOW)
    assert made.parsed.document.heading == "2026-03-02 甲"


# --- slips as people type them --------------------------------------------------------------------

SLIPS = Path(__file__).parents[3] / "shared" / "desk"


@pytest.mark.skipif(not SLIPS.parent.is_dir(), reason="real slips are not here")
def test_slips_in_a_head_are_put_right_or_offered_as_rows_by_the_form() -> None:
    """What stands in the head in people's own words is cured by one round of the form, or has a remedy."""
    seen = 0
    for file in sorted(SLIPS.glob("*.md")):
        text = file.read_text("utf-8")
        first = prepare(text.encode(), file.name, None, None, NOW)
        if first.parsed.document.front is None or first.parsed.document.front.error is not None:
            continue
        seen += 1
        values = asdict(first.form) | sent_back(first.text)
        once = prepare(first.text.encode(), first.name, desk_form.read(values), None, NOW)
        odd = [
            f"swap:{name}.{row.at}"
            for name, kind in kinds("record").items()
            for row in entries.rows_of(kind, head(once).get(name), str)
            if row.odd
        ]
        made = once
        for act in odd:
            again = desk_form.read(sent_back(made.text) | {"do": act})
            made = prepare(made.text.encode(), made.name, again, None, NOW)
        left = {p.code for p in made.problems} - {"name-one-off", "host-missing"}
        assert not left & {"read-as", "unknown-field", "bad-date"}, (file.name, left)
        assert parse_file(made.text.encode(), made.name).meeting.date is not None, file.name
    assert seen > 12
