"""`python -m tests.bench`: measure, print the tables; `--write` keeps them in RESULTS.md."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from minutes import settings as archive_settings
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer as index
from tests.bench import baseline, memory, ranking
from tests.bench.queries import QUERIES
from webapp.operating import garbage

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent.parent / "shared" / "corpus"
PARTS = ("ranking", "search", "index", "change", "site")
BEST_OF = 3
MB = 1_000_000


class Bench:
    """One run over one archive, in a folder of its own."""

    def __init__(self, source: Path, work: Path, every: int) -> None:
        self.work, self.lines = work, list[str]()
        self.folder = work / "transcripts"
        self.folder.mkdir(parents=True)
        files = sorted(source.rglob("*.md"))[::every]
        others = [p for p in source.rglob("*") if p.is_file() and p.suffix != ".md"]
        for file in (*files, *others):
            target = self.folder / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        self.settings: Settings = archive_settings.load(self.folder, work / "data")
        self._indexed: tuple[float, int] | None = None

    def say(self, line: str = "") -> None:
        """Print a line and keep it."""
        print(line, flush=True)
        self.lines.append(line)

    def indexed(self) -> tuple[float, int]:
        """Seconds and memory of the full index, made by a process of its own with one child more."""
        if self._indexed is None:
            command = [sys.executable, "-m", "tests.bench", "--child-index", str(self.folder)]
            self._indexed = memory.peak([*command, str(self.settings.data)])
        return self._indexed

    # --- the parts

    def ranking(self) -> None:
        """How well the first results answer questions with graded answers."""
        self.say("\n## Ranking\n")
        for row in ranking.rows(self.work / "ranking"):
            self.say(f"- {row}")

    def search(self) -> None:
        """Every query on both sides."""
        self.indexed()
        scans = baseline.Scans(self.work / "speeches.db", baseline.read(self.folder))
        archive = Archive(self.settings)
        garbage.pass_over(archive)  # as `minutes serve` does
        archive.view()
        rows = []
        for typed in QUERIES:
            theirs = min(_times(lambda typed=typed: scans.ask(typed)))
            first, *again = _times(lambda typed=typed: _ask(archive, typed))
            found = _ask(archive, typed)
            counts = (found.meetings, found.speeches, found.near)
            rows.append((typed, theirs, first, min(again), *counts))
        self.say(f"\n## Search: {len(rows)} queries over {scans.rows:,} rows\n")
        self.say(
            "Milliseconds of the processor, parse of the query, counts, facets and ten results with their snippets"
        )
        self.say(
            "included: the scans and “again” at the best of several times, “first” when the question is new.\n"
        )
        self.say(
            "| query | two scans | first | again | times faster | meetings | speeches | near |"
        )
        self.say("|---|--:|--:|--:|--:|--:|--:|--:|")
        for typed, theirs, first, again, *counts in rows:
            numbers = " | ".join(f"{c:,}" for c in counts)
            shown = typed.replace("|", "\\|")
            self.say(
                f"| `{shown}` | {theirs:.0f} | {first:.1f} | {again:.1f} | {theirs / first:.0f} | {numbers} |"
            )
        self.say()
        for what, column in (("for the first time", 2), ("again", 3)):
            ratios = sorted(row[1] / row[column] for row in rows)
            slow = ratios[max(0, len(rows) // 20 - 1)]
            self.say(
                f"- asked {what}: median {statistics.median(ratios):.0f} times faster (goal 50), "
                f"slowest 5 % {slow:.0f} (goal 10)"
            )

    def index(self) -> None:
        """The whole index, against one Whoosh writer with one document a speech."""
        ours, most = self.indexed()
        began = time.perf_counter()
        documents = baseline.index_speeches(self.work / "whoosh", baseline.read(self.folder))
        theirs = time.perf_counter() - began
        self.say("\n## Full index\n")
        self.say(f"- here, two processes: {ours:.1f} s")
        self.say(
            f"- one Whoosh writer, {documents:,} documents, same tokens, positions: {theirs:.1f} s"
        )
        self.say(f"- {ours / theirs:.2f} of its time (goal: at most 0.50)")
        self.say(f"- peak memory of all processes (PSS): {most / MB:,.0f} MB (goal: at most 1,200)")

    def change(self) -> None:
        """One changed file, until its new word is found."""
        self.indexed()
        archive = Archive(self.settings)
        archive.view()
        file = max(self.folder.rglob("*.md"), key=lambda p: p.stat().st_size)
        times = []
        for number in range(BEST_OF):
            word = f"kestrel{number}mark"
            with file.open("a", encoding="utf-8") as out:
                out.write(f"\n\n### 甲：\n{word}\n")
            began = time.perf_counter()
            index.refresh(self.settings)
            found = _ask(archive, word)
            times.append(time.perf_counter() - began)
            if found.meetings != 1:
                raise SystemExit(f"{word} is not found in {file}")
        self.say("\n## One changed file\n")
        self.say(
            f"- the largest file, changed; its new word found after {statistics.median(times):.2f} s "
            f"(median of {len(times)}; goal: at most 1.5)"
        )

    def site(self) -> None:
        """A site on the finished index, after all queries."""
        self.indexed()
        command = [sys.executable, "-m", "tests.bench", "--child-site", str(self.folder)]
        out = self.work / "site.txt"
        memory.peak([*command, str(self.settings.data), str(out)])
        self.say("\n## A site on the finished index\n")
        for line in out.read_text(encoding="utf-8").splitlines():
            self.say(f"- {line}")


def _ask(archive: Archive, typed: str) -> object:
    view = archive.view()
    return view.search(view.parse_query(typed))


def _times(work: Callable[[], object]) -> list[float]:
    """Milliseconds of the processor of each of several runs."""
    times = []
    for _ in range(BEST_OF):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return times


def _child_index(folder: str, data: str) -> None:
    index.refresh(archive_settings.load(Path(folder), Path(data)), full=True)


def _child_site(folder: str, data: str, out: str) -> None:
    from webapp import create_app

    app = create_app(archive_settings.load(Path(folder), Path(data)))
    client = app.test_client()
    started = memory.resident()
    for typed in QUERIES:
        answer = client.get("/search", query_string={"q": typed}, follow_redirects=True)
        if answer.status_code != 200:
            raise SystemExit(f"/search?q={typed}: {answer.status_code}")
    lines = (
        f"resident when started: {started / MB:,.0f} MB",
        f"after {len(QUERIES)} searches: {memory.resident() / MB:,.0f} MB, mapped text included (goal: at most 300)",
    )
    Path(out).write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Parse the options, run the parts."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be repeated")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a folder of transcripts")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth file")
    parser.add_argument("--write", action="store_true", help="keep the tables in RESULTS.md")
    parser.add_argument("--child-index", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--child-site", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child_index:
        return _child_index(*chosen.child_index)
    if chosen.child_site:
        return _child_site(*chosen.child_site)
    if not chosen.corpus.is_dir():
        raise SystemExit(f"{chosen.corpus} is no folder; name one with --corpus")
    with tempfile.TemporaryDirectory(prefix="minutes-bench-") as work:
        bench = Bench(chosen.corpus, Path(work), chosen.every)
        number = sum(1 for _ in bench.folder.rglob("*.md"))
        load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
        bench.say("# What it costs\n")
        bench.say(
            f"{number} files of {chosen.corpus.name}/; Python {platform.python_version()}, {os.cpu_count()} cores, "
            f"load average {load} at the start. Times depend on the machine: compare the columns."
        )
        for part in chosen.only or PARTS:
            getattr(bench, part)()
        load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
        bench.say(f"\nLoad average at the end: {load}.")
    if chosen.write:
        (HERE / "RESULTS.md").write_text("\n".join(bench.lines) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
