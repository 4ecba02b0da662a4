"""The indexed search against brute force: the same meetings, order, speeches and counts."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from tests.pipeline.engines.invented import (
    SORTS,
    Written,
    archives,
    pages,
    queries,
    shape,
    withdraw,
    write,
)
from tests.pipeline.engines.present import PRESENT

pytestmark = pytest.mark.slow


@given(
    meetings=archives,
    typed=st.lists(queries, min_size=1, max_size=12),
    every=st.sampled_from([0, 0, 2, 3, 5]),
    size=st.integers(1, 3),
    engine=st.sampled_from(PRESENT),
)
def test_the_index_and_brute_force_agree_on_every_query_whichever_the_engine(
    meetings: list[Written], typed: list[str], every: int, size: int, engine: EngineName
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "transcripts"
        folder.mkdir()
        (folder / SETTINGS_FILE).write_text(f"engine: {engine}\n")
        write(folder, meetings)
        chosen = archive_settings.load(folder, Path(name) / "data")
        indexer.refresh(chosen, jobs=1)
        if every:  # after the index was made, so that it still knows the words
            withdraw(folder, every)
        indexed, brute = Archive(chosen).view(), Archive(chosen, in_memory=True).view()
        for text in typed:
            for sort in SORTS:
                query = indexed.parse_query(text)
                whole = indexed.search(query, sort=sort, limit=100)
                assert shape(whole) == shape(brute.search(query, sort=sort, limit=100)), text
                joined = pages(indexed, text, size, sort)
                assert joined == [r.meeting.id for r in whole.results], text
                assert len(joined) == len(set(joined)) == whole.meetings + whole.near, (text, sort)


def test_a_word_whose_every_speech_is_withdrawn_is_still_found_in_a_later_narrative() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "transcripts"
        folder.mkdir()
        write(
            folder,
            [(dt.date(2017, 1, 1), "", "座談", ["### 甲：\nPO月會\n\n", "> （PO月會）\n\n"])],
        )
        chosen = archive_settings.load(folder, Path(name) / "data")
        indexer.refresh(chosen, jobs=1)
        withdraw(folder, 2)  # the heading is the first item, the speech the second
        for archive in (Archive(chosen), Archive(chosen, in_memory=True)):
            view = archive.view()
            found = view.search(view.parse_query('"PO月會"'))
            assert (found.meetings, found.speeches) == (1, 0), archive
            assert [hit.type for hit in found.results[0].hits] == ["narrative"], archive
            assert view.search(view.parse_query('座談 -"PO月會"')).meetings == 0, archive
