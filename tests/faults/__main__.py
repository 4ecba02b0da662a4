"""`python -m tests.faults --minutes 30`: faults for as long as is wanted, then the table of what came
of them. Exit code 1 where anything was wrong."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults import archives, damages, disturbances, kills
from tests.faults.outcome import Tally


def _kills(folder: Path, tally: Tally, chance: random.Random) -> Iterator[object]:
    """Kills at one point of one task after another, at random."""
    pristine = archives.build(folder / "pristine", 3)
    kills.prepare(pristine)
    while True:
        task = chance.choice(kills.TASKS)
        yield from kills.kill_everywhere(pristine, folder, task, tally, [chance.randrange(1, 40)])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    tally, chance = Tally(), random.Random(given.seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="minutes-faults-") as name:
        folder = Path(name)
        settings = archives.build(folder / "damaged")
        turns = [
            damages.damage(settings, tally, chance),
            damages.damage(archives.copy(settings, folder / "damaged-too"), tally, chance),
            disturbances.disturb(folder / "disturbed", tally, chance),
            _kills(folder / "killed", tally, chance),
        ]
        while time.monotonic() - begun < given.minutes * 60:
            for turn in turns:
                next(turn)
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(f"{minutes:.1f} minutes, seed {given.seed}\n\n{tally.table()}\n")
    for wrong in tally.wrong:
        sys.stderr.write(f"{wrong}\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
