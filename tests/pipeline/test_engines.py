"""Every engine: exact weights, supersets, changes that nobody sees before their commit."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.settings import EngineName
from pipeline.engines.protocol import (
    AllOf,
    AnyOf,
    Engine,
    MeetingTokens,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    Weights,
)
from pipeline.engines.registry import ENGINES, engine_named
from pipeline.index.shard import shard_of

W = Weight
ENTRIES: dict[str, Weights] = {
    "a": {"開放": W(13), "放政": W(6), "open": W(4), "的": W(8)},
    "b": {"開放": W(4), "opera": W(9), "的": W(1 << 20)},
    "c": {"政府": W(7), "open": W(2), "𠮷": W(4)},
}


@pytest.fixture(params=get_args(EngineName))
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_named(request.param)


def write(
    engine: Engine, folder: Path, entries: Mapping[str, Weights], drop: tuple[str, ...] = ()
) -> None:
    writer = engine.writer(folder / "0")
    writer.drop(drop)
    writer.put(MeetingTokens(name, tokens) for name, tokens in entries.items())
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
        {"a": W(8), "b": W(1 << 20)},
        {"c": W(4)},
        {},
    ]


def test_the_tokens_that_begin_alike_are_told_with_the_meetings_that_hold_them(
    engine: Engine, tmp_path: Path
) -> None:
    write(engine, tmp_path, ENTRIES)
    reader = engine.reader(tmp_path)
    assert dict(reader.beginning("op")) == {"open": 2, "opera": 1}
    assert dict(reader.beginning("開")) == {"開放": 2}
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
    write(engine, tmp_path, {"b": {"開放": W(21)}}, drop=("a", "b"))
    assert ask(engine, tmp_path, Token("開放"), Token("opera"), Token("open"), AllOf(())) == [
        {"b": W(21)},
        {},
        {"c": W(2)},
        dict.fromkeys("bc", ask(engine, tmp_path, AllOf(()))[0]["c"]),
    ]


def test_purging_leaves_no_trace_of_a_dropped_word(engine: Engine, tmp_path: Path) -> None:
    write(engine, tmp_path, ENTRIES | {"d": {"canaryword": W(4)}})
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
    writer.put([MeetingTokens("d", {"開放": W(4)})])
    writer.cancel()
    assert ask(engine, tmp_path / "old", Token("開放")) == [{"a": W(13), "b": W(4)}]
    engine.carry_over(tmp_path / "old", tmp_path / "new")
    reader = engine.reader(tmp_path / "old")
    write(engine, tmp_path / "new", {"d": {"開放": W(4)}}, drop=("a",))
    assert reader.candidates([Token("開放")]) == [{"a": W(13), "b": W(4)}]
    assert ask(engine, tmp_path / "new", Token("開放")) == [{"b": W(4), "d": W(4)}]
    reader.close()


def test_many_threads_read_one_engine(engine: Engine, tmp_path: Path) -> None:
    write(
        engine, tmp_path, {str(n): {f"w{m}": W(m * 4) for m in range(n, n + 40)} for n in range(60)}
    )
    reader, wrong = engine.reader(tmp_path), []

    def read(first: int) -> None:
        for m in range(first, 99, 3):
            (found,) = reader.candidates([Token(f"w{m}")])
            if found != {str(n): m * 4 for n in range(60) if n <= m < n + 40}:
                wrong.append(m)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(read, range(6), timeout=60))
    assert wrong == []
    reader.close()


@given(st.text(max_size=40))
def test_a_meeting_always_has_the_same_shard(name: str) -> None:
    assert shard_of(name, 2) == shard_of(name, 2)
    assert 0 <= shard_of(name, 2) < 2
