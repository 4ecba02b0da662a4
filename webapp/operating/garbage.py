"""Collections of garbage, which hold a request up for as long as there is much to look through."""

from __future__ import annotations

import gc

from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import Snapshot

_MANY = 200  # records; those of 632 hold a request up for 80 ms where all of them are searched for garbage
# Collections of what is younger before one of all: it looks through all that pages were made of since, too, which
# takes 10 to 30 ms, and next to nothing is garbage. Python's own number is 10.
_BETWEEN = 50


def pass_over(archive: Archive) -> None:
    """Have collections pass over what this archive has opened, and look through all else seldom; the process must
    be its own."""
    archive.when_opened = _keep_for_long


def _keep_for_long(snapshot: Snapshot) -> None:
    """What was just opened stays until the next one is; what was left of the one before is taken."""
    if len(snapshot.catalogue.meetings) >= _MANY:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        youngest, younger, _ = gc.get_threshold()
        gc.set_threshold(youngest, younger, _BETWEEN)
