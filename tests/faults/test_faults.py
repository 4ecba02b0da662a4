"""A short run of the faults: nothing wrong is answered, and everything heals."""

import random
from itertools import islice
from pathlib import Path

import pytest

from tests.faults import archives, damages, disturbances, kills
from tests.faults.outcome import Tally


def test_damaged_bytes_bring_no_wrong_answer_and_are_healed(tmp_path: Path) -> None:
    tally = Tally()
    turns = damages.damage(archives.build(tmp_path / "a", 3), tally, random.Random(5))  # noqa: S311
    for _ in islice(turns, 8):
        pass
    assert tally.wrong == []
    assert tally.tries("damaged index, healed") == 8


def test_a_bad_day_ends_as_it_began(tmp_path: Path) -> None:
    tally = Tally()
    turns = disturbances.disturb(tmp_path, tally, random.Random(5))  # noqa: S311
    for _ in islice(turns, len(disturbances.DISTURBANCES)):
        pass
    assert tally.wrong == []


@pytest.mark.parametrize(
    ("task", "point"), [("publish", 5), ("withdraw-speech", 4), ("withdraw-move", 6)]
)
def test_what_is_killed_and_run_again_ends_the_same(tmp_path: Path, task: str, point: int) -> None:
    tally, pristine = Tally(), archives.build(tmp_path / "a", 2)
    kills.prepare(pristine)
    for _ in kills.kill_everywhere(pristine, tmp_path, task, tally, [point]):
        pass
    assert tally.wrong == []
