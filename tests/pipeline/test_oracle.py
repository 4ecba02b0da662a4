"""The indexed search against brute force: the same meetings, order, speeches and counts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from minutes import settings as archive_settings
from pipeline import index
from pipeline.archive import Archive
from pipeline.results import Results

# Few different words, so that most queries meet something; 台/臺 and 与/與 fold alike.
WORDS = ["開放", "政府", "協作", "台灣", "臺", "會議", "会议", "與", "報稅", "系統", "的", "第42次", "第四十二案",
         "open", "Open government", "gov", "it's", "R&D", "45天", "PO月會", "カナ", "한글", "a", "42", "。", "，",
         "１２", "ＡＢ", "😀", "naïve", "\u202e", "\\*", "&amp;", "**粗**"]  # fmt: skip
TERMS = ["開放", "開放政府", "政府", "府協", "台灣", "臺灣", "会議", "的", "報稅系統", "open", "government", "gov*",
         "o*", "it's", "R&D", "45天", "PO", "月會", "カナ", "한", "a", "42", "第42次", "第 42 案", "第四十二案開放", "。",
         "ab", "12", "😀", "粗", "甲", "王小明", "範例部", "*", "&"]  # fmt: skip
SPEAKERS = ["甲", "王小明", "Alex Sample", "甲乙"]
FIELDS = ["speaker:甲", "講者：王小明", 'speaker:"甲"', "speaker:alex", "tier:monthly", "層級:協作會議", "kind:main",
          "case:42", "title:開放", 'title:"政府"', "date:2018", "date:2017-06..2018-03", "date:..2017", "lang:zh",
          "agency:範例部", 'agency:"範例部"', "issue:park"]  # fmt: skip

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
    st.dates(min_value=__import__("datetime").date(2017, 1, 1), max_value=__import__("datetime").date(2018, 12, 31)),
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
    ),
    max_leaves=5,
)


def write(folder: Path, meetings: list[tuple[object, str, str, list[str]]]) -> None:
    for number, (day, front, title, blocks) in enumerate(meetings):
        front = front.replace("---\n", f"---\ntitle: 會議 {number}\ndate: {day}\n", 1) if front else ""
        text = f"{front}# {day} {title}\n\n" + "".join(blocks)
        (folder / f"{day}-m{number}.md").write_text(text, encoding="utf-8")


def shape(results: Results) -> object:
    return (
        results.meetings,
        results.speeches,
        results.near,
        [(r.meeting.id, r.near, r.speech_count, [(h.id, h.type, h.speaker, h.snippet) for h in r.hits])
         for r in results.results],
        results.facets,
    )  # fmt: skip


@given(meetings=archives, typed=st.lists(queries, min_size=1, max_size=12))
@settings(max_examples=60)
def test_the_index_and_brute_force_agree_on_every_query(
    meetings: list[tuple[object, str, str, list[str]]], typed: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "transcripts"
        folder.mkdir()
        write(folder, meetings)
        chosen = archive_settings.load(folder, Path(name) / "data")
        index.refresh(chosen, jobs=1)
        indexed, brute = Archive(chosen).view(), Archive(chosen, in_memory=True).view()
        for text in typed:
            for sort in ("relevance", "date"):
                query = indexed.parse_query(text)
                assert shape(indexed.search(query, sort=sort)) == shape(brute.search(query, sort=sort)), text
