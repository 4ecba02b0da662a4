"""What the history of an archive costs grows with what is new in it."""

import sys
from pathlib import Path
from types import FrameType

from pipeline.history import bookkeeping
from pipeline.source.side_files import SideFiles
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FIRST, mended, text


def steps_of_one_more_commit(where: Path, records: int) -> int:
    """Calls of functions to take in one mended record of so many."""
    archive = GitArchive.new(where)
    archive.commit({f"2026-01-02-第{n}次.md": text(FIRST) for n in range(records)})
    archive.data.mkdir()
    settings = archive.settings
    sides = SideFiles.load(settings.transcripts)
    gate = sides.gate(settings.archive.zone, ())
    bookkeeping.refresh(settings, gate, sides.redirects, ())
    archive.commit({"2026-01-02-第0次.md": text(mended(FIRST))})
    steps = 0

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        steps += event == "call"

    sys.setprofile(count)
    try:
        bookkeeping.refresh(settings, gate, sides.redirects, ())
    finally:
        sys.setprofile(None)
    return steps


def test_one_new_commit_costs_no_more_than_its_share_in_an_archive_eight_times_as_large(
    tmp_path: Path,
) -> None:
    small, large = (steps_of_one_more_commit(tmp_path / str(n), n) for n in (25, 200))
    assert large < 8 * small
