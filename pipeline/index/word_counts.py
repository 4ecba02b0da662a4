"""In how many meetings of a generation each token stands: one file, the same whichever the engine.

Kept as an SQLite table, so that a changed file changes a few rows and no reader holds it in memory.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from minutes.errors import IndexDamaged

FORMAT = "words-2"  # changes whenever other words are counted, or otherwise
_MOST_SPELLED = 10_000  # tokens with one beginning that are added up

_CREATE = (
    "CREATE TABLE IF NOT EXISTS words (token BLOB PRIMARY KEY, meetings INTEGER) WITHOUT ROWID"
)
_ADD = """INSERT INTO words VALUES (?, ?)
          ON CONFLICT (token) DO UPDATE SET meetings = meetings + excluded.meetings"""
_DROP = "DELETE FROM words WHERE token = ? AND meetings <= 0"
_OF = "SELECT meetings FROM words WHERE token = ?"
_OF_EACH = """SELECT token, meetings FROM words
              WHERE token IN (SELECT CAST(value AS BLOB) FROM json_each(?))"""
_BEGINNING = "SELECT token, meetings FROM words WHERE token >= ? AND token < ? LIMIT ?"


def write(file: Path, changes: Mapping[str, int], old: Path | None = None) -> None:
    """Write the table: that of an `old` generation with some `changes` (more or fewer meetings that
    hold a token). What no meeting holds any more leaves no trace in the file."""
    if old is not None:
        shutil.copyfile(old, file)
    rows = sorted((_key(token), number) for token, number in changes.items() if number)
    with closing(sqlite3.connect(file, isolation_level=None)) as table:
        table.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away
        table.execute("PRAGMA secure_delete = ON")
        table.execute(_CREATE)
        table.execute("BEGIN")
        table.executemany(_ADD, rows)
        table.executemany(_DROP, [(token,) for token, number in rows if number < 0])
        table.execute("COMMIT")


class WordCounts:
    """Reads the table of one generation. Many threads may share it."""

    def __init__(self, file: Path) -> None:
        place = f"file:{quote(str(file))}?mode=ro&immutable=1"
        self._table = sqlite3.connect(place, uri=True, check_same_thread=False)
        self._lock = Lock()

    def of(self, token: str) -> int:
        """How many meetings hold a token. Raises `IndexDamaged` where the file cannot be read."""
        rows = self._ask(_OF, _key(token))
        return int(rows[0][0]) if rows else 0

    def of_each(self, tokens: Collection[str]) -> dict[str, int]:
        """The same for each of some tokens that any meeting holds."""
        return _by_token(self._ask(_OF_EACH, json.dumps(sorted(tokens))))

    def beginning(self, prefix: str) -> dict[str, int]:
        """The tokens that begin with some characters, each with its meetings: thousands at most."""
        first = _key(prefix)
        return _by_token(self._ask(_BEGINNING, first, first + b"\xff", _MOST_SPELLED))

    def close(self) -> None:
        """Let the file go."""
        self._table.close()

    def _ask(self, question: str, *values: object) -> list[tuple[bytes, int]]:
        try:
            with self._lock:
                return self._table.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                "the table of words in the index is damaged; `minutes index` builds it anew",
                zh="索引裡的詞表已損毀，請執行 minutes index 重建",
            ) from error


def _by_token(rows: Iterable[tuple[bytes, int]]) -> dict[str, int]:
    return {bytes(token).decode("utf-8", "surrogatepass"): number for token, number in rows}


def _key(token: str) -> bytes:
    return token.encode("utf-8", "surrogatepass")
