"""Searches that found nothing, for those who run the archive: how many a day, and for a week which
words. Neither who asked nor when within the day is kept."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.source import safe_write

FOLDER = "unanswered"
KEPT_DAYS = 7  # words are kept so long, numbers for good
LONGEST = 80  # characters of a query
MOST_BYTES = 200_000  # of one day: whoever asks without end fills no disk
SHOWN = 20
_NUMBERS = "numbers.json"


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of the latest days, newest first, and the commonest words of the past week."""

    days: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]


def note(data: Path, typed: str, today: dt.date) -> None:
    """Remember that a search found nothing. A folder that cannot be written to is left alone."""
    words = " ".join(typed.split())[:LONGEST]
    if not words or not data.is_dir():
        return
    with suppress(OSError):
        file = data / FOLDER / f"{today}.txt"
        if not file.exists():
            forget(data, today)
        if not file.exists() or file.stat().st_size < MOST_BYTES:
            _append(file, f"{words}\n".encode("utf-8", "replace"))


def _append(file: Path, line: bytes) -> None:
    """One write to the end of the file: lines of several workers never mix."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def forget(data: Path, today: dt.date) -> None:
    """Leave of the words that are older than a week nothing but their number. Makes the folder of the
    words, for a site that may write into nothing else of the data folder."""
    folder = data / FOLDER
    if not data.is_dir():
        return
    with suppress(OSError, Timeout):
        folder.mkdir(mode=0o700, exist_ok=True)
        with FileLock(folder / "lock", timeout=5):
            _forget(folder, today)


def _forget(folder: Path, today: dt.date) -> None:
    numbers = _numbers(folder)
    for day, file in _overdue(folder, today):
        numbers[str(day)] = len(_lines(file))
        safe_write.replace_file(folder / _NUMBERS, json.dumps(numbers).encode())
        file.unlink()


def is_overdue(data: Path, today: dt.date) -> bool:
    """Whether there are words that are older than a week."""
    return any(_overdue(data / FOLDER, today))


def _overdue(folder: Path, today: dt.date) -> Iterator[tuple[dt.date, Path]]:
    return ((day, file) for day, file in _days(folder) if (today - day).days >= KEPT_DAYS)


def summary(data: Path, today: dt.date) -> Summary:
    """What is known of the past days."""
    forget(data, today)
    folder = data / FOLDER
    if not folder.is_dir():
        return Summary((), ())
    words = Counter(word for _, file in _days(folder) for word in _lines(file))
    latest = sorted(_by_day(folder).items(), reverse=True)[: 4 * KEPT_DAYS]
    commonest = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    return Summary(tuple(latest), tuple(commonest))


def total(data: Path) -> int:
    """How many searches have found nothing until now."""
    return sum(_by_day(data / FOLDER).values())


def _by_day(folder: Path) -> dict[str, int]:
    return _numbers(folder) | {str(day): len(_lines(file)) for day, file in _days(folder)}


def _days(folder: Path) -> Iterator[tuple[dt.date, Path]]:
    for file in sorted(folder.glob("*.txt")):
        with suppress(ValueError):
            yield dt.date.fromisoformat(file.stem), file


def _lines(file: Path) -> list[str]:
    with suppress(OSError):
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    return []


def _numbers(folder: Path) -> dict[str, int]:
    with suppress(OSError, ValueError):
        numbers = json.loads((folder / _NUMBERS).read_text(encoding="utf-8"))
        return {str(day): int(number) for day, number in numbers.items()}
    return {}
