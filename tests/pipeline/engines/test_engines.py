"""Every engine: exact weights, supersets, changes that nobody sees before their commit."""

import tempfile
import tracemalloc
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.errors import IndexMissing
from minutes.settings import EngineName
from minutes.text.folding import fold, is_word
from pipeline.engines import shard_folder
from pipeline.engines.protocol import (
    AllOf,
    AnyOf,
    Engine,
    FoldedForm,
    MeetingWords,
    Place,
    Prefix,
    Token,
    TokenQuery,
    Weight,
)
from pipeline.engines.registry import ENGINES, engine_named
from pipeline.index.shard import shard_of
from tests.pipeline.engines.present import PRESENT, examples

W = Weight
MANY = 2_000
Passages = list[tuple[Place, str]]
ENTRIES: dict[str, Passages] = {
    "a": [
        ("head", "開放"),
        ("elsewhere", "放政"),
        ("speech", "開放政 open"),
        ("speech", "的，開放"),
        ("speech", "開放的"),
    ],
    "b": [
        ("head", "opera"),
        *[("speech", "opera 的")] * 2,
        *[("speech", "的")] * 300,
        ("speech", "開放"),
    ],
    "c": [("head", "政府"), ("elsewhere", "政府 open"), ("speech", "政府"), ("speech", "𠮷")],
}


@pytest.fixture(params=PRESENT)
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_named(request.param)


def write(
    engine: Engine, folder: Path, entries: Mapping[str, Passages], drop: tuple[str, ...] = ()
) -> None:
    writer = engine.writer(folder / "0")
    writer.drop(drop)
    writer.put(MeetingWords(name, passages) for name, passages in entries.items())
    writer.commit()


def ask(engine: Engine, folder: Path, *wants: TokenQuery) -> list[dict[str, Weight]]:
    reader = engine.reader(folder)
    found = [dict(answer) for answer in reader.candidates(wants)]
    reader.close()
    return found


def test_the_settings_name_exactly_the_engines_that_there_are() -> None:
    assert set(ENGINES) == set(get_args(EngineName))


def test_a_weight_says_how_many_speeches_hold_a_token_and_where_else_it_stands() -> None:
    one = Weight.of(3, elsewhere=True, head=False)
    assert (one.speeches, one.elsewhere, one.head, one.in_text) == (3, True, False, True)
    head = Weight.of(0, elsewhere=False, head=True)
    assert (head.speeches, head.elsewhere, head.head, head.in_text) == (0, False, True, False)


def test_weights_of_two_tokens_are_upper_bounds_of_either_and_of_both() -> None:
    some, other = Weight.of(3, elsewhere=True, head=False), Weight.of(2, elsewhere=False, head=True)
    assert some.either(other) == Weight.of(5, elsewhere=True, head=True)
    assert some.both(other) == Weight.of(2, elsewhere=False, head=False)


def test_a_token_is_answered_with_the_weights_that_were_put(engine: Engine, tmp_path: Path) -> None:
    write(engine, tmp_path, ENTRIES)
    assert ask(engine, tmp_path, Token("開放"), Token("的"), Token("𠮷"), Token("none")) == [
        {"a": W(13), "b": W(4)},
        {"a": W(8), "b": W(302 * 4)},
        {"c": W(4)},
        {},
    ]


def test_the_tokens_that_begin_alike_are_told_with_the_meetings_that_hold_them(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, ENTRIES)
    reader = engine.reader(tmp_path)
    assert dict(reader.beginning("op")) == {"open": 2, "opera": 1}
    assert dict(reader.beginning("x")) == {}
    reader.close()


def test_all_any_and_prefix_answer_with_upper_bounds(engine: Engine, tmp_path: Path) -> None:
    write(engine, tmp_path, ENTRIES)
    both, either, begins, every, none = ask(
        engine,
        tmp_path,
        AllOf((Token("開放"), Token("放政"))),
        AnyOf((Token("放政"), Token("政府"))),
        Prefix("ope"),
        AllOf(()),
        AllOf((Token("開放"), Token("none"))),
    )
    assert both.keys() == {"a"}
    assert both["a"].speeches >= 1
    assert either.keys() == {"a", "c"}
    assert begins.keys() == {"a", "b", "c"}
    assert every.keys() == {"a", "b", "c"}
    assert none == {}


def test_a_dropped_meeting_is_gone_and_a_changed_one_has_its_new_weights(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, ENTRIES)
    write(engine, tmp_path, {"b": [("head", "開放"), *[("speech", "開放")] * 5]}, drop=("a", "b"))
    assert ask(engine, tmp_path, Token("開放"), Token("opera"), Token("open"), AllOf(())) == [
        {"b": W(21)},
        {},
        {"c": W(2)},
        dict.fromkeys("bc", ask(engine, tmp_path, AllOf(()))[0]["c"]),
    ]


