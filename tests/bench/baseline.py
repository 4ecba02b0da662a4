"""The other side: a table of speeches that is read from end to end, twice a query, as the old
archive does (title, then speaker, then text; twenty rows), and one plain Whoosh writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index

from minutes.records.document import Document
from minutes.records.model import Meeting
from minutes.text.folding import fold, tokens
from pipeline.source import files, parser

_WHERE = """instr(lower(title), lower(:q)) > 0 OR instr(lower(speaker), lower(:q)) > 0
            OR instr(lower(html), lower(:q)) > 0"""
_COUNT = f"SELECT count(*) FROM speech WHERE {_WHERE}"  # noqa: S608 (both parts are ours)
_SELECT = f"""SELECT id, meeting, speaker, html, title FROM speech WHERE {_WHERE}
              ORDER BY instr(lower(title), lower(:q)) > 0 DESC,
                       instr(lower(speaker), lower(:q)) > 0 DESC, meeting DESC, id
              LIMIT 20"""  # noqa: S608 (likewise)


def read(folder: Path) -> Iterator[tuple[Meeting, Document]]:
    """Every record of an archive, parsed."""
    for file in files.unique(files.find(folder))[0]:
        parsed = parser.parse((folder / file.path).read_bytes(), file.path)
        yield parsed.meeting, parsed.document


class Scans:
    """The table in a file, its pages warm."""

    def __init__(self, file: Path, records: Iterable[tuple[Meeting, Document]]) -> None:
        self._database = sqlite3.connect(file)
        self._database.execute(
            "CREATE TABLE speech (id INTEGER PRIMARY KEY, meeting TEXT, speaker TEXT, html TEXT, title TEXT)"
        )
        for meeting, document in records:
            rows = [(meeting.id, i.speaker, i.html(), meeting.title) for i in document.items]
            self._database.executemany(
                "INSERT INTO speech (meeting, speaker, html, title) VALUES (?, ?, ?, ?)", rows
            )
        self._database.commit()
        self.rows: int = self._database.execute("SELECT count(*) FROM speech").fetchone()[0]

    def ask(self, typed: str) -> int:
        """The number of rows that hold the text as typed; both scans."""
        count: int = self._database.execute(_COUNT, {"q": typed}).fetchone()[0]
        self._database.execute(_SELECT, {"q": typed}).fetchall()
        return count


class _Tokens(analysis.Analyzer):  # type: ignore[misc]  # Whoosh ships no types
    """The tokens of `minutes.text.folding`, numbered."""

    def __call__(self, value: str, **_: Any) -> Iterator[analysis.Token]:
        token = analysis.Token(positions=True)
        for number, text in enumerate(tokens(fold(value))):
            token.text, token.pos, token.boost, token.stopped = text, number, 1.0, False
            yield token


def index_speeches(folder: Path, records: Iterable[tuple[Meeting, Document]]) -> int:
    """One Whoosh writer, one document a speech, with positions; the number of documents."""
    folder.mkdir(parents=True)
    schema = fields.Schema(id=fields.STORED, text=fields.TEXT(analyzer=_Tokens(), phrase=True))
    writer = index.create_in(str(folder), schema).writer(limitmb=256)
    number = 0
    for meeting, document in records:
        for item in document.items:
            writer.add_document(id=f"{meeting.id} {item.id}", text=item.text)
            number += 1
    writer.commit()
    return number
