"""A short run of the faults: nothing wrong is answered, and everything heals."""

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults import archives, damages, disturbances, kills
from tests.faults.outcome import Tally


def test_damaged_bytes_bring_no_wrong_answer_and_are_healed(tmp_path: Path) -> None:
    tally = Tally()
    turns = damages.damage(archives.build(tmp_path / "a", 3), tally, random.Random(5))
    for _ in islice(turns, 8):
        pass
    assert tally.wrong == []
    assert tally.tries("damaged index, healed") == 8


def test_a_bad_day_ends_as_it_began(tmp_path: Path) -> None:
    tally = Tally()
    turns = disturbances.disturb(tmp_path, tally, random.Random(5))
    for _ in islice(turns, len(disturbances.DISTURBANCES)):
        pass
    assert tally.wrong == []


@pytest.mark.slow
def test_what_is_killed_at_any_operation_and_run_again_ends_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kills", *kills.WRITING, "--every", "5"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )
    rows = [line.split(" ", 3) for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == list(kills.WRITING), done.stderr
    for task, points, wrong, *_ in rows:
        assert int(points) >= 1, f"{task} writes at no place that is known"
        assert int(wrong) == 0, done.stdout
