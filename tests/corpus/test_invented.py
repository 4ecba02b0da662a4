"""What real records are measured on, on invented ones: for who has no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutes.records.document import parse, split_front
from pipeline.archive.snapshot import View
from pipeline.checks.validation import validate_archive
from pipeline.trails import assembly
from tests import invented
from tests.invented import CASES, Case


def test_the_archive_is_the_same_on_every_machine_and_has_no_fault(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        invented.write(tmp_path / name)
    files = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert len(files) > 30
    for file in files:
        one = (tmp_path / "one" / file).read_bytes()
        assert one == (tmp_path / "other" / file).read_bytes(), file
    assert [p for p in validate_archive(tmp_path / "one") if p.severity == "error"] == []


def test_every_file_is_whole_in_its_items(invented_view: View) -> None:
    for meeting in invented_view.public.meetings:
        head, front = split_front(text := invented_view.source(meeting).decode())
        assert (front is not None) == (meeting.tier == "collaborative" and meeting.kind == "main")
        items = parse(text.removeprefix(head)).items
        assert "".join(item.source for item in items) == text.removeprefix(head), meeting.id
        assert len({item.id for item in items}) == len(items), meeting.id


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.number))
def test_a_case_is_followed_from_its_words_through_the_tiers(
    invented_view: View, case: Case
) -> None:
    found = assembly.trail(invented_view, case.number)
    assert found is not None
    told = {entry.meeting: entry.stage for entry in found.records}
    assert told == {
        case.pre_meeting: "pre_meeting",
        case.main: "main",
        **dict.fromkeys(case.monthly, "monthly"),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.number))
def test_what_is_marked_in_a_monthly_meeting_is_what_is_said_of_the_case(
    invented_view: View, case: Case
) -> None:
    """The words of one case are never shown as those of another that the same meeting goes through."""
    found = assembly.trail(invented_view, case.number)
    assert found is not None
    own = {words for topic in invented.TOPICS if topic[0] == case.title for words in topic[3]}
    others = {words for topic in invented.TOPICS if topic[0] != case.title for words in topic[3]}
    for entry in found.records_in("monthly"):
        meeting = invented_view.meeting(entry.meeting)
        assert meeting is not None, entry.meeting
        items = {item.id: item.text for item in invented_view.document(meeting).items}
        said = " ".join(items[ident] for ident in entry.speeches)
        assert any(word in said for word in own), entry.meeting
        assert not any(word in said for word in others), entry.meeting


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("上次說還不了書的是哪一場", "還不了書"),
        ("烘衣房的熱氣後來怎麼了", "熱氣"),
        ("誰提案要加裝折疊椅", "折疊椅"),
    ],
)
def test_a_whole_question_finds_records_about_its_subject(
    invented_view: View, typed: str, words: str
) -> None:
    results = invented_view.search(invented_view.parse_query(typed)).results
    assert any(words in hit.text for r in results[:5] for hit in r.hits), results


def test_the_case_number_finds_its_meeting_however_it_is_written(invented_view: View) -> None:
    case = CASES[4]
    for typed in ("第805次", "第 805 案", "第八百零五次", "第８０５次"):
        results = invented_view.search(invented_view.parse_query(typed)).results
        assert case.main in {r.meeting.id for r in results}, typed
