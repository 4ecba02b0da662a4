"""`python -m tests.bench.scale`: what an archive costs that is so many times as large, for each engine.

The records beside the repository are copied under other names; every copy has words of its own, so that
ids and tokens differ. Growth must be linear or better. `--engine`, `--times` or `--records`, and `--every`
say how much; `--shortened` keeps the first so many characters of each record. `ask` of `SPEAKER` is a
speaker without words whom most records have; `page` is the whole search page beside the search alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import get_args

from minutes import settings as archive_settings
from minutes.settings import SETTINGS_FILE, EngineName, Settings
from pipeline.archive.archive import Archive
from pipeline.index import generation, indexer
from tests.bench import clock, memory
from tests.bench.queries import QUERIES
from tests.conftest import SHARED
from webapp import create_app

MB = 1_000_000
CHANGES = 3
SPEAKER = "講者:唐鳳"
PAGES = 5  # of the questions one in so many is asked of the site too
HEAD = (
    "| engine | records | speeches | index, s | of CPU | on disk, MB | bytes a speech | most memory, MB | one changed record, s | median, ms | of CPU | 95 %, ms | of CPU | `"
    + SPEAKER
    + "` | page beside search, ms of CPU | site, MB | of its own |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each query, and of the processor, the better of two; those of the processor for a
    common speaker, and at the median for a search page and for the searches on these; bytes of the
    process that was asked, and those that are of no file."""

    queries: tuple[float, ...]
    worked: tuple[float, ...]
    speaker: float
    page: float
    search: float
    resident: int
    own: int


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
    asked: Asked

    def line(self) -> str:
        """The row of the table."""
        asked = self.asked
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
            f"{statistics.median(asked.queries):.1f}",
            f"{statistics.median(asked.worked):.1f}",
            f"{_slow(asked.queries):.1f}",
            f"{_slow(asked.worked):.1f}",
            f"{asked.speaker:.1f}",
            f"{asked.page:.1f} : {asked.search:.1f}",
            f"{asked.resident / MB:,.0f}",
            f"{asked.own / MB:,.0f}",
        )
        return f"| {' | '.join(cells)} |"


def _slow(times: Sequence[float]) -> float:
    """What all but one in twenty do not exceed."""
    return sorted(times)[int(len(times) * 0.95)]


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
    return Row(
        engine,
        len(made.meetings),
        speeches,
        seconds,
        processor,
        size,
        most,
        statistics.median(changes),
        _asked(folder, data),
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


def _asked(folder: Path, data: Path) -> Asked:
    """What a process of its own tells of the questions."""
    out = data / "asked.json"
    memory.peak([*_SELF, "--child-ask", str(folder), str(data), str(out)])
    return Asked(**json.loads(out.read_bytes()))


_SELF = (sys.executable, "-m", "tests.bench.scale")


def _child_index(folder: str, data: str) -> None:
    told = archive_settings.load(Path(folder), Path(data))
    indexer.refresh(told, full=True)


def _child_ask(folder: str, data: str, out: str) -> None:
    told = archive_settings.load(Path(folder), Path(data))
    app = create_app(told)
    view = app.extensions["minutes"]["minutes"].archive.view()
    client = app.test_client()

    def search(typed: str) -> None:
        view.search(view.parse_query(typed))

    def page(typed: str) -> None:
        client.get("/search", query_string={"q": typed}, follow_redirects=True)

    both = [_better(search, typed) for typed in QUERIES]
    paged = [_better(page, typed)[1] for typed in QUERIES[::PAGES]]
    found = {
        "queries": [taken for taken, _ in both],
        "worked": [worked for _, worked in both],
        "speaker": _better(search, SPEAKER)[1],
        "page": statistics.median(paged),
        "search": statistics.median(worked for _, worked in both[::PAGES]),
        "resident": memory.resident(),
        "own": memory.own(),
    }
    Path(out).write_text(json.dumps(found))


def _better(work: Callable[[str], None], typed: str) -> tuple[float, float]:
    """Milliseconds of the better of two times, and those of the processor."""
    both = []
    for _ in range(2):
        began, worked = time.perf_counter(), time.process_time()
        work(typed)
        both.append((time.perf_counter() - began, time.process_time() - worked))
    taken, worked = map(min, zip(*both, strict=True))
    return 1000 * taken, 1000 * worked


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (what the command is for)


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
    parser.add_argument("--child-index", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--child-ask", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child_index:
        return _child_index(*chosen.child_index)
    if chosen.child_ask:
        return _child_ask(*chosen.child_ask)
    _say(f"{clock.load()}; ten million additions: {clock.speed():.2f} s of CPU\n")
    for line in HEAD:
        _say(line)
    there = len(sorted(chosen.corpus.glob("*.md"))[:: chosen.every])
    sizes = chosen.records or [there * times for times in chosen.times or (1, 5, 10)]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="minutes-scale-") as work:
            folder = Path(work) / "transcripts"
            folder.mkdir()
            made = copies(chosen.corpus, -(-size // there), chosen.every)
            for name, text in islice(made, size):
                (folder / name).write_text(text[: chosen.shortened], encoding="utf-8")
            for engine in chosen.engine or ("whoosh", "tantivy"):
                _say(measured(folder, Path(work) / engine, engine).line())
    _say(f"\nAt the end: {clock.load()}; ten million additions: {clock.speed():.2f} s of CPU")
    return None


if __name__ == "__main__":
    main()
