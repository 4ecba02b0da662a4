"""`python -m tests.bench.scale`: what an archive costs that is so many times as large, for each engine.

The records beside the repository are copied under other names; every copy has words of its own, so that
ids and tokens differ. Growth must be linear or better. `--engine`, `--times` and `--every` say how much.
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
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName, Settings
from pipeline.archive.archive import Archive
from pipeline.index import generation, indexer
from tests.bench import memory
from tests.bench.queries import QUERIES
from tests.conftest import SHARED

MB = 1_000_000
CHANGES = 3
HEAD = (
    "| engine | records | speeches | index, s | of CPU | on disk, MB | bytes a speech | most memory, MB | one changed record, s | median, ms | of CPU | 95 %, ms | site, MB |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine costs at one size."""

    engine: str
    records: int
    speeches: int
    seconds: float
    processor: float
    size: int
    most: int
    change: float
    queries: tuple[float, ...]
    worked: tuple[float, ...]
    site: int

    def line(self) -> str:
        """The row of the table."""
        slow = self.queries[int(len(self.queries) * 0.95)]
        cells = (
            self.engine,
            f"{self.records:,}",
            f"{self.speeches:,}",
            f"{self.seconds:.1f}",
            f"{self.processor:.1f}",
            f"{self.size / MB:,.0f}",
            f"{self.size / max(1, self.speeches):,.0f}",
            f"{self.most / MB:,.0f}",
            f"{self.change:.2f}",
            f"{statistics.median(self.queries):.1f}",
            f"{statistics.median(self.worked):.1f}",
            f"{slow:.1f}",
            f"{self.site / MB:,.0f}",
        )
        return f"| {' | '.join(cells)} |"


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
    before = _of_children()
    seconds, most = memory.peak([*_SELF, "--child-index", str(folder), str(data)])
    processor = _of_children() - before
    made = generation.current(data)
    assert made is not None
    speeches = sum(meeting.speeches for meeting in made.meetings)
    size = sum(file.stat().st_size for file in made.folder.rglob("*") if file.is_file())
    changes = sorted(_change(told, number) for number in range(CHANGES))
    queries, worked, site = _asked(folder, data)
    return Row(
        engine,
        len(made.meetings),
        speeches,
        seconds,
        processor,
        size,
        most,
        statistics.median(changes),
        queries,
        worked,
        site,
    )


def _change(told: Settings, number: int) -> float:
    """Seconds until a new word of a record is found."""
    file = sorted(told.transcripts.glob("*.md"))[number]
    word = f"kestrel{number}mark"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\n### 甲：\n{word}\n", encoding="utf-8")
    began = time.perf_counter()
    indexer.refresh(told)
    view = Archive(told).view()
    found = view.search(view.parse_query(word)).meetings
    if found != 1:
        raise SystemExit(f"{word} is not found in {file}")
    return time.perf_counter() - began


def _of_children() -> float:
    """Seconds of the processor that ended children have used, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _asked(folder: Path, data: Path) -> tuple[tuple[float, ...], tuple[float, ...], int]:
    """Milliseconds of each query, and of the processor, the better of two; and the memory of who
    asked them."""
    out = data / "asked.json"
    memory.peak([*_SELF, "--child-ask", str(folder), str(data), str(out)])
    times, worked, site = json.loads(out.read_bytes())
    return tuple(sorted(times)), tuple(sorted(worked)), site


_SELF = (sys.executable, "-m", "tests.bench.scale")


def _child_index(folder: str, data: str) -> None:
    told = archive_settings.load(Path(folder), Path(data))
    indexer.refresh(told, full=True)


def _child_ask(folder: str, data: str, out: str) -> None:
    view = Archive(archive_settings.load(Path(folder), Path(data))).view()
    both = []
    for typed in QUERIES * 2:
        began, worked = time.perf_counter(), time.process_time()
        view.search(view.parse_query(typed))
        both.append((time.perf_counter() - began, time.process_time() - worked))
    better = [
        [1000 * min(pair) for pair in zip(one[: len(QUERIES)], one[len(QUERIES) :], strict=True)]
        for one in zip(*both, strict=True)
    ]
    Path(out).write_text(json.dumps([*better, memory.resident()]))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (what the command is for)


def main() -> None:
    """Parse the options, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    engines = get_args(EngineName)
    parser.add_argument("--engine", action="append", choices=engines, help="may be repeated")
    parser.add_argument("--times", action="append", type=int, help="how many times as large")
    parser.add_argument("--every", type=int, default=1, help="only every so manyth record")
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus", help="the records")
    parser.add_argument("--child-index", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--child-ask", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child_index:
        return _child_index(*chosen.child_index)
    if chosen.child_ask:
        return _child_ask(*chosen.child_ask)
    _say(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the start\n")
    for line in HEAD:
        _say(line)
    for times in chosen.times or (1, 5, 10):
        with tempfile.TemporaryDirectory(prefix="minutes-scale-") as work:
            folder = Path(work) / "transcripts"
            folder.mkdir()
            for name, text in copies(chosen.corpus, times, chosen.every):
                (folder / name).write_text(text, encoding="utf-8")
            for engine in chosen.engine or ("whoosh", "tantivy"):
                _say(measured(folder, Path(work) / engine, engine).line())
    return None


if __name__ == "__main__":
    main()
