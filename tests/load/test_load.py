"""A minute under load: records change, the site is reloaded, a worker is killed, and nobody is turned away."""

from pathlib import Path

import pytest

from tests.load.readers import CLIENTS
from tests.load.run import run
from tests.load.site import serving

MINUTE = 60
RATE = 5  # requests a second: what a machine that runs other tests beside has time for


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_minute_of_readers_sees_nothing_of_what_happens_to_the_site(
    sample: Path, tmp_path: Path
) -> None:
    with serving(sample, tmp_path) as site:
        made = run(site, MINUTE, RATE, index_every=20)
    assert made.answers.faults == 0, made.rows()
    # What the worker that was killed was answering just then: where a machine is slow, that is all who wait.
    assert made.answers.broken <= CLIENTS, made.rows()
    assert made.answers.asked == RATE * MINUTE, made.rows()
    assert made.done == {"indexed": made.done["indexed"], "reloaded": 3, "workers killed": 1}
    assert made.done["indexed"] >= 1
