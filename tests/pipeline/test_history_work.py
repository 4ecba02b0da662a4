"""What the history of an archive costs grows with what is new in it, and with its length: not with the
square of that."""

import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from minutes.addresses.fates import Fate
from pipeline.history import bookkeeping
from pipeline.history.ledger import Ledger, Life, Version
from pipeline.history.resolution import MOST_FOUND, KnownIds, Resolved
from pipeline.source.side_files import SideFiles
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FIRST, mended, text

NAMED = 12


def steps(work: Callable[[], object]) -> int:
    """Calls of functions that some work takes."""
    taken = 0

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal taken
        taken += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return taken


def steps_of_one_more_commit(where: Path, records: int) -> int:
    """To take in one mended record of so many."""
    archive = GitArchive.new(where)
    archive.commit({f"2026-01-02-第{n}次.md": text(FIRST) for n in range(records)})
    archive.data.mkdir()
    settings = archive.settings
    sides = SideFiles.load(settings.transcripts)
    gate = sides.gate(settings.archive.zone, ())
    bookkeeping.refresh(settings, gate, sides.redirects, ())
    archive.commit({"2026-01-02-第0次.md": text(mended(FIRST))})
    return steps(lambda: bookkeeping.refresh(settings, gate, sides.redirects, ()))


def test_one_new_commit_costs_no_more_than_its_share_in_an_archive_six_times_as_large(
    tmp_path: Path,
) -> None:
    small, large = (steps_of_one_more_commit(tmp_path / str(n), n) for n in (20, 120))
    assert large < 6 * small


def steps_of_commits(where: Path, commits: int) -> int:
    """To take in a record that was saved so often within a day, each time with another head."""
    archive = GitArchive.new(where)
    for number in range(commits):
        head = f"---\ntitle: 公園參訪 {number}\n---\n"
        archive.commit({"2026-01-02-公園參訪.md": text(mended(FIRST, number), head=head)})
        archive.day -= dt.timedelta(days=1)
    archive.data.mkdir()
    settings = archive.settings
    sides = SideFiles.load(settings.transcripts)
    gate = sides.gate(settings.archive.zone, ())
    return steps(lambda: bookkeeping.refresh(settings, gate, sides.redirects, ()))


def test_a_record_that_is_saved_three_times_as_often_costs_little_more_than_three_times_as_much(
    tmp_path: Path,
) -> None:
    few, many = (steps_of_commits(tmp_path / str(n), n) for n in (12, 36))
    assert many < 4 * few


def unclear(ids: int, edits: int) -> Ledger:
    """A record of so many speeches that were all alike, after so many edits of all of them."""
    versions = [Version("c0", 0, 0, "b0", "")]
    for edit in range(1, edits + 1):
        ended = (
            Fate(f"{edit - 1}-{n}", "unclear", tuple(f"{edit}-{n + at}" for at in range(NAMED)))
            for n in range(ids)
        )
        versions.append(Version(f"c{edit}", edit, edit, f"b{edit}", "", tuple(ended)))
    return Ledger(lives=(Life(("記錄",), tuple(versions)),))


def resolved(folder: Path, ids: int) -> list[tuple[str, Resolved]]:
    known = KnownIds(folder, unclear(ids, 3), dt.UTC)
    there = {f"3-{n}" for n in range(ids + NAMED)}
    return list(known.resolve_all("記錄", there, lambda _: False))


def test_ids_that_may_be_any_of_many_are_followed_to_a_few_within_bounds(tmp_path: Path) -> None:
    found = resolved(tmp_path, 100)
    assert len(found) == 300
    assert {told.kind for _, told in found} == {"unclear"}
    assert max(len(told.ids) for _, told in found) < MOST_FOUND + NAMED
    small, large = (steps(partial(resolved, tmp_path, n)) for n in (30, 180))
    assert large < 8 * small
