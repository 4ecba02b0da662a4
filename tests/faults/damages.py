"""Flipped, lost and added bytes anywhere in the data folder: what is answered is right, or nothing is
answered, and `minutes index` heals it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator

from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.source import traces
from tests.faults.archives import NOW, Answers, ask, told
from tests.faults.outcome import Tally

Harm = Callable[[random.Random, bytes], bytes]


def flip_a_bit(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def flip_many(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randrange(2, 40)):
        data = flip_a_bit(chance, data)
    return data


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def blank(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    length = min(len(data) - start, chance.randrange(1, 4096))
    return data[:start] + bytes(length) + data[start + length :]


def swap(chance: random.Random, data: bytes) -> bytes:
    middle = chance.randrange(len(data))
    return data[middle:] + data[:middle]


def add(chance: random.Random, data: bytes) -> bytes:
    return data + chance.randbytes(chance.randrange(1, 64))


def empty(chance: random.Random, data: bytes) -> bytes:
    del chance, data
    return b""


# Without any of these nobody can tell what words are withdrawn, and records wait.
_TELLS_OF_WORDS = {traces.FILE, f"{traces.FILE}.seal", "key", "withdrawn.seen"}
HARMS: tuple[Harm, ...] = (flip_a_bit, flip_a_bit, flip_many, cut, blank, swap, add, empty)


def damage(settings: Settings, tally: Tally, chance: random.Random) -> Iterator[None]:
    """One damage after another, for ever; each is asked about, healed and asked about again."""
    pristine = settings.data.with_name("pristine")
    shutil.copytree(settings.data, pristine)
    right, waits = ask(Archive(settings)), _where_nobody_can_tell(settings)
    while True:
        files = sorted(f for f in settings.data.rglob("*") if f.is_file() and f.stat().st_size)
        file = chance.choice([f for f in files if not f.name.endswith(("lock", "LOCK"))])
        harm = chance.choice(HARMS)
        running = Archive(settings)
        running.view(NOW)
        before = file.read_bytes()
        after = harm(chance, before)
        file.chmod(0o644)
        file.write_bytes(after)
        name = f"{harm.__name__} of {file.relative_to(settings.data)}"
        tells = file.name in _TELLS_OF_WORDS
        for reader in (running, Archive(settings)):
            found = told(reader)
            honest = None if tells and found == waits else found
            _judge(tally, "damaged index, asked", honest, right, name)
        indexer.refresh(settings, jobs=1, now=NOW)
        _judge(tally, "damaged index, healed", ask(Archive(settings)), right, name)
        shutil.rmtree(settings.data)
        shutil.copytree(pristine, settings.data)
        yield


def _where_nobody_can_tell(settings: Settings) -> Answers:
    """What is answered where what is kept of withdrawn words is lost: without the records that wait for it."""
    kept = settings.data / traces.FILE
    away = kept.rename(settings.data.with_name("away"))
    try:
        return ask(Archive(settings))
    finally:
        away.rename(kept)


def _judge(tally: Tally, fault: str, found: Answers | None, right: Answers, how: str) -> None:
    if found is None:
        tally.note(fault, "refused")
    else:
        tally.note(fault, "right" if found == right else "wrong", how)
