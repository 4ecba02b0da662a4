"""Order, counts, facets and pages of what a search finds."""

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.engines import brute_force
from pipeline.index import indexer
from pipeline.search import exact, results
from pipeline.search.results import FACET_VALUES, Results
from tests.conftest import Transcripts

HEAD = "---\ntitle: {title}\ndate: {day}\ntier: other\nkind: {kind}\nhost_agency: {host}\n---\n# {title}\n\n"
RECORDS = [
    (
        "a",
        "2024-03-01",
        "公園座談",
        "interview",
        "範例部",
        ["甲：公園與遊具", "乙：公園", "甲：別的"],
    ),
    ("b", "2025-03-01", "座談", "interview", "範例部", ["甲：公園", "乙：遊具"]),
    ("c", "2025-04-01", "座談", "talk", "示範局", ["丙：公園", "丙：公園", "丙：公園"]),
    ("d", "2025-04-01", "座談", "talk", "示範局", ["丙：公園", "丁：公園", "丙：公園"]),
    ("e", "2023-01-01", "公園遊具座談", "talk", "示範局", ["丁：無關"]),
    ("f", "2026-01-01", "無關", "talk", "示範局", ["丁：無關"]),
]


@pytest.fixture
def view(transcripts: Transcripts) -> View:
    for name, day, title, kind, host, said in RECORDS:
        body = "".join("### {}：\n{}\n\n".format(*speech.split("：")) for speech in said)
        head = HEAD.format(title=title, day=day, kind=kind, host=host)
        transcripts.write(f"{name}.md", head + body)
    return Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()


def ids(results: Results) -> str:
    return "".join(r.meeting.id for r in results.results if not r.near)


def test_title_hits_come_first_then_more_words_in_one_speech_then_more_speeches(view: View) -> None:
    assert ids(view.search(view.parse_query("公園"))) == "aecdb"
    assert ids(view.search(view.parse_query("公園 遊具"))) == "eab"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2021-01-01-第三十六次協作會議", "2021-01-01-第三十六次協作會議"),
        ("開放政府第36次協作會議", "2021-01-01-第三十六次協作會議"),
        ("第36次協作會議", "2021-01-01-第三十六次協作會議"),
        ("第三十六次 協作會議會前會", "2020-12-01-前"),
        ("公園案", "2020-11-01-公"),
        ("公園案 工作會議", "2020-12-05-工"),
    ],
)
def test_a_meeting_that_is_called_what_was_typed_comes_first(
    transcripts: Transcripts, typed: str, first: str
) -> None:
    for name, title, said in (
        ("2021-01-01-第三十六次協作會議", "開放政府聯絡人第三十六次協作會議", "公園"),
        ("2020-12-01-前", "開放政府聯絡人第三十六次協作會議會前會", "第36次協作會議，公園案"),
        ("2020-11-01-公", "公園案", "開始"),
        ("2020-12-05-工", "公園案-工作會議", "公園案"),
        ("2020-12-06-次", "公園案-第二次工作會議", "公園案，工作會議"),
    ):
        speeches = "".join(f"### 甲：\n{said}{number}\n\n" for number in range(5))
        head = HEAD.format(title=title, day=name[:10], kind="other", host="範例部")
        transcripts.write(f"{name}.md", head + speeches)
    told = settings.load(transcripts.path, transcripts.path / "x")
    view = Archive(told, in_memory=True).view()
    found = view.search(view.parse_query(typed)).results
    assert found[0].meeting.id == first


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("公僕的公僕", "<mark>公僕的公僕</mark>"),
        ("A crack in everything?", "<mark>a crack in everything</mark>"),
    ],
)
def test_what_a_record_says_as_it_was_typed_comes_before_its_words_alone(
    transcripts: Transcripts, typed: str, marked: str
) -> None:
    both = "公僕，公僕。公僕！ everything has a crack"
    for name, said in (
        ("words", [both, both]),
        ("said", [both, "他說我是公僕的公僕，there is a crack in everything"]),
    ):
        speeches = "".join(f"### 甲：\n{words}\n\n" for words in said)
        transcripts.write(f"2021-01-0{len(name) - 3}-{name}.md", f"# 座談\n\n{speeches}")
    told = settings.load(transcripts.path, transcripts.path / "x")
    view = Archive(told, in_memory=True).view()
    found = view.search(view.parse_query(typed))
    assert found.meetings == 2, "what need not stand in a record still need not"
    first = found.results[0]
    assert first.meeting.id.endswith("said")
    assert marked in first.hits[0].snippet


