"""One contract for all engines: the same archive, changed step by step, gives the same meetings, order,
speeches, counts and facets from each of them as from memory and from brute force."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName, Settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import generation, indexer
from pipeline.search.results import Sort
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
from tests.pipeline.engines.keeping import without_texts
from tests.pipeline.engines.present import PRESENT, examples

pytestmark = pytest.mark.slow

ORACLE: EngineName = "memory"
# Those that need no other program answer about the same archives together, a cluster apart.
OF_A_CLUSTER: frozenset[EngineName] = frozenset({"opensearch"})
TRIED_TOGETHER = [
    tuple(name for name in PRESENT if name != ORACLE and name not in OF_A_CLUSTER),
    *((name,) for name in PRESENT if name in OF_A_CLUSTER),
]


@contextmanager
def same_archive(*engines: EngineName) -> Iterator[list[Settings]]:
    """An empty archive for each engine."""
    with tempfile.TemporaryDirectory() as name:
        homes = [Path(name) / engine for engine in engines]
        for engine, home in zip(engines, homes, strict=True):
            (home / "transcripts").mkdir(parents=True)
            (home / "transcripts" / SETTINGS_FILE).write_text(f"engine: {engine}\n")
        yield [archive_settings.load(home / "transcripts", home / "data") for home in homes]


def answers(view: View, text: str, sort: Sort) -> tuple[object, list[str]]:
    """What a view answers to a query: the results whole, and its pages of two."""
    whole = view.search(view.parse_query(text), sort=sort, limit=100)
    return shape(whole), pages(view, text, 2, sort)


def differences(views: dict[str, View], oracle: View, typed: list[str]) -> Iterator[str]:
    """The queries that some view answers otherwise than the oracle."""
    for text, sort in product(typed, SORTS):
        wanted = answers(oracle, text, sort)
        for name, view in views.items():
            told = answers(view, text, sort)
            if told != wanted:
                yield f"{name}: {text} by {sort}: {told} instead of {wanted}"


# Not made smaller: that would try hundreds of whole archives.
@settings(max_examples=examples(15), phases=[Phase.generate])
@given(
    first=archives,
    then=archives,
    typed=st.lists(queries, min_size=4, max_size=10),
    every=st.sampled_from([0, 2, 3, 5]),
    known=st.booleans(),
)
@pytest.mark.parametrize("engines", TRIED_TOGETHER, ids="-".join)
def test_engines_answer_as_memory_does_through_changes_removals_and_withdrawals(
    engines: tuple[EngineName, ...],
    first: list[Written],
    then: list[Written],
    typed: list[str],
    every: int,
    known: bool,
) -> None:
    changed = [(old[0], *new[1:]) for old, new in zip(first, then, strict=False)]
    with same_archive(ORACLE, *engines) as homes:
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
            oracle, *others = (Archive(home).view() for home in homes)
            views: dict[str, View] = dict(zip(engines, others, strict=True))
            brute = Archive(homes[0], in_memory=True).view()
            views["brute force"] = brute
            with ExitStack() as away:
                for home in homes:
                    if home.archive.engine in OF_A_CLUSTER:
                        made = generation.current(home.data)
                        assert made is not None, home.archive.engine
                        away.enter_context(without_texts(made, home.data.parent / "away"))
                        views["texts of the cluster"] = Archive(home).view()
                found = list(differences(views, oracle, typed))
            assert found == [], f"with {len(step)} records"
