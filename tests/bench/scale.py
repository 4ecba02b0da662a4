"""`python -m tests.bench.scale`: what an archive costs that is so many times as large, for each engine.

The records beside the repository are copied under other names; every copy has words of its own, so that
ids and tokens differ. Growth must be linear or better. `--engine`, `--times` or `--records`, and `--every`
say how much; `--shortened` keeps the first so many characters of each record, `--kept` says where the
archives stay: one that stands there already is asked, and neither made nor changed. Each question is asked
twice: `first` is the first time in a process that was just started, the others are the better time. `ask`
of `SPEAKER` is a speaker without words whom most records have. A page is made after its question was asked,
and none is kept. What is wanted, and whether it is so, stands below the table. For OpenSearch three nodes are
started unless `MINUTES_OPENSEARCH` names some; what they take of memory and processor is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import get_args

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName, Settings
from pipeline.archive.archive import Archive
from pipeline.engines.cluster import ADDRESSES
from pipeline.index import generation, indexer
from tests.bench import clock, memory
from tests.bench.queries import QUERIES
from tests.bench.question_times import SPEAKER, Asked, ask, slow
from tests.cluster.nodes import Nodes
from tests.conftest import SHARED

MB = 1_000_000
LARGE = 10_000  # records, for which other times are wanted than for 2,000
CHANGES = 3
SLOWEST = 5
TIMES_SEARCH, AND_MORE = (
    1.3,
    15.0,
)  # what a page may take: so many times its search, and so many milliseconds
COLUMNS = (
    "engine",
    "records",
    "speeches",
    "index, s",
    "of CPU",
    "on disk, MB",
    "bytes a speech",
    "most memory, MB",
    "one changed record, s",
    "of CPU",
    "first median, ms",
    "of CPU",
    "the engine's",
    "first 95 %, ms",
    "of CPU",
    "median, ms",
    "of CPU",
    "the engine's",
    "95 %, ms",
    "of CPU",
    f"`{SPEAKER}`, ms of CPU",
    "page beside search, ms of CPU",
    "pages too slow",
    "site, MB",
    "of its own",
    "mapped",
)
HEAD = (f"| {' | '.join(COLUMNS)} |", f"|---|{'--:|' * (len(COLUMNS) - 1)}")


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine costs at one size; nothing that was measured stands for an index that was there."""

    engine: str
    records: int
    speeches: int
    seconds: float
    processor: float
    size: int
    most: int
    change: float
    change_processor: float
    asked: Asked

    def slowest(self) -> str:
        """The questions that took longest when they were asked for the first time."""
        asked = zip(self.asked.firsts_worked, QUERIES, strict=True)
        longest = sorted(asked, reverse=True)[:SLOWEST]
        return ", ".join(f"{typed} {taken:.0f}" for taken, typed in longest)

    def wanted(self) -> Iterator[str]:
        """What is wanted of an archive of this size, in milliseconds of the processor, and what is so."""
        asked, large = self.asked, self.records >= LARGE
        measured = {
            "median of first times": (statistics.median(asked.firsts_worked), 60 if large else 25),
            "95 % of first times": (slow(asked.firsts_worked), None if large else 60),
            f"{SPEAKER}": (asked.speaker, 100),
            "pages too slow": (len(asked.slow_pages), 0),
            "MB of its own": (asked.own / MB, None if large else 250),
        }
        for what, (value, most) in measured.items():
            if most is not None:
                yield f"{what} {value:.1f}, at most {most}: {'ok' if value <= most else 'NOT SO'}"

    def line(self) -> str:
        """The row of the table."""
        asked = self.asked
        cells = (
            self.engine,
            f"{self.records:,}",
            f"{self.speeches:,}",
            _told(self.seconds, ".1f"),
            _told(self.processor, ".1f"),
            f"{self.size / MB:,.0f}",
            f"{self.size / max(1, self.speeches):,.0f}",
            _told(self.most / MB, ",.0f"),
            _told(self.change, ".2f"),
            _told(self.change_processor, ".2f"),
            f"{statistics.median(asked.firsts):.1f}",
            f"{statistics.median(asked.firsts_worked):.1f}",
            f"{statistics.median(asked.firsts_of_engine):.1f}",
            f"{slow(asked.firsts):.1f}",
            f"{slow(asked.firsts_worked):.1f}",
            f"{statistics.median(asked.queries):.1f}",
            f"{statistics.median(asked.worked):.1f}",
            f"{statistics.median(asked.of_engine):.1f}",
            f"{slow(asked.queries):.1f}",
            f"{slow(asked.worked):.1f}",
            f"{asked.speaker:.1f}",
            f"{statistics.median(asked.pages):.1f} : {statistics.median(asked.worked):.1f}",
            f"{len(asked.slow_pages)} of {len(QUERIES)}",
            f"{asked.resident / MB:,.0f}",
            f"{asked.own / MB:,.0f}",
            f"{(asked.resident - asked.own) / MB:,.0f}",
        )
        return f"| {' | '.join(cells)} |"


def _told(measure: float, form: str) -> str:
    """A number that was measured, a dash for one that was not."""
    return format(measure, form) if measure else "–"


def copies(source: Path, times: int, every: int) -> Iterator[tuple[str, str]]:
    """Name and text of every record of an archive so many times as large."""
    for file in sorted(source.glob("*.md"))[::every]:
        text = file.read_text(encoding="utf-8")
        yield file.name, text
        for number in range(1, times):
            yield f"{file.stem}-{number}.md", _said_otherwise(text, number)


