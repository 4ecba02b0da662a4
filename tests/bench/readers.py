"""`python -m tests.bench.readers`: is each word under the one who said it, and is what went wrong told?

Two tables: the files of ../shared/stenographers with their truth, and real records turned back into
eight layouts, those that were looked at while rules were made apart from those that never were.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from tests.bench.layouts import LAYOUTS, Turn, is_seen, layouts_of, turns_of
from tests.bench.reader_scores import Score, score

SHARED = Path(__file__).parents[3] / "shared"
Try = tuple[str, bool, Score]
"""Layout, whether the record was seen, and score."""


def stenographers(folder: Path = SHARED / "stenographers") -> Iterator[tuple[str, Score]]:
    """Each file of a folder that has its truth beside it, with its score."""
    for file, turns in truths(folder):
        yield file.name, score(file.read_bytes(), file.name, turns)


def truths(folder: Path) -> Iterator[tuple[Path, list[Turn]]]:
    """Each file of a folder with its truth (NAME.truth.json)."""
    for truth in sorted(folder.glob("*.truth.json")):
        stem = truth.name.removesuffix(".truth.json")
        file = next(f for f in folder.glob(f"{stem}.*") if f != truth)
        yield file, [(who, words) for who, words in json.loads(truth.read_text("utf-8"))["turns"]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Which real records are turned back, and into how many layouts each.

    Each Nth of them from the first on; with a seed in an order by it, so that a run that is stopped has seen a fair
    sample; those that were never looked at alone where `unseen` says so.
    """

    every: int = 1
    each: int = 2
    start: int = 0
    seed: int | None = None
    unseen: bool = False

    def scores(self) -> Iterator[Try]:
        """What came of each conversion in which somebody speaks."""
        files = sorted([*(SHARED / "corpus").glob("*.md"), *(SHARED / "network").glob("*.md")])
        wanted = [path for path in files[self.start :: self.every] if not self._leaves(path)]
        tries = [(path, one) for path in wanted for one in layouts_of(path, self.each)]
        if self.seed is not None:
            random.Random(self.seed).shuffle(tries)
        for path, layout in tries:
            title, turns = turns_of(path)
            if any(speaker for speaker, _ in turns):
                made = score(layout.write(title, turns), f"{path.stem}{layout.suffix}", turns)
                made.wrong = [f"{layout.name}: {what}" for what in made.wrong]
                yield layout.name, is_seen(path), made

    def _leaves(self, path: Path) -> bool:
        return self.unseen and is_seen(path)


def until_stopped(minutes: float, scores: Iterator[Try]) -> Iterator[Try]:
    """As many scores as come within the minutes, or before somebody stops the run."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    end = time.monotonic() + 60 * minutes
    with suppress(KeyboardInterrupt):
        for made in scores:
            yield made
            if time.monotonic() > end:
                return


HEAD = f"{'':34}{'files':>6}{'turns':>8}{'right':>9}{'lost':>7}{'missed':>8}{'false':>7}{'silent':>8}{'told':>6}{'nowhere':>8}{'s/30k':>7}"


def row(name: str, made: Score) -> str:
    """One line of a table."""
    refused = "  refused" if made.refused else ""
    return (
        f"{name:34}{made.files:6}{made.turns:8}{made.share:8.2f}%{made.lost:7}"
        f"{made.missed:8}{made.false:7}{made.silent:8}{made.told:6}{made.nowhere:8}{made.slowest:7.2f}{refused}"
    )


def main() -> int:
    """Print both tables; with `--wrong`, every turn that is not right."""
    chosen = _options().parse_args()
    folders = [chosen.folder or SHARED / "stenographers"] * (chosen.seed is None)
    of_files = [
        (name, made)
        for name, made in chain.from_iterable(map(stenographers, folders))
        if chosen.only in name
    ]
    sample = Sample(chosen.every or 1, chosen.each, chosen.start, chosen.seed, chosen.unseen)
    turned = iter(()) if chosen.folder or not chosen.every else sample.scores()
    tries = (one for one in turned if chosen.only in one[0])
    of_records = list(islice(until_stopped(chosen.minutes, tries), chosen.conversions))
    lines = [HEAD, *(row(name, made) for name, made in of_files)]
    lines += [row("all files", _together(made for _, made in of_files))] * bool(folders)
    lines += _of_records(of_records) if of_records else []
    if chosen.wrong:
        seen = (made for _, is_seen_one, made in of_records if is_seen_one)
        of_any = chain((made for _, made in of_files), seen)
        lines += ["", *chain.from_iterable(made.wrong for made in of_any)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="Only each Nth real record.")
    options.add_argument("--from", type=int, default=0, dest="start", help="The first of them.")
    options.add_argument("--each", type=int, default=2, help="In how many layouts each is tried.")
    options.add_argument(
        "--seed",
        type=int,
        help="Records alone, in an order by this seed, so that the run may be stopped.",
    )
    options.add_argument("--conversions", type=int, help="Of records: no more than so many.")
    options.add_argument("--unseen", action="store_true", help="Records never looked at alone.")
    options.add_argument("--minutes", type=float, default=600, help="Stop after so many.")
    options.add_argument("--wrong", action="store_true", help="List what is wrong in seen files.")
    options.add_argument("--only", default="", help="Only files or layouts with these words.")
    options.add_argument("--folder", type=Path, help="Another folder of files, and no records.")
    return options


def _of_records(tries: list[Try]) -> list[str]:
    """The table of records turned back, those that were seen apart from the others, with their sums."""
    lines: list[str] = []
    for seen in (True, False):
        of_these = [(layout, made) for layout, was_seen, made in tries if was_seen == seen]
        for name in (one.name for one in LAYOUTS):
            of_one = [made for layout, made in of_these if layout == name]
            lines += [row(name, _together(of_one))] * bool(of_one)
        if of_these:
            lines += _sum(f"{'seen' if seen else 'unseen'}, together", (m for _, m in of_these))
    return ["", *lines, *_sum("turned back", (made for _, _, made in tries))]


def _sum(name: str, scores: Iterable[Score]) -> list[str]:
    made = _together(scores)
    share = f"false speakers in 200 of them: {200 * made.false / made.files:.2f}"
    return [row(name, made), share, ""]


def _together(scores: Iterable[Score]) -> Score:
    whole = Score()
    for made in scores:
        whole.add(made)
    return whole


if __name__ == "__main__":
    sys.exit(main())
