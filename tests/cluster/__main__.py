"""`make cluster`: three nodes, the contract, an index, the loss of a node and of the manager, and a new
index while readers search. Prints a table; fails where one row does."""

from __future__ import annotations

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, Settings
from pipeline.archive.archive import Archive
from pipeline.engines.cluster import ADDRESSES
from pipeline.engines.protocol import FoldedForm, Reader, Weight
from pipeline.engines.registry import engine_named
from pipeline.index import generation, indexer
from pipeline.index.text_store import Store
from pipeline.source import seal
from tests import invented
from tests.cluster.nodes import VERSION, Nodes
from tests.conftest import ROOT, SHARED
from tests.pipeline.engines.present import BRIEF, CLUSTER

PARTS = ("contract", "node", "manager", "anew")
SPEECHES = 30_000
QUERIES = 2_000
KILL_AFTER = 500
TEXT_EVERY = 10  # queries
TEXTS = 100  # that are asked for, again and again
GREEN = 60.0  # seconds
A_SECOND = 20  # queries, while an index is made anew


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was tried, what came of it, whether that is as it must be."""

    what: str
    told: str
    good: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A text, and where it stands."""

    form: FoldedForm
    answer: dict[str, Weight]


def copied(folder: Path, speeches: int) -> None:
    """Real records up to so many speeches, or invented ones where there are none; and the engine."""
    folder.mkdir()
    if SHARED.exists():
        _copy_real(folder, speeches)
    else:
        invented.write(folder)
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as settings:
        settings.write("engine: opensearch\n")


def _copy_real(folder: Path, left: int) -> None:
    for file in sorted((SHARED / "corpus").glob("*.md")):
        if left <= 0:
            break
        data = file.read_bytes()
        (folder / file.name).write_bytes(data)
        left -= data.count(b"\n### ")


def questions(told: Settings) -> list[Question]:
    """Texts of an index, each with where it stands by the texts themselves."""
    made = generation.current(told.data)
    assert made is not None
    store, chance = Store(made.folder / generation.TEXT, made.blocks), random.Random(1)
    items = {
        name: store.said(name, range(len(store.table(name).types))) for name in sorted(made.blocks)
    }
    said = [one.folded for some in items.values() for one in some if len(one.folded) > 8]
    asked = []
    for folded in chance.sample(said, min(TEXTS, len(said))):
        start = chance.randrange(len(folded) - 6)
        form = FoldedForm(folded[start : start + chance.randint(2, 6)], left=False, right=False)
        where = {
            name: weight
            for name, some in items.items()
            if (weight := _weight([one.type for one in some if form.text in one.folded]))
        }
        asked.append(Question(form, where))
    store.close()
    return asked


def _weight(types: list[str]) -> Weight:
    speeches, heads = types.count("speech"), types.count("head")
    return Weight.of(speeches, elsewhere=len(types) > speeches + heads, head=heads > 0)


def opened(told: Settings) -> Reader:
    """The engine's reader of the present generation."""
    made = generation.current(told.data)
    assert made is not None
    return engine_named(made.engine).reader(made.folder / generation.ENGINE)


def wrong_texts(told: Settings) -> Iterator[int]:
    """Ask for the whole text of one record after another, and tell of each whether it is another than was indexed."""
    made = generation.current(told.data)
    assert made is not None
    texts = engine_named(made.engine).texts(made.folder / generation.ENGINE)
    assert texts is not None
    for name, block in itertools.cycle(made.blocks.items()):
        yield seal.checksum(texts.of([name]).get(name, b"")) != block.checksum


def through_a_loss(what: str, nodes: Nodes, told: Settings, victim: Callable[[], int]) -> list[Row]:
    """Ask while a node is killed, now and then for a whole text, and see the cluster whole again after its return."""
    asked, reader, texts = questions(told), opened(told), wrong_texts(told)
    wrong, errors, slowest = 0, 0, 0.0
    number = -1
    for turn, question in enumerate(itertools.islice(itertools.cycle(asked), QUERIES)):
        if turn == KILL_AFTER:
            number = victim()
            nodes.kill(number)
        began = time.monotonic()
        try:
            wrong += reader.standing([question.form]) != question.answer
            wrong += next(texts) if turn % TEXT_EVERY == 0 else 0
        except Exception as error:
            errors += 1
            _say(f"  {what}: {error}")
        slowest = max(slowest, time.monotonic() - began)
    reader.close()
    nodes.start(number)
    back, seconds = nodes.together(), nodes.green(2 * GREEN)
    counts = f"{QUERIES:,} queries: {wrong} wrong, {errors} errors, the slowest {slowest:.1f} s"
    return [
        Row(f"{what} is killed", counts, not wrong and not errors),
        Row(f"{what} returns after {back:.0f} s", f"green {seconds:.0f} s later", seconds <= GREEN),
    ]


