"""Gives a record's file another name, so that every address that it had still leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from minutes import plain_files
from minutes.addresses.redirects import REDIRECTS_FILE, fold_address
from minutes.addresses.references import is_reserved
from minutes.errors import MinutesError
from minutes.settings import Settings
from pipeline.history.ledger import written_file
from pipeline.source import files, safe_write

# What a file system or an address does not take in a name.
_NOT_IN_NAMES = frozenset('/\\:*?"<>|#%\t\n\r\0')
LONGEST = 200  # bytes; file systems take 255, and `.md` and a mark of a copy come to it


class RenameRefused(MinutesError):
    """The record cannot have that name; the text says why, in both languages."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The file under its new name, and every file that was changed or moved on the way."""

    file: Path
    changed: tuple[Path, ...]


def rename(settings: Settings, old: str, new: str) -> Renamed:
    """Rename a record. The row of old addresses is written first: whatever happens next, it is true or
    leads to the file that is still there. Raises `RenameRefused`."""
    folder = settings.transcripts
    old, new = _stem(old), _stem(new)
    there = {file.id: file for file in files.find(folder)}
    if old not in there:
        raise RenameRefused(f"{old}: there is no such record 沒有這份紀錄")
    _look(new, {fold_address(i): i for i in there if i != old})
    place = folder / there[old].path
    target = place.with_name(f"{new}.md")
    changed = [_add_row(folder / REDIRECTS_FILE, old, new), target]
    moves = [
        (written_file(folder, old), written_file(folder, new)),
        (folder / "attachments" / old, folder / "attachments" / new),
        (place, target),
    ]
    for source, goal in moves:
        if source.exists() and not goal.exists():
            source.rename(goal)
            changed.append(goal)
    return Renamed(target, tuple(dict.fromkeys(changed)))


def _stem(name: str) -> str:
    return name.strip().rpartition("/")[2].removesuffix(".md")


def _look(new: str, others: dict[str, str]) -> None:
    if not new or new.startswith((".", "_")) or _NOT_IN_NAMES & set(new):
        raise RenameRefused(f"{new}: not a name for a file 不能當檔名")
    if len(new.encode()) > LONGEST:
        raise RenameRefused(f"{new}: longer than {LONGEST} bytes 檔名太長")
    if is_reserved(new):
        raise RenameRefused(f"{new}: a page of the site stands there 與網站的頁面同名")
    if fold_address(new) in others:
        raise RenameRefused(f"{new}: another record has this name 已有同名的紀錄")


def _add_row(file: Path, old: str, new: str) -> Path:
    known = plain_files.read_text(file.parent, file.name) if file.exists() else ""
    row = f"{old}\t{new}\n"
    if row in known:
        return file
    text = f"{known}{'' if not known or known.endswith(chr(10)) else chr(10)}{row}"
    if file.exists():
        safe_write.replace_file(file, text.encode())
    else:
        safe_write.create(file, text.encode())
    return file
