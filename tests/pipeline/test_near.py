"""Results for readers whose first words are not yet the right ones."""

import pytest

from minutes import settings
from minutes.query.parser import parse
from minutes.query.tree import MAX_PARTS, And, Field, Or, Query, Word
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.search import near_results
from tests.conftest import Transcripts


def parts(typed: str) -> list[str]:
    return [part.forms[0] for part in near_results.loosen(parse(typed)).parts]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("無障礙網站", ["無障", "障礙", "礙網", "網站"]),
        ("第42案協作", ["第42案", "協作"]),
        ("網站 open source", ["網站", "open", "source"]),
        ("網站 it's", ["網站", "it"]),
        ("網站", []),
        ('"無障礙網站"', []),
        ("網站 OR 報稅軟體", []),
        ("in:speech 無障礙網站", []),
    ],
)
def test_a_query_falls_into_pairs_of_characters_words_and_case_numbers(
    typed: str, expected: list[str]
) -> None:
    assert parts(typed) == expected


def test_what_is_quoted_restricted_or_excluded_stays_a_must() -> None:
    found = near_results.loosen(parse('無障礙 "網站" -垃圾 tier:monthly'))
    assert len(found.must) == 3


def test_alternatives_of_hosts_are_a_must_and_those_of_words_are_no_question_for_near_results() -> (
    None
):
    hosts = Or((Field("agency", "a"), Field("agency", "b")))
    words = And((Word("垃圾", ("垃圾",)), Word("分類", ("分類",))))
    host_or_word = Or((Field("agency", "a"), Word("警政署", ("警政署",))))
    for asked in (hosts, host_or_word):
        found = near_results.loosen(Query("", And((asked, *words.nodes))))
        assert (found.must, [part.forms[0] for part in found.parts]) == ((asked,), ["垃圾", "分類"])
    assert near_results.loosen(Query("", And((Or(words.nodes), hosts)))) == near_results.NOTHING


def test_a_very_long_question_has_only_so_many_parts() -> None:
    assert len(parts("".join(map(chr, range(0x4E00, 0x4E80))))) == MAX_PARTS


@pytest.fixture
def view(transcripts: Transcripts) -> View:
    texts = {
        "2025-01-01-a": "報稅軟體下星期可以用",
        "2025-01-02-b": "報稅的事",
        "2025-01-03-c": "報稅軟體什麼時候可以用？報稅軟體！",
        "2025-01-04-d": "第四十二案的報稅軟體可以用",
        "2025-01-05-e": "完全別的",
    }
    for name, text in texts.items():
        transcripts.write(f"{name}.md", f"# {name[:10]} 座談\n\n### 甲：\n{text}\n")
    return Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()


def found(view: View, typed: str, **options: int) -> list[tuple[str, bool]]:
    results = view.search(view.parse_query(typed), **options)  # type: ignore[arg-type]  # limit, offset
    return [(r.meeting.id[-1], r.near) for r in results.results]


def test_those_with_more_of_the_parts_come_first_and_one_part_is_not_enough(
    view: View,
) -> None:
    assert found(view, "報稅軟體星期一可以用") == [("a", True), ("d", True), ("c", True)]
    assert found(view, "「報稅軟體什麼時候可以用」 座談") == [("c", False)]


def test_near_results_stand_among_the_others_by_the_same_score(view: View) -> None:
    by_score = found(view, "第42案 軟體可以")
    assert by_score[0] == ("d", False)
    assert {near for _, near in by_score} == {False, True}


def test_pairs_that_nobody_ever_said_do_not_count(view: View) -> None:
    assert {name for name, _ in found(view, "下星期怎麼辦報稅軟體哪裡有")} == {"a", "c", "d"}


