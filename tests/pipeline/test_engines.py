"""The Whoosh engine: exact weights, supersets, changes that nobody sees before their commit."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.protocol import (
    AllOf,
    AnyOf,
    MeetingTokens,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    speeches_of,
    weight,
)
from pipeline.engines.whoosh import WhooshEngine, WhooshWriter, link, shard_of

ENTRIES = {
    "a": {"開放": 13, "放政": 6, "open": 4, "的": 8},
    "b": {"開放": 4, "opera": 9, "的": 1 << 20},
    "c": {"政府": 7, "open": 2, "𠮷": 4},
}


def write(
    folder: Path, entries: Mapping[str, Mapping[str, Weight]], drop: tuple[str, ...] = ()
) -> None:
    writer = WhooshWriter(folder / "0")
    writer.drop(drop)
    writer.put(MeetingTokens(name, tokens) for name, tokens in entries.items())
    writer.commit()


def ask(folder: Path, *wants: TokenQuery) -> list[dict[str, Weight]]:
    engine = WhooshEngine(folder)
    found = [dict(answer) for answer in engine.candidates(wants)]
    engine.close()
    return found


def test_a_weight_says_how_many_speeches_hold_a_token_and_where_else_it_stands() -> None:
    assert weight(3, elsewhere=True, head=False) == 14
    assert speeches_of(15) == 3


def test_a_token_is_answered_with_the_weights_that_were_put(tmp_path: Path) -> None:
    write(tmp_path, ENTRIES)
    assert ask(tmp_path, Token("開放"), Token("的"), Token("𠮷"), Token("none")) == [
        {"a": 13, "b": 4},
        {"a": 8, "b": 1 << 20},
        {"c": 4},
        {},
    ]


def test_the_tokens_that_begin_alike_are_told_with_the_meetings_that_hold_them(
    tmp_path: Path,
) -> None:
    write(tmp_path, ENTRIES)
    engine = WhooshEngine(tmp_path)
    assert dict(engine.beginning("op")) == {"open": 2, "opera": 1}
    assert dict(engine.beginning("開")) == {"開放": 2}
    assert dict(engine.beginning("x")) == {}
    engine.close()


def test_all_any_and_prefix_answer_with_upper_bounds(tmp_path: Path) -> None:
    write(tmp_path, ENTRIES)
    both, either, begins, every, none = ask(
        tmp_path,
        AllOf((Token("開放"), Token("放政"))),
        AnyOf((Token("放政"), Token("政府"))),
        Prefix("ope"),
        AllOf(()),
        AllOf((Token("開放"), Token("none"))),
    )
    assert both.keys() == {"a"}
    assert speeches_of(both["a"]) >= 1
    assert either.keys() == {"a", "c"}
    assert begins.keys() == {"a", "b", "c"}
    assert every.keys() == {"a", "b", "c"}
    assert none == {}


def test_a_dropped_meeting_is_gone_and_a_changed_one_has_its_new_weights(tmp_path: Path) -> None:
    write(tmp_path, ENTRIES)
    write(tmp_path, {"b": {"開放": 21}}, drop=("a", "b"))
    assert ask(tmp_path, Token("開放"), Token("opera"), Token("open"), AllOf(())) == [
        {"b": 21},
        {},
        {"c": 2},
        dict.fromkeys("bc", ask(tmp_path, AllOf(()))[0]["c"]),
    ]


def test_purging_leaves_no_trace_of_a_dropped_word(tmp_path: Path) -> None:
    write(tmp_path, ENTRIES | {"d": {"canaryword": 4}})
    writer = WhooshWriter(tmp_path / "0")
    writer.drop(["d"])
    writer.commit(purge=True)
    assert not any(b"canaryword" in file.read_bytes() for file in (tmp_path / "0").iterdir())
    assert ask(tmp_path, Token("開放"), Token("𠮷")) == [{"a": 13, "b": 4}, {"c": 4}]


def test_what_is_cancelled_or_written_to_a_linked_folder_is_not_seen(tmp_path: Path) -> None:
    write(tmp_path / "old", ENTRIES)
    writer = WhooshWriter(tmp_path / "old" / "0")
    writer.put([MeetingTokens("d", {"開放": 4})])
    writer.cancel()
    assert ask(tmp_path / "old", Token("開放")) == [{"a": 13, "b": 4}]
    link(tmp_path / "old", tmp_path / "new")
    reader = WhooshEngine(tmp_path / "old")
    write(tmp_path / "new", {"d": {"開放": 4}}, drop=("a",))
    assert reader.candidates([Token("開放")]) == [{"a": 13, "b": 4}]
    assert ask(tmp_path / "new", Token("開放")) == [{"b": 4, "d": 4}]
    reader.close()


def test_many_threads_read_one_engine(tmp_path: Path) -> None:
    write(tmp_path, {str(n): {f"w{m}": m * 4 for m in range(n, n + 40)} for n in range(60)})
    engine, wrong = WhooshEngine(tmp_path), []

    def read(first: int) -> None:
        for m in range(first, 99, 3):
            (found,) = engine.candidates([Token(f"w{m}")])
            if found != {str(n): m * 4 for n in range(60) if n <= m < n + 40}:
                wrong.append(m)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(read, range(6), timeout=60))
    assert wrong == []
    engine.close()


@given(st.text(max_size=40))
def test_a_meeting_always_has_the_same_shard(name: str) -> None:
    assert shard_of(name) == shard_of(name)
    assert 0 <= shard_of(name) < 2
