"""One contract for all engines: the same archive, changed step by step, gives the same meetings, order,
speeches, counts and facets from each of them as from memory and from brute force."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName, Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import generation, indexer
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
from tests.pipeline.engines.present import PRESENT, examples

pytestmark = pytest.mark.slow

ORACLE: EngineName = "memory"


@contextmanager
def same_archive(*engines: EngineName) -> Iterator[list[Settings]]:
    """An empty archive for each engine."""
    with tempfile.TemporaryDirectory() as name:
        homes = [Path(name) / engine for engine in engines]
        for engine, home in zip(engines, homes, strict=True):
            (home / "transcripts").mkdir(parents=True)
            (home / "transcripts" / SETTINGS_FILE).write_text(f"engine: {engine}\n")
        yield [archive_settings.load(home / "transcripts", home / "data") for home in homes]


def differences(view: View, oracle: View, brute: View, typed: list[str]) -> Iterator[str]:
    """The queries that one view answers otherwise than the two others."""
    for text in typed:
        for sort in SORTS:
            query = oracle.parse_query(text)
            told, wanted, plain = (
                shape(one.search(query, sort=sort, limit=100)) for one in (view, oracle, brute)
            )
            if not told == wanted == plain:
                yield f"{text} by {sort}: {told} instead of {wanted}, and brute force {plain}"
            if pages(view, text, 2, sort) != pages(oracle, text, 2, sort):
                yield f"{text} by {sort}: other pages"


# Not made smaller: that would try hundreds of whole archives.
@settings(max_examples=examples(15), phases=[Phase.generate])
@given(
    first=archives,
    then=archives,
    typed=st.lists(queries, min_size=4, max_size=10),
    every=st.sampled_from([0, 2, 3, 5]),
    known=st.booleans(),
)
@pytest.mark.parametrize("engine", [name for name in PRESENT if name != ORACLE])
def test_an_engine_answers_as_memory_does_through_changes_removals_and_withdrawals(
    engine: EngineName,
    first: list[Written],
    then: list[Written],
    typed: list[str],
    every: int,
    known: bool,
) -> None:
    changed = [(old[0], *new[1:]) for old, new in zip(first, then, strict=False)]
    with same_archive(engine, ORACLE) as homes:
        for step in (first, changed + then[len(first) :]):
            for home in homes:
                for file in home.transcripts.glob("*.md"):
                    file.unlink()
                write(home.transcripts, step)
                if every and known:  # the index is made without the withdrawn words
                    withdraw(home.transcripts, every)
                indexer.refresh(home, jobs=1, may_remove=True)
                made = generation.current(home.data)
                assert made is not None, "the index is whole"
                assert made.engine == home.archive.engine, "it was made by the engine in question"
                if every and not known:  # the index still knows them
                    withdraw(home.transcripts, every)
            views = [Archive(home).view() for home in homes]
            brute = Archive(homes[1], in_memory=True).view()
            assert list(differences(*views, brute, typed)) == [], f"with {len(step)} records"