def anew(told: Settings) -> list[Row]:
    """Build the whole index anew while readers search."""
    archive, asked = Archive(told), questions(told)
    texts = [one.form.text for one in asked if one.answer and '"' not in one.form.text]
    done, faults = threading.Event(), list[str]()
    number = 0

    def read() -> None:
        nonlocal number
        for text in itertools.cycle(texts):
            if done.is_set():
                return
            view = archive.view()
            try:
                if not view.search(view.parse_query(f'"{text}"'), limit=1).meetings:
                    faults.append(f"{text}: nothing")
            except Exception as error:
                faults.append(f"{text}: {error}")
            number += 1
            done.wait(1 / A_SECOND)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        began = time.monotonic()
        indexer.refresh(told, full=True)
        seconds = time.monotonic() - began
        done.wait(2)  # the new one is searched, too
    finally:
        done.set()
        reader.join(60)
    told_of = (
        f"{seconds:.0f} s, {number:,} queries meanwhile: {len(faults)} errors or empty answers"
    )
    for fault in faults[:3]:
        _say(f"  {fault}")
    return [Row("the index is made anew", told_of, not faults)]


def contract() -> list[Row]:
    """The contract suite against this cluster."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "opensearch"]
    environ = {**os.environ, CLUSTER: os.environ[ADDRESSES]}
    began = time.monotonic()
    ended = subprocess.run(
        [*command, "tests/pipeline/engines"], cwd=ROOT, env=environ, timeout=1800, check=False
    )
    told = (
        f"{'0 differences' if not ended.returncode else 'FAILED'}, {time.monotonic() - began:.0f} s"
    )
    return [Row("the contract", told, not ended.returncode)]


def indexed(told: Settings) -> list[Row]:
    """Index the archive for the first time."""
    began = time.monotonic()
    indexer.refresh(told)
    made = generation.current(told.data)
    assert made is not None
    speeches = sum(meeting.speeches for meeting in made.meetings)
    counts = (
        f"{len(made.meetings):,} records, {speeches:,} speeches in {time.monotonic() - began:.0f} s"
    )
    return [Row("indexed", counts, speeches > 0)]


def rows(nodes: Nodes, told: Settings, parts: list[str]) -> Iterator[Row]:
    """Everything that is tried, in order."""
    os.environ[ADDRESSES] = nodes.addresses
    if "contract" in parts:
        yield from contract()
    yield from indexed(told)
    nodes.green(GREEN)
    if "node" in parts:
        yield from through_a_loss("a node with primaries", nodes, told, nodes.with_primaries)
    if "manager" in parts:
        yield from through_a_loss("the manager", nodes, told, nodes.manager)
    if "anew" in parts:
        yield from anew(told)


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Parse the options, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    wanted = int(os.environ.get("CLUSTER_SPEECHES", SPEECHES))
    parser.add_argument("--speeches", type=int, default=wanted, help="of real records")
    parser.add_argument("--part", action="append", choices=PARTS, help="may be repeated")
    parser.add_argument("--opensearch", default=VERSION, help="as Maven Central numbers its runner")
    parser.add_argument("--brief", action="store_true", help="the contract with fewer examples")
    chosen = parser.parse_args()
    if chosen.brief:
        os.environ[BRIEF] = "1"
    began, good = time.monotonic(), True
    with tempfile.TemporaryDirectory(prefix="minutes-cluster-") as work:
        folder = Path(work) / "transcripts"
        copied(folder, chosen.speeches)
        told = archive_settings.load(folder, Path(work) / "data")
        with Nodes(Path(work), chosen.opensearch) as nodes:
            _say("| what | what came of it | |\n|---|---|---|")
            _say(f"| three nodes | green after {time.monotonic() - began:.0f} s | ok |")
            for row in rows(nodes, told, chosen.part or list(PARTS)):
                good &= row.good
                _say(f"| {row.what} | {row.told} | {'ok' if row.good else 'NO'} |")
    _say(f"\n{time.monotonic() - began:.0f} s in all")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
