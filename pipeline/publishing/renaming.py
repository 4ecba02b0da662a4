"""Gives a record another name, day or title, so that every address that it had still leads to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.addresses.redirects import (
    ALTERNATES_FILE,
    REDIRECTS_FILE,
    fields_of,
    fold_address,
    load_redirects,
    read_rows,
    with_rows,
)
from minutes.addresses.references import is_reserved, record_name
from minutes.errors import MinutesError
from minutes.records.front_matter import Bilingual
from minutes.settings import Settings
from pipeline.history.written import written_file
from pipeline.publishing import retitling
from pipeline.source import files, safe_write
from pipeline.source.files import SourceFile

# What a file system or an address does not take in a name.
_NOT_IN_NAMES = frozenset('/\\:*?"<>|#%\t\n\r\0')
_Written = tuple[Path, bytes]
LONGEST = 200  # bytes; file systems take 255, and `.md` and a mark of a copy come to it


class RenameRefused(MinutesError):
    """The record cannot have that name; the message says why."""


@dataclass(frozen=True, slots=True)
class RenamedRecord:
    """The file under its new name, and every file that was changed or moved on the way; what was moved is
    named twice, for a commit takes away what is no longer there."""

    file: Path
    changed: tuple[Path, ...]


def rename(
    settings: Settings, old: str, new: str = "", *, day: dt.date | None = None, title: str = ""
) -> RenamedRecord:
    """Rename a record, or a draft, and give it another day or title. Without a new name it gets the
    one that goes with these.

    The row of old addresses is written first: whatever happens next, it is true or leads to the file
    that is still there, and the same call ends what was begun. A draft's row stays beside it until it
    is published. Raises `RenameRefused`.
    """
    old, title = record_name(old.strip()), " ".join(title.split())
    new = record_name(new.strip()) or retitling.renamed(old, day, title)
    there = {file.id: file for file in reversed(files.of_archive(settings))}
    if old not in there:
        return _renamed_before(settings, old, there.get(new))
    _look(new, {fold_address(i) for i in there if i != old})
    home = settings.home(draft=there[old].draft)
    place = home / there[old].path
    target = place.with_name(f"{new}.md")
    written = [*(_renamed(home, old, new) if old != new else ()), *_retitled(place, day, title)]
    changed = _write(written)
    moves = (
        (written_file(home, old), written_file(home, new)),
        (home / "attachments" / old, home / "attachments" / new),
        (place, target),  # the last: until then the same call finds the record
    )
    for source, goal in moves:
        if source.exists() and not goal.exists():
            source.rename(goal)
            changed += [source, goal]
    return RenamedRecord(target, tuple(dict.fromkeys(changed)))


def _renamed_before(settings: Settings, old: str, file: SourceFile | None) -> RenamedRecord:
    """What the same call did before, where the file with the new name is that record."""
    if file is None or not _is_noted(settings, file, old):
        raise RenameRefused(f"{old}: there is no such record", zh=f"{old}：沒有這份紀錄")
    return RenamedRecord(settings.home(draft=file.draft) / file.path, ())


def _write(written: Iterable[_Written]) -> list[Path]:
    files_written = []
    for file, data in written:
        safe_write.replace_file(file, data)
        files_written.append(file)
    return files_written


def carry_rows(drafts: Path, public: Path, meeting: str) -> list[Path]:
    """Write the rows that a draft's earlier names need where it is public now; the files written."""
    there = {fold_address(meeting)}
    table = load_redirects(drafts)
    names = (old for _, old, _ in read_rows(drafts, REDIRECTS_FILE))
    rows = [f"{old}\t{meeting}" for old in names if table.leads_to(old, there)]
    return _write(with_new_rows(public, rows))


def _is_noted(settings: Settings, file: SourceFile, old: str) -> bool:
    """Whether a row says that a file was called otherwise: the call that wrote it was repeated."""
    table = load_redirects(settings.home(draft=file.draft))
    return table.leads_to(old, {fold_address(file.id)}) is not None


# What a file may not be called, and why.
_NO_NAME = Bilingual("不能當檔名", "not a name for a file")
_REFUSED: tuple[tuple[Callable[[str], object], Bilingual], ...] = (
    (lambda new: not new or new.startswith((".", "_")), _NO_NAME),
    (lambda new: _NOT_IN_NAMES & set(new), _NO_NAME),
    (
        lambda new: len(new.encode()) > LONGEST,
        Bilingual("檔名太長", f"longer than {LONGEST} bytes"),
    ),
    (is_reserved, Bilingual("與網站的頁面同名", "a page of the site stands there")),
)


def _look(new: str, others: set[str]) -> None:
    for is_wrong, why in _REFUSED:
        if is_wrong(new):
            raise RenameRefused(f"{new}: {why.en}", zh=f"{new}：{why.zh}")
    if fold_address(new) in others:
        raise RenameRefused(f"{new}: another record has this name", zh=f"{new}：已有同名的紀錄")


def _retitled(place: Path, day: dt.date | None, title: str) -> Iterator[_Written]:
    data = plain_files.read(place.parent, place.name)
    try:
        after = retitling.retitled(data.decode("utf-8"), day, title).encode()
    except UnicodeDecodeError as error:
        raise RenameRefused(f"{place.name}: not UTF-8", zh=f"{place.name}：不是 UTF-8") from error
    if after != data:
        yield place, after


def _renamed(home: Path, old: str, new: str) -> Iterator[_Written]:
    """The row of old addresses, and the table of records in two languages by its new name."""
    yield from with_new_rows(home, [f"{old}\t{new}"])
    before = _bytes(home, ALTERNATES_FILE)
    lines = before.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    after = "".join(_with_name(line, old, new) for line in lines).encode("utf-8", "surrogateescape")
    if after != before:
        yield home / ALTERNATES_FILE, after


def _with_name(row: str, old: str, new: str) -> str:
    names = {old: new, f"{old}.md": f"{new}.md"}
    fields = fields_of(row)
    if not names.keys() & set(fields):
        return row
    return "\t".join(names.get(field, field) for field in fields) + "\n"


def with_new_rows(home: Path, rows: list[str]) -> Iterator[_Written]:
    """The table of old addresses with these rows at its end, but for those that it has."""
    text = _bytes(home, REDIRECTS_FILE).decode("utf-8", "surrogateescape")
    there = {(a, b) for _, a, b in read_rows(home, REDIRECTS_FILE)}
    missing = [row for row in dict.fromkeys(rows) if tuple(row.split("\t")) not in there]
    if missing:
        after = with_rows(text, missing)
        yield home / REDIRECTS_FILE, after.encode("utf-8", "surrogateescape")


def _bytes(home: Path, name: str) -> bytes:
    try:
        return plain_files.read(home, name)
    except FileNotFoundError:
        return b""
