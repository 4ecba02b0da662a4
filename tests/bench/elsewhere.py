"""`python -m tests.bench.elsewhere`: what words that are withheld in one record hide in the histories of others.

On the real history of `../shared/history/`. One record after the other is taken for withdrawn, and the other
records of which a version is hidden for it are counted: few, for few have anything to do with each other. Then
every paragraph that a record lost is withheld elsewhere in other words (one letter in five is another one), and it
is counted how many are told: all, but for those that several records say to this day.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import cache, partial
from pathlib import Path

from minutes import settings as archive_settings
from minutes.publication.gate import Gate
from minutes.settings import Settings
from minutes.text.folding import fold
from pipeline.history import bookkeeping
from pipeline.history.ledger import Ledger
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.earlier_records import look
from pipeline.history.withheld.found import Elsewhere
from pipeline.history.withheld.losses import PastForm, losses
from pipeline.history.withheld.retelling import Withheld
from pipeline.history.withheld.sayings import saying
from pipeline.history.withheld.sources import PublishedRecord
from pipeline.source import files
from pipeline.source.side_files import SideFiles
from tests.bench.history import BUNDLE, say

RECORDS = 150


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.elsewhere")
    parser.add_argument("--records", type=int, default=RECORDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        copy, data = Path(name) / "repository", Path(name) / "data"
        subprocess.run(["git", "clone", "-q", str(BUNDLE), str(copy)], check=True, timeout=300)
        data.mkdir()
        there = archive_settings.load(copy, data)
        sides = SideFiles.load(copy)
        gate = sides.gate(there.archive.zone, ())
        public = _records(there)
        book = bookkeeping.refresh(there, gate, sides.redirects, public)
        _withdraw(book, gate, public, copy, given.records)
        _reword(book, copy)
    return 0


def _records(there: Settings) -> list[PublishedRecord]:
    def record(path: str, name: str) -> PublishedRecord:
        read = partial(files.read, there, next(f for f in found if f.path == path))
        folded = cache(lambda: fold(read().decode("utf-8")))
        return PublishedRecord(name, name, read, None, folded)

    found = files.find(there.transcripts)
    return [record(file.path, file.id) for file in found]


def _withdraw(
    book: Ledger, gate: Gate, public: list[PublishedRecord], folder: Path, most: int
) -> None:
    chance = random.Random(2026)
    drawn = chance.sample([record.meeting for record in public], most)
    hidden, versions, seconds = Counter[str](), 0, 0.0
    for name in drawn:
        others = [record for record in public if record.meeting != name]
        with Blobs(folder) as blobs:
            at = time.process_time()
            found = look(book, Elsewhere(), gate, others, (), blobs).elsewhere
            seconds += time.process_time() - at
        for record, until in found.until.items():
            hidden[record] += 1
            versions += until[name]
            say(f"withdrawn: {name} hides {until[name]} versions of {record}")
    say(
        f"withdrawn: {most} records in turn; {sum(hidden.values())} times one of the {len(public) - 1} "
        f"others loses versions, {versions} in all; {seconds / most:.2f} s each"
    )


def _reword(book: Ledger, folder: Path) -> None:
    chance = random.Random(2026)
    lost = []
    with Blobs(folder) as blobs:
        for life in book.lives:
            read = [(version.commit, blobs.read(version.blob) or b"") for version in life.versions]
            forms = [PastForm(commit, data.decode("utf-8", "replace")) for commit, data in read]
            lost += [part for loss in losses(forms) for part in loss.paragraphs]
    long = [part for part in lost if not saying(part).is_short]
    told = sum(map(partial(_is_told, chance), long))
    say(f"reworded: {len(lost)} paragraphs that records lost, {len(long)} of 24 letters and more")
    say(f"reworded: of these {told} told with one letter in five changed")


def _is_told(chance: random.Random, part: str) -> bool:
    letters = list(part)
    for place in chance.sample(range(len(letters)), len(letters) // 5):
        letters[place] = chance.choice("甲乙丙丁戊己庚辛xyz")
    withheld = Withheld([("withheld", saying("".join(letters)))])
    return any(withheld.told_by(_never, saying(part)))


def _never(_: str) -> bool:
    return False


if __name__ == "__main__":
    sys.exit(main())