@pytest.mark.parametrize(
    "typed", ['"公園的遊具"', "公園的遊具 -樹", "title:公園的遊具", "公園 OR 的"]
)
def test_what_is_more_than_words_is_not_looked_for_word_by_word(view: View, typed: str) -> None:
    assert view.parse_query(typed).verbatim is None


def test_ties_go_by_date_then_by_id(view: View) -> None:
    found = view.search(view.parse_query("丙"))
    assert ids(found) == "cd"


def test_by_date_the_newest_come_first(view: View) -> None:
    assert ids(view.search(view.parse_query("公園"), sort="date")) == "cdbae"


def test_the_number_of_speeches_counts_those_that_hold_any_of_the_words(view: View) -> None:
    found = view.search(view.parse_query("公園 遊具"))
    assert (found.meetings, found.speeches) == (3, 4)
    assert {r.meeting.id: r.speech_count for r in found.results if not r.near} == {
        "e": 0,
        "a": 2,
        "b": 2,
    }


def test_the_best_speech_holds_most_words_and_where_none_does_the_heading_shows(view: View) -> None:
    found = {r.meeting.id: r for r in view.search(view.parse_query("公園 遊具")).results}
    assert [h.text for h in found["a"].hits] == ["公園與遊具", "公園"]
    assert found["a"].hits[0].snippet == "<mark>公園</mark>與<mark>遊具</mark>"
    assert [h.type for h in found["e"].hits] == ["heading"]


def test_what_is_shown_of_a_meeting_holds_every_word_that_was_asked_for(
    transcripts: Transcripts,
) -> None:
    said = ("公園裡有人", "公園的遊具", "遊具在公園", "公園與遊具", "別的", "只有鷺鷥")
    speeches = "".join(f"### 甲：\n{words}\n\n" for words in said)
    transcripts.write("2021-01-01-a.md", f"# 座談\n\n{speeches}")
    told = settings.load(transcripts.path, transcripts.path / "x")
    found = Archive(told, in_memory=True).view()
    [result] = found.search(found.parse_query("公園 遊具 鷺鷥")).results
    assert [hit.text for hit in result.hits] == ["公園的遊具", "只有鷺鷥", "遊具在公園"]


def test_facets_count_all_matching_meetings_not_those_of_the_page(view: View) -> None:
    found = view.search(view.parse_query("公園"), limit=1)
    counts = {name: {v.value: v.count for v in values} for name, values in found.facets.items()}
    assert counts["tier"] == {"other": 5}
    assert counts["kind"] == {"talk": 3, "interview": 2}
    assert sum(counts["agency"].values()) == 5
    assert counts["year"] == {"2025": 3, "2024": 1, "2023": 1}
    assert counts["speaker"] == {"丁": 2, "丙": 2, "乙": 2, "甲": 2}


def test_facets_go_from_the_commonest_down_and_years_from_the_newest(view: View) -> None:
    found = view.search(view.parse_query("座談"))
    assert [v.value for v in found.facets["year"]] == ["2025", "2024", "2023"]
    for name in ("kind", "agency", "speaker"):
        counts = [(-v.count, v.value) for v in found.facets[name]]
        assert counts == sorted(counts), name
        assert len(counts) <= FACET_VALUES, name


def test_pages_joined_are_the_whole_and_one_past_the_end_is_empty(view: View) -> None:
    query = view.parse_query("座談")
    whole = view.search(query, limit=100)
    for size in (1, 2, 3):
        joined = [
            r.meeting.id
            for n in range(0, 6, size)
            for r in view.search(query, limit=size, offset=n).results
        ]
        assert joined == [r.meeting.id for r in whole.results], size
    assert view.search(query, offset=99).results == ()
    assert view.search(query, offset=99).meetings == whole.meetings


def test_nothing_asked_is_nothing_found(view: View) -> None:
    found = view.search(view.parse_query("  "))
    assert (found.meetings, found.speeches, found.near, found.results) == (0, 0, 0, ())


def test_no_more_meetings_are_counted_than_the_answer_says(
    transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 6):
        transcripts.write(f"2025-01-0{day}-a.md", f"# 2025-01-0{day} 座談\n\n### 甲：\n水田\n")
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    indexer.refresh(told, jobs=1)
    for room in (brute_force, exact, results):
        monkeypatch.setattr(room, "MOST", 3)
    for archive in (Archive(told), Archive(told, in_memory=True)):
        view = archive.view()
        found = view.search(view.parse_query("水田"))
        assert (found.meetings, found.cap) == (3, 3), archive
        days = [r.meeting.date.day for r in found.results if r.meeting.date]
        assert days == [5, 4, 3], archive
        assert view.search(view.parse_query("沒有的")).cap is None, archive
