"""`python -m tests.bench.readings`: old ids and the speeches that they lead to now, drawn to be read by
somebody: is it the same speech?

Half are the pairs whose wordings are least alike, the other half are drawn of the rest by a seed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from minutes import settings as archive_settings
from minutes.clock import now
from minutes.records.document import Item
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.history import earlier
from pipeline.history.wordings.likeness import essence, likeness
from pipeline.index import indexer
from tests.bench.history import BUNDLE


@dataclass(frozen=True)
class Pair:
    """What a speech said under an old id, and what the speech says to which that id leads; each with the
    pieces before and after it, since many speeches of a record say the same."""

    meeting: str
    old_id: str
    old: str
    new: str
    around_old: tuple[str, ...]
    around_new: tuple[str, ...]

    @property
    def likeness(self) -> float:
        return likeness(essence(self.old), essence(self.new))


def pairs(view: View, folder: Path) -> Iterator[Pair]:
    """All that lead to one speech the words of which were revised, where what was said before may be read."""
    book = view.snapshot.known_ids.ledger
    for meeting in view.public.meetings:
        life, known = book.life(meeting.id), view.revisions(meeting)
        now_said = view.document(meeting).items
        for ident, resolved in view.old_ids(meeting):
            if life is None or resolved.successor is None or not resolved.days:
                continue
            revision = earlier.last_with(life, known, ident)
            read = earlier.read(folder, meeting, revision) if revision else None
            if read is not None:
                old, *around_old = _with_neighbours(read.document.items, ident)
                new, *around_new = _with_neighbours(now_said, resolved.successor)
                yield Pair(meeting.id, ident, old, new, tuple(around_old), tuple(around_new))


def _with_neighbours(items: Sequence[Item], ident: str) -> Iterator[str]:
    """What a piece says, then who says what right before and after it."""
    at = next(number for number, item in enumerate(items) if item.id == ident)
    yield items[at].text
    yield from (
        f"{i.speaker}：{i.text}" for i in (*items[max(at - 1, 0) : at], *items[at + 1 : at + 2])
    )


def drawn(found: list[Pair], number: int, seed: int) -> list[Pair]:
    """The least alike, half of the number, and as many of the others."""
    doubtful = sorted(found, key=attrgetter("likeness"))
    half = number // 2
    chance = random.Random(seed)
    return doubtful[:half] + chance.sample(doubtful[half:], min(half, len(doubtful[half:])))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readings")
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--repository", type=Path, default=BUNDLE)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        copy, data = Path(name) / "repository", Path(name) / "data"
        clone = ["git", "clone", "-q", str(wish.repository), str(copy)]
        subprocess.run(clone, check=True, timeout=300)
        settings = archive_settings.load(copy, data)
        indexer.refresh(settings, jobs=1)
        found = list(pairs(Archive(settings).view(now()), settings.transcripts))
    chosen = drawn(found, wish.number, wish.seed)
    print(f"{len(found)} pairs, {len(chosen)} to be read, seed {wish.seed}")
    for place, pair in enumerate(chosen, 1):
        print(f"\n{place}. {pair.meeting} {pair.old_id} {pair.likeness:.2f}")
        print(f"- {pair.old}\n+ {pair.new}")
        for sign, around in (("-", pair.around_old), ("+", pair.around_new)):
            print(f"  {sign} beside: {' | '.join(text[:40] for text in around)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
