"""The files that hold the texts of a generation: what changed is written, the rest is shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.errors import IndexDamaged
from minutes.records.front_matter import FrontMatter
from minutes.records.model import Meeting
from pipeline.index import text_store
from pipeline.index.shard import Built
from pipeline.index.text_store import Block, Store
from pipeline.index.text_writing import write_texts

LARGE = 4_000_000  # bytes: about what a file holds
Sources = Mapping[str, bytes]


def built(part: Path, sources: Sources) -> list[Built]:
    """Records that were just read, as a process leaves them."""
    found = []
    with part.open("wb") as out:
        for name, source in sources.items():
            data, lengths = text_store.encode([], source)
            meeting = Meeting(id=name, path=f"{name}.md", digest="", front=FrontMatter())
            found.append(Built(meeting, part, out.tell(), lengths, ()))
            out.write(data)
    return found


class Line:
    """One generation after another in a folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.number = home, 0
        self.old = home
        self.blocks: dict[str, Block] = {}

    def goes_on(self, changed: Sources, gone: Iterable[str] = ()) -> Path:
        """The folder of a new one."""
        self.number += 1
        folder = self.home / str(self.number)
        kept = self.blocks.keys() - changed.keys() - set(gone)
        new = built(self.home / "part", changed)
        self.blocks = write_texts(folder, self.old, self.blocks, kept, new)
        self.old = folder
        return folder

    @property
    def sources(self) -> dict[str, bytes]:
        with closing(Store(self.old, self.blocks)) as store:
            return {name: store.source(name) for name in self.blocks}


def inodes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in folder.iterdir()}


def test_a_record_that_changes_leaves_the_files_of_the_others_as_they_are(tmp_path: Path) -> None:
    line = Line(tmp_path)
    before = inodes(line.goes_on({name: name.encode() * LARGE for name in "abc"}))
    after = inodes(line.goes_on({"b": b"changed"}))
    assert len(before) == 3
    assert sum(before[name] != after[name] for name in before) == 1
    last = inodes(line.goes_on({"d": b"new"}, gone="c"))
    assert len(last) == 2  # the new one lies in the file that has room
    assert line.sources == {"a": b"a" * LARGE, "b": b"changed", "d": b"new"}


def test_words_that_changed_or_went_are_in_no_file(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.goes_on({"a": b"stays", "b": b"secret", "c": b"hidden"})
    folder = line.goes_on({"b": b"open"}, gone="c")
    held = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"stays" in held
    assert b"open" in held
    assert b"secret" not in held
    assert b"hidden" not in held


def test_a_damaged_text_is_not_copied(tmp_path: Path) -> None:
    line = Line(tmp_path)
    file = next(line.goes_on({"a": b"stays", "b": b"old"}).iterdir())
    file.write_bytes(file.read_bytes().replace(b"stays", b"strays"))
    with pytest.raises(IndexDamaged):
        line.goes_on({"b": b"new"})


steps = st.tuples(
    st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=9), max_size=3),
    st.sets(st.sampled_from("abcd"), max_size=2),
)


@settings(max_examples=20)
@given(told=st.lists(steps, min_size=1, max_size=4))
def test_after_any_steps_the_texts_are_those_of_the_last(
    told: list[tuple[dict[str, bytes], set[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    line, right = Line(tmp_path_factory.mktemp("line")), dict[str, bytes]()
    for changed, gone in told:
        line.goes_on(changed, gone - changed.keys())
        right = {k: v for k, v in right.items() if k not in gone} | changed
        assert line.sources == right, told