def _said_otherwise(text: str, number: int) -> str:
    """The same record with a word more in every paragraph, another one in each of fifty."""
    blocks = text.split("\n\n")
    said = [
        f"{block} 副本{number}word{n % 50}x{number}" if _is_said(block) else block
        for n, block in enumerate(blocks)
    ]
    return "\n\n".join(said)


def _is_said(block: str) -> bool:
    """Whether a paragraph ends with words that may go on."""
    last = block.rsplit("\n", 1)[-1]
    return bool(last) and last[0] not in "#->|<`:" and ":" not in last[:20]


def measured(folder: Path, data: Path, engine: EngineName) -> Row:
    """Index an archive, change a record of it, ask it the forty questions."""
    (folder / SETTINGS_FILE).write_text(f"engine: {engine}\n", encoding="utf-8")
    told = archive_settings.load(folder, data)
    there = generation.current(data)
    seconds, most, processor = (0.0, 0, 0.0) if there else _indexed(folder, data)
    made = generation.current(data)
    assert made is not None
    speeches = sum(meeting.speeches for meeting in made.meetings)
    size = sum(file.stat().st_size for file in made.folder.rglob("*") if file.is_file())
    changes = [(0.0, 0.0)] if there else [_change(told, number) for number in range(CHANGES)]
    return Row(
        engine,
        len(made.meetings),
        speeches,
        seconds,
        processor,
        size,
        most,
        *map(statistics.median, zip(*changes, strict=True)),
        _asked(folder, data),
    )


def _indexed(folder: Path, data: Path) -> tuple[float, int, float]:
    """Index an archive: seconds, the most memory, seconds of the processor."""
    before = _of_children()
    seconds, most = memory.peak([*_SELF, "--child-index", str(folder), str(data)])
    return seconds, most, _of_children() - before


def _change(told: Settings, number: int) -> tuple[float, float]:
    """Seconds until a new word of a record is found, and those of the processor."""
    file = sorted(told.transcripts.glob("*.md"))[number]
    word = f"kestrel{number}mark"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\n### 甲：\n{word}\n", encoding="utf-8")
    began = time.perf_counter(), time.process_time() + _of_children()
    indexer.refresh(told)
    view = Archive(told).view()
    found = view.search(view.parse_query(word)).meetings
    if found != 1:
        raise SystemExit(f"{word} is not found in {file}")
    ended = time.perf_counter(), time.process_time() + _of_children()
    return ended[0] - began[0], ended[1] - began[1]


def _of_children() -> float:
    """Seconds of the processor that ended children have used, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _asked(folder: Path, data: Path) -> Asked:
    """What a process of its own tells of the questions."""
    out = data / "asked.json"
    memory.peak([*_SELF, "--child-ask", str(folder), str(data), str(out)])
    return Asked(**json.loads(out.read_bytes()))


_SELF = (sys.executable, "-m", "tests.bench.scale")


def _child_index(folder: str, data: str) -> None:
    told = archive_settings.load(Path(folder), Path(data))
    indexer.refresh(told, full=True)


def _say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _place(kept: Path | None, size: int) -> Iterator[Path]:
    """A folder for the archive of a size, gone afterwards unless it is to be kept."""
    if kept:
        yield kept / str(size)
        return
    with tempfile.TemporaryDirectory(prefix="minutes-scale-") as work:
        yield Path(work)


@contextmanager
def _cluster(engine: EngineName) -> Iterator[None]:
    """Three nodes for the engine that needs some, where the environment names none that run."""
    if engine != "opensearch" or os.environ.get(ADDRESSES):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="minutes-nodes-") as work, Nodes(Path(work)) as nodes:
        os.environ[ADDRESSES] = nodes.addresses
        try:
            yield
        finally:
            del os.environ[ADDRESSES]


def main() -> None:
    """Parse the options, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    engines = get_args(EngineName)
    parser.add_argument("--engine", action="append", choices=engines, help="may be repeated")
    parser.add_argument("--times", action="append", type=int, help="how many times as large")
    parser.add_argument("--records", action="append", type=int, help="how many, instead")
    parser.add_argument("--shortened", type=int, help="characters that are left of a record")
    parser.add_argument("--every", type=int, default=1, help="only every so manyth record")
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus", help="the records")
    parser.add_argument("--kept", type=Path, help="where the archives stay, to be asked again")
    parser.add_argument("--child-index", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--child-ask", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child_index:
        return _child_index(*chosen.child_index)
    if chosen.child_ask:
        return ask(*chosen.child_ask)
    _say(f"{clock.load()}; ten million additions: {clock.speed():.2f} s of CPU\n")
    for line in HEAD:
        _say(line)
    there = len(sorted(chosen.corpus.glob("*.md"))[:: chosen.every])
    sizes = chosen.records or [there * times for times in chosen.times or (1, 5, 10)]
    rows = []
    for size in sizes:
        with _place(chosen.kept, size) as work:
            folder = work / "transcripts"
            if not folder.exists():
                folder.mkdir(parents=True)
                made = copies(chosen.corpus, -(-size // there), chosen.every)
                for name, text in islice(made, size):
                    (folder / name).write_text(text[: chosen.shortened], encoding="utf-8")
            for engine in chosen.engine or ("whoosh", "tantivy"):
                with _cluster(engine):
                    rows.append(measured(folder, work / engine, engine))
                _say(rows[-1].line())
    for row in rows:
        _say(
            f"\n{row.engine} {row.records:,}, ms of CPU: slowest for the first time {row.slowest()}"
        )
        _say(f"pages too slow beside their search: {', '.join(row.asked.slow_pages) or 'none'}")
        _say("\n".join(row.wanted()))
    _say(f"\nAt the end: {clock.load()}; ten million additions: {clock.speed():.2f} s of CPU")
    return None


if __name__ == "__main__":
    main()
