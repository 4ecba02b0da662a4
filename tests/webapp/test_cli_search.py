"""`minutes search` and `check` give scripts what the README promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Transcripts
from tests.webapp.command_line import NAME, RECORD, Archive


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path) -> Archive:
    transcripts.write(f"{NAME}.md", RECORD)
    return Archive(transcripts.path, tmp_path / "data")


def test_search_gives_its_results_in_the_promised_shape(archive: Archive) -> None:
    found = archive.json("search", "公園", "--json")
    assert list(found) == ["query", "meetings", "speeches", "took_ms", "results", "facets"]
    assert (found["query"], found["meetings"], found["speeches"]) == ("公園", 1, 1)
    assert isinstance(found["took_ms"], int | float)
    (result,) = found["results"]
    assert list(result) == [
        "meeting",
        "title",
        "date",
        "tier",
        "url",
        "match",
        "speech_count",
        "speeches",
    ]
    assert (result["meeting"], result["date"], result["tier"]) == (NAME, "2018-03-05", "monthly")
    assert result["match"] == "exact"
    assert result["speech_count"] == 1
    (speech,) = result["speeches"]
    assert list(speech) == ["id", "speaker", "text", "snippet_html"]
    assert (speech["speaker"], speech["text"]) == ("王小明", "大家好，*今天* 談 R&D 與公園。")
    assert "<mark>公園</mark>" in speech["snippet_html"]
    assert "R&amp;D" in speech["snippet_html"]
    (shown,) = archive.show(NAME)
    assert speech["id"] in {i["id"] for i in shown["items"]}


def test_facets_are_lists_of_values_with_labels_and_counts(archive: Archive) -> None:
    facets = archive.json("search", "公園", "--json")["facets"]
    assert set(facets) == {"tier", "kind", "agency", "year", "speaker"}
    assert facets["tier"] == [{"value": "monthly", "label": "月會", "count": 1}]
    assert facets["year"] == [{"value": "2018", "label": "2018", "count": 1}]
    assert {"value": "王小明", "label": "王小明", "count": 1} in facets["speaker"]


def test_a_results_address_is_a_path_that_can_be_opened(archive: Archive) -> None:
    from urllib.parse import unquote

    (result,) = archive.json("search", "公園", "--json")["results"]
    assert result["url"].isascii()
    assert unquote(result["url"]) == f"/{NAME}"


def test_json_is_ascii_on_one_line(archive: Archive) -> None:
    result = archive.run("search", "公園", "--json")
    assert result.stdout.isascii()
    assert result.stdout.count("\n") == 1


def test_search_brings_the_index_up_to_date_first(
    archive: Archive, transcripts: Transcripts
) -> None:
    assert archive.json("search", "鞦韆", "--json")["meetings"] == 0
    transcripts.write("2018-03-09-題.md", "### 甲：\n鞦韆\n")
    assert archive.json("search", "鞦韆", "--json")["meetings"] == 1


def test_results_come_in_pages_without_repeats(transcripts: Transcripts, tmp_path: Path) -> None:
    for day in range(1, 8):
        transcripts.write(f"2018-03-0{day}-題.md", "### 甲：\n鞦韆\n")
    archive = Archive(transcripts.path, tmp_path / "data")
    pages = [
        archive.json(
            "search", "鞦韆", "--json", "--limit", "3", "--offset", str(n), "--sort", "date"
        )
        for n in (0, 3, 6, 9)
    ]
    ids = [[r["meeting"] for r in page["results"]] for page in pages]
    assert ids == [[f"2018-03-0{d}-題" for d in days] for days in ((7, 6, 5), (4, 3, 2), (1,), ())]
    assert [p["meetings"] for p in pages] == [7, 7, 7, 7]
    assert archive.json("search", "鞦韆", "--json", "--limit", "0")["results"] == []


def test_results_for_people_name_the_speaker_and_hold_no_marks(archive: Archive) -> None:
    result = archive.run("search", "公園")
    assert "王小明" in result.stdout
    assert "<mark>" not in result.stdout
    assert "R&D" in result.stdout


def test_check_gives_a_list_of_findings(archive: Archive) -> None:
    result = archive.run("check", "--format", "json")
    found = json.loads(result.stdout)
    assert [set(f) >= {"path", "line", "code", "severity", "message"} for f in found] == [
        True
    ] * len(found)
    (wrong,) = [f for f in found if f["code"] == "label-without-colon"]
    assert (wrong["path"], wrong["line"], wrong["severity"]) == (f"{NAME}.md", 12, "error")
