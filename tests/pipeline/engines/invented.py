"""Invented archives and queries of few words, so that most queries meet something; what a search of
them answers, to be compared."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import strategies as st

from minutes.publication.gate import WITHDRAWALS_FILE, conceal
from pipeline.archive.snapshot import View
from pipeline.search.results import Results, Sort
from pipeline.source import parser

SORTS: tuple[Sort, ...] = ("relevance", "date")
# Few different words, so that most queries meet something; 台/臺 and 与/與 fold alike.
WORDS = [
    "開放",
    "政府",
    "協作",
    "台灣",
    "臺",
    "會議",
    "会议",
    "與",
    "報稅",
    "系統",
    "的",
    "第42次",
    "第四十二案",
    "open",
    "Open government",
    "gov",
    "it's",
    "R&D",
    "45天",
    "PO月會",
    "カナ",
    "한글",
    "a",
    "42",
    "。",
    "，",
    "１２",
    "ＡＢ",
    "😀",
    "naïve",
    "\u202e",
    "\\*",
    "&amp;",
    "**粗**",
    "示範部",
    "範例部",
    "第四十二 次",
    "governments",
    "open-government",
    "的的",
    "府",
]
TERMS = [
    "開放",
    "開放政府",
    "政府",
    "府協",
    "台灣",
    "臺灣",
    "会議",
    "的",
    "報稅系統",
    "open",
    "government",
    "gov*",
    "o*",
    "it's",
    "R&D",
    "45天",
    "PO",
    "月會",
    "カナ",
    "한",
    "a",
    "42",
    "第42次",
    "第 42 案",
    "第四十二案開放",
    "。",
    "ab",
    "12",
    "😀",
    "粗",
    "甲",
    "王小明",
    "範例部",
    "示範部",
    "EXM",
    "*",
    "&",
    "開放 政府",
    "政府 協作",
    "協作會議怎麼報稅",
    "open government gov",
    "第42次會議怎麼開",
    "的的",
    "府開",
    "a*",
    "it",
    "government's",
]
SPEAKERS = ["甲", "王小明", "Alex Sample", "甲乙"]
FIELDS = [
    "speaker:甲",
    "講者：王小明",
    'speaker:"甲"',
    "speaker:alex",
    "tier:monthly",
    "層級:協作會議",
    "kind:main",
    "case:42",
    "title:開放",
    'title:"政府"',
    "date:2018",
    "date:2017-06..2018-03",
    "date:..2017",
    "lang:zh",
    "agency:範例部",
    'agency:"範例部"',
    "issue:park",
]

speech = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda gap: gap.join(words))
)
block = st.one_of(
    st.tuples(st.sampled_from(SPEAKERS), speech).map(lambda p: f"### {p[0]}：\n{p[1]}\n\n"),
    speech.map(lambda s: f"{s}\n\n"),
    speech.map(lambda s: f"> （{s}）\n\n"),
    speech.map(lambda s: f"## {s}\n\n"),
    speech.map(lambda s: f"### {s}\n\n"),
)
head = st.sampled_from(
    [
        "",
        "---\ntier: monthly\nhost_agency: 範例部\ncase: [42]\nissue: park\n---\n",
        "---\ntier: other\nkind: main\nattendees: [{name: 王小明, organisation: 開放協會}]\nlang: en\n---\n",
    ]
)
meeting = st.tuples(
    st.dates(min_value=dt.date(2017, 1, 1), max_value=dt.date(2018, 12, 31)),
    head,
    speech,
    st.lists(block, max_size=8),
)
archives = st.lists(meeting, min_size=1, max_size=6)

leaf = st.one_of(
    st.sampled_from(TERMS),
    st.sampled_from(TERMS).map(lambda t: f'"{t}"'),
    st.sampled_from(WORDS).map(lambda t: f"「{t}」"),
    st.sampled_from(FIELDS),
)
queries = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
        inner.map(lambda q: f"({q})"),
        inner.map(lambda q: f"-{q}"),
        inner.map(lambda q: f"in:speech {q}"),
        inner.map(lambda q: f"speaker:甲 {q}"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]} -({p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} OR speaker:王 {p[1]}) {p[2]}"),
    ),
    max_leaves=6,
)


AGENCIES = """
- id: example
  name: {zh: 範例部, en: Ministry of Examples}
  short: [示範部, EXM]
  source: 虛構
"""

Written = tuple[dt.date, str, str, list[str]]


def write(folder: Path, meetings: list[Written]) -> None:
    (folder / "agencies.yaml").write_text(AGENCIES, encoding="utf-8")
    for number, (day, front, title, blocks) in enumerate(meetings):
        front = (
            front.replace("---\n", f"---\ntitle: 會議 {number}\ndate: {day}\n", 1) if front else ""
        )
        text = f"{front}# {day} {title}\n\n" + "".join(blocks)
        (folder / f"{day}-m{number}.md").write_text(text, encoding="utf-8")


def withdraw(folder: Path, every: int) -> None:
    """Every so manyth item of the archive gets a tombstone."""
    entries, number = [], 0
    for file in sorted(folder.glob("*.md")):
        for item in parser.parse(file.read_bytes(), file.name).document.items:
            number += 1
            if number % every == 0 and item.id:
                entries.append(
                    f"- {{meeting: {file.stem}, date: 2020-01-01, reason: 例, speech: {conceal(item.id)}}}"
                )
    text = "\n".join(entries) or "withdrawn: none"
    (folder / WITHDRAWALS_FILE).write_text(text, encoding="utf-8")


def shape(results: Results) -> object:
    return (
        results.meetings,
        results.speeches,
        results.near,
        [
            (
                r.meeting.id,
                r.near,
                r.speech_count,
                [(h.id, h.type, h.speaker, h.text, h.snippet) for h in r.hits],
            )
            for r in results.results
        ],
        results.facets,
    )


def pages(view: View, text: str, size: int, sort: Sort) -> list[str]:
    """The ids of all pages of a size, joined."""
    query, found = view.parse_query(text), []
    while page := view.search(query, sort=sort, limit=size, offset=len(found)).results:
        found += [r.meeting.id for r in page]
    return found
