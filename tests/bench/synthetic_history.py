"""`python -m tests.bench.synthetic_history FOLDER`: a repository as large as an archive may become.

2,000 records in 4,500 versions over 1,000 commits, as long as real ones (52 KB at the mean); the words
are drawn from those of invented meetings. Written by `git fast-import` in some seconds.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.pipeline.edits import HAN, SPEAKERS

FILES = 2_000
VERSIONS = 4_500
COMMITS = 1_000
SPEECHES = (10, 580)
POOL = 1_000_000
FIRST_DAY = 1_500_000_000
HOUR = 3_600


def write(folder: Path, files: int = FILES, versions: int = VERSIONS) -> None:
    """Make the repository in a folder that is not there yet. The same numbers give the same words."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True, timeout=60)
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as importing:
        assert importing.stdin is not None
        importing.stdin.writelines(_stream(files, versions))
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True, timeout=120)


def _stream(files: int, versions: int) -> Iterator[bytes]:
    chance = random.Random(2026)
    pool = "".join(chance.choices(HAN, k=POOL))
    records: list[list[str]] = []
    # The first commit brings a quarter in; then records are added and corrected in turn.
    for commit in range(COMMITS):
        wanted = files // 4 + (files - files // 4) * commit // (COMMITS - 1)
        made = [_record(chance, pool) for _ in range(wanted - len(records))]
        edits = (versions - files) // COMMITS + (
            chance.random() < (versions - files) % COMMITS / COMMITS
        )
        edited = chance.sample(range(len(records)), edits) if records else []
        changed = {number: _edited(chance, pool, records[number]) for number in edited}
        for number, speeches in changed.items():
            records[number] = speeches
        changed |= dict(enumerate(made, len(records)))
        records += made
        yield _commit(commit)
        yield from (_file(number, speeches) for number, speeches in changed.items())


def _commit(number: int) -> bytes:
    when = f"n <n@example.invalid> {FIRST_DAY + number * 24 * HOUR} +0800"
    return f"commit refs/heads/main\ncommitter {when}\ndata 4\nedit\n".encode()


def _file(number: int, speeches: list[str]) -> bytes:
    title = f"2017-{number % 12 + 1:02}-{number % 28 + 1:02} 第{number}次會議"
    data = f"# {title}\n\n{''.join(speeches)}".encode()
    name = title.replace(" ", "-")
    return f'M 100644 inline "{name}.md"\ndata {len(data)}\n'.encode() + data + b"\n"


def _record(chance: random.Random, pool: str) -> list[str]:
    return [_speech(chance, pool) for _ in range(chance.randint(*SPEECHES))]


def _speech(chance: random.Random, pool: str) -> str:
    start = chance.randrange(len(pool) - 120)
    words = pool[start : start + chance.choice((8, 20, 60, 120))]
    return f"### {chance.choice(SPEAKERS)}：\n{words}。\n\n"


def _edited(chance: random.Random, pool: str, speeches: list[str]) -> list[str]:
    """One to three speeches mended, and now and then one that is new or gone."""
    made = list(speeches)
    for at in chance.sample(range(len(made)), chance.randint(1, 3)):
        letters = list(made[at])
        letters[-8] = chance.choice("甲乙丙丁")
        made[at] = "".join(letters)
    if chance.random() < 0.2:
        made.insert(chance.randrange(len(made)), _speech(chance, pool))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.synthetic_history")
    parser.add_argument("folder", type=Path)
    write(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
