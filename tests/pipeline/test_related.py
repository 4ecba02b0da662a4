"""Words that are said together with a rare one: found by statistics alone, never a person's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutes import settings
from minutes.publication.gate import WITHDRAWALS_FILE
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.search.words.related import few
from tests.conftest import Transcripts

RARE = (
    ("a", "鷺鷥怕風箏，白鹿示也這樣說。", "昨天的風箏很大。"),
    ("b", "水田的鷺鷥看見風箏就走。白鹿示知道。", "把風箏收好。"),
    ("c", "沒有風箏，鷺鷥才來，白鹿示在等。", "他問風箏在哪裡。"),
)
OTHERS = 12  # records that say other things


def write_others(transcripts: Transcripts, text: str) -> None:
    """Records that say something else, and hold the characters that stand anywhere."""
    for day in range(1, 40):
        body = f"### 甲：\n{text}\n"
        transcripts.write(f"2025-04-{day:02}-e.md", f"# 2025-04-01 第{day}場座談\n\n{body}")


def read(transcripts: Transcripts) -> View:
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    return Archive(told, in_memory=True).view()


@pytest.fixture(params=["indexed", "read"])
def view(request: pytest.FixtureRequest, transcripts: Transcripts) -> View:
    for name, *said in RARE:
        body = "".join(f"### 白鹿示：\n{text}\n\n" for text in said)
        transcripts.write(f"2025-01-01-{name}.md", f"# 2025-01-01 座談\n\n{body}")
    for day in range(1, OTHERS + 1):
        body = "### 甲：\n今天把別的事說完，也很好，看見大家就在這樣。\n"
        transcripts.write(f"2025-02-{day:02}-d.md", f"# 2025-02-{day:02} 座談\n\n{body}")
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    if request.param == "indexed":
        indexer.refresh(told, jobs=1)
    return Archive(told, in_memory=request.param == "read").view()


def related(view: View, typed: str) -> list[str]:
    """All words that are offered, of both kinds."""
    found = view.related(view.parse_query(typed))
    return [*found.together, *found.alike]


def test_a_word_that_stands_beside_many_others_is_offered_whole(view: View) -> None:
    assert related(view, "鷺鷥") == ["風箏"]


def test_a_piece_of_several_words_is_offered_nowhere(transcripts: Transcripts) -> None:
    longer = ("虎害防堵", "鹿害防治", "蟲害防範", "鼠害防備", "蛇害防護", "鳥害防止")
    for number, word in enumerate(longer):
        body = f"### 甲：\n鷺鷥的{word}，籬笆也要。\n\n### 乙：\n籬笆在鷺鷥那裡，{word}。\n"
        transcripts.write(f"2025-01-01-{number}.md", f"# 2025-01-01 座談\n\n{body}")
    write_others(transcripts, "今天把別的事說完，也很好，看見大家就在這樣。")
    assert related(read(transcripts), "鷺鷥") == ["籬笆"]


def test_a_character_with_its_neighbour_is_no_word_where_it_belongs_to_the_next_one(
    transcripts: Transcripts,
) -> None:
    said = (
        "鷺鷥飛到三個漁港，又一個漁，是漁港。",
        "五個漁民看鷺鷥，一個漁，是漁民。",
        "兩個漁夫和鷺鷥，每個漁，是漁夫。",
    )
    for number, text in enumerate(said):
        body = f"### 甲：\n{text}漁網破了。\n\n### 乙：\n鷺鷥？{text}看漁網。\n"
        transcripts.write(f"2025-01-01-{number}.md", f"# 2025-01-01 座談\n\n{body}")
    write_others(transcripts, "這個人把三個別的事、五個好事說完，一個也很好，每個人就在這樣。")
    assert related(read(transcripts), "鷺鷥") == ["漁網"]


def test_no_name_of_a_person_is_offered(view: View) -> None:
    assert not any(set(word) & set("白鹿示") for word in related(view, "鷺鷥"))


@pytest.mark.parametrize("named", ["馬英九", "羅政委", "柯市長"])
def test_nobody_is_offered_who_is_only_spoken_of(transcripts: Transcripts, named: str) -> None:
    for name, said in (
        ("a", f"鷺鷥怕風箏，{named}也這樣說。昨天的風箏很大，{named}來了。"),
        ("b", f"水田的鷺鷥看見風箏就走。{named}知道。把風箏收好。"),
        ("c", f"沒有風箏，鷺鷥才來，{named}在等。他問風箏在哪裡。"),
    ):
        transcripts.write(f"2025-01-01-{name}.md", f"# 2025-01-01 座談\n\n### 甲：\n{said}\n")
    write_others(transcripts, "今天把別的事說完，也很好，看見大家就在這樣。")
    assert related(read(transcripts), "鷺鷥") == ["風箏"]


@pytest.mark.parametrize(
    "typed", ["今天", "沒有的", '"鷺鷥"', "鷺鷥 風箏", "open", "title:座談", ""]
)
def test_nothing_is_offered_for_what_is_common_unknown_or_no_plain_word(
    view: View, typed: str
) -> None:
    assert related(view, typed) == []


def test_words_of_withdrawn_records_are_gone_at_once(transcripts: Transcripts, view: View) -> None:
    rows = "".join(
        f"- {{meeting: 2025-01-01-{name}, date: 2025-02-01, reason: 例}}\n" for name in "bc"
    )
    (transcripts.path / WITHDRAWALS_FILE).write_text(rows, encoding="utf-8")
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    in_memory = not Path(told.data).exists()
    after = Archive(told, in_memory=in_memory).view()
    assert related(after, "鷺鷥") == []


def test_how_firmly_characters_hold_together_is_the_same_whether_there_is_an_index(
    transcripts: Transcripts,
) -> None:
    for name, *said in RARE:
        body = "".join(f"### 白鹿示：\n{text}\n\n" for text in said)
        transcripts.write(
            f"2025-01-01-{name}.md", f"---\ntitle: 鷺鷥\n---\n# 2025-01-01 座談\n\n{body}"
        )
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    read = Archive(told, in_memory=True).view().measures
    indexer.refresh(told, jobs=1)
    indexed = Archive(told).view().measures
    pairs = ("鷺鷥", "風箏", "箏在", "無人")
    assert indexed.firmness(pairs) == read.firmness(pairs)
    assert (
        read.firmness(pairs)["鷺鷥"] > read.firmness(pairs)["箏在"] > read.firmness(pairs)["無人"]
    )


def test_a_word_in_the_same_company_that_shares_a_character_is_told_apart_from_what_is_said_with_it(
    transcripts: Transcripts,
) -> None:
    said = (
        "風箏用竹架，河岸大。天晴風箏高飛。",
        "竹架和風箏。河岸寬，風箏飛。",
        "紙箏要竹架，河岸小。天陰紙箏落下。",
        "竹架與紙箏。河岸窄，紙箏停。",
    )
    for number, text in enumerate(said):
        body = f"# 2025-03-01 座談\n\n### 甲：\n{text}\n"
        transcripts.write(f"2025-03-01-{number}.md", body)
    for day in range(1, 80):
        body = "### 甲：\n今天把別的事說完，也很好，看見大家就在這樣。\n"
        transcripts.write(f"2025-04-{day:02}-e.md", f"# 2025-04-01 第{day}場座談\n\n{body}")
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    view = Archive(told, in_memory=True).view()
    found = view.related(view.parse_query("風箏"))
    assert "紙箏" in found.alike
    assert "紙箏" not in found.together


@pytest.mark.parametrize(("meetings", "most"), [(10, 25), (800, 40), (2_000, 100), (10_000, 100)])
def test_what_many_records_hold_needs_no_other_words(meetings: int, most: int) -> None:
    assert few(meetings) == most
