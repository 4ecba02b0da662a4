"""The ledger that an archive keeps itself (`.ids/<record>.tsv`), so that a shallow clone, a ZIP or
another host resolves the same addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from minutes import plain_files
from minutes.addresses.fates import IDS_FOLDER, DatedFate, read_rows, write_rows
from minutes.errors import MinutesError
from pipeline.history.ledger import Ledger
from pipeline.history.versions import public_rows
from pipeline.source import safe_write

Withdrawn = Callable[[str, str], bool]
MAX_WRITTEN = 8 * 1024 * 1024


def pending(
    folder: Path, book: Ledger, withdrawn: Withdrawn, zone: dt.tzinfo
) -> Iterator[tuple[Path, str]]:
    """The files that would change, each with its text. What is written already stays, in its order;
    ids that never were public, and those of what is withdrawn, are not written down."""
    for life in book.lives:
        if life.gone:
            continue
        meeting = life.stems[-1]
        rows = written(folder, meeting)
        written_fates = {row.fate for row in rows}
        new = [
            row
            for row in _rows(book, meeting, zone)
            if row.fate not in written_fates
            and not any(withdrawn(meeting, i) for i in (row.fate.old, *row.fate.new))
        ]
        if new:
            yield written_file(folder, meeting), write_rows((*rows, *new))


def write(file: Path, text: str) -> None:
    """Put a ledger in its place at one stroke."""
    file.parent.mkdir(exist_ok=True)
    if file.exists():
        safe_write.replace_file(file, text.encode())
    else:
        safe_write.create(file, text.encode())


def _rows(book: Ledger, meeting: str, zone: dt.tzinfo) -> Iterator[DatedFate]:
    life = book.life(meeting)
    if life is not None:
        yield from (row for name in life.stems for row in book.carried.get(name, ()))
        yield from public_rows(life, zone)
    present = book.present.get(meeting)
    today = dt.datetime.now(zone).date()
    yield from (DatedFate(fate, today) for fate in (present.ended if present else ()))


def written_file(folder: Path, meeting: str) -> Path:
    """Where the archive itself keeps the ledger of a record."""
    return folder / IDS_FOLDER / f"{meeting}.tsv"


def written(folder: Path, meeting: str) -> tuple[DatedFate, ...]:
    """What the archive itself says of a record's old ids."""
    if "/" in meeting:
        return ()
    name = f"{IDS_FOLDER}/{meeting}.tsv"
    try:
        if plain_files.size(folder, name) > MAX_WRITTEN:
            return ()
        return tuple(read_rows(plain_files.read_text(folder, name)))
    except (OSError, ValueError, MinutesError):
        return ()


def written_meetings(folder: Path) -> list[str]:
    """The records of which the archive keeps a ledger."""
    names = plain_files.names(folder, IDS_FOLDER)
    return [name.removesuffix(".tsv") for name in names if name.endswith(".tsv")]
