"""The text file of a generation: what goes in comes out, at its place."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.text.folding import fold
from pipeline.index import text_store
from pipeline.index.text_store import Block, Passage, Store

texts = st.text(max_size=12)
speakers = st.one_of(st.none(), st.sampled_from(["甲", "Alex Sample", ""]))
passages = st.lists(
    st.builds(
        Passage,
        st.sampled_from(text_store.TYPES),
        st.sampled_from(["", "abcdefghijkl", "abcdefghijkl-2"]),
        speakers,
        texts,
    ),
    min_size=1,
    max_size=8,
)
meetings = st.dictionaries(texts, st.tuples(passages, st.binary(max_size=20)), max_size=4)


def write(folder: Path, wanted: dict[str, tuple[list[Passage], bytes]]) -> Store:
    """Every other meeting in a second file."""
    blocks = {}
    with ExitStack() as files:
        names = map(text_store.file_name, range(2))
        out = [files.enter_context((folder / name).open("wb")) for name in names]
        for n, (name, (pieces, source)) in enumerate(wanted.items()):
            data, lengths = text_store.encode(pieces, source)
            blocks[name] = Block(n % 2, out[n % 2].tell(), *lengths)
            out[n % 2].write(data)
    return Store(folder, blocks)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@given(wanted=meetings)
def test_what_was_written_is_read_back(
    folder: Path, wanted: dict[str, tuple[list[Passage], bytes]]
) -> None:
    made = write(folder, wanted)
    for name, (pieces, source) in wanted.items():
        assert made.source(name) == source
        said = made.said(name, range(len(pieces)))
        assert [(s.id, s.type, s.speaker, s.text) for s in said] == [
            (p.id, p.type, p.speaker, p.text) for p in pieces
        ], (name, pieces, source)
        assert [s.folded for s in said] == [fold(p.text) for p in pieces], (name, pieces, source)
    made.close()


@given(wanted=meetings)
def test_every_passage_begins_where_the_table_says(
    folder: Path, wanted: dict[str, tuple[list[Passage], bytes]]
) -> None:
    made = write(folder, wanted)
    for name, (pieces, _) in wanted.items():
        table = made.table(name)
        assert len(table.starts) == len(pieces) + 1
        for number, piece in enumerate(pieces):
            start, end = table.span(number)
            assert bytes(table.text[start:end]).decode() == fold(piece.text)
            assert table.at(start) == number
    made.close()


def test_the_holders_of_an_id_are_the_meetings_that_have_it_and_no_others(tmp_path: Path) -> None:
    def piece(ident: str, text: str = "") -> Passage:
        return Passage("speech", ident, "abcdefghijkl", text)

    wanted = {
        "a": ([piece("abcdefghijkl")], b""),
        "b": ([piece("abcdefghijkl-2")], b""),
        "c": ([piece("zzzzzzzzzzzz", '"abcdefghijkl"')], b'"abcdefghijkl"'),
        "d": ([piece("zzzzzzzzzzzz"), piece("abcdefghijkl")], b""),
    }
    made = write(tmp_path, wanted)
    assert made.holders("abcdefghijkl") == ["a", "d"]
    assert made.holders("abcdefghijkl-2") == ["b"]
    assert made.holders("nothing") == []
    assert made.holders('"') == []
    made.close()


def test_a_file_without_meetings_is_a_store(tmp_path: Path) -> None:
    made = write(tmp_path, {})
    assert made.holders("abcdefghijkl") == []
    made.close()