def test_a_rare_word_says_more_than_what_nearly_everybody_says(transcripts: Transcripts) -> None:
    for number in range(12):
        said = "我們上次說了什麼？" if number else "我們的印表機。"
        transcripts.write(f"2025-02-{number + 1:02}-{number}.md", f"# 座談\n\n### 甲：\n{said}\n")
    view = Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()
    assert found(view, "我們上次說印表機怎麼了")[0] == ("0", True)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("星期 鞦韆", "a"),  # nobody says 鞦韆
        ("星期鞦韆", ""),  # 星期 is a piece of what was typed
        ("星期 「鞦韆」", ""),
        ("下 鞦韆", ""),
        ("報稅 鞦韆", ""),  # nearly everybody says 報稅
        ("zvbn qwxz", ""),
        ("星期 四十 別的", "ade"),  # of 星期, 四十 and 別的 each is worth a third
    ],
)
def test_a_whole_word_that_is_worth_much_is_enough(view: View, typed: str, names: str) -> None:
    assert "".join(sorted(name for name, _ in found(view, typed))) == names


@pytest.mark.parametrize("typed", ["lisbon swingboat", "Lisbon Swingboat"])
def test_a_whole_word_is_one_in_capitals_too(transcripts: Transcripts, typed: str) -> None:
    for number, said in enumerate(("We met in Lisbon.", "The swingboat.", "Thanks.", "Thanks.")):
        transcripts.write(f"2025-02-0{number + 1}-{number}.md", f"# Talk\n\n### A:\n{said}\n")
    view = Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()
    assert sorted(found(view, typed)) == [("0", True), ("1", True)]


def test_a_whole_word_in_a_title_is_enough_where_it_is_worth_less_than_others(
    transcripts: Transcripts,
) -> None:
    for number in range(12):
        said = "鞦韆與翹翹板。" if number == 11 else "空屋的事。" if number < 3 else "謝謝。"
        title = "空屋會前會" if number == 0 else "座談"
        transcripts.write(
            f"2025-02-{number + 1:02}-{number}.md", f"# {title}\n\n### 甲：\n{said}\n"
        )
    view = Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()
    results = view.search(view.parse_query("鞦韆 翹板 空屋")).results
    assert [r.meeting.title for r in results] == ["座談", "空屋會前會"]


def test_a_near_result_of_one_speaker_holds_words_that_they_said(
    transcripts: Transcripts,
) -> None:
    for name, one, other in (("a", "報稅軟體可以用", "好"), ("b", "好", "報稅軟體可以用")):
        body = f"### 王範例：\n{one}\n\n### 李樣本：\n{other}\n"
        transcripts.write(f"2025-03-01-{name}.md", f"# 座談\n\n{body}")
    view = Archive(settings.load(transcripts.path, transcripts.path / "x"), in_memory=True).view()
    assert found(view, "speaker:王範例 報稅軟體今天可以用") == [("a", True)]


def test_near_results_by_date_are_the_best_ones_in_order_of_date(view: View) -> None:
    results = view.search(view.parse_query("報稅軟體星期一可以用"), sort="date")
    assert [r.meeting.id[-1] for r in results.results] == ["d", "c", "a"]


def test_near_results_stand_outside_the_counts_and_the_facets(view: View) -> None:
    results = view.search(view.parse_query("報稅軟體 可以用了沒"))
    assert results.meetings == 0
    assert results.speeches == 0
    assert results.near == len(results.results) == 3
    assert not any(results.facets.values())
    assert all(hit.snippet.count("<mark>") for r in results.results for hit in r.hits)


def test_a_quoted_phrase_has_no_near_results(view: View) -> None:
    assert found(view, '"報稅軟體可以用了嗎"') == []


def test_a_case_number_written_otherwise_is_a_part(view: View) -> None:
    assert found(view, "第42案報稅軟體怎麼辦")[0] == ("d", True)


def test_pages_go_on_from_exact_to_near_without_repeats(view: View) -> None:
    whole = found(view, "報稅軟體什麼時候可以用")
    assert [
        found(view, "報稅軟體什麼時候可以用", limit=1, offset=n)[0] for n in range(len(whole))
    ] == whole
