"""`python -m tests.bench.mutations`: one label of a file that is read right is damaged; does the report tell?

Files with their truth (`--folder`), or real records in the eight layouts of `tests.bench.layouts`. Each damage is one
that happens to people (`tests.bench.damage`). A damaged file is read right all the same, or the report has an entry
that it had not before and that names the speaker, the one before, the label as it stands or the words behind it, or
the label is wrong or missed in silence.
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.readers.reading import Imported, ImportProblem, read
from tests.bench.damage import DAMAGES, PrintedLabel, labels_of
from tests.bench.edited_files import opened
from tests.bench.layouts import Turn, layouts_of, turns_of
from tests.bench.reader_scores import Report, scored
from tests.bench.readers import SHARED, truths

_WORDS = 6  # characters of a speech that an entry of a report may quote


@dataclass(frozen=True, slots=True)
class Original:
    """A file before any damage, with its truth."""

    name: str
    suffix: str
    data: bytes
    turns: list[Turn]


@dataclass(slots=True)
class Tally:
    """What became of the damaged files of one kind."""

    right: int = 0
    told: int = 0
    silent: int = 0
    untold: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Damaged labels that are not read right."""
        return self.told + self.silent

    @property
    def share(self) -> float:
        """Per cent of these that the report tells."""
        return 100 * self.told / self.wrong if self.wrong else 100.0


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that is read right, with the entries of its report."""

    original: Original
    entries: Counter[str]

    @classmethod
    def of(cls, original: Original) -> Subject | None:
        """The file; None where it is not read right before any damage."""
        result = _read(original.data, original)
        if result is None:
            return None
        made = scored(result, original.name, original.turns)
        fits = made.right == made.turns > 1 and not made.false
        return cls(original, Report(result).entries) if fits else None

    def tries(self, times: int) -> Iterator[tuple[str, int, PrintedLabel, bytes]]:
        """So many damages of each kind, as far as they are possible: kind, turn, label, and the damaged file."""
        original = self.original
        chance = random.Random(zlib.crc32(original.name.encode()))
        labels = list(labels_of(opened(original.data, original.suffix), original.turns))
        for kind, damage in DAMAGES.items():
            for turn, label in chance.sample(labels, min(times, len(labels))):
                file = opened(original.data, original.suffix)
                if damage(file, label, chance):
                    yield kind, turn, label, file.data()

    def outcome(self, turn: int, label: PrintedLabel, data: bytes) -> str:
        """ "right", "told" or "silent"."""
        result = _read(data, self.original)
        if result is None:
            return "told"
        made = scored(result, self.original.name, self.original.turns)
        if made.right == made.turns and not made.false:
            return "right"
        new = Report(result).entries - self.entries
        names = self._named(turn, label, result)
        return "told" if any(name in entry for entry in new for name in names) else "silent"

    def _named(self, turn: int, label: PrintedLabel, result: Imported) -> set[str]:
        """What an entry about this label names: whoever speaks there, before it, as it is written now, or the words."""
        turns = self.original.turns
        before = next((who for who, _ in reversed(turns[:turn]) if who), "？")
        new = {who for who, _ in result.speakers} - {who for who, _ in turns}
        return {label.name, before, turns[turn][1][0][:_WORDS], "找不到發言者", *new}


def _read(data: bytes, original: Original) -> Imported | None:
    try:
        return read(data, f"{original.name}{original.suffix}")
    except ImportProblem:
        return None


def files(folders: Iterable[Path]) -> Iterator[Original]:
    """Each file of some folders that has its truth beside it."""
    for folder in folders:
        for path, turns in truths(folder):
            yield Original(path.stem, path.suffix, path.read_bytes(), turns)


def records(every: int, start: int) -> Iterator[Original]:
    """Every so manyth real record in one of the layouts."""
    found = sorted([*(SHARED / "corpus").glob("*.md"), *(SHARED / "network").glob("*.md")])
    for path in found[start::every]:
        title, turns = turns_of(path)
        for layout in layouts_of(path, 1):
            yield Original(path.stem, layout.suffix, layout.write(title, turns), turns)


def measure(originals: Iterable[Original], times: int) -> dict[str, Tally]:
    """The tally of each kind of damage."""
    tallies = {kind: Tally() for kind in DAMAGES}
    for subject in filter(None, map(Subject.of, originals)):
        for kind, turn, label, data in subject.tries(times):
            outcome = subject.outcome(turn, label, data)
            tally = tallies[kind]
            setattr(tally, outcome, getattr(tally, outcome) + 1)
            if outcome == "silent":
                words = subject.original.turns[turn][1][0][:30]
                tally.untold.append(f"{subject.original.name}: {kind}: {label.name}: {words}")
    return tallies


def main() -> int:
    """Print what became of each kind of damage; with `--wrong`, every label that is wrong in silence."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--folder", type=Path, action="append", help="Files with their truth; may be given again."
    )
    options.add_argument("--every", type=int, default=24, help="Only each Nth real record.")
    options.add_argument("--from", type=int, default=0, dest="start", help="The first of them.")
    options.add_argument(
        "--times", type=int, default=2, help="How often each damage is done to a file."
    )
    options.add_argument("--wrong", action="store_true", help="List what is wrong in silence.")
    chosen = options.parse_args()
    originals = files(chosen.folder) if chosen.folder else records(chosen.every, chosen.start)
    tallies = measure(originals, chosen.times)
    lines = [f"{'':34}{'damaged':>8}{'right':>7}{'told':>6}{'silent':>8}{'told of wrong':>15}"]
    for kind, one in tallies.items():
        lines.append(
            f"{kind:34}{one.right + one.wrong:8}{one.right:7}{one.told:6}{one.silent:8}{one.share:14.1f}%"
        )
    if chosen.wrong:
        lines += [line for one in tallies.values() for line in one.untold]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
