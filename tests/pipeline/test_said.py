"""What speeches say of decisions, tasks and votes waits for somebody who accepts it."""

import datetime as dt
from typing import Any

from pipeline.authoring import desk_form
from pipeline.authoring.desk_round import proposed
from pipeline.authoring.preparation import Prepared, prepare

NOW = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
SAID = """---
title: 甲
date: 2026-03-02
tier: other
---
# 2026-03-02 甲

### 王範例：
好，請交通部在民國115年4月10日前提供人流資料。請大家在十二點前回來。

「甲案」18票，乙案九票，共有30人投票。一個人可以投2票，甲案1票，乙案1票。

結果「增設垃圾桶」18票，「調整路線」9票，共有30人投票。

決議一：優先試辦增設垃圾桶。決議二：公布成果。

沒有其他意見，臨時動議通過。這一案還沒有通過嗎？
"""


def test_what_somebody_says_of_decisions_tasks_and_votes_waits_with_its_speech() -> None:
    waiting = {w.field: w for w in proposed(SAID)}
    assert waiting["actions"].entry == {
        "task": "提供人流資料",
        "agency": ["交通部"],
        "due": dt.date(2026, 4, 10),
    }
    said = [w.entry["text"] for w in proposed(SAID) if w.field == "decisions"]
    assert said == ["優先試辦增設垃圾桶。", "公布成果。", "臨時動議通過"]
    options = [
        {"title": "增設垃圾桶", "votes": 18},
        {"title": "調整路線", "votes": 9},
    ]
    assert waiting["votes"].entry == {"cast": 30, "options": options}
    front, made = done(SAID, "take:1")
    assert front["actions"][0]["speech"] == made.parsed.document.items[1].id


def test_a_cell_gets_other_words_or_moves_to_another_by_a_button() -> None:
    text = SAID.replace(
        "tier: other\n", "tier: other\nattendees:\n  - {name: 王範例, agency: 甲部}\n"
    )
    moved, _ = done(text, "move:attendees.0.agency=organisation")
    assert moved["attendees"] == [{"name": "王範例", "organisation": "甲部"}]
    for act in (
        "move:attendees.0.agency=shoe",
        "move:attendees.9.agency=role",
        "call:→",
        "call:甲",
    ):
        assert done(text, act)[0] == done(text, "check")[0], act


def test_an_agency_gets_its_right_name_wherever_the_head_names_it_by_one_button() -> None:
    wrong = """tier: other
host_agency: [交通布, 文化部]
co_agencies: 交通布、法務部
attendees:
  - {name: 王範例, agency: 交通布}
actions:
  - {task: 甲, agency: 交通布}  # 第一項
  - {task: 交通布, agency: 文化部}
requests:
  - {what: 甲, from: 交通布, to: 內政部}
"""
    front, made = done(SAID.replace("tier: other\n", wrong), "call:交通布→交通部")
    assert (front["host_agency"], front["co_agencies"]) == (
        ["交通部", "文化部"],
        ["交通部", "法務部"],
    )
    assert front["attendees"] == [{"name": "王範例", "agency": "交通部"}]
    assert front["actions"][1] == {"task": "交通布", "agency": "文化部"}
    assert front["requests"][0]["from"] == "交通部"
    assert "unknown-agency" not in {p.code for p in made.problems}


def done(text: str, act: str) -> tuple[dict[str, Any], Prepared]:
    """The head of a file after an act of the form that changes nothing else."""
    made = prepare(text.encode(), "2026-03-02-甲.md", desk_form.read({"do": act}), None, NOW)
    front = made.parsed.document.front
    assert front is not None
    return dict(front.data), made


def test_an_action_may_name_its_day_with_the_whole_name_of_the_calendar() -> None:
    found = proposed(SAID.replace("民國115年4月10日", "中華民國115年4月10日"))
    assert [w.entry["due"] for w in found if w.field == "actions"] == [dt.date(2026, 4, 10)]


ASKED = """---
title: 甲
date: 2026-03-02
tier: other
attendees:
  - {name: 王範例, agency: 交通部}
links:
  - {type: slides, url: "https://example.org/in-the-head"}
---
# 2026-03-02 甲

### 王範例：
水電要交接，所以希望文化部、國發會能夠協助。請法務部協助說明一下。當時有請文化部幫忙。請大家幫忙。

[錄影](https://youtu.be/abcdefghijk)，https://example.org/in-the-head 在前面。
"""


def test_whose_help_is_sought_and_what_is_linked_waits_with_its_speech() -> None:
    waiting = [(w.field, w.entry) for w in proposed(ASKED) if w.field != "attendees"]
    help_sought = {
        "from": ["交通部"],
        "to": ["文化部", "國發會"],
        "what": "水電要交接，所以希望文化部、國發會能夠協助。",
    }
    film = {"type": "video", "url": "https://youtu.be/abcdefghijk", "label": "錄影"}
    assert waiting == [("requests", help_sought), ("links", film)]


def test_a_link_is_accepted_without_a_speech_and_a_request_with_its_own() -> None:
    links, _ = done(ASKED, "take-all:links")
    assert [each["type"] for each in links["links"]] == ["slides", "video"]
    requests, made = done(ASKED, "take-all:requests")
    assert requests["requests"][0]["speech"] == made.parsed.document.items[1].id
    assert not [w for w in proposed(made.text) if w.field == "requests"]
