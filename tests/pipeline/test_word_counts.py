"""The table of words: in how many meetings each token stands, after whatever happened to the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutes import settings
from minutes.errors import IndexDamaged
from minutes.publication.gate import WITHDRAWALS_FILE
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import generation, indexer
from pipeline.index.word_counts import WordCounts
from tests.conftest import Transcripts

TEXTS = {
    "2025-01-01-a": "鷺鷥來了 open",
    "2025-01-02-b": "鷺鷥走了 open data",
    "2025-01-03-c": "水田 openness",
}
ASKED = ("鷺鷥", "鷺", "水田", "open", "data", "openness", "沒有")


@pytest.fixture
def archive(transcripts: Transcripts) -> Settings:
    for name, text in TEXTS.items():
        transcripts.write(f"{name}.md", f"# {name[:10]} 座談\n\n### 甲：\n{text}\n")
    told = settings.load(transcripts.path, transcripts.path.parent / "data")
    indexer.refresh(told, jobs=1)
    return told


def numbers(view: View) -> list[int]:
    [counts] = [s.counts(view.public.by_id.keys()) for s in view.snapshot.searchers]
    one_by_one = [counts.of(token) for token in ASKED]
    assert counts.of_each(ASKED) == dict(zip(ASKED, one_by_one, strict=True))
    return one_by_one


def both(told: Settings) -> tuple[list[int], list[int]]:
    """The numbers of the index, and of the folder read anew."""
    return numbers(Archive(told).view()), numbers(Archive(told, in_memory=True).view())


def test_the_table_tells_how_many_meetings_hold_a_token(archive: Settings) -> None:
    indexed, read = both(archive)
    assert indexed == read == [2, 2, 1, 2, 1, 1, 0]


def test_a_changed_and_a_deleted_record_change_the_table(
    archive: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("2025-01-02-b.md", "# 2025-01-02 座談\n\n### 甲：\n水田 data data\n")
    (transcripts.path / "2025-01-01-a.md").unlink()
    indexer.refresh(archive, jobs=1)
    indexed, read = both(archive)
    assert indexed == read == [0, 0, 2, 0, 1, 1, 0]


def test_words_that_no_record_holds_any_more_leave_no_trace_in_the_file(
    archive: Settings, transcripts: Transcripts
) -> None:
    (transcripts.path / "2025-01-03-c.md").unlink()
    indexer.refresh(archive, jobs=1)
    made = generation.current(archive.data)
    assert made is not None
    kept = (made.folder / generation.WORDS).read_bytes()
    assert "水田".encode() not in kept
    assert b"openness" not in kept
    assert "鷺鷥".encode() in kept


def test_a_withdrawn_record_is_not_counted_from_that_moment(archive: Settings) -> None:
    file = archive.transcripts / WITHDRAWALS_FILE
    file.write_text("- {meeting: 2025-01-01-a, date: 2025-02-01, reason: 例}\n", encoding="utf-8")
    indexed, read = both(archive)
    assert indexed == read == [1, 1, 1, 1, 1, 1, 0]


def test_tokens_with_one_beginning_are_told_with_their_numbers(archive: Settings) -> None:
    for told in (Archive(archive), Archive(archive, in_memory=True)):
        view = told.view()
        [counts] = [s.counts(view.public.by_id.keys()) for s in view.snapshot.searchers]
        assert counts.beginning("open") == {"open": 2, "openness": 1}, told


def test_a_table_that_cannot_be_read_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "words.db"
    file.write_bytes(b"no table at all" * 100)
    with pytest.raises(IndexDamaged, match="minutes index"):
        WordCounts(file).of("鷺")