def test_purging_leaves_no_trace_of_a_dropped_word(engine: Engine, tmp_path: Path) -> None:
    write(engine, tmp_path, ENTRIES | {"d": [("speech", "canaryword")]})
    writer = engine.writer(tmp_path / "0")
    writer.drop(["d"])
    writer.commit(purge=True)
    assert not any(b"canaryword" in file.read_bytes() for file in (tmp_path / "0").iterdir())
    assert ask(engine, tmp_path, Token("開放"), Token("𠮷")) == [
        {"a": W(13), "b": W(4)},
        {"c": W(4)},
    ]


def test_what_is_cancelled_or_written_to_a_linked_folder_is_not_seen(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path / "old", ENTRIES)
    writer = engine.writer(tmp_path / "old" / "0")
    writer.put([MeetingWords("d", [("speech", "開放")])])
    writer.cancel()
    assert ask(engine, tmp_path / "old", Token("開放")) == [{"a": W(13), "b": W(4)}]
    shard_folder.carry_over(tmp_path / "old", tmp_path / "new")
    reader = engine.reader(tmp_path / "old")
    write(engine, tmp_path / "new", {"d": [("speech", "開放")]}, drop=("a",))
    assert reader.candidates([Token("開放")]) == [{"a": W(13), "b": W(4)}]
    assert ask(engine, tmp_path / "new", Token("開放")) == [{"b": W(4), "d": W(4)}]
    reader.close()


def test_a_reader_that_was_left_behind_answers_as_before_or_says_that_it_cannot(
    engine: Engine, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("first", "second", "third")]
    write(engine, folders[0], ENTRIES)
    for old, new in pairwise(folders):
        shard_folder.carry_over(old, new)
        write(engine, new, {"a": [("speech", f"開放 {new.name}")]}, drop=("a",))
        assert [set(found) for found in ask(engine, old, Token("開放"))] == [{"a", "b"}], new
    with suppress(IndexMissing):  # a cluster that has forgotten the first
        assert ask(engine, folders[0], Token("開放")) == [{"a": W(13), "b": W(4)}]
    assert ask(engine, folders[1], Token("開放")) == [{"a": W(4), "b": W(4)}]
    assert ask(engine, folders[2], Token("third")) == [{"a": W(4)}]


def test_many_threads_read_one_engine(engine: Engine, tmp_path: Path) -> None:
    write(
        engine,
        tmp_path,
        {str(n): [("speech", f"w{m}") for m in range(n, n + 40)] for n in range(60)},
    )
    reader, wrong = engine.reader(tmp_path), []

    def read(first: int) -> None:
        for m in range(first, 99, 3):
            (found,) = reader.candidates([Token(f"w{m}")])
            if found != {str(n): W(4) for n in range(60) if n <= m < n + 40}:
                wrong.append(m)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(read, range(6), timeout=60))
    assert wrong == []
    reader.close()


@settings(max_examples=examples(25))
@given(
    texts=st.lists(st.text("開放政府oa '4🙂𠮷é", max_size=9), min_size=1, max_size=6),
    forms=st.lists(
        st.tuples(st.text("開放政oa '4🙂𠮷", min_size=1, max_size=4), st.booleans(), st.booleans()),
        min_size=1,
        max_size=3,
    ),
)
@pytest.mark.parametrize("name", PRESENT)
def test_what_an_engine_says_of_a_text_is_what_stands_there(
    name: EngineName, texts: list[str], forms: list[tuple[str, bool, bool]]
) -> None:
    folded = [fold(text) for text in texts]
    wanted = [
        FoldedForm(text, left and is_word(text[0]), right and is_word(text[-1]))
        for text, left, right in ((fold(text), *edges) for text, *edges in forms)
    ]
    engine = engine_named(name)
    with tempfile.TemporaryDirectory() as folder:
        write(engine, Path(folder), {"m": [("speech", text) for text in folded]})
        reader = engine.reader(Path(folder))
        found = reader.standing(wanted)
        reader.close()
    there = sum(any(stands(form, text) for form in wanted) for text in folded)
    assert found in (None, {"m": there * 4} if there else {}), (folded, wanted)


def stands(form: FoldedForm, text: str) -> bool:
    """Whether a form stands in a text, looked for at every place."""
    starts = (n for n in range(len(text)) if text.startswith(form.text, n))
    return any(
        not (form.left and n and is_word(text[n - 1]))
        and not (form.right and is_word(text[n + len(form.text) :][:1] or " "))
        for n in starts
    )


@given(st.text(max_size=40))
def test_a_meeting_always_has_the_same_shard(name: str) -> None:
    assert shard_of(name, 2) == shard_of(name, 2)
    assert 0 <= shard_of(name, 2) < 2


def test_what_whoosh_wrote_is_read_where_it_lies(tmp_path: Path) -> None:
    engine = engine_named("whoosh")
    said = " ".join(f"word{number}" for number in range(MANY))
    write(engine, tmp_path, {"a": [("speech", said)]})
    size = sum(file.stat().st_size for file in tmp_path.rglob("*.seg"))
    tracemalloc.start()
    reader = engine.reader(tmp_path)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert reader.candidates([Token("word7")]) == [{"a": W(4)}]
    assert held < size / 4
    reader.close()
