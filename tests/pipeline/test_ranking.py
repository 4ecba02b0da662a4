"""The best record first: what the rank promises, and that it answers questions no worse than it did."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutes import settings
from minutes.query.tree import Word
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.search.titles import ShortTexts
from pipeline.trails import case
from pipeline.trails.inferences import found_subjects
from tests.bench import ranking
from tests.conftest import ROOT, Transcripts
from tests.pipeline import test_hosts

SLACK = 0.02  # of each figure, that a change may cost


def view_of(transcripts: Transcripts) -> View:
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    return Archive(told, in_memory=True).view()


def order(view: View, typed: str) -> str:
    found = view.search(view.parse_query(typed)).results
    return "".join(r.meeting.id[-1] for r in found)


def assert_no_worse(got: ranking.Quality, ndcg: float, recall: float, first: float) -> None:
    assert got.ndcg >= ndcg - SLACK, got
    assert got.recall >= recall - SLACK, got
    assert got.first >= first - SLACK, got


def test_the_invented_questions_are_answered_as_well_as_before() -> None:
    told = settings.load(ROOT / "transcripts", ROOT / "no-index-here")
    ask = ranking.asking(Archive(told, in_memory=True).view())
    assert_no_worse(ranking.quality(ranking.INVENTED, ask), ndcg=0.899, recall=0.944, first=0.778)


def test_real_questions_are_answered_as_well_as_before(corpus_archive: Archive) -> None:
    ask = ranking.asking(corpus_archive.view())
    assert_no_worse(ranking.quality(ranking.REAL, ask), ndcg=0.920, recall=0.926, first=0.948)


def test_a_rare_word_in_the_title_brings_a_record_to_the_front(transcripts: Transcripts) -> None:
    for name, title, said in (
        ("a", "座談", "鷺鷥來了。鷺鷥走了。"),
        ("b", "鷺鷥座談", "牠們來了。鷺鷥。"),
        ("c", "座談", "沒有別的。"),
    ):
        transcripts.write(f"2025-01-01-{name}.md", f"# {title}\n\n### 甲：\n{said}\n")
    assert order(view_of(transcripts), "鷺鷥") == "ba"


@pytest.mark.parametrize("typed", ["gov*", '"gov"', '"open gov"'])
def test_a_title_holds_a_word_of_which_only_the_beginning_was_typed_or_quoted(
    transcripts: Transcripts, typed: str
) -> None:
    for name, title in (("a", "Meeting"), ("b", "Open government"), ("c", "Talk")):
        transcripts.write(f"2025-01-01-{name}.md", f"# {title}\n\n### A:\nOpen governance.\n")
    assert order(view_of(transcripts), typed)[0] == "b"


def test_words_said_in_one_speech_count_more_than_words_apart(transcripts: Transcripts) -> None:
    together = "### 甲：\n鷺鷥與水田。\n\n### 乙：\n好的好的好的。\n"
    apart = "### 甲：\n這裡有鷺鷥。\n\n### 乙：\n那裡有水田。\n"
    for name, body in (("a", apart), ("b", together), ("c", "### 甲：\n沒有。\n")):
        transcripts.write(f"2025-01-01-{name}.md", f"# 座談\n\n{body}")
    assert order(view_of(transcripts), "鷺鷥 水田")[:2] == "ba"


def test_a_record_of_the_day_that_is_asked_for_comes_first(transcripts: Transcripts) -> None:
    for day in ("2020-03-02", "2020-04-07", "2020-05-04"):
        body = "### 甲：\n四月的月會說什麼？\n"
        transcripts.write(f"{day}-月會-{day[6]}.md", f"# {day} 月會\n\n{body}")
    assert [order(view_of(transcripts), t)[0] for t in ("109年4月 月會", "2020-03 月會")] == [
        "4",
        "3",
    ]


def test_what_others_say_a_meeting_was_about_counts_nearly_as_much_as_its_title(
    transcripts: Transcripts,
) -> None:
    said = "### 甲：\n捕獸夾要不要禁用？\n"
    for name, title, body in (
        ("a", "第七次會議", said),
        ("b", "第八次會議", said),
        ("c", "第九次會議：禁用捕獸夾", said),
        ("d", "第十次會議", "### 甲：\n開始。\n"),
    ):
        transcripts.write(f"2025-01-01-{name}.md", f"# {title}\n\n{body}")
    view = view_of(transcripts)
    about = ShortTexts({f"2025-01-01-{name}": "禁用捕獸夾" for name in "bd"})
    found = view.search(view.parse_query("禁用 捕獸夾"), subjects=about).results
    assert "".join(result.meeting.id[-1] for result in found) == "cbda"
    assert [result.near for result in found] == [False, False, True, False]
    assert found[2].hits == ()


def test_the_meetings_of_a_case_are_about_what_other_meetings_call_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    view = test_hosts.view_of(transcripts, tmp_path, "序號9，遊具遮陽案，請消防署報告。")
    assert found_subjects(view).holding(Word("遮陽", ("遮陽",))) == set()
    assert case.case(view, 9) is not None
    for told in ("遮陽", "第9案"):
        assert found_subjects(view).holding(Word(told, (told,))) == {test_hosts.CASE}, told


def test_a_meeting_is_found_by_the_name_of_its_tier(transcripts: Transcripts) -> None:
    head = "---\ntitle: 例會\ndate: 2025-01-01\ntier: seasonal\n---\n"
    transcripts.write("2025-01-01-a.md", f"{head}### 甲：\n開始。\n")
    transcripts.write("2025-01-02-b.md", "# 2025-01-02 座談\n\n### 甲：\n開始。\n")
    assert order(view_of(transcripts), "季會") == "a"


@pytest.mark.parametrize(
    "typed", ["113年第4季", "民國113年第四季", "2024年Q4", "2024Q4", "Q4 2024", "113年第4季會議"]
)
def test_a_quarter_finds_the_meeting_named_after_it_before_other_meetings_of_its_days(
    transcripts: Transcripts, typed: str
) -> None:
    seasonal = "---\ntitle: {}\ndate: {}\ntier: seasonal\n---\n### 甲：\n會議開始。\n"
    for name, title, day in (
        ("a", "113年第4季會議", "2025-01-20"),
        ("b", "第三次政策協調聯繫會議", "2024-10-08"),
    ):
        transcripts.write(f"{day}-{name}.md", seasonal.format(title, day))
    body = "# 2024-12-30 工作會議\n\n### 甲：\n會議開始。\n"
    transcripts.write("2024-12-30-c.md", body)
    assert order(view_of(transcripts), typed)[:2] == "ab"


@pytest.mark.parametrize("typed", ["qwxz zvbn", "龘靐 齉爩", "魑魅魍魎饕餮"])
def test_nonsense_finds_nothing(sample: Path, typed: str) -> None:
    view = Archive(settings.load(sample, sample / "none"), in_memory=True).view()
    found = view.search(view.parse_query(typed))
    assert (found.meetings, found.near, found.results) == (0, 0, ())
